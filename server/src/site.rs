//! From settings to an open centre.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foundation::centre::{Centre, Opening};
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::config;
use foundation::db::{Address, Conn, Db, DbResult, Engine, migrate};
use foundation::files::Files;
use foundation::house::House;
use foundation::jobs;
use foundation::keys::Keys;
use foundation::mail::{self, Mailer};
use office::instant::Instant;

use crate::failure::{Failure, Outcome};
use crate::{disk, key};

/// Where a centre is, without its secrets: enough for commands that only look at the store.
#[derive(Debug, Clone)]
pub struct Place {
    /// The settings it was told by.
    pub settings: config::Centre,
    /// Where its store is.
    pub database: Address,
    /// Its folder, if it has one.
    pub folder: Option<PathBuf>,
}

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
    /// The Maildir its petitions by e-mail arrive in.
    pub mail_folder: Option<PathBuf>,
}

impl Place {
    /// Where a centre of the settings is.
    ///
    /// # Errors
    /// When neither folder nor store is given, or an address cannot be read.
    pub fn of(settings: config::Centre) -> Outcome<Place> {
        let folder = settings.data.clone();
        let database = match (&settings.database, &folder) {
            (Some(url), _) => {
                let url = with_password(url, settings.database_password_file.as_deref())?;
                Address::parse(&url).map_err(|e| Failure::WrongUse(format!("database: {e}")))?
            }
            (None, Some(folder)) => Address::Sqlite { file: folder.join("hearth.db") },
            (None, None) => {
                return Err(Failure::WrongUse(
                    "where is the centre? Give --data DIR (or data in the settings, or HEARTH_DATA), or \
                     --database URL"
                        .into(),
                ));
            }
        };
        Ok(Place { settings, database, folder })
    }

    /// The folder of files, when they lie in one.
    pub fn files_folder(&self) -> Option<PathBuf> {
        if self.settings.s3.is_some() { None } else { self.folder.as_ref().map(|f| f.join("files")) }
    }

    /// Makes the folder when it is new, for nobody else's eyes.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make_folder(&self) -> Outcome {
        let Some(folder) = self.folder.as_ref().filter(|folder| !folder.exists()) else { return Ok(()) };
        let made = fs::create_dir_all(folder)
            .and_then(|()| fs::set_permissions(folder, fs::Permissions::from_mode(0o700)));
        made.map_err(|e| Failure::of(folder.display(), e))
    }

    /// Reads the secrets; none is made.
    ///
    /// # Errors
    /// When a secret is missing or a setting cannot be used.
    pub fn site(&self, chance: &Chance) -> Outcome<Site> {
        self.site_with(self.find_keys()?, chance)
    }

    /// The same for a centre that may be new: see [`Place::make_keys`].
    ///
    /// # Errors
    /// As [`Place::site`], and when the key is not that of the store.
    pub fn first_site(&self, chance: &Chance) -> Outcome<Site> {
        self.site_with(self.make_keys(chance)?, chance)
    }

    fn site_with(&self, keys: Keys, chance: &Chance) -> Outcome<Site> {
        let settings = &self.settings;
        let or = |given: &Option<String>, default: &str| given.clone().unwrap_or_else(|| default.to_owned());
        Ok(Site {
            code: settings.code.clone(),
            name: or(&settings.name, "家庭教育中心"),
            name_en: or(&settings.name_en, "Family Education Centre"),
            hosts: settings.hosts.clone(),
            base_url: or(&settings.base_url, "").trim_end_matches('/').to_owned(),
            database: self.database.clone(),
            files: self.files()?,
            keys,
            mailer: self.mailer()?,
            clock: Clock::System,
            chance: chance.clone(),
            mail_folder: settings.mail_folder.clone(),
        })
    }

    /// How mail leaves.
    ///
    /// # Errors
    /// When the password is missing or the address wrong.
    pub fn mailer(&self) -> Outcome<Mailer> {
        let Some(smtp) = &self.settings.smtp else { return Ok(Mailer::Kept) };
        let password = smtp.password_file.as_deref().map(secret).transpose()?;
        Mailer::smtp(smtp, password.as_deref()).map_err(Failure::WrongUse)
    }

    /// Where files are kept.
    ///
    /// # Errors
    /// When there is no place for them, the secret key of an S3 store is missing or its address wrong.
    pub fn files(&self) -> Outcome<Files> {
        let none = || Failure::WrongUse("files need a place: --data DIR, or [s3] in the settings".into());
        match &self.settings.s3 {
            Some(s3) => {
                let key = secret(&s3.secret_key_file)?;
                Files::s3(s3, &key).map_err(|e| Failure::WrongUse(format!("s3: {e}")))
            }
            None => self.files_folder().map(Files::Folder).ok_or_else(none),
        }
    }
}

/// Makes the file of a new SQLite store, for nobody else's eyes; its log takes after it.
///
/// # Errors
/// When it cannot be made.
pub fn make_store_file(address: &Address) -> Outcome {
    let Address::Sqlite { file } = address else { return Ok(()) };
    if file.exists() {
        return Ok(());
    }
    let made = File::options().write(true).create_new(true).mode(0o600).open(file);
    made.map(drop).map_err(|e| Failure::of(file.display(), e))
}

