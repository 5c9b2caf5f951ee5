# What only the company's own people read.

## Where one goes
dashboard = Panel
files = Documentos
folders = Carpetas
quarantine = Cuarentena
people = Personas
groups = Grupos
jobs = Tareas
audit = Auditoría
running = Funcionamiento
menu = Menú
key-upload = Subir documentos

## Dashboard
storage = Almacenamiento
used = Usado
free = Libre
signatures = Firmas del analizador del
signatures-unknown = Aún sin datos
signatures-old = más de dos días: no conocen lo nuevo
state-clean = Limpios
state-pending = En análisis
state-infected = Infectados
state-failed = No analizables
expiring = Caducan en una semana, aún sin descargar
jobs-dead = Tareas abandonadas
jobs-waiting = Tareas en espera o en curso
mails-refused = Correos abandonados
mails-deferred = Correos a la espera de otro intento
day-by-day = Día a día
days = { $count ->
    [one] Un día
   *[other] { $count } días
}
chart-says = { $name }: { $sum } en { $days } días, como máximo { $most } al día
uploads = Subidas
refused = Rechazados
sent-bytes = Enviado
new-clients = Clientes nuevos
mails-sent = Correos
scans = Análisis
day = Día
as-table = Como tabla
days-utc = Los días son los de UTC.

## Files and one file
all = Todos
state = Estado
scan-clean = Limpio
expired = Caducados
trash = Papelera
for-whom = Para quién
for-anybody = Cualquiera
for-everyone = Todos los clientes
for-named = Clientes designados
for-one-client = Para un cliente
new-ones-for = Los nuevos son para
nobody-yet = Nadie por ahora
those-of-folder = Quienes ven la carpeta
downloads = Descargas
uploaded = Subido
uploaded-by = Por
by-anyone = Cualquiera
by-me = Mí
by-one-person = Una persona
any-time = En cualquier momento
today = Hoy
last-days = Últimos { $count } días
expires-first = Caduca antes
label = Etiqueta
actions = Acciones
so-many-by = { $count } por { $clients }
so-many-shown = Se muestran { $shown } de { $count }
account-gone = Cuenta eliminada
expired-since = caducó
nothing-like-that = Ningún documento coincide.
drop-the-first = Aún no hay documentos. Suelte aquí el primero.
drop-anywhere = Suelte archivos de Word, Excel o PowerPoint en cualquier lugar de esta página
drop-more = Hasta { $size } cada uno. Cada archivo se comprueba antes de que alguien pueda obtenerlo.
sending = { $count ->
    [one] Enviando un documento
   *[other] Enviando { $count } documentos
}
all-sent = Todo está enviado.
clear-list = Vaciar esta lista
so-much-of = { $sent } de { $size }
per-second = { $size }/s
time-left = quedan unos { $time }
stored-scanning = Guardado, se está analizando
connection-lost = Conexión perdida, sigue sola
paused = En pausa
being-checked = Se está comprobando
waits-its-turn = Espera su turno
sending-pause = Pausar { $name }
go-on-with = Continuar ahora con { $name }
sending-cancel = Cancelar { $name }
off-the-list = Quitar { $name } de esta lista
stored-what = { $name } está guardado.
refused-what = { $name } fue rechazado: { $why }
is-clean = { $name } está limpio.
is-locked = { $name } no superó el análisis.
has-macros = Tiene macros. Guárdelo sin ellas e inténtelo de nuevo
is-encrypted = Está cifrado. Quite la contraseña e inténtelo de nuevo
is-damaged = Está dañado
is-no-document = No es un documento de Word, Excel o PowerPoint
is-too-large = Supera { $size }
no-room = No hay espacio: { $used } de { $most } en uso
cannot-be-read = Ya no se puede leer. Elíjalo de nuevo
move = Mover
delete = Eliminar
delete-what = Eliminar { $name }
restore = Restaurar
restore-what = Restaurar { $name }
erase = Eliminar para siempre
erase-what = Eliminar { $name } para siempre
move-them = { $count ->
    [one] Mover { $name }
   *[other] Mover { $count } documentos
}
trash-them = { $count ->
    [one] Eliminar { $name }
   *[other] Eliminar { $count } documentos
}
erase-them = { $count ->
    [one] Eliminar { $name } para siempre
   *[other] Eliminar { $count } documentos para siempre
}
restore-them = { $count ->
    [one] Restaurar { $name }
   *[other] Restaurar { $count } documentos
}
trash-more = { $count ->
    [one] Nadie podrá obtenerlo y sus enlaces dejan de funcionar al instante. Durante un tiempo se puede restaurar de la papelera.
   *[other] Nadie podrá obtenerlos y sus enlaces dejan de funcionar al instante. Durante un tiempo se pueden restaurar de la papelera.
}
erase-more-documents = { $count ->
    [one] Desaparece con todas sus versiones. No se puede deshacer.
   *[other] Desaparecen con todas sus versiones. No se puede deshacer.
}
restore-more = { $count ->
    [one] Quienes podían obtenerlo podrán de nuevo. Los enlaces anteriores siguen sin valor.
   *[other] Quienes podían obtenerlos podrán de nuevo. Los enlaces anteriores siguen sin valor.
}
moved = { $count ->
    [one] Se movió un documento.
   *[other] Se movieron { $count } documentos.
}
restored = { $count ->
    [one] Se restauró un documento.
   *[other] Se restauraron { $count } documentos.
}
deleted = { $count ->
    [one] Se eliminó un documento.
   *[other] Se eliminaron { $count } documentos.
}
no-folder = Ninguna carpeta

