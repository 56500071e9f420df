//! `hearth import`: files into the store.

use std::path::Path;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::i18n::Lang;
use foundation::sheet::Kind;
use foundation::staff::{self, Right, Role};
use foundation::trail::{self, Actor, Entry};
use foundation::{calendar, districts};
use office::Districts;
use office::calendar::{HEADER, YearSheet};

use super::{one, open_store};
use crate::cli::{Calendar, Courses, FromFile, Import, Place as Asked, Plan};
use crate::failure::{Failure, Outcome};
use crate::say;
use crate::site::open_centre;

pub(super) fn run(asked: &Asked, import: Import) -> Outcome {
    match import {
        Import::Calendar(Calendar { file: FromFile { template: true, .. }, .. }) => {
            say::line(HEADER);
            say::line("20260101,四,2,開國紀念日");
            Ok(())
        }
        Import::Calendar(Calendar { file: FromFile { file: Some(file), .. }, calendar }) => {
            import_calendar(asked, &file, calendar)
        }
        Import::Districts(FromFile { template: true, .. }) => {
            say::line(office::district::HEADER);
            say::line("64000010,鹽埕區,Yancheng,");
            say::line("64000360,茂林區,Maolin,indigenous remote");
            Ok(())
        }
        Import::Districts(FromFile { file: Some(file), .. }) => import_districts(asked, &file),
        Import::Mail { from } => super::mail::import(asked, from.as_deref()),
        Import::Calendar(_) | Import::Districts(_) => Err(Failure::WrongUse("which file?".into())),
        Import::Courses(Courses { file: FromFile { template: true, .. }, .. }) => template(),
        Import::Courses(Courses { file: FromFile { file: Some(file), .. }, section, by }) => {
            super::runtime()?.block_on(import_courses(asked, &file, &section, by))
        }
        Import::Plan(Plan { file: FromFile { template: true, .. }, year, years, .. }) => {
            plan_template((year.unwrap_or_else(|| Clock::System.now().date().year()), years))
        }
        Import::Plan(Plan { file: FromFile { file: Some(file), .. }, year, years, title, by }) => {
            let by = by.ok_or_else(|| Failure::WrongUse(NOBODY.into()))?;
            super::runtime()?.block_on(import_plan(asked, &file, (year, years, title), &by))
        }
        Import::Courses(_) | Import::Plan(_) => Err(Failure::WrongUse("which file?".into())),
    }
}

/// Whoever approves a plan must not have brought it in, so that somebody must be named.
const NOBODY: &str = "in whose name? add --as EMAIL of a colleague who may write plans (hearth user list shows who): \
                      nobody approves what stands in their own name";

/// Reads the official CSV of a year.
pub(super) fn read_calendar(file: &Path) -> Outcome<YearSheet> {
    let bytes = std::fs::read(file).map_err(|e| Failure::of(file.display(), e))?;
    YearSheet::parse(&bytes, None).map_err(|e| Failure::of(file.display(), e))
}

/// Whether a calendar of this code is among those a centre keeps.
pub(super) fn known_calendar(code: &str, codes: &[String]) -> Outcome {
    if codes.iter().any(|known| known == code) {
        return Ok(());
    }
    let known = codes.join(", ");
    Err(Failure::WrongUse(format!(
        "there is no calendar {code}; known: {known}. Calendars are made on the page /office/calendar"
    )))
}

fn import_calendar(asked: &Asked, file: &Path, code: String) -> Outcome {
    let sheet = read_calendar(file)?;
    let db = open_store(&one(asked)?)?;
    let (year, off) = (sheet.year(), sheet.days_off());
    let (chance, now) = (Chance::system(), Clock::System.now());
    known_calendar(&code, &db.read_blocking(|conn| Ok(calendar::codes(&calendar::list_named(conn)?)))?)?;
    let said = format!("the {code} calendar of {year} (民國 {} 年): {off} days off", year - 1911);
    db.write_blocking(move |conn| {
        calendar::put_year(conn, &code, &sheet)?;
        let matter_id = calendar::year_id(&code, year);
        let after = Some(format!("{off} days off"));
        let entry = Entry { after, ..Entry::new("foundation_calendar_day", &matter_id, "imported") };
        trail::add(conn, &[chance.id(now)], now, &Actor::system(), &[entry])
    })?;
    say::line(said);
    Ok(())
}

/// Gives the centre the districts of its county.
fn import_districts(asked: &Asked, file: &Path) -> Outcome {
    let table = std::fs::read_to_string(file).map_err(|e| Failure::of(file.display(), e))?;
    let number = Districts::parse(&table).map_err(|e| Failure::of(file.display(), e))?.all().len();
    let db = open_store(&one(asked)?)?;
    let (chance, now) = (Chance::system(), Clock::System.now());
    db.write_blocking(move |conn| {
        districts::put(conn, &table, now, "system")?;
        let after = Some(format!("{number} districts"));
        let entry = Entry { after, ..Entry::new("foundation_setting", districts::COUNTY, "imported") };
        trail::add(conn, &[chance.id(now)], now, &Actor::system(), &[entry])
    })?;
    say::line(format!("{number} districts"));
    Ok(())
}

