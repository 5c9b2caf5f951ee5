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
pause-what = Pausar { $name }
go-on-with = Continuar ahora con { $name }
cancel-what = Cancelar { $name }
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
no-room = No hay espacio: se alcanzó el límite
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
documents-in = { $count ->
    [one] Un documento en { $name }
   *[other] { $count } documentos en { $name }
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
remove-what = Quitar { $name }
at-the-top = En el nivel superior
all-folders = Todas las carpetas
no-folders = Aún no hay carpetas. Cree la primera.
no-folders-here = No hay carpetas en esta.
folder-gone = Esta carpeta ya no existe.
where-one-is = Dónde está

## Quarantine

## People

## Groups

## Jobs

## Audit
