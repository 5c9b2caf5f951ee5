# Pourquoi une requête a échoué : `detail` d’un problème, en phrases entières. Les codes et les noms d’en-têtes restent tels quels.

InvalidJson = Le corps de la requête n’est pas du JSON valide : { $why }.
InvalidInput = Certaines données manquent ou ne sont pas valides ; voir `errors`.
UsernameTaken = Ce nom d’utilisateur est déjà pris.
EmailTaken = Cette adresse e-mail est déjà prise.
EmailDomainNotAllowed = Les adresses de ce domaine ne peuvent pas s’inscrire ici.
InvalidLink = Ce lien n’est pas valide.
UnsupportedFileType = Seuls les documents .docx, .xlsx et .pptx sont acceptés, et le nom doit correspondre au contenu.
InvalidFile = Le document ne peut pas être accepté : { $why }.
EncryptedFile = Le document est protégé par un mot de passe et ne peut donc pas être inspecté.
MacrosNotAllowed = Le document contient des macros.
InvalidImage = L’image ne peut pas être utilisée : { $why }.
ExpiredMailLink = Ce lien a expiré ; veuillez en demander un nouveau.
WrongSetUpCode = Ce n’est pas le code que l’application affiche en ce moment.
InvalidCredential = Cette clé d’accès ne peut pas être acceptée.
InvalidRequest = La requête n’est pas du HTTP/1.1 valide : { $why }.
NotAuthenticated = Un jeton d’accès est requis.
InvalidToken = Le jeton n’est pas valide ou a expiré, ou sa session est terminée.
InvalidCredentials = Le nom d’utilisateur ou le mot de passe est incorrect.
SecondFactorRequired = Le mot de passe est correct ; présentez maintenant un second facteur avec ce ticket.
InvalidSecondFactor = Le second facteur est incorrect ou a déjà été utilisé.
InvalidTicket = Le ticket n’est pas valide, a expiré ou a déjà été utilisé ; veuillez vous reconnecter.
CrossSiteRequest = Une requête accompagnée d’un cookie doit provenir de l’une de nos propres pages.
ScopeMissing = Le jeton ne permet pas cela.
SecondFactorSetupRequired = Ce compte a besoin d’un second facteur ; veuillez d’abord en configurer un.
EmailNotVerified = L’adresse e-mail de ce compte n’a pas encore été vérifiée.
AccountDisabled = Ce compte est désactivé.
AwaitingApproval = Ce compte doit encore être approuvé.
SignupClosed = Les comptes sont réservés aux personnes invitées.
PermissionMissing = Votre compte n’a pas l’autorisation nécessaire.
RoleNotAllowed = Votre rôle ne permet pas cela.
AccountNotAllowed = Le compte auquel ce lien appartient n’est pas autorisé à télécharger.
FileQuarantined = Ce fichier n’a pas passé l’analyse et ne peut donc pas être téléchargé.
ViewOnly = Vous pouvez consulter ce document, mais pas le télécharger.
DownloadLimitReached = Vous avez téléchargé ce document aussi souvent que vous le pouvez.
LinkInUse = Ce lien ne sert qu’une fois et est en cours d’utilisation.
LinkPasswordRequired = Ce lien demande un mot de passe.
InvalidLinkPassword = Le mot de passe de ce lien est incorrect.
NotFound = Rien n’a été trouvé ici.
NoPreview = Il n’y a pas d’image de cette page.
MethodNotAllowed = Cette méthode n’est pas autorisée ici ; voir `Allow`.
RequestTimeout = La requête n’a pas été terminée à temps.
LastOfItsKind = Il ne resterait plus personne pour pouvoir le faire.
NotExpired = Le document n’a pas expiré et n’est pas épuisé : vous pouvez le télécharger.
WrongState = Cela n’est pas possible : le compte { $state ->
        [invited] est invité et ne l’a pas encore accepté
        [unverified] n’est pas encore vérifié
        [waiting] attend d’être approuvé
        [active] est déjà actif
        [disabled] est désactivé
       *[expired] a expiré
    }.
