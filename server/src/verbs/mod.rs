//! What the command line can do besides serving.

mod backup;
pub(crate) mod days;
mod doctor;
mod draw;
mod export;
mod import;
mod mail;
mod user;

use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::config::Settings;
use foundation::db::{Address, Db, migrate, pending};
use foundation::keys::Keys;
use foundation::trail::{self, Chain};

use crate::cli::{Check, Cli, Place as Asked, Verb};
use crate::failure::{Failure, Outcome};
use crate::site::{Place, Site, make_store_file};
use crate::{demo, key, say, serve};

/// Does what was asked for.
///
/// # Errors
/// When it did not work, or could not.
pub fn run(cli: Cli) -> Outcome {
    let asked = cli.place;
    match cli.verb {
        Verb::Demo(wanted) => {
            refuse_password(&asked)?;
            let log = foundation::config::Log { level: "warn".into(), access: false, ..Default::default() };
            foundation::logs::start(&log).map_err(Failure::Failed)?;
            let (data, database) = (asked.data, asked.database);
            let wanted = demo::Wanted { listen: wanted.listen, data, database, large: wanted.large };
            runtime()?.block_on(demo::run(wanted))
        }
        Verb::Serve(wanted) => {
            let mut settings = settings(&asked)?;
            settings.listen = wanted.listen.or(settings.listen);
            settings.metrics_listen = wanted.metrics_listen.or(settings.metrics_listen);
            foundation::logs::start(&settings.log).map_err(Failure::WrongUse)?;
            runtime()?.block_on(serve::run_settings(&settings))
        }
        Verb::Migrate { check } => each(&asked, |place| migrate_one(place, check)),
        Verb::Check(Check::Trail) => each(&asked, check_trail),
        Verb::Check(Check::Ledger) => each(&asked, check_ledger),
        Verb::Check(Check::Draw { file }) => draw::check(&file),
        Verb::User(verb) => user::run(&one(&asked)?, verb),
        Verb::Import(import) => import::run(&asked, import),
        Verb::Export(wanted) => export::run(&one(&asked)?, &wanted),
        Verb::Backup { to } => backup::make(&one(&asked)?, &to),
        Verb::Restore { from } => backup::restore(&one(&asked)?, &from),
        Verb::Doctor => doctor::run(&places(&asked)?, &settings(&asked)?.disk),
        Verb::Days(wanted) => days::run(&asked, &wanted),
    }
}

/// One runtime for everything: a worker per core.
fn runtime() -> Outcome<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| Failure::of("threads", e))
}

/// File and variables, with the flags over them.
fn settings(asked: &Asked) -> Outcome<Settings> {
    refuse_password(asked)?;
    let variables =
        std::env::vars_os().filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)));
    let mut settings =
        Settings::read(asked.config.as_deref(), variables).map_err(|e| Failure::WrongUse(e.to_string()))?;
    settings.data = asked.data.clone().or(settings.data);
    settings.database = asked.database.clone().or(settings.database);
    Ok(settings)
}

/// Whoever can list the processes of a machine reads their command lines.
fn refuse_password(asked: &Asked) -> Outcome {
    let user = asked.database.as_deref().and_then(|url| url.split_once("://")?.1.split_once('@'));
    if user.is_some_and(|(user, _)| user.contains(':')) {
        return Err(Failure::WrongUse(
            "a password on the command line shows in the list of processes: leave it out of --database and \
             name a file as database_password_file (or HEARTH_DATABASE_PASSWORD_FILE)"
                .into(),
        ));
    }
    Ok(())
}

/// The centres asked for: all, or the one of `--centre`.
fn places(asked: &Asked) -> Outcome<Vec<Place>> {
    let centres = settings(asked)?.centres().map_err(|e| Failure::WrongUse(e.to_string()))?;
    let known: Vec<String> = centres.iter().map(|c| c.code.clone()).collect();
    let wanted = centres.into_iter().filter(|c| asked.centre.as_ref().is_none_or(|code| *code == c.code));
    let places: Vec<Place> = wanted.map(Place::of).collect::<Outcome<_>>()?;
    if places.is_empty() {
        let code = asked.centre.as_deref().unwrap_or_default();
        return Err(Failure::WrongUse(format!("there is no centre {code}; known: {}", known.join(", "))));
    }
    Ok(places)
}

