//! Courses from a table (CSV, XLSX, ODS): columns named as in the API, a line of report per row,
//! and nothing imported unless every row can be.

use std::collections::HashSet;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbError, DbResult};
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::sheet::{self, Cell, Kind, Sheet, SheetError};
use foundation::trail::Actor;
use office::instant::Instant;

use crate::planned;
use crate::planning::{Act, course as planning};
use crate::rules::plan::Span;
use crate::staff::course_fields::{Fields, NAMES, blank, filled, read, values_of};
use crate::staff::course_form::read_sessions;
use crate::store;

/// Columns a table must have; the others may be left out.
pub const REQUIRED: &[&str] = &[
    "title",
    "summary",
    "category",
    "teaching",
    "place",
    "contact_name",
    "contact_phone",
    "starts_at",
    "ends_at",
    "opens_at",
    "closes_at",
    "capacity",
];

/// Columns for the sessions: the first one, and how many weeks it is repeated.
const SESSIONS: &[&str] = &["starts_at", "ends_at", "weeks"];

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number of the row in the file.
    pub number: usize,
    /// Title of the course, as far as it could be read.
    pub title: String,
    /// Id of the course that was made; none when nothing was imported.
    pub id: Option<String>,
    /// What is wrong, as `column: sentence`.
    pub wrong: Vec<String>,
}

/// What became of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// One line per row.
    pub lines: Vec<Line>,
    /// Whether the courses were made: all, or none.
    pub imported: bool,
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
    /// The store did not take it; nothing was written.
    #[error(transparent)]
    Store(#[from] DbError),
}

impl ImportError {
    /// In words.
    pub fn say(&self, words: &Words) -> String {
        match self {
            ImportError::Sheet(error) => {
                let (key, args) = error.words();
                words.say_with(key, &args)
            }
            ImportError::Missing(names) => {
                words.say_with("import-missing", &[("names", names.join("、").into())])
            }
            ImportError::Unknown(names) => {
                words.say_with("import-unknown", &[("names", names.join("、").into())])
            }
            ImportError::Store(_) => words.say("import-store"),
        }
    }
}

/// The names of all columns, in their order.
pub fn columns() -> Vec<String> {
    NAMES.iter().chain(SESSIONS).map(|name| (*name).to_owned()).collect()
}

/// A table to fill in: the columns, and one row as an example.
///
/// # Errors
/// [`SheetError`] when it cannot be made.
pub fn template(kind: Kind, now: Instant) -> Result<Vec<u8>, SheetError> {
    let day = now.plus_seconds(30 * 24 * 3600).date();
    let early = now.plus_seconds(7 * 24 * 3600).date();
    let late = now.plus_seconds(27 * 24 * 3600).date();
    let mut form = filled(&blank("promotion", "", now));
    for (name, value) in [
        ("title", "親子共讀工作坊".to_owned()),
        ("title_en", "Reading together".to_owned()),
        ("summary", "和孩子一起讀繪本，說說心裡的話。".to_owned()),
        ("category", "親職教育".to_owned()),
        ("teaching", "工作坊".to_owned()),
        ("audience", "親子".to_owned()),
        ("district", "前金區".to_owned()),
        ("place", "家庭教育中心三樓教室".to_owned()),
        ("contact_name", "林承辦".to_owned()),
        ("contact_phone", "07-215-3918".to_owned()),
        ("hours", "3".to_owned()),
        ("opens_at", format!("{early} 09:00")),
        ("closes_at", format!("{late} 17:00")),
        ("change_until", format!("{late} 17:00")),
        ("starts_at", format!("{day} 09:00")),
        ("ends_at", format!("{day} 12:00")),
        ("weeks", "1".to_owned()),
    ] {
        form.set(name, value);
    }
    let names = columns();
    let row = names.iter().map(|name| Cell::from(form.text(name))).collect();
    sheet::write(kind, "courses", &names, &[row])
}

