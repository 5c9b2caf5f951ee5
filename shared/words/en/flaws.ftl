# What is wrong with a document that is not taken, at the end of `InvalidFile`.

Flaw = { $flaw ->
        [not-whole-zip] it is not a complete ZIP file
        [directory-too-large] its ZIP directory is larger than 8 MiB
        [too-many-entries] it has more than 20,000 entries
        [wrong-count] its ZIP directory does not have as many entries as it says
        [same-name] it has two different parts with the same name
        [unpacks-too-large] it unpacks to more than 2 GiB
        [shared-bytes] some of its entries share the same bytes
        [entry-encrypted] an entry is encrypted
        [entry-unpacks-too-large] an entry unpacks to more than 10 MiB and to over 200 times its packed size
        [entry-not-as-said] an entry is not what the ZIP directory says
        [entry-of-two-sizes] an entry that is not compressed has two sizes
        [entry-method] an entry is compressed in a way that Office does not use
        [entry-too-long] an entry is longer than the ZIP directory says
        [entry-cut-short] an entry is cut short
        [entry-checksum] an entry has a wrong checksum
        [entry-not-inflated] an entry cannot be inflated
        [empty] it is empty
        [main-part-missing] its main part is missing
        [no-way-to-main-part] no relationship leads to its main part
        [too-many-main-parts] it names more than 8 main parts
        [index-too-large] [Content_Types].xml or _rels/.rels is larger than 8 MiB
        [type-within] [Content_Types].xml declares a type within another element
        [types-dtd] [Content_Types].xml has a DTD
        [too-many-types] it declares more than 20,000 content types
        [type-too-long] it declares a content type longer than 1,024 bytes, or for a name that is
        [type-twice] it declares two content types for the same part
        [relationship-within] a relationship is within another element
        [relationships-dtd] its relationships have a DTD
        [not-well-formed] its XML is not well-formed
        [breaks-off] its XML breaks off
        [too-deep] it nests more than 1,024 XML elements
        [name-too-long] it has an XML name longer than 1,024 bytes
        [token-too-long] it has an XML tag, comment or CDATA section longer than 32 MiB
        [encoding] its XML is in an encoding that is not allowed; Office writes UTF-8 or UTF-16
        [encoding-undeclared] its XML does not declare its encoding
        [encoding-other] its XML declares another encoding than it is in
        [utf-16-broken] its UTF-16 is broken
        [attribute-broken] its XML has a broken attribute
        [attribute-twice] its XML has an attribute twice
        [prefix-twice] its XML declares a namespace prefix twice
        [prefix-undeclared] its XML uses a namespace prefix that is not declared
        [prefix-taken-back] its XML takes a namespace prefix back
        [namespace-reserved] its XML misuses a reserved namespace
        [too-many-namespaces] it declares more than 256 XML namespaces at one place
        [namespace-too-long] it has the name of an XML namespace that is longer than 1,024 bytes
        [main-not-well-formed] its main part is not well-formed XML
        [main-character] its main part has a character that XML does not allow
        [main-prefix-undeclared] its main part uses a namespace prefix that is not declared
        [main-attribute-twice] its main part has an attribute twice
        [main-dtd] its main part has a DTD
        [compound-file] it is no sound compound file
        [unknown-content] content of a format that is not known
        [unknown-object] an object of a form that is not known
        [unknown-encoding] XML in an encoding that is not allowed
        [unknown-active-mime] an ActiveMime file of an unknown form
        [unknown-rtf-object] an object in RTF is of an unknown form
        [unclear-message] a message cannot be taken apart
        [message-head-too-long] the head of a message is too long
        [unknown-message] a message is written in an unknown way
       *[other] it is not sound
    }

# What is wrong with a form, at the end of `NotAForm`.

FormFlaw = { $flaw ->
        [not-at-boundary] it does not begin with its boundary
        [behind-boundary] a boundary is followed by something else
        [unfinished] it ends before its last boundary
        [head-too-long] the head of a part is too long
        [no-header] the head of a part holds a line that is no header
        [rest-of-header] the head of a part begins with the rest of a header
        [two-dispositions] a part has two Content-Disposition headers
        [name-twice] a part tells one of its names twice
        [piece-twice] a part tells a piece of one of its names twice
        [piece-missing] a part tells one of its names in pieces, and one is missing
        [parameters] the parameters of a header cannot be read
        [boundary] its `boundary` must be 1 to 70 visible ASCII characters, and be told once
       *[other] it is not built as a form is
    }

# What is wrong with the head of a request, at the end of `InvalidRequest`.

RequestFlaw = { $flaw ->
        [empty-lines] too many empty lines stand before it
        [bare-line-feed] one of its lines ends without a carriage return
        [line-end] one of its lines ends wrongly
        [head-end] its head does not end where it seems to
        [first-line] its first line is not that of a request
        [version] it is not of HTTP/1.1 or HTTP/1.0
        [target] its target is not a URI
        [field-name] the name of a field holds what no name may hold
        [field-value] the value of a field holds what no value may hold
        [no-host] it has no Host
        [host-twice] it has more than one Host
        [host] its Host is no host
        [length] its Content-Length is no number
        [two-lengths] it has two different Content-Lengths
        [encoding] its Transfer-Encoding is not `chunked` and nothing else
        [length-and-encoding] it has both a Content-Length and a Transfer-Encoding
        [encoding-too-early] HTTP/1.0 does not allow Transfer-Encoding
       *[other] it is not built as a request is
    }
