//! A plan from a table, all or nothing, with a line of report per row; and back into a table.

use std::collections::HashMap;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbError, DbResult};
use foundation::form::Form;
use foundation::i18n::{Lang, Words};
use foundation::sheet::{self, Cell, Kind, Sheet, SheetError};
use foundation::staff;
use foundation::trail::{self, Actor, Entry};
use foundation::{cache, measures};
use jiff::civil::date;
use office::digits::half_width;
use office::instant::Instant;

use crate::fields::{self, Fields, Known, REQUIRED, columns};
use crate::model::{Leaf, Plan, State, Text, scale};
use crate::rules::compare;
use crate::store;
use crate::words::unit_name;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new action.
    Added,
    /// An action that reads differently now.
    Changed,
    /// Nothing to do.
    Same,
}

impl Outcome {
    /// Key of the words.
    pub const fn key(self) -> &'static str {
        match self {
            Outcome::Added => "plan-import-added",
            Outcome::Changed => "plan-import-changed",
            Outcome::Same => "plan-import-same",
        }
    }
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number of the row in the file.
    pub number: usize,
    /// Number and words of the action, as far as they could be read.
    pub said: String,
    /// What it comes to.
    pub outcome: Outcome,
    /// Keys of the words for the parts that read differently now.
    pub changed: Vec<&'static str>,
    /// What is wrong, as `column: sentence`.
    pub wrong: Vec<String>,
}

/// What became of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// One line per row.
    pub lines: Vec<Line>,
    /// Actions of the draft that the table does not have: they are taken out.
    pub taken_out: Vec<String>,
    /// Id of the plan, when it was imported: whole, or not at all.
    pub plan_id: Option<String>,
}

/// Why a table was not even looked at row by row.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ImportError {
    /// The file is no table.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// Columns are missing.
    #[error("columns are missing: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// Columns are not known.
    #[error("columns are not known: {}", .0.join(", "))]
    Unknown(Vec<String>),
    /// Columns are not known, and each year of this plan has a target of its own.
    #[error("columns are not known: {}; each year has a column of its own: {}", .0.join(", "), .1.join(", "))]
    UnknownOfYears(Vec<String>, Vec<String>),
    /// The plan of these years is no draft.
    #[error("the plan of these years is no draft")]
    NoDraft,
    /// The store did not take it; nothing was written.
    #[error(transparent)]
    Store(#[from] DbError),
}

impl ImportError {
    /// In words.
    pub fn say(&self, words: &Words) -> String {
        let names = |key, names: &[String]| words.say_with(key, &[("names", words.list(names).into())]);
        match self {
            ImportError::Sheet(error) => {
                let (key, args) = error.words();
                words.say_with(key, &args)
            }
            ImportError::Missing(missing) => names("plan-import-missing", missing),
            ImportError::Unknown(unknown) => names("plan-import-unknown", unknown),
            ImportError::UnknownOfYears(unknown, targets) => {
                let args = [("names", words.list(unknown).into()), ("targets", words.list(targets).into())];
                words.say_with("plan-import-unknown-of-years", &args)
            }
            ImportError::NoDraft => words.say("plan-import-no-draft"),
            ImportError::Store(_) => words.say("plan-import-store"),
        }
    }
}

/// Which plan a table is to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// First year and number of years.
    pub span: (i16, i16),
    /// Name of the plan, if it is new.
    pub title: String,
}

