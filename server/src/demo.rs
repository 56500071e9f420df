//! A living centre to look at: invented courses and people, mail that stays in the outbox.

use std::path::PathBuf;
use std::sync::Arc;

use foundation::calendar::{self, Named};
use foundation::centre::{Centre, change_setting};
use foundation::db::Conn;
use foundation::trail::{self, Chain};
use jiff::civil::Date;
use office::calendar::{CalendarRefusal, Day, OFFICE, YearSheet};
use tokio::net::TcpListener;

use crate::failure::{Failure, Outcome};
use crate::say;
use crate::site::{Site, open_centre, take_store};

/// What a demonstration is asked for with.
pub struct Wanted {
    /// Where to listen.
    pub listen: String,
    /// The folder to keep it in; a throw-away one otherwise.
    pub data: Option<PathBuf>,
    /// Another store than the one in the folder.
    pub database: Option<String>,
    /// How large: 1 is small, 5 half a year of a large centre.
    pub large: u32,
}

/// The setting that tells a demonstration from a real centre.
const MARK: &str = "demo.filled";

/// Opens the demonstration, filling its store when it is new.
///
/// # Errors
/// When the store cannot be opened, or holds a real centre.
pub async fn open(site: Site, large: u32) -> Outcome<Arc<Centre>> {
    let centre = open_centre(site, crate::house()?).await?;
    if !centre.setting(MARK).is_empty() {
        return Ok(centre);
    }
    if centre.db.read(trail::check).await? != (Chain::Whole { sealed: 0, waiting: 0 }) {
        return Err(Failure::Failed(
            "this store holds something that is not a finished demonstration; give another --data folder \
             or --database"
                .into(),
        ));
    }
    keep_calendars(&centre).await?;
    for service in &centre.house.services {
        let filled = (service.demo)(centre.clone(), large).await;
        filled.map_err(|e| Failure::of(format!("filling {}", service.name), e))?;
    }
    let now = centre.clock.now();
    centre.db.write(move |conn| change_setting(conn, MARK, "yes", now, "system")).await?;
    centre.reload_settings().await?;
    Ok(centre)
}

/// The office calendar, and an invented one of the schools.
async fn keep_calendars(centre: &Centre) -> Outcome {
    let (known, now) = (crate::verbs::days::known()?, centre.clock.now());
    let school = Named {
        code: petitions::demo::SCHOOL.to_owned(),
        name: "學校行事曆".to_owned(),
        name_en: "School calendar".to_owned(),
    };
    let schools = known.years().map(school_year).collect::<Result<Vec<_>, _>>();
    let schools = schools.map_err(|e| Failure::of("the school calendar", e))?;
    let keep = move |conn: &mut Conn| {
        calendar::add(conn, &school, now, "system")?;
        schools.iter().try_for_each(|year| calendar::put_year(conn, &school.code, year))?;
        known.years().try_for_each(|year| calendar::put_year(conn, OFFICE, year))
    };
    Ok(centre.db.write(keep).await?)
}

/// A year of the schools: what offices have off, and the holidays of winter and summer.
fn school_year(office: &YearSheet) -> Result<YearSheet, CalendarRefusal> {
    let holiday = |day: Date| match (day.month(), day.day()) {
        (1, 24..) | (2, ..=10) => Some("寒假"),
        (7 | 8, _) => Some("暑假"),
        _ => None,
    };
    let days = office.days().iter().map(|day| match holiday(day.date) {
        Some(note) if !day.off => Day { date: day.date, off: true, note: note.to_owned() },
        _ => day.clone(),
    });
    YearSheet::from_days(days.collect())
}

/// Serves a demonstration until it is told to stop.
///
/// # Errors
/// When it cannot be opened or cannot listen.
pub async fn run(wanted: Wanted) -> Outcome {
    let stop = crate::serve::told_to_stop();
    let throw_away = match wanted.data {
        None => Some(tempfile::tempdir().map_err(|e| Failure::of("a throw-away folder", e))?),
        Some(_) => None,
    };
    let folder = wanted.data.or(throw_away.as_ref().map(|f| f.path().to_owned())).unwrap_or_default();
    let listener = TcpListener::bind(&wanted.listen).await.map_err(|e| Failure::of(&wanted.listen, e))?;
    let address = listener.local_addr().map_err(|e| Failure::of(&wanted.listen, e))?;
    let site = Site::demo(&folder, wanted.database, format!("http://{address}"))?;
    let _lock = take_store(&site.database)?;
    let centre = open(site, wanted.large).await?;
    tell(&centre);
    if throw_away.is_some() {
        say::line("Everything is thrown away at the end (Ctrl-C); --data FOLDER keeps it.");
    }
    crate::serve::run(vec![(vec![], centre)], Vec::new(), listener, stop).await
}

/// Prints the addresses and everybody one can sign in as.
fn tell(centre: &Centre) {
    say::line(format!("{} / {}", centre.name, centre.name_en));
    say::line(format!("  residents  {}/", centre.base_url));
    say::line(format!("  staff      {}/office", centre.base_url));
    say::line(format!("  store      {}", centre.db.address()));
    let resident = foundation::residents::DEMO_EMAIL;
    say::line(format!("  a family   {resident}  (its link lies in /office/outbox)"));
    say::line("Sign in as");
    let now = centre.clock.now();
    for person in accounts::demo::SIGN_INS {
        say::line(format!("  {}  {}  {}", person.email, person.password, person.name));
        if let (Some(secret), Some(code)) = (person.totp_secret, person.code(now)) {
            say::line(format!("      authenticator secret: {secret} (code now: {code})"));
        }
    }
}
