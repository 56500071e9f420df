//! What the party got out of the course: how much each was there, and certificates to keep (R53, R54).

use axum::extract::Path;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::reference::Reference;

use super::open;
use crate::after::paper;
use crate::after::record::{PERCENT, Visits};
use crate::matter::Matter;
use crate::model::{Course, Seat, Status};
use crate::rules::attendance::{self, NoCertificate};
use crate::store;
use crate::store::certificate::Certificate;

/// What is known of a party after the day.
pub(super) struct Record {
    visits: Visits,
    certificates: Vec<Certificate>,
    percent: i64,
}

impl Record {
    /// The record of a party; nothing before the first session has begun.
    pub(super) async fn find(ctx: &Ctx, matter: &Matter) -> Result<Option<Record>, Fault> {
        let begun = matter.sessions.iter().any(|s| attendance::counts(s, ctx.now));
        if !begun || matter.registration.status != Status::Confirmed {
            return Ok(None);
        }
        let (id, course_id) = (matter.registration.id.clone(), matter.course.id.clone());
        let read = move |conn: &mut Conn| -> DbResult<_> {
            Ok((
                store::certificate::list_visits_of_party(conn, &id)?,
                store::certificate::list_of_party(conn, &id)?,
                store::certificate::find_percent(conn, &course_id)?,
            ))
        };
        let (visits, certificates, own) = ctx.centre.db.read(read).await?;
        let percent = own.unwrap_or_else(|| ctx.centre.number(PERCENT));
        Ok(Some(Record { visits: Visits::of(visits), certificates, percent }))
    }

    /// The section of the receipt.
    pub(super) fn draw(&self, ctx: &Ctx, matter: &Matter) -> Markup {
        let words = &ctx.words;
        html! {
            h2 #record { (words.say("record-title")) }
            @if self.percent > 0 { p { (words.say_with("record-percent", &[("percent", self.percent.into())])) } }
            ul.cards { @for seat in matter.present() { (self.person(ctx, matter, seat)) } }
        }
    }

    fn person(&self, ctx: &Ctx, matter: &Matter, seat: &Seat) -> Markup {
        let words = &ctx.words;
        let attended = self.visits.attended(&seat.id, &matter.sessions, ctx.now);
        let args = [
            ("came", attended.came.into()),
            ("held", attended.held.into()),
            ("rate", attended.rate().map(|r| r.to_string()).unwrap_or_default().into()),
        ];
        let held = matter.sessions.iter().filter(|s| attendance::counts(s, ctx.now));
        html! {
            li.card {
                h3 { (seat.name) }
                p { (words.say_with("record-attended", &args)) }
                ul.plain {
                    @for session in held {
                        @let there = self.visits.at(&seat.id, session).is_some();
                        li {
                            (words.date(session.starts_at.date())) " "
                            @if there { (parts::tag(Tone::Good, &words.say("day-there"))) }
                            @else { (parts::tag(Tone::Plain, &words.say("day-absent"))) }
                        }
                    }
                }
                (self.certificate(ctx, matter, seat))
            }
        }
    }

    fn certificate(&self, ctx: &Ctx, matter: &Matter, seat: &Seat) -> Markup {
        let words = &ctx.words;
        if let Some(found) =
            self.certificates.iter().rfind(|c| c.seat_id == seat.id && c.withdrawn_at.is_none())
        {
            let number = paper::number(found);
            let href = words.path(&matter.path(&ctx.centre.keys, &format!("/certificates/{number}")));
            return html! {
                p { a href=(href) { (words.say("record-certificate")) span.unseen { " " (seat.name) } } " " span.number-code { (number) } }
            };
        }
        let attended = self.visits.attended(&seat.id, &matter.sessions, ctx.now);
        let key = match attendance::certificate(&matter.sessions, &attended, self.percent, ctx.now) {
            Ok(()) if self.certificates.iter().any(|c| c.seat_id == seat.id) => {
                "record-certificate-withdrawn"
            }
            Ok(()) if !is_printable(&seat.name, &matter.course) => "record-certificate-by-hand",
            Ok(()) => "record-certificate-soon",
            Err(NoCertificate::TooLittle) => "record-certificate-too-little",
            Err(NoCertificate::NotGiven | NoCertificate::NotOver) => return html! {},
        };
        html! { p.hint { (words.say(key)) } }
    }
}

/// Whether a certificate can be printed: the font knows every character of the person and the course.
fn is_printable(name: &str, course: &Course) -> bool {
    [name, &course.title, &course.title_en].into_iter().all(::paper::can_print)
}

/// The paper of one certificate of this party.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when the certificate is not
/// this party's or was withdrawn.
pub async fn certificate(
    ctx: Ctx,
    Path((reference, number)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let number = Reference::parse(&number).map_err(|_| Fault::NotFound)?;
    let id = matter.registration.id.clone();
    let certificates = ctx.centre.db.read(move |conn| store::certificate::list_of_party(conn, &id)).await?;
    let found = certificates.into_iter().find(|c| c.number == number.as_str() && c.withdrawn_at.is_none());
    paper::answer(&ctx.centre, found.ok_or(Fault::NotFound)?).await
}
