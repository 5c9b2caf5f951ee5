//! Forms, in one piece and in many. The first byte chooses what the others are: a whole form, the head of a part, what a
//! part holds, or a `Content-Type`. The second one is the length of the pieces.

#![no_main]

use std::task::Poll;

use libfuzzer_sys::fuzz_target;
use multipart::{Boundary, Malformed, Part, Parts};

fuzz_target!(|input: &[u8]| {
    let [shape, length, data @ ..] = input else { return };
    let boundary = Boundary::of_content_type(b"multipart/form-data; boundary=xyz").unwrap();
    let form = match shape % 4 {
        0 => [b"--xyz", data].concat(),
        1 => [b"--xyz\r\nContent-Disposition: form-data", data, b"\r\n\r\n.\r\n--xyz--"].concat(),
        2 => [b"--xyz\r\n\r\n", data, b"\r\n--xyz--"].concat(),
        _ => {
            if let Ok(boundary) = Boundary::of_content_type(data) {
                let text = boundary.as_str();
                assert!((1..=70).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~')));
                let form = format!("--{text}\r\n\r\n.\r\n--{text}--");
                assert_eq!(read(&boundary, [form.as_bytes()]).unwrap(), [(Part::default(), b".".to_vec())]);
            }
            return;
        }
    };
    let whole = read(&boundary, [&form[..]]);
    assert_eq!(read(&boundary, form.chunks(usize::from(*length).max(1))), whole);
    assert_eq!(read(&boundary, form.chunks(1)), whole);
    let ends_within = || form[9..].windows(7).position(|seven| seven == b"\r\n--xyz");
    if shape % 4 == 2 && ends_within() == Some(data.len()) {
        assert_eq!(whole.unwrap(), [(Part::default(), data.to_vec())]);
    }
});

type Found = Vec<(Part, Vec<u8>)>;

/// All parts of a form that arrives in these pieces, and what they hold; none where it does not end.
fn read<'a>(boundary: &Boundary, pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Found, Malformed> {
    let mut pieces = pieces.into_iter();
    let mut form = Parts::new(boundary);
    let mut found = Found::new();
    let mut in_part = false;
    loop {
        let pending = if in_part {
            match form.poll_chunk() {
                Poll::Ready(chunk) => {
                    match chunk? {
                        Some(chunk) => found.last_mut().unwrap().1.extend_from_slice(&chunk),
                        None => in_part = false,
                    }
                    false
                }
                Poll::Pending => true,
            }
        } else {
            match form.poll_part() {
                Poll::Ready(part) => {
                    let Some(part) = part? else { return Ok(found) };
                    found.push((part, Vec::new()));
                    in_part = true;
                    false
                }
                Poll::Pending => true,
            }
        };
        if pending {
            form.feed(pieces.next().ok_or(Malformed::Unfinished)?.to_vec().into());
        }
    }
}
