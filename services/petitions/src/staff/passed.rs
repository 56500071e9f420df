//! `/office/petitions-passed`: reports about the director, for the person of trust alone; nobody else finds that there is
//! such a page.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone, choice, column};
use foundation::web::Ctx;
use foundation::{rules, staff};
use jiff::civil::Date;
use maud::{Markup, html};
use office::reference::Reference;

use crate::model::{Deed, Message, Opened, Passed, readable};
use crate::public::passed::{content, opened_file};
use crate::staff::{inbox_shell, said};
use crate::store::Act;
use crate::store::passed;
use crate::typed;
use crate::work::passed::keeping::{self, Refused};
use crate::work::passed::{self as work, tell_again};

const PATH: &str = "/office/petitions-passed";
/// Longest number of a letter.
const LETTER_CHARS_MAX: usize = 100;

/// Nobody else is told that there is something.
async fn admit(ctx: &Ctx) -> Result<(), Fault> {
    let (centre, me) = (ctx.centre.clone(), ctx.staff()?.id.clone());
    let is_trusted = ctx.centre.db.read(move |conn| work::is_trusted(conn, &centre, &me)).await?;
    if is_trusted { Ok(()) } else { Err(Fault::NotFound) }
}

/// What the list shows.
struct Shown {
    /// Each with its last day; nothing where it is kept for ever.
    reports: Vec<(Passed, Option<Date>)>,
    /// Those whose years are over.
    over: Vec<Passed>,
    /// Messages that were not sent.
    failed: Vec<(String, Message)>,
}

/// The list.
///
/// # Errors
/// [`Fault::NotFound`] for anybody else.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    admit(&ctx).await?;
    show(&ctx, &Form::default()).await
}

async fn show(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    let today = ctx.now.date();
    let read = move |conn: &mut Conn| {
        let book = rules::load(conn)?;
        let mut over = passed::list_oldest(conn)?;
        over.retain(|report| keeping::is_over(&book, report, today));
        let with_last = |report: Passed| {
            let last = keeping::kept_until(&book, &report);
            (report, last)
        };
        let reports = passed::list(conn)?.into_iter().map(with_last).collect();
        Ok(Shown { reports, over, failed: passed::list_failed(conn)? })
    };
    let shown = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let title = words.say("petitions-passed");
    let columns = ["number", "passed-at", "passed-read-at", "passed-kept-until"]
        .map(|name| column(words.say(&format!("petitions-{name}"))));
    let rows = shown.reports.iter().map(|(report, last)| row(words, report, *last, today)).collect();
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, title.as_str()) };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("petitions-passed-lead")) }
        @for (reference, message) in &shown.failed { (failed(words, reference, *message)) }
        (parts::table(words, title.as_str(), columns.to_vec(), rows).caption_unseen().empty(words.say("petitions-passed-none")))
        @if !shown.over.is_empty() || !form.is_right() { (destruction(words, &shown.over, form)) }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn row(words: &Words, report: &Passed, last: Option<Date>, today: Date) -> Vec<Markup> {
    let tag = |tone: Tone, key: &str| parts::tag(tone, &words.say(key));
    vec![
        html! { a href=(words.path(&format!("{PATH}/{}", report.reference))) { (report.number()) } },
        parts::time_short(words, report.received_at),
        html! { @match report.read_at {
            Some(at) => (parts::time_short(words, at)),
            None => (tag(Tone::Wait, "petitions-passed-unread")),
        } },
        html! { @match (report.destroyed_at, report.letter_on, last) {
            (Some(at), ..) => { (tag(Tone::Plain, "petitions-passed-destroyed")) " " (parts::day_short(words, at.date())) },
            (None, Some(_), _) => (tag(Tone::Wait, "petitions-passed-destroying")),
            (None, None, None) => (words.say("petitions-passed-for-ever")),
            (None, None, Some(last)) => {
                (parts::day_short(words, last))
                @if last < today { " " (tag(Tone::Wait, "petitions-passed-over")) }
            },
        } },
    ]
}

/// A message that was not sent, with a button to send it again.
fn failed(words: &Words, reference: &str, message: Message) -> Markup {
    let what = message.code();
    let args = [("number", readable(reference).into())];
    let action = words.path(&format!("{PATH}/{reference}/message"));
    parts::notice(
        Tone::Bad,
        &words.say_with(&format!("petitions-passed-unsent-{what}"), &args),
        html! {
            p { (words.say(&format!("petitions-passed-unsent-{what}-text"))) }
            (parts::form(action, html! {
                (parts::hidden("message", what))
                div.actions { (parts::button(words.say_with("petitions-passed-send-again", &args)).secondary()) }
            }).id(format!("{what}-{reference}")))
        },
    )
}

