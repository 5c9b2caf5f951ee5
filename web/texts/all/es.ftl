### Lo que dicen las páginas.

## Entrar y registrarse
motto = Documentos solo para usted, revisados antes de salir.
checked = Cada documento se revisó en busca de software malicioso antes de que usted lo vea.
language = Idioma
log-in = Iniciar sesión
new-here = ¿Primera vez aquí?
make-account = Crear una cuenta
name-or-email = Nombre de usuario o correo
password = Contraseña
show-password = Mostrar la contraseña
forgotten = ¿Olvidada?
stay-logged-in = Mantener la sesión en este dispositivo
or = o
use-passkey = Usar una llave de acceso
one-more-step = Un paso más
one-more-step-more = Esta cuenta tiene un segundo factor.
code = Código
code-hint = El de su aplicación o uno de sus códigos de recuperación
back-to-log-in = Volver al inicio de sesión
sign-up = Crear una cuenta
has-account = ¿Ya tiene cuenta?
invited-only = Aquí las cuentas son por invitación.
username = Nombre de usuario
username-hint = De 3 a 32 letras y cifras
email = Correo
email-hint = Allí recibirá un enlace que demuestra que es suyo
password-hint = Al menos 10 caracteres; unas palabras son mejores que los signos
look-into-mail = Mire su correo
mail-sent = Un enlace va en camino. Ábralo y luego inicie sesión.
mail-sent-to = Un enlace va en camino a { $email }. Ábralo y luego inicie sesión.
no-mail = ¿No llegó nada?
send-again = Enviar el enlace otra vez
sent-again = Enviado. Si hay una cuenta con esa dirección que lo espera, el enlace llega en un minuto.
forgot = Contraseña nueva
forgot-more = Recibirá un enlace para poner una nueva.
send-mail = Enviarme el enlace
forgot-sent = Enviado. Si hay una cuenta con esa dirección, el enlace llega en un minuto.

## Documentos
skip = Ir al contenido
main-menu = Menú principal
documents = Documentos
profile = Perfil
log-out = Cerrar sesión
your-documents = Sus documentos
documents-found = { $count ->
    [0] Ningún documento
    [one] Un documento
   *[other] { $count } documentos
}
search-by-name = Buscar por nombre
sort-by = Ordenar por
newest-first = Más recientes
oldest-first = Más antiguos
by-name = Nombre
largest-first = Más grandes
no-documents = Todavía no hay nada. Recibirá un correo cuando lo haya.
nothing-found = Ningún documento tiene «{ $text }» en el nombre.
folder-empty = No hay nada en esta carpeta.
folder = Carpeta
show-all = Mostrar todo
show-more = Mostrar más
that-is-all = Eso es todo.
choose = Elegir { $name }
chosen = { $count ->
    [one] Un documento elegido
   *[other] { $count } documentos elegidos
}
choose-none = No elegir ninguno
download-zip = Descargar en un archivo
download = Descargar
download-what = Descargar { $name }
download-again = Descargar otra vez
download-again-what = Descargar otra vez: { $name }
download-begins = Se descarga { $name }
go-on = Continuar
go-on-what = Continuar la descarga de { $name }
pause = Pausar
pause-what = Pausar la descarga de { $name }
cancel-what = Cancelar la descarga de { $name }
download-is-here = { $name } ya está aquí.
download-failed = No se pudo descargar { $name }.
fetch-runs = { $share }, { $rate } por segundo, quedan unos { $time }. Si se corta la conexión, continúa por sí sola.
fetch-waits = { $share }. Espera la conexión y continúa por sí sola.
fetch-paused = { $share }. En pausa; lo recibido se conserva.
new = Nuevo
from = de
version = versión { $number }
version-word = Versión
have-it-since = lo tiene desde
available-until = disponible hasta
no-longer-since = No disponible desde
no-longer = Ya no está disponible.
ask-for-it = Pedirlo
asked-for-it = Quien lo subió sabrá que usted lo pide.
asked-already = Ya lo ha pedido hoy.
document = Documento
kind = Tipo
size = Tamaño
here-since = Aquí desde
checksum = SHA-256
scan-pending = En revisión
scan-infected = Infectado
scan-released = Liberado
scan-failed = No se pudo revisar

