//! The files in a folder, for a server in front that sends them itself.

use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::Path,
};

use crate::files::{FILES, HASH};

/// Writes every file under `assets/{hash}`, and beside each what it is compressed, as nginx looks for it. Returns how
/// many files there are.
pub fn export(folder: &Path) -> io::Result<usize> {
    let root = folder.join("assets").join(HASH);
    for file in FILES {
        let path = root.join(file.path);
        for above in path.ancestors().skip(1).take_while(|above| above.starts_with(folder)) {
            fs::create_dir_all(above)?;
            // Another user's server reads them: there is nothing secret here.
            fs::set_permissions(above, Permissions::from_mode(0o755))?;
        }
        write(&path, file.plain)?;
        write(&root.join(format!("{}.br", file.path)), file.br)?;
        write(&root.join(format!("{}.gz", file.path)), file.gz)?;
    }
    Ok(FILES.len())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes)?;
    fs::set_permissions(path, Permissions::from_mode(0o644))
}
