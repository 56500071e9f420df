//! The points of a party, and its word against them (R55): `/progress/{reference}/no-shows`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::{open, page};
use crate::matter::Matter;
use crate::public::say;
use crate::rules::no_show::{Event, Kind, State};
use crate::settle::REGISTRATION;
use crate::store::no_show::{self as store, NoShow};

/// Longest appeal in characters.
const APPEAL_CHARS_MAX: usize = 1000;

/// The cases of a party.
pub(super) async fn find(ctx: &Ctx, matter: &Matter) -> Result<Vec<NoShow>, Fault> {
    let id = matter.registration.id.clone();
    Ok(ctx.centre.db.read(move |conn| store::list_of_party(conn, &id)).await?)
}

/// What the receipt says of them.
pub(super) fn note(ctx: &Ctx, matter: &Matter, cases: &[NoShow]) -> Markup {
    let words = &ctx.words;
    let counted = cases.iter().any(|c| c.case.state.counts() && ctx.now.date() <= c.case.until_on);
    html! {
        @if !cases.is_empty() {
            (parts::notice(if counted { Tone::Wait } else { Tone::Info }, &words.say("no-show-here"), html! {
                p { a href=(words.path(&matter.path(&ctx.centre.keys, "/no-shows"))) { (words.say("no-show-here-link")) } }
            }))
        }
    }
}

/// The page.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when there is no case.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let cases = find(&ctx, &matter).await?;
    if cases.is_empty() {
        return Err(Fault::NotFound);
    }
    Ok(shown(&ctx, &matter, &cases, &Form::default(), StatusCode::OK))
}

/// An appeal was sent.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when the case is not this party's.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let cases = find(&ctx, &matter).await?;
    let case = cases.iter().find(|c| c.id == form.text("case")).ok_or(Fault::NotFound)?.clone();
    let Ok(to) = case.case.state.after(Event::Appeal) else {
        // Sent twice, or decided meanwhile: the page shows how it stands.
        return Ok(ctx.go(&matter.path(&ctx.centre.keys, "/no-shows")));
    };
    let text = form.required("appeal", APPEAL_CHARS_MAX);
    if !form.is_right() {
        return Ok(shown(&ctx, &matter, &cases, &form, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let (now, actor, id) = (ctx.now, ctx.actor(), ctx.centre.chance.id(ctx.now));
    let write = move |conn: &mut Conn| {
        if !store::appeal(conn, &case, to, &text, now)? {
            return Ok(());
        }
        // What was written stays with the case; the trail only says that something was.
        let entry = Entry::new(REGISTRATION, &case.registration_id, "no-show-appealed");
        trail::add(conn, std::slice::from_ref(&id), now, &actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("{}&done=appealed", matter.path(&ctx.centre.keys, "/no-shows"))))
}

fn shown(ctx: &Ctx, matter: &Matter, cases: &[NoShow], form: &Form, status: StatusCode) -> Response {
    let words = &ctx.words;
    let title = words.say("no-show-points-title");
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let main = html! {
        @if given.text("done") == "appealed" { (parts::notice(Tone::Good, &words.say("no-show-appeal-sent"), html! {})) }
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (say::title(words, &matter.course)) }
        ul.cards { @for case in cases { (one(ctx, matter, case, form)) } }
        p { a href=(words.path("/no-shows")) { (words.say("no-show-more")) } }
        (say::contact(words, &matter.course))
        p { a href=(words.path(&matter.path(&ctx.centre.keys, ""))) { (words.say("manage-back")) } }
    };
    ctx.page(status, page(ctx, matter, &title, !form.is_right(), main))
}

/// What happened, in words.
pub(crate) fn kind(words: &Words, kind: Kind) -> String {
    words.say(match kind {
        Kind::Absent => "no-show-kind-absent",
        Kind::Late => "no-show-kind-late",
    })
}

/// Where a case stands, in words.
pub(crate) fn state(words: &Words, state: State) -> Markup {
    let (tone, key) = match state {
        State::Counted => (Tone::Wait, "no-show-state-counted"),
        State::Appealed => (Tone::Info, "no-show-state-appealed"),
        State::Upheld => (Tone::Wait, "no-show-state-upheld"),
        State::Removed => (Tone::Good, "no-show-state-removed"),
    };
    parts::tag(tone, &words.say(key))
}

fn one(ctx: &Ctx, matter: &Matter, found: &NoShow, form: &Form) -> Markup {
    let words = &ctx.words;
    let case = &found.case;
    let args = [("points", case.points.into()), ("until", words.date(case.until_on).into())];
    let is_mine = form.text("case") == found.id;
    let typed = if is_mine { form.text("appeal") } else { "" };
    let wrong = if is_mine { form.said_of(words, "appeal") } else { None };
    html! {
        li.card {
            h2 { (found.name) " " (state(words, case.state)) }
            p { (kind(words, found.kind)) }
            p { (words.say_with("no-show-points", &args)) }
            @if !found.appeal.is_empty() { p { strong { (words.say("no-show-appeal")) } br; (found.appeal) } }
            @if !found.decision.is_empty() { p { strong { (words.say("no-show-decision")) } br; (found.decision) } }
            @if case.state.after(Event::Appeal).is_ok() {
                (parts::details(&words.say("no-show-appeal-open"), html! {
                    (parts::form(words.path(&matter.path(&ctx.centre.keys, "/no-shows")), html! {
                        (parts::hidden("case", &found.id))
                        (parts::textarea(words, "appeal", words.say("no-show-appeal")).hint(words.say("no-show-appeal-hint"))
                            .rows(4).id(format!("appeal-{}", found.id)).value(typed).error(wrong))
                        div.actions { (parts::button(words.say("no-show-appeal-button"))) }
                    }))
                }))
            }
        }
    }
}
