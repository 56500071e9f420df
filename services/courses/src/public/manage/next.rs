//! Whether a party in line wants to wait for the next run instead: yes or no, by its link (R23).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone, choice};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::{open, page};
use crate::matter::Matter;
use crate::model::Course;
use crate::public::say;
use crate::rules::entry::{Bar, Barred, Entry};
use crate::store::carry::{Asked, Said};
use crate::words::audiences_of;
use crate::{carry, entry, notice, questions, store};

/// What a party is asked: its registration in the line, and the next run.
struct Question {
    matter: Matter,
    asked: Asked,
    to: Course,
    entry: Entry,
}

impl Question {
    /// Whether the party has to declare anew to belong to the target group.
    fn asks_group(&self) -> bool {
        self.entry.group && !carry::is_same_series(&self.matter.course, &self.to)
    }

    fn notice(&self, ctx: &Ctx) -> String {
        notice::version(&ctx.words, &self.to.notice_version)
    }

    /// What stands against the party in the next run, as far as its form tells.
    fn barred(&self, said: &Said) -> Vec<Barred> {
        let party = carry::party(&self.matter, &self.to, said);
        entry::judge(&self.entry, self.to.starts_at, &party.members, party.declares_group)
    }
}

async fn find(ctx: &Ctx, reference: &str) -> Result<Question, Fault> {
    let matter = open(ctx, reference).await?;
    let id = matter.registration.id.clone();
    let read = move |conn: &mut Conn| {
        let Some(asked) = store::carry::find_of(conn, &id)? else { return Ok(None) };
        let Some(to) = store::course::find(conn, &asked.carry.to_id)? else { return Ok(None) };
        let entry = store::entry::find_entry(conn, &to.id)?;
        Ok(Some((asked, to, entry)))
    };
    let (asked, to, entry) = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    Ok(Question { matter, asked, to, entry })
}

/// The question; opening it answers nothing.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when nobody asked.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let question = find(&ctx, &reference).await?;
    let mut form = Form::default();
    if question.asked.answer == "yes" {
        form.set("consent", "yes");
        form.set("group", "yes");
    }
    Ok(ctx.page(StatusCode::OK, shown(&ctx, &question, &form, &html! {})))
}

/// Yes or no; changed as often as one likes until the time. What the next run asks is asked now, so that
/// nobody who cannot come waits for it.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when nobody asked.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let question = find(&ctx, &reference).await?;
    if ctx.now >= question.asked.carry.until_at {
        return Ok(ctx.page(StatusCode::CONFLICT, shown(&ctx, &question, &form, &html! {})));
    }
    let agrees = form.has("yes");
    let said = Said {
        registration_id: question.matter.registration.id.clone(),
        answer: if agrees { "yes" } else { "no" }.to_owned(),
        notice_version: if agrees { question.notice(&ctx) } else { String::new() },
        declared: agrees && form.text("group") == "yes",
    };
    if agrees && let Some(response) = wrong(&ctx, &question, &mut form, &said) {
        return Ok(response);
    }
    let now = ctx.now;
    ctx.centre.db.write(move |conn| store::carry::answer(conn, &said, now)).await?;
    Ok(ctx.go(&question.matter.path(&ctx.centre.keys, "/next")))
}

/// What is missing in a yes, or stands against it; nothing is kept then.
fn wrong(ctx: &Ctx, question: &Question, form: &mut Form, said: &Said) -> Option<Response> {
    if form.text("consent") != "yes" {
        form.wrong("consent", "register-error-consent");
    }
    let (group, barred): (Vec<_>, Vec<_>) =
        question.barred(said).into_iter().partition(|b| b.why == Bar::Group);
    if !group.is_empty() {
        form.wrong("group", Bar::Group.key());
    }
    let mut why = entry::said(&ctx.words, &barred, &questions::asked_by(&question.to));
    let size = i64::try_from(question.matter.present().count()).unwrap_or(i64::MAX);
    if size > question.to.party_max {
        why.push(ctx.words.say(carry::why("size")));
    }
    let status = match (why.is_empty(), form.is_right()) {
        (true, true) => return None,
        (true, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, _) => StatusCode::CONFLICT,
    };
    let stands = html! {
        @if !why.is_empty() {
            (parts::notice(Tone::Bad, &ctx.words.say("carry-cannot"), html! { ul { @for line in &why { li { (line) } } } }))
        }
    };
    Some(ctx.page(status, shown(ctx, question, form, &stands)))
}

fn shown(ctx: &Ctx, question: &Question, form: &Form, said: &Markup) -> Markup {
    let (words, to, until_at) = (&ctx.words, &question.to, question.asked.carry.until_at);
    let title = words.say("carry-title");
    let args = [
        ("course", say::title(words, &question.matter.course).into()),
        ("next", say::title(words, to).into()),
        ("when", words.date_time(to.starts_at.taipei()).into()),
        ("until", words.date_time(until_at.taipei()).into()),
    ];
    let is_open = ctx.now < until_at;
    let main = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        (said)
        (stands(ctx, &question.asked))
        p { (words.say_with("carry-text", &args)) }
        @if is_open { (asks(ctx, question, form)) } @else { p { (words.say("carry-over")) } }
    };
    page(ctx, &question.matter, &title, !form.is_right(), main)
}

/// What the party said, or what became of it.
fn stands(ctx: &Ctx, asked: &Asked) -> Markup {
    let words = &ctx.words;
    match (asked.outcome.as_str(), asked.answer.as_str()) {
        ("", "yes") => parts::notice(Tone::Good, &words.say("carry-said-yes"), html! {}),
        ("", "no") => parts::notice(Tone::Info, &words.say("carry-said-no"), html! {}),
        ("", _) => html! {},
        (carry::CARRIED, _) => parts::notice(Tone::Good, &words.say("carry-is-carried"), html! {}),
        (why, _) => parts::notice(
            Tone::Bad,
            &words.say("carry-refused"),
            html! { p { (words.say(carry::why(why))) } },
        ),
    }
}

/// Who may come to the next run, its notice, and the two buttons.
fn asks(ctx: &Ctx, question: &Question, form: &Form) -> Markup {
    let (words, to) = (&ctx.words, &question.to);
    let rules = entry::rules(words, to, &question.entry);
    let group = || {
        let args = [("group", audiences_of(words, &to.audience, &to.also_for).into())];
        vec![choice("yes", words.say_with("entry-declare", &args))]
    };
    let action = words.path(&question.matter.path(&ctx.centre.keys, "/next"));
    html! {
        (parts::form(action, html! {
            @if !rules.is_empty() {
                h2 { (words.say("carry-rules")) }
                ul { @for rule in &rules { li { (rule) } } }
            }
            @if question.asks_group() {
                (parts::checkboxes(words, "group", "", group()).values(form.texts("group")).error(form.said_of(words, "group")))
            }
            h2 { (words.say("notice-heading")) }
            (notice::folded(words, &ctx.centre, &question.notice(ctx)))
            (notice::consent(words, form.text("consent") == "yes").error(form.said_of(words, "consent")))
            div.actions {
                (parts::button(words.say("carry-yes")).name("yes", "yes"))
                (parts::button(words.say("carry-no")).name("no", "no").secondary())
            }
        }).id("next"))
    }
}
