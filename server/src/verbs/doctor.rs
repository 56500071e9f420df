//! `hearth doctor`: everything an operator should look at, each with what to do about it.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use foundation::clock::Clock;
use foundation::config::Disk;
use foundation::db::{Address, Conn, Db, DbResult, pending};
use foundation::house::House;
use foundation::trail::{self, Chain};
use foundation::{calendar, health, mail};
use jiff::civil::Date;
use office::calendar::OFFICE;
use office::instant::Instant;

use super::runtime;
use crate::failure::{Failure, Outcome};
use crate::key::Sealed;
use crate::site::Place;
use crate::{disk, key, say};

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Finding {
    /// As it should be.
    Well(String),
    /// Works, but somebody should see to it.
    Warning(String),
    /// Does not work, or will not for long.
    Bad(String),
}

use Finding::{Bad, Warning, Well};

/// By so much clocks may differ, which are read one after the other.
const CLOCK_SECONDS: i64 = 60;

pub(super) fn run(places: &[Place], disk: &Disk) -> Outcome {
    let mut bad = 0;
    for place in places {
        say::line(format!("{} ({})", place.settings.code, place.database));
        for finding in look(place, disk)? {
            bad += usize::from(matches!(finding, Bad(_)));
            say::line(match finding {
                Well(text) => format!("  well     {text}"),
                Warning(text) => format!("  warning  {text}"),
                Bad(text) => format!("  BAD      {text}"),
            });
        }
    }
    match bad {
        0 => Ok(()),
        1 => Err(Failure::Failed("one thing is bad".into())),
        n => Err(Failure::Failed(format!("{n} things are bad"))),
    }
}

fn look(place: &Place, disk: &Disk) -> Outcome<Vec<Finding>> {
    let mut findings = vec![address(place)];
    if let Some(folder) = &place.folder {
        findings.extend([private_folder(folder), room(folder, disk)]);
    }
    findings.push(key(place));
    findings.extend(place.settings.mail_folder.as_deref().map(mailbox));
    if let Address::Sqlite { file } = &place.database {
        findings.push(local(file));
        if place.folder.as_ref().is_none_or(|folder| !file.starts_with(folder)) {
            findings.push(room(file, disk));
        }
        if !file.exists() {
            findings.push(Bad(format!("there is no store at {}: hearth serve makes one", file.display())));
            return Ok(findings);
        }
    }
    let missing = match pending(&place.database, &crate::house()?.migrations()) {
        Ok(missing) => missing,
        Err(e) => {
            findings
                .push(Bad(format!("the store does not answer: {e}; is the server up, the address right?")));
            return Ok(findings);
        }
    };
    findings.push(Well("the store answers".into()));
    if !missing.is_empty() {
        let n = missing.len();
        findings.push(Bad(format!(
            "{n} schema steps are missing: back up, then run hearth migrate (serve does so too)"
        )));
        return Ok(findings);
    }
    findings.push(Well("the schema is up to date".into()));
    let db = Db::open(&place.database)?;
    findings.extend(known_key(place, &db.read_blocking(Sealed::find)?));
    let clocks = db.read_blocking(move |conn| Ok((health::find_clock(conn)?, Clock::System.now())))?;
    findings.extend(server_clock(clocks.0, clocks.1));
    findings.extend(lossy(&db.read_blocking(Conn::list_lossy_settings)?));
    let house = crate::house()?;
    findings.extend(db.read_blocking(move |conn| look_inside(conn, &house, clocks.1))?);
    findings.extend(runtime()?.block_on(look_outside(place)));
    Ok(findings)
}

fn address(place: &Place) -> Finding {
    match place.settings.base_url.as_deref() {
        Some(url) if url.starts_with("https://") => Well(format!("residents reach it at {url}")),
        Some(url) => Warning(format!("base_url is {url}: links in mail should begin with https://")),
        None => Warning("base_url is not set: links in mail and QR codes need the public address".into()),
    }
}

