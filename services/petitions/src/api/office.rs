//! Cases and figures for programs of the centre, with a token of staff: what its owner may see, and of that nothing
//! confidential. Each answer that names cases leaves a trail, like any export.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::measures::Period;
use foundation::trail::Entry;
use foundation::web::Ctx;
use foundation::web::api::json_answer;
use jiff::civil::Date;
use office::reference::Reference;
use serde_json::{Map, Value, json};

use super::due;
use crate::measures::{self, DIMENSIONS};
use crate::model::{Case, readable};
use crate::rights;
use crate::rules::analysis;
use crate::staff::case;
use crate::store::list::{self, After, Line};
use crate::store::numbers;
use crate::store::{self, Act, MATTER};

/// Cases on one page.
pub(super) const PAGE: usize = 100;
/// The lists there are.
pub(super) const VIEWS: [&str; 5] = ["open", "mine", "overdue", "closed", "archived"];
/// What a cursor looks like: a day or a moment, and an id.
pub(super) const CURSOR: &str = r"^[0-9TZ:.-]{10,27}~[0-9a-f-]{1,64}$";
/// The years that figures are given of.
const YEARS: std::ops::Range<i16> = 1990..2200;

fn bad(said: &str) -> Fault {
    Fault::Bad("bad-parameter", said.to_owned())
}

/// `GET /api/v1/petitions`
pub(super) async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let (view, after) = read(&asked)?;
    let (act, staff, today) = (Act::of(&ctx), ctx.staff()?.clone(), ctx.now.date());
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let find = move |conn: &mut Conn| {
        let scope = rights::scope(&staff);
        let lines: Vec<(Line, String)> = match view {
            "closed" | "archived" => list::list_closed(conn, &scope, view == "archived", &after, limit)?,
            view => {
                let lines = match view {
                    "mine" => list::list_mine(conn, &staff.id, &after, limit)?,
                    "overdue" => list::list_overdue(conn, &scope, today, &after, limit)?,
                    _ => list::list_open(conn, &scope, &after, limit)?,
                };
                let dated = |line: Line| {
                    let on = line.due_on.to_string();
                    (line, on)
                };
                lines.into_iter().map(dated).collect()
            }
        };
        act.note(conn, Entry { after: exported(&lines), ..Entry::new("petitions_list", view, "exported") })?;
        Ok(lines)
    };
    let mut lines = ctx.centre.db.write(find).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines.last().filter(|_| more).map(|(line, at)| format!("{at}~{}", line.id));
    let items: Vec<Value> = given(&lines).map(row).collect();
    Ok(json_answer(&json!({ "items": items, "next": next })))
}

/// The lines of a page that are given away: none of a secret case.
fn given(lines: &[(Line, String)]) -> impl Iterator<Item = &Line> {
    lines.iter().take(PAGE).map(|(line, _)| line).filter(|line| !line.confidential)
}

fn exported(lines: &[(Line, String)]) -> Option<String> {
    Some(json!({ "rows": given(lines).count() }).to_string())
}

/// Reads the parameters; what is not understood is refused.
fn read(asked: &Form) -> Result<(&'static str, After), Fault> {
    let (mut view, mut after) = ("open", After::default());
    for (name, value) in asked.pairs() {
        match name.as_str() {
            "view" => {
                let found = VIEWS.into_iter().find(|known| known == value);
                view = found.ok_or_else(|| bad("view: not a list"))?;
            }
            "cursor" => after = cursor(value).ok_or_else(|| bad("cursor: not the `next` of an answer"))?,
            _ => return Err(bad("unknown parameter")),
        }
    }
    Ok((view, after))
}

/// A cursor as [`CURSOR`] has it.
fn cursor(text: &str) -> Option<After> {
    let (at, id) = text.split_once('~')?;
    let is_moment = |c: char| c.is_ascii_digit() || matches!(c, 'T' | 'Z' | ':' | '.' | '-');
    let is_id = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
    let fits = (10..=27).contains(&at.len()) && (1..=64).contains(&id.len());
    (fits && at.chars().all(is_moment) && id.chars().all(is_id)).then(|| (at.to_owned(), id.to_owned()))
}

fn row(line: &Line) -> Value {
    json!({
        "reference": readable(&line.reference), "kind": line.kind.code(), "channel": line.channel.code(),
        "nature": line.nature.code(), "topic": line.topic, "subject": line.subject, "status": line.state.code(),
        "section": line.section, "received_on": line.received_on.to_string(),
        "due_on": line.due_on.to_string(), "warn_on": line.warn_on.to_string(),
    })
}