/// Imports a table: every course as a draft, or none. `section` is whose courses they are when the
/// table does not say; with `only` no other section's are taken.
///
/// # Errors
/// [`ImportError`]; nothing was written.
pub async fn run(
    centre: &Arc<Centre>,
    actor: Actor,
    words: Words,
    (name, bytes): (&str, Vec<u8>),
    section: &str,
    only: bool,
) -> Result<Report, ImportError> {
    let file = name.to_owned();
    let read = tokio::task::spawn_blocking(move || sheet::read(&file, &bytes)).await;
    let sheet = read.map_err(|_| DbError::Panicked)??;
    let missing: Vec<String> =
        REQUIRED.iter().filter(|n| !sheet.columns.iter().any(|c| c == *n)).map(|n| (*n).to_owned()).collect();
    if !missing.is_empty() {
        return Err(ImportError::Missing(missing));
    }
    let known = columns();
    let unknown: Vec<String> = sheet.columns.iter().filter(|c| !known.contains(c)).cloned().collect();
    if !unknown.is_empty() {
        return Err(ImportError::Unknown(unknown));
    }
    let act = Act { centre: centre.clone(), actor, now: centre.clock.now() };
    let rows: Vec<Read> =
        sheet.lines.iter().map(|line| read_row(&sheet, line, (section, only), &act)).collect();
    let (inner, texts) = (act.clone(), words);
    let report = centre.db.write(move |conn| write(conn, &inner, &texts, &rows)).await?;
    if report.imported {
        centre.cache.bump(&["courses", planned::TOPIC]);
    }
    Ok(report)
}

/// A row as read: its fields and everything that is wrong with it.
struct Read {
    number: usize,
    form: Form,
    fields: Fields,
    spans: Vec<Span>,
}

fn read_row(sheet: &Sheet, line: &sheet::Line, (section, only): (&str, bool), act: &Act) -> Read {
    let now = act.now;
    let base = blank(section, "", now);
    let mut form = Form::default();
    for (name, value) in values_of(&base.course, base.capacity, base.waiting_max) {
        form.set(name, value);
    }
    for name in ["opens_at", "closes_at", "change_until"] {
        form.set(name, "");
    }
    for (name, value) in sheet.columns.iter().zip(&line.cells) {
        // An empty cell of a column that may be left out means what the column's absence means.
        if !value.trim().is_empty() || REQUIRED.contains(&name.as_str()) {
            form.set(name, value.as_str());
        }
    }
    let spans = read_sessions(&mut form, now);
    let held = Span {
        starts_at: spans.first().map_or(now, |s| s.starts_at),
        ends_at: spans.last().map_or(now, |s| s.ends_at),
    };
    let fields = read(&mut form, &base.course, held, &act.centre.districts());
    if only && fields.course.section != section && !fields.course.section.is_empty() {
        form.wrong("section", "edit-not-your-section");
    }
    Read { number: line.number, form, fields, spans }
}

/// Makes all courses, or says of each row what is wrong.
fn write(conn: &mut Conn, act: &Act, words: &Words, rows: &[Read]) -> DbResult<Report> {
    planning::one_at_a_time(conn)?;
    let mut lines = Vec::with_capacity(rows.len());
    let mut seen: HashSet<(&str, Instant, &str)> = HashSet::new();
    for row in rows {
        let course = &row.fields.course;
        let said = row.form.said(words);
        let mut wrong: Vec<String> = said.into_iter().map(|(name, text)| format!("{name}: {text}")).collect();
        let same = (course.title.as_str(), course.starts_at, course.place.as_str());
        if row.form.is_right() {
            if !seen.insert(same) {
                wrong.push(words.say("import-twice"));
            } else if store::plan::is_known(conn, same.0, same.1, same.2)? {
                wrong.push(words.say("import-known"));
            }
        }
        lines.push(Line { number: row.number, title: course.title.clone(), id: None, wrong });
    }
    let imported = lines.iter().all(|line| line.wrong.is_empty());
    if imported {
        for (row, line) in rows.iter().zip(&mut lines) {
            line.id = Some(planning::create(conn, act, &row.fields, &row.spans)?);
        }
    }
    Ok(Report { lines, imported })
}