fn private_folder(folder: &Path) -> Finding {
    let shown = folder.display();
    match std::fs::metadata(folder) {
        Err(e) => Bad(format!("{shown}: {e}")),
        Ok(found) if found.permissions().mode() & 0o007 != 0 => {
            Warning(format!("{shown} is open to every user of this machine: chmod 700 {shown}"))
        }
        Ok(_) => Well(format!("{shown} is closed to other users")),
    }
}

/// The Maildir that petitions by e-mail arrive in.
fn mailbox(folder: &Path) -> Finding {
    let shown = folder.display();
    let count = |name: &str, end: &str| {
        let entries = std::fs::read_dir(folder.join(name))?;
        let is_meant = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().ends_with(end);
        Ok::<_, std::io::Error>(entries.flatten().filter(is_meant).count())
    };
    match (count("new", ""), count("cur", ":2,F").unwrap_or_default()) {
        (Err(e), _) => Bad(format!("mail_folder {shown}: {e}; petitions by e-mail are not taken")),
        (Ok(_), refused) if refused > 0 => Warning(format!(
            "{refused} messages in {shown}/cur could not be taken: look at them, then remove them"
        )),
        (Ok(waiting), _) => Well(format!("{waiting} messages wait in {shown}")),
    }
}

fn room(place: &Path, disk: &Disk) -> Finding {
    let Some(free) = disk::free_bytes(place) else { return Warning("free space is not known".into()) };
    enough(free >> 20, disk, place)
}

fn enough(free_mib: u64, disk: &Disk, place: &Path) -> Finding {
    let text = format!("{free_mib} MiB are free at {}", place.display());
    match free_mib {
        free if free < disk.free_mib / 10 => {
            Bad(format!("{text}: make room now, writing stops when the disk is full"))
        }
        free if free < disk.free_mib => {
            Warning(format!("{text}, less than disk.free_mib = {}: make room", disk.free_mib))
        }
        _ => Well(text),
    }
}

/// Whether the key is kept where nobody else reads it.
fn key(place: &Place) -> Finding {
    if key::of_environment().is_some() {
        return Well(format!("the key is that of {}", key::VARIABLE));
    }
    let Some(file) = place.key_file() else {
        return Warning("no key file is known here (neither --data nor key_file)".into());
    };
    let shown = file.display();
    match std::fs::metadata(&file) {
        Err(e) => Bad(format!("the key file {shown}: {e}; put it back")),
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            Bad(format!("the key file {shown} can be read by others: chmod 600 {shown}"))
        }
        Ok(_) => Well(format!("the key file {shown} can be read by its owner only")),
    }
}

/// Whether the key is the one of the store; that it is not there was said before.
fn known_key(place: &Place, sealed: &Sealed) -> Option<Finding> {
    let is_there = key::of_environment().is_some() || place.key_file().is_some_and(|file| file.exists());
    is_there.then(|| match place.find_keys() {
        Err(e) => Bad(e.to_string()),
        Ok(keys) if sealed.is_by_another(&keys) => Bad(key::other(&place.database).to_string()),
        Ok(_) if matches!(sealed, Sealed::By(_)) => {
            Well("the key is the one the store was sealed with".into())
        }
        Ok(_) => Well("the store knows no key yet and will take this one".into()),
    })
}

fn local(file: &Path) -> Finding {
    match disk::network_file_system(file) {
        None => Well("the store is on a disk of this machine".into()),
        Some(kind) => Bad(format!("the store is on a network disk ({kind}): move it, or use PostgreSQL")),
    }
}