/// `GET /api/v1/petitions/{reference}/case`
pub(super) async fn find(
    ctx: Ctx,
    reference: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    let Path(reference) = reference.map_err(|_| Fault::NotFound)?;
    let reference = Reference::parse(&reference).map_err(|_| Fault::NotFound)?;
    let (act, staff) = (Act::of(&ctx), ctx.staff()?.clone());
    let find = move |conn: &mut Conn| {
        let Some(known) = store::find_by_reference(conn, reference.as_str())? else { return Ok(None) };
        let found = case::find(conn, &act, &staff, &known.id)?.filter(|case| !case.confidential);
        let Some(mut case) = found else { return Ok(None) };
        for number in [&mut case.origin, &mut case.earlier, &mut case.merged_into] {
            if store::find_by_reference(conn, number)?.is_some_and(|other| other.confidential) {
                number.clear();
            }
        }
        act.note(conn, Entry::new(MATTER, &case.id, "exported"))?;
        Ok(Some(case))
    };
    let case = ctx.centre.db.write(find).await?.ok_or(Fault::NotFound)?;
    Ok(json_answer(&whole(&case)))
}

fn whole(case: &Case) -> Value {
    let told = &case.told;
    json!({
        "reference": case.number(), "kind": case.kind.code(), "channel": case.channel.code(),
        "nature": case.nature.code(), "topic": case.topic, "district": case.district,
        "language": case.language, "subject": told.subject, "body": told.body,
        "petitioner": {
            "name": told.name, "email": told.email, "phone": told.phone, "address": told.address,
            "fax": told.fax, "agent": told.agent,
        },
        "way": case.way.code(), "status": case.state.code(), "section": case.section, "joint": case.joint,
        "grade": case.grade.code(), "received_on": case.clock.received_on.to_string(),
        "due_on": due(case), "extensions": case.extensions, "extended_days": case.clock.extended_days,
        "source": case.source, "tone": case.tone.map(crate::model::Tone::code),
        "origin": readable(&case.origin), "earlier": readable(&case.earlier),
        "merged_into": readable(&case.merged_into), "created_at": case.created_at.rfc3339(),
        "replied_at": case.replied_at.map(|at| at.rfc3339()), "in_time": case.in_time,
        "days_taken": case.days_taken, "closed_at": case.closed_at.map(|at| at.rfc3339()),
    })
}

/// `GET /api/v1/petitions-numbers`
pub(super) async fn numbers(ctx: Ctx) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let period = period(&ctx, &asked)?;
    let count = move |conn: &mut Conn| -> DbResult<_> {
        Ok((numbers::list(conn, period)?, numbers::list_answers(conn, period)?))
    };
    let (groups, answers) = ctx.centre.db.read(count).await?;
    let all = analysis::row("", &groups);
    let (satisfied, valid) = measures::count_satisfied(&answers);
    let parts = |by: &str| -> Value {
        let parts = measures::split(&groups, by);
        parts.iter().map(|part| json!({ "code": part.code, "count": part.value })).collect()
    };
    let by: Map<String, Value> =
        DIMENSIONS.iter().chain(&["state"]).map(|by| ((*by).to_owned(), parts(by))).collect();
    Ok(json_answer(&json!({
        "from": period.from.to_string(), "to": period.to.to_string(),
        "received": all.count, "answered": all.answered, "days": all.days, "extended": all.extended,
        "in_time": { "count": all.in_time, "of": all.done }, "satisfied": { "count": satisfied, "of": valid },
        "by": by,
    })))
}

/// The days asked for; this year when nothing is said.
fn period(ctx: &Ctx, asked: &Form) -> Result<Period, Fault> {
    let today = ctx.now.date();
    let mut period = Period { from: today.first_of_year(), to: today.last_of_year() };
    for (name, value) in asked.pairs() {
        let day = value.parse::<Date>().ok().filter(|day| day.to_string() == *value);
        let day = day.filter(|day| YEARS.contains(&day.year()));
        match (name.as_str(), day) {
            ("from", Some(day)) => period.from = day,
            ("to", Some(day)) => period.to = day,
            ("from" | "to", None) => return Err(bad("from, to: a day as 2026-01-31")),
            _ => return Err(bad("unknown parameter")),
        }
    }
    if period.to < period.from {
        return Err(bad("to: before from"));
    }
    Ok(period)
}
