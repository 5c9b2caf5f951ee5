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

## People
picker-found = { $count ->
    [0] Sin resultados
    [one] Un resultado
   *[other] { $count } resultados
}

## Groups

## Jobs

## Audit