## Folders
new-folder = Carpeta nueva
folder-name = Nombre de la carpeta
folders-more = Lo que se comparte de una carpeta se comparte de todo lo que contiene.
folders-beneath = { $count ->
    [one] Una carpeta debajo.
   *[other] { $count } carpetas debajo.
}
documents-to-trash = { $count ->
    [one] Un documento va a la papelera.
   *[other] { $count } documentos van a la papelera.
}
folder-is-empty = No contiene documentos.
folder-made = Se creó { $name }.
folder-changed = Se modificó { $name }.
folder-removed = Se eliminó { $name }.
rename = Renombrar
rename-what = Renombrar { $name }
move-what = Mover { $name }
at-the-top = En el nivel superior
all-folders = Todas las carpetas
no-folders = Aún no hay carpetas. Cree la primera.
no-folders-here = No hay carpetas en esta.
folder-gone = Esta carpeta ya no existe.
where-one-is = Dónde está

## Quarantine
quarantine-more = Lo que el análisis ha bloqueado. Los clientes no pueden obtenerlo.
quarantine-acts = «Analizar de nuevo» sirve para lo que no se pudo examinar; lo que ya se encontró sigue bloqueado. «Liberar» abre un documento a pesar de su análisis; su nombre y su motivo quedan registrados. Lo eliminado permanece un tiempo en la papelera.
quarantine-empty = Aquí no hay nada.
who-may-release = Solo las personas con el permiso «Todos los documentos» pueden liberar y analizar de nuevo.
found-eicar = El archivo de prueba EICAR, que representa un programa malicioso
found-program = Un programa en su interior
found-macros = Macros
found-starts = Algo que inicia un programa
found-remote = Contenido que se carga desde otra máquina
found-leak = Un enlace que entrega las credenciales del lector
found-bomb = Un archivo comprimido que crece sin medida
found-encrypted = Algo cifrado en su interior
found-unseen = Una parte que no se puede examinar
found-signature = Programa malicioso:
found-late = Encontrado después, con firmas más recientes:
released-by = Liberado por
had-by = { $count ->
    [one] Una cuenta lo había descargado.
   *[other] { $count } cuentas lo habían descargado.
}
had-by-nobody = Nadie lo ha descargado.
see-who = Quién lo tiene: { $name }
release = Liberar
release-what = Liberar { $name }
release-more = Los clientes podrán obtenerlo desde ahora. Si un análisis posterior encuentra otra cosa, se bloqueará de nuevo.
release-reason = Por qué no es peligroso
release-reason-hint = Queda registrado, solo para sus colegas
is-released = { $name } está liberado
rescan = Analizar de nuevo
rescan-what = Analizar de nuevo: { $name }
is-rescanned = { $name } se analizará de nuevo

