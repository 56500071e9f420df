//! The day itself, as whoever stands at the door sees it: staff in the office, or the holder of a
//! door link (R52). Both use the same screens; what differs is in [`Post`].

pub mod acts;
pub mod board;
pub mod code;
pub mod held;
pub mod list;
pub mod sync;
pub mod told;
pub mod walk_in;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts::{self, Shell, crumb};
use foundation::trail::{self, Actor, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;
use office::reference::Reference;

use crate::model::{Course, Session};
use crate::questions::{self, Answers, Question};
use crate::rules::day::{Open, is_open};
use crate::rules::questions::unanswered;
use crate::settle::REGISTRATION;
use crate::store::day::Guest;
use crate::words::{called_off_marked, either, span};
use crate::{rights, store as all};

/// Who keeps the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeper {
    /// Staff, signed in.
    Staff {
        /// May seat people out of turn and correct the day afterwards.
        serves: bool,
        /// May take lists with names out of the house.
        exports: bool,
    },
    /// Whoever holds a door link: checks in to this course, and nothing else.
    Link {
        /// When the link ends by itself.
        ends_at: Instant,
    },
}

/// A door of a session and who keeps it.
pub struct Post {
    /// The course.
    pub course: Course,
    /// The session.
    pub session: Session,
    /// Address of the check-in page, without language.
    pub base: String,
    /// Who acts, for the trail.
    pub actor: Actor,
    /// Who keeps it.
    pub keeper: Keeper,
}

/// A course and its session with this number.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn find_session(ctx: &Ctx, course_id: &str, number: &str) -> Result<(Course, Session), Fault> {
    let number: i64 = number.parse().map_err(|_| Fault::NotFound)?;
    let id = course_id.to_owned();
    let read = move |conn: &mut Conn| {
        let Some(course) = all::course::find(conn, &id)? else { return Ok(None) };
        let sessions = all::course::list_sessions(conn, &course.id)?;
        Ok(sessions.into_iter().find(|s| s.number == number).map(|session| (course, session)))
    };
    ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)
}

impl Post {
    /// The post of a member of staff, at the doors of the own section.
    ///
    /// # Errors
    /// [`Fault::NotFound`] when there is no such session, or none of this person's section.
    pub async fn office(ctx: &Ctx, course_id: &str, number: &str) -> Result<Post, Fault> {
        let staff = ctx.staff()?;
        let keeper = Keeper::Staff { serves: staff.may(rights::SERVE), exports: staff.may(rights::EXPORT) };
        let (course, session) = find_session(ctx, course_id, number).await?;
        if !rights::works_on(staff, &course.section) {
            return Err(Fault::NotFound);
        }
        let base = format!("/office/courses/{}/sessions/{}/day", course.id, session.number);
        Ok(Post { course, session, base, actor: ctx.actor(), keeper })
    }

    /// Whether people can be checked in now.
    pub fn open(&self, now: Instant) -> Open {
        is_open(&self.course, &self.session, now)
    }

    /// May seat people out of turn.
    pub fn serves(&self) -> bool {
        matches!(self.keeper, Keeper::Staff { serves: true, .. })
    }

    /// Whether this is a member of staff.
    pub fn is_staff(&self) -> bool {
        matches!(self.keeper, Keeper::Staff { .. })
    }

    /// Where a check-in was made, for the record.
    fn device(&self) -> &'static str {
        if self.is_staff() { "office" } else { "door" }
    }

    /// The address of a screen below the check-in page, in the visitor's language.
    pub fn path(&self, words: &Words, below: &str) -> String {
        words.path(&format!("{}{below}", self.base))
    }

    /// The shell of a screen at the door; `below` for those under the check-in page.
    pub fn shell<'a>(&self, ctx: &'a Ctx, said: &str, below: bool) -> Shell<'a> {
        let words = &ctx.words;
        let mut here = Vec::new();
        if self.is_staff() {
            here.push(crumb(words.path("/office/day"), words.say("day-today")));
        }
        if below {
            here.push(crumb(self.path(words, ""), title(words, &self.course).to_owned()));
        }
        let shell = match self.keeper {
            Keeper::Staff { .. } => pages::office_shell(ctx, said),
            Keeper::Link { .. } => Shell {
                head_extra: html! { meta name="robots" content="noindex"; },
                ..Shell::public(words, ctx.centre_name(), said, ctx.path.clone())
            },
        };
        Shell { here, ..shell }
    }
}

