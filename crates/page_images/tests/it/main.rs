//! What a LibreOffice that somebody has taken over can do: programs that stand in for it try. Where there is no sandbox, as in
//! most containers, nothing is tried.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop and say where")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    time::{Duration, Instant},
};

use page_images::{Bounds, Failed, Format, Pages, Programs};
use tempfile::TempDir;

/// A program that stands in for LibreOffice.
struct StandIn {
    folder: TempDir,
    programs: Programs,
}

impl StandIn {
    async fn doing(script: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("soffice");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let programs = match Programs::find(Some(&path)) {
            Ok(programs) => programs,
            Err(missing) => {
                println!("skipped: {missing}");
                return None;
            }
        };
        if let Err(error) = programs.check().await {
            println!("skipped: {error}");
            return None;
        }
        Some(Self { folder, programs })
    }

    fn begin(&self, bounds: Bounds) -> Pages {
        Pages::begin(self.programs.clone(), &b"a document"[..], Format::Docx, bounds).unwrap()
    }

    /// What it says before it makes nothing.
    async fn says(&self) -> String {
        match self.begin(Bounds::default()).next().await {
            Err(Failed::Unreadable(said)) => said,
            other => panic!("{other:?}"),
        }
    }

    /// How many of its processes there are.
    fn living(&self) -> usize {
        let mark = self.folder.path().to_str().unwrap().to_owned();
        let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.path().join("cmdline").into());
        let lines = processes.filter_map(|path: std::path::PathBuf| fs::read(path).ok());
        lines.filter(|line| String::from_utf8_lossy(line).contains(&mark)).count()
    }

    async fn is_gone(&self) {
        let began = Instant::now();
        while self.living() > 0 {
            assert!(began.elapsed() < Duration::from_secs(5), "it lives on");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_ends_is_killed_in_time_with_all_that_it_began() {
    let Some(it) = StandIn::doing(r#"setsid "$0" & trap '' TERM HUP; while :; do sleep 1; done"#).await else { return };
    let (began, bounds) = (Instant::now(), Bounds { time: Duration::from_secs(1), ..Bounds::default() });
    assert!(matches!(it.begin(bounds).next().await, Err(Failed::TimedOut)));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    it.is_gone().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_on_for_whoever_has_gone() {
    let Some(it) = StandIn::doing("sleep 1000").await else { return };
    let mut pages = it.begin(Bounds::default());
    assert!(tokio::time::timeout(Duration::from_millis(500), pages.next()).await.is_err());
    assert!(it.living() > 0);
    drop(pages);
    it.is_gone().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_sees_no_file_no_network_and_no_environment_of_the_machine() {
    let script = r#"
        ls -A / /etc /home /root /var /srv 2>/dev/null >&2
        cat /etc/passwd /etc/hostname 2>/dev/null >&2
        echo "networks: $(tail -n +3 /proc/net/dev | grep -v lo: | wc -l)" >&2
        echo "processes: $(ls -d /proc/[0-9]* | wc -l)" >&2
        echo "environment: $(env | grep -c CARGO)" >&2
        touch /usr/x /x "$0" 2>/dev/null && echo written >&2
        id -u >&2; cat /tmp/document.docx >&2"#;
    let Some(it) = StandIn::doing(script).await else { return };
    let said = it.says().await;
    for word in ["networks: 0", "environment: 0", "65534", "a document"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    for word in ["passwd", "shadow", "written", "root:"] {
        assert!(!said.contains(word), "{word}: {said}");
    }
    let processes = said.split_once("processes: ").unwrap().1.split(';').next().unwrap().parse::<usize>().unwrap();
    assert!(processes < 10, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_files_and_its_memory_have_an_end() {
    let script = r#"
        dd if=/dev/zero of=/tmp/a bs=1M count=64 2>/dev/null; echo "a: $(wc -c </tmp/a)" >&2
        for i in 1 2 3 4 5; do dd if=/dev/zero of="/tmp/b$i" bs=1M count=8 2>/dev/null; done
        echo "all: $(du -sk /tmp | cut -f1)" >&2
        dd if=/dev/zero of=/dev/null bs=512M count=1 2>/dev/null || echo no memory >&2"#;
    let Some(it) = StandIn::doing(script).await else { return };
    let bounds = Bounds { room: 16 << 20, memory: 256 << 20, ..Bounds::default() };
    let Err(Failed::Unreadable(said)) = it.begin(bounds).next().await else { panic!("it made a page") };
    assert!(said.contains("no memory"), "{said}");
    let number = |word: &str| said.split_once(word).unwrap().1.split(';').next().unwrap().parse::<u64>().unwrap();
    assert!(number("a: ") <= 16 << 20 && number("all: ") <= 17 << 10, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_cannot_be_read_is_the_fault_of_whoever_reads() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is broken"))
        }
    }
    let Some(it) = StandIn::doing("exit 0").await else { return };
    let mut pages = Pages::begin(it.programs.clone(), Broken, Format::Docx, Bounds::default()).unwrap();
    assert!(matches!(pages.next().await, Err(Failed::Io(error)) if error.to_string() == "the disk is broken"));
}
