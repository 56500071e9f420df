//! What a code says: the party behind it, who of it may come in, and if not, why, in big words.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::board::{act, code_form};
use super::told::Told;
use super::walk_in::WHY_CHARS_MAX;
use super::{Post, acts, clock, closed, open_questions, particulars, title, verdict, with_open_questions};
use crate::desk::{Answer, Desk, Work};
use crate::model::{Course, Event};
use crate::questions;
use crate::rules::admit::Refusal;
use crate::rules::code::{Shown, read_code};
use crate::rules::day as rules;
use crate::rules::day::{Found, Open, Verdict, Word, judge};
use crate::store as all;
use crate::store::day::{self as store, Guest};

/// What is behind a code.
enum Behind {
    /// A party of this course; the seat that was shown, if it was one.
    Party(Vec<Guest>, Option<String>),
    /// A registration of another course.
    Other(Box<Course>),
    /// Nothing of ours.
    Nothing,
}

/// Looks a code up and says what becomes of it.
///
/// # Errors
/// When the store cannot answer.
pub async fn look_up(ctx: &Ctx, post: &Post, form: &Form) -> Result<Response, Fault> {
    let shown = read_code(&ctx.centre.keys, form.text("code"));
    if shown == Shown::Neither {
        return Ok(page(ctx, post, StatusCode::UNPROCESSABLE_ENTITY, &nothing(ctx)));
    }
    let (course_id, session_id) = (post.course.id.clone(), post.session.id.clone());
    let read = move |conn: &mut Conn| behind(conn, &shown, &course_id, &session_id);
    match ctx.centre.db.read(read).await? {
        Behind::Nothing => Ok(page(ctx, post, StatusCode::UNPROCESSABLE_ENTITY, &nothing(ctx))),
        Behind::Other(course) => {
            Ok(page(ctx, post, StatusCode::UNPROCESSABLE_ENTITY, &other_course(ctx, post, &course)))
        }
        Behind::Party(party, seat) => Ok(party_page(ctx, post, party, seat.as_deref(), &Form::default())),
    }
}

fn behind(conn: &mut Conn, shown: &Shown, course_id: &str, session_id: &str) -> DbResult<Behind> {
    let (found, seat) = match shown {
        Shown::Seat(id) => (store::find_seat(conn, id)?, Some(id.clone())),
        Shown::Reference(reference) => {
            let found = all::registration::find_by_reference(conn, reference)?;
            (found.map(|r| (r.course_id, r.id)), None)
        }
        Shown::Neither => (None, None),
    };
    let Some((course, registration)) = found else { return Ok(Behind::Nothing) };
    if course != course_id {
        let other = all::course::find(conn, &course)?;
        return Ok(other.map_or(Behind::Nothing, |course| Behind::Other(Box::new(course))));
    }
    Ok(Behind::Party(store::list_party(conn, &registration, session_id)?, seat))
}

fn nothing(ctx: &Ctx) -> Markup {
    let words = &ctx.words;
    verdict(Tone::Bad, &words.say("day-no-code"), html! { p { (words.say("day-no-code-about")) } })
}

/// The wrong door: which one is right, and when.
fn other_course(ctx: &Ctx, post: &Post, course: &Course) -> Markup {
    let words = &ctx.words;
    // A secret course is named to staff only.
    let may_name = post.is_staff() || course.secret.is_none();
    verdict(
        Tone::Bad,
        &words.say("day-other-course"),
        html! {
            @if may_name {
                p { strong { (title(words, course)) } br; (parts::time(words, course.starts_at)) " · " (course.place) }
            }
        },
    )
}

