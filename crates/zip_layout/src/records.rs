//! The records of a zip: local headers, the central directory and its end (APPNOTE 4.3).

use crate::member::Member;

const LOCAL_HEADER: u32 = 0x0403_4b50;
const CENTRAL_HEADER: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const ZIP64_END: u32 = 0x0606_4b50;
const ZIP64_LOCATOR: u32 = 0x0706_4b50;

/// The number of the extra field for sizes and offsets beyond 32 bits.
const ZIP64_EXTRA: u16 = 1;

/// What stands where the true number is in the extra field.
const ELSEWHERE: u32 = u32::MAX;
const MANY: u16 = u16::MAX;

/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
const STORED: u16 = 0;

/// Made on Unix by one who knows zip64, so that the mode is believed: a plain file that its owner may write.
const MADE_BY: u16 = 0x032d;
const MODE: u32 = 0o100_644 << 16;

/// A member and where its local header begins.
pub(crate) struct Placed<'a> {
    pub(crate) member: &'a Member,
    pub(crate) name_length: u16,
    pub(crate) offset: u64,
}

/// A record that is being written.
struct Record(Vec<u8>);

impl Record {
    fn begin(signature: u32, capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity)).u32(signature)
    }

    fn u16(mut self, value: u16) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u32(mut self, value: u32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u64(mut self, value: u64) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }
}

/// The number where 32 bits hold it, and what says that it stands elsewhere where they do not.
fn short(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(ELSEWHERE)
}

fn is_long(value: u64) -> bool {
    value >= ELSEWHERE.into()
}

/// The extra field with these numbers; nothing without any.
fn zip64_extra(values: &[u64]) -> Vec<u8> {
    let Ok(length @ 1..) = u16::try_from(8 * values.len()) else { return Vec::new() };
    let record = Record(Vec::new()).u16(ZIP64_EXTRA).u16(length);
    values.iter().fold(record, |record, value| record.u64(*value)).0
}

impl Placed<'_> {
    /// Version, flags, method, time, checksum and sizes, in which both headers are alike.
    fn common(&self, record: Record, version: u16) -> Record {
        let (date, time) = dos_date_time(self.member.modified);
        let size = short(self.member.size);
        let record = record.u16(version).u16(UTF8).u16(STORED).u16(time).u16(date);
        record.u32(self.member.crc32).u32(size).u32(size).u16(self.name_length)
    }

    pub(crate) fn local_header(&self) -> Vec<u8> {
        let size = self.member.size;
        // Here both sizes stand together, or none does (APPNOTE 4.5.3).
        let extra = if is_long(size) { zip64_extra(&[size, size]) } else { Vec::new() };
        let record = Record::begin(LOCAL_HEADER, 50 + self.member.name.len());
        let record = self.common(record, version_needed(&extra)).u16(length(&extra));
        record.bytes(self.member.name.as_bytes()).bytes(&extra).0
    }

    fn central_header(&self) -> Vec<u8> {
        let size = self.member.size;
        let mut long = if is_long(size) { vec![size, size] } else { Vec::new() };
        long.extend(Some(self.offset).filter(|offset| is_long(*offset)));
        let extra = zip64_extra(&long);
        let record = Record::begin(CENTRAL_HEADER, 74 + self.member.name.len()).u16(MADE_BY);
        let record = self.common(record, version_needed(&extra)).u16(length(&extra));
        // No comment, on the first disk, binary.
        let record = record.u16(0).u16(0).u16(0).u32(MODE).u32(short(self.offset));
        record.bytes(self.member.name.as_bytes()).bytes(&extra).0
    }
}

fn version_needed(extra: &[u8]) -> u16 {
    if extra.is_empty() { 20 } else { 45 }
}

fn length(extra: &[u8]) -> u16 {
    u16::try_from(extra.len()).unwrap_or_default()
}

/// All that stands behind the last member: the central directory, which begins at `start`, and the end.
pub(crate) fn directory(members: &[Placed<'_>], start: u64) -> Vec<u8> {
    let mut directory: Vec<u8> = members.iter().flat_map(Placed::central_header).collect();
    let (size, count) = (directory.len() as u64, members.len() as u64);
    let short_count = u16::try_from(count).unwrap_or(MANY);
    if short_count == MANY || is_long(start) || is_long(size) {
        let end = Record::begin(ZIP64_END, 76).u64(44).u16(MADE_BY).u16(45).u32(0).u32(0);
        let end = end.u64(count).u64(count).u64(size).u64(start);
        let end = end.u32(ZIP64_LOCATOR).u32(0).u64(start.saturating_add(size)).u32(1);
        directory.extend(end.0);
    }
    let end = Record::begin(END, 22).u16(0).u16(0).u16(short_count).u16(short_count);
    directory.extend(end.u32(short(size)).u32(short(start)).u16(0).0);
    directory
}

/// A time as MS-DOS has it: from 1980 to 2107, to two seconds.
fn dos_date_time(seconds: i64) -> (u16, u16) {
    const FIRST: i64 = 315_532_800;
    const LAST: i64 = 4_354_819_198;
    let seconds = seconds.clamp(FIRST, LAST);
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let date = ((year - 1980) << 9) | (month << 5) | day;
    let time = (of_day / 3600) << 11 | (of_day / 60 % 60) << 5 | (of_day % 60 / 2);
    (u16::try_from(date).unwrap_or_default(), u16::try_from(time).unwrap_or_default())
}

/// Year, month and day of a day since 1970, by the Gregorian calendar: years begin in March here, so that the day that comes
/// every four years is the last one.
fn civil(days: i64) -> (i64, i64, i64) {
    const ERA: i64 = 146_097;
    let shifted = days + 719_468;
    let (era, day) = (shifted.div_euclid(ERA), shifted.rem_euclid(ERA));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + 400 * era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(11_017), (2000, 3, 1));
        assert_eq!(civil(20_784), (2026, 11, 27));
        assert_eq!(dos_date_time(0), dos_date_time(315_532_800), "nothing is before 1980");
        assert_eq!(dos_date_time(i64::MAX), ((127 << 9) + (12 << 5) + 31, (23 << 11) + (59 << 5) + 29));
        let date = ((2026 - 1980) << 9) + (11 << 5) + 27;
        assert_eq!(dos_date_time(20_784 * 86_400 + 4 * 3600 + 50 * 60 + 7), (date, (4 << 11) + (50 << 5) + 3));
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut before = civil(3651);
        for day in 3652..54_787 {
            let (year, month, day) = civil(day);
            let (was_year, was_month, was_day) = before;
            let is_next = (year, month, day) == (was_year, was_month, was_day + 1)
                || (year, month, day) == (was_year, was_month + 1, 1)
                || (year, month, day) == (was_year + 1, 1, 1) && (was_month, was_day) == (12, 31);
            assert!(is_next && day <= 31, "{before:?} {year} {month} {day}");
            before = (year, month, day);
        }
        assert_eq!(before, (2120, 1, 1));
    }
}
