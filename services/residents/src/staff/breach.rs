//! `/office/residents/breaches/{id}`: one breach: its clocks, its facts, whom to tell, and the end of it.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, Tone, choice, crumb};
use foundation::staff;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use super::ANSWER_FOR;
use super::breach_people::{People, people};
use super::breaches::{category_said, clocks, count_said, fields, filled, read, skipped};
use crate::breach::{Breach, Reached, State, Way};
use crate::breach_paper::{self, reason_said};
use crate::store;

/// What is shown of a breach.
pub struct Shown {
    breach: Breach,
    reached: Reached,
    people: People,
    writer: String,
    approver: String,
    reporter: String,
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such a breach.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, None).await
}

/// The page, with what was typed into one of its forms.
///
/// # Errors
/// [`Fault::NotFound`] without such a breach.
pub async fn show(ctx: &Ctx, id: &str, typed: Option<&Form>) -> Result<Response, Fault> {
    let (asked, names, skip) = (id.to_owned(), ctx.staff()?.may(ANSWER_FOR), skipped(ctx));
    let read = move |conn: &mut Conn| {
        let Some(breach) = store::find_breach(conn, &asked)? else { return Ok(None) };
        Ok(Some(Shown {
            reached: store::count_reached(conn, &asked)?,
            // Whoever does not answer for it sees nobody concerned.
            people: if names { People::read(conn, &asked, skip)? } else { People::default() },
            writer: staff::find_name(conn, breach.written_by.as_deref())?,
            approver: staff::find_name(conn, breach.approved_by.as_deref())?,
            reporter: staff::find_name(conn, Some(&breach.reported_by))?,
            breach,
        }))
    };
    let shown = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let form = &with_typed(&filled(&shown.breach), typed);
    let title = words.say_with("breach-title", &[("number", shown.breach.number.as_str().into())]);
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        (facts(words, &shown, ctx.now))
        @if shown.breach.state == State::Closed {
            @if !shown.breach.letter.is_empty() { (letter(ctx, &shown, form, false)) }
            @if names { (people(ctx, &shown.breach, shown.reached, &shown.people, form)) }
        } @else {
            (standing(ctx, &shown, form, names))
        }
    };
    let here = vec![crumb(words.path("/office/residents/breaches"), words.say("breaches-title"))];
    let has_errors = !form.is_right();
    let shell = Shell { here, has_errors, ..office_shell(ctx, title) };
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(ctx.page(status, shell.page(content)))
}

/// What stands in the forms of the page: in the one that was sent what was typed, in the others what is kept.
fn with_typed(kept: &Form, typed: Option<&Form>) -> Form {
    let Some(typed) = typed else { return kept.clone() };
    let of_letter = |name: &str| ["letter", "letter_en", "contact"].contains(&name);
    let is_kept = |name: &str| match typed.text("act") {
        "facts" => of_letter(name),
        "draft" => !of_letter(name),
        _ => true,
    };
    let others = kept.pairs().iter().filter(|(name, _)| is_kept(name));
    let mut form = Form::new(typed.pairs().iter().chain(others).cloned().collect());
    for m in typed.mistakes() {
        form.wrong_with(m.field.clone(), m.key, m.args.clone());
    }
    form
}

/// The version a form was read at, sent along with it: the one of the page it was typed on.
fn seen(form: &Form, act: &str, now: &str) -> Markup {
    let is_typed = form.text("act") == act && form.has("seen");
    parts::hidden("seen", if is_typed { form.text("seen") } else { now })
}

