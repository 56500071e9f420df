//! What residents do with their sign-in, household and data, on both engines.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod breaches;
mod household;
mod own_data;
mod signing_in;

use testing::{Filled, Fresh, Page, Visitor};

/// The form a page is about.
pub fn form(page: &Page) -> Filled {
    page.form("main form")
}

/// The link in the newest mail to somebody.
pub async fn link(centre: &Fresh, email: &str) -> String {
    centre.settle().await;
    let mail = centre.mail_to(email).await;
    let word = mail.body.split_whitespace().find(|w| w.starts_with("http://test.example/"));
    word.unwrap_or_else(|| panic!("no link: {}", mail.body)).replace("http://test.example", "")
}

/// Asks for a link.
pub async fn ask(visitor: &mut Visitor, email: &str) -> Page {
    let page = visitor.open("/residents/sign-in").await;
    visitor.send(form(&page).fill("email", email)).await
}

/// Somebody who signed in by the link of the mail.
pub async fn signed_in(centre: &Fresh, email: &str) -> Visitor {
    let mut visitor = centre.resident();
    ask(&mut visitor, email).await.must_be(200);
    let page = visitor.open(&link(centre, email).await).await;
    visitor.send(form(&page)).await.must_be(200);
    visitor
}
