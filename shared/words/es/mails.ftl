# Correos. El texto principal es el asunto; `before` va antes del enlace, `link` es su nombre, `after` lo sigue.

VerifyEmail = Verifique su dirección de correo
    .before = Alguien, esperamos que usted, ha creado una cuenta en Strongroom con esta dirección. Abra este enlace para verificar la dirección. Es válido durante { $lifetime }:
    .link = Verificar mi dirección de correo
    .after = Si no ha sido usted, no haga nada: sin este paso no se puede usar la cuenta.
ChangeEmail = Verifique su nueva dirección de correo
    .before = Esta dirección va a ser la de su cuenta en Strongroom. Abra este enlace para verificarla. Es válido durante { $lifetime }:
    .link = Verificar mi nueva dirección de correo
    .after = Si no ha sido usted, no haga nada: sin este paso no cambia nada.
ResetPassword = Elija una nueva contraseña
    .before = Alguien, esperamos que usted, ha pedido una nueva contraseña para su cuenta en Strongroom. Abra este enlace para elegir una. Es válido una sola vez y durante { $lifetime }:
    .link = Elegir una nueva contraseña
    .after = Si no ha sido usted, no haga nada: su contraseña queda como está.
Invitation = Ha recibido una invitación
    .before = Ha recibido una invitación a Strongroom, donde se entregan documentos de forma segura. Abra este enlace para elegir un nombre de usuario y una contraseña. Es válido una sola vez y durante { $lifetime }:
    .link = Aceptar la invitación
    .after = Si no sabe de qué se trata, no haga nada: sin este paso no hay ninguna cuenta.

# Qué ha ocurrido con una cuenta; cada vez sigue `IfItWasYou`.

NewDevice = Inicio de sesión desde un dispositivo nuevo
    .before = Alguien ha iniciado sesión en su cuenta de Strongroom desde un dispositivo que no se había usado antes.
LockedOut = Demasiados inicios de sesión fallidos
    .before = Han fallado tantos inicios de sesión en su cuenta de Strongroom que durante un tiempo no se acepta ninguno más. Desde donde ya haya iniciado sesión antes, puede seguir haciéndolo.
PasswordChanged = Su contraseña ha cambiado
    .before = Se ha cambiado la contraseña de su cuenta de Strongroom.
EmailChangeAsked = Su dirección de correo va a cambiar
    .before = Se ha pedido otra dirección de correo para su cuenta de Strongroom. Será válida en cuanto se verifique; hasta entonces lo sigue siendo esta.
EmailChanged = Su dirección de correo ha cambiado
    .before = Esta es ahora la dirección de correo de su cuenta de Strongroom.
EmailReplaced = Su cuenta tiene otra dirección de correo
    .before = Otra dirección de correo sustituye desde ahora a esta en su cuenta de Strongroom.
TotpAdded = Se ha configurado una aplicación de autenticación
    .before = Se ha configurado una aplicación de autenticación para su cuenta de Strongroom.
TotpRemoved = Se ha quitado su aplicación de autenticación
    .before = Se ha quitado la aplicación de autenticación de su cuenta de Strongroom.
RecoveryCodesRenewed = Nuevos códigos de recuperación
    .before = Se han creado nuevos códigos de recuperación para su cuenta de Strongroom. Los anteriores ya no son válidos.
RecoveryCodeUsed = Se ha usado un código de recuperación
    .before = Se ha usado un código de recuperación de su cuenta de Strongroom para iniciar sesión.
PasskeyAdded = Se ha añadido una llave de acceso
    .before = Se ha añadido una llave de acceso a su cuenta de Strongroom.
PasskeyRemoved = Se ha quitado una llave de acceso
    .before = Se ha quitado una llave de acceso de su cuenta de Strongroom.
SecondFactorReset = Se han quitado sus segundos factores
    .before = Alguien que gestiona las cuentas de Strongroom ha quitado la aplicación de autenticación, las llaves de acceso y los códigos de recuperación de la suya.
Approved = Su cuenta ha sido aprobada
    .before = Su cuenta de Strongroom ha sido aprobada. Ya puede iniciar sesión.
TokenMade = Se ha creado un token de API
    .before = Se ha creado un token para programas en su cuenta de Strongroom.
TokenRemoved = Se ha quitado un token de API
    .before = Se ha quitado un token para programas de su cuenta de Strongroom.
IfItWasYou = Si ha sido usted, todo está en orden. Si no, elija de inmediato una nueva contraseña mediante «he olvidado mi contraseña», lo que termina todas las sesiones, y avise a quien gestiona este servicio.
IfItWasYouWhoMoved = Si ha sido usted, todo está en orden. Si no, avise de inmediato a quien gestiona este servicio.

# Documentos.

NewDocuments = { $count ->
        [one] Un documento nuevo para usted
       *[other] Documentos nuevos para usted
    }
    .before = { $count ->
        [one] En Strongroom hay un documento nuevo para usted:
       *[other] En Strongroom hay { $count } documentos nuevos para usted:
    }
DocumentAsked = Un cliente pide un documento
    .before = { $client } ({ $email }) le pide «{ $document }» en Strongroom. El documento ha caducado o se ha descargado tantas veces como está permitido. Puede cambiarlo en su página:
    .link = Ver el documento
OnlyToLookAt = para consultar, sin descarga
AndMoreDocuments = { $count ->
        [one] Y uno más.
       *[other] Y { $count } más.
    }
SaidWithDocuments = { $by } escribe: { $message }
SaidBySomebody = Lo acompaña este mensaje: { $message }
NoMoreOfThese = Para no recibir más correos sobre documentos, abra este enlace:

# Lo que se encontró tarde; `LateFindingAdvice` termina el mensaje.

LateFinding = Contenido dañino en un documento que usted tiene
    .before = El { $at } se encontró en el documento «{ $name }» un contenido dañino del que antes no se sabía nada. El documento ya no se puede descargar.
LateFindingDownloaded = Usted lo descargó por primera vez el { $first } y por última vez el { $last }.
LateFindingLink = El { $at } se creó para usted un enlace a este documento. Ya no funciona.
LateFindingUploaded = Usted lo subió el { $at }.
LateFindingAdvice = No vuelva a abrir el documento, elimine todas sus copias y avise a quien se ocupa de su equipo.

# Desde dónde empezó una sesión.

NewDevicePlace = Fue { $client }, desde { $address }, el { $at }.
BrowserOn = { $browser } en { $system ->
        [iPhone] un iPhone
        [iPad] un iPad
       *[other] { $system }
    }
UnknownClient = un programa que no conocemos
KnownAddress = la dirección { $address }
UnknownAddress = una dirección desconocida

# El saludo: con el nombre, o sin uno que pudiera tomarse por un enlace.

Greeting = Hola, { $name }:
GreetingWithoutName = Hola:

# Tiempos.

Days = { $count ->
        [one] 1 día
       *[other] { $count } días
    }
Hours = { $count ->
        [one] 1 hora
       *[other] { $count } horas
    }
Minutes = { $count ->
        [one] 1 minuto
       *[other] { $count } minutos
    }
Seconds = { $count ->
        [one] 1 segundo
       *[other] { $count } segundos
    }
Moment = { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year } a las { $time } UTC