## Un documento
pending-more = Los clientes podrán obtenerlo cuando termine el análisis.
scanner-busy = El análisis está saturado. Seguirá por sí solo.
infected-more = Se encontró algo dañino. Los clientes no pueden obtenerlo. Elimínelo, salvo que esté seguro de que no es peligroso.
failed-more = No se pudo examinar por completo, así que los clientes no pueden obtenerlo. Envíelo sin esa parte o haga que se analice de nuevo.
released-more = Se abrió a pesar de su análisis. Los clientes pueden obtenerlo.
document-gone = { $name } ya no existe.
doc-about = Resumen
doc-scan = Análisis
in-trash = En la papelera
in-trash-more = Los clientes ya no lo ven. Con el tiempo desaparecerá para siempre, si usted no lo recupera.
doc-uploaded-by = Subido por
doc-taken = Descargas
taken-times = { $count ->
    [one] Una vez
   *[other] { $count } veces
}, { $clients ->
    [one] por una cuenta
   *[other] por { $clients } cuentas
}
taken-by-nobody = Todavía no lo ha descargado nadie.
legal-hold-is = Debe conservarse
who-may-change = Pueden cambiarlo y compartirlo quien lo subió y las personas con el permiso «Todos los documentos».
doc-terms = Nombre y condiciones
file-name = Nombre
file-name-hint = La terminación no cambia
doc-description = Descripción
doc-description-hint = Los clientes la leen junto al nombre
doc-labels = Etiquetas
doc-labels-hint = Separadas por comas
doc-expires = Caduca
doc-expires-hint = Después los clientes ya no lo ven. Vacío: nunca
max-downloads = Descargas por cliente
max-downloads-hint = Vacío: las que quieran
legal-hold = Retención legal
legal-hold-hint = Nadie puede eliminarlo
everyone-more = Todos los clientes ven este documento. Lo compartido cuenta cuando es solo para aquellos con quienes se comparte.
change-terms = Cambiarlo
shared-with = Compartido con
shared-with-nobody = No se comparte con nadie.
who-may-share = Pueden compartirla quien la creó y las personas con el permiso «Todos los documentos».
folder-shared-more = Aquellos con quienes se comparte ven todos los documentos que contiene, también en sus subcarpetas y los que lleguen después.
share-more = Compartir con más
share-do = Compartir
share-by = por
share-group = Grupo
clients-and-groups = Clientes y grupos
group-of = { $count ->
    [one] Grupo de una persona
   *[other] Grupo de { $count } personas
}
is-named = { $name } está añadido
drop = Quitar a { $name }
share-clients = Clientes
share-clients-hint = Nombres de usuario o direcciones, separados por comas
share-groups-hint = Nombres, separados por comas
share-right = Pueden
right-download = Descargar
right-view = Solo ver
share-message = Mensaje
share-message-hint = Aparece en el correo que reciben; puede quedar vacío
is-shared = Compartido con { $names }.
take-away = Retirar
take-away-from = Retirar a { $name }
share-taken = Retirado a { $name }
who-sees-it = Quién lo ve ahora
nobody-sees-it = Ningún cliente lo ve.
because-everyone = Es para todos los clientes
because-share = Compartido directamente
because-group = Por el grupo { $name }
because-folder = Por la carpeta { $name }
why = ¿Por qué, o por qué no?
why-more = ¿A un cliente le falta este documento, o no debería tenerlo? Vea qué vale para él.
why-ask = Comprobar
share-client = Cliente
share-client-hint = Nombre de usuario o dirección
no-such-client = Ese cliente no existe.
sees-it = { $name } lo ve.
does-not-see-it = { $name } no lo ve.
blocked-not-shared = No se comparte con él.
blocked-pending = Se está analizando.
blocked-infected = El análisis ha encontrado algo.
blocked-failed = No se pudo analizar.
blocked-expired = Ha caducado.
blocked-trashed = Está en la papelera.
blocked-account = La cuenta no se puede usar.
blocked-limit = Ha agotado las descargas permitidas.
blocked-view = Solo puede verlo, no descargarlo.
versions = Versiones
versions-more = Los clientes conservan su versión hasta que una más reciente esté analizada y limpia.
version-number = Versión { $number }
version-current = La que tienen los clientes
version-fetch = Descargar la versión { $number }
version-take = Retomar
version-take-what = Retomar la versión { $number }
version-taken = La versión { $number } será la más reciente
version-add = Enviar una versión más reciente
who-has-it = Quién lo tiene
first-taken = primera vez
last-taken = última vez
links = Enlaces
links-more = Quien tiene un enlace obtiene el documento hasta que el enlace termina. Los que crean las páginas para una sola descarga no aparecen aquí, pero terminan con los demás.
no-links = No hay enlaces.
link-once = Válido una vez
link-has-password = Contraseña
link-made-at = creado
delivered = entregado
end-link = Terminar el enlace de { $name }
link-ended = El enlace ha terminado
end-all-links = Terminar todos los enlaces
end-all-more = Todos los enlaces a este documento dejan de funcionar al momento, también los que los clientes están usando.
links-ended = Todos los enlaces han terminado
new-link = Un enlace nuevo
link-more = Quien lo tiene descarga el documento en nombre de usted. Envíe la contraseña por otra vía que el enlace.
link-life = Cuánto tiempo
for-an-hour = Una hora
for-a-day = Un día
for-a-week = Una semana
for-30-days = 30 días
link-once-more = Para una sola descarga
link-password = Contraseña del enlace
link-password-hint = Al menos 8 caracteres; puede quedar vacía
link-make = Crear un enlace
link-made = Solo se muestra ahora.
what-happened = Qué ha pasado
was-whole = entero
was-part = una parte

