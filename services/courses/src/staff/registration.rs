//! One registration: the party, its answers, what can be done with it, and its whole trail (R59).

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, Tone, choice, column, form};
use foundation::web::Ctx;
use foundation::{mail, trail};
use maud::{Markup, html};

use super::moving::answers;
use super::serving::{self, Served};
use super::trail_table;
use crate::after::no_show;
use crate::model::{Places, Seat, Status};
use crate::questions::{self, Answers, Question, Whose};
use crate::settle::REGISTRATION;
use crate::store;
use crate::store::list::{Aside, Line};
use crate::store::moved::{self, Before};

/// What the page shows.
struct Shown {
    line: Line,
    seats: Vec<Seat>,
    trail: Vec<trail::Kept>,
    mails: Vec<mail::Kept>,
    names: HashMap<String, String>,
    places: Option<Places>,
    asides: Vec<Aside>,
    position: Option<i64>,
    before: Option<Before>,
    late_points: i64,
    /// Whether its entry for the draw counts together with an earlier one.
    is_shared: bool,
    /// Why it counts by itself in a draw, if staff let it.
    apart_why: Option<String>,
}

/// One registration.
///
/// # Errors
/// [`Fault::NotFound`] without such a course or registration.
pub async fn get(ctx: Ctx, Path((course_id, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    page(&ctx, &served, &id, &Form::default(), &html! {}, StatusCode::OK).await
}

/// The page, with what was typed into one of its forms and is not right yet.
///
/// # Errors
/// [`Fault::NotFound`] without such a registration.
pub async fn page(
    ctx: &Ctx,
    served: &Served,
    id: &str,
    typed: &Form,
    notice: &Markup,
    status: StatusCode,
) -> Result<Response, Fault> {
    let shown = load(ctx, served, id).await?;
    let (words, line) = (&ctx.words, &shown.line);
    let said = words.say_with("serve-one-title", &[("name", Arg::from(line.name.as_str()))]);
    let content = html! {
        (serving::done(ctx))
        (notice)
        (parts::error_summary(words, &typed.said(words)))
        h1 {
            (line.name) " " small.number-code.soft { (serving::reference(&line.reference)) } " "
            (serving::state_tag(words, line.status))
        }
        div.split {
            div {
                (facts(ctx, served, &shown))
                (members(ctx, served, &shown, typed))
                (open_questions(words, served, &shown))
                (party_answers(words, served, line))
                (answers_before(words, served, &shown))
            }
            aside.no-print { (acts(ctx, served, &shown, typed)) }
        }
        (trail_table::trail(words, &shown.trail, &shown.names))
        (foundation::pages::older_acts(ctx, (REGISTRATION, &shown.line.id), shown.trail.len()))
        (trail_table::mails(words, &shown.mails))
    };
    let shell =
        parts::Shell { has_errors: !typed.is_right(), ..serving::shell(ctx, &served.course, &said, false) };
    Ok(ctx.page(status, shell.page(content)))
}

async fn load(ctx: &Ctx, served: &Served, id: &str) -> Result<Shown, Fault> {
    let (course_id, id, now) = (served.course.id.clone(), id.to_owned(), ctx.now);
    let shown = ctx
        .centre
        .db
        .read(move |conn| {
            let Some(line) = store::list::find(conn, &course_id, &id)? else { return Ok(None) };
            let trail = trail::list_of(conn, REGISTRATION, &id)?;
            let mut who: Vec<String> = trail.iter().map(|t| t.actor.clone()).collect();
            who.push(line.registered_by.clone());
            let position = match line.status {
                Status::Waitlisted => Some(1 + store::line::count_before(conn, &course_id, line.number)?),
                _ => None,
            };
            Ok(Some(Shown {
                seats: store::registration::list_seats(conn, &id)?,
                mails: mail::list_of(conn, REGISTRATION, &id)?,
                names: foundation::staff::list_names(conn, &who)?,
                places: store::course::find_places(conn, &course_id, now)?,
                asides: store::list::list_asides(conn, &course_id)?,
                before: moved::find_before(conn, &id)?,
                late_points: 0,
                is_shared: store::wish::is_shared(conn, &id)?,
                apart_why: store::wish::find_apart(conn, &id)?,
                position,
                trail,
                line,
            }))
        })
        .await?;
    let mut shown = shown.ok_or(Fault::NotFound)?;
    let (course, status) = (&served.course, shown.line.status);
    shown.late_points = no_show::late_points(&ctx.centre, now, course, status).await?;
    Ok(shown)
}

fn facts(ctx: &Ctx, served: &Served, shown: &Shown) -> Markup {
    let (words, line) = (&ctx.words, &shown.line);
    let aside = shown.asides.iter().find(|a| Some(&a.id) == line.set_aside_id.as_ref());
    html! {
        dl.facts {
            dt { (words.say("serve-number")) } dd { (words.number(line.number)) }
            @if let Some(position) = shown.position {
                dt { (words.say("serve-position")) }
                dd { (words.number(position)) " · " a href=(words.path(&serving::address(&served.course, "queue"))) { (words.say("serve-queue-open")) } }
            }
            @if let (Status::Offered, Some(until)) = (line.status, line.offered_until) {
                dt { (words.say("serve-offer-until")) } dd { (parts::time(words, until)) }
            }
            dt { (words.say("serve-seats")) } dd { (words.number(line.size)) }
            dt { (words.say("serve-contact")) } dd { (serving::contact(words, line)) }
            dt { (words.say("serve-came")) }
            dd {
                (parts::time(words, line.created_at)) " · " (serving::channel(words, &line.channel))
                @if let Some(name) = shown.names.get(&line.registered_by) { " · " (name) }
            }
            @if let Some(aside) = aside { dt { (words.say("serve-aside")) } dd { (aside.label) } }
            @if let Some(why) = &line.over_reason { dt { (words.say("serve-over")) } dd { (why) } }
            @if let Some(why) = &line.ended_why { dt { (words.say("serve-ended-why")) } dd { (why) } }
            dt { (words.say("serve-notice")) } dd { (line.notice_version) }
        }
    }
}

/// The members; those with a seat can be ticked, to be cancelled with the form beside.
fn members(ctx: &Ctx, served: &Served, shown: &Shown, typed: &Form) -> Markup {
    let words = &ctx.words;
    let asked: Vec<Question> = person_questions(served);
    let picks = served.serves && shown.line.status.is_live() && shown.line.size > 1;
    let mut columns = vec![
        column(words.say("serve-member")),
        column(words.say("serve-birth-year")).number(),
        column(words.say("serve-sex")),
    ];
    columns.extend(asked.iter().map(|q| column(q.label_in(words.lang()))));
    columns.push(column(words.say("serve-seat")));
    let rows = shown.seats.iter().map(|seat| {
        let answers = Answers::parse(&seat.answers);
        let mut cells = vec![
            html! { (seat.name) },
            html! { @if let Some(year) = seat.birth_year { (year) } },
            html! { (sex(words, &seat.sex)) },
        ];
        cells.extend(asked.iter().map(|q| html! { (serving::answer(words, q, &answers)) }));
        cells.push(match seat.cancelled_at {
            Some(at) => html! { span.soft { (words.say("serve-seat-cancelled")) " " (parts::time_short(words, at)) } },
            None if picks => {
                let about = words.say_with("serve-seat-pick", &[("name", Arg::from(seat.name.as_str()))]);
                let ticked = typed.texts("seat").any(|id| id == seat.id);
                html! { label { input.tick type="checkbox" name="seat" value=(seat.id) form="cancellation" checked[ticked] aria-label=(about); " " (words.say("serve-cancel-this")) } }
            }
            None => html! { (words.say("serve-seat-held")) },
        });
        cells
    });
    html! {
        h2 { (words.say("serve-members")) }
        (parts::table(words, words.say("serve-members"), columns, rows.collect()).caption_unseen())
    }
}

fn person_questions(served: &Served) -> Vec<Question> {
    questions::asked_by(&served.course).into_iter().filter(|q| q.whose == Whose::Person).collect()
}

/// A sex in words; nothing when it was not told.
pub fn sex(words: &Words, code: &str) -> String {
    if code.is_empty() { String::new() } else { words.say(&format!("sex-{code}")) }
}

/// What the form demands and nobody answered, for as long as it matters.
fn open_questions(words: &Words, served: &Served, shown: &Shown) -> Markup {
    let seats = shown.seats.iter().filter(|s| s.cancelled_at.is_none());
    let own: Vec<_> = seats.map(|s| (s.name.as_str(), Answers::parse(&s.answers))).collect();
    if !shown.line.status.is_live() || shown.before.is_none() {
        return html! {};
    }
    let party = Answers::parse(&shown.line.answers);
    answers::open(words, &answers::unanswered(&served.course, &party, &own))
}

/// What the party answered in the course it came from and the form here does not ask.
fn answers_before(words: &Words, served: &Served, shown: &Shown) -> Markup {
    let Some(Before { course, registration, seats }) = &shown.before else { return html! {} };
    let going = answers::going(course, &served.course, registration, seats.iter());
    answers::left(words, registration, seats.iter(), &going, "serve-answers-before")
}

fn party_answers(words: &Words, served: &Served, line: &Line) -> Markup {
    let answers = Answers::parse(&line.answers);
    let asked: Vec<Question> = questions::asked_by(&served.course);
    let asked = asked.iter().filter(|q| q.whose == Whose::Registration && !answers.texts(&q.id).is_empty());
    let rows: Vec<_> = asked
        .map(|q| parts::summary_row(q.label_in(words.lang()), &serving::answer(words, q, &answers), None))
        .collect();
    html! {
        @if !rows.is_empty() {
            h2 { (words.say("serve-answers")) }
            (parts::summary_list(words, &rows))
        }
    }
}

/// What can be done, each a small form of its own.
fn acts(ctx: &Ctx, served: &Served, shown: &Shown, typed: &Form) -> Markup {
    let (words, line) = (&ctx.words, &shown.line);
    let to = |below: &str| words.path(&serving::address(&served.course, &format!("{}/{below}", line.id)));
    if !served.serves {
        return html! { @if line.status.is_live() { p.soft { (words.say("serve-not-in-charge")) } } };
    }
    html! {
        @if line.call_since.is_some() { (call(words, line, &to("call"))) }
        @if shown.is_shared { (apart(words, typed, &to("apart"))) }
        @if let Some(why) = &shown.apart_why { (together(words, why, &to("apart"))) }
        @if line.status == Status::Pending { (decision(words, typed, &to("decision"))) }
        @if matches!(line.status, Status::Pending | Status::Entered | Status::Waitlisted | Status::Offered) {
            (seat(words, shown, typed, &to("seat")))
        }
        @if line.status.is_live() {
            (cancellation(words, shown, typed, &to("cancellation")))
            div.card { h2 { (words.say("serve-move-title")) } p.small { (words.say("serve-move-about")) }
                p { a href=(to("move")) { (words.say("serve-move-open")) } } }
        }
    }
}

fn call(words: &Words, line: &Line, action: &str) -> Markup {
    html! {
        (parts::notice(Tone::Wait, &words.say("serve-to-call"), html! {
            p { (words.say("serve-call-about")) }
            @if !line.phone.is_empty() { p { a href=(format!("tel:{}", line.phone)) { strong { (serving::phone(&line.phone)) } } } }
            (form(action, html! { (parts::button(words.say("serve-called")).secondary()) }).id("call"))
        }))
    }
}

fn decision(words: &Words, typed: &Form, action: &str) -> Markup {
    html! {
        div.card {
            h2 { (words.say("serve-decide-title")) }
            (form(action, html! {
                (parts::text(words, "reject-why", words.say("serve-reason")).hint(words.say("serve-reason-reject"))
                    .value(typed.text("reject-why")).error(typed.said_of(words, "reject-why")).unmarked())
                div.actions {
                    // The first button is the one that Enter presses: a reason is written to reject.
                    (parts::button(words.say("serve-reject")).name("act", "reject").secondary())
                    (parts::button(words.say("serve-approve")).name("act", "approve"))
                }
            }).id("decision"))
        }
    }
}

/// An entry that counts together with an earlier one, and the way to let it count by itself.
fn apart(words: &Words, typed: &Form, action: &str) -> Markup {
    html! {
        div.card {
            h2 { (words.say("serve-apart-title")) }
            p.small { (words.say("serve-apart-about")) }
            (form(action, html! {
                (parts::text(words, "apart-why", words.say("serve-reason")).hint(words.say("serve-reason-kept"))
                    .value(typed.text("apart-why")).error(typed.said_of(words, "apart-why")))
                (parts::button(words.say("serve-apart-do")).secondary())
            }).id("apart"))
        }
    }
}

/// Takes back that an entry counts by itself.
fn together(words: &Words, why: &str, action: &str) -> Markup {
    html! {
        div.card {
            h2 { (words.say("serve-trail-counted-apart")) }
            p.small { (words.say("serve-reason")) " " (why) }
            (form(action, html! { (parts::button(words.say("serve-together-do")).name("together", "yes").secondary()) }).id("together"))
        }
    }
}

fn seat(words: &Words, shown: &Shown, typed: &Form, action: &str) -> Markup {
    let free = shown.places.map_or(0, |p| p.left);
    let has = if shown.line.status.holds_seats() { shown.line.size } else { 0 };
    let over = shown.line.size > free + has;
    let args = [("needs", Arg::from(shown.line.size)), ("free", Arg::from(free))];
    html! {
        div.card {
            h2 { (words.say("serve-seat-title")) }
            @if over {
                (parts::notice(Tone::Bad, "", html! { p { (words.say_with("serve-seat-over", &args)) } }))
            } @else {
                p.small { (words.say_with("serve-seat-about", &args)) }
            }
            (form(action, html! {
                (parts::text(words, "seat-why", words.say("serve-reason")).hint(words.say("serve-reason-kept"))
                    .value(typed.text("seat-why")).error(typed.said_of(words, "seat-why")))
                (parts::button(words.say(if over { "serve-seat-over-do" } else { "serve-seat-do" })).secondary())
            }).id("seat"))
        }
    }
}

fn cancellation(words: &Words, shown: &Shown, typed: &Form, action: &str) -> Markup {
    let (line, late) = (&shown.line, shown.late_points);
    html! {
        div.card {
            h2 { (words.say("serve-cancel-title")) }
            @if line.size > 1 { p.small { (words.say("serve-cancel-about")) } }
            (form(action, html! {
                (parts::text(words, "cancel-why", words.say("serve-reason")).hint(words.say("serve-reason-cancel"))
                    .value(typed.text("cancel-why")).error(typed.said_of(words, "cancel-why")))
                (parts::checkboxes(words, "wish", "", vec![choice("yes", words.say("serve-cancel-wish"))])
                    .values(typed.texts("wish")).unmarked())
                @if late > 0 { (parts::warning_text(words, &words.say_with("serve-cancel-late", &[("points", late.into())]))) }
                @if line.email.is_empty() {
                    (parts::checkboxes(words, "knows", "", vec![choice("yes", words.say("serve-knows"))]).unmarked())
                }
                div.actions {
                    @if line.size > 1 { (parts::button(words.say("serve-cancel-picked")).name("act", "picked").secondary()) }
                    (parts::warning_button(words.say("serve-cancel-all")).name("act", "all"))
                }
            }).id("cancellation"))
        }
    }
}
