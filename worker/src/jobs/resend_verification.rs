//! Sees whether an account may have its verification mail once more.

use shared::{ids::UserId, jobs::Job, people::users::User};

use super::{Failure, enqueue_asked_for};
use crate::context::Context;

pub(crate) async fn run(context: &Context, user: UserId) -> Result<(), Failure> {
    match User::find(&context.db, user).await?.filter(User::has_to_verify) {
        Some(user) => enqueue_asked_for(context, user.id, Job::VerifyEmail { user: user.id }).await,
        None => Ok(()),
    }
}
