//! Changing answers until the deadline; an approved registration may have to be looked at again (R31).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts;
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::sex::Sex;

use super::{go, listed, open, page, too_late};
use crate::entry;
use crate::matter::Matter;
use crate::model::{Seat, Status};
use crate::notice;
use crate::planning::Act;
use crate::public::{asked, register, say};
use crate::questions::{Answers, Whose};
use crate::rules::entry::Barred;
use crate::settle::{self, REGISTRATION};
use crate::store;

/// What a party changed: its answers, and the persons with theirs.
pub(in crate::public) struct Changed {
    answers: Answers,
    seats: Vec<Seat>,
}

/// The form with what was answered so far.
pub(in crate::public) fn known(matter: &Matter) -> Form {
    let mut pairs = Vec::new();
    asked::put(&mut pairs, &matter.answers(), "");
    for (place, seat) in matter.present().enumerate() {
        let at = register::prefix(place);
        let year = seat.birth_year.map(|year| year.to_string()).unwrap_or_default();
        let sex = Some(seat.sex.as_str()).filter(|sex| *sex != Sex::Unknown.code());
        pairs.push((format!("{at}birth_year"), year));
        pairs.push((format!("{at}sex"), sex.unwrap_or_default().to_owned()));
        asked::put(&mut pairs, &Answers::parse(&seat.answers), &at);
    }
    Form::new(pairs)
}

/// All that is asked of the party and of each person.
pub(in crate::public) fn fields(words: &Words, matter: &Matter, form: &Form) -> Markup {
    let questions = matter.questions();
    // What hangs on the party's answers follows what was kept, or what has just been typed.
    let party = asked::read(&mut form.clone(), &questions, Whose::Registration, "", &Answers::new());
    html! {
        (asked::fields(words, &questions, Whose::Registration, form, "", &Answers::new()))
        @for (place, seat) in matter.present().enumerate() {
            @let at = register::prefix(place);
            (parts::fieldset(&seat.name, html! {
                (register::about_person(words, form, &at))
                (asked::fields(words, &questions, Whose::Person, form, &at, &party))
            }))
        }
    }
}

/// Reads the form; mistakes are noted in it.
pub(in crate::public) fn read(ctx: &Ctx, matter: &Matter, form: &mut Form) -> Changed {
    let questions = matter.questions();
    let answers = asked::read(form, &questions, Whose::Registration, "", &Answers::new());
    let mut seats: Vec<Seat> = matter.present().cloned().collect();
    for (place, seat) in seats.iter_mut().enumerate() {
        let at = register::prefix(place);
        let (birth_year, sex) = register::read_about_person(form, &at, ctx.now);
        (seat.birth_year, seat.sex) = (birth_year, sex);
        seat.answers = asked::read(form, &questions, Whose::Person, &at, &answers).render();
    }
    Changed { answers, seats }
}

