//! From settings to an open centre.

use std::path::Path;
use std::sync::Arc;

use foundation::centre::{Centre, Opening};
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::db::{Address, Db, migrate};
use foundation::files::Files;
use foundation::house::House;
use foundation::keys::Keys;
use foundation::mail::{self, Mailer};

use crate::failure::{Failure, Outcome};

/// All a centre is opened from.
#[derive(Clone)]
pub struct Site {
    /// See [`Centre::code`].
    pub code: String,
    /// See [`Centre::name`].
    pub name: String,
    /// See [`Centre::name_en`].
    pub name_en: String,
    /// Host names it answers to; only asked for when a process serves several centres.
    pub hosts: Vec<String>,
    /// See [`Centre::base_url`].
    pub base_url: String,
    /// Where its store is.
    pub database: Address,
    /// Where its files are.
    pub files: Files,
    /// Its secrets.
    pub keys: Keys,
    /// How its mail leaves.
    pub mailer: Mailer,
    /// Its time.
    pub clock: Clock,
    /// Its chance.
    pub chance: Chance,
}

impl Site {
    /// The demonstration centre, in a folder of its own; its mail stays in the outbox.
    pub fn demo(folder: &Path, base_url: impl Into<String>) -> Site {
        let chance = Chance::system();
        Site {
            code: "demo".into(),
            name: "高雄市政府教育局家庭教育中心（示範）".into(),
            name_en: "Family Education Centre (demo)".into(),
            hosts: vec![],
            base_url: base_url.into(),
            database: Address::Sqlite { file: folder.join("hearth.db") },
            files: Files::Folder(folder.join("files")),
            keys: Keys::new(chance.bytes()),
            mailer: Mailer::Kept,
            clock: Clock::System,
            chance,
        }
    }
}

/// Opens a centre: brings its schema up to date, moves the services in, takes stock of what an
/// earlier process left behind.
///
/// # Errors
/// When the store cannot be reached or its schema cannot be brought up to date.
pub async fn open_centre(site: Site, house: Arc<House>) -> Outcome<Arc<Centre>> {
    let (address, steps) = (site.database.clone(), house.migrations());
    // Opening blocks, and PostgreSQL's driver must not block on a thread of the runtime.
    let opened = tokio::task::spawn_blocking(move || {
        migrate(&address, &steps)?;
        Db::open(&address)
    });
    let failed = |why: String| Failure::of(format!("the store {}", site.database), why);
    let db = opened.await.map_err(|e| failed(e.to_string()))?.map_err(|e| failed(e.to_string()))?;
    let centre = Centre::open(Opening {
        code: site.code,
        name: site.name,
        name_en: site.name_en,
        base_url: site.base_url,
        db,
        clock: site.clock,
        chance: site.chance,
        keys: site.keys,
        mailer: site.mailer,
        files: site.files,
        house,
    })
    .await?;
    let now = centre.clock.now();
    centre.db.write(move |conn| mail::doubt_unfinished(conn, now)).await?;
    foundation::jobs::schedule(&centre).await?;
    Ok(centre)
}
