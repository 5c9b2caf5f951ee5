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

## Jobs

## Audit
