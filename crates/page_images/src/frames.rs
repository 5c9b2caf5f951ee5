//! How images stand one behind the other in what comes out: the length of each in digits, a line feed, and its bytes.

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

use crate::Failed;

/// The digits of a length, and the line feed.
const LONGEST_LINE: u64 = 12;

/// The next image; none where there are no more. Nothing is believed of what is read: a length is a number within the bound, and
/// as many bytes follow.
pub(crate) async fn next(out: &mut (impl AsyncBufRead + Unpin), most: usize) -> Result<Option<Vec<u8>>, Failed> {
    let mut line = Vec::new();
    (&mut *out).take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    if line.is_empty() {
        return Ok(None);
    }
    let length = line.strip_suffix(b"\n").and_then(|digits| std::str::from_utf8(digits).ok());
    let length = length.and_then(|digits| digits.trim().parse::<usize>().ok());
    let length = length.filter(|length| (1..=most).contains(length)).ok_or(Failed::Garbled)?;
    let mut image = Vec::new();
    // Memory is taken as bytes come, and not at the word of a length.
    (&mut *out).take(length as u64).read_to_end(&mut image).await?;
    if image.len() == length { Ok(Some(image)) } else { Err(Failed::Garbled) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    async fn all(mut bytes: &[u8]) -> Result<Vec<Vec<u8>>, Failed> {
        let mut images = Vec::new();
        while let Some(image) = next(&mut bytes, 5).await? {
            images.push(image);
        }
        Ok(images)
    }

    #[tokio::test]
    async fn images_are_read_one_by_one() {
        assert_eq!(all(b"").await.unwrap(), Vec::<Vec<u8>>::new());
        assert_eq!(all(b"3\nabc5\n12\n45").await.unwrap(), [&b"abc"[..], b"12\n45"]);
    }

    fn at_once<T>(work: impl Future<Output = T>) -> T {
        futures_util::FutureExt::now_or_never(work).expect("all is there")
    }

    proptest! {
        /// What the sandbox sends is hostile: any bytes are images within the bound, or garbled, and an image is never more than
        /// what came.
        #[test]
        fn any_bytes_are_images_or_garbled(bytes: Vec<u8>, lines in prop::collection::vec("[0-9 ]{0,12}\n?", 0..4)) {
            for bytes in [bytes.clone(), [lines.concat().as_bytes(), &bytes].concat()] {
                match at_once(all(&bytes)) {
                    Ok(images) => {
                        prop_assert!(images.iter().all(|image| (1..=5).contains(&image.len())));
                        prop_assert!(images.concat().len() <= bytes.len());
                    }
                    Err(error) => prop_assert!(matches!(error, Failed::Garbled)),
                }
            }
        }

        #[test]
        fn images_come_as_they_were_sent(images in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..6), 0..8)) {
            let framed = |image: &Vec<u8>| [format!("{}\n", image.len()).as_bytes(), image].concat();
            let sent: Vec<u8> = images.iter().flat_map(framed).collect();
            prop_assert_eq!(at_once(all(&sent)).unwrap(), images);
        }
    }

    #[tokio::test]
    async fn nothing_is_taken_that_is_no_row_of_images() {
        for garbled in [
            &b"3\nab"[..],
            b"6\nabcdef",
            b"0\n",
            b"-1\na",
            b"x\n",
            b"3",
            b"99999999999999999999\na",
            b"\n",
            b"\xff\n",
            b"1\nab",
        ] {
            assert!(matches!(all(garbled).await, Err(Failed::Garbled)), "{garbled:?}");
        }
    }
}
