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
    /// Its body.
    pub body: Vec<u8>,
}

impl KeptAnswer {
    /// The longest body that is kept.
    pub const LONGEST_BODY: usize = 64 << 10;
}

impl Purpose for KeptAnswer {
    const TAG: u8 = 7;
    // In base64, with room for what stands around the body.
    const LONGEST_TOKEN: usize = 96 << 10;

    fn body(&self) -> Vec<u8> {
        let length = u8::try_from(self.content_type.len()).unwrap_or(0);
        let content_type = &self.content_type.as_bytes()[..length.into()];
        [&self.bound_to[..], &self.status.to_be_bytes(), &[length], content_type, &self.body].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (bound_to, rest) = body.split_first_chunk()?;
        let (status, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first()?;
        let (content_type, body) = rest.split_at_checked((*length).into())?;
        Some(Self {
            bound_to: *bound_to,
            status: u16::from_be_bytes(*status),
            content_type: String::from_utf8(content_type.to_vec()).ok()?,
            body: body.to_vec(),
        })
    }
}
