//! Somebody who was not registered stands at the door: one screen, one press, in (R51).

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Shell, Tone};
use foundation::trail::Actor;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::age_band::parse_birth_year;
use office::{Channel, PersonName, Phone, Sex};

use super::board::act;
use super::{Mark, Post, board, closed, mark, particulars, title, verdict};
use crate::desk::{Answer, Desk, NewMember, NewParty, Registered, Work};
use crate::entry;
use crate::model::{Places, Status};
use crate::rules::admit::Refusal;
use crate::rules::day::Open;
use crate::rules::person;
use crate::store as all;
use crate::store::day::Guest;

/// Persons that can be let in at once.
pub const PERSONS: usize = 6;
/// Why rules were waived, as kept with the registration; and the limit passed, where a telephone says no more.
const WHY: &str = "walk-in";
/// The same of somebody whom a device without a network had let in: the person was inside already.
const WHY_OFFLINE: &str = "walk-in-offline";
/// Longest reason that is typed.
pub const WHY_CHARS_MAX: usize = 200;

/// Why the limit or the rules of the course do not hold for a party: only whoever serves the course says so.
#[derive(Default)]
struct Reasons {
    over: Option<String>,
    waive: Option<String>,
}

impl Reasons {
    /// What was typed at the door. Who stands there is judged by the eyes of whoever serves the course; the
    /// trail keeps which rules were passed.
    fn typed(post: &Post, form: &Form) -> Reasons {
        let over = may_pass(post, form).then(|| form.text("over").trim().to_owned());
        Reasons { over, waive: post.serves().then(|| WHY.to_owned()) }
    }
}

/// What staff must see before they let somebody in all the same.
#[derive(Default)]
struct Doubts {
    /// No seat is free for so many, or somebody waits for one.
    full: Option<Places>,
    /// People of the same name who are expected.
    namesakes: Vec<Guest>,
}

/// The empty form.
///
/// # Errors
/// When the store cannot answer.
pub async fn show(ctx: &Ctx, post: &Post) -> Result<Response, Fault> {
    let mut form = Form::default();
    form.set("key", ctx.centre.chance.token());
    let places = places(ctx, post).await?;
    let full = (places.left < 1 || places.waiting > 0).then_some(places);
    Ok(page(ctx, post, &form, &Doubts { full, namesakes: Vec::new() }))
}

async fn places(ctx: &Ctx, post: &Post) -> Result<Places, Fault> {
    let (id, now) = (post.course.id.clone(), ctx.now);
    let found = ctx.centre.db.read(move |conn| all::course::find_places(conn, &id, now)).await?;
    found.ok_or(Fault::NotFound)
}

/// Registers and checks in at once.
///
/// # Errors
/// When the store or the desk cannot answer.
pub async fn take(ctx: &Ctx, post: Post, mut form: Form) -> Result<Response, Fault> {
    if post.open(ctx.now) != Open::Today {
        return Ok(ctx.go(&post.base));
    }
    if form.text("key").is_empty() {
        form.set("key", ctx.centre.chance.token());
    }
    let members = members(ctx, &mut form);
    let phone = phone(&mut form);
    form.optional("over", WHY_CHARS_MAX);
    if !form.is_right() {
        return Ok(page(ctx, &post, &form, &Doubts::default()));
    }
    let doubts = doubts(ctx, &post, &form, &members).await?;
    if doubts.full.is_some() && form.has("over") && post.serves() {
        form.wrong("over", "form-required");
    }
    if doubts.full.is_some() || !doubts.namesakes.is_empty() {
        return Ok(page(ctx, &post, &form, &doubts));
    }
    let reasons = Reasons::typed(&post, &form);
    let party = party(ctx, &post, &form, members, phone, reasons);
    match ask(ctx, &post, party).await? {
        Answer::Registered(registered) if registered.status == Status::Confirmed => {
            check_in(ctx, post, registered).await
        }
        Answer::Registered(_) => Ok(ctx.go(&format!("{}?done=waits", post.base))),
        Answer::Refused(Refusal::Full) => {
            let full = Some(places(ctx, &post).await?);
            Ok(page(ctx, &post, &form, &Doubts { full, namesakes: Vec::new() }))
        }
        Answer::Barred(barred) => {
            for said in entry::said(&ctx.words, &barred, &[]) {
                form.wrong_with("", "entry-said", vec![("said", said.into())]);
            }
            Ok(page(ctx, &post, &form, &Doubts::default()))
        }
        other => {
            refuse(&ctx.words, &mut form, &other);
            Ok(page(ctx, &post, &form, &Doubts::default()))
        }
    }
}

