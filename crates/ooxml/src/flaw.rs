//! What can be wrong with the bytes of a document.

coded::coded! {
    /// What is wrong with a document. Says nothing of what stands in it: safe to show and to log. Where it names a limit it is
    /// that of [`Limits::default`](crate::Limits::default).
    pub enum Flaw {
        // Of the ZIP file.
        NotWholeZip "not-whole-zip" "it is not a complete ZIP file";
        DirectoryTooLarge "directory-too-large" "its ZIP directory is larger than 8 MiB";
        TooManyEntries "too-many-entries" "it has more than 20,000 entries";
        WrongCount "wrong-count" "its ZIP directory does not have as many entries as it says";
        SameName "same-name" "it has two different parts with the same name";
        UnpacksTooLarge "unpacks-too-large" "it unpacks to more than 2 GiB";
        SharedBytes "shared-bytes" "some of its entries share the same bytes";
        EntryEncrypted "entry-encrypted" "an entry is encrypted";
        EntryUnpacksTooLarge "entry-unpacks-too-large"
            "an entry unpacks to more than 10 MiB and to over 200 times its packed size";
        EntryNotAsSaid "entry-not-as-said" "an entry is not what the ZIP directory says";
        EntryOfTwoSizes "entry-of-two-sizes" "an entry that is not compressed has two sizes";
        EntryMethod "entry-method" "an entry is compressed in a way that Office does not use";
        EntryTooLong "entry-too-long" "an entry is longer than the ZIP directory says";
        EntryCutShort "entry-cut-short" "an entry is cut short";
        EntryChecksum "entry-checksum" "an entry has a wrong checksum";
        EntryNotInflated "entry-not-inflated" "an entry cannot be inflated";

        // Of what it is made of.
        Empty "empty" "it is empty";
        MainPartMissing "main-part-missing" "its main part is missing";
        NoWayToMainPart "no-way-to-main-part" "no relationship leads to its main part";
        TooManyMainParts "too-many-main-parts" "it names more than 8 main parts";
        IndexTooLarge "index-too-large" "[Content_Types].xml or _rels/.rels is larger than 8 MiB";
        TypeWithin "type-within" "[Content_Types].xml declares a type within another element";
        TypesDtd "types-dtd" "[Content_Types].xml has a DTD";
        TooManyTypes "too-many-types" "it declares more than 20,000 content types";
        TypeTooLong "type-too-long" "it declares a content type longer than 1,024 bytes, or for a name that is";
        TypeTwice "type-twice" "it declares two content types for the same part";
        RelationshipWithin "relationship-within" "a relationship is within another element";
        RelationshipsDtd "relationships-dtd" "its relationships have a DTD";

        // Of the XML of any part.
        NotWellFormed "not-well-formed" "its XML is not well-formed";
        BreaksOff "breaks-off" "its XML breaks off";
        TooDeep "too-deep" "it nests more than 1,024 XML elements";
        NameTooLong "name-too-long" "it has an XML name longer than 1,024 bytes";
        TokenTooLong "token-too-long" "it has an XML tag, comment or CDATA section longer than 32 MiB";
        Encoding "encoding" "its XML is in an encoding that is not allowed; Office writes UTF-8 or UTF-16";
        EncodingUndeclared "encoding-undeclared" "its XML does not declare its encoding";
        EncodingOther "encoding-other" "its XML declares another encoding than it is in";
        Utf16Broken "utf-16-broken" "its UTF-16 is broken";
        AttributeBroken "attribute-broken" "its XML has a broken attribute";
        AttributeTwice "attribute-twice" "its XML has an attribute twice";
        PrefixTwice "prefix-twice" "its XML declares a namespace prefix twice";
        PrefixUndeclared "prefix-undeclared" "its XML uses a namespace prefix that is not declared";
        PrefixTakenBack "prefix-taken-back" "its XML takes a namespace prefix back";
        NamespaceReserved "namespace-reserved" "its XML misuses a reserved namespace";
        TooManyNamespaces "too-many-namespaces" "it declares more than 256 XML namespaces at one place";
        NamespaceTooLong "namespace-too-long" "it has the name of an XML namespace that is longer than 1,024 bytes";

        // Of the XML of its main part.
        MainNotWellFormed "main-not-well-formed" "its main part is not well-formed XML";
        MainCharacter "main-character" "its main part has a character that XML does not allow";
        MainPrefixUndeclared "main-prefix-undeclared" "its main part uses a namespace prefix that is not declared";
        MainAttributeTwice "main-attribute-twice" "its main part has an attribute twice";
        MainDtd "main-dtd" "its main part has a DTD";

        // Of what is embedded in it.
        CompoundFile "compound-file" "it is no sound compound file";
        UnknownContent "unknown-content" "content of a format that is not known";
        UnknownObject "unknown-object" "an object of a form that is not known";
        UnknownEncoding "unknown-encoding" "XML in an encoding that is not allowed";
        UnknownActiveMime "unknown-active-mime" "an ActiveMime file of an unknown form";
        UnknownRtfObject "unknown-rtf-object" "an object in RTF is of an unknown form";
        UnclearMessage "unclear-message" "a message cannot be taken apart";
        MessageHeadTooLong "message-head-too-long" "the head of a message is too long";
        UnknownMessage "unknown-message" "a message is written in an unknown way";
    }
}