## People
no-documents-ops = Todavía no hay documentos.
picker-found = { $count ->
    [0] Sin resultados
    [one] Un resultado
   *[other] { $count } resultados
}
shown = { $count ->
    [0] Sin resultados
    [one] Un elemento
   *[other] { $count } elementos
}
none-of-that = No hay nada así.
person-waiting = Espera aprobación
person-invited = Invitación enviada
person-unverified = Dirección sin confirmar
person-active = Activa
person-disabled = Desactivada
person-expired = Caducada
role-ops = Empresa
role-client = Cliente
people-found = { $count ->
    [one] Una persona
   *[other] { $count } personas
}
search-people = Buscar por nombre o dirección
name = Nombre
role = Función
last-login = Último acceso
every-role = Todas las funciones
every-state = Todos los estados
by-address = Dirección
no-people-yet = Aún no hay nadie.
waiting-for-you = A la espera de aprobación
approve = Aprobar
approve-who = Aprobar a { $name }
approved = { $name }: cuenta aprobada.
refuse = Rechazar
refuse-who = Rechazar a { $name }
refuse-more = La cuenta se elimina. No se envía ningún correo.
refused-who = { $name }: solicitud rechazada.
invite = Invitar a alguien
invite-more = La persona recibe un correo con un enlace válido siete días, con el que elige un nombre de usuario y una contraseña.
invite-send = Enviar la invitación
invite-sent = Una invitación va en camino a { $email }.
invite-again = Invitar de nuevo
person-name = Nombre visible
language-open = Según el navegador
account-until = La cuenta termina el
account-until-hint = Déjelo vacío y no terminará por sí sola
may-legend = Puede
may-nothing = Subir y gestionar lo propio
may-documents = Todos los documentos
may-documents-more = Gestionar cada documento y ver quién lo descargó
may-people = Personas y grupos
may-people-more = Invitar, aprobar, cambiar, desactivar y eliminar cuentas
may-audit = Registro de auditoría
may-audit-more = Leer y exportar lo ocurrido
may-operate = Operación
may-operate-more = Panel, tareas y correos
group-add = Añadir a un grupo
group-leave = Quitar de { $name }
in-no-group = En ningún grupo.
in-group-now = Ahora en { $name }.
in-group-no-more = Ya no está en { $name }.
members = { $count ->
    [one] Un miembro
   *[other] { $count } miembros
}
person = Persona
to-people = Todas las personas
person-gone = Quizá se eliminó la cuenta.
second-factor = Segundo factor
second-factor-on = Configurado
second-factor-off = Ninguno
person-email-hint = Una dirección nueva cuenta cuando se abre el enlace enviado a ella; se avisa a ambas
change = Cambiar
disable = Desactivar
disable-who = Desactivar a { $name }
disable-more = Todas las sesiones, tokens y enlaces terminan al instante y para siempre. Lo que se guarda de la cuenta queda, y puede reactivarla.
disabled-who = { $name }: cuenta desactivada.
enable = Reactivar
enabled-who = { $name }: cuenta reactivada.
end-sessions = Cerrar todas las sesiones
sessions-ended = Todas las sesiones están cerradas.
reset-factor = Restablecer el segundo factor
reset-factor-more = Se quitan la aplicación, las llaves de acceso y los códigos de recuperación de { $name }, y se avisa por correo.
reset-factor-done = El segundo factor se ha quitado.
verify-again = Enviar de nuevo el enlace de confirmación
verify-sent = El enlace va en camino.
erase-account-of = Eliminar
erase-who = Eliminar a { $name }
erase-client-more = Lo que se guarda de la persona desaparece al instante y termina todo lo entregado. El registro conserva lo ocurrido, sin el nombre. No se puede deshacer.
erase-ops-more = Lo que se guarda de la persona desaparece al instante y termina todo lo entregado. Los documentos que subió quedan, sin nombre. No se puede deshacer.
own-account = Esta es su propia cuenta. Las sesiones y el segundo factor están en su perfil:
person-beyond = Esta persona puede lo que usted no puede; solo otros pueden cambiar sus permisos, desactivarla o eliminarla.
their-documents = Documentos para esta persona
their-uploads = Documentos que subió
and-more = y { $count } más
what-they-did = Lo que hizo
what-they-took = Lo que descargó
what-was-done = Lo que le concierne