/// Says on the form why nobody was let in.
pub fn refuse(words: &Words, form: &mut Form, answer: &Answer) {
    match answer {
        Answer::Refused(Refusal::Later { opens_at }) => {
            let when = words.date_time(opens_at.taipei());
            form.wrong_with("", "day-walk-in-later", vec![("when", when.into())]);
        }
        _ => form.wrong("", "day-walk-in-refused"),
    }
}

async fn ask(ctx: &Ctx, post: &Post, party: NewParty) -> Result<Answer, Fault> {
    let work = Work::Register(Arc::new(party));
    Ok(Desk::of(&ctx.centre)?.ask(&post.course.id, work, post.actor.clone()).await?)
}

/// Registers somebody whom a device without a network let in; the form's `key` is the id of its act, so
/// that the same one told again is registered once. The person is inside, whatever the rules say: they are
/// waived with a row in the trail, and where no seat is left the party waits for one. Refused with a word
/// when the form is wrong or the course takes nobody.
///
/// # Errors
/// When the desk cannot answer.
pub async fn register(
    ctx: &Ctx,
    post: &Post,
    mut form: Form,
) -> Result<Result<Registered, &'static str>, Fault> {
    let members = members(ctx, &mut form);
    let phone = phone(&mut form);
    if !form.is_right() {
        return Ok(Err("form"));
    }
    let reasons = Reasons { waive: Some(WHY_OFFLINE.to_owned()), ..Reasons::default() };
    let party = party(ctx, post, &form, members, phone, reasons);
    let mut answer = ask(ctx, post, party.clone()).await?;
    if answer == Answer::Refused(Refusal::Full) {
        answer = ask(ctx, post, NewParty { to_line: true, ..party }).await?;
    }
    Ok(match answer {
        Answer::Registered(registered) => Ok(registered),
        Answer::Refused(Refusal::NotOffered) => Err("called-off"),
        _ => Err("refused"),
    })
}

/// The party of whom a device had let in and staff take in after all, with a seat, over the limit too;
/// nobody, and said on the form, when something is wrong with it.
pub fn taken_in(ctx: &Ctx, post: &Post, form: &mut Form) -> Option<NewParty> {
    let members = members(ctx, form);
    let phone = phone(form);
    let why = || Some(WHY_OFFLINE.to_owned());
    form.is_right().then(|| party(ctx, post, form, members, phone, Reasons { over: why(), waive: why() }))
}

/// The persons typed in; the first must be there.
fn members(ctx: &Ctx, form: &mut Form) -> Vec<NewMember> {
    let mut members = Vec::new();
    for at in 1..=PERSONS {
        let (name, sex, born) = (format!("name{at}"), format!("sex{at}"), format!("born{at}"));
        let birth_year = birth_year(ctx, form, &born);
        let typed = form.text(&name).trim().to_owned();
        if typed.is_empty() && at > 1 && birth_year.is_none() {
            continue;
        }
        match PersonName::parse(&typed) {
            Ok(person) => members.push(NewMember {
                name: person.into_string(),
                birth_year,
                sex: Sex::from_code(form.text(&sex)).unwrap_or(Sex::Unknown).code().into(),
                district: office::district::UNKNOWN.into(),
                answers: "{}".into(),
                ..NewMember::default()
            }),
            Err(error) => form.wrong(name, error.key()),
        }
    }
    members
}

/// The year of birth of a person as people write it, of either calendar and not to come.
pub fn birth_year(ctx: &Ctx, form: &mut Form, field: &str) -> Option<i64> {
    let typed = form.text(field).trim();
    if typed.is_empty() {
        return None;
    }
    match parse_birth_year(typed, ctx.now.date()) {
        Ok(year) => Some(i64::from(year)),
        Err(error) => {
            form.wrong(field, error.key());
            None
        }
    }
}

/// The telephone in its stored form; it may be left out.
fn phone(form: &mut Form) -> String {
    let typed = form.text("phone").trim().to_owned();
    if typed.is_empty() {
        return typed;
    }
    match Phone::parse(&typed) {
        Ok(phone) => phone.e164().to_owned(),
        Err(error) => {
            form.wrong("phone", error.key());
            typed
        }
    }
}

