//! One centre (家庭教育中心) as this process serves it: its store, words, keys and settings.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Notify;

use crate::cache::Cache;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{Conn, Db, DbResult};
use crate::files::Files;
use crate::house::House;
use crate::keys::Keys;
use crate::mail::Mailer;
use crate::{params, sql};

/// One centre.
pub struct Centre {
    /// Short word for logs and folders: `kaohsiung`.
    pub code: String,
    /// Name as residents know it, in Chinese.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Address residents reach it at, without a final slash: `https://family.example.gov.tw`.
    pub base_url: String,
    /// Its store.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Ids and tokens.
    pub chance: Chance,
    /// Signatures and sealing.
    pub keys: Keys,
    /// How mail leaves.
    pub mailer: Mailer,
    /// Where files are kept.
    pub files: Files,
    /// The services.
    pub house: Arc<House>,
    /// Kept pages.
    pub cache: Cache,
    /// Wakes the job worker.
    pub work_waits: Notify,
    settings: RwLock<Arc<HashMap<String, String>>>,
    rooms: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// What a centre is opened with.
pub struct Opening {
    /// See [`Centre::code`].
    pub code: String,
    /// See [`Centre::name`].
    pub name: String,
    /// See [`Centre::name_en`].
    pub name_en: String,
    /// See [`Centre::base_url`].
    pub base_url: String,
    /// See [`Centre::db`].
    pub db: Db,
    /// See [`Centre::clock`].
    pub clock: Clock,
    /// See [`Centre::chance`].
    pub chance: Chance,
    /// See [`Centre::keys`].
    pub keys: Keys,
    /// See [`Centre::mailer`].
    pub mailer: Mailer,
    /// See [`Centre::files`].
    pub files: Files,
    /// See [`Centre::house`].
    pub house: Arc<House>,
}

impl Centre {
    /// Opens a centre whose schema is up to date, and lets every service move in.
    ///
    /// # Errors
    /// Any database error.
    pub async fn open(opening: Opening) -> DbResult<Arc<Centre>> {
        let centre = Arc::new(Centre {
            code: opening.code,
            name: opening.name,
            name_en: opening.name_en,
            base_url: opening.base_url,
            db: opening.db,
            clock: opening.clock,
            chance: opening.chance,
            keys: opening.keys,
            mailer: opening.mailer,
            files: opening.files,
            house: opening.house,
            cache: Cache::default(),
            work_waits: Notify::new(),
            settings: RwLock::default(),
            rooms: RwLock::default(),
        });
        centre.reload_settings().await?;
        for service in &centre.house.services {
            (service.start)(&centre);
        }
        Ok(centre)
    }

    /// Keeps something of a service in memory for this centre.
    pub fn put<T: Any + Send + Sync>(&self, room: Arc<T>) {
        self.rooms.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), room);
    }

    /// What a service put here.
    pub fn room<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
        rooms.get(&TypeId::of::<T>()).cloned().and_then(|room| room.downcast().ok())
    }

    /// A setting of this centre, or its default.
    pub fn setting(&self, name: &str) -> String {
        let settings = self.settings.read().unwrap_or_else(PoisonError::into_inner).clone();
        let default = || {
            let all = self.house.services.iter().flat_map(|s| s.settings).chain(crate::SETTINGS);
            all.copied().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
        };
        settings.get(name).cloned().or_else(default).unwrap_or_default()
    }

    /// A setting that is a whole number; 0 when it is not one.
    pub fn number(&self, name: &str) -> i64 {
        self.setting(name).trim().parse().unwrap_or_default()
    }

    /// Reads the settings again.
    ///
    /// # Errors
    /// Any database error.
    pub async fn reload_settings(&self) -> DbResult<()> {
        let settings = self.db.read(list_settings).await?;
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
        Ok(())
    }
}

fn list_settings(conn: &mut Conn) -> DbResult<HashMap<String, String>> {
    conn.rows(sql!("select name, value from foundation_setting order by name"), &[])?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?)))
        .collect()
}

/// Changes a setting; [`Centre::reload_settings`] makes it felt.
///
/// # Errors
/// Any database error.
pub fn change_setting(
    conn: &mut Conn,
    name: &str,
    value: &str,
    now: office::instant::Instant,
    by: &str,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_setting (name, value, changed_at, changed_by) values ($1, $2, $3, $4)
             on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at,
             changed_by = excluded.changed_by"
        ),
        params![name, value, now, by],
    )?;
    Ok(())
}
