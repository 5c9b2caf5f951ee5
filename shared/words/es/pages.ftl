# Las pocas páginas a las que llevan los enlaces de los correos: lo que va solo es el título; las partes figuran en la página.

ConfirmPage = Confirme su dirección de correo
    .text = Un clic y su cuenta estará lista.
    .button = Confirmar mi dirección
UnsubscribePage = ¿No recibir más correos sobre documentos?
    .text = Un clic y no recibirá ninguno más. Lo que es para usted sigue en su sitio, y puede volver a activar los correos en su cuenta.
    .button = No recibir más estos correos
PasswordPage = Establezca una nueva contraseña
    .label = Nueva contraseña, de 10 a 128 caracteres
    .button = Establecer esta contraseña
    .text = Se cerrará su sesión en todos los demás lugares.
LinkPasswordPage = Este enlace pide una contraseña
    .label = Contraseña
    .button = Descargar
InvitationPage = Está usted invitado
    .username = Nombre de usuario, de 3 a 32 letras y cifras
    .name = Cómo quiere que le llamen (puede dejarlo vacío)
    .password = Contraseña, de 10 a 128 caracteres
    .button = Aceptar la invitación
DonePage = Hecho
    .button = Iniciar sesión
FailedPage = No ha funcionado

# En qué quedó.

PageVerified = Su dirección de correo está confirmada. Ya puede iniciar sesión.
PagePasswordSet = La nueva contraseña está establecida. Ya puede iniciar sesión con ella.
PageInvitationAccepted = Bienvenido. Ya puede iniciar sesión.
PageUnsubscribed = No recibirá más correos sobre documentos.
PageInvalidLink = Este enlace no es válido. Cópielo entero desde el correo.
PageExpiredLink = Este enlace ha caducado. Pida un nuevo correo.
PageEmailTaken = Entretanto, otra cuenta tiene esta dirección.
UsernameField = El nombre de usuario
DisplayNameField = El nombre mostrado
PasswordField = La contraseña