/// What speaks against it, as far as nobody confirmed it yet.
async fn doubts(ctx: &Ctx, post: &Post, form: &Form, members: &[NewMember]) -> Result<Doubts, Fault> {
    let keys = vec![all::desk::request_key(&post.course.id, &request_key(form.text("key")))];
    let answered = ctx.centre.db.read(move |conn| all::desk::list_answered(conn, &keys)).await?;
    if !answered.is_empty() {
        // Pressed twice: this party itself took the seats.
        return Ok(Doubts::default());
    }
    let places = places(ctx, post).await?;
    let size = i64::try_from(members.len()).unwrap_or(i64::MAX);
    let full = places.left < size || places.waiting > 0;
    let room = board::read(ctx, post).await?;
    let is_named = |g: &Guest| members.iter().any(|m| m.name == g.name);
    let namesakes = room.guests.into_iter().filter(|g| is_named(g) && !form.has("another"));
    Ok(Doubts { full: (full && !may_pass(post, form)).then_some(places), namesakes: namesakes.collect() })
}

/// Whether the limit may be passed: whoever serves the course has seen that it is full and said why (R05).
/// Volunteers and whoever holds a door link cannot.
fn may_pass(post: &Post, form: &Form) -> bool {
    post.serves() && !form.text("over").trim().is_empty()
}

fn party(
    ctx: &Ctx,
    post: &Post,
    form: &Form,
    members: Vec<NewMember>,
    phone: String,
    reasons: Reasons,
) -> NewParty {
    let key = request_key(form.text("key"));
    // Without a telephone nobody can be known again: the request itself keeps namesakes apart.
    let contact = if phone.is_empty() { key.as_str() } else { "" };
    let members: Vec<NewMember> = members
        .into_iter()
        .map(|m| NewMember { person_key: person::key(&m.name, &phone, contact), ..m })
        .collect();
    NewParty {
        name: members.first().map(|m| m.name.clone()).unwrap_or_default(),
        phone,
        language: ctx.words.lang().code().into(),
        channel: Channel::Counter.code().into(),
        registered_by: post.actor.who.clone(),
        by_staff: true,
        over_reason: reasons.over,
        waive_reason: reasons.waive,
        answers: "{}".into(),
        notice_version: post.course.notice_version.clone(),
        members,
        key,
        ..NewParty::default()
    }
}

/// The key of the request: one press of one form, however often it is sent.
pub fn request_key(key: &str) -> String {
    format!("walk-in:{key}")
}

/// Notes the new party as come in. Sent again, the same party is found and nothing is done twice.
async fn check_in(ctx: &Ctx, post: Post, registered: Registered) -> Result<Response, Fault> {
    let (centre, base, id) = (ctx.centre.clone(), post.base.clone(), registered.id.clone());
    let write = move |conn: &mut Conn| -> DbResult<Vec<String>> {
        let seats = all::registration::list_seats(conn, &id)?;
        let seats: Vec<String> = seats.into_iter().map(|seat| seat.id).collect();
        mark(conn, &centre, &post, Mark::Came("walk-in"), &seats)?;
        Ok(seats)
    };
    let seats = ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("{base}?done=came&seats={}", seats.join(","))))
}

/// Gives back the seats of walk-ins whose coming was taken back, or their place in line: nobody stood there,
/// so nobody has a seat, or is missed afterwards.
///
/// # Errors
/// When the store or the desk cannot answer.
pub async fn give_back(ctx: &Ctx, course_id: &str, actor: &Actor, seats: &[String]) -> Result<(), Fault> {
    if seats.is_empty() {
        return Ok(());
    }
    let (asked, course) = (seats.to_vec(), course_id.to_owned());
    let read = move |conn: &mut Conn| all::day::list_walk_ins_gone(conn, &course, &asked);
    let gone = ctx.centre.db.read(read).await?;
    for (registration_id, seats) in gone {
        withdraw(ctx, course_id, actor, (registration_id, seats)).await?;
    }
    Ok(())
}

/// Cancels these seats of a walk-in that was a mistake.
async fn withdraw(
    ctx: &Ctx,
    course_id: &str,
    actor: &Actor,
    (registration_id, seats): (String, Vec<String>),
) -> Result<(), Fault> {
    let (id, why) = (registration_id.clone(), Some(ctx.words.say("day-walk-in-back")));
    let work = Work::Cancel { registration_id, seats, why };
    Desk::of(&ctx.centre)?.ask(course_id, work, actor.clone()).await?;
    // There is nobody to be told by telephone.
    ctx.centre.db.write(move |conn| all::list::end_call(conn, &id)).await?;
    Ok(())
}

