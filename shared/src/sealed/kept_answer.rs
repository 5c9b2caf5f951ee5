//! The answer that is kept for a request which may come again.

use sealed::Purpose;

/// The first answer to a request, to be told to whoever asks the very same again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// What binds it to its request.
    pub bound_to: [u8; 32],
    /// Its status.
    pub status: u16,
    /// Its content type; empty where there is none.
    pub content_type: String,
    /// What else stands in its head and is told again, by name.
    pub fields: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl KeptAnswer {
    /// The longest body that is kept.
    pub const LONGEST_BODY: usize = 64 << 10;
}

impl Purpose for KeptAnswer {
    const TAG: u8 = 15;
    // In base64, with room for what stands around the body.
    const LONGEST_TOKEN: usize = 96 << 10;

    fn body(&self) -> Vec<u8> {
        let fields: String = self.fields.iter().flat_map(|(name, value)| ["\n", name, ":", value]).collect();
        let head = format!("{}{fields}", self.content_type);
        let head = head.as_bytes();
        let length = u16::try_from(head.len()).unwrap_or(0);
        let head = &head[..length.into()];
        [&self.bound_to[..], &self.status.to_be_bytes(), &length.to_be_bytes(), head, &self.body].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (bound_to, rest) = body.split_first_chunk()?;
        let (status, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (head, body) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        let mut lines = std::str::from_utf8(head).ok()?.split('\n');
        let content_type = lines.next().unwrap_or_default().to_owned();
        let field = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.to_owned()));
        Some(Self {
            bound_to: *bound_to,
            status: u16::from_be_bytes(*status),
            content_type,
            fields: lines.map(field).collect::<Option<_>>()?,
            body: body.to_vec(),
        })
    }
}
