//! Sees whether an account may have the link that sets a new password.

use shared::{ids::UserId, jobs::Job, people::users::User};

use super::{Failure, enqueue_asked_for};
use crate::context::Context;

pub(crate) async fn run(context: &Context, user: UserId) -> Result<(), Failure> {
    match User::find(&context.db, user).await?.filter(User::has_a_password) {
        Some(user) => enqueue_asked_for(context, user.id, Job::ResetPassword { user: user.id }).await,
        None => Ok(()),
    }
}