/// The facts in words, by the key of their names.
fn fact_rows(words: &Words, b: &Breach) -> [(&'static str, String); 11] {
    let categories: Vec<String> = b.categories.iter().map(|code| category_said(words, code)).collect();
    let happened = b.happened_at.map(|at| words.date_time(at.taipei()));
    [
        ("breach-happened", happened.unwrap_or_else(|| words.say("breach-not-known"))),
        ("breach-how-known", b.how_known.clone()),
        ("breach-kind", words.say(&format!("breach-kind-{}", b.kind.code()))),
        ("breach-matters", b.matters.clone()),
        ("breach-categories", words.list(categories)),
        ("breach-records", count_said(words, b.records)),
        ("breach-persons-count", count_said(words, b.persons)),
        ("breach-system-records", count_said(words, b.system_records)),
        ("breach-incident", words.say(if b.is_incident { "breach-yes" } else { "breach-no" })),
        ("breach-facts", b.facts.clone()),
        ("breach-measures", b.measures.clone()),
    ]
}

fn facts(words: &Words, shown: &Shown, now: Instant) -> Markup {
    let b = &shown.breach;
    let reasons = b.reasons();
    let row = |key: &str, said: &str| {
        html! { @if !said.is_empty() { dt { (words.say(key)) } dd { (said) } } }
    };
    let at = |at: Option<Instant>| at.map(|at| words.date_time(at.taipei())).unwrap_or_default();
    html! {
        p { (words.say(&format!("breach-state-{}", b.state.code()))) }
        div { (clocks(words, b, now)) }
        (parts::inset(html! {
            p { (words.say(if reasons.is_empty() { "breach-authority-need-not" } else { "breach-authority-must" })) }
            ul { @for reason in &reasons { li { (reason_said(words, b, *reason)) } } }
            p { (words.say("breach-persons-must")) }
            p.soft { @for rule in b.limits.rules.lines() { (rule) " " } }
        }))
        dl.facts {
            (row("breach-known", &at(Some(b.known_at))))
            (row("breach-reported-by", &shown.reporter))
            @for (key, said) in fact_rows(words, b) { (row(key, &said)) }
            (row("breach-authority-told", &at(b.authority_told_at)))
            (row("breach-reference", b.authority_reference.as_deref().unwrap_or_default()))
            (row("breach-incident-told", &at(b.incident_told_at)))
            (row("breach-incident-reference", b.incident_reference.as_deref().unwrap_or_default()))
            (row("breach-announced", &at(b.announced_at)))
            (row("breach-announced-why", b.announced_why.as_deref().unwrap_or_default()))
            (row("breach-closed-at", &at(b.closed_at)))
            (row("breach-closed-why", b.closed_why.as_deref().unwrap_or_default()))
        }
        p {
            @for kind in ["odt", "pdf"] {
                a href=(words.path(&format!("/office/residents/breaches/{}/paper.{kind}", b.id))) { (words.say(&format!("breach-paper-{kind}"))) } " "
            }
        }
    }
}

/// The form of the facts; open when something typed there has to be looked at.
fn facts_form(ctx: &Ctx, b: &Breach, form: &Form) -> Markup {
    let words = &ctx.words;
    let is_open = form.text("act") == "facts" || form.mistakes().iter().any(|m| m.field == "measures");
    let content = html! { (seen(form, "facts", &b.facts_mark())) (fields(words, form)) };
    let form_of = section(ctx, b, "facts", &content);
    html! {
        @if form.mistakes().iter().any(|m| m.key == "breach-error-facts-changed") { (saved_meanwhile(ctx, b, form)) }
        @if is_open { (form_of) } @else { (parts::details(&words.say("breach-act-facts"), form_of)) }
    }
}

/// What somebody else saved, where it differs from what was typed.
fn saved_meanwhile(ctx: &Ctx, b: &Breach, form: &Form) -> Markup {
    let words = &ctx.words;
    let typed = fact_rows(words, &read(&mut form.clone(), ctx.now, b.clone()));
    let theirs = fact_rows(words, b).into_iter().zip(typed).filter(|(theirs, mine)| theirs != mine);
    let content = html! {
        dl.facts {
            @for ((key, said), _) in theirs {
                dt { (words.say(key)) }
                dd { @if said.is_empty() { (words.say("breach-empty")) } @else { (said) } }
            }
        }
    };
    parts::notice(Tone::Wait, &words.say("breach-saved-meanwhile"), content)
}

/// A form with the button of its act.
pub fn section(ctx: &Ctx, breach: &Breach, act: &str, content: &Markup) -> Markup {
    let words = &ctx.words;
    html! {
        section {
            h2 { (words.say(&format!("breach-act-{act}"))) }
            (parts::form(words.path(&format!("/office/residents/breaches/{}", breach.id)), html! {
                (content)
                div.actions { (parts::button(words.say(&format!("breach-do-{act}"))).name("act", act)) }
            }).id(act))
        }
    }
}

/// What can be done now.
fn standing(ctx: &Ctx, shown: &Shown, form: &Form, answers: bool) -> Markup {
    let (words, b) = (&ctx.words, &shown.breach);
    let is_draft = b.approved_at.is_none();
    html! {
        (facts_form(ctx, b, form))
        @if b.is_incident && b.incident_told_at.is_none() { (incident(ctx, b, form)) }
        @if b.state == State::Known { (section(ctx, b, "contain", &html! { p { (words.say("breach-contain-text")) } })) }
        @if answers && b.authority_told_at.is_none() { (authority(ctx, b, form)) }
        @if is_draft && b.state != State::Known { (draft(ctx, b, form)) }
        @if !b.letter.is_empty() { (letter(ctx, shown, form, answers)) }
        @if answers { (people(ctx, b, shown.reached, &shown.people, form)) }
        @if answers && !is_draft && b.announced_at.is_none() {
            (section(ctx, b, "announce", &html! {
                p { (words.say("breach-announce-text")) }
                (area(words, form, "announced_why", "breach-announced-why"))
            }))
        }
        @if answers && b.state != State::Known { (closing(ctx, shown, form)) }
    }
}

/// A field of several lines.
pub fn area<'a>(words: &'a Words, form: &Form, name: &str, key: &str) -> parts::Field<'a> {
    parts::textarea(words, name, words.say(key))
        .rows(4)
        .value(form.text(name))
        .error(form.said_of(words, name))
}

