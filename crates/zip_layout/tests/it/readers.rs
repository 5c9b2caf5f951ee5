//! The programs by which people open a zip: those that are installed read what was put in.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::Sample;

fn sample() -> Sample {
    let noise =
        |length: u32, seed: u32| (0..length).map(|at| (at.wrapping_mul(at ^ seed) >> 7).to_le_bytes()[0]).collect();
    Sample::of(vec![
        ("Bericht für Jürgen.docx".to_owned(), noise(300_000, 1)),
        ("報告.xlsx".to_owned(), noise(70_001, 2)),
        ("empty.pptx".to_owned(), Vec::new()),
        ("Bericht für Jürgen (2).docx".to_owned(), noise(3, 3)),
    ])
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The same of one that `./test` installs, so that there it is.
fn installed(name: &str) -> Option<PathBuf> {
    let found = program(name);
    assert!(found.is_some() || std::env::var_os("TEST_PYTHON").is_none(), "./test installs {name}");
    found
}

/// Runs a program in a folder, with the zip on its standard input.
fn run(program: &Path, arguments: &[&str], folder: &Path, input: &[u8]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("LC_ALL", "C.UTF-8");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeding = std::thread::spawn({
        let input = input.to_vec();
        // A program that does not read it closes it.
        move || stdin.write_all(&input).is_ok()
    });
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    assert!(output.status.success(), "{}: {output:?}", program.display());
    output
}

/// Says whether a folder holds the files of the sample and nothing else.
fn holds(folder: &Path, sample: &Sample) {
    for (member, content) in sample.members.iter().zip(&sample.contents) {
        assert!(fs::read(folder.join(&member.name)).unwrap() == *content, "{}", member.name);
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), sample.members.len());
}

#[test]
fn unzip_reads_it() {
    let Some(unzip) = installed("unzip") else { return };
    let (sample, folder, out) = (sample(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let zip = folder.path().join("all.zip");
    fs::write(&zip, sample.whole()).unwrap();
    let zip = zip.to_str().unwrap();
    let tested = run(&unzip, &["-t", zip], folder.path(), b"");
    assert!(String::from_utf8_lossy(&tested.stdout).contains("No errors detected"));
    run(&unzip, &["-q", zip], out.path(), b"");
    holds(out.path(), &sample);
}

const PYTHON: &str = "
import io, sys, zipfile
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert archive.testzip() is None
for entry in archive.infolist():
    assert entry.compress_type == zipfile.ZIP_STORED and entry.date_time == (2026, 11, 27, 4, 33, 20), entry
archive.extractall()
";

#[test]
fn python_reads_it() {
    let Some(python) = installed("python3") else { return };
    let (sample, out) = (sample(), tempfile::tempdir().unwrap());
    run(&python, &["-c", PYTHON], out.path(), &sample.whole());
    holds(out.path(), &sample);
}

#[test]
fn bsdtar_reads_it_from_a_pipe() {
    let Some(bsdtar) = installed("bsdtar") else { return };
    let (sample, out) = (sample(), tempfile::tempdir().unwrap());
    run(&bsdtar, &["-xf", "-"], out.path(), &sample.whole());
    holds(out.path(), &sample);
}

/// The one that refuses stored files with data descriptors.
const JAVA: &str = r#"
import java.io.*; import java.nio.file.*; import java.util.zip.*;
public class Reads {
    public static void main(String[] arguments) throws Exception {
        try (var stream = new ZipInputStream(System.in)) {
            for (ZipEntry entry; (entry = stream.getNextEntry()) != null; ) {
                var name = new StringBuilder();
                entry.getName().chars().forEach(c -> name.append(c < 128 ? String.valueOf((char) c) : String.format("+%04x", c)));
                var crc = new CRC32();
                crc.update(stream.readAllBytes());
                System.out.println(name + " " + crc.getValue());
            }
        }
    }
}
"#;

#[test]
fn java_reads_it_as_a_stream() {
    // It is large, so ./test does not install it.
    let Some(java) = program("java").filter(|_| program("javac").is_some()) else { return };
    let (sample, folder) = (sample(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("Reads.java"), JAVA).unwrap();
    let read = run(&java, &["Reads.java"], folder.path(), &sample.whole());
    let line = |member: &zip_layout::Member| {
        let name: String = member
            .name
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { format!("+{:04x}", u32::from(c)) })
            .collect();
        format!("{name} {}\n", member.crc32)
    };
    assert_eq!(String::from_utf8(read.stdout).unwrap(), sample.members.iter().map(line).collect::<String>());
}