/// A table to fill in for a plan of these years: the columns, and one row as an example.
///
/// # Errors
/// [`SheetError`] when it cannot be made.
pub fn template(kind: Kind, span: (i16, i16)) -> Result<Vec<u8>, SheetError> {
    let (year, names) = (span.0, columns(span));
    let row = |name: &str| match name {
        "code" => "1.1.1".to_owned(),
        "area" => "一、基礎服務".to_owned(),
        "strategy" => "（一）服務流程".to_owned(),
        "action" => "每年檢視並公開各項服務的申辦流程".to_owned(),
        "units" => "推廣教育組;輔導教育組".to_owned(),
        "indicator" => "完成檢視的流程數".to_owned(),
        "unit" => "count".to_owned(),
        "gauge" => "sum".to_owned(),
        "counted_in" => "項".to_owned(),
        "target" => "6".to_owned(),
        name if name.starts_with("target-") => "6".to_owned(),
        "starts_on" => date(year, 1, 1).to_string(),
        "ends_on" => date(year.saturating_add(span.1 - 1), 12, 31).to_string(),
        "legal_basis" => "家庭教育法第 7 條".to_owned(),
        _ => String::new(),
    };
    let cells = names.iter().map(|name| Cell::from(row(name))).collect();
    sheet::write(kind, "plan", &names, &[cells])
}

/// Actions as a table that can be imported again.
///
/// # Errors
/// [`SheetError`] when it cannot be made.
pub fn export(
    kind: Kind,
    plan: &Plan,
    leaves: &[(Text, String, String)],
    words: &Words,
) -> Result<Vec<u8>, SheetError> {
    let span = (plan.year, plan.years);
    let names = columns(span);
    // Units are read in one language only.
    let base = words.in_lang(Lang::BASE);
    let rows: Vec<Vec<Cell>> = leaves
        .iter()
        .map(|(text, owner, deputy)| {
            let fields = Fields { text: text.clone(), owner_id: None, deputy_id: None };
            let form = fields::filled(&fields, span);
            let cell = |name: &String| match name.as_str() {
                "units" => {
                    Cell::from(text.units.iter().map(|u| unit_name(&base, u)).collect::<Vec<_>>().join(";"))
                }
                "owner" => Cell::from(owner),
                "deputy" => Cell::from(deputy),
                name => Cell::from(form.text(name)),
            };
            names.iter().map(cell).collect()
        })
        .collect();
    sheet::write(kind, &plan.title, &names, &rows)
}

/// What a reader of fields must know of this house.
///
/// # Errors
/// Any database error.
pub fn known(conn: &mut Conn, centre: &Centre, span: (i16, i16)) -> DbResult<Known> {
    let measures = measures::all(&centre.house).map(|m| (m.name.to_owned(), m.unit)).collect();
    let falling = measures::all(&centre.house).filter(|m| m.falling).map(|m| m.name.to_owned()).collect();
    let mut people = HashMap::new();
    for person in staff::list_people(conn)? {
        people.insert(person.email.to_lowercase(), person.id.clone());
        people.insert(person.id.to_lowercase(), person.id);
    }
    Ok(Known { span, measures, falling, people })
}

/// Imports a table as the draft of a plan, or not at all.
///
/// # Errors
/// [`ImportError`]; nothing was written.
pub async fn run(
    centre: &Arc<Centre>,
    actor: Actor,
    words: Words,
    (name, bytes): (&str, Vec<u8>),
    wanted: Wanted,
) -> Result<Report, ImportError> {
    let file = name.to_owned();
    let read = tokio::task::spawn_blocking(move || sheet::read(&file, &bytes)).await;
    let sheet = read.map_err(|_| DbError::Panicked)??;
    check_columns(&sheet, wanted.span)?;
    let (inner, now) = (centre.clone(), centre.clock.now());
    let report = centre
        .db
        .write(move |conn| {
            let known = known(conn, &inner, wanted.span)?;
            let act = Act { centre: &inner, actor: &actor, words: &words, now };
            write(conn, &act, &wanted, &Table { sheet: &sheet, known: &known })
        })
        .await??;
    if report.plan_id.is_some() {
        centre.cache.bump(&["plan"]);
    }
    Ok(report)
}

