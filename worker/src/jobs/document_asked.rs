//! Tells whoever uploaded a document that a client asks for it, now that it is over.

use shared::{
    documents::visible,
    ids::{FileId, JobId, UserId},
    jobs::Outcome,
    people::users::User,
    words::Text,
};

use super::{
    Failure,
    document_notice::{unsubscribe, wants_them},
};
use crate::{context::Context, mailer::letter::Letter};

pub(crate) async fn run(context: &Context, job: JobId, client: UserId, file: FileId) -> Result<Outcome, Failure> {
    let now = context.clock.now();
    let Some(client) = User::find(&context.db, client).await? else { return Ok(Outcome::Nothing) };
    let Some(file) = visible::asked_for(&context.db, file).await? else { return Ok(Outcome::Nothing) };
    let Some(uploader) = wants_them(context, file.uploaded_by, now).await? else { return Ok(Outcome::Nothing) };
    let letter = Letter {
        to: Some(&uploader.username),
        link: Some(format!("{}/ops/files/{}", context.settings.serving.public_url, file.id)),
        unsubscribe: Some(unsubscribe(context, uploader.id, now)),
        ..Letter::of(
            context.language_of(&uploader),
            Text::DocumentAsked {
                client: client.username.to_string(),
                email: client.email.as_str().to_owned(),
                document: file.name.to_string(),
            },
        )
    };
    context.mailer.send(letter.mail(job, &uploader.email)?).await?;
    Ok(Outcome::Done)
}
