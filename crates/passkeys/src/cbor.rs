//! CBOR (RFC 8949) as authenticators write it: CTAP2's canonical form, which knows definite lengths only, each in its
//! shortest form, and no tags.

/// How deep maps and arrays may stand in each other, as CTAP2 has it.
const DEEPEST: usize = 4;

/// How many entries a map or an array may have. The longest ones that are known have seven.
const MOST_ENTRIES: usize = 32;

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const SIMPLE: u8 = 7;

/// The bytes are not such CBOR, or not what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// What is not read yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What follows what was read.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Nothing may follow.
    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed) }
    }

    /// How many entries the map has that begins here: as many keys, each with its value, follow.
    pub(crate) fn map(&mut self) -> Result<usize, Malformed> {
        let entries = self.length_of(MAP)?;
        if entries > MOST_ENTRIES { Err(Malformed) } else { Ok(entries) }
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.length_of(BYTES)?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.length_of(TEXT)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Malformed)
    }

    pub(crate) fn integer(&mut self) -> Result<i64, Malformed> {
        let (kind, value) = self.head()?;
        let value = i64::try_from(value).map_err(|_| Malformed)?;
        match kind {
            UNSIGNED => Ok(value),
            NEGATIVE => Ok(-1 - value),
            _ => Err(Malformed),
        }
    }

    /// Passes over one map, whatever is in it, as long as it is well-formed and no key occurs twice.
    pub(crate) fn pass_map(&mut self) -> Result<(), Malformed> {
        if self.0.first().is_none_or(|first| first >> 5 != MAP) {
            return Err(Malformed);
        }
        self.pass(DEEPEST)
    }

    fn pass(&mut self, deepest: usize) -> Result<(), Malformed> {
        match self.0.first().map(|first| first >> 5) {
            Some(UNSIGNED | NEGATIVE) => self.head().map(drop),
            Some(BYTES) => self.bytes().map(drop),
            Some(TEXT) => self.text().map(drop),
            Some(ARRAY) => {
                let deeper = deepest.checked_sub(1).ok_or(Malformed)?;
                let entries = self.length_of(ARRAY)?;
                if entries > MOST_ENTRIES {
                    return Err(Malformed);
                }
                (0..entries).try_for_each(|_| self.pass(deeper))
            }
            Some(MAP) => {
                let deeper = deepest.checked_sub(1).ok_or(Malformed)?;
                let entries = self.map()?;
                let mut keys = Vec::with_capacity(entries);
                for _ in 0..entries {
                    let before = self.0;
                    self.pass(deeper)?;
                    let key = &before[..before.len() - self.0.len()];
                    if keys.contains(&key) {
                        return Err(Malformed);
                    }
                    keys.push(key);
                    self.pass(deeper)?;
                }
                Ok(())
            }
            Some(SIMPLE) => self.pass_simple(),
            _ => Err(Malformed),
        }
    }

    /// False, true, null, undefined and floating-point numbers.
    fn pass_simple(&mut self) -> Result<(), Malformed> {
        let length = match self.take(1)? {
            [0xf4..=0xf7] => 0,
            [0xf9] => 2,
            [0xfa] => 4,
            [0xfb] => 8,
            _ => return Err(Malformed),
        };
        self.take(length).map(drop)
    }

    fn length_of(&mut self, expected: u8) -> Result<usize, Malformed> {
        match self.head()? {
            (kind, length) if kind == expected => usize::try_from(length).map_err(|_| Malformed),
            _ => Err(Malformed),
        }
    }

    /// The major type of the next item and the number that stands with it, which has to be in its shortest form.
    fn head(&mut self) -> Result<(u8, u64), Malformed> {
        let &[first] = self.take(1)? else { return Err(Malformed) };
        let (length, least) = match first & 0x1f {
            value @ 0..=23 => return Ok((first >> 5, value.into())),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return Err(Malformed),
        };
        let value = self.take(length)?.iter().fold(0, |value, &byte| value << 8 | u64::from(byte));
        if value < least { Err(Malformed) } else { Ok((first >> 5, value)) }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }
}