fn check_columns(sheet: &Sheet, span: (i16, i16)) -> Result<(), ImportError> {
    let has = |name: &str| sheet.columns.iter().any(|c| c == name);
    let missing: Vec<String> =
        REQUIRED.iter().filter(|name| !has(name)).map(|name| (*name).to_owned()).collect();
    if !missing.is_empty() {
        return Err(ImportError::Missing(missing));
    }
    let known = columns(span);
    let unknown: Vec<String> = sheet.columns.iter().filter(|c| !known.contains(c)).cloned().collect();
    match (unknown.is_empty(), span.1 > 1) {
        (true, _) => Ok(()),
        (false, false) => Err(ImportError::Unknown(unknown)),
        (false, true) => {
            let targets = fields::target_names(span).into_iter().map(|(_, target, _)| target);
            Err(ImportError::UnknownOfYears(unknown, targets.collect()))
        }
    }
}

struct Row {
    number: usize,
    form: Form,
    fields: Fields,
}

/// A table, and what its reader must know.
struct Table<'a> {
    sheet: &'a Sheet,
    known: &'a Known,
}

impl Table<'_> {
    /// Every row as it will be: of an action that is there already, what the table has no column for stays.
    fn rows(&self, before: &[Leaf]) -> Vec<Row> {
        let old: HashMap<&str, &Leaf> = before.iter().map(|l| (l.text.code.as_str(), l)).collect();
        self.sheet.lines.iter().map(|line| self.row(line, &old)).collect()
    }

    fn row(&self, line: &sheet::Line, before: &HashMap<&str, &Leaf>) -> Row {
        let mut form = Form::default();
        for (name, value) in self.sheet.columns.iter().zip(&line.cells) {
            form.set(name, value.as_str());
        }
        let is_code = |at: &usize| self.sheet.columns.get(*at).is_some_and(|name| name == "code");
        if line.fractions.iter().any(is_code) {
            form.wrong("code", "plan-wrong-code-number");
        }
        let code = half_width(form.text("code").trim());
        if let Some(old) = before.get(code.as_str()) {
            self.fill(&mut form, &old.text);
        }
        let fields = fields::read(&mut form, self.known);
        Row { number: line.number, form, fields }
    }

    /// Fills in what the table has no column for. Who is in charge is not said here: that stays by itself.
    fn fill(&self, form: &mut Form, old: &Text) {
        let fields = Fields { text: old.clone(), owner_id: None, deputy_id: None };
        let filled = fields::filled(&fields, self.known.span);
        let has = |name: &str| self.sheet.columns.iter().any(|column| column == name);
        // Another measure brings its own unit and the way it is counted, another unit the way it is counted.
        let same = !has("measure") || form.text("measure").trim() == old.measure;
        let unit =
            !old.measure.is_empty() || !has("unit") || scale(form.text("unit").trim()) == scale(&old.unit);
        let stays = |name: &str| match name {
            "unit" => same,
            "gauge" => same && unit,
            _ => true,
        };
        for name in columns(self.known.span).iter().filter(|name| !has(name) && stays(name)) {
            form.set(name, filled.text(name));
        }
    }
}

struct Act<'a> {
    centre: &'a Arc<Centre>,
    actor: &'a Actor,
    words: &'a Words,
    now: Instant,
}

