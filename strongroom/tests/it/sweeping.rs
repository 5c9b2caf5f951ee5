//! What is swept from a store, what is only put aside, and when a sweep takes nothing.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use shared::{exec, ids::BlobId, jobs::Job, sql, strays::FEW};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    app::{App, HasId, PASSWORD},
    backup::succeeded,
    backup_refusals::refused,
    client::{Call, Form},
    doctor::doctor,
    documents::{docx, docx_with, large},
    faults::SmallDisk,
    program::written,
    stack::{Kind, Stack, eventually, stories},
};
use ooxml::{Kind as DocumentKind, sample::DocumentBuilder};

stories!(
    strays_are_put_aside_for_a_week,
    a_sweep_that_would_take_many_takes_none,
    what_was_deleted_on_purpose_is_erased,
    what_a_killed_program_left_is_gone_when_the_next_one_starts,
    nobody_else_may_look_into_what_is_kept,
    a_document_for_which_there_is_no_room_waits,
    whoever_asks_for_readiness_writes_nothing,
);

impl Stack {
    fn blob(&self, blob: &str) -> PathBuf {
        self.data_dir().join("files/blobs").join(&blob[..2]).join(blob)
    }

    /// Puts files without a row into the store that are older than any upload takes.
    fn old_strays(&self, count: usize) -> Vec<String> {
        let strays: Vec<String> = (0..count).map(|_| BlobId::new().to_string()).collect();
        for stray in &strays {
            fs::write(self.blob(stray), "x").unwrap();
            make_old(&self.blob(stray));
        }
        strays
    }

    fn trashed(&self) -> Vec<String> {
        let days = fs::read_dir(self.data_dir().join("files/trash")).into_iter().flatten();
        let files = days.flat_map(|day| fs::read_dir(day.unwrap().path()).unwrap());
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    }
}

pub(crate) fn make_old(path: &Path) {
    File::options().write(true).open(path).unwrap().set_modified(UNIX_EPOCH + Duration::from_secs(1)).unwrap();
}

