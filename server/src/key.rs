//! The key of a centre: where it lies, when it is made, and how a store knows it again.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use foundation::centre::{find_setting, set_once};
use foundation::chance::Chance;
use foundation::db::{Address, Conn, Db, DbError, DbResult, pending};
use foundation::health;
use foundation::keys::Keys;
use office::instant::Instant;

use crate::failure::{Failure, Outcome};
use crate::site::{Place, secret};

/// The variable that holds the key where no file does.
pub const VARIABLE: &str = "HEARTH_KEY";
/// The setting that holds a signature by which the key is known again.
const MARK: &str = "centre.key";

/// What a store says of the key it was sealed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealed {
    /// Nothing was done in it yet.
    New,
    /// It knows no key.
    Unmarked,
    /// The mark of its key.
    By(String),
}

impl Sealed {
    /// What a store with a schema says.
    ///
    /// # Errors
    /// Any database error.
    pub fn find(conn: &mut Conn) -> DbResult<Sealed> {
        Ok(match find_setting(conn, MARK)? {
            Some(mark) => Sealed::By(mark),
            None if health::find_last_act(conn)?.is_none() => Sealed::New,
            None => Sealed::Unmarked,
        })
    }

    /// What the store at an address says.
    fn at(address: &Address) -> Outcome<Sealed> {
        let look = || {
            let missing = pending(address, &[foundation::MIGRATIONS])?;
            if missing.iter().any(|step| step.number == 1) {
                return Ok(Sealed::New);
            }
            Db::open(address)?.read_blocking(Sealed::find)
        };
        look().map_err(|e: DbError| Failure::of(format!("the store {address}"), e))
    }

    /// Whether it was sealed with another key than this one.
    pub fn is_by_another(&self, keys: &Keys) -> bool {
        matches!(self, Sealed::By(mark) if *mark != mark_of(keys))
    }
}

fn mark_of(keys: &Keys) -> String {
    keys.sign("recognise", "hearth")
}

/// Whether this is the key of the store; a store that knows none takes the first one it is shown, also when
/// two processes show theirs at once.
///
/// # Errors
/// Any database error.
pub fn recognise(conn: &mut Conn, keys: &Keys, now: Instant) -> DbResult<bool> {
    let mine = mark_of(keys);
    Ok(set_once(conn, MARK, &mine, now, "system")? == mine)
}

/// The refusal of a key that is not the store's.
pub fn other(address: &Address) -> Failure {
    Failure::Failed(format!("the store {address} was sealed with another key: put the right key file back"))
}

/// The key of the environment, if it holds one.
pub fn of_environment() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|text| !text.trim().is_empty())
}

impl Place {
    /// The key file: as told, or in the folder.
    pub fn key_file(&self) -> Option<PathBuf> {
        self.settings.key_file.clone().or_else(|| self.folder.as_ref().map(|folder| folder.join("key")))
    }

    /// Whether it is said where the key is.
    pub fn knows_key(&self) -> bool {
        of_environment().is_some() || self.key_file().is_some()
    }

    /// The key; none is made.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn find_keys(&self) -> Outcome<Keys> {
        let wrong = |place: &str| Failure::Failed(format!("{place}: a key is 64 hexadecimal digits"));
        if let Some(text) = of_environment() {
            return Keys::from_hex(&text).ok_or_else(|| wrong(VARIABLE));
        }
        let file = self.wanted_key_file()?;
        if !file.exists() {
            return Err(self.missing_key(&file));
        }
        Keys::from_hex(&secret(&file)?).ok_or_else(|| wrong(&file.display().to_string()))
    }

    /// The key, made when both it and the store are new: with another key nothing sealed could be opened.
    ///
    /// # Errors
    /// When it is missing, cannot be read or made, or is not the key of the store.
    pub fn make_keys(&self, chance: &Chance) -> Outcome<Keys> {
        let sealed = Sealed::at(&self.database)?;
        if of_environment().is_none() {
            let file = self.wanted_key_file()?;
            match file.exists() {
                true => {}
                false if sealed == Sealed::New => write_key(&file, chance)?,
                false => return Err(self.missing_key(&file)),
            }
        }
        let keys = self.find_keys()?;
        if sealed.is_by_another(&keys) { Err(other(&self.database)) } else { Ok(keys) }
    }

    fn wanted_key_file(&self) -> Outcome<PathBuf> {
        let none = || Failure::WrongUse("the key needs a place: --data DIR, or key_file".into());
        self.key_file().ok_or_else(none)
    }

    fn missing_key(&self, file: &Path) -> Failure {
        Failure::Failed(format!(
            "the key file {} is missing: put the key file back (a new key would not open what was sealed with \
             the old one in {})",
            file.display(),
            self.database
        ))
    }
}

fn write_key(file: &Path, chance: &Chance) -> Outcome {
    let made = File::options().write(true).create_new(true).mode(0o600).open(file).and_then(|mut f| {
        writeln!(f, "{}", chance.token())?;
        f.sync_all()
    });
    made.map_err(|e| Failure::of(file.display(), e))
}