fn look_inside(conn: &mut Conn, house: &House, now: Instant) -> DbResult<Vec<Finding>> {
    let mut findings = vec![clock(health::find_last_act(conn)?, now)];
    findings.extend(calendars(conn, house, now.date())?);
    let dead = health::count_jobs(conn, now)?.into_iter().find(|(state, _)| state == "dead");
    findings.push(match dead {
        None => Well("no job was given up or fails each time".into()),
        Some((_, n)) => Warning(format!(
            "{n} jobs were given up or fail each time: see /office/jobs, mend, let them try again"
        )),
    });
    let letters: Vec<String> = mail::count(conn, None)?
        .into_iter()
        .filter(|(state, _)| state == "failed" || state == "unsure")
        .map(|(state, n)| format!("{n} {state}"))
        .collect();
    findings.push(match letters.is_empty() {
        true => Well("no message needs a decision".into()),
        false => Warning(format!("messages: {}: decide at /office/outbox", letters.join(", "))),
    });
    if let n @ 1.. = petitions::check::messages(conn)? {
        let (said, them) = if n == 1 {
            ("message", "was not sent: the person of trust sends it again")
        } else {
            ("messages", "were not sent: the person of trust sends them again")
        };
        findings.push(Warning(format!("{n} {said} about reports that are passed on {them}")));
    }
    findings.push(match courses::check::ledgers(conn)?.len() {
        0 => Well("the seats of every course add up".into()),
        n => Bad(format!("{n} counts of seats do not add up: see hearth check ledger")),
    });
    findings.extend(special_questions(&courses::check::special_questions(conn, now)?));
    findings.extend(petitions::check::settings(conn)?.into_iter().map(Bad));
    findings.push(match trail::check(conn)? {
        Chain::Whole { sealed, .. } => Well(format!("the trail is whole ({sealed} rows)")),
        Chain::Broken { number } => {
            Bad(format!("the trail is broken at row {number}: see hearth check trail"))
        }
    });
    Ok(findings)
}

/// The years of every calendar on which limits run.
fn calendars(conn: &mut Conn, house: &House, today: Date) -> DbResult<Vec<Finding>> {
    let (all, uses) = (calendar::load_all(conn)?, calendar::list_uses(conn, house)?);
    let mut findings = Vec::new();
    for (code, _) in uses.into_iter().filter(|(_, runs)| *runs) {
        let (calendar, missing) = (all.of(&code), calendar::missing(all.of(&code), today));
        for year in [today.year(), today.year() + 1] {
            let is_there = calendar.years().any(|sheet| sheet.year() == year);
            let (hint, from) = match code.as_str() {
                OFFICE => (String::new(), " (from data.gov.tw)"),
                code => (format!("--calendar {code} "), ""),
            };
            findings.push(match (is_there, missing.contains(&year)) {
                (true, _) => Well(format!("the {code} calendar of {year} is there")),
                (false, true) => Warning(format!(
                    "the {code} calendar of {year} is missing: hearth import calendar {hint}FILE{from}"
                )),
                (false, false) => Well(format!("the {code} calendar of {year} may still be unpublished")),
            });
        }
    }
    Ok(findings)
}

/// Questions that were written before forms refused them (個人資料保護法 §6).
fn special_questions(found: &[(String, String)]) -> Vec<Finding> {
    let told = |(course, question): &(String, String)| {
        Warning(format!(
            "the question \"{question}\" asks for special data: change it at /office/courses/{course}/questions"
        ))
    };
    found.iter().map(told).collect()
}

/// A clock that runs before what was already done, or before this program existed, is wrong.
fn clock(last_act: Option<Instant>, now: Instant) -> Finding {
    let told = format!("the clock says {} in Taipei", now.taipei().strftime("%F %H:%M"));
    match last_act.map(|last| (last, last.seconds_since(now))) {
        Some((last, ahead)) if ahead > CLOCK_SECONDS => {
            let last = last.taipei().strftime("%F %H:%M");
            Bad(format!(
                "{told}, but the trail has a row of {last}, {} minutes later: set the clock (NTP) before \
                 anything else is written",
                (ahead + 59) / 60
            ))
        }
        _ if now.date().year() < 2026 => Bad(format!("{told}: set the clock (NTP)")),
        _ => Well(told),
    }
}