fn moment<'a>(ctx: &'a Ctx, form: &Form, name: &str, key: &str) -> parts::Field<'a> {
    let words = &ctx.words;
    let value = if form.has(name) { form.text(name).to_owned() } else { ctx.now.field() };
    parts::datetime_local(words, name, words.say(key)).value(value).error(form.said_of(words, name))
}

fn incident(ctx: &Ctx, b: &Breach, form: &Form) -> Markup {
    let words = &ctx.words;
    let reference = parts::text(words, "incident_reference", words.say("breach-incident-reference"));
    let reference = reference.value(form.text("incident_reference")).optional();
    let reference = reference.error(form.said_of(words, "incident_reference"));
    section(
        ctx,
        b,
        "incident",
        &html! { (moment(ctx, form, "incident_told_at", "breach-incident-told")) (reference) },
    )
}

fn authority(ctx: &Ctx, b: &Breach, form: &Form) -> Markup {
    let words = &ctx.words;
    let ways = Way::ALL.iter().map(|w| choice(w.code(), words.say(&format!("breach-way-{}", w.code()))));
    let reference = parts::text(words, "reference", words.say("breach-reference"));
    section(
        ctx,
        b,
        "authority",
        &html! {
            (moment(ctx, form, "authority_told_at", "breach-authority-told"))
            (parts::radios(words, "way", words.say("breach-way"), ways.collect()).value(form.text("way")).error(form.said_of(words, "way")))
            (reference.value(form.text("reference")).error(form.said_of(words, "reference")).optional())
        },
    )
}

fn draft(ctx: &Ctx, b: &Breach, form: &Form) -> Markup {
    let words = &ctx.words;
    let contact = parts::text(words, "contact", words.say("breach-contact"));
    section(
        ctx,
        b,
        "draft",
        &html! {
            (seen(form, "draft", &b.mark()))
            p { (words.say("breach-draft-text")) }
            (area(words, form, "letter", "breach-letter"))
            (area(words, form, "letter_en", "breach-letter-en").optional())
            (contact.hint(words.say("breach-contact-hint")).value(form.text("contact")).error(form.said_of(words, "contact")))
        },
    )
}

fn letter(ctx: &Ctx, shown: &Shown, form: &Form, answers: bool) -> Markup {
    let (words, b) = (&ctx.words, &shown.breach);
    let wrong = form.said_of(words, "approve");
    html! {
        (parts::inset(html! {
            @for line in b.letter.lines() { p { (line) } }
            @if !b.letter_en.is_empty() { @for line in b.letter_en.lines() { p lang="en" { (line) } } }
            p { (b.contact) }
            p.soft { (words.say_with("breach-written-by", &[("name", shown.writer.as_str().into())])) }
            @if let Some(at) = b.approved_at {
                p.soft { (words.say_with("breach-approved-by", &[("name", shown.approver.as_str().into()), ("at", words.date_time(at.taipei()).into())])) }
            }
        }))
        @if answers && b.approved_at.is_none() {
            @if let Some(wrong) = wrong { p.error id="f-approve" { (wrong) } }
            (section(ctx, b, "approve", &html! { p { (words.say("breach-approve-text")) } (parts::hidden("seen", &b.mark())) }))
        }
    }
}

fn closing(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, b) = (&ctx.words, &shown.breach);
    let undone = b.undone(shown.reached);
    section(
        ctx,
        b,
        "close",
        &html! {
            @if !undone.is_empty() {
                p { (words.say("breach-undone")) }
                ul { @for what in &undone { li { (words.say(what.key())) } } }
            }
            @let why = area(words, form, "closed_why", "breach-closed-why").hint(words.say("breach-closed-why-hint"));
            @if undone.is_empty() { (why.optional()) } @else { (why) }
        },
    )
}

/// The facts as a paper for the authority: `paper.odt` or `paper.pdf`.
///
/// # Errors
/// [`Fault::NotFound`] for any other name.
pub async fn paper(ctx: Ctx, Path((id, name)): Path<(String, String)>) -> Result<Response, Fault> {
    let (odt, kind) = match name.as_str() {
        "paper.odt" => (true, paper::ODT),
        "paper.pdf" => (false, "application/pdf"),
        _ => return Err(Fault::NotFound),
    };
    let found =
        ctx.centre.db.read(move |conn| store::find_breach(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let (words, centre) = (ctx.words.clone(), ctx.centre_name().to_owned());
    let file = format!("attachment; filename=\"breach-{}.{}\"", found.number, &name["paper.".len()..]);
    let made = tokio::task::spawn_blocking(move || breach_paper::print(&words, &centre, &found, odt)).await;
    let bytes = made.map_err(|_| Fault::Internal)?.map_err(|_| Fault::Internal)?;
    let disposition = HeaderValue::from_str(&file).map_err(|_| Fault::Internal)?;
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}
