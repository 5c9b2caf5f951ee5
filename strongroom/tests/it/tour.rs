//! The tour: a document of the reader's own goes through a running Strongroom, and no secret is printed.

use std::fs;

use ooxml::{Kind as Document, sample::DocumentBuilder};

use crate::{
    app::PASSWORD,
    program::written,
    programs::create_ops,
    stack::{Stack, Store, stories, tell_in},
};

stories!(the_tour_takes_a_document_through_all_of_it, the_tour_ends_at_the_first_surprise);

async fn the_tour_takes_a_document_through_all_of_it(stack: &Stack) {
    let text = toured(stack, &[]).await;
    assert!(text.contains("file.name: An \"offer\".docx"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_goes_to_the_bucket_where_a_link_leads_there() {
    tell_in(Store::Bucket, async |stack: &Stack| {
        let text = toured(stack, &[("STRONGROOM_S3_REDIRECT", "true")]).await;
        assert!(text.contains("Here the bucket itself hands it over."), "{text}");
        assert!(!text.contains("X-Amz-Signature"), "{text}");
    })
    .await;
}

/// What the tour says of a program with these settings: all is well, and no secret is in it.
async fn toured(stack: &Stack, settings: &[(&str, &str)]) -> String {
    let program = stack.program(&[], settings).await;
    assert!(create_ops(stack, "otto", Some(PASSWORD)).status.success());
    let (file, password) = (stack.folder().join("An \"offer\".docx"), stack.folder().join("password"));
    fs::write(&file, DocumentBuilder::new(Document::Docx).build()).unwrap();
    fs::write(&password, format!("{PASSWORD}\n")).unwrap();

    let mut tour = stack.command(&["tour", "--ops", "otto", "--url", &format!("http://{}", program.address)]);
    tour.arg("--ops-password-file").arg(&password).arg(&file);
    let told = tokio::task::spawn_blocking(move || tour.output().unwrap()).await.unwrap();
    let text = written(&told);
    assert!(told.status.success(), "{text}");
    assert!(text.ends_with("The downloaded file is the same.\n"), "{text}");
    assert!(!text.contains(PASSWORD), "{text}");
    let long = |word: &str| word.len() > 100 && !word.contains('/');
    let tokens: Vec<_> = text.split([' ', '"', '/', '\n']).filter(|word| long(word)).collect();
    assert!(tokens.is_empty(), "tokens are printed whole: {tokens:?}");
    text
}

async fn the_tour_ends_at_the_first_surprise(stack: &Stack) {
    let program = stack.program(&[], &[]).await;
    let (file, password) = (stack.folder().join("plan.docx"), stack.folder().join("password"));
    fs::write(&file, "no document").unwrap();
    fs::write(&password, "not the password of anybody").unwrap();
    let mut tour = stack.command(&["tour", "--url", &format!("http://{}", program.address)]);
    tour.arg("--ops-password-file").arg(&password).arg(&file);
    let told = tokio::task::spawn_blocking(move || tour.output().unwrap()).await.unwrap();
    let text = written(&told);
    assert!(!told.status.success(), "{text}");
    let surprise = "not as expected: POST /api/login/ should have been answered with 200 OK, not with 401 Unauthorized";
    assert!(text.contains(surprise), "{text}");
}
