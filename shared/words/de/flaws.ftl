# Was an einem Dokument nicht stimmt, das nicht angenommen wird, am Ende von `InvalidFile`.

Flaw = { $flaw ->
        [not-whole-zip] es ist keine vollständige ZIP-Datei
        [directory-too-large] sein ZIP-Verzeichnis ist größer als 8 MiB
        [too-many-entries] es hat mehr als 20.000 Einträge
        [wrong-count] sein ZIP-Verzeichnis hat nicht so viele Einträge, wie es angibt
        [same-name] es hat zwei verschiedene Teile mit demselben Namen
        [unpacks-too-large] es ist entpackt größer als 2 GiB
        [shared-bytes] einige seiner Einträge teilen sich dieselben Bytes
        [entry-encrypted] ein Eintrag ist verschlüsselt
        [entry-unpacks-too-large] ein Eintrag ist entpackt größer als 10 MiB und mehr als 200-mal so groß wie gepackt
        [entry-not-as-said] ein Eintrag ist nicht das, was das ZIP-Verzeichnis angibt
        [entry-of-two-sizes] ein unkomprimierter Eintrag hat zwei verschiedene Größen
        [entry-method] ein Eintrag ist auf eine Weise komprimiert, die Office nicht verwendet
        [entry-too-long] ein Eintrag ist länger, als das ZIP-Verzeichnis angibt
        [entry-cut-short] ein Eintrag bricht vorzeitig ab
        [entry-checksum] ein Eintrag hat eine falsche Prüfsumme
        [entry-not-inflated] ein Eintrag lässt sich nicht entpacken
        [empty] es ist leer
        [main-part-missing] sein Hauptteil fehlt
        [no-way-to-main-part] keine Beziehung führt zu seinem Hauptteil
        [too-many-main-parts] es nennt mehr als 8 Hauptteile
        [index-too-large] [Content_Types].xml oder _rels/.rels ist größer als 8 MiB
        [type-within] [Content_Types].xml deklariert einen Typ innerhalb eines anderen Elements
        [types-dtd] [Content_Types].xml hat eine DTD
        [too-many-types] es deklariert mehr als 20.000 Inhaltstypen
        [type-too-long] es deklariert einen Inhaltstyp, der länger als 1.024 Byte ist oder für einen so langen Namen gilt
        [type-twice] es deklariert zwei Inhaltstypen für denselben Teil
        [relationship-within] eine Beziehung steht innerhalb eines anderen Elements
        [relationships-dtd] seine Beziehungen haben eine DTD
        [not-well-formed] sein XML ist nicht wohlgeformt
        [breaks-off] sein XML bricht vorzeitig ab
        [too-deep] es verschachtelt mehr als 1.024 XML-Elemente
        [name-too-long] es hat einen XML-Namen, der länger als 1.024 Byte ist
        [token-too-long] es hat ein XML-Tag, einen XML-Kommentar oder einen CDATA-Abschnitt von mehr als 32 MiB
        [encoding] sein XML hat eine Zeichenkodierung, die nicht erlaubt ist; Office schreibt UTF-8 oder UTF-16
        [encoding-undeclared] sein XML gibt seine Zeichenkodierung nicht an
        [encoding-other] sein XML gibt eine andere Zeichenkodierung an, als es hat
        [utf-16-broken] sein UTF-16 ist fehlerhaft
        [attribute-broken] sein XML hat ein fehlerhaftes Attribut
        [attribute-twice] in seinem XML hat ein Element zweimal dasselbe Attribut
        [prefix-twice] sein XML deklariert ein Namensraumpräfix zweimal
        [prefix-undeclared] sein XML verwendet ein Namensraumpräfix, das nicht deklariert ist
        [prefix-taken-back] sein XML hebt ein Namensraumpräfix wieder auf
        [namespace-reserved] sein XML verwendet einen reservierten Namensraum falsch
        [too-many-namespaces] es deklariert mehr als 256 XML-Namensräume an einer Stelle
        [namespace-too-long] der Name eines seiner XML-Namensräume ist länger als 1.024 Byte
        [main-not-well-formed] sein Hauptteil ist kein wohlgeformtes XML
        [main-character] sein Hauptteil hat ein Zeichen, das XML nicht erlaubt
        [main-prefix-undeclared] sein Hauptteil verwendet ein Namensraumpräfix, das nicht deklariert ist
        [main-attribute-twice] in seinem Hauptteil hat ein Element zweimal dasselbe Attribut
        [main-dtd] sein Hauptteil hat eine DTD
        [compound-file] es ist keine intakte Verbunddatei
        [unknown-content] es enthält etwas in einem unbekannten Format
        [unknown-object] es enthält ein Objekt von unbekannter Form
        [unknown-encoding] es enthält XML in einer Zeichenkodierung, die nicht erlaubt ist
        [unknown-active-mime] es enthält eine ActiveMime-Datei von unbekannter Form
        [unknown-rtf-object] ein Objekt in RTF hat eine unbekannte Form
        [unclear-message] eine Nachricht darin lässt sich nicht zerlegen
        [message-head-too-long] der Kopf einer Nachricht darin ist zu lang
        [unknown-message] eine Nachricht darin ist auf unbekannte Weise geschrieben
       *[other] es ist nicht in Ordnung
    }

