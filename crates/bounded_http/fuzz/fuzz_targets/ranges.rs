//! What clients ask of files and what files are called: ranges stay within the file, and a name comes out as it went in.
//!
//! The first bytes are the size of the file, and the rest is a `Range` header and a name.

#![no_main]

use bounded_http::{
    attachment,
    ranges::{self, Asked},
};
use http::HeaderValue;
use libfuzzer_sys::fuzz_target;
use multipart::Part;

fuzz_target!(|input: &[u8]| {
    let Some((size, text)) = input.split_first_chunk::<8>() else { return };
    let (size, text) = (u64::from_le_bytes(*size), String::from_utf8_lossy(text));
    // Small files and large ones.
    for size in [size, size % 1000] {
        for header in [&text[..], &format!("bytes={text}")] {
            let asked = ranges::read(Some(header), size);
            within(&asked, size);
            // Space around the list, and empty elements of it, change nothing (RFC 9110, section 5.6.1).
            if matches!(asked, Asked::Ranges(_)) {
                assert_eq!(ranges::read(Some(&format!(" {header} , ,")), size), asked, "{header:?}");
            }
        }
    }
    let named = attachment::named(&text);
    assert!(HeaderValue::from_str(&named).is_ok(), "{named:?}");
    let head = format!("\r\nContent-Disposition: {}\r\n\r\n", named.replacen("attachment", "form-data", 1));
    let read = Part::from_head(head.as_bytes()).expect("another reader can read it");
    assert_eq!(read.file_name.as_deref(), Some(&text[..]), "{named:?}");
});

/// All that is asked for is there, is asked for once, and in few pieces.
fn within(asked: &Asked, size: u64) {
    let Asked::Ranges(ranges) = asked else { return };
    assert!((1..=16).contains(&ranges.len()), "{ranges:?}");
    assert!(ranges.iter().all(|range| range.start < range.end && range.end <= size), "{ranges:?} of {size}");
    assert!(asked.bytes(size) <= size, "{ranges:?} of {size}");
}