ScanPending = Le fichier n’a pas encore été analysé ; veuillez réessayer dans un instant.
NotQuarantined = Le fichier n’est pas en quarantaine ; il n’y a rien à libérer.
LegalHold = Ceci doit être conservé : une obligation légale l’impose.
FolderNotEmpty = Ce dossier contient des documents.
UploadOffsetMismatch = Cette partie ne reprend pas là où en est l’envoi, à l’octet { $bytes }.
RequestInProgress = La première requête avec cette `Idempotency-Key` est encore en cours ; veuillez réessayer dans un instant.
LastFactor = C’est le dernier, et il en faut un.
AlreadySetUp = Une application d’authentification est déjà configurée ; veuillez d’abord la retirer.
NoSecondFactor = Il n’y a aucun second facteur que des codes de secours pourraient remplacer.
TooManyPasskeys = Le nombre maximal de clés d’accès est atteint ; veuillez d’abord en retirer une.
JobNotRetryable = La tâche est terminée ou en cours et ne peut donc pas être relancée.
JobNotCancellable = La tâche est en cours ou terminée et ne peut donc pas être annulée.
ExpiredLink = Ce lien a expiré.
ExpiredFile = Ce document a expiré.
Gone = Ce fichier n’est plus disponible.
PreconditionFailed = Le fichier ne correspond pas à `If-Match`.
TusVersionNotSupported = Veuillez envoyer `Tus-Resumable: 1.0.0` ; aucune autre version n’est prise en charge ici.
BodyTooLarge = Le corps de la requête dépasse { $bytes } octets.
LengthTooLarge = Le corps dépasse la taille permise pour une requête.
QuotaExceeded = Il n’y a plus de place pour cela dans le quota.
FileTooLarge = Le fichier dépasse { $bytes } octets.
UriTooLong = L’adresse de la requête est trop longue.
UnsupportedMediaType = Le type de contenu doit être { $wanted }.
IdempotencyKeyReused = Cette `Idempotency-Key` a servi pour une autre requête.
UploadLocked = Une autre partie de cet envoi est en train d’arriver ; veuillez réessayer dans un instant.
ChecksumMismatch = La partie ne correspond pas à sa somme de contrôle et a été écartée.
RangeNotSatisfiable = La plage demandée se situe en dehors du fichier, qui compte { $bytes ->
        [one] { $bytes } octet
       *[other] { $bytes } octets
    }.
TooManyRequests = Trop de requêtes venant de votre adresse sont en cours ; veuillez réessayer lorsque certaines seront terminées.
LimitReached = Il y a eu trop de requêtes de ce genre ; veuillez réessayer dans { $seconds ->
        [one] { $seconds } seconde
       *[other] { $seconds } secondes
    }.
TooManyAttempts = Trop de tentatives ont échoué ; veuillez réessayer dans { $seconds ->
        [one] { $seconds } seconde
       *[other] { $seconds } secondes
    }.
HeadTooLarge = Les en-têtes de la requête dépassent { $bytes } octets, ou sont plus de 100.
Internal = Une erreur s’est produite de notre côté.
Unavailable = Un service nécessaire est indisponible ; veuillez réessayer dans un instant.
Undecided = On ne sait pas si l’opération a été effectuée, car un service nécessaire est indisponible ; veuillez vérifier avant de réessayer.
Busy = Il y a trop de requêtes en ce moment ; veuillez réessayer dans { $seconds ->
        [one] { $seconds } seconde
       *[other] { $seconds } secondes
    }.
NotReady = Le service n’est pas prêt.
StorageFull = Il n’y a pas assez d’espace pour enregistrer cela.

# Pourquoi, à la fin d’une des phrases ci-dessus.

JsonEmpty = il est vide
JsonTooDeep = il comporte plus de { $most } niveaux d’imbrication
JsonCutShort = il s’interrompt avant la fin
PictureUnreadable = les données ne forment pas une image lisible
PictureTooLarge = elle compte trop de pixels
PictureTooSlow = son traitement a pris trop de temps