## Groups
groups-more = Los documentos y carpetas se comparten con grupos de clientes.
group = Grupo
group-make = Crear un grupo
no-groups = Aún no hay grupos.
description = Descripción
who-is-in = Miembros
member-add = Añadir un cliente
member-added = { $name } está en el grupo.
member-remove = Quitar a { $name }
member-removed = { $name } ya no está en el grupo.
group-empty = Aún no hay nadie en este grupo.
group-erase = Eliminar { $name }
group-erase-more = Los miembros quedan. Lo que solo se comparte con el grupo, dejan de verlo.
group-gone = Quizá se eliminó el grupo.
to-groups = Todos los grupos

## Jobs
every-queue = Todas las colas
queue-mail = Correos
queue-scan = Análisis
queue-upkeep = Mantenimiento
queue-previews = Vistas previas
jobs-more = Correos, análisis y limpieza: lo que se hace tras una petición.
job = Tarea
job-dead = Abandonada
job-queued = En espera
job-sent = Entregada
job-running = En curso
job-done = Hecha
every-job = Todos los tipos
no-jobs = Aún no hay tareas.
attempts = { $count ->
    [one] Un intento
   *[other] { $count } intentos
}
attempts-word = Intentos
time = Momento
acts = Qué se puede hacer
next-try = Próximo intento
over-since = Terminada desde
queue = Cola
number = Identificador
last-error = Por qué falló el último intento
job-retry = Intentar ahora
job-retry-what = Intentar ahora: { $name }
job-retried = «{ $name }» toca ahora.
job-due = Toca ahora.
job-cancel = Abandonar
job-cancel-what = Abandonar: { $name }
job-cancel-more = No se hará. Queda en la lista y puede intentarse de nuevo. Un documento que espera su análisis sigue cerrado.
job-cancelled = «{ $name }» se ha abandonado.
job-gone = Quizá se ha limpiado.
to-jobs = Todas las tareas
jobs-purge = Borrar tareas antiguas
jobs-purge-more = Se borran para siempre. Con una tarea se va el único registro de por qué falló.
jobs-purged = { $count ->
    [0] Ninguna tarea era lo bastante antigua.
    [one] Se ha borrado una tarea.
   *[other] Se han borrado { $count } tareas.
}
older-than = Terminadas hace más de
one-hour = Una hora
job-verify-email = Correo: confirmar la dirección
job-resend-verification = Correo: confirmar la dirección, pedido de nuevo
job-forgot-password = Contraseña olvidada
job-reset-password = Correo: contraseña nueva
job-change-email = Correo: dirección nueva
job-invitation = Correo: invitación
job-account-notice = Correo: sobre una cuenta
job-document-notice = Correo: documentos nuevos
job-document-asked = Correo: un cliente pide un documento
job-scan-file = Analizar un documento
job-rescan-file = Analizar de nuevo un documento
job-late-finding = Hallazgo tardío
job-late-finding-notice = Correo: hallazgo tardío
job-erase-blob = Borrar un documento retirado
job-make-preview = Crear la vista previa de un documento
job-sweep = Limpieza
job-rescan = Analizar con firmas nuevas
job-checksums = Calcular sumas de verificación

