//! A living centre to look at: invented courses and people, mail that stays in the outbox.

use std::path::PathBuf;
use std::sync::Arc;

use foundation::centre::{Centre, change_setting};
use foundation::db::Address;
use foundation::trail::{self, Chain};
use tokio::net::TcpListener;

use crate::failure::{Failure, Outcome};
use crate::say;
use crate::site::{Site, open_centre};

/// What a demonstration is asked for with.
pub struct Wanted {
    /// Where to listen.
    pub listen: String,
    /// The folder to keep it in; a throw-away one otherwise.
    pub data: Option<PathBuf>,
    /// Another store than the one in the folder.
    pub database: Option<Address>,
    /// How large: 1 is small, 10 a year in the life of a large centre.
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
    for service in &centre.house.services {
        let filled = (service.demo)(centre.clone(), large).await;
        filled.map_err(|e| Failure::of(format!("filling {}", service.name), e))?;
    }
    let now = centre.clock.now();
    centre.db.write(move |conn| change_setting(conn, MARK, "yes", now, "system")).await?;
    centre.reload_settings().await?;
    Ok(centre)
}

/// Serves a demonstration until it is told to stop.
///
/// # Errors
/// When it cannot be opened or cannot listen.
pub async fn run(wanted: Wanted) -> Outcome {
    let throw_away = match wanted.data {
        None => Some(tempfile::tempdir().map_err(|e| Failure::of("a throw-away folder", e))?),
        Some(_) => None,
    };
    let folder = wanted.data.or(throw_away.as_ref().map(|f| f.path().to_owned())).unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(|e| Failure::of(folder.display(), e))?;
    let listener = TcpListener::bind(&wanted.listen).await.map_err(|e| Failure::of(&wanted.listen, e))?;
    let address = listener.local_addr().map_err(|e| Failure::of(&wanted.listen, e))?;
    let mut site = Site::demo(&folder, format!("http://{address}"));
    if let Some(database) = wanted.database {
        site.database = database;
    }
    let centre = open(site, wanted.large).await?;
    say::line(format!("{} / {}", centre.name, centre.name_en));
    say::line(format!("{}  (staff: {}/office)", centre.base_url, centre.base_url));
    say::line(format!("store: {}", centre.db.address()));
    let now = centre.clock.now();
    for person in accounts::demo::SIGN_INS {
        let code = person.code(now).map_or_else(String::new, |code| format!("  one-time code now: {code}"));
        say::line(format!("  {}  {}  {}{code}", person.email, person.password, person.name));
        if let Some(secret) = person.totp_secret {
            say::line(format!("      authenticator secret: {secret}"));
        }
    }
    if throw_away.is_some() {
        say::line("everything is thrown away at the end (Ctrl-C); --data FOLDER keeps it");
    }
    crate::serve::run(vec![(vec![], centre)], listener, crate::serve::told_to_stop()).await
}
