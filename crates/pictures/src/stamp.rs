//! A text all over an image, so that a copy tells whose it was.
//!
//! The letters are dots, five by seven of them. The crates that draw text bring parsers of fonts, which read foreign bytes, and
//! need a font of some hundred kilobytes; these letters are a table of five hundred bytes, and nobody reads a stamp for its
//! beauty.

use image::{Rgb, RgbImage};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A letter, column by column, the lowest bit on top; for each character from the space to the tilde.
#[rustfmt::skip]
const LETTERS: [[u8; 5]; 95] = [
    [0x00, 0x00, 0x00, 0x00, 0x00], [0x00, 0x00, 0x5f, 0x00, 0x00], [0x00, 0x07, 0x00, 0x07, 0x00], [0x14, 0x7f, 0x14, 0x7f, 0x14],
    [0x24, 0x2a, 0x7f, 0x2a, 0x12], [0x23, 0x13, 0x08, 0x64, 0x62], [0x36, 0x49, 0x55, 0x22, 0x50], [0x00, 0x05, 0x03, 0x00, 0x00],
    [0x00, 0x1c, 0x22, 0x41, 0x00], [0x00, 0x41, 0x22, 0x1c, 0x00], [0x08, 0x2a, 0x1c, 0x2a, 0x08], [0x08, 0x08, 0x3e, 0x08, 0x08],
    [0x00, 0x50, 0x30, 0x00, 0x00], [0x08, 0x08, 0x08, 0x08, 0x08], [0x00, 0x60, 0x60, 0x00, 0x00], [0x20, 0x10, 0x08, 0x04, 0x02],
    [0x3e, 0x51, 0x49, 0x45, 0x3e], [0x00, 0x42, 0x7f, 0x40, 0x00], [0x42, 0x61, 0x51, 0x49, 0x46], [0x21, 0x41, 0x45, 0x4b, 0x31],
    [0x18, 0x14, 0x12, 0x7f, 0x10], [0x27, 0x45, 0x45, 0x45, 0x39], [0x3c, 0x4a, 0x49, 0x49, 0x30], [0x01, 0x71, 0x09, 0x05, 0x03],
    [0x36, 0x49, 0x49, 0x49, 0x36], [0x06, 0x49, 0x49, 0x29, 0x1e], [0x00, 0x36, 0x36, 0x00, 0x00], [0x00, 0x56, 0x36, 0x00, 0x00],
    [0x08, 0x14, 0x22, 0x41, 0x00], [0x14, 0x14, 0x14, 0x14, 0x14], [0x00, 0x41, 0x22, 0x14, 0x08], [0x02, 0x01, 0x51, 0x09, 0x06],
    [0x32, 0x49, 0x79, 0x41, 0x3e], [0x7e, 0x11, 0x11, 0x11, 0x7e], [0x7f, 0x49, 0x49, 0x49, 0x36], [0x3e, 0x41, 0x41, 0x41, 0x22],
    [0x7f, 0x41, 0x41, 0x22, 0x1c], [0x7f, 0x49, 0x49, 0x49, 0x41], [0x7f, 0x09, 0x09, 0x09, 0x01], [0x3e, 0x41, 0x49, 0x49, 0x7a],
    [0x7f, 0x08, 0x08, 0x08, 0x7f], [0x00, 0x41, 0x7f, 0x41, 0x00], [0x20, 0x40, 0x41, 0x3f, 0x01], [0x7f, 0x08, 0x14, 0x22, 0x41],
    [0x7f, 0x40, 0x40, 0x40, 0x40], [0x7f, 0x02, 0x0c, 0x02, 0x7f], [0x7f, 0x04, 0x08, 0x10, 0x7f], [0x3e, 0x41, 0x41, 0x41, 0x3e],
    [0x7f, 0x09, 0x09, 0x09, 0x06], [0x3e, 0x41, 0x51, 0x21, 0x5e], [0x7f, 0x09, 0x19, 0x29, 0x46], [0x46, 0x49, 0x49, 0x49, 0x31],
    [0x01, 0x01, 0x7f, 0x01, 0x01], [0x3f, 0x40, 0x40, 0x40, 0x3f], [0x1f, 0x20, 0x40, 0x20, 0x1f], [0x3f, 0x40, 0x38, 0x40, 0x3f],
    [0x63, 0x14, 0x08, 0x14, 0x63], [0x07, 0x08, 0x70, 0x08, 0x07], [0x61, 0x51, 0x49, 0x45, 0x43], [0x00, 0x7f, 0x41, 0x41, 0x00],
    [0x02, 0x04, 0x08, 0x10, 0x20], [0x00, 0x41, 0x41, 0x7f, 0x00], [0x04, 0x02, 0x01, 0x02, 0x04], [0x40, 0x40, 0x40, 0x40, 0x40],
    [0x00, 0x01, 0x02, 0x04, 0x00], [0x20, 0x54, 0x54, 0x54, 0x78], [0x7f, 0x48, 0x44, 0x44, 0x38], [0x38, 0x44, 0x44, 0x44, 0x20],
    [0x38, 0x44, 0x44, 0x48, 0x7f], [0x38, 0x54, 0x54, 0x54, 0x18], [0x08, 0x7e, 0x09, 0x01, 0x02], [0x0c, 0x52, 0x52, 0x52, 0x3e],
    [0x7f, 0x08, 0x04, 0x04, 0x78], [0x00, 0x44, 0x7d, 0x40, 0x00], [0x20, 0x40, 0x44, 0x3d, 0x00], [0x7f, 0x10, 0x28, 0x44, 0x00],
    [0x00, 0x41, 0x7f, 0x40, 0x00], [0x7c, 0x04, 0x18, 0x04, 0x78], [0x7c, 0x08, 0x04, 0x04, 0x78], [0x38, 0x44, 0x44, 0x44, 0x38],
    [0x7c, 0x14, 0x14, 0x14, 0x08], [0x08, 0x14, 0x14, 0x18, 0x7c], [0x7c, 0x08, 0x04, 0x04, 0x08], [0x48, 0x54, 0x54, 0x54, 0x20],
    [0x04, 0x3f, 0x44, 0x40, 0x20], [0x3c, 0x40, 0x40, 0x20, 0x7c], [0x1c, 0x20, 0x40, 0x20, 0x1c], [0x3c, 0x40, 0x30, 0x40, 0x3c],
    [0x44, 0x28, 0x10, 0x28, 0x44], [0x0c, 0x50, 0x50, 0x50, 0x3c], [0x44, 0x64, 0x54, 0x4c, 0x44], [0x00, 0x08, 0x36, 0x41, 0x00],
    [0x00, 0x00, 0x7f, 0x00, 0x00], [0x00, 0x41, 0x36, 0x08, 0x00], [0x08, 0x04, 0x08, 0x10, 0x08],
];

