//! References to characters in HTML (WHATWG HTML, 13.2.5.72).

/// A text whose references to characters are resolved, with or without the semicolon.
pub(crate) fn resolved(text: &str) -> String {
    const NAMED: [(&str, char); 15] = [
        ("amp", '&'),
        ("bsol", '\\'),
        ("colon", ':'),
        ("commat", '@'),
        ("gt", '>'),
        ("lpar", '('),
        ("lt", '<'),
        ("nbsp", ' '),
        ("newline", '\n'),
        ("num", '#'),
        ("percnt", '%'),
        ("period", '.'),
        ("quot", '"'),
        ("sol", '/'),
        ("tab", '\t'),
    ];
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (length, character) = if let Some(number) = part.strip_prefix('#') {
            let (skip, radix) = if number.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
            let digits = number[skip..].chars().take_while(|digit| digit.is_digit(radix)).count();
            let code = u32::from_str_radix(&number[skip..skip + digits], radix).ok();
            (1 + skip + digits, code.and_then(char::from_u32))
        } else {
            let length = part.chars().take_while(char::is_ascii_alphabetic).count();
            let known = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(&part[..length]));
            (length, known.map(|known| known.1))
        };
        if let Some(character) = character {
            out.push(character);
            let rest = &part[length..];
            out.push_str(rest.strip_prefix(';').unwrap_or(rest));
        } else {
            out.push('&');
            out.push_str(part);
        }
    }
    out
}
