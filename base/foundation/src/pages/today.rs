//! `/office`: what waits for somebody of staff today, from every service.

use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::office_shell;
use crate::db::{Conn, DbResult};
use crate::fault::Fault;
use crate::parts::{self, Tone};
use crate::service::Routes;
use crate::staff::{OPERATE, READ_OUTBOX, Right, SEE_OFFICE, Staff, WATCH_OUTBOX};
use crate::web::Ctx;
use crate::{jobs, mail};

/// The addresses of this screen.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.office("/office", SEE_OFFICE, get(show))
}

/// What went wrong in the house by itself.
struct Alarms {
    mail_failed: i64,
    jobs_dead: i64,
}

/// Whoever has no part in the day of the house is sent to where their work is.
async fn show(ctx: Ctx) -> Result<Response, Fault> {
    let (staff, now) = (ctx.staff()?.clone(), ctx.now);
    let operates = staff.may(OPERATE);
    let alarms = ctx.centre.db.read(move |conn| Alarms::read(conn, &staff, now)).await?;
    let mut parts = Vec::new();
    for draw in ctx.centre.house.services.iter().filter_map(|s| s.today) {
        parts.extend(draw(ctx.clone()).await?);
    }
    if let Some(path) = own_work(&ctx).filter(|_| parts.is_empty() && !operates) {
        return Ok(ctx.go(path));
    }
    let words = &ctx.words;
    let content = html! {
        h1 { (words.say("today-title")) " " small { (parts::day(words, now.date())) } }
        (alarms.draw(&ctx, operates))
        @for part in &parts { (part.search) }
        @for part in &parts { (part.on) }
        @for part in &parts { (part.waiting) }
        @for part in &parts { (part.coming) }
        @if parts.is_empty() && !operates { (parts::empty_state(&words.say("today-nothing"), html! {})) }
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, words.say("today-title")).page(content)))
}

impl Alarms {
    /// What this person may not see is not read.
    fn read(conn: &mut Conn, staff: &Staff, now: office::instant::Instant) -> DbResult<Alarms> {
        let mut found = Alarms { mail_failed: 0, jobs_dead: 0 };
        if staff.may(READ_OUTBOX) || staff.may(OPERATE) {
            let states = mail::count(conn, staff.outbox_section())?;
            let failed = states.iter().filter(|(state, _)| state == "failed" || state == "unsure");
            found.mail_failed = failed.map(|(_, n)| n).sum();
        }
        if staff.may(OPERATE) {
            found.jobs_dead = jobs::count(conn, now)?.1;
        }
        Ok(found)
    }

    /// What must not wait: mail and jobs that failed.
    fn draw(&self, ctx: &Ctx, operates: bool) -> Markup {
        let words = &ctx.words;
        let watches_outbox = ctx.staff.as_ref().is_some_and(|staff| staff.may(WATCH_OUTBOX));
        html! {
            @if self.mail_failed > 0 {
                (parts::notice(Tone::Bad, "", html! {
                    p {
                        (words.say_with("today-mail-failed", &[("count", self.mail_failed.into())])) " "
                        @if watches_outbox { a href=(words.path("/office/outbox")) { (words.say("today-see")) } }
                    }
                }))
            }
            @if self.jobs_dead > 0 {
                (parts::notice(Tone::Bad, "", html! {
                    p {
                        (words.say_with("today-jobs-dead", &[("count", self.jobs_dead.into())])) " "
                        a href=(words.path("/office/jobs")) { (words.say("today-see")) }
                    }
                }))
            }
            @if operates && self.mail_failed == 0 && self.jobs_dead == 0 {
                (parts::notice(Tone::Good, "", html! { p { (words.say("today-all-well")) } }))
            }
        }
    }
}

/// Where the work of this person begins who has no part in the day: the page of the services that is for the fewest
/// roles, theirs among them.
fn own_work(ctx: &Ctx) -> Option<&'static str> {
    let (staff, services) = (ctx.staff.as_ref()?, &ctx.centre.house.services);
    let roles_with = |right: Right| {
        services.iter().flat_map(|s| s.roles).filter(|(_, rights)| rights.contains(&right)).count()
    };
    let entries = services.iter().flat_map(|s| s.office_menu);
    let mine = entries.filter(|(_, _, right)| *right != SEE_OFFICE && staff.may(*right));
    mine.min_by_key(|(_, _, right)| roles_with(*right)).map(|(path, ..)| *path)
}