/// Has a worker sweep once.
pub(crate) async fn swept(app: &App) {
    let mut tx = app.db().begin().await.unwrap();
    let job = Job::Sweep.enqueue(&mut tx, app.foundation.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    eventually("the sweep is done", async || {
        let state: (String,) = sql!(app.db(), |c| sqlx::query_as("SELECT state FROM background_jobs WHERE id = $1")
            .bind(job)
            .fetch_one(c))
        .unwrap();
        (state.0 == "done").then_some(())
    })
    .await;
}

/// The worker sweeps by itself once it is at work, and must not meet half of what a story leaves lying about.
async fn the_first_sweep_is_over(app: &App) {
    eventually("the first sweep is over", async || {
        let (done, all): (i64, i64) = sql!(app.db(), |c| sqlx::query_as(
            "SELECT COALESCE(SUM(CASE WHEN state = 'done' THEN 1 ELSE 0 END), 0), COUNT(*)
             FROM background_jobs WHERE kind = 'sweep'"
        )
        .fetch_one(c))
        .unwrap();
        (done == all && all > 0).then_some(())
    })
    .await;
}

async fn strays_are_put_aside_for_a_week(stack: &Stack) {
    let app = stack.start().await;
    the_first_sweep_is_over(&app).await;
    let ops = app.ops("otto").await;
    let id = app.clean_file(&ops, "a.docx", docx("x")).await;
    let kept = stack.stored();
    make_old(&stack.blob(kept.iter().next().unwrap()));
    let strays = stack.old_strays(FEW);
    let young = BlobId::new().to_string();
    fs::write(stack.blob(&young), "x").unwrap();
    swept(&app).await;
    assert_eq!(stack.trashed().len(), FEW);
    assert!(stack.stored().len() == 2 && stack.stored().contains(&young), "what is young may get its row yet");
    fs::remove_file(stack.blob(&young)).unwrap();
    app.show(&ops, &id).await.expect(200);

    // One for which there is a row after all comes back.
    let found: BlobId = strays[0].parse().unwrap();
    let (blob,): (BlobId,) = sql!(app.db(), |c| sqlx::query_as("SELECT blob FROM files").fetch_one(c)).unwrap();
    let set = async |blob: BlobId| exec!(app.db(), |c| sqlx::query("UPDATE files SET blob = $1").bind(blob)).unwrap();
    set(found).await;
    swept(&app).await;
    assert!(stack.blob(&strays[0]).exists());
    set(blob).await;
    make_old(&stack.blob(&strays[0]));
    swept(&app).await;
    // The document itself was put aside meanwhile, and is back.
    assert_eq!((stack.stored(), stack.trashed().len()), (kept.clone(), FEW));

    stack.clock.advance(Duration::from_hours(24 * 6));
    swept(&app).await;
    assert_eq!(stack.trashed().len(), FEW);
    stack.clock.advance(Duration::from_hours(24 * 3));
    swept(&app).await;
    assert_eq!((stack.trashed(), stack.stored()), (Vec::<String>::new(), kept));
}

async fn a_sweep_that_would_take_many_takes_none(stack: &Stack) {
    let app = stack.start().await;
    the_first_sweep_is_over(&app).await;
    let watched = app.watched().await;
    let stopped = async || {
        let metrics = Call::new(watched, hyper::Method::GET, "/metrics").send_bare().await.expect(200).text();
        let told = metrics.lines().find_map(|line| line.strip_prefix("strongroom_sweeps_stopped_total "));
        told.unwrap() != "0"
    };
    assert!(!stopped().await);
    let strays = stack.old_strays(FEW + 1);
    swept(&app).await;
    assert_eq!((stopped().await, stack.stored().len(), stack.trashed().len()), (true, strays.len(), 0));
    doctor(stack, &[]).has("wrong", "storage", &format!("the last sweep has stopped: {} files without a row", FEW + 1));
    refused(&stack.operate(&["storage", "sweep"]).await, "nothing was taken");
    assert_eq!(stack.stored().len(), strays.len());

    let taken = stack.operate(&["storage", "sweep", "--yes"]).await;
    succeeded(&taken);
    assert!(written(&taken).contains(&format!("{} files without a row went into the trash", strays.len())));
    assert!(stack.stored().is_empty() && stack.trashed().len() == strays.len());
    doctor(stack, &[("PUBLIC_URL", &app.foundation.settings.serving.public_url)]).and_nothing_else_is_wrong(&[]);
}

async fn what_was_deleted_on_purpose_is_erased(stack: &Stack) {
    let app = stack.start().await;
    the_first_sweep_is_over(&app).await;
    let ops = app.ops("otto").await;
    let mut ids = Vec::new();
    for at in 0..FEW + 2 {
        ids.push(app.uploaded(&ops, &format!("{at}.docx"), docx("x")).await.id());
    }
    stack.all_jobs_are_done(app.db()).await;
    let stored = stack.stored();
    for id in &ids {
        app.delete(&ops, id).await.expect(204);
    }
    stack.all_jobs_are_done(app.db()).await;
    assert!(stack.stored().is_empty() && stack.trashed().is_empty());

    // Jobs that still wait keep theirs from the sweep; where they were given up, the sweep does their work.
    for blob in &stored {
        fs::write(stack.blob(blob), "x").unwrap();
        make_old(&stack.blob(blob));
    }
    let set = async |state: &'static str, due: Option<i64>| {
        let change = "UPDATE background_jobs SET state = $1, due_at = $2 WHERE kind = 'erase_blob'";
        exec!(app.db(), |c| sqlx::query(change).bind(state).bind(due)).unwrap();
    };
    set("queued", Some(i64::MAX)).await;
    swept(&app).await;
    assert_eq!(stack.stored(), stored);
    set("dead", None).await;
    swept(&app).await;
    assert!(stack.stored().is_empty() && stack.trashed().is_empty());
    set("done", None).await;
}

async fn what_a_killed_program_left_is_gone_when_the_next_one_starts(stack: &Stack) {
    let other = stack.start().await;
    let beside = [("STRONGROOM_PUBLIC_URL", other.foundation.settings.serving.public_url.as_str())];
    let first = stack.program(&["api"], &beside).await;
    let ops = other.ops("otto").await;
    let part = Form::new().file("a.docx", &large(2)).end();
    let head = format!(
        "POST /api/upload/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {}\r\n\
         Content-Length: {}\r\n\r\n",
        ops.access,
        Form::CONTENT_TYPE,
        part.len()
    );
    let begin = async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&part[..part.len() - 500_000]).await.unwrap();
        stream
    };
    let (_cut_off, mut goes_on) = (begin(first.address).await, begin(other.address).await);
    eventually("both arrive", async || (stack.spooled().len() == 2).then_some(())).await;
    first.kill();
    assert_eq!(stack.spooled().len(), 2);

    let _again = stack.program(&["api"], &beside).await;
    assert_eq!(stack.spooled().len(), 1, "what the killed one left is gone, and what arrives elsewhere is not");
    goes_on.write_all(&part[part.len() - 500_000..]).await.unwrap();
    let mut answer = [0; 12];
    goes_on.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, *b"HTTP/1.1 201");
    eventually("nothing arrives any more", async || stack.spooled().is_empty().then_some(())).await;
    assert_eq!(stack.stored().len(), 1);
}

/// Everything below a folder, with its rights.
fn rights(folder: &Path, into: &mut Vec<(PathBuf, u32)>) {
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    into.push((folder.to_owned(), mode(folder)));
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rights(&path, into);
        } else {
            into.push((path.clone(), mode(&path)));
        }
    }
}