## Audit
audit-more = Quién hizo qué y cuándo.
search-audit = Número de petición, dirección o nombre, completos
event = Suceso
every-event = Todos los sucesos
by-whom = Por
by-somebody = alguien sin sesión
by-itself = por sí solo
about = Sobre
about-link = Enlace
about-session = Sesión
about-token = Clave para programas
about-passkey = Llave de acceso
events-account = Cuentas
events-key = Claves de cifrado
events-backup = Copias de seguridad
address = Desde
program = Programa
request = Petición
since-day = Desde el
until-day = Hasta el
filter-off = Sin este filtro: { $name }
outcome-ok = Hecho
outcome-refused = Rechazado
outcome-failed = Fallido
export-csv = Obtener en CSV
export-jsonl = Obtener en líneas JSON
nothing-happened = Aún no ha pasado nada.
event-account-signed-up = Cuenta creada
event-account-verified = Dirección confirmada
event-account-invited = Persona invitada
event-account-approved = Cuenta aprobada
event-account-changed = Cuenta cambiada
event-account-disabled = Cuenta desactivada
event-account-enabled = Cuenta reactivada
event-account-erased = Cuenta eliminada
event-account-exported = Datos propios exportados
event-login-ok = Inicio de sesión
event-login-refused = Inicio de sesión rechazado
event-login-second-factor-refused = Segundo factor incorrecto
event-login-locked = Acceso bloqueado un tiempo
event-session-ended = Sesión cerrada
event-session-reused = Token de renovación repetido
event-password-changed = Contraseña cambiada
event-password-reset = Contraseña fijada por enlace
event-password-refused = Contraseña incorrecta
event-second-factor-added = Segundo factor añadido
event-second-factor-removed = Segundo factor quitado
event-second-factor-codes-renewed = Nuevos códigos de recuperación
event-second-factor-code-used = Código de recuperación usado
event-token-made = Token creado
event-token-removed = Token quitado
event-file-uploaded = Documento subido
event-file-refused = Documento rechazado
event-file-scanned = Documento analizado
event-file-changed = Documento cambiado
event-file-shared = Documento compartido
event-file-unshared = Documento ya no compartido
event-file-asked = Documento solicitado
event-file-downloaded = Documento descargado
event-file-previewed = Página de un documento vista
event-file-trashed = Documento enviado a la papelera
event-file-restored = Documento restaurado
event-file-version-added = Versión nueva
event-file-version-restored = Versión anterior restaurada
event-file-erased = Documento borrado
event-file-released = Documento liberado
event-file-rescan-asked = Nuevo análisis solicitado
event-folder-created = Carpeta creada
event-folder-changed = Carpeta cambiada
event-folder-shared = Carpeta compartida
event-folder-unshared = Carpeta ya no compartida
event-folder-erased = Carpeta eliminada
event-link-minted = Enlace creado
event-link-revoked = Enlace revocado
event-link-refused = Enlace rechazado
event-group-created = Grupo creado
event-group-changed = Grupo cambiado
event-group-erased = Grupo eliminado
event-group-member-added = Añadido a un grupo
event-group-member-removed = Quitado de un grupo
event-mail-failed = Correo abandonado
event-job-retried = Tarea reintentada
event-job-cancelled = Tarea abandonada
event-job-purged = Tareas antiguas borradas
event-key-added = Clave añadida
event-key-retired = Clave retirada
event-backup-taken = Copia de seguridad hecha
event-backup-restored = Copia de seguridad restaurada