fn write(
    conn: &mut Conn,
    act: &Act<'_>,
    wanted: &Wanted,
    table: &Table<'_>,
) -> DbResult<Result<Report, ImportError>> {
    // Held until all is written: nobody may move the draft on in the meantime.
    let found = match store::plan::find_of(conn, wanted.span.0, wanted.span.1)? {
        Some(plan) => store::plan::lock(conn, &plan.id)?,
        None => None,
    };
    if found.as_ref().is_some_and(|plan| plan.state != State::Draft) {
        return Ok(Err(ImportError::NoDraft));
    }
    let plan = found.clone().unwrap_or_else(|| blank(act, wanted));
    let before = if found.is_some() { store::leaf::list(conn, &plan.id)? } else { Vec::new() };
    let (mut leaves, mut report) = merge(act, &plan, &before, table.rows(&before));
    if report.lines.iter().any(|line| !line.wrong.is_empty()) {
        return Ok(Ok(report));
    }
    for leaf in &before {
        if !leaf.removed && !leaves.iter().any(|l| l.id == leaf.id) {
            report.taken_out.push(format!("{} {}", leaf.text.code, leaf.text.action));
            leaves.push(Leaf { removed: true, written_by: Some(act.actor.who.clone()), ..leaf.clone() });
        }
    }
    if found.is_none() && !store::plan::add(conn, &plan)? {
        // Somebody else began the plan of these years just now.
        return Ok(Err(ImportError::NoDraft));
    }
    if !wanted.title.is_empty() && wanted.title != plan.title {
        store::plan::change_title(conn, &plan.id, &wanted.title)?;
    }
    store::leaf::put(conn, &leaves)?;
    store::plan::touch(conn, &plan.id, act.now)?;
    let rows = report.lines.len();
    let after = serde_json::json!({"rows": rows, "taken_out": report.taken_out.len()}).to_string();
    let entry = Entry { after: Some(after), ..Entry::new("plan_plan", &plan.id, "imported") };
    trail::add(conn, &[act.centre.chance.id(act.now)], act.now, act.actor, &[entry])?;
    cache::touch(conn, &["plan"])?;
    report.plan_id = Some(plan.id);
    Ok(Ok(report))
}

fn blank(act: &Act<'_>, wanted: &Wanted) -> Plan {
    Plan {
        id: act.centre.chance.id(act.now).into_string(),
        year: wanted.span.0,
        years: wanted.span.1,
        title: wanted.title.clone(),
        state: State::Draft,
        version: 0,
        previous_id: None,
        reviewed_by: None,
        approved_by: None,
        approved_at: None,
        changed_at: act.now,
    }
}

/// The actions as they will be, and what is said of each row.
fn merge(act: &Act<'_>, plan: &Plan, before: &[Leaf], rows: Vec<Row>) -> (Vec<Leaf>, Report) {
    let known: HashMap<&str, &Leaf> = before.iter().map(|l| (l.text.code.as_str(), l)).collect();
    let (mut leaves, mut lines): (Vec<Leaf>, Vec<Line>) = (Vec::new(), Vec::new());
    for row in rows {
        let said = row.form.said(act.words).into_iter();
        let mut wrong: Vec<String> = said.map(|(name, text)| format!("{name}: {text}")).collect();
        let text = row.fields.text;
        if !text.code.is_empty() && leaves.iter().any(|l| l.text.code == text.code) {
            wrong.push(format!("code: {}", act.words.say("plan-import-twice")));
        }
        let old = known.get(text.code.as_str());
        let mut leaf = Leaf {
            id: old.map_or_else(|| act.centre.chance.id(act.now).into_string(), |l| l.id.clone()),
            plan_id: plan.id.clone(),
            line_id: old.map_or_else(|| act.centre.chance.id(act.now).into_string(), |l| l.line_id.clone()),
            serves: old.and_then(|l| l.serves.clone()),
            // A table that does not say who is in charge leaves that as it is.
            owner_id: row.fields.owner_id.or_else(|| old.and_then(|l| l.owner_id.clone())),
            deputy_id: row.fields.deputy_id.or_else(|| old.and_then(|l| l.deputy_id.clone())),
            removed: false,
            written_by: old.and_then(|l| l.written_by.clone()),
            text,
        };
        let outcome = match old {
            None => Outcome::Added,
            Some(old) if **old == leaf => Outcome::Same,
            Some(_) => Outcome::Changed,
        };
        if outcome != Outcome::Same {
            leaf.written_by = Some(act.actor.who.clone());
        }
        let changed = old.map(|old| compare::changed(&old.text, &leaf.text)).unwrap_or_default();
        let said = format!("{} {}", leaf.text.code, leaf.text.action);
        lines.push(Line { number: row.number, said, outcome, changed, wrong });
        leaves.push(leaf);
    }
    (leaves, Report { lines, taken_out: Vec::new(), plan_id: None })
}
