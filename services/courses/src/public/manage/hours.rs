//! A person gives the number that a record of hours asks for (公務人員終身學習、教師研習), or takes it back:
//! `/progress/{reference}/hours/{number}`. It is asked for this purpose only, sealed, shown masked, and
//! destroyed some days after the course (D-4).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone, choice};
use foundation::sealed;
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;
use office::national_id::NationalId;

use super::{open, page};
use crate::after::hours::{KEEP_DAYS, mark, record_key};
use crate::matter::Matter;
use crate::model::{Seat, Status};
use crate::public::say;
use crate::rules::hours::{Record, is_other};
use crate::settle::REGISTRATION;
use crate::store::hours::{self as store, Claim};

type At = Path<(String, String)>;

/// What was given for a person.
struct Given {
    claims: Vec<Claim>,
    /// Records in which another number than is given now was reported and is not withdrawn yet.
    to_withdraw: Vec<Record>,
}

fn read(conn: &mut Conn, matter: &Matter, seat: &Seat) -> DbResult<Given> {
    let claims = store::list_claims_of_party(conn, &matter.registration.id)?;
    let claims: Vec<Claim> = claims.into_iter().filter(|c| c.seat_id == seat.id).collect();
    let mut to_withdraw = Vec::new();
    for record in Record::of(&matter.course) {
        let mut reported = store::find_reported(conn, &matter.course.id, record)?;
        let Some(last) = reported.remove(&seat.id).filter(|l| l.entitled.hours > 0 && l.sealed.is_some())
        else {
            continue;
        };
        let given = claims.iter().find(|c| c.record == record);
        if given.is_none_or(|c| is_other(&last.entitled.mark, &c.mark)) {
            to_withdraw.push(record);
        }
    }
    Ok(Given { claims, to_withdraw })
}

/// The person of an address, while the course counts hours and the number is of use.
async fn find(ctx: &Ctx, (reference, number): (String, String)) -> Result<(Matter, Seat, Given), Fault> {
    let matter = open(ctx, &reference).await?;
    let seat = matter.present().find(|s| s.number.to_string() == number).ok_or(Fault::NotFound)?.clone();
    if !is_open(ctx, &matter) {
        return Err(Fault::NotFound);
    }
    let asked = (matter.clone(), seat.clone());
    let given = ctx.centre.db.read(move |conn| read(conn, &asked.0, &asked.1)).await?;
    Ok((matter, seat, given))
}

/// When numbers are destroyed.
fn until(ctx: &Ctx, matter: &Matter) -> Instant {
    matter.course.ends_at.plus_seconds(ctx.centre.number(KEEP_DAYS) * 24 * 3600)
}

/// Whether a number can be given: the party has its seats, and the number would not be destroyed at once.
fn is_open(ctx: &Ctx, matter: &Matter) -> bool {
    let until = until(ctx, matter);
    matter.registration.status == Status::Confirmed
        && ctx.now < until
        && !Record::of(&matter.course).is_empty()
}

/// The way to it from the receipt, for one person.
pub(super) fn link(ctx: &Ctx, matter: &Matter, seat: &Seat) -> Markup {
    let words = &ctx.words;
    let to = words.path(&matter.path(&ctx.centre.keys, &format!("/hours/{}", seat.number)));
    html! {
        @if is_open(ctx, matter) {
            p.no-print { a href=(to) { (words.say("hours-link")) span.unseen { " " (seat.name) } } }
        }
    }
}

/// The form.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when there is nothing to give.
pub async fn get(ctx: Ctx, Path(at): At) -> Result<Response, Fault> {
    let (matter, seat, given) = find(&ctx, at).await?;
    Ok(shown(&ctx, &matter, &seat, &given, &Form::default()))
}

/// A number was given or taken back.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when there is nothing to give.
pub async fn post(ctx: Ctx, Path(at): At, mut form: Form) -> Result<Response, Fault> {
    let (matter, seat, given) = find(&ctx, at).await?;
    let offered = Record::of(&matter.course);
    let of = |code: &str| Record::from_code(code).filter(|r| offered.contains(r));
    if form.has("drop") {
        let record = of(form.text("drop")).ok_or(Fault::NotFound)?;
        keep(&ctx, &matter, &seat, record, None).await?;
    } else {
        let record = form.choice("record", of);
        let number = match NationalId::parse(form.text("id_number")) {
            Ok(number) => Some(number),
            Err(wrong) => {
                form.wrong("id_number", wrong.key());
                None
            }
        };
        if form.text("agree") != "yes" {
            form.wrong("agree", "hours-error-agree");
        }
        let (Some(record), Some(number), true) = (record, number, form.is_right()) else {
            return Ok(shown(&ctx, &matter, &seat, &given, &form));
        };
        keep(&ctx, &matter, &seat, record, Some(number)).await?;
    }
    Ok(ctx.go(&matter.path(&ctx.centre.keys, &format!("/hours/{}", seat.number))))
}

