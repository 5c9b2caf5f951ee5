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
downloads = Descargas
sent-bytes = Enviado
new-clients = Clientes nuevos
mails-sent = Correos
scans = Análisis
day = Día
as-table = Como tabla
days-utc = Los días son los de UTC.

## Files and one file

## Folders

## Quarantine

## People
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
state = Estado
role = Función
last-login = Último acceso
every-role = Todas las funciones
every-state = Todos los estados
by-address = Dirección
nobody-yet = Aún no hay nadie.
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
erase = Eliminar
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
jobs-more = Correos, análisis y limpieza: lo que se hace tras una petición.
job = Tarea
job-dead = Abandonada
job-queued = En espera
job-sent = Entregada
job-running = En curso
job-done = Hecha
all = Todas
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
job-sweep = Limpieza
job-rescan = Analizar con firmas nuevas
job-checksums = Calcular sumas de verificación

## Audit
audit-more = Quién hizo qué y cuándo.
search-audit = Número de petición, dirección o nombre, completos
event = Suceso
every-event = Todos los sucesos
by-whom = Por
by-itself = por sí solo
gone = una cuenta eliminada
about = Sobre
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
