//! The first ops account of an embedded installation, so that whoever starts it can upload at once.

use shared::{
    foundation::{Foundation, StartError},
    people::{
        names::Role,
        permissions::Permissions,
        users::{CreateError, User},
    },
};

use crate::create_ops::{self, CreateOpsError};

const USERNAME: &str = "ops";
const EMAIL: &str = "ops@strongroom.invalid";

/// Makes the account `ops` where everything is embedded and there is no ops account yet. Its password stands in
/// `ops-password` in the data folder, for its owner's eyes only.
pub(crate) async fn make_if_embedded(foundation: &Foundation) -> Result<(), StartError> {
    if !foundation.settings.storage.is_embedded() {
        return Ok(());
    }
    let there = User::any_with_role(&foundation.db, Role::Ops).await.map_err(StartError::Database)?;
    if there {
        return Ok(());
    }
    match make(foundation).await {
        // Somebody, or another process, was quicker.
        Ok(()) | Err(CreateOpsError::Create(CreateError::UsernameTaken | CreateError::EmailTaken)) => Ok(()),
        Err(error) => Err(std::io::Error::other(error).into()),
    }
}

async fn make(foundation: &Foundation) -> Result<(), CreateOpsError> {
    let password = shared::private_files::random_text::<18>()?;
    let path = foundation.settings.storage.data_dir.join("ops-password");
    // The password is there before the account is, so that no crash leaves an account that nobody can use.
    shared::private_files::write_private(&path, &format!("{password}\n"))?;
    let (all, public_url) = (Permissions::all(), &foundation.settings.serving.public_url);
    create_ops::add(&foundation.db, public_url, USERNAME.parse()?, EMAIL.parse()?, password.parse()?, all).await?;
    tracing::info!(user = USERNAME, password_in = %path.display(), "made an ops account");
    Ok(())
}