/// Seals a number in its place, or destroys what is there.
async fn keep(
    ctx: &Ctx,
    matter: &Matter,
    seat: &Seat,
    record: Record,
    number: Option<NationalId>,
) -> Result<(), Fault> {
    let (inner, actor) = (ctx.clone(), ctx.actor());
    let (seat_id, seat_number) = (seat.id.clone(), seat.number);
    let (course_id, registration_id) = (matter.course.id.clone(), matter.registration.id.clone());
    let write = move |conn: &mut Conn| {
        let (centre, now) = (&inner.centre, inner.now);
        let place = store::place(&seat_id, record);
        let verb = match &number {
            Some(number) => {
                let sealed = sealed::seal(conn, &centre.keys, &centre.chance, &place, number.reveal(), now)?;
                let (seat_id, masked) = (seat_id.clone(), number.masked());
                let mark = mark(&centre.keys, number.reveal());
                let claim = Claim { seat_id, record, sealed: Some(sealed), masked, mark };
                store::keep_claim(conn, &course_id, &claim, now)?;
                "id-number-given"
            }
            None => {
                sealed::destroy(conn, &place)?;
                store::drop_claim(conn, &seat_id, record)?;
                "id-number-taken-back"
            }
        };
        // The trail keeps that it was given, and for what; never the number.
        let after = serde_json::json!({"seat": seat_number, "record": record.code()}).to_string();
        let entry = Entry { after: Some(after), ..Entry::new(REGISTRATION, &registration_id, verb) };
        trail::add(conn, &[centre.chance.id(now)], now, &actor, &[entry])
    };
    Ok(ctx.centre.db.write(write).await?)
}

fn shown(ctx: &Ctx, matter: &Matter, seat: &Seat, given: &Given, form: &Form) -> Response {
    let claims = given.claims.as_slice();
    let words = &ctx.words;
    let title = words.say("hours-title");
    let action = words.path(&matter.path(&ctx.centre.keys, &format!("/hours/{}", seat.number)));
    let records = Record::of(&matter.course);
    let free: Vec<_> =
        records.iter().filter(|r| !claims.iter().any(|c| c.record == **r && c.sealed.is_some())).collect();
    let args = [("days", ctx.centre.number(KEEP_DAYS).into())];
    let typed = if form.is_right() { "" } else { form.text("id_number") };
    let only = if let [one] = free.as_slice() { one.code() } else { "" };
    let chosen = if form.text("record").is_empty() { only } else { form.text("record") };
    let main = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (say::title(words, &matter.course)) " · " (seat.name) }
        p { (words.say_with("hours-text", &args)) }
        @for claim in claims.iter().filter(|c| c.sealed.is_some()) {
            (parts::notice(Tone::Good, &words.say(record_key(claim.record)), html! {
                p { (words.say_with("hours-given", &[("number", claim.masked.as_str().into())])) }
                (parts::form(action.clone(), html! {
                    (parts::button(words.say("hours-drop")).quiet().name("drop", claim.record.code()))
                }))
            }))
        }
        @for record in &given.to_withdraw {
            (parts::notice(Tone::Info, &words.say(record_key(*record)), html! {
                p { (words.say_with("hours-reported", &[("date", words.date(until(ctx, matter).date()).into())])) }
            }))
        }
        @if !free.is_empty() {
            (parts::form(action, html! {
                (parts::radios(words, "record", words.say("hours-record"),
                    free.iter().map(|r| choice(r.code(), words.say(record_key(**r)))).collect())
                    .value(chosen).error(form.said_of(words, "record")))
                (parts::text(words, "id_number", words.say("hours-id-number")).hint(words.say("hours-id-number-hint"))
                    .value(typed).error(form.said_of(words, "id_number")).autocomplete("off")
                    .width(parts::Width::Medium).attribute("autocapitalize", "characters").attribute("spellcheck", "false"))
                (parts::checkboxes(words, "agree", "", vec![choice("yes", words.say("hours-agree"))])
                    .values(form.texts("agree")).error(form.said_of(words, "agree")).unmarked())
                div.actions { (parts::button(words.say("hours-give"))) }
            }).id("hours"))
        }
        p { a href=(words.path(&matter.path(&ctx.centre.keys, ""))) { (words.say("manage-back")) } }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page(status, page(ctx, matter, &title, !form.is_right(), main))
}