/// The title in the language of the page.
pub fn title<'a>(words: &Words, course: &'a Course) -> &'a str {
    either(words, &course.title, &course.title_en)
}

/// Day and hours of a session.
pub fn when(words: &Words, session: &Session) -> String {
    span(words, session.starts_at, session.ends_at)
}

/// The time of day of a moment.
pub fn clock(words: &Words, at: Instant) -> String {
    words.time_of_day(at.time())
}

/// A reference as people write it.
pub fn reference(stored: &str) -> String {
    Reference::parse(stored).map_or_else(|_| stored.to_owned(), |r| r.to_string())
}

/// What tells a person from others of the same name: the party, its reference and the place in it.
/// Nothing else of a person is shown at the door, but answers that staff marked for it (see [`told`]).
pub fn particulars(words: &Words, guest: &Guest) -> Markup {
    let mut said = Vec::new();
    if guest.head != guest.name {
        said.push(words.say_with("day-party-of", &[("head", (&guest.head).into())]));
    }
    if guest.size > 1 {
        let args = [("number", guest.number.into()), ("size", guest.size.into())];
        said.push(words.say_with("day-number-of", &args));
    }
    html! {
        @for one in &said { (one) " · " }
        span.nowrap { (reference(&guest.reference)) }
        @if questions::declines_photos(&guest.answers) { " " (parts::tag(parts::Tone::Wait, &words.say("day-no-photos"))) }
    }
}

/// The questions a person still has to answer (R47).
pub fn open_questions<'a>(asked: &'a [Question], guest: &Guest) -> Vec<&'a Question> {
    unanswered(asked, &Answers::parse(&guest.answers), &Answers::parse(&guest.party_answers))
}

/// Guests with what is still to be asked of them, which only the course's form knows.
pub fn with_open_questions(course: &Course, mut guests: Vec<Guest>) -> Vec<Guest> {
    let asked = questions::asked_by(course);
    for guest in &mut guests {
        guest.standing.lacks_answers = !open_questions(&asked, guest).is_empty();
    }
    guests
}

/// What is done to seats at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// They come in.
    Came(&'static str),
    /// They leave.
    Left,
    /// The last step is taken back.
    Undo,
}

/// Does it, and leaves a row of the trail for each seat; answers the seats for which it was news.
///
/// # Errors
/// Any database error.
pub fn mark(
    conn: &mut Conn,
    centre: &Centre,
    post: &Post,
    mark: Mark,
    seats: &[String],
) -> DbResult<Vec<String>> {
    let (now, session) = (centre.clock.now(), &post.session);
    let acts = acts::of_mark(centre, post, mark, seats, now);
    let news = acts::enter(conn, &post.course.id, session, acts)?;
    let entries: Vec<_> = news
        .iter()
        .map(|n| {
            let after = serde_json::json!({ "session": session.number, "seat": n.seat.number }).to_string();
            Entry { after: Some(after), ..Entry::new(REGISTRATION, &n.seat.registration_id, n.verb) }
        })
        .collect();
    let ids: Vec<_> = entries.iter().map(|_| centre.chance.id(now)).collect();
    trail::add(conn, &ids, now, &post.actor, &entries)?;
    Ok(news.iter().map(|n| n.seat.seat_id.clone()).collect())
}

/// Why nobody can be checked in now, in big words.
pub fn closed(ctx: &Ctx, post: &Post) -> Option<Markup> {
    let words = &ctx.words;
    match post.open(ctx.now) {
        Open::Today => None,
        Open::CalledOff => Some(verdict(
            parts::Tone::Bad,
            &words.say("day-called-off"),
            called_off_marked(words, &post.course),
        )),
        Open::OtherDay => Some(verdict(
            parts::Tone::Wait,
            &words.say("day-other-day"),
            html! { p { (words.say("day-other-day-about")) " " (when(words, &post.session)) } },
        )),
    }
}

/// One big word and colour, to be read at arm's length.
#[expect(clippy::needless_pass_by_value, reason = "markup written in place is handed over")]
pub fn verdict(tone: parts::Tone, said: &str, content: Markup) -> Markup {
    let tone = match tone {
        parts::Tone::Good => "good",
        parts::Tone::Wait => "wait",
        parts::Tone::Bad => "bad",
        parts::Tone::Plain | parts::Tone::Info => "info",
    };
    html! { div class=(format!("verdict {tone}")) role="status" { p.said { (said) } (content) } }
}
