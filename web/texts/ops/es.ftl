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

## Groups

## Jobs

## Audit