/// Letters that are no other letter with a mark, and what stands for them in passports.
#[rustfmt::skip]
const SPELT: [(char, &str); 20] = [
    ('ß', "ss"), ('ẞ', "SS"), ('æ', "ae"), ('Æ', "AE"), ('œ', "oe"), ('Œ', "OE"), ('ø', "oe"), ('Ø', "OE"), ('ł', "l"), ('Ł', "L"),
    ('đ', "d"), ('Đ', "D"), ('ð', "d"), ('Ð', "D"), ('þ', "th"), ('Þ', "TH"), ('ı', "i"), ('’', "'"), ('–', "-"), ('—', "-"),
];

/// The dots of a letter from one to the next, and of a row to the next but one.
const ADVANCE: u32 = 6;
const HEIGHT: u32 = 7;
const ROW: u32 = 22;

/// Dots between a text and the next in its row.
const GAP: u32 = 18;

/// A row rises by one pixel in so many.
const SLOPE: u32 = 5;

/// So many pixels of width make a dot one pixel larger.
const WIDTH_OF_A_DOT: u32 = 480;

/// How much of the letters and of their bright edge is seen, of 255. With both they show on any ground.
const LETTER: u8 = 56;
const EDGE: u8 = 72;

/// What can be drawn of a text: in ASCII, letters without their marks. None where something else would be lost.
pub fn drawable(text: &str) -> Option<String> {
    let mut drawn = String::new();
    for character in text.nfkd().filter(|character| !is_combining_mark(*character)) {
        let spelt = SPELT.iter().find(|(letter, _)| *letter == character);
        match (character, spelt) {
            (' '..='~', _) => drawn.push(character),
            (_, Some((_, letters))) => drawn.push_str(letters),
            _ => return None,
        }
    }
    Some(drawn.trim().to_owned()).filter(|drawn| !drawn.is_empty())
}

