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

## Files and one file

## Folders

## Quarantine
quarantine-more = Lo que el análisis ha bloqueado. Los clientes no pueden obtenerlo.
quarantine-acts = «Analizar de nuevo» sirve para lo que no se pudo examinar; lo que ya se encontró sigue bloqueado. «Liberar» abre un documento a pesar de su análisis; su nombre y su motivo quedan registrados. Lo eliminado permanece un tiempo en la papelera.
quarantine-empty = Aquí no hay nada.
who-may-release = Solo las personas con el permiso «documentos» pueden liberar y analizar de nuevo.
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
account-gone = una cuenta eliminada
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
doc-delete = Eliminar
doc-delete-what = Eliminar { $name }
doc-delete-more = Va a la papelera, de donde se puede recuperar durante un tiempo. Sus enlaces dejan de funcionar al momento.
doc-erase = Borrar para siempre
doc-erase-what = Borrar para siempre { $name }
doc-erase-more = Desaparece con todas sus versiones. No se puede deshacer.
doc-is-deleted = { $name } está eliminado
doc-keep = Conservarlo

## Un documento
pending-more = Los clientes podrán obtenerlo cuando termine el análisis.
scanner-busy = El análisis está saturado. Seguirá por sí solo.
infected-more = Se encontró algo dañino. Los clientes no pueden obtenerlo. Elimínelo, salvo que esté seguro de que no es peligroso.
failed-more = No se pudo examinar por completo, así que los clientes no pueden obtenerlo. Envíelo sin esa parte o haga que se analice de nuevo.
released-more = Se abrió a pesar de su análisis. Los clientes pueden obtenerlo.
scan-clean = Analizado; no se encontró nada
scan-changed = El estado del análisis ha cambiado
document-gone = { $name } ya no existe.
doc-about = Resumen
doc-scan = Análisis
in-trash = En la papelera
in-trash-more = Los clientes ya no lo ven. Con el tiempo desaparecerá para siempre, si usted no lo recupera.
doc-expired = Caducado
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
doc-restore = Recuperar
doc-restore-what = Recuperar { $name }
who-may-change = Pueden cambiarlo y compartirlo quien lo subió y las personas con el permiso «documentos».
doc-terms = Nombre y condiciones
file-name = Nombre
file-name-hint = La terminación no cambia
doc-description = Descripción
doc-description-hint = Los clientes la leen junto al nombre
doc-labels = Etiquetas
doc-labels-hint = Separadas por comas
no-folder = En ninguna carpeta
doc-for-everyone = Todos los clientes
doc-for-named = Aquellos con quienes se comparte
doc-expires = Caduca
doc-expires-hint = Después los clientes ya no lo ven. Vacío: nunca
max-downloads = Descargas por cliente
max-downloads-hint = Vacío: las que quieran
legal-hold = Retención legal
legal-hold-hint = Nadie puede eliminarlo
for-whom = Para quién
everyone-more = Todos los clientes ven este documento. Lo compartido cuenta cuando es solo para aquellos con quienes se comparte.
change-terms = Cambiarlo
shared-with = Compartido con
shared-with-nobody = No se comparte con nadie.
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
version-goes = Se está enviando { $name }
version-came = La nueva versión está guardada y se está analizando
who-has-it = Quién lo tiene
first-taken = primera vez
last-taken = última vez
links = Enlaces
links-more = Quien tiene un enlace obtiene el documento hasta que el enlace termina. Los que crean las páginas para una sola descarga no aparecen aquí, pero terminan con los demás.
no-links = No hay enlaces.
link-once = Válido una vez
link-has-password = Contraseña
link-made-at = creado
good-until = Válido hasta
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
for-a-month = 30 días
link-once-more = Para una sola descarga
link-password = Contraseña del enlace
link-password-hint = Al menos 8 caracteres; puede quedar vacía
link-make = Crear un enlace
link-made = Solo se muestra ahora.
link-copied = Copiado
what-happened = Qué ha pasado
event-uploaded = Subido
event-scanned = Analizado
event-changed = Cambiado
event-shared = Compartido
event-unshared = Dejado de compartir
event-asked = Pedido
event-downloaded = Descargado
event-trashed = Enviado a la papelera
event-restored = Recuperado
event-version = Versión más reciente
event-version-taken = Versión anterior retomada
event-released = Liberado
event-rescan = Análisis solicitado
event-link = Enlace creado
event-link-ended = Enlace terminado
event-link-refused = Enlace rechazado
event-refused = Rechazado
was-whole = entero
was-part = una parte
by-itself = Automático

## People
picker-found = { $count ->
    [0] Sin resultados
    [one] Un resultado
   *[other] { $count } resultados
}

## Groups

## Jobs

## Audit