fn page(ctx: &Ctx, post: &Post, form: &Form, doubts: &Doubts) -> Response {
    let words = &ctx.words;
    let shell = Shell { has_errors: !form.is_right(), ..post.shell(ctx, &words.say("day-walk-in"), true) };
    let content = html! {
        div.door {
            (parts::error_summary(words, &form.said(words)))
            h1 { (words.say("day-walk-in")) small { " " (title(words, &post.course)) } }
            @match closed(ctx, post) {
                Some(why) => (why),
                None => (fields(ctx, post, form, doubts)),
            }
        }
    };
    let asks_again =
        !form.is_right() || form.has("name1") && (doubts.full.is_some() || !doubts.namesakes.is_empty());
    let status = if asks_again { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    ctx.page(status, shell.page(content))
}

fn fields(ctx: &Ctx, post: &Post, form: &Form, doubts: &Doubts) -> Markup {
    let words = &ctx.words;
    let more_typed = (2..=PERSONS).any(|at| !form.text(&format!("name{at}")).is_empty());
    html! {
        (parts::form(post.path(words, "/walk-in"), html! {
            (namesakes(ctx, post, doubts))
            (parts::hidden("key", form.text("key")))
            (one(words, form, 1))
            (parts::tel(words, "phone", words.say("day-phone")).optional().autocomplete("off").value(form.text("phone"))
                .error(form.said_of(words, "phone")))
            details open[more_typed] {
                summary { (words.say("day-more-persons")) }
                div.inside { @for at in 2..=PERSONS { (parts::fieldset(&number(words, at), one(words, form, at))) } }
            }
            (over(ctx, post, form, doubts))
            (parts::button(words.say("day-let-in")))
            p.hint { (words.say("day-walk-in-notice")) }
        }).id("walk-in"))
    }
}

/// What a person but the first is called on the form.
pub fn number(words: &Words, at: usize) -> String {
    words.say_with("day-person", &[("number", at.into())])
}

/// Name, sex and year of birth of one person.
pub fn one(words: &Words, form: &Form, at: usize) -> Markup {
    let (name, sex, born) = (format!("name{at}"), format!("sex{at}"), format!("born{at}"));
    let sexes = Sex::ALL.iter().map(|s| parts::choice(s.code(), words.say(s.name_key()))).collect();
    let chosen = if form.has(&sex) { form.text(&sex) } else { Sex::Unknown.code() };
    let name_field = parts::text(words, &name, words.say("day-person-name"))
        .value(form.text(&name))
        .error(form.said_of(words, &name))
        .attribute("autocomplete", "off");
    let name_field = if at == 1 { name_field.autofocus() } else { name_field.unmarked() };
    html! {
        (name_field)
        div.beside {
            (parts::select(words, &sex, words.say("day-sex"), sexes).unmarked().value(chosen))
            (parts::number(words, &born, words.say("day-born-year")).optional().value(form.text(&born))
                .error(form.said_of(words, &born)))
        }
    }
}

/// The course is full: who may, says why it is all right.
fn over(ctx: &Ctx, post: &Post, form: &Form, doubts: &Doubts) -> Markup {
    let words = &ctx.words;
    let why = parts::text(words, "over", words.say("day-over-why"))
        .value(form.text("over"))
        .error(form.said_of(words, "over"))
        .optional();
    let Some(places) = doubts.full else {
        // What was typed stays while something else is asked.
        return html! { @if may_pass(post, form) { (why) } };
    };
    let args = [
        ("capacity", places.capacity.into()),
        ("left", places.left.into()),
        ("waiting", places.waiting.into()),
    ];
    verdict(
        Tone::Wait,
        &words.say("day-full"),
        html! {
            p { (words.say_with("day-full-about", &args)) }
            @if post.serves() { (why) } @else {
                p { (words.say("day-full-ask")) }
            }
        },
    )
}

/// Somebody of this name is expected: most likely it is the same person.
fn namesakes(ctx: &Ctx, post: &Post, doubts: &Doubts) -> Markup {
    let words = &ctx.words;
    html! {
        @if !doubts.namesakes.is_empty() {
            (verdict(Tone::Wait, &words.say("day-namesake"), html! {
                ul.party {
                    @for g in &doubts.namesakes {
                        li { strong { (g.name) } br; span.hint { (particulars(words, g)) } div { (act(ctx, post, g, true)) } }
                    }
                }
                (parts::checkboxes(words, "another", "", vec![parts::choice("yes", words.say("day-another"))]).unmarked())
            }))
        }
    }
}