/// One big word for the party, or for the person whose code was shown.
fn headline(ctx: &Ctx, post: &Post, party: &[Guest], seat: Option<&str>) -> Markup {
    let words = &ctx.words;
    let standings: Vec<_> = party.iter().map(|g| g.standing).collect();
    let shown = party.iter().position(|g| Some(g.seat_id.as_str()) == seat);
    let name = shown.and_then(|at| party.get(at)).or(party.first()).map_or("", |g| g.name.as_str());
    let at = |key: &str, at| words.say_with(key, &[("time", clock(words, at).into())]);
    let (tone, said) = match judge(Found::Party { standings: &standings, shown }, post.open(ctx.now)) {
        Word::CalledOff | Word::OtherDay => return closed(ctx, post).unwrap_or_default(),
        Word::NotOurs | Word::OtherCourse => return nothing(ctx),
        Word::Person(Verdict::Welcome) => (Tone::Good, words.say("day-welcome")),
        Word::Person(Verdict::Unanswered) => (Tone::Wait, words.say("day-unanswered")),
        Word::Person(Verdict::Here { since }) => (Tone::Wait, at("day-already-since", since)),
        Word::Person(Verdict::Left { at: left }) => (Tone::Info, at("day-left-at", left)),
        Word::Person(Verdict::Waitlisted) => (Tone::Bad, words.say("day-waitlisted")),
        Word::Person(Verdict::Offered) => (Tone::Wait, words.say("day-offered")),
        Word::Person(Verdict::Pending) => (Tone::Bad, words.say("day-pending")),
        Word::Person(Verdict::Cancelled) => (Tone::Bad, words.say("day-cancelled")),
    };
    verdict(tone, &said, html! { p.who { (name) } })
}