/// The database server's clock beside ours: the one that is wrong is to be set.
fn server_clock(theirs: Option<Instant>, ours: Instant) -> Option<Finding> {
    let apart = theirs?.seconds_since(ours);
    Some(match apart.abs() {
        seconds if seconds <= CLOCK_SECONDS => Well("the database server's clock agrees".into()),
        seconds => Bad(format!(
            "the database server's clock is {} minutes {} this machine's: set both by NTP",
            (seconds + 59) / 60,
            if apart > 0 { "ahead of" } else { "behind" }
        )),
    })
}

/// Settings with which the database server may lose what residents were told is kept.
fn lossy(settings: &[String]) -> Option<Finding> {
    (!settings.is_empty()).then(|| {
        let off = settings.iter().map(|name| format!("{name} = off")).collect::<Vec<_>>().join(", ");
        Warning(format!("the database server runs with {off}: without power it loses what was confirmed"))
    })
}

async fn look_outside(place: &Place) -> Vec<Finding> {
    let files = match place.files() {
        Ok(files) => files.check().await.map_err(|e| e.to_string()),
        Err(e) => Err(e.to_string()),
    };
    let files = match files {
        Ok(()) => Well("files can be kept and fetched".into()),
        Err(e) => Bad(format!("{e}: is the place writable, the S3 key right?")),
    };
    let answer = match place.mailer() {
        Ok(mailer) => mailer.check().await,
        Err(e) => Err(e.to_string()),
    };
    let mail = match (&place.settings.smtp, answer) {
        (None, _) => Warning("no mail server is set ([smtp]): mail stays in the outbox".into()),
        (Some(smtp), Ok(())) => Well(format!("the mail server {} answers", smtp.host)),
        (Some(smtp), Err(e)) => Bad(format!("the mail server {}: {e}; mail waits in the outbox", smtp.host)),
    };
    vec![files, mail]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn a_server_that_may_lose_what_it_confirmed_is_named() {
        assert_eq!(lossy(&[]), None);
        let Some(Warning(said)) = lossy(&["fsync".into(), "full_page_writes".into()]) else {
            panic!("lossy")
        };
        assert!(said.contains("fsync = off, full_page_writes = off"), "{said}");
    }

    #[test]
    fn a_clock_that_runs_before_what_was_done_is_bad() {
        let now = at("2026-11-23T02:00:00Z");
        assert!(matches!(clock(Some(at("2026-11-23T02:00:30Z")), now), Well(_)));
        let Bad(said) = clock(Some(at("2026-11-23T02:05:00Z")), now) else { panic!("five minutes matter") };
        assert!(said.contains("10:05, 5 minutes later: set the clock (NTP)"), "{said}");
        assert!(matches!(clock(None, at("1970-01-01T00:00:00Z")), Bad(_)));
    }

    #[test]
    fn a_database_server_with_another_time_is_bad() {
        let ours = at("2026-11-23T02:00:00Z");
        assert_eq!(server_clock(None, ours), None);
        assert!(matches!(server_clock(Some(at("2026-11-23T01:59:30Z")), ours), Some(Well(_))));
        let Some(Bad(said)) = server_clock(Some(at("2026-11-23T02:03:00Z")), ours) else { panic!() };
        assert!(said.contains("3 minutes ahead of this machine's: set both by NTP"), "{said}");
        let Some(Bad(said)) = server_clock(Some(at("2026-11-23T00:00:00Z")), ours) else { panic!() };
        assert!(said.contains("120 minutes behind"), "{said}");
    }

    #[test]
    fn a_disk_that_fills_is_told_before_writing_stops() {
        let (disk, here) = (Disk { free_mib: 1000 }, Path::new("/srv"));
        assert!(matches!(enough(1000, &disk, here), Well(_)));
        let Warning(said) = enough(999, &disk, here) else { panic!() };
        assert!(
            said.contains("999 MiB are free at /srv, less than disk.free_mib = 1000: make room"),
            "{said}"
        );
        assert!(matches!(enough(99, &disk, here), Bad(_)));
    }
}
