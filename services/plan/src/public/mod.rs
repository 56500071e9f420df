//! What anyone sees: the published plan, its versions, the same as files.

pub mod evaluation;
pub mod files;
pub mod front;
pub mod history;

use std::collections::HashMap;

use axum::routing::get;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::service::Routes;
use jiff::civil::Date;

use crate::document::Windows;
use crate::model::{Line, Plan, Version};
use crate::store;
use crate::words::in_chinese;

/// The addresses for anyone.
pub fn routes(routes: Routes) -> Routes {
    routes
        .public("/plan", get(front::newest))
        .public("/plan/{slug}", get(front::get))
        .public("/plan/{slug}/versions", get(history::get))
        .public("/plan/{slug}/versions/{number}", get(history::one))
        .public("/plan/{slug}/{file}", get(files::get))
        .holder("/plan/evaluation/{id}", get(evaluation::get))
        .holder("/plan/evaluation/{id}/{file}", get(evaluation::file))
        .holder("/plan/evaluation/{id}/files/{file}", get(evaluation::kept))
        .holder("/plan/evaluation/{id}/freezes/{freeze}", get(evaluation::frozen))
}

/// A published version with all that is shown of it.
pub struct Shown {
    /// The plan.
    pub plan: Plan,
    /// The version.
    pub version: Version,
    /// Its actions.
    pub lines: Vec<Line>,
    /// Who is in charge now.
    pub windows: Windows,
    /// What was reached, by line, and by which day; empty where it is not shown.
    pub reached: (HashMap<String, i64>, Date),
    /// All published plans, to go from one to the other.
    pub others: Vec<Plan>,
}

/// The plan of an address, or that of the year (else the newest before, else any); in its newest
/// version unless a number is given.
pub(crate) fn find(
    conn: &mut Conn,
    slug: Option<&str>,
    year: i16,
    number: Option<i64>,
) -> DbResult<Option<Shown>> {
    let others = store::version::list_published(conn)?;
    let annual = || others.iter().filter(|p| p.years == 1);
    let plan = match slug {
        Some(slug) => others.iter().find(|p| p.slug() == slug),
        None => annual().find(|p| p.year <= year).or_else(|| annual().next_back()).or_else(|| others.first()),
    };
    let Some(plan) = plan.cloned() else { return Ok(None) };
    let found = store::version::find(conn, &plan.id, number.unwrap_or(plan.version))?;
    let Some((version, lines)) = found else { return Ok(None) };
    let windows = store::leaf::list_windows(conn, &plan.id)?;
    Ok(Some(Shown { plan, version, lines, windows, reached: (HashMap::new(), Date::MIN), others }))
}

/// The title of a plan; by its years when somebody has given it none, and where the page is not in Chinese.
pub(crate) fn title(centre: &Centre, words: &foundation::i18n::Words, plan: &Plan) -> String {
    if plan.title.is_empty() || in_chinese(words).is_some() {
        let name = if in_chinese(words).is_some() { &centre.name_en } else { &centre.name };
        let args = [("centre", name.into()), ("years", crate::words::years(words, plan).into())];
        return words.say_with("plan-title-of", &args);
    }
    plan.title.clone()
}
