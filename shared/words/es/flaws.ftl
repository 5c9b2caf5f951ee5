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

# Qué está mal en un formulario, al final de `NotAForm`.

FormFlaw = { $flaw ->
        [not-at-boundary] no empieza por su separador
        [behind-boundary] a un separador le sigue otra cosa
        [unfinished] termina antes de su último separador
        [head-too-long] la cabecera de una parte es demasiado larga
        [no-header] la cabecera de una parte contiene una línea que no es un campo
        [rest-of-header] la cabecera de una parte empieza por el resto de un campo
        [two-dispositions] una parte tiene dos campos Content-Disposition
        [name-twice] una parte da dos veces uno de sus nombres
        [piece-twice] una parte da dos veces un trozo de uno de sus nombres
        [piece-missing] una parte da uno de sus nombres en trozos y falta uno
        [parameters] los parámetros de un campo no se pueden leer
        [boundary] su `boundary` debe tener de 1 a 70 caracteres ASCII visibles e indicarse una sola vez
       *[other] no está construido como un formulario
    }

# Qué está mal en la cabecera de una petición, al final de `InvalidRequest`.

RequestFlaw = { $flaw ->
        [empty-lines] la preceden demasiadas líneas vacías
        [bare-line-feed] una de sus líneas termina sin retorno de carro
        [line-end] una de sus líneas termina mal
        [head-end] su cabecera no termina donde parece
        [first-line] su primera línea no es la de una petición
        [version] no es ni HTTP/1.1 ni HTTP/1.0
        [target] su destino no es un URI
        [field-name] el nombre de un campo contiene lo que ningún nombre puede contener
        [field-value] el valor de un campo contiene lo que ningún valor puede contener
        [no-host] no tiene Host
        [host-twice] tiene más de un Host
        [host] su Host no es un host
        [length] su Content-Length no es un número
        [two-lengths] tiene dos Content-Length distintos
        [encoding] su Transfer-Encoding no es `chunked` y nada más
        [length-and-encoding] tiene a la vez Content-Length y Transfer-Encoding
        [encoding-too-early] HTTP/1.0 no conoce Transfer-Encoding
       *[other] no está construida como una petición
    }