pub(crate) fn secret(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|e| Failure::of(file.display(), e))
}

/// Puts the password of a file into a PostgreSQL address.
fn with_password(url: &str, file: Option<&Path>) -> Outcome<String> {
    let Some(file) = file else { return Ok(url.to_owned()) };
    let password = secret(file)?;
    let encoded: String = password.trim_end().bytes().map(|b| format!("%{b:02X}")).collect();
    let wrong =
        || Failure::WrongUse("database_password_file needs database = \"postgres://USER@HOST/…\"".into());
    let (scheme, rest) =
        url.split_once("://").filter(|(s, _)| s.starts_with("postgres")).ok_or_else(wrong)?;
    let (user, host) = rest.split_once('@').ok_or_else(wrong)?;
    Ok(format!("{scheme}://{}:{encoded}@{host}", user.split(':').next().unwrap_or(user)))
}

/// A lock on a store: held as long as the value lives, by the process and its threads.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock is the open file")] Option<File>);

/// Takes a SQLite store for this process alone; several processes may share a PostgreSQL one.
///
/// # Errors
/// When another process has it, or the disk gives no guarantees.
pub fn take_store(address: &Address) -> Outcome<Lock> {
    let Address::Sqlite { file } = address else { return Ok(Lock(None)) };
    if let Some(kind) = disk::network_file_system(file) {
        return Err(Failure::Failed(format!(
            "{} lies on a network disk ({kind}), where SQLite cannot promise to keep what it wrote. Put the \
             store on a disk of this machine, or use PostgreSQL",
            file.display()
        )));
    }
    let place = PathBuf::from(format!("{}.lock", file.display()));
    let failed = |e: std::io::Error| Failure::of(place.display(), e);
    let lock =
        File::options().create(true).truncate(false).write(true).mode(0o600).open(&place).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(Lock(Some(lock))),
        Err(TryLockError::WouldBlock) => Err(Failure::Failed(format!(
            "another hearth serves {} (it holds {}). A SQLite file is served by one process; several \
             processes need PostgreSQL",
            file.display(),
            place.display()
        ))),
        Err(TryLockError::Error(e)) => Err(failed(e)),
    }
}

impl Site {
    /// The demonstration centre, in a folder of its own; its mail stays in the outbox.
    ///
    /// # Errors
    /// When its key cannot be kept in the folder.
    pub fn demo(folder: &Path, database: Option<String>, base_url: impl Into<String>) -> Outcome<Site> {
        let settings = config::Centre {
            code: "demo".into(),
            name: Some("高雄市政府教育局家庭教育中心（示範）".into()),
            name_en: Some("Family Education Centre (demo)".into()),
            base_url: Some(base_url.into()),
            data: Some(folder.to_owned()),
            database,
            ..config::Centre::default()
        };
        let place = Place::of(settings)?;
        place.make_folder()?;
        place.first_site(&Chance::system())
    }
}

/// Opens a centre: brings its schema up to date and moves the services in.
///
/// # Errors
/// When the store cannot be reached, its schema cannot be brought up to date, or it was sealed with
/// another key.
pub async fn open_centre(site: Site, house: Arc<House>) -> Outcome<Arc<Centre>> {
    make_store_file(&site.database)?;
    let (address, steps) = (site.database.clone(), house.migrations());
    // Opening blocks, and PostgreSQL's driver must not block on a thread of the runtime.
    let opened = tokio::task::spawn_blocking(move || {
        let done = migrate(&address, &steps)?;
        Ok::<_, foundation::db::DbError>((Db::open(&address)?, done))
    });
    let failed = |why: String| Failure::of(format!("the store {}", site.database), why);
    let (db, done) = opened.await.map_err(|e| failed(e.to_string()))?.map_err(|e| failed(e.to_string()))?;
    for step in done {
        tracing::info!(centre = site.code, "schema step {} {} {}", step.service, step.number, step.name);
    }
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
    if let Some(folder) = site.mail_folder {
        centre.put(Arc::new(petitions::jobs::mailbox::Mailbox(folder)));
    }
    let (keys, now) = (centre.keys.clone(), centre.clock.now());
    if !centre.db.write(move |conn| key::recognise(conn, &keys, now)).await? {
        return Err(key::other(centre.db.address()));
    }
    Ok(centre)
}

/// Takes stock of what an earlier process left behind, and makes sure that what happens by itself
/// will. Only for the process that serves the centre, not for a command beside it.
///
/// # Errors
/// Any database error.
pub async fn take_stock(centre: &Arc<Centre>) -> Outcome {
    let now = centre.clock.now();
    centre.db.write(move |conn| settle_unfinished(conn, now)).await?;
    Ok(jobs::schedule(centre).await?)
}

/// What an ended process left half done. Nobody else works on a SQLite store; on PostgreSQL another
/// process may be at it until its time is up.
fn settle_unfinished(conn: &mut Conn, now: Instant) -> DbResult<()> {
    let is_alone = conn.engine() == Engine::Sqlite;
    if is_alone {
        jobs::release_unfinished(conn)?;
    }
    let grace = if is_alone { mail::SENDING_SECONDS + 1 } else { 0 };
    mail::doubt_unfinished(conn, now.plus_seconds(grace))?;
    Ok(())
}