## La cuenta propia
you = Usted
security = Seguridad
sessions = Sesiones
preferences = Preferencias
your-data = Sus datos
picture = Imagen
your-picture = Su imagen
choose-picture = Elegir una imagen
remove-picture = Quitarla
picture-hint = PNG, JPEG o WebP, hasta 5 MB
names = Nombre y dirección
display-name = Cómo quiere que le llamen
display-name-hint = Puede quedar vacío
email-change-hint = Una dirección nueva vale cuando abra el enlace que se envía allí
email-pending = Un enlace va en camino a { $email }. La dirección nueva vale cuando se abra.
save = Guardar
saved = Guardado.
new-password = Contraseña nueva
current-password = Contraseña actual
ends-other-sessions = Se cerrará su sesión en todos los demás sitios.
change-password = Cambiar la contraseña
password-changed = Su contraseña ha cambiado.
where-logged-in = Dónde tiene la sesión abierta
unknown-program = Programa desconocido
since = desde
last-used = último uso
this-one = Esta
end = Terminar
end-session = Terminar la sesión de { $name }
end-others = Terminar todas las demás
mails = Correos
mail-documents = Documentos nuevos
mail-reminders = Un recordatorio antes de que venza un documento
mail-announcements = Novedades del servicio
mail-receipts = Lo que se ha descargado
receipts-off = Nunca
receipts-at-once = Enseguida
receipts-daily = Una vez al día
mails-always = Los correos sobre la seguridad de su cuenta llegan siempre.
what-is-kept = Lo que se guarda sobre usted
export-more = Un archivo con todo lo que se guarda aquí sobre usted.
export = Obtener mis datos
erase-account = Borrar mi cuenta
erase-more = Su cuenta y todo lo que le pertenece desaparecen enseguida. No se puede deshacer.
erase-for-good = Borrar para siempre
keep-account = Conservarla
password-again-hint = Una vez más, para que nadie más haga esto
not-now = Ahora no
remove = Quitar
copy = Copiar
second-factor-first = Esta cuenta necesita un segundo factor. Configure uno para seguir.
totp = Códigos de una aplicación
totp-more = Una aplicación en su teléfono da un código que se escribe después de la contraseña.
totp-is-on = { $count ->
    [one] Los códigos de una aplicación están activos. Queda un código de recuperación.
   *[other] Los códigos de una aplicación están activos. Quedan { $count } códigos de recuperación.
}
totp-set-up = Configurar
totp-scan = Escanee esto con su aplicación.
totp-picture = Código QR para su aplicación
totp-type = O escriba allí esto:
totp-code = El código que muestra
totp-turn-on = Activar
totp-remove = Desactivar
recovery-codes-renew = Códigos de recuperación nuevos
recovery-codes-new = Sus códigos de recuperación
recovery-codes-more = Cada uno vale una vez, para el día en que falte su aplicación. Solo se muestran ahora.
codes-noted = Los he anotado
passkeys = Llaves de acceso
passkeys-more = Inicie sesión con el dedo, la cara o una llave, sin contraseña.
passkey-add = Añadir una llave de acceso
passkey-name = Su nombre
passkey-name-hint = Por ejemplo «Teléfono»; puede quedar vacío
tokens-short = Programas
tokens = Claves para programas
tokens-more = Con una clave, un programa hace aquí lo que usted puede hacer, hasta donde lo permita, y nunca cambia su forma de iniciar sesión.
no-tokens = No tiene ninguna.
token-another = Crear una clave
token-name = Para qué es
token-name-hint = Por ejemplo, «Copia nocturna»
token-may = Puede
scope-read = Ver lo que usted ve
scope-download = Descargar
scope-upload = Subir documentos
scope-manage = Cambiar lo que usted puede cambiar
token-lives = Es válida durante
for-a-month = Un mes
for-three-months = Tres meses
for-a-year = Un año
token-make = Crearla
token-new = Su nueva clave
token-new-more = Solo se muestra ahora. Guárdela como una contraseña.
token-noted = La he anotado
copied = Copiado.
good-until = válida hasta
never-used = nunca usada
remove-what = Quitar { $name }
token-remove-more = Lo que la usa deja de funcionar de inmediato.

## Cuando algo no está como debe
nothing-here = Aquí no hay nada para usted
nothing-here-more = Quizá la dirección esté mal escrita, o lo que había aquí ya no está o no es para usted.
to-documents = A sus documentos
try-again = Intentar otra vez
offline = En este momento no hay conexión.
no-connection = Nadie responde
offline-since = Sin conexión. Lo que ve es de { $when }.
takes-longer = Tarda más de lo normal.
request-id = Número para quien le ayude:
logged-out = Su sesión se ha cerrado
logged-out-more = Su sesión ha terminado. Iníciela otra vez y nada de esta página se pierde.
leave = Salir
look-at-fields = Algo no está bien todavía: vea abajo.
wait-so-long = Demasiados intentos. El próximo es posible en { $time }.

## Tiempo
day-at = { $day } a las { $hour }

## Keys
close = Cerrar
keys = Atajos de teclado
keys-off-hint = Estos atajos se desactivan en el perfil, en Preferencias.
key-search = Buscar
key-next = Fila siguiente
key-previous = Fila anterior
key-open = Abrir
key-help = Mostrar esta lista
keys-on = Teclas sueltas hacen lo que los botones
keys-on-hint = Actúan en este navegador y nunca donde escribe. Pulse ? para verlas.
