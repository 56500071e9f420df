//! What of petitions waits for somebody today: what they decide, work on and send, and what is overdue.

use foundation::calendar;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::parts::{self, Tone, column};
use foundation::service::Today;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::calendar::Calendars;

use super::inbox;
use crate::rights;
use crate::store::Act;
use crate::store::list::{self, After, Line, Scope};
use crate::work::decision;

/// Most cases of one kind; the inbox has all.
const CASES: usize = 5;

/// One kind of what waits: its view in the inbox, how urgent it is, and the cases.
type Kind = (&'static str, Tone, Vec<Line>);

/// The part of petitions; nobody's who works on none.
///
/// # Errors
/// When nobody is signed in or the store is away.
pub async fn show(ctx: Ctx) -> Result<Option<Today>, Fault> {
    let staff = ctx.staff()?.clone();
    if !staff.may(rights::HANDLE) {
        return Ok(None);
    }
    let (act, today) = (Act::of(&ctx), ctx.now.date());
    let read = move |conn: &mut Conn| -> DbResult<(Vec<Kind>, Calendars)> {
        let all = decision::directs(conn, &act, &staff, "")?;
        let scope = Scope { all, ..rights::scope(&staff) };
        let limit = i64::try_from(CASES + 1).unwrap_or(i64::MAX);
        let first = After::default();
        let overdue = if all { list::list_overdue(conn, &scope, today, &first, limit)? } else { Vec::new() };
        let kinds = vec![
            ("asked", Tone::Wait, decision::list_mine(conn, &act, &staff, &scope, CASES + 1)?),
            ("overdue", Tone::Bad, overdue),
            ("mine", Tone::Info, list::list_mine(conn, &staff.id, &first, limit)?),
            ("unsent", Tone::Wait, list::list_unsent(conn, &scope, limit)?),
        ];
        Ok((kinds, calendar::load_all(conn)?))
    };
    let (kinds, calendars) = ctx.centre.db.read(read).await?;
    let kinds: Vec<&Kind> = kinds.iter().filter(|(.., lines)| !lines.is_empty()).collect();
    if kinds.is_empty() {
        return Ok(None);
    }
    let waiting = html! { @for kind in kinds { (section(&ctx, &calendars, kind)) } };
    Ok(Some(Today { waiting, ..Today::default() }))
}

fn section(ctx: &Ctx, calendars: &Calendars, (view, tone, lines): &Kind) -> Markup {
    let words = &ctx.words;
    let title = words.say(&format!("petitions-today-{view}"));
    let more = lines.len() > CASES;
    let columns = inbox::BRIEF.map(|name| column(words.say(&format!("petitions-{name}"))));
    let rows = lines.iter().take(CASES).map(|line| inbox::brief(ctx, calendars, line)).collect();
    let count = words.number(i64::try_from(lines.len().min(CASES)).unwrap_or_default());
    let count = if more { format!("{count}+") } else { count };
    html! {
        section {
            h2 { (title) " " (parts::tag(*tone, &count)) }
            div.inbox { (parts::table(words, title, columns.into(), rows).caption_unseen()) }
            @if more { p { a href=(words.path(&format!("/office/petitions?view={view}"))) { (words.say("petitions-today-all")) } } }
        }
    }
}
