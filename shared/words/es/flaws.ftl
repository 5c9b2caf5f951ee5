# Qué está mal en un documento que no se acepta, al final de `InvalidFile`.

Flaw = { $flaw ->
        [not-whole-zip] no es un archivo ZIP completo
        [directory-too-large] su directorio ZIP supera los 8 MiB
        [too-many-entries] tiene más de 20.000 entradas
        [wrong-count] su directorio ZIP no tiene tantas entradas como indica
        [same-name] tiene dos partes distintas con el mismo nombre
        [unpacks-too-large] supera los 2 GiB al descomprimirse
        [shared-bytes] algunas de sus entradas comparten los mismos bytes
        [entry-encrypted] una entrada está cifrada
        [entry-unpacks-too-large] una entrada supera, al descomprimirse, los 10 MiB y 200 veces su tamaño comprimido
        [entry-not-as-said] una entrada no es lo que indica el directorio ZIP
        [entry-of-two-sizes] una entrada sin comprimir tiene dos tamaños distintos
        [entry-method] una entrada está comprimida de un modo que Office no utiliza
        [entry-too-long] una entrada es más larga de lo que indica el directorio ZIP
        [entry-cut-short] una entrada se interrumpe antes del final
        [entry-checksum] una entrada tiene una suma de comprobación incorrecta
        [entry-not-inflated] una entrada no se puede descomprimir
        [empty] está vacío
        [main-part-missing] falta su parte principal
        [no-way-to-main-part] ninguna relación lleva a su parte principal
        [too-many-main-parts] indica más de 8 partes principales
        [index-too-large] [Content_Types].xml o _rels/.rels supera los 8 MiB
        [type-within] [Content_Types].xml declara un tipo dentro de otro elemento
        [types-dtd] [Content_Types].xml contiene una DTD
        [too-many-types] declara más de 20.000 tipos de contenido
        [type-too-long] declara un tipo de contenido de más de 1024 bytes, o para un nombre así de largo
        [type-twice] declara dos tipos de contenido para la misma parte
        [relationship-within] una relación está dentro de otro elemento
        [relationships-dtd] sus relaciones contienen una DTD
        [not-well-formed] su XML no está bien formado
        [breaks-off] su XML se interrumpe antes del final
        [too-deep] anida más de 1024 elementos XML
        [name-too-long] contiene un nombre XML de más de 1024 bytes
        [token-too-long] contiene una etiqueta XML, un comentario o una sección CDATA de más de 32 MiB
        [encoding] su XML tiene una codificación que no está permitida; Office escribe en UTF-8 o UTF-16
        [encoding-undeclared] su XML no declara su codificación
        [encoding-other] su XML declara una codificación distinta de la que tiene
        [utf-16-broken] su UTF-16 está dañado
        [attribute-broken] su XML contiene un atributo defectuoso
        [attribute-twice] un elemento de su XML tiene dos veces el mismo atributo
        [prefix-twice] su XML declara dos veces un prefijo de espacio de nombres
        [prefix-undeclared] su XML usa un prefijo de espacio de nombres que no está declarado
        [prefix-taken-back] su XML anula un prefijo de espacio de nombres
        [namespace-reserved] su XML usa mal un espacio de nombres reservado
        [too-many-namespaces] declara más de 256 espacios de nombres XML en un mismo lugar
        [namespace-too-long] el nombre de uno de sus espacios de nombres XML supera los 1024 bytes
        [main-not-well-formed] su parte principal no es XML bien formado
        [main-character] su parte principal contiene un carácter que XML no permite
        [main-prefix-undeclared] su parte principal usa un prefijo de espacio de nombres que no está declarado
        [main-attribute-twice] un elemento de su parte principal tiene dos veces el mismo atributo
        [main-dtd] su parte principal contiene una DTD
        [compound-file] no es un archivo compuesto válido
        [unknown-content] contiene datos en un formato desconocido
        [unknown-object] contiene un objeto de forma desconocida
        [unknown-encoding] contiene XML en una codificación que no está permitida
        [unknown-active-mime] contiene un archivo ActiveMime de forma desconocida
        [unknown-rtf-object] un objeto en RTF tiene una forma desconocida
        [unclear-message] contiene un mensaje que no se puede descomponer
        [message-head-too-long] la cabecera de un mensaje que contiene es demasiado larga
        [unknown-message] contiene un mensaje escrito de un modo desconocido
       *[other] no es válido
    }