# Was an einem Formular nicht stimmt, am Ende von `NotAForm`.

FormFlaw = { $flaw ->
        [not-at-boundary] es beginnt nicht mit seiner Trennzeile
        [behind-boundary] auf eine Trennzeile folgt etwas anderes
        [unfinished] es endet vor seiner letzten Trennzeile
        [head-too-long] der Kopf eines Teils ist zu lang
        [no-header] der Kopf eines Teils enthält eine Zeile, die kein Header ist
        [rest-of-header] der Kopf eines Teils beginnt mit dem Rest eines Headers
        [two-dispositions] ein Teil hat zwei Content-Disposition-Header
        [name-twice] ein Teil gibt einen seiner Namen zweimal an
        [piece-twice] ein Teil gibt ein Stück eines seiner Namen zweimal an
        [piece-missing] ein Teil gibt einen seiner Namen in Stücken an, und eines fehlt
        [parameters] die Parameter eines Headers sind nicht lesbar
        [boundary] sein `boundary` muss aus 1 bis 70 sichtbaren ASCII-Zeichen bestehen und darf nur einmal angegeben sein
       *[other] es ist nicht gebaut wie ein Formular
    }

# Was am Kopf einer Anfrage nicht stimmt, am Ende von `InvalidRequest`.

RequestFlaw = { $flaw ->
        [empty-lines] vor ihr stehen zu viele leere Zeilen
        [bare-line-feed] eine ihrer Zeilen endet ohne Wagenrücklauf
        [line-end] eine ihrer Zeilen endet falsch
        [head-end] ihr Kopf endet nicht dort, wo er zu enden scheint
        [first-line] ihre erste Zeile ist nicht die einer Anfrage
        [version] sie ist weder HTTP/1.1 noch HTTP/1.0
        [target] ihr Ziel ist keine URI
        [field-name] der Name eines Feldes enthält, was kein Name enthalten darf
        [field-value] der Wert eines Feldes enthält, was kein Wert enthalten darf
        [no-host] ihr fehlt der Host
        [host-twice] sie hat mehr als einen Host
        [host] ihr Host ist kein Host
        [length] ihre Content-Length ist keine Zahl
        [two-lengths] sie hat zwei verschiedene Content-Lengths
        [encoding] ihr Transfer-Encoding ist nicht allein `chunked`
        [length-and-encoding] sie hat sowohl Content-Length als auch Transfer-Encoding
        [encoding-too-early] HTTP/1.0 kennt kein Transfer-Encoding
       *[other] sie ist nicht gebaut wie eine Anfrage
    }
