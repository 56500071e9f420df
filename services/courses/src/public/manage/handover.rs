//! Handing a seat over to a named person until the deadline (R40): `/progress/{reference}/seats/{number}`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::jobs::{self, NewJob};
use foundation::parts;
use foundation::trail::{self, Actor};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;
use office::person_name::PersonName;

use super::{go, open, page, too_late};
use crate::entry;
use crate::matter::Matter;
use crate::model::{Seat, Status};
use crate::planning::Act;
use crate::public::{register, say};
use crate::rules::entry::{Bar, Barred, Entry};
use crate::rules::person;
use crate::settle::{self, REGISTRATION};
use crate::store;
use crate::store::entry::Comer;

/// The form.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when there is no such seat.
pub async fn get(ctx: Ctx, Path((reference, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let seat = matter.present().find(|s| s.number.to_string() == number).ok_or(Fault::NotFound)?;
    if !may_hand_over(&matter, ctx.now) {
        return Ok(too_late(&ctx, &matter, &ctx.words.say("handover-title"), matter.course.change_until));
    }
    let entry = rules_of(&ctx, &matter).await?;
    Ok(ctx.page(StatusCode::OK, shown(&ctx, &matter, &entry, seat, &Form::default())))
}

/// Who may come to the course.
async fn rules_of(ctx: &Ctx, matter: &Matter) -> Result<Entry, Fault> {
    let id = matter.course.id.clone();
    Ok(ctx.centre.db.read(move |conn| store::entry::find_entry(conn, &id)).await?)
}

/// It was sent.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when there is no such seat.
pub async fn post(
    ctx: Ctx,
    Path((reference, number)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let seat = matter.present().find(|s| s.number.to_string() == number).ok_or(Fault::NotFound)?;
    if !may_hand_over(&matter, ctx.now) {
        return Ok(too_late(&ctx, &matter, &ctx.words.say("handover-title"), matter.course.change_until));
    }
    let rules = rules_of(&ctx, &matter).await?;
    if rules.group && form.text("group") != "yes" {
        form.wrong("group", Bar::Group.key());
    }
    // Where the new person lives is nobody's to know who does not say it; least of all by who comes instead.
    let district = ctx.centre.districts().find(form.text("district")).map(|d| d.code.clone());
    let member = register::member(&mut form, "", &matter.questions(), &matter.answers(), ctx.now);
    if form.is_right() {
        let id = ctx.centre.chance.id(ctx.now).into_string();
        let key = person::key(&member.name, &matter.registration.phone, &matter.registration.email);
        let new = Seat {
            id,
            number: seat.number,
            name: member.name,
            birth_year: member.birth_year,
            sex: member.sex,
            district: district.unwrap_or_default(),
            answers: member.answers,
            cancelled_at: None,
        };
        match replace(&ctx, &matter, seat, new, key).await? {
            Replaced::Yes => return Ok(go(&ctx, &matter, "handed-over")),
            Replaced::LookedAtAgain => {
                Act::of(&ctx).settle(&matter.course.id).await;
                return Ok(go(&ctx, &matter, "changed"));
            }
            Replaced::Gone => return Ok(go(&ctx, &matter, "changed-meanwhile")),
            Replaced::AlreadyHere => form.wrong("name", "handover-error-already"),
            Replaced::Barred(barred) => {
                let questions = matter.questions();
                for b in &barred {
                    form.wrong_with("name", b.why.key(), entry::args(&ctx.words, &b.why, &questions));
                }
            }
        }
    }
    Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, shown(&ctx, &matter, &rules, seat, &form)))
}

fn may_hand_over(matter: &Matter, now: Instant) -> bool {
    matter.registration.status == Status::Confirmed && matter.may_change(now)
}

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Replaced {
    Yes,
    /// Done, and the centre looks at the party again before it has its seats (R31).
    LookedAtAgain,
    /// The seat was given up meanwhile.
    Gone,
    /// That person has or awaits a seat already.
    AlreadyHere,
    /// A rule of the course is not met, or an option is full.
    Barred(Vec<Barred>),
}

/// Puts the new person into the seat, under the lock of the ledger: no seat is freed meanwhile, and the
/// number of seats stays. Where staff approve, they look at the new person too.
async fn replace(ctx: &Ctx, matter: &Matter, old: &Seat, new: Seat, key: String) -> Result<Replaced, Fault> {
    let (now, actor, trail_id) = (ctx.now, ctx.actor(), ctx.centre.chance.id(ctx.now));
    let (course, registration_id) = (matter.course.clone(), matter.registration.id.clone());
    let (centre, old) = (ctx.centre.clone(), old.clone());
    let job_id = centre.chance.id(now);
    let write = move |conn: &mut Conn| {
        let _lock = store::desk::find_ledger(conn, &course.id)?;
        let held = store::desk::find_held(conn, &course.id, &registration_id)?;
        if held.is_none_or(|held| held.status != Status::Confirmed) {
            return Ok(Replaced::Gone);
        }
        let present = store::desk::list_present(conn, std::slice::from_ref(&key))?;
        if present.iter().any(|(id, _)| *id == course.id) {
            return Ok(Replaced::AlreadyHere);
        }
        let comer = Comer {
            seat_id: new.id.clone(),
            person_key: key.clone(),
            birth_year: new.birth_year,
            district: new.district.clone(),
            answers: new.answers.clone(),
        };
        let barred = settle::entry::against_handover(conn, &course, &registration_id, &old.id, comer)?;
        if !barred.is_empty() {
            return Ok(Replaced::Barred(barred));
        }
        if !store::matter::replace_seat(conn, &old.id, &new, &key, now)? {
            return Ok(Replaced::Gone);
        }
        store::matter::note_changed(conn, &registration_id, now)?;
        note(conn, &trail_id, now, &actor, &registration_id, (&old, &new))?;
        if settle::reopen(conn, &centre, &course, &registration_id, &actor)? {
            return Ok(Replaced::LookedAtAgain);
        }
        // Whoever was named before learns that the old code is no longer good, and where the new one is.
        let payload = format!("handed-over:{registration_id}");
        let job = NewJob { kind: "courses.write", unique_key: None, payload, run_at: now };
        jobs::add(conn, std::slice::from_ref(&job_id), now, &[job])?;
        Ok(Replaced::Yes)
    };
    Ok(ctx.centre.db.write(write).await?)
}

/// The trail is never erased, so it names the two only so far that the party recognises them.
fn note(
    conn: &mut Conn,
    id: &office::id::Id,
    now: Instant,
    actor: &Actor,
    registration_id: &str,
    (old, new): (&Seat, &Seat),
) -> foundation::db::DbResult<()> {
    let said = |seat: &Seat| {
        let name = PersonName::parse(&seat.name).map(|name| name.masked()).unwrap_or_default();
        Some(serde_json::json!({ "seat": seat.number, "name": name }).to_string())
    };
    let entry = trail::Entry {
        before: said(old),
        after: said(new),
        ..trail::Entry::new(REGISTRATION, registration_id, "handed-over")
    };
    trail::add(conn, std::slice::from_ref(id), now, actor, &[entry])
}

fn shown(ctx: &Ctx, matter: &Matter, entry: &Entry, seat: &Seat, form: &Form) -> Markup {
    let words = &ctx.words;
    let title = words.say("handover-title");
    let to = |below: &str| words.path(&matter.path(&ctx.centre.keys, below));
    page(
        ctx,
        matter,
        &title,
        !form.is_right(),
        html! {
            (parts::error_summary(words, &form.said(words)))
            h1 { (title) }
            p.lead { (say::title(words, &matter.course)) }
            @if matter.is_looked_at_again() { (parts::warning_text(words, &words.say("answers-approval-warning"))) }
            p { (words.say_with("handover-text", &[("name", seat.name.as_str().into())])) }
            (parts::form(to(&format!("/seats/{}", seat.number)), html! {
                (register::person_fields(words, &matter.questions(), form, "", &matter.answers()))
                (register::district(words, &ctx.centre.districts(), form))
                @if entry.group { (register::declares_group(words, &matter.course, form)) }
                div.actions { (parts::button(words.say("handover-button"))) }
            }))
            p { a href=(to("")) { (words.say("manage-keep")) } }
        },
    )
}
