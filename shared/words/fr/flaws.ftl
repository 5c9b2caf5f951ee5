# Ce qui ne va pas dans un document qui n’est pas accepté, à la fin de `InvalidFile`.

Flaw = { $flaw ->
        [not-whole-zip] ce n’est pas un fichier ZIP complet
        [directory-too-large] son répertoire ZIP dépasse 8 Mio
        [too-many-entries] il contient plus de 20 000 entrées
        [wrong-count] son répertoire ZIP ne contient pas le nombre d’entrées qu’il indique
        [same-name] il contient deux parties différentes qui portent le même nom
        [unpacks-too-large] il dépasse 2 Gio une fois décompressé
        [shared-bytes] certaines de ses entrées partagent les mêmes octets
        [entry-encrypted] une entrée est chiffrée
        [entry-unpacks-too-large] une entrée dépasse, une fois décompressée, 10 Mio et 200 fois sa taille compressée
        [entry-not-as-said] une entrée n’est pas ce qu’indique le répertoire ZIP
        [entry-of-two-sizes] une entrée non compressée a deux tailles différentes
        [entry-method] une entrée est compressée d’une manière qu’Office n’utilise pas
        [entry-too-long] une entrée est plus longue que ne l’indique le répertoire ZIP
        [entry-cut-short] une entrée s’interrompt avant la fin
        [entry-checksum] une entrée a une somme de contrôle erronée
        [entry-not-inflated] une entrée ne peut pas être décompressée
        [empty] il est vide
        [main-part-missing] sa partie principale est absente
        [no-way-to-main-part] aucune relation ne mène à sa partie principale
        [too-many-main-parts] il désigne plus de 8 parties principales
        [index-too-large] [Content_Types].xml ou _rels/.rels dépasse 8 Mio
        [type-within] [Content_Types].xml déclare un type à l’intérieur d’un autre élément
        [types-dtd] [Content_Types].xml contient une DTD
        [too-many-types] il déclare plus de 20 000 types de contenu
        [type-too-long] il déclare un type de contenu de plus de 1 024 octets, ou pour un nom aussi long
        [type-twice] il déclare deux types de contenu pour la même partie
        [relationship-within] une relation se trouve à l’intérieur d’un autre élément
        [relationships-dtd] ses relations contiennent une DTD
        [not-well-formed] son XML n’est pas bien formé
        [breaks-off] son XML s’interrompt avant la fin
        [too-deep] il imbrique plus de 1 024 éléments XML
        [name-too-long] il contient un nom XML de plus de 1 024 octets
        [token-too-long] il contient une balise XML, un commentaire ou une section CDATA de plus de 32 Mio
        [encoding] son XML est dans un encodage qui n’est pas autorisé ; Office écrit en UTF-8 ou en UTF-16
        [encoding-undeclared] son XML ne déclare pas son encodage
        [encoding-other] son XML déclare un autre encodage que le sien
        [utf-16-broken] son UTF-16 est corrompu
        [attribute-broken] son XML contient un attribut incorrect
        [attribute-twice] un élément de son XML a deux fois le même attribut
        [prefix-twice] son XML déclare deux fois un préfixe d’espace de noms
        [prefix-undeclared] son XML utilise un préfixe d’espace de noms qui n’est pas déclaré
        [prefix-taken-back] son XML annule un préfixe d’espace de noms
        [namespace-reserved] son XML utilise à tort un espace de noms réservé
        [too-many-namespaces] il déclare plus de 256 espaces de noms XML au même endroit
        [namespace-too-long] le nom d’un de ses espaces de noms XML dépasse 1 024 octets
        [main-not-well-formed] sa partie principale n’est pas du XML bien formé
        [main-character] sa partie principale contient un caractère que XML n’autorise pas
        [main-prefix-undeclared] sa partie principale utilise un préfixe d’espace de noms qui n’est pas déclaré
        [main-attribute-twice] un élément de sa partie principale a deux fois le même attribut
        [main-dtd] sa partie principale contient une DTD
        [compound-file] ce n’est pas un fichier composé valide
        [unknown-content] il contient des données d’un format inconnu
        [unknown-object] il contient un objet d’une forme inconnue
        [unknown-encoding] il contient du XML dans un encodage qui n’est pas autorisé
        [unknown-active-mime] il contient un fichier ActiveMime d’une forme inconnue
        [unknown-rtf-object] un objet en RTF est d’une forme inconnue
        [unclear-message] il contient un message qui ne peut pas être décomposé
        [message-head-too-long] l’en-tête d’un message qu’il contient est trop long
        [unknown-message] il contient un message écrit d’une manière inconnue
       *[other] il n’est pas valide
    }

# Ce qui ne va pas dans un formulaire, à la fin de `NotAForm`.

FormFlaw = { $flaw ->
        [not-at-boundary] il ne commence pas par son séparateur
        [behind-boundary] un séparateur est suivi d’autre chose
        [unfinished] il se termine avant son dernier séparateur
        [head-too-long] l’en-tête d’une partie est trop long
        [no-header] l’en-tête d’une partie contient une ligne qui n’est pas un champ
        [rest-of-header] l’en-tête d’une partie commence par la suite d’un champ
        [two-dispositions] une partie a deux champs Content-Disposition
        [name-twice] une partie donne deux fois l’un de ses noms
        [piece-twice] une partie donne deux fois un morceau de l’un de ses noms
        [piece-missing] une partie donne l’un de ses noms en morceaux, et il en manque un
        [parameters] les paramètres d’un champ sont illisibles
        [boundary] son `boundary` doit compter de 1 à 70 caractères ASCII visibles et n’être donné qu’une fois
       *[other] il n’est pas construit comme un formulaire
    }

# Ce qui ne va pas dans l’en-tête d’une requête, à la fin de `InvalidRequest`.

RequestFlaw = { $flaw ->
        [empty-lines] trop de lignes vides la précèdent
        [bare-line-feed] l’une de ses lignes se termine sans retour chariot
        [line-end] l’une de ses lignes se termine mal
        [head-end] son en-tête ne se termine pas là où il semble se terminer
        [first-line] sa première ligne n’est pas celle d’une requête
        [version] elle n’est ni en HTTP/1.1 ni en HTTP/1.0
        [target] sa cible n’est pas un URI
        [field-name] le nom d’un champ contient ce qu’aucun nom ne peut contenir
        [field-value] la valeur d’un champ contient ce qu’aucune valeur ne peut contenir
        [no-host] elle n’a pas de Host
        [host-twice] elle a plus d’un Host
        [host] son Host n’est pas un hôte
        [length] son Content-Length n’est pas un nombre
        [two-lengths] elle a deux Content-Length différents
        [encoding] son Transfer-Encoding n’est pas `chunked` et rien d’autre
        [length-and-encoding] elle a à la fois un Content-Length et un Transfer-Encoding
        [encoding-too-early] HTTP/1.0 ne connaît pas Transfer-Encoding
       *[other] elle n’est pas construite comme une requête
    }
