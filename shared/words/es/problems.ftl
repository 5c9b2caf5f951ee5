# Por qué falló una petición: `detail` de un problema, en frases enteras. Los códigos y los nombres de cabeceras quedan como son.

InvalidJson = El cuerpo de la petición no es JSON válido: { $why }.
InvalidInput = Faltan algunos datos o no son válidos; consulte `errors`.
UsernameTaken = Este nombre de usuario ya está en uso.
EmailTaken = Esta dirección de correo ya está en uso.
EmailDomainNotAllowed = Con direcciones de este dominio no es posible registrarse aquí.
InvalidLink = Este enlace no es válido.
UnsupportedFileType = Solo se aceptan documentos .docx, .xlsx y .pptx, y el nombre debe corresponder al contenido.
InvalidFile = No se puede aceptar el documento: { $why }.
EncryptedFile = El documento está protegido con una contraseña, por lo que no se puede revisar.
MacrosNotAllowed = El documento contiene macros.
InvalidImage = No se puede usar la imagen: { $why }.
ExpiredMailLink = Este enlace ha caducado; solicite uno nuevo.
WrongSetUpCode = Este no es el código que la aplicación muestra ahora.
InvalidCredential = No se puede aceptar esta llave de acceso.
InvalidRequest = La petición no es HTTP/1.1 válido: { $why }.
NotAuthenticated = Se necesita un token de acceso.
InvalidToken = El token no es válido o ha caducado, o su sesión ha terminado.
InvalidCredentials = El nombre de usuario o la contraseña son incorrectos.
SecondFactorRequired = La contraseña es correcta; ahora presente un segundo factor con este tique.
InvalidSecondFactor = El segundo factor no es correcto o ya se ha usado.
InvalidTicket = El tique no es válido, ha caducado o ya se ha usado; vuelva a iniciar sesión.
CrossSiteRequest = Una petición con cookie debe venir de una de nuestras propias páginas.
ScopeMissing = El token no permite hacer esto.
SecondFactorSetupRequired = Esta cuenta necesita un segundo factor; configure uno primero.
EmailNotVerified = La dirección de correo de esta cuenta aún no se ha verificado.
AccountDisabled = Esta cuenta está desactivada.
AwaitingApproval = Esta cuenta aún debe ser aprobada.
SignupClosed = Las cuentas son solo para quienes reciben una invitación.
PermissionMissing = Su cuenta no tiene el permiso necesario.
RoleNotAllowed = Su rol no permite hacer esto.
AccountNotAllowed = La cuenta a la que pertenece este enlace no puede descargar.
FileQuarantined = Este archivo no superó el análisis, por lo que no se puede descargar.
ViewOnly = Puede ver este documento, pero no descargarlo.
DownloadLimitReached = Ya ha descargado este documento tantas veces como puede.
LinkInUse = Este enlace sirve una sola vez y se está usando ahora.
LinkPasswordRequired = Este enlace pide una contraseña.
InvalidLinkPassword = La contraseña de este enlace es incorrecta.
NotFound = Aquí no se ha encontrado nada.
NoPreview = No hay ninguna imagen de esta página.
MethodNotAllowed = Este método no está permitido aquí; consulte `Allow`.
RequestTimeout = La petición no se completó a tiempo.
LastOfItsKind = No quedaría nadie que pudiera hacerlo.
NotExpired = El documento no ha caducado ni se ha agotado: puede descargarlo.
WrongState = No se puede hacer: la cuenta { $state ->
        [invited] está invitada y aún no ha aceptado
        [unverified] aún no se ha verificado
        [waiting] espera ser aprobada
        [active] ya está activa
        [disabled] está desactivada
       *[expired] ha caducado
    }.
ScanPending = El archivo aún no se ha analizado; vuelva a intentarlo en un momento.
NotQuarantined = El archivo no está en cuarentena; no hay nada que liberar.
LegalHold = Esto debe conservarse: está bajo retención legal.
FolderNotEmpty = Hay documentos en esta carpeta.
UploadOffsetMismatch = Esta parte no continúa donde está la subida: en el byte { $bytes }.
RequestInProgress = La primera petición con esta `Idempotency-Key` aún está en curso; vuelva a intentarlo en un momento.
LastFactor = Es el último, y se necesita uno.
AlreadySetUp = Ya hay una aplicación de autenticación; quítela primero.
NoSecondFactor = No hay ningún segundo factor al que los códigos de recuperación puedan sustituir.
TooManyPasskeys = No puede haber más llaves de acceso; quite una primero.
JobNotRetryable = La tarea ha terminado o está en curso, por lo que no se puede reintentar.
JobNotCancellable = La tarea está en curso o ha terminado, por lo que no se puede cancelar.
ExpiredLink = Este enlace ha caducado.
ExpiredFile = Este documento ha caducado.
Gone = Este archivo ya no está disponible.
PreconditionFailed = El archivo no corresponde a `If-Match`.
TusVersionNotSupported = Envíe `Tus-Resumable: 1.0.0`; aquí no se admite ninguna otra versión.
BodyTooLarge = El cuerpo de la petición supera los { $bytes } bytes.
LengthTooLarge = El cuerpo supera el tamaño que puede tener una petición.
QuotaExceeded = Ya no queda espacio para esto dentro de la cuota.
FileTooLarge = El archivo supera los { $bytes } bytes.
UriTooLong = La dirección de la petición es demasiado larga.
UnsupportedMediaType = El tipo de contenido debe ser { $wanted }.
IdempotencyKeyReused = Esta `Idempotency-Key` se usó para otra petición.
UploadLocked = Otra parte de esta subida está llegando; inténtelo de nuevo en un momento.
ChecksumMismatch = La parte no coincide con su suma de comprobación y se ha descartado.
RangeNotSatisfiable = El intervalo solicitado está fuera del archivo, que tiene { $bytes ->
        [one] 1 byte
       *[other] { $bytes } bytes
    }.
TooManyRequests = Hay demasiadas peticiones en curso desde su dirección; vuelva a intentarlo cuando hayan terminado algunas.
LimitReached = Ha habido demasiadas peticiones de este tipo; vuelva a intentarlo en { $seconds ->
        [one] 1 segundo
       *[other] { $seconds } segundos
    }.
TooManyAttempts = Han fallado demasiados intentos; vuelva a intentarlo en { $seconds ->
        [one] 1 segundo
       *[other] { $seconds } segundos
    }.
HeadTooLarge = Las cabeceras de la petición superan los { $bytes } bytes, o son más de 100.
Internal = Se ha producido un error por nuestra parte.
Unavailable = Un servicio necesario no está disponible; vuelva a intentarlo en un momento.
Undecided = No se sabe si la operación se realizó, porque un servicio necesario no está disponible; compruébelo antes de volver a intentarlo.
Busy = Hay demasiadas peticiones en este momento; vuelva a intentarlo en { $seconds ->
        [one] 1 segundo
       *[other] { $seconds } segundos
    }.
NotReady = El servicio no está listo.
StorageFull = No hay espacio suficiente para guardar esto.

# Por qué, al final de una de las frases anteriores.

JsonEmpty = está vacío
JsonTooDeep = tiene más de { $most } niveles de anidamiento
JsonCutShort = se interrumpe antes del final
PictureUnreadable = los datos no son una imagen legible
PictureTooLarge = tiene demasiados píxeles
PictureTooSlow = tardó demasiado en procesarse
