//! Makes the pages of documents, and says of each what came of it: `cargo run -p page_images --example pages_of -- FILE…`

use std::{fs::File, path::Path, time::Instant};

use page_images::{Bounds, Format, Pages, Programs};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let programs = Programs::find(None)?;
    programs.check().await?;
    for path in std::env::args().skip(1) {
        let format = match Path::new(&path).extension().and_then(|extension| extension.to_str()) {
            Some("xlsx") => Format::Xlsx,
            Some("pptx") => Format::Pptx,
            _ => Format::Docx,
        };
        let (began, mut count, mut bytes) = (Instant::now(), 0, 0);
        let mut pages = Pages::begin(programs.clone(), File::open(&path)?, format, Bounds::default())?;
        let end = loop {
            match pages.next().await {
                Ok(Some(image)) => (count, bytes) = (count + 1, bytes + image.len()),
                Ok(None) => break "made".to_owned(),
                Err(error) => break error.to_string(),
            }
        };
        println!("{:6} ms {count:2} pages {bytes:9} bytes  {path}: {end}", began.elapsed().as_millis());
    }
    Ok(())
}
