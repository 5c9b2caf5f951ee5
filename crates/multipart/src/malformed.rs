//! What can be wrong with the bytes of a form.

coded::coded! {
    /// What is wrong with a form. Says nothing of what stands in it: safe to show and to log.
    pub enum Malformed {
        // Of the whole of it.
        NotAtBoundary "not-at-boundary" "it does not begin with its boundary";
        BehindBoundary "behind-boundary" "a boundary is followed by something else";
        Unfinished "unfinished" "it ends before its last boundary";

        // Of the head of a part.
        HeadTooLong "head-too-long" "the head of a part is too long";
        NoHeader "no-header" "the head of a part holds a line that is no header";
        RestOfHeader "rest-of-header" "the head of a part begins with the rest of a header";
        TwoDispositions "two-dispositions" "a part has two Content-Disposition headers";
        NameTwice "name-twice" "a part tells one of its names twice";
        PieceTwice "piece-twice" "a part tells a piece of one of its names twice";
        PieceMissing "piece-missing" "a part tells one of its names in pieces, and one is missing";
        Parameters "parameters" "the parameters of a header cannot be read";
    }
}