/// Draws a text in rows that rise slowly, each out of step with the one above.
pub(crate) fn draw(image: &mut RgbImage, text: &str) {
    let letters: Vec<[u8; 5]> = text.chars().map(letter).collect();
    let Some(count) = u32::try_from(letters.len()).ok().filter(|count| (1..=1000).contains(count)) else { return };
    let dot = 1 + image.width() / WIDTH_OF_A_DOT;
    let along = count * ADVANCE + GAP;
    let is_drawn = |x: u32, y: u32| {
        let (row, down) = (y / ROW, y % ROW);
        // Two fifths and a bit: no column of a page stays free of all rows.
        let place = (x + row * (along * 2 / 5 + 1)) % along;
        let bits = letters.get((place / ADVANCE) as usize).and_then(|letter| letter.get((place % ADVANCE) as usize));
        down < HEIGHT && bits.is_some_and(|bits| bits >> down & 1 == 1)
    };
    let at = |x: u32, y: u32| is_drawn(x / dot, (y + x / SLOPE) / dot);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let toward = if at(x, y) {
            (0, LETTER)
        } else if at(x + dot, y + dot) {
            (255, EDGE)
        } else {
            continue;
        };
        *pixel = Rgb(pixel.0.map(|colour| mixed(colour, toward.0, toward.1)));
    }
}

fn letter(character: char) -> [u8; 5] {
    let place = |character: char| u32::from(character).checked_sub(u32::from(' ')).map(|place| place as usize);
    let of = |character| place(character).and_then(|place| LETTERS.get(place));
    of(character).or_else(|| of('?')).copied().unwrap_or_default()
}

/// A colour with so much of 255 of another over it.
pub(crate) fn mixed(under: u8, over: u8, much: u8) -> u8 {
    let sum = u32::from(over) * u32::from(much) + u32::from(under) * u32::from(255 - much);
    u8::try_from(sum / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_their_marks_and_nothing_else() {
        for (text, expected) in [
            ("Ada Lovelace", Some("Ada Lovelace")),
            (" Élodie  Ñuñez ", Some("Elodie  Nunez")),
            ("Łukasz Straße Åse Ørsted", Some("Lukasz Strasse Ase OErsted")),
            ("ann@example.com 2026-11-27 09:05 UTC", Some("ann@example.com 2026-11-27 09:05 UTC")),
            ("شمس", None),
            ("李 Ann", None),
            ("Ann \u{202e}", None),
            ("", None),
            (" ", None),
        ] {
            assert_eq!(drawable(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn no_part_of_a_page_is_without_the_text_whatever_its_colour() {
        for ground in [0, 90, 128, 200, 255] {
            for (width, height) in [(160, 226), (800, 1131), (1600, 900)] {
                let mut page = RgbImage::from_pixel(width, height, Rgb([ground; 3]));
                draw(&mut page, "ann@example.com 2026-11-27 09:05 UTC");
                let changed = |pixel: &Rgb<u8>| pixel.0.iter().any(|colour| colour.abs_diff(ground) > 12);
                // A sixth of the page each way.
                for (left, top) in (0..36).map(|at| (at % 6 * width / 6, at / 6 * height / 6)) {
                    let part = image::imageops::crop_imm(&page, left, top, width / 6, height / 6).to_image();
                    let marked = part.pixels().filter(|pixel| changed(pixel)).count();
                    assert!(
                        marked * 100 > part.pixels().len() * 2,
                        "{ground}, {width} wide, at {left}, {top}: {marked}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_lies_beneath_still_shows() {
        let mut page = RgbImage::from_fn(800, 600, |x, _| Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
        draw(&mut page, "ann");
        assert!(page.enumerate_pixels().all(|(x, _, pixel)| (x % 2 == 0) == (pixel.0[0] < 128)));
    }

    #[test]
    fn an_odd_text_and_an_odd_page_do_no_harm() {
        for (width, height) in [(1, 1), (1, 4800), (1600, 1)] {
            let mut page = RgbImage::new(width, height);
            for text in ["", "x", "\u{0}é\u{10ffff}", &"long ".repeat(500)] {
                draw(&mut page, text);
            }
        }
        let shown = ('\u{20}'..'\u{7f}').map(letter).collect::<std::collections::BTreeSet<_>>();
        assert_eq!((shown.len(), letter('é')), (95, letter('?')));
    }
}
