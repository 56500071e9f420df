//! One centre (家庭教育中心) as this process serves it: its store, words, keys and settings.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use office::Districts;
use tokio::sync::Notify;

use crate::archive;
use crate::cache::{self, Cache};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::crowd::Crowd;
use crate::db::{Conn, Db, DbResult};
use crate::districts;
use crate::files::Files;
use crate::house::House;
use crate::i18n::{Lang, Words};
use crate::jobs::Work;
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
    /// Whether many people are being answered just now.
    pub crowd: Crowd,
    settings: RwLock<Arc<HashMap<String, String>>>,
    districts: RwLock<Arc<Districts>>,
    rooms: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    beats: RwLock<Vec<Beat>>,
}

/// Something every process does every few seconds and once more before it ends; see [`Centre::at_each_beat`].
pub type Beat = fn(Arc<Centre>) -> Work;

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
            crowd: Crowd::default(),
            settings: RwLock::default(),
            districts: RwLock::new(districts::known()),
            rooms: RwLock::default(),
            beats: RwLock::default(),
        });
        centre.reload_settings().await?;
        centre.put(Arc::new(archive::Turns::default()));
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

    /// Has every process do something every few seconds and once more before it ends: what is gathered in
    /// memory is written down.
    pub fn at_each_beat(&self, beat: Beat) {
        self.beats.write().unwrap_or_else(PoisonError::into_inner).push(beat);
    }

    /// Does what is to be done every few seconds; call it that often, and before the process ends.
    pub async fn beat(self: &Arc<Centre>) {
        let beats = self.beats.read().unwrap_or_else(PoisonError::into_inner).clone();
        for beat in beats {
            if let Err(error) = beat(self.clone()).await {
                tracing::warn!(centre = self.code, %error, "what was gathered cannot be written down yet");
            }
        }
    }

    /// A setting of this centre, or its default.
    pub fn setting(&self, name: &str) -> String {
        let settings = self.settings.read().unwrap_or_else(PoisonError::into_inner).clone();
        let default =
            || self.known_settings().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
        settings.get(name).cloned().or_else(default).unwrap_or_default()
    }

    /// The districts it offers.
    pub fn districts(&self) -> Arc<Districts> {
        self.districts.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The words of the house in one language, with the districts of this centre.
    pub fn words(&self, lang: Lang) -> Words {
        self.house.i18n.words(lang).with_districts(self.districts())
    }

    /// A setting that is a whole number; 0 when it is not one.
    pub fn number(&self, name: &str) -> i64 {
        self.setting(name).trim().parse().unwrap_or_default()
    }

    /// Everything this centre may set: name and default, the house's own first.
    pub fn known_settings(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        crate::SETTINGS.iter().chain(self.house.services.iter().flat_map(|s| s.settings)).copied()
    }

    /// Reads the settings again, and drops the pages that may show them when one has changed.
    ///
    /// # Errors
    /// Any database error.
    pub async fn reload_settings(&self) -> DbResult<()> {
        let settings = Arc::new(self.db.read(list_settings).await?);
        let before = {
            let mut held = self.settings.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *held, settings.clone())
        };
        if before != settings {
            let found = districts::of(|name| settings.get(name).cloned());
            *self.districts.write().unwrap_or_else(PoisonError::into_inner) = found;
            self.cache.bump(&[cache::SETTINGS]);
        }
        Ok(())
    }

    /// Looks for what other processes over the same store changed; call it every second.
    ///
    /// # Errors
    /// Any database error.
    pub async fn follow(&self) -> DbResult<()> {
        let moved = self.cache.follow(&self.db).await?;
        if moved.iter().any(|topic| topic == cache::SETTINGS) { self.reload_settings().await } else { Ok(()) }
    }
}

fn list_settings(conn: &mut Conn) -> DbResult<HashMap<String, String>> {
    conn.rows(sql!("select name, value from foundation_setting order by name"), &[])?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?)))
        .collect()
}

/// Changes a setting; [`Centre::reload_settings`] makes it felt here, the follower in other processes.
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
    cache::touch(conn, &[cache::SETTINGS])
}

/// What a setting was set to, if it was.
///
/// # Errors
/// Any database error.
pub fn find_setting(conn: &mut Conn, name: &str) -> DbResult<Option<String>> {
    let row = conn.first(sql!("select value from foundation_setting where name = $1"), params![name])?;
    row.map(|r| r.get(0)).transpose()
}

/// Sets what is set once and for all, unless it is set already; gives what it is set to.
///
/// # Errors
/// Any database error.
pub fn set_once(
    conn: &mut Conn,
    name: &str,
    value: &str,
    now: office::instant::Instant,
    by: &str,
) -> DbResult<String> {
    if let Some(known) = find_setting(conn, name)? {
        return Ok(known);
    }
    let added = conn.execute(
        sql!(
            "insert into foundation_setting (name, value, changed_at, changed_by) values ($1, $2, $3, $4)
             on conflict (name) do nothing"
        ),
        params![name, value, now, by],
    )?;
    if added > 0 {
        cache::touch(conn, &[cache::SETTINGS])?;
        return Ok(value.to_owned());
    }
    // Another process was at it in between, and has ended.
    Ok(find_setting(conn, name)?.unwrap_or_default())
}

/// Lets the default hold again.
///
/// # Errors
/// Any database error.
pub fn drop_setting(conn: &mut Conn, name: &str) -> DbResult<()> {
    conn.execute(sql!("delete from foundation_setting where name = $1"), params![name])?;
    cache::touch(conn, &[cache::SETTINGS])
}

/// A setting that differs from its default because somebody set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub value: String,
    /// When.
    pub changed_at: office::instant::Instant,
    /// By whom: the name of a member of staff, or `system`.
    pub changed_by: String,
}

/// What was set, by name.
///
/// # Errors
/// Any database error.
pub fn list_own(conn: &mut Conn) -> DbResult<Vec<Own>> {
    conn.rows(
        sql!(
            "select s.name, s.value, s.changed_at, coalesce(p.name, s.changed_by)
             from foundation_setting s left join foundation_staff p on p.id = s.changed_by order by s.name"
        ),
        &[],
    )?
    .iter()
    .map(|r| Ok(Own { name: r.get(0)?, value: r.get(1)?, changed_at: r.get(2)?, changed_by: r.get(3)? }))
    .collect()
}
