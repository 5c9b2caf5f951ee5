//! Puts every file of the pages into the program, as it is and compressed, under a name made from the contents of all.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

const FOLDERS: [&str; 7] = ["app", "parts", "pages", "styles", "images", "texts", "vendor"];

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut paths = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        find(&root.join(folder), &mut paths)?;
    }
    println!("cargo:rerun-if-changed=shell.html");
    println!("cargo:rerun-if-changed=build.rs");
    paths.sort();

    let (mut list, mut all) = (String::from("["), Sha256::new());
    all.update(fs::read(root.join("shell.html"))?);
    for (number, path) in paths.iter().enumerate() {
        let name = path.strip_prefix(&root).map_err(io::Error::other)?.display().to_string();
        let kind = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        let bytes = match kind {
            "js" | "css" if !name.starts_with("vendor/") => without_comments(&fs::read_to_string(path)?).into_bytes(),
            "ftl" => texts_alone(&fs::read_to_string(path)?).into_bytes(),
            _ => fs::read(path)?,
        };
        all.update(&name);
        all.update(&bytes);
        fs::write(out.join(format!("{number}.plain")), &bytes)?;
        fs::write(out.join(format!("{number}.br")), brotli(&bytes)?)?;
        fs::write(out.join(format!("{number}.gz")), gzip(&bytes)?)?;
        let beside = |end: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{number}.{end}\"))");
        let (plain, br, gz) = (beside("plain"), beside("br"), beside("gz"));
        let etag = short(Sha256::new().chain_update(&bytes));
        writeln!(list, "File {{ path: {name:?}, etag: {etag:?}, plain: {plain}, br: {br}, gz: {gz} }},")
            .map_err(io::Error::other)?;
    }
    list.push(']');
    fs::write(out.join("files.rs"), list)?;
    println!("cargo:rustc-env=WEB_HASH={}", short(all));
    Ok(())
}

/// All that a browser may ask for: types of the type check and licences stay outside.
fn find(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.extension().unwrap_or_default();
        if path.is_dir() {
            find(&path, found)?;
        } else if ["js", "css", "svg", "ftl"].iter().any(|end| name == *end) {
            found.push(path);
        }
    }
    Ok(())
}

/// A script or a style sheet without the lines that are comments and nothing else or empty, and without what lines begin
/// with: readers and the type check need them, browsers do not, and they are a fifth of what would go over the wire.
fn without_comments(script: &str) -> String {
    let mut inside = false;
    let is_kept = |line: &&str| {
        let line = line.trim();
        let (was_inside, begins) = (inside, line.starts_with("/*"));
        inside = (was_inside || begins) && !line.contains("*/");
        !(was_inside || inside || line.is_empty() || line.starts_with("//") || (begins && line.ends_with("*/")))
    };
    script.lines().filter(is_kept).flat_map(|line| [line.trim_start(), "\n"]).collect()
}

/// Texts without comments and empty lines. What a line begins with says here that a text goes on.
fn texts_alone(texts: &str) -> String {
    texts.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).flat_map(|line| [line, "\n"]).collect()
}

fn short(hash: Sha256) -> String {
    hash.finalize().iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let (mut bytes, mut out) = (bytes, Vec::new());
    brotli::BrotliCompress(&mut bytes, &mut out, &brotli::enc::BrotliEncoderParams::default())?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes)?;
    out.finish()
}
