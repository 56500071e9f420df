//! `/office/petitions/mail`: messages that opened no case, so that none is lost that should have.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts;
use foundation::staff::Staff;
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::staff::inbox_shell;
use crate::store::{self, Act, Apart, SetApart};
use crate::work::{decision, intake};

/// Those this person may read: what may report wrongdoing is for the director alone.
fn list(
    conn: &mut Conn,
    act: &Act,
    staff: &Staff,
    before: &str,
) -> DbResult<(Vec<SetApart>, Option<String>)> {
    let found = store::list_apart(conn, act, before)?;
    let next = (found.len() == 100).then(|| found.last().map(|last| last.id.clone())).flatten();
    let directs = decision::directs(conn, act, staff, "")?;
    Ok((found.into_iter().filter(|one| directs || !one.mail.is_secret).collect(), next))
}

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let before = asked.text("before").to_owned();
    let (act, staff) = (Act::of(&ctx), ctx.staff()?.clone());
    let (found, next) = ctx.centre.db.read(move |conn| list(conn, &act, &staff, &before)).await?;
    let words = &ctx.words;
    let title = words.say("petitions-apart");
    let shell = inbox_shell(&ctx, title.as_str());
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("petitions-apart-lead")) }
        @if found.is_empty() { p { (words.say("petitions-apart-none")) } }
        @for one in &found { (shown(&ctx, one)) }
        @if let Some(next) = next {
            p { a href=(words.path(&format!("/office/petitions/mail?before={next}"))) { (words.say("petitions-apart-more")) } }
        }
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

fn shown(ctx: &Ctx, one: &SetApart) -> Markup {
    let (words, mail) = (&ctx.words, &one.mail);
    let subject = match mail.subject.as_str() {
        "" => words.say("petitions-mail-no-subject"),
        subject => subject.to_owned(),
    };
    html! {
        article.letter {
            h2 { (subject) }
            p.soft { (words.say(&format!("petitions-mail-sort-{}", one.sort.code()))) " · " (mail.name) " " (mail.from) " · " (parts::time_short(words, one.taken_at)) }
            (parts::details(&words.say("petitions-letter-text"), html! { p.text { (mail.text) } }))
            @if let Some(key) = mail.sender.key() { p { (words.say(key)) } }
            @if !mail.names.is_empty() { p { (words.say_with("petitions-apart-kept", &[("names", names(words, mail).into())])) } }
            @if mail.files > 0 { p { (words.say_with("petitions-apart-files", &[("count", mail.files.into())])) } }
            (parts::form(words.path(&format!("/office/petitions/mail/{}", one.id)), html! {
                div.actions { (parts::button(words.say("petitions-apart-open")).about(subject).secondary()) }
            }).id(format!("open-{}", one.id)))
        }
    }
}

fn names(words: &Words, mail: &Apart) -> String {
    let mut names: Vec<&str> = mail.names.values().map(String::as_str).collect();
    names.sort_unstable();
    words.list(names)
}

/// Opens a case from it.
///
/// # Errors
/// [`Fault::NotFound`] when it is not there any more, or not for this person.
pub async fn post(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (act, staff) = (Act::of(&ctx), ctx.staff()?.clone());
    let open = move |conn: &mut Conn| {
        let directs = decision::directs(conn, &act, &staff, "")?;
        let found = store::take_apart(conn, &act, &id)?.filter(|one| directs || !one.mail.is_secret);
        found.map(|found| intake::promote(conn, &act, found)).transpose()
    };
    let case = ctx.centre.db.write(open).await?.ok_or(Fault::NotFound)?;
    Ok(ctx.go(&format!("/office/petitions/{case}?added=yes")))
}
