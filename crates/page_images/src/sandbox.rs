//! The sandbox: what its programs see, and what they may use up.

use std::{
    ffi::{OsStr, OsString},
    fs,
    path::Path,
};

use crate::{Bounds, Format, programs::Programs};

/// How many files one program may hold open, and how many processes and threads there may be.
const OPEN_FILES: u32 = 512;
const PROCESSES: u32 = 1024;

/// How long after its time a run ends by itself, in seconds. It is killed before; but whoever would have killed it may have died in
/// the very moment in which it began, when nothing told it so.
const GRACE: u64 = 5;

/// What programs and their fonts need of the machine beside `/usr`; what is not there is left out.
const NEEDED: [&str; 6] =
    ["/opt", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/libreoffice", "/var/cache/fontconfig"];

/// On most machines these lead into `/usr`.
const MERGED: [&str; 5] = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"];

/// Takes the document from its input, and writes an image of each page with its length before it. LibreOffice says that all
/// went well also where it could not load the document, so nothing counts but the PDF that should be there. Pages are made one
/// by one until there is none of that number.
const SCRIPT: &str = r#"
cat >"/tmp/document.$2" || exit
exec 0</dev/null
"$1" --headless --norestore --nologo --nolockcheck --nodefault -env:UserInstallation=file:///tmp/profile \
    --convert-to "$3" --outdir /tmp/out "/tmp/document.$2" >&2
[ -s /tmp/out/document.pdf ] || exit
page=1
while [ "$page" -le "$5" ]; do
    "$4" -png -singlefile -f "$page" -l "$page" -scale-to-x "$6" -scale-to-y -1 -x 0 -y 0 -W "$6" -H "$7" \
        /tmp/out/document.pdf /tmp/page 2>/dev/null && [ -s /tmp/page.png ] || exit
    wc -c </tmp/page.png
    cat /tmp/page.png
    rm /tmp/page.png
    page=$((page + 1))
done
"#;

/// What is written out where a sandbox works.
pub(crate) const WORKS: &str = "it works";

/// Succeeds where the only network is that of the sandbox itself, which leads nowhere.
const CHECK: &str = r#"[ "$(tail -n +3 /proc/net/dev | grep -vc '^ *lo:')" -eq 0 ] && echo it works"#;

/// The arguments of `bwrap` with which it makes the pages.
pub(crate) fn making(programs: &Programs, format: Format, bounds: &Bounds) -> Vec<OsString> {
    let Bounds { pages, width, height, .. } = bounds;
    let (extension, filter) = match format {
        Format::Docx => ("docx", "writer_pdf_Export"),
        Format::Xlsx => ("xlsx", "calc_pdf_Export"),
        Format::Pptx => ("pptx", "impress_pdf_Export"),
    };
    // Without it, every page of a workbook with a million lines would be laid out.
    let filter = format!(r#"pdf:{filter}:{{"PageRange":{{"type":"string","value":"1-{pages}"}}}}"#);
    let mut arguments = sandbox(programs, bounds);
    arguments.extend(["/bin/sh", "-c", SCRIPT, "sh"].map(Into::into));
    arguments.extend([programs.soffice.as_os_str(), OsStr::new(extension), OsStr::new(&filter)].map(Into::into));
    arguments.push(programs.pdftoppm.clone().into());
    arguments.extend([pages.to_string(), width.to_string(), height.to_string()].map(Into::into));
    arguments
}

/// The arguments with which it only says that it works.
pub(crate) fn checking(programs: &Programs) -> Vec<OsString> {
    let mut arguments = sandbox(programs, &Bounds::default());
    arguments.extend(["/bin/sh", "-c", CHECK].map(Into::into));
    arguments
}

/// A sandbox in which a program runs that is still to be named, as nobody and under limits. Nothing of the environment is in
/// it, and what it writes is in memory.
fn sandbox(programs: &Programs, bounds: &Bounds) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    let mut add = |words: &[&OsStr]| arguments.extend(words.iter().map(OsString::from));
    let mut add_texts = |words: &[&str]| add(&words.iter().map(OsStr::new).collect::<Vec<_>>());
    add_texts(&["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]);
    for (name, value) in [("HOME", "/tmp"), ("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8")] {
        add_texts(&["--setenv", name, value]);
    }
    add_texts(&["--ro-bind", "/usr", "/usr"]);
    for path in MERGED {
        match fs::read_link(path) {
            Ok(target) => add_texts(&["--symlink", &target.to_string_lossy(), path]),
            Err(_) => add_texts(&["--ro-bind-try", path, path]),
        }
    }
    for path in NEEDED {
        add_texts(&["--ro-bind-try", path, path]);
    }
    let room = bounds.room.to_string();
    // All that can be written to is in memory, and would else be as large as half of it.
    add_texts(&["--proc", "/proc", "--dev", "/dev", "--size", &room, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]);
    add_texts(&["--size", &room, "--tmpfs", "/tmp"]);
    add_texts(&["--uid", "65534", "--gid", "65534", "--chdir", "/tmp"]);
    // A LibreOffice of one's own may be anywhere.
    if let Some(folder) = programs.soffice.parent().filter(|folder| !is_seen(folder)) {
        arguments.extend([OsStr::new("--ro-bind"), folder.as_os_str(), folder.as_os_str()].map(OsString::from));
    }
    arguments.extend(["--remount-ro", "/"].map(OsString::from));
    let at_last = bounds.time.as_secs() + GRACE;
    arguments.extend([OsString::from("--"), programs.timeout.clone().into()]);
    arguments.extend(["--signal=KILL".to_owned(), at_last.to_string()].map(OsString::from));
    arguments.push(programs.prlimit.clone().into());
    arguments.extend(limits(bounds).map(OsString::from));
    arguments.push("--".into());
    arguments
}

fn is_seen(folder: &Path) -> bool {
    MERGED.iter().chain(&["/usr", "/opt"]).any(|seen| folder.starts_with(seen))
}

fn limits(bounds: &Bounds) -> [String; 6] {
    [
        format!("--as={}", bounds.memory),
        format!("--cpu={}", bounds.time.as_secs().max(1)),
        format!("--fsize={}", bounds.room),
        format!("--nofile={OPEN_FILES}"),
        format!("--nproc={PROCESSES}"),
        "--core=0".to_owned(),
    ]
}
