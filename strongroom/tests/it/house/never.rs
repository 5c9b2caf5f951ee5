//! What stands in one place only, or nowhere.

use std::path::Path;

use super::{crates, root, sources};

/// Where a scan's state, what it found and when are written, and why there.
const SCANS: [(&str, &str); 3] = [
    ("documents/files.rs", "a document begins as one that waits for its scan"),
    ("documents/scans.rs", "every change of a scan's state"),
    ("documents/versions.rs", "a version begins so, too, and takes what its scan said along to its other place"),
];

/// Whether code writes how a scan stands.
fn writes_scans(code: &str) -> bool {
    let columns = ["scan_status", "scan_detail", "scanned_at", "scanned_with"];
    let written = ["UPDATE files", "UPDATE file_versions", "INSERT INTO files", "INSERT INTO file_versions"];
    let mut statements = written.iter().flat_map(|begin| code.match_indices(begin)).map(|(at, begin)| {
        let rest = &code[at + begin.len()..];
        let end = ["WHERE", "VALUES", ";"].iter().filter_map(|end| rest.find(end)).min();
        &rest[..end.unwrap_or(rest.len())]
    });
    // A statement may be put together from parts.
    let in_parts = |column| code.contains(&format!("SET {column} =")) || code.contains(&format!(", {column} = "));
    statements.any(|statement| columns.iter().any(|column| statement.contains(column))) || columns.iter().any(in_parts)
}

#[test]
fn how_a_scan_stands_is_written_in_its_homes_only() {
    for (name, folder) in crates() {
        for (path, code) in sources(&folder) {
            let is_home = name == "shared" && SCANS.iter().any(|(home, _)| path == Path::new(home));
            let why = if is_home { "is a home of scans no longer" } else { "writes how a scan stands" };
            assert_eq!(writes_scans(&code), is_home, "{name}: {} {why}", path.display());
        }
    }
}

#[test]
fn what_writes_scans_is_known() {
    assert!(writes_scans("\"UPDATE files SET a = 1, scan_detail = NULL WHERE id = $1\""));
    assert!(writes_scans("\"INSERT INTO file_versions (file_id, scanned_at) VALUES ($1, $2)\""));
    assert!(writes_scans("Statement::new(table).push(\", scan_status = \")"));
    assert!(!writes_scans("\"UPDATE files SET a = 1 WHERE scan_status = 'clean'\""));
    assert!(!writes_scans("\"SELECT id, scan_status FROM files WHERE a = 1 AND scan_status = 'clean'\""));
}

#[test]
fn rows_of_documents_are_asked_for_in_shared() {
    let ours = ["FROM files", "JOIN files", "UPDATE files", "INTO files", "file_versions"];
    for name in ["api", "monitoring", "web", "worker"] {
        for (path, code) in sources(&root().join(name)) {
            let asked = ours.iter().find(|asked| code.contains(*asked));
            assert!(asked.is_none(), "{name}: {} has SQL on documents: {asked:?}", path.display());
        }
    }
}

/// Where the environment is read, and why there.
const ENVIRONMENT: [(&str, &str, &str); 2] = [
    ("page_images", "programs.rs", "PATH says where programs are, as for every other program"),
    ("shared", "settings/layers.rs", "what operators set"),
];

#[test]
fn settings_are_read_in_settings_only() {
    for (name, folder) in crates() {
        for (path, code) in sources(&folder) {
            let reads = code.contains("env::var") || code.contains("env::{");
            let may = ENVIRONMENT.iter().any(|(of, home, _)| name == *of && path == Path::new(home));
            let why = if may { "no longer reads" } else { "reads" };
            assert_eq!(reads, may, "{name}: {} {why} the environment", path.display());
        }
    }
}
