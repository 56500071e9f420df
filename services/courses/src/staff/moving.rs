//! Moving a party to another course: it is registered there first and cancelled here then, so that
//! it never stands without; both trails tell. Answers go along as far as the new form asks the same.

pub mod answers;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Arg;
use foundation::parts::{self, choice};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use serde_json::json;

use self::answers::{Answered, Going};
use super::acts::{self, WHY_CHARS_MAX};
use super::serving::{self, Served, address};
use crate::desk::{Answer, Desk, NewMember, NewParty, Registered, Work};
use crate::model::{Course, Registration, Seat, Status};
use crate::questions::Answers;
use crate::rules::admit::Refusal;
use crate::settle::REGISTRATION;
use crate::store;
use crate::store::list::Target;

/// The party to be moved.
struct Party {
    registration: Registration,
    seats: Vec<(Seat, String)>,
    targets: Vec<Target>,
}

/// The form.
///
/// # Errors
/// [`Fault::NotFound`] without such a registration in this person's charge.
pub async fn get(ctx: Ctx, Path((course_id, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let party = load(&ctx, &served, &id).await?;
    Ok(page(&ctx, &served, &party, &Form::default(), None, StatusCode::OK))
}

/// Moves the party.
///
/// # Errors
/// [`Fault::NotFound`] without such a registration in this person's charge.
pub async fn post(
    ctx: Ctx,
    Path((course_id, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let party = load(&ctx, &served, &id).await?;
    let target = form.choice("to", |id| party.targets.iter().find(|t| t.id == id).cloned());
    let why = form.required("why", WHY_CHARS_MAX);
    let size = i64::try_from(party.seats.len()).unwrap_or(i64::MAX);
    if let Some(target) = &target
        && (target.free < size || target.waiting > 0)
        && form.text("line") != "yes"
    {
        form.wrong_with("line", "serve-move-no-room", vec![("free", Arg::from(target.free.max(0)))]);
    }
    let there = match &target {
        Some(target) => Some(super::frame::find(&ctx, &target.id).await?),
        None => None,
    };
    let going = there.as_ref().map(|to| {
        let seats = party.seats.iter().map(|(seat, _)| seat);
        (to, answers::going(&served.course, to, &party.registration, seats))
    });
    let looked = going.as_ref().filter(|(to, _)| form.text("looked") == to.id);
    let answered = looked.map(|(to, _)| answers::read(&mut form, to, party.seats.len()));
    let (Some(target), Some(going), true) = (target, &going, form.is_right()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page(&ctx, &served, &party, &form, looked, status));
    };
    let answered = match answered {
        Some(answered) => answered,
        None if going.1.is_plain(going.0) => Answered::of(&going.1),
        // What goes along and what stays is looked at before anything happens.
        None => {
            let form = answers::filled(&form, going.0, &going.1);
            return Ok(page(&ctx, &served, &party, &form, Some(going), StatusCode::OK));
        }
    };
    let may_wait = form.text("line") == "yes";
    match carry(&ctx, &served, &party, &target, answered, (&why, may_wait)).await? {
        Ok(there) => {
            let to = format!("/office/courses/{}/registrations/{}?done=moved", target.id, there.id);
            Ok(ctx.go(&to))
        }
        Err(Answer::Refused(Refusal::Full)) if !may_wait => {
            form.wrong("line", "serve-move-no-seats");
            Ok(page(&ctx, &served, &party, &form, looked, StatusCode::CONFLICT))
        }
        Err(answer) => {
            let said = acts::said(&ctx.words, &answer).ok_or(Fault::NotFound)?;
            form.wrong_with("", "serve-move-refused", vec![("why", Arg::from(said))]);
            Ok(page(&ctx, &served, &party, &form, looked, StatusCode::CONFLICT))
        }
    }
}

async fn load(ctx: &Ctx, served: &Served, id: &str) -> Result<Party, Fault> {
    let (course, id, now) = (served.course.clone(), id.to_owned(), ctx.now);
    // The director may move a party anywhere, a section within its own courses.
    let everywhere = ctx.staff()?.roles.contains(&foundation::staff::Role::Director);
    let section = if everywhere { String::new() } else { course.section.clone() };
    let found = ctx
        .centre
        .db
        .read(move |conn| {
            let registration = store::registration::find(conn, &id)?.filter(|r| r.course_id == course.id);
            let Some(registration) = registration else { return Ok(None) };
            let keys = store::people::list_keys(conn, &id)?;
            let seats = store::registration::list_seats(conn, &id)?;
            let seats = seats.into_iter().filter(|s| s.cancelled_at.is_none());
            let seats = seats.map(|s| (keys.get(&s.id).cloned().unwrap_or_default(), s));
            Ok(Some(Party {
                seats: seats.map(|(key, seat)| (seat, key)).collect(),
                targets: store::list::list_targets(conn, &course.id, &section, now)?,
                registration,
            }))
        })
        .await?;
    found.ok_or(Fault::NotFound)
}

/// Registers the party there, cancels it here, and lets both trails tell. The key makes a second
/// press find the first one's registration.
async fn carry(
    ctx: &Ctx,
    served: &Served,
    party: &Party,
    target: &Target,
    answered: Answered,
    (why, may_wait): (&str, bool),
) -> Result<Result<Registered, Answer>, Fault> {
    let (desk, here) = (Desk::of(&ctx.centre)?, &party.registration);
    if !here.status.is_live() {
        let illegal = here.status.after(crate::model::Event::Cancel).err();
        return Ok(Err(illegal.map_or(Answer::NoSuch, Answer::Illegal)));
    }
    let copy = NewParty {
        // Whoever has seats loses them only for seats, whatever happens there meanwhile.
        seats_only: here.status.holds_seats() && !may_wait,
        ..copy(party, target, answered, &ctx.actor().who, why)
    };
    let work = Work::Register(Arc::new(copy));
    let there = match desk.ask(&target.id, work, ctx.actor()).await? {
        Answer::Registered(there) => there,
        other => return Ok(Err(other)),
    };
    let said = format!("{} {} {why}", target.title, serving::reference(&there.reference));
    let work = Work::Cancel { registration_id: here.id.clone(), seats: Vec::new(), why: Some(said) };
    let answer = desk.ask(&served.course.id, work, ctx.actor()).await?;
    if matches!(answer, Answer::Done(Status::Cancelled)) {
        tell(ctx, served, party, target, &there, why).await?;
    }
    Ok(Ok(there))
}

fn copy(party: &Party, target: &Target, answered: Answered, staff: &str, why: &str) -> NewParty {
    let here = &party.registration;
    let member = |((seat, key), own): (&(Seat, String), Answers)| NewMember {
        name: seat.name.clone(),
        person_key: key.clone(),
        birth_year: seat.birth_year,
        sex: seat.sex.clone(),
        district: seat.district.clone(),
        answers: own.render(),
        ..NewMember::default()
    };
    NewParty {
        key: format!("move:{}:{}", here.id, target.id),
        name: here.name.clone(),
        phone: here.phone.clone(),
        email: here.email.clone(),
        language: here.language.clone(),
        channel: here.channel.clone(),
        registered_by: staff.to_owned(),
        by_staff: true,
        // Staff move it for a reason, which stands where a rule of the other course is not met.
        waive_reason: Some(why.to_owned()),
        answers: answered.party.render(),
        notice_version: here.notice_version.clone(),
        members: party.seats.iter().zip(answered.members).map(member).collect(),
        ..NewParty::default()
    }
}

async fn tell(
    ctx: &Ctx,
    served: &Served,
    party: &Party,
    target: &Target,
    there: &Registered,
    why: &str,
) -> Result<(), Fault> {
    let from = json!({"course": served.course.title, "reference": party.registration.reference}).to_string();
    let to = json!({"course": target.title, "reference": there.reference}).to_string();
    let (chance, now, actor) = (&ctx.centre.chance, ctx.now, ctx.actor());
    let ids = [chance.id(now), chance.id(now)];
    let (here, there, why) = (party.registration.id.clone(), there.id.clone(), why.to_owned());
    ctx.centre
        .db
        .write(move |conn| {
            let both = |id, verb| Entry {
                before: Some(from.clone()),
                after: Some(to.clone()),
                reason: Some(why.clone()),
                ..Entry::new(REGISTRATION, id, verb)
            };
            store::moved::add(conn, &here, &there, now)?;
            let entries = [both(&here, "moved-away"), both(&there, "moved-here")];
            trail::add(conn, &ids, now, &actor, &entries)
        })
        .await?;
    Ok(())
}

fn page(
    ctx: &Ctx,
    served: &Served,
    party: &Party,
    form: &Form,
    going: Option<&(&Course, Going)>,
    status: StatusCode,
) -> Response {
    let (words, here) = (&ctx.words, &party.registration);
    let said = words.say("serve-move-title");
    let targets = party.targets.iter().map(|t| {
        let when = words.date_time_short(t.starts_at.taipei());
        let args = [
            ("course", Arg::from(t.title.as_str())),
            ("when", Arg::from(when)),
            ("free", Arg::from(t.free.max(0))),
            ("waiting", Arg::from(t.waiting)),
        ];
        choice(t.id.as_str(), words.say_with("serve-move-target", &args))
    });
    let targets: Vec<parts::Choice> = targets.collect();
    let back = words.path(&address(&served.course, &here.id));
    let action = words.path(&address(&served.course, &format!("{}/move", here.id)));
    let fields: Markup = html! {
        (parts::select(words, "to", words.say("serve-move-to"), targets).value(form.text("to")).error(form.said_of(words, "to")))
        (parts::checkboxes(words, "line", "", vec![choice("yes", words.say("serve-move-line"))])
            .values(form.texts("line")).error(form.said_of(words, "line")).unmarked())
        (parts::text(words, "why", words.say("serve-reason")).hint(words.say("serve-reason-cancel"))
            .value(form.text("why")).error(form.said_of(words, "why")))
        @if let Some((to, going)) = going { (answers::draw(words, form, party, to, going)) }
        div.actions {
            (parts::button(words.say("serve-move-do")))
            (parts::button_link(back, words.say("serve-back")).secondary())
        }
    };
    let names: Vec<&str> = party.seats.iter().map(|(seat, _)| seat.name.as_str()).collect();
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        (serving::heading(ctx, &served.course, &said))
        p { strong { (here.name) } " " span.number-code { (serving::reference(&here.reference)) } " " (serving::state_tag(words, here.status)) }
        p.soft { (words.list(&names)) }
        p { (words.say("serve-move-how")) }
        (parts::form(action, fields).id("move"))
    };
    let shell =
        parts::Shell { has_errors: !form.is_right(), ..serving::shell(ctx, &served.course, &said, false) };
    ctx.page(status, shell.page(content))
}
