//! `hearth import`: files into the store.

use std::path::Path;

use foundation::calendar;
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::trail::{self, Actor, Entry};
use office::calendar::{HEADER, YearSheet};

use super::{one, open_store};
use crate::cli::{FromFile, Import, Place as Asked};
use crate::failure::{Failure, Outcome};
use crate::say;

pub(super) fn run(asked: &Asked, import: Import) -> Outcome {
    match import {
        Import::Calendar(FromFile { template: true, .. }) => {
            say::line(HEADER);
            say::line("20260101,四,2,開國紀念日");
            Ok(())
        }
        Import::Calendar(FromFile { file: Some(file), .. }) => import_calendar(asked, &file),
        Import::Calendar(_) => Err(Failure::WrongUse("which file?".into())),
        Import::Courses(_) => Err(Failure::Failed(
            "courses are imported by staff at /office/courses/import, where each row is shown first".into(),
        )),
    }
}

/// Reads the official CSV of a year.
pub(super) fn read_calendar(file: &Path) -> Outcome<YearSheet> {
    let bytes = std::fs::read(file).map_err(|e| Failure::of(file.display(), e))?;
    YearSheet::parse(&bytes, None).map_err(|e| Failure::of(file.display(), e))
}

fn import_calendar(asked: &Asked, file: &Path) -> Outcome {
    let sheet = read_calendar(file)?;
    let db = open_store(&one(asked)?)?;
    let (year, off) = (sheet.year(), sheet.days_off());
    let (chance, now) = (Chance::system(), Clock::System.now());
    db.write_blocking(move |conn| {
        calendar::put_year(conn, &sheet)?;
        let matter_id = year.to_string();
        let after = Some(format!("{off} days off"));
        let entry = Entry { after, ..Entry::new("foundation_calendar_day", &matter_id, "imported") };
        trail::add(conn, &[chance.id(now)], now, &Actor::system(), &[entry])
    })?;
    say::line(format!("the office calendar of {year} (民國 {} 年): {off} days off", year - 1911));
    Ok(())
}