/// Writes what was changed, unless an option chosen is full or a rule is no longer met: then gives which.
/// What was approved is looked at again with the same commit (R31).
/// The trail keeps which questions, not the answers: it is never erased, and answers have their time (R37).
pub(in crate::public) async fn keep(
    ctx: &Ctx,
    matter: &Matter,
    changed: Changed,
    version: String,
) -> Result<Vec<Barred>, Fault> {
    let before = matter.answers();
    let questions = matter.questions();
    let asked: Vec<&str> = questions
        .iter()
        .filter(|q| match q.whose {
            Whose::Registration => before.texts(&q.id) != changed.answers.texts(&q.id),
            Whose::Person => matter.present().zip(&changed.seats).any(|(old, new)| {
                Answers::parse(&old.answers).texts(&q.id) != Answers::parse(&new.answers).texts(&q.id)
            }),
        })
        .map(|q| q.id.as_str())
        .collect();
    let after = serde_json::json!({ "answers": asked, "notice": version }).to_string();
    let (id, now, actor) = (matter.registration.id.clone(), ctx.now, ctx.actor());
    let (centre, trail_id) = (ctx.centre.clone(), ctx.centre.chance.id(now));
    let answers = changed.answers.render();
    let (course, has_seats) = (matter.course.clone(), matter.registration.status == Status::Confirmed);
    let write = move |conn: &mut Conn| {
        // Whoever has seats takes places in the options chosen now, at the same ledger (R03), and nobody
        // gets older or younger than the course takes afterwards (R28).
        let _lock = store::desk::find_ledger(conn, &course.id)?;
        let new = (answers.as_str(), changed.seats.as_slice());
        let barred = settle::entry::against_answers(conn, &course, &id, new, has_seats)?;
        if !barred.is_empty() {
            return Ok(barred);
        }
        store::matter::change_answers(conn, &id, &answers, &version, now)?;
        for seat in &changed.seats {
            store::matter::change_seat(conn, seat)?;
        }
        let entry = Entry { after: Some(after.clone()), ..Entry::new(REGISTRATION, &id, "answers-changed") };
        trail::add(conn, std::slice::from_ref(&trail_id), now, &actor, &[entry])?;
        settle::reopen(conn, &centre, &course, &id, &actor)?;
        Ok(Vec::new())
    };
    let barred = ctx.centre.db.write(write).await?;
    if matter.is_looked_at_again() {
        Act::of(ctx).settle(&matter.course.id).await;
    }
    Ok(barred)
}

/// The form.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    if !matter.may_change(ctx.now) {
        return Ok(too_late(&ctx, &matter, &ctx.words.say("answers-title"), matter.change_until()));
    }
    if matter.is_listed(ctx.now) {
        return Ok(listed(&ctx, &matter, &ctx.words.say("answers-title")));
    }
    let form = known(&matter);
    Ok(ctx.page(StatusCode::OK, shown(&ctx, &matter, &form)))
}

/// It was sent.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    if !matter.may_change(ctx.now) {
        return Ok(too_late(&ctx, &matter, &ctx.words.say("answers-title"), matter.change_until()));
    }
    if matter.is_listed(ctx.now) {
        return Ok(listed(&ctx, &matter, &ctx.words.say("answers-title")));
    }
    let version = notice::version(&ctx.words, &matter.course.notice_version);
    let lacks_consent = matter.registration.notice_version != version;
    let changed = read(&ctx, &matter, &mut form);
    if lacks_consent && form.text("consent") != "yes" {
        form.wrong("consent", "register-error-consent");
    }
    if !form.is_right() {
        return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, shown(&ctx, &matter, &form)));
    }
    let barred = keep(&ctx, &matter, changed, version).await?;
    if !barred.is_empty() {
        entry::note(&mut form, &barred);
        return Ok(ctx.page(StatusCode::CONFLICT, shown(&ctx, &matter, &form)));
    }
    Ok(go(&ctx, &matter, "changed"))
}

fn shown(ctx: &Ctx, matter: &Matter, form: &Form) -> Markup {
    let words = &ctx.words;
    let title = words.say("answers-title");
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
            (parts::form(to("/answers"), html! {
                (fields(words, matter, form))
                (missing_consent(ctx, matter, form))
                div.actions { (parts::button(words.say("answers-save"))) }
            }).keep(format!("answers-{}", matter.registration.reference)))
            p { a href=(to("")) { (words.say("manage-keep")) } }
        },
    )
}

/// The notice and its box, when the party has not agreed to this version yet (R24).
pub(in crate::public) fn missing_consent(ctx: &Ctx, matter: &Matter, form: &Form) -> Markup {
    let words = &ctx.words;
    let version = notice::version(words, &matter.course.notice_version);
    html! {
        @if matter.registration.notice_version != version {
            h2 { (words.say("notice-heading")) }
            (notice::folded(words, &ctx.centre, &version))
            (notice::consent(words, form.text("consent") == "yes").error(form.said_of(words, "consent")))
        }
    }
}
