//! Mail to all who … (R60): narrowed, looked at with a sample before it goes, sent by a durable job
//! to each party alone, and logged.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, Tone, choice};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::id::Id;
use office::instant::Instant;

use super::serving::{self, Served, address};
use crate::letters::{self, Counted};
use crate::model::Status;
use crate::planning::Act;
use crate::questions::{self, Kind};
use crate::rules::letter;
use crate::store;
use crate::store::message::{Message, ToWhom};

/// Longest subject, in characters.
const SUBJECT_CHARS_MAX: usize = 120;
/// Longest text, in characters.
const BODY_CHARS_MAX: usize = 5000;

/// The form and the log.
///
/// # Errors
/// [`Fault::NotFound`] without such a course.
pub async fn get(ctx: Ctx, Path(course_id): Path<String>) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    let mut form = Form::default();
    form.set("state", Status::Confirmed.code());
    page(&ctx, &served, &form, None, StatusCode::OK).await
}

/// What was written, once it is right.
struct Draft {
    subject: String,
    body: String,
    to: ToWhom,
    send_at: Instant,
}

/// Shows the letter with a sample, or sends it.
///
/// # Errors
/// [`Fault::NotFound`] without such a course in this person's charge.
pub async fn post(ctx: Ctx, Path(course_id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    if form.has("withdraw") {
        return withdraw(&ctx, &served, form.text("withdraw").to_owned()).await;
    }
    let draft = read(&ctx, &mut form);
    if form.has("edit") && form.is_right() {
        return page(&ctx, &served, &form, None, StatusCode::OK).await;
    }
    if !form.is_right() {
        return page(&ctx, &served, &form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (id, to) = (served.course.id.clone(), draft.to.clone());
    let counted = ctx.centre.db.read(move |conn| letters::count(conn, &id, &to)).await?;
    if counted.with_email + counted.without_email == 0 {
        form.wrong("state", "serve-letter-nobody");
        return page(&ctx, &served, &form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match Id::parse(form.text("key")) {
        Some(id) if form.has("send") => send(&ctx, &served, id, draft, &counted).await,
        _ => {
            form.set("key", ctx.centre.chance.id(ctx.now).as_str());
            page(&ctx, &served, &form, Some((&draft, &counted)), StatusCode::OK).await
        }
    }
}

/// Takes a letter back that is to go out later.
async fn withdraw(ctx: &Ctx, served: &Served, id: String) -> Result<Response, Fault> {
    let (act, course_id) = (Act::of(ctx), served.course.id.clone());
    let write = move |conn: &mut Conn| letters::withdraw(conn, &act, &course_id, Some(&id));
    let done = if ctx.centre.db.write(write).await? > 0 { "withdrawn" } else { "gone-out" };
    Ok(ctx.go(&address(&served.course, &format!("messages?done={done}"))))
}

fn read(ctx: &Ctx, form: &mut Form) -> Draft {
    let states: Vec<String> =
        form.texts("state").filter(|s| Status::from_code(s).is_some()).map(str::to_owned).collect();
    if states.is_empty() {
        form.wrong("state", "form-choose");
    }
    let attended = Some(form.text("attended")).filter(|a| matches!(*a, "yes" | "no"));
    let (question, answer) = form.text("answer").split_once(':').unwrap_or_default();
    let to = ToWhom {
        states,
        attended: attended.unwrap_or_default().to_owned(),
        question: question.to_owned(),
        answer: answer.to_owned(),
    };
    let subject = form.required("subject", SUBJECT_CHARS_MAX);
    let body = form.required("body", BODY_CHARS_MAX);
    for (field, text) in [("subject", &subject), ("body", &body)] {
        match letter::check(text) {
            Ok(()) => {}
            Err(letter::Fault::Unreadable) => form.wrong(field, "serve-letter-unreadable"),
            Err(letter::Fault::Unknown(name)) => {
                form.wrong_with(field, "serve-letter-unknown", vec![("name", Arg::from(name))]);
            }
            Err(letter::Fault::Private(word)) => {
                form.wrong_with(field, "serve-letter-private", vec![("word", Arg::from(word))]);
            }
        }
    }
    let typed = form.text("send_at").trim().to_owned();
    let send_at = if typed.is_empty() { Some(ctx.now) } else { Instant::parse_field(&typed) };
    if send_at.is_none() {
        form.wrong("send_at", "instant-error");
    }
    Draft { subject, body, to, send_at: send_at.unwrap_or(ctx.now).max(ctx.now) }
}

async fn send(
    ctx: &Ctx,
    served: &Served,
    id: Id,
    draft: Draft,
    counted: &Counted,
) -> Result<Response, Fault> {
    let message = Message {
        id: id.into_string(),
        course_id: served.course.id.clone(),
        subject: draft.subject,
        body: draft.body,
        to_whom: serde_json::to_string(&draft.to).map_err(|_| Fault::Internal)?,
        receivers: counted.with_email,
        without_email: counted.without_email,
        send_at: draft.send_at,
        sent_at: None,
        created_at: ctx.now,
        created_by: ctx.actor().who,
    };
    let act = Act::of(ctx);
    // Pressed twice: the first one counts.
    ctx.centre.db.write(move |conn| letters::add(conn, &act, &message)).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&address(&served.course, "messages?done=sent")))
}

async fn page(
    ctx: &Ctx,
    served: &Served,
    form: &Form,
    looked: Option<(&Draft, &Counted)>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let id = served.course.id.clone();
    let (sent, names) = ctx
        .centre
        .db
        .read(move |conn| {
            let sent = store::message::list(conn, &id)?;
            let by: Vec<String> = sent.iter().map(|m| m.created_by.clone()).collect();
            let names = foundation::staff::list_names(conn, &by)?;
            Ok((sent, names))
        })
        .await?;
    let words = &ctx.words;
    let said = words.say("serve-messages-title");
    let content = html! {
        (serving::done(ctx))
        (parts::error_summary(words, &form.said(words)))
        (serving::heading(ctx, &served.course, &said))
        (serving::tabs(ctx, &served.course, "messages"))
        @if let Some((draft, counted)) = looked {
            (preview(ctx, served, form, draft, counted)?)
        } @else if served.serves {
            (parts::form(words.path(&address(&served.course, "messages")), fields(words, served, form))
                .keep(format!("message-{}", served.course.id)).id("message"))
        } @else {
            p.soft { (words.say("serve-not-in-charge")) }
        }
        @if looked.is_none() { (log(ctx, served, &sent, &names)) }
    };
    let shell =
        parts::Shell { has_errors: !form.is_right(), ..serving::shell(ctx, &served.course, &said, false) };
    Ok(ctx.page(status, shell.page(content)))
}

fn fields(words: &Words, served: &Served, form: &Form) -> Markup {
    let states = Status::ALL.iter().map(|s| choice(s.code(), serving::state(words, *s))).collect();
    let attended = vec![
        choice("", words.say("serve-letter-all")),
        choice("yes", words.say("serve-letter-there")),
        choice("no", words.say("serve-letter-absent")),
    ];
    let answers = answer_choices(words, served);
    let placeholders = letter::PLACEHOLDERS.map(|name| format!("{{{{ {name} }}}}")).join("  ");
    html! {
        div.inline {
            (parts::checkboxes(words, "state", words.say("serve-letter-states"), states)
                .values(form.texts("state")).error(form.said_of(words, "state")))
        }
        div.row {
            (parts::select(words, "attended", words.say("serve-letter-attended"), attended).value(form.text("attended")).unmarked())
            @if answers.len() > 1 {
                (parts::select(words, "answer", words.say("serve-letter-answer"), answers).value(form.text("answer")).unmarked())
            }
        }
        (parts::text(words, "subject", words.say("serve-letter-subject")).value(form.text("subject")).error(form.said_of(words, "subject")))
        (parts::textarea(words, "body", words.say("serve-letter-body")).rows(10)
            .hint(words.say_with("serve-letter-placeholders", &[("placeholders", Arg::from(placeholders))]))
            .value(form.text("body")).error(form.said_of(words, "body")))
        (parts::datetime_local(words, "send_at", words.say("serve-letter-when")).hint(words.say("serve-letter-when-about"))
            .value(form.text("send_at")).error(form.said_of(words, "send_at")).optional())
        div.actions { (parts::button(words.say("serve-letter-look"))) }
    }
}

/// Every choice of every question, so that one may write to those who chose it.
fn answer_choices(words: &Words, served: &Served) -> Vec<parts::Choice> {
    let mut all = vec![choice("", words.say("serve-any"))];
    for question in questions::asked_by(&served.course) {
        let label = question.label_in(words.lang());
        let one =
            |code: &str, said: &str| choice(format!("{}:{code}", question.id), format!("{label}: {said}"));
        match question.kind {
            Kind::YesNo => {
                all.push(one("yes", &words.say("serve-yes")));
                all.push(one("no", &words.say("serve-no")));
            }
            Kind::One | Kind::Several => {
                all.extend(question.choices.iter().map(|c| one(&c.code, c.label_in(words.lang()))));
            }
            _ => {}
        }
    }
    all
}

/// How many get it, and what the first of them gets.
fn preview(
    ctx: &Ctx,
    served: &Served,
    form: &Form,
    draft: &Draft,
    counted: &Counted,
) -> Result<Markup, Fault> {
    let words = &ctx.words;
    let args = [("with", Arg::from(counted.with_email)), ("without", Arg::from(counted.without_email))];
    let Some(first) = &counted.first else { return Ok(html! {}) };
    let sample = letters::write(&ctx.centre, &served.course, first, &draft.subject, &draft.body)
        .map_err(|_| Fault::Internal)?;
    let later = draft.send_at > ctx.now;
    let carried = form.pairs().iter().filter(|(name, _)| !matches!(name.as_str(), "send" | "edit"));
    Ok(html! {
        (parts::notice(Tone::Info, &words.say_with("serve-letter-count", &args), html! {
            @if counted.without_email > 0 { p { (words.say("serve-letter-calls")) } }
            @if later { p { (words.say("serve-letter-later")) " " (parts::time(words, draft.send_at)) } }
        }))
        h2 { (words.say("serve-letter-sample")) }
        p.soft { (words.say_with("serve-letter-sample-of", &[("name", Arg::from(first.name.as_str()))])) }
        div.card.sample { h3 { (sample.subject) } div.letter { (sample.body) } }
        (parts::form(words.path(&address(&served.course, "messages")), html! {
            @for (name, value) in carried { (parts::hidden(name, value)) }
            div.actions {
                (parts::button(words.say_with("serve-letter-send", &args)).name("send", "yes"))
                (parts::button(words.say("serve-letter-edit")).name("edit", "yes").secondary())
            }
        }).id("send"))
    })
}

fn log(
    ctx: &Ctx,
    served: &Served,
    sent: &[Message],
    names: &std::collections::HashMap<String, String>,
) -> Markup {
    let words = &ctx.words;
    html! {
        h2 { (words.say("serve-letter-log")) }
        @if sent.is_empty() { p.soft { (words.say("serve-letter-log-empty")) } }
        @for message in sent {
            @let args = [("with", Arg::from(message.receivers)), ("without", Arg::from(message.without_email))];
            (parts::details(&message.subject, html! {
                p.small {
                    @match message.sent_at {
                        Some(at) => { (parts::tag(Tone::Good, &words.say("serve-mail-sent"))) " " (parts::time(words, at)) },
                        None => { (parts::tag(Tone::Wait, &words.say("serve-mail-queued"))) " " (parts::time(words, message.send_at)) },
                    }
                    " · " (super::trail_table::who(words, &message.created_by, names))
                    " · " (words.say_with("serve-letter-count", &args))
                    " · " (to_whom(words, &message.to_whom))
                }
                div.letter { (message.body) }
                @if served.serves && message.sent_at.is_none() && message.send_at > ctx.now {
                    (parts::form(words.path(&address(&served.course, "messages")), html! {
                        (parts::button(words.say("serve-letter-withdraw")).quiet().name("withdraw", message.id.clone()).about(message.subject.clone()))
                    }))
                }
            }))
        }
    }
}

fn to_whom(words: &Words, json: &str) -> String {
    let to: ToWhom = serde_json::from_str(json).unwrap_or_default();
    let mut said: Vec<String> =
        to.states.iter().filter_map(|s| Status::from_code(s)).map(|s| serving::state(words, s)).collect();
    match to.attended.as_str() {
        "yes" => said.push(words.say("serve-letter-there")),
        "no" => said.push(words.say("serve-letter-absent")),
        _ => {}
    }
    if !to.question.is_empty() {
        said.push(format!("{}: {}", to.question, to.answer));
    }
    words.list(&said)
}
