//! What can be wrong with the head of a request.

coded::coded! {
    /// Why a head is not that of a request (RFC 9112). Says nothing of what stands in it: safe to show and to log.
    pub enum Malformed {
        // Of its lines.
        EmptyLines "empty-lines" "too many empty lines stand before it";
        BareLineFeed "bare-line-feed" "one of its lines ends without a carriage return";
        LineEnd "line-end" "one of its lines ends wrongly";
        HeadEnd "head-end" "its head does not end where it seems to";
        FirstLine "first-line" "its first line is not that of a request";
        Version "version" "it is not of HTTP/1.1 or HTTP/1.0";
        Target "target" "its target is not a URI";
        FieldName "field-name" "the name of a field holds what no name may hold";
        FieldValue "field-value" "the value of a field holds what no value may hold";

        // Of the fields that say whom it is for, and where it ends.
        NoHost "no-host" "it has no Host";
        HostTwice "host-twice" "it has more than one Host";
        Host "host" "its Host is no host";
        Length "length" "its Content-Length is no number";
        TwoLengths "two-lengths" "it has two different Content-Lengths";
        Encoding "encoding" "its Transfer-Encoding is not `chunked` and nothing else";
        LengthAndEncoding "length-and-encoding" "it has both a Content-Length and a Transfer-Encoding";
        EncodingTooEarly "encoding-too-early" "HTTP/1.0 does not allow Transfer-Encoding";
    }
}
