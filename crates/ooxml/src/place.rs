//! Where a target lies, read as those who open it do.

/// How often a target is decoded: some readers do it twice.
const ROUNDS: usize = 3;

/// First folders of the paths that Office for Mac writes as `file:////…`.
const MAC_FOLDERS: [&str; 5] = ["users", "volumes", "library", "private", "applications"];

/// Where a target lies, seen from who opens the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// On a server, by a scheme of the web.
    Remote,
    /// On a file server. Opening it hands over the user's credentials.
    Unc,
    /// On the machine itself, by an absolute path.
    Local,
    /// Beside the document.
    Relative,
    /// Wherever a program that is registered for another scheme finds it.
    Scheme(String),
}

impl Place {
    pub(super) fn of(target: &str) -> Self {
        let plain = as_read(target);
        let plain = strip_ignoring_case(&plain, "url:").unwrap_or(&plain).trim_start();
        let Some((scheme, rest)) = plain.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
            return Self::of_path(plain);
        };
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" | "ftp" | "ftps" | "webdav" | "dav" => Self::Remote,
            "file" => Self::of_file(rest),
            other => Self::Scheme(other.to_owned()),
        }
    }

    fn of_path(path: &str) -> Self {
        // The two prefixes by which Windows passes a path on as it is.
        let device = ["//?/", "//./", "/??/"].into_iter().find_map(|prefix| path.strip_prefix(prefix));
        match device.unwrap_or(path) {
            path if is_drive(path) => Self::Local,
            path if device.is_some() || path.starts_with("//") => Self::Unc,
            _ => Self::Relative,
        }
    }

    /// `file:///C:/…`, `file:/…` and `file://localhost/…` are local (RFC 8089); another host, or more slashes, mean a
    /// server, unless the path is one of a Mac.
    fn of_file(path: &str) -> Self {
        if let Some(path) = strip_ignoring_case(path, "//localhost/") {
            return if path.starts_with('/') { Self::Unc } else { Self::Local };
        }
        let bare = path.trim_start_matches('/');
        let slashes = path.len() - bare.len();
        let first = bare.split('/').next().unwrap_or_default();
        match slashes {
            // `//a:b@server` is no drive.
            2 if is_drive(bare) && first.len() == 2 => Self::Local,
            0 | 1 | 3.. if is_drive(bare) => Self::Local,
            4 if MAC_FOLDERS.iter().any(|folder| first.eq_ignore_ascii_case(folder)) => Self::Local,
            2 | 4.. => Self::Unc,
            3 if bare.starts_with("?/") => Self::of_path(&path[1..]),
            0 if !bare.is_empty() => Self::Relative,
            _ => Self::Local,
        }
    }

    /// Whether the target comes from another machine, or by a program of which nothing is known.
    pub(super) fn is_foreign(&self) -> bool {
        matches!(self, Self::Remote | Self::Unc | Self::Scheme(_))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Remote => formatter.write_str("remote"),
            Self::Unc => formatter.write_str("unc"),
            Self::Local => formatter.write_str("local"),
            Self::Relative => formatter.write_str("relative"),
            Self::Scheme(scheme) => write!(formatter, "scheme {scheme}"),
        }
    }
}

/// A target as its readers see it: line ends and tabs dropped and the ends trimmed (WHATWG URL, basic URL parser),
/// percent-decoded, with slashes for back slashes. Other characters that nobody sees go too.
fn as_read(target: &str) -> String {
    let mut target = target.to_owned();
    for _ in 0..ROUNDS {
        let visible: String = target.chars().filter(|&character| !is_invisible(character)).collect();
        let decoded = percent_decoded(visible.trim());
        if decoded == target {
            break;
        }
        target = decoded;
    }
    let visible: String = target.chars().filter(|&character| !is_invisible(character)).collect();
    visible.trim().replace('\\', "/")
}

fn is_invisible(character: char) -> bool {
    character.is_control() || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| tail.get(..2)).flatten().and_then(super::hex_byte);
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned())
}

fn strip_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// RFC 3986 section 3.1, but of two letters at least: a single one is a drive.
fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':' | b'|', ..] if letter.is_ascii_alphabetic())
}