fn template() -> Outcome {
    let table = courses::import::template(Kind::Csv, Clock::System.now());
    let table = table.map_err(|e| Failure::of("the template", e))?;
    say::line(String::from_utf8_lossy(&table).trim_end());
    Ok(())
}

/// The language of the terminal.
fn lang() -> Lang {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var(name).ok());
    if said.is_some_and(|lang| lang.starts_with("zh")) { Lang::ZhHant } else { Lang::En }
}

pub(super) async fn open(asked: &Asked) -> Outcome<Arc<Centre>> {
    let place = one(asked)?;
    let site = tokio::task::spawn_blocking(move || super::open_site(&place).map(|(site, _)| site)).await;
    let site = site.map_err(|e| Failure::Failed(e.to_string()))??;
    open_centre(site, crate::house()?).await
}

/// The colleague of this address, if their account is open and their role lets them do this.
async fn in_name_of(centre: &Arc<Centre>, email: &str, right: Right) -> Outcome<Actor> {
    let open = centre.db.read(staff::list_active).await?;
    let found = open.into_iter().find(|person| person.email.eq_ignore_ascii_case(email.trim()));
    let Some(found) = found else {
        let said = format!("no open account has the address {email} (hearth user list shows them)");
        return Err(Failure::WrongUse(said));
    };
    if !centre.house.may(&found.roles, right) {
        let may = Role::ALL.into_iter().filter(|role| centre.house.may(&[*role], right));
        let may: Vec<&str> = may.map(Role::code).collect();
        let said = format!("{email} may not do this; these roles may: {}", may.join(", "));
        return Err(Failure::WrongUse(said));
    }
    Ok(Actor::of(found.id, &found.roles))
}

/// Reads a table of courses: each becomes a draft, or the report says why none does.
async fn import_courses(asked: &Asked, file: &Path, section: &str, by: Option<String>) -> Outcome {
    if !accounts::SECTIONS.contains(&section) {
        let known = accounts::SECTIONS.join(", ");
        return Err(Failure::WrongUse(format!("there is no section {section}; known: {known}")));
    }
    let bytes = std::fs::read(file).map_err(|e| Failure::of(file.display(), e))?;
    let centre = open(asked).await?;
    let actor = match by {
        Some(email) => in_name_of(&centre, &email, courses::rights::EDIT).await?,
        None => Actor::system(),
    };
    let words = centre.words(lang());
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let read = (name.as_ref(), bytes);
    let report = courses::import::run(&centre, actor, words.clone(), read, section, false).await;
    let report = report.map_err(|e| Failure::of(file.display(), e.say(&words)))?;
    for line in &report.lines {
        let became = if line.wrong.is_empty() { "ok".to_owned() } else { line.wrong.join("; ") };
        say::line(format!("{}\t{}\t{became}", line.number, line.title));
    }
    if report.imported {
        say::line(format!("{} courses imported as drafts", report.lines.len()));
        return Ok(());
    }
    let wrong = report.lines.iter().filter(|line| !line.wrong.is_empty()).count();
    Err(Failure::Failed(format!("nothing was imported: {wrong} of {} rows are wrong", report.lines.len())))
}

fn plan_template(span: (i16, i16)) -> Outcome {
    let table = plan::import::template(Kind::Csv, span);
    let table = table.map_err(|e| Failure::of("the template", e))?;
    say::line(String::from_utf8_lossy(&table).trim_end());
    Ok(())
}

/// Reads a table as the draft of a plan, or says of each row why not.
async fn import_plan(
    asked: &Asked,
    file: &Path,
    (year, years, title): (Option<i16>, i16, String),
    by: &str,
) -> Outcome {
    let year = year.unwrap_or_else(|| Clock::System.now().date().year());
    let bytes = std::fs::read(file).map_err(|e| Failure::of(file.display(), e))?;
    let centre = open(asked).await?;
    let actor = in_name_of(&centre, by, plan::rights::WRITE).await?;
    let words = centre.words(lang());
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let wanted = plan::import::Wanted { span: (year, years), title };
    let report = plan::import::run(&centre, actor, words.clone(), (&name, bytes), wanted).await;
    let report = report.map_err(|e| Failure::of(file.display(), e.say(&words)))?;
    for line in &report.lines {
        let became =
            if line.wrong.is_empty() { words.say(line.outcome.key()) } else { line.wrong.join("; ") };
        say::line(format!("{}\t{}\t{became}", line.number, line.said));
    }
    for said in &report.taken_out {
        say::line(format!("taken out of the draft: {said}"));
    }
    if report.plan_id.is_some() {
        say::line(format!("{} actions imported", report.lines.len()));
        return Ok(());
    }
    let wrong = report.lines.iter().filter(|line| !line.wrong.is_empty()).count();
    Err(Failure::Failed(format!("nothing was imported: {wrong} of {} rows are wrong", report.lines.len())))
}