async fn nobody_else_may_look_into_what_is_kept(stack: &Stack) {
    let others = |folder: &Path, mask: u32| {
        let mut all = Vec::new();
        rights(folder, &mut all);
        assert!(all.len() > 256, "{all:?}");
        all.into_iter().filter(|(_, mode)| mode & mask != 0).collect::<Vec<_>>()
    };
    let begin = async |more: &[(&str, &str)]| {
        let program = stack.program(&[], &[&[("STRONGROOM_METRICS_LISTEN", "")], more].concat()).await;
        let app = stack.setup().served_by(&program).start().await;
        app.signup("ann", "ann@example.com", PASSWORD).await;
        stack.mail_to("ann@example.com").await;
        (program, app)
    };
    let (mut program, app) = begin(&[]).await;
    let ops = app.ops("otto").await;
    app.clean_file(&ops, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(others(&stack.data_dir(), 0o077), []);
    program.terminate();
    program.ended().await;

    // As an earlier version, or a careless hand, left it.
    let mut all = Vec::new();
    rights(&stack.data_dir(), &mut all);
    for (path, mode) in &all {
        fs::set_permissions(path, fs::Permissions::from_mode(mode | if path.is_dir() { 0o055 } else { 0o044 }))
            .unwrap();
    }
    if stack.kind == Kind::Embedded {
        doctor(stack, &[]).has("warning", "storage", "others on this machine may look into");
    }
    let told = "others on this machine could look into what is ours";
    let (mut program, _) = begin(&[]).await;
    assert_eq!(others(&stack.data_dir(), 0o077), []);
    assert!(program.log().contains(told), "{}", program.log());
    program.terminate();
    program.ended().await;
    let (program, _) = begin(&[]).await;
    assert!(!program.log().contains(told), "it is told once: {}", program.log());
    drop(program);

    // A store with a place of its own can be read by its group, in which an nginx may be, and by nobody else.
    let store = stack.folder().join("store");
    let twin = stack.empty_twin().await;
    let url = format!("file://{}", store.display());
    let program = twin.program(&[], &[("STRONGROOM_METRICS_LISTEN", ""), ("STRONGROOM_STORAGE_URL", &url)]).await;
    let app = twin.setup().set("storage_url", &url).served_by(&program).start().await;
    app.clean_file(&app.ops("otto").await, "a.docx", docx("x")).await;
    let mut all = Vec::new();
    rights(&store.join("blobs"), &mut all);
    assert!(all.iter().all(|(path, mode)| *mode == if path.is_dir() { 0o750 } else { 0o640 }), "{all:?}");
    assert_eq!(all.iter().filter(|(path, _)| path.is_file()).count(), 1);
    assert_eq!(others(&store, 0o027), []);
    drop(program);
    twin.clear_up().await;
}

async fn a_document_for_which_there_is_no_room_waits(stack: &Stack) {
    let scratch = stack.data_dir().join("files/scratch");
    let Some(disk) = SmallDisk::mount(scratch) else {
        println!("skipped: a small file system cannot be mounted here");
        return;
    };
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let inner = docx_with(12 << 20);
    let outer = DocumentBuilder::new(DocumentKind::Docx).part("word/embeddings/inner.docx", inner).build();
    let id = app.uploaded(&ops, "outer.docx", outer).await.id();
    let query = "SELECT waits, attempts FROM background_jobs WHERE kind = 'scan_file' AND state = 'queued'";
    for times in 1..=3 {
        let rests = async || {
            let row: Option<(i64, i64)> = sql!(app.db(), |c| sqlx::query_as(query).fetch_optional(c)).unwrap();
            row.filter(|(waits, _)| *waits == times)
        };
        let (waits, attempts) = eventually("the scan waits", rests).await;
        assert_eq!(waits, attempts, "no attempt is held against it");
        stack.clock.advance(Duration::from_mins(1));
    }
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["scan_status"], "pending");
    // Others go on meanwhile.
    app.clean_file(&ops, "small.docx", docx("small")).await;

    disk.resize("64m");
    stack.clock.advance(Duration::from_mins(1));
    assert_eq!(app.scanned(&app.log_in("otto").await, &id).await["scan_status"], "clean");
}

async fn whoever_asks_for_readiness_writes_nothing(stack: &Stack) {
    let app = stack.start().await;
    app.get("/readyz").send().await.expect(200);
    let home = fs::read_dir(stack.data_dir().join("files/spool")).unwrap().next().unwrap().unwrap().path();
    let changed = || fs::metadata(&home).unwrap().modified().unwrap();
    let (began, mut last, mut writes) = (std::time::Instant::now(), changed(), 0);
    for _ in 0..200 {
        app.get("/readyz").send().await.expect(200);
        if changed() != last {
            (last, writes) = (changed(), writes + 1);
        }
    }
    assert!(writes <= began.elapsed().as_secs() + 1, "{writes} writes in {:?}", began.elapsed());
}