/// The one centre asked for.
fn one(asked: &Asked) -> Outcome<Place> {
    let mut places = places(asked)?;
    match (places.pop(), places.is_empty()) {
        (Some(place), true) => Ok(place),
        _ => Err(Failure::WrongUse("there are several centres: choose one with --centre CODE".into())),
    }
}

fn each(asked: &Asked, mut work: impl FnMut(&Place) -> Outcome) -> Outcome {
    let places = places(asked)?;
    for place in &places {
        if places.len() > 1 {
            say::line(format!("{}:", place.settings.code));
        }
        work(place)?;
    }
    Ok(())
}

fn migrate_one(place: &Place, check: bool) -> Outcome {
    let steps = crate::house()?.migrations();
    if check {
        let missing = pending(&place.database, &steps)?;
        for step in &missing {
            say::line(format!("missing: {} {} {}", step.service, step.number, step.name));
        }
        if missing.is_empty() {
            say::line("the schema is up to date");
            return Ok(());
        }
        return Err(Failure::Failed(format!(
            "{} schema steps are missing: run hearth migrate",
            missing.len()
        )));
    }
    let keys = prepare_folder(place)?;
    make_store_file(&place.database)?;
    let done = migrate(&place.database, &steps)?;
    if let Some(keys) = keys {
        recognise(&Db::open(&place.database)?, keys)?;
    }
    for step in &done {
        say::line(format!("done: {} {} {}", step.service, step.number, step.name));
    }
    say::line(if done.is_empty() {
        "nothing to do: the schema is up to date"
    } else {
        "the schema is up to date"
    });
    Ok(())
}

/// Makes folder and key of a new centre, as the first `serve` would, where it is said where they are.
fn prepare_folder(place: &Place) -> Outcome<Option<Keys>> {
    place.make_folder()?;
    place.knows_key().then(|| place.make_keys(&Chance::system())).transpose()
}

/// Refuses another key than that of the store.
fn recognise(db: &Db, keys: Keys) -> Outcome {
    let now = Clock::System.now();
    match db.write_blocking(move |conn| key::recognise(conn, &keys, now))? {
        true => Ok(()),
        false => Err(key::other(db.address())),
    }
}

/// Opens a store that must be there already, with the schema of this program.
fn open_store(place: &Place) -> Outcome<Db> {
    if let Address::Sqlite { file } = &place.database
        && !file.exists()
    {
        return Err(Failure::Failed(format!("there is no store at {}", file.display())));
    }
    let missing = pending(&place.database, &crate::house()?.migrations())?;
    if !missing.is_empty() {
        return Err(Failure::Failed(format!(
            "{} schema steps are missing: run hearth migrate",
            missing.len()
        )));
    }
    Ok(Db::open(&place.database)?)
}

/// Opens store and secrets of a centre that is there already, with its own key.
fn open_site(place: &Place) -> Outcome<(Site, Db)> {
    let db = open_store(place)?;
    let site = place.site(&Chance::system())?;
    recognise(&db, site.keys.clone())?;
    Ok((site, db))
}

fn check_trail(place: &Place) -> Outcome {
    match open_store(place)?.read_blocking(trail::check)? {
        Chain::Whole { sealed, waiting } => {
            say::line(format!("the trail is whole: {sealed} rows in the chain, {waiting} wait to be sealed"));
            Ok(())
        }
        Chain::Broken { number } => Err(Failure::Failed(format!(
            "the trail is broken: row {number} was changed, or the row before it is gone. Keep this store as \
             it is and compare with the last backup (each can be checked the same way)"
        ))),
    }
}

fn check_ledger(place: &Place) -> Outcome {
    let findings = open_store(place)?.read_blocking(courses::check::ledgers)?;
    for finding in &findings {
        say::line(finding);
    }
    match findings.len() {
        0 => {
            say::line("the seats of every course add up");
            Ok(())
        }
        _ => Err(Failure::Failed(
            "the seats do not add up. Keep this store as it is and tell the maintainers".into(),
        )),
    }
}