/// The party of a registration, with whoever can come in to be ticked.
fn party_page(ctx: &Ctx, post: &Post, party: Vec<Guest>, seat: Option<&str>, form: &Form) -> Response {
    let open = post.open(ctx.now) == Open::Today;
    let party = with_open_questions(&post.course, party);
    let content = html! {
        (parts::error_summary(&ctx.words, &form.said(&ctx.words)))
        (headline(ctx, post, &party, seat))
        (family(ctx, post, &party, seat, open))
        (seating(ctx, post, &party, open, form))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(ctx, post, status, &content)
}

fn page(ctx: &Ctx, post: &Post, status: StatusCode, content: &Markup) -> Response {
    let words = &ctx.words;
    let content = html! {
        div.door {
            h1.unseen { (words.say("day-code-result")) }
            (content)
            h2 { (words.say("day-next")) }
            (code_form(ctx, post))
            p { (parts::button_link(post.path(words, ""), words.say("day-back")).secondary()) }
        }
    };
    ctx.page(status, post.shell(ctx, &words.say("day-code-result"), true).page(content))
}

fn family(ctx: &Ctx, post: &Post, party: &[Guest], seat: Option<&str>, open: bool) -> Markup {
    let words = &ctx.words;
    let enters = |g: &&Guest| open && rules::verdict(&g.standing).may_enter();
    let entering: Vec<&str> = party.iter().filter(enters).map(|g| g.seat_id.as_str()).collect();
    let alone = entering.len() == 1;
    let count = i64::try_from(entering.len()).unwrap_or(i64::MAX);
    let told = Told::of(&post.course);
    html! {
        (parts::form(post.path(words, "/marks"), html! {
            (parts::hidden("way", "code"))
            ul.party {
                @for g in party {
                    li {
                        @if enters(&g) && !alone { (tick(ctx, g, seat)) } @else { (standing(ctx, post, g, open)) }
                        (told.draw(words, g)) (to_ask(post, words, g))
                    }
                }
            }
            @if count > 0 {
                (parts::button(words.say_with("day-all-came", &[("count", count.into())])).name("came", entering.join(",")))
            }
            @if count > 1 {
                (parts::button(words.say("day-ticked-came")).secondary().name("came", "ticked"))
            }
        }).id("party"))
    }
}

fn tick(ctx: &Ctx, guest: &Guest, seat: Option<&str>) -> Markup {
    let id = format!("seat-{}", guest.seat_id);
    html! {
        div.choice {
            input type="checkbox" id=(id) name="seat" value=(guest.seat_id) checked[Some(guest.seat_id.as_str()) == seat];
            label for=(id) { strong { (guest.name) } br; span.hint { (particulars(&ctx.words, guest)) } }
        }
    }
}

fn standing(ctx: &Ctx, post: &Post, guest: &Guest, open: bool) -> Markup {
    let words = &ctx.words;
    let key = match rules::verdict(&guest.standing) {
        Verdict::Waitlisted => Some("day-waitlisted"),
        Verdict::Offered => Some("day-offered"),
        Verdict::Pending => Some("day-pending"),
        Verdict::Cancelled => Some("day-cancelled"),
        Verdict::Welcome | Verdict::Unanswered => None,
        Verdict::Here { .. } | Verdict::Left { .. } => {
            return html! {
                strong { (guest.name) } br; span.hint { (particulars(words, guest)) }
                div { (act(ctx, post, guest, open)) }
            };
        }
    };
    html! {
        strong { (guest.name) }
        @if let Some(key) = key { " " (parts::tag(Tone::Bad, &words.say(key))) }
        br; span.hint { (particulars(words, guest)) }
    }
}

/// What is still to be asked, for whoever keeps the door (R47).
fn to_ask(post: &Post, words: &Words, guest: &Guest) -> Markup {
    let asked = questions::asked_by(&post.course);
    html! {
        @if rules::verdict(&guest.standing) == Verdict::Unanswered {
            p.hint {
                (parts::tag(Tone::Wait, &words.say("day-to-ask"))) " "
                @for question in open_questions(&asked, guest) { (question.label_in(words.lang())) " " }
            }
        }
    }
}

/// Staff may let in who waits, when there is room; or when not, with a reason that is typed (R05).
fn seating(ctx: &Ctx, post: &Post, party: &[Guest], open: bool, form: &Form) -> Markup {
    let words = &ctx.words;
    let waits = party.iter().find(|g| {
        matches!(rules::verdict(&g.standing), Verdict::Waitlisted | Verdict::Offered | Verdict::Pending)
    });
    html! {
        @if let Some(guest) = waits.filter(|_| open && post.serves()) {
            (parts::form(post.path(words, "/seating"), html! {
                (parts::hidden("registration", &guest.registration_id))
                p { (words.say("day-seat-about")) }
                @if !form.is_right() {
                    (parts::text(words, "over", words.say("day-over-why")).value(form.text("over"))
                        .error(form.said_of(words, "over")))
                }
                (parts::button(words.say("day-seat")).secondary())
            }).id("seating"))
        }
    }
}

/// Gives a party that waits its seats out of turn, as staff decide at the door.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such registration in this course, or for who may not.
pub async fn seat(ctx: &Ctx, post: &Post, mut form: Form) -> Result<Response, Fault> {
    if !post.serves() || post.open(ctx.now) != Open::Today {
        return Err(Fault::NotFound);
    }
    let registration_id = form.text("registration").to_owned();
    let why = Some(form.optional("over", WHY_CHARS_MAX)).filter(|why| !why.is_empty());
    if form.is_right() {
        let work = Work::Happen { registration_id: registration_id.clone(), event: Event::Seat, why };
        match Desk::of(&ctx.centre)?.ask(&post.course.id, work, post.actor.clone()).await? {
            Answer::NoSuch => return Err(Fault::NotFound),
            Answer::Refused(Refusal::Full) | Answer::Barred(_) => form.wrong("over", "form-required"),
            _ => {}
        }
    }
    let (course_id, session) = (post.course.id.clone(), post.session.clone());
    let write = move |conn: &mut Conn| {
        // Whom a device let in without a seat is there from now on.
        let seats = all::registration::list_seats(conn, &registration_id)?;
        let seats: Vec<String> = seats.into_iter().map(|seat| seat.id).collect();
        acts::retell(conn, &course_id, &session, &seats)?;
        store::list_party(conn, &registration_id, &session.id)
    };
    let party = ctx.centre.db.write(write).await?;
    Ok(party_page(ctx, post, party, None, &form))
}