/// The letter of the archives authority, which begins the destruction of what is ticked.
fn destruction(words: &Words, over: &[Passed], form: &Form) -> Markup {
    let one = |report: &Passed| {
        let on = words.date(report.received_at.date());
        choice(&*report.reference, report.number())
            .hint(words.say_with("petitions-passed-of", &[("on", on.into())]))
    };
    let sure = choice("yes", words.say("petitions-passed-sure"));
    html! {
        h2 { (words.say("petitions-passed-destruction")) }
        (parts::warning_text(words, &words.say("petitions-passed-destruction-text")))
        (parts::form(words.path(PATH), html! {
            (parts::checkboxes(words, "reports", words.say("petitions-passed-reports"), over.iter().map(one).collect())
                .values(form.texts("reports")).error(form.said_of(words, "reports")))
            (parts::date(words, "letter_on", words.say("petitions-destruction-approved-on"))
                .value(form.text("letter_on")).error(form.said_of(words, "letter_on")))
            (parts::text(words, "letter", words.say("petitions-destruction-letter-number"))
                .value(form.text("letter")).error(form.said_of(words, "letter")))
            (parts::checkboxes(words, "sure", words.say("petitions-destruction-sure-legend"), vec![sure])
                .values(form.texts("sure")).error(form.said_of(words, "sure")))
            div.actions { (parts::button(words.say("petitions-destruction-approve"))) }
        }).id("destruction"))
    }
}

/// The archives authority approved.
///
/// # Errors
/// As [`get`].
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    admit(&ctx).await?;
    let reports: Vec<String> = form.texts("reports").map(str::to_owned).collect();
    if reports.is_empty() {
        form.wrong("reports", "petitions-passed-wrong-reports");
    }
    let today = ctx.now.date();
    let on = typed::day(&mut form, "letter_on", "petitions-wrong-past-day", |day| day <= today);
    let letter = form.required("letter", LETTER_CHARS_MAX);
    if !form.has("sure") {
        form.wrong("sure", "petitions-destruction-unsure");
    }
    let (Some(on), true) = (on, form.is_right()) else { return show(&ctx, &form).await };
    let act = Act::of(&ctx);
    let approve = move |conn: &mut Conn| keeping::approve(conn, &act, &reports, (&letter, on));
    if let Err(refused) = ctx.centre.db.write(approve).await? {
        let (field, key) = match refused {
            Refused::Changed => ("reports", "petitions-refusal-changed"),
            Refused::Kept => ("reports", "petitions-passed-wrong-kept"),
            Refused::Early => ("letter_on", "petitions-passed-wrong-early"),
        };
        form.wrong(field, key);
        return show(&ctx, &form).await;
    }
    Ok(ctx.go(PATH))
}

/// A message that was not sent is written anew; that it was sent meanwhile is no mistake.
///
/// # Errors
/// As [`get`].
pub async fn post_message(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Result<Response, Fault> {
    let found = find(&ctx, &reference).await?;
    let message = Message::from_code(form.text("message")).ok_or(Fault::NotFound)?;
    let act = Act::of(&ctx);
    let tell = move |conn: &mut Conn| tell_again(conn, &act, &found.reference, message);
    ctx.centre.db.write(tell).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(PATH))
}

async fn find(ctx: &Ctx, reference: &str) -> Result<Passed, Fault> {
    admit(ctx).await?;
    let reference = Reference::parse(reference).map_err(|_| Fault::NotFound)?;
    let found = ctx.centre.db.read(move |conn: &mut Conn| passed::find(conn, reference.as_str())).await?;
    found.ok_or(Fault::NotFound)
}

/// What stands in one, which is noted.
///
/// # Errors
/// As [`get`].
pub async fn get_one(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let found = find(&ctx, &reference).await?;
    let act = Act::of(&ctx);
    let read = move |conn: &mut Conn| {
        let Some(opened) = passed::read(conn, &act, &found.reference, Deed::ReadHere)? else {
            return Ok(None);
        };
        let who: Vec<String> = opened.acts.iter().map(|(_, who, _)| who.clone()).collect();
        Ok(Some((opened, staff::list_names(conn, &who)?)))
    };
    let (opened, names) = ctx.centre.db.write(read).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let columns = ["at", "who", "what"].map(|name| column(words.say(&format!("petitions-trail-{name}"))));
    let row = |(deed, who, at): &(Deed, String, office::Instant)| {
        let by = if *deed == Deed::ReadThere {
            words.say("petitions-passed-agency")
        } else {
            said::person(words, &names, who)
        };
        vec![
            parts::time_short(words, *at),
            html! { (by) },
            html! { (words.say(&format!("petitions-deed-{}", deed.code()))) },
        ]
    };
    let rows = opened.acts.iter().map(row).collect();
    let link = |id: &str| format!("{PATH}/{}/files/{id}", opened.passed.reference);
    let number = opened.passed.number();
    let shown = html! {
        h1 { (number) }
        (content(words, &opened, link))
        (approved(words, &opened))
        (parts::table(words, words.say("petitions-trail"), columns.to_vec(), rows))
    };
    Ok(ctx.page(StatusCode::OK, inbox_shell(&ctx, number.as_str()).page(shown)))
}

/// The letter by which its destruction was approved.
fn approved(words: &Words, opened: &Opened) -> Markup {
    let Some(on) = opened.passed.letter_on else { return html! {} };
    html! { dl.facts {
        dt { (words.say("petitions-passed-at")) } dd { (parts::time(words, opened.passed.received_at)) }
        dt { (words.say("petitions-destruction-letter")) } dd { (parts::day(words, on)) " " (opened.passed.letter) }
    } }
}

/// A file of one.
///
/// # Errors
/// As [`get`].
pub async fn file(ctx: Ctx, Path((reference, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let found = find(&ctx, &reference).await?;
    opened_file(&ctx, found, &id).await
}
