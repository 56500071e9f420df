//! What staff do with their accounts, on both engines.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod own_account;
mod people;
mod processes;
mod signing_in;
mod tokens;
mod words;

use accounts::NewStaff;
use testing::{Filled, Fresh, Page, Role, Visitor};

/// The password of everybody here.
pub const PASSWORD: &str = "Hearth-2026";
/// The secret of whoever has an authenticator.
pub const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// Adds an account.
pub async fn add(centre: &Fresh, new: NewStaff) -> String {
    let inner = &centre.centre;
    let (keys, chance, now) = (inner.keys.clone(), inner.chance.clone(), inner.clock.now());
    let add = move |conn: &mut foundation::db::Conn| accounts::add_staff(conn, &keys, &chance, now, &new);
    inner.db.write(add).await.unwrap().unwrap()
}

/// Somebody with these roles.
pub fn somebody(email: &str, roles: &[Role]) -> NewStaff {
    NewStaff {
        name: format!("同仁 {email}"),
        email: email.into(),
        section: "promotion".into(),
        roles: roles.to_vec(),
        password: PASSWORD.into(),
        must_change: false,
        totp_secret: None,
    }
}

/// Somebody of the promotion section, with an authenticator.
pub fn mei() -> NewStaff {
    NewStaff { totp_secret: Some(SECRET.into()), ..somebody("mei@test.example", &[Role::Promotion]) }
}

/// Lets a password do for whoever has no authenticator.
pub async fn relax(centre: &Fresh) {
    set(centre, "accounts.second_factor", "optional").await;
}

/// Changes a setting.
pub async fn set(centre: &Fresh, name: &'static str, value: &'static str) {
    let now = centre.centre.clock.now();
    let change = move |conn: &mut foundation::db::Conn| {
        foundation::centre::change_setting(conn, name, value, now, "system")
    };
    centre.centre.db.write(change).await.unwrap();
    centre.centre.reload_settings().await.unwrap();
}

/// The code the authenticator shows now.
pub fn code(centre: &Fresh) -> String {
    accounts::authenticator::code(SECRET, centre.centre.clock.now()).unwrap()
}

/// The form a page is about.
pub fn form(page: &Page) -> Filled {
    page.form("main form")
}

/// Types e-mail address and password into the sign-in, on the way to one's own account.
pub async fn try_password(visitor: &mut Visitor, email: &str, password: &str) -> Page {
    let page = visitor.open("/office/account").await;
    visitor.send(form(&page).fill("email", email).fill("password", password)).await
}

/// Types a code.
pub async fn try_code(visitor: &mut Visitor, page: &Page, code: &str) -> Page {
    visitor.send(form(page).fill("code", code)).await
}

/// Somebody signed in with a password alone.
pub async fn signed_in(centre: &Fresh, email: &str) -> Visitor {
    let mut visitor = centre.resident();
    let page = try_password(&mut visitor, email, PASSWORD).await;
    assert_eq!(page.path, "/office/account", "{}", page.text());
    visitor
}
