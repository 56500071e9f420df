//! Backup and restore of one centre: the store, copied while it is in use, its files, and a manifest
//! with the checksum of every part. The key is never part of it: whoever finds a backup must not be
//! able to open what is sealed.

mod carry;
mod postgres;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use office::id::Id;
use office::instant::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::db::{Address, Conn, Db, DbError, DbResult, Migrations, verify_sqlite};
use crate::files::Files;
use crate::trail::{self, Actor, Entry};
use crate::{jobs, params, sql};

/// The name of the manifest.
pub const MANIFEST: &str = "manifest.json";
/// The name of the copy of a SQLite store.
const SQLITE_PART: &str = "store.db";
/// The name of the dump of a PostgreSQL schema.
const POSTGRES_PART: &str = "store.dump";
/// The folder of the files.
const FILES_PART: &str = "files";
/// Version of this layout.
const FORMAT: u32 = 1;

/// What a backup consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout.
    pub format: u32,
    /// The program that made it: `hearth 0.1.0`.
    pub program: String,
    /// When the copy was begun.
    pub made_at: String,
    /// Code of the centre.
    pub centre: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// The schema, for PostgreSQL.
    pub schema: Option<String>,
    /// Whether the files lie in an S3 store, which has copies of its own.
    pub are_files_elsewhere: bool,
    /// All parts but this one.
    pub parts: Vec<Part>,
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Path below the backup, with `/`.
    pub name: String,
    /// Size.
    pub size_bytes: u64,
    /// Checksum in hexadecimal digits.
    pub sha256: String,
}

/// Why there is no backup, or why it cannot be put back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BackupError(pub String);

impl BackupError {
    fn of(path: &Path, why: impl std::fmt::Display) -> BackupError {
        BackupError(format!("{}: {why}", path.display()))
    }
}

impl From<DbError> for BackupError {
    fn from(error: DbError) -> Self {
        BackupError(format!("the store: {error}"))
    }
}

/// What is to be backed up.
pub struct Source<'a> {
    /// Code of the centre.
    pub centre: &'a str,
    /// Its store.
    pub db: &'a Db,
    /// Its folder of files; nothing when they lie in an S3 store.
    pub files: Option<&'a Path>,
    /// Now.
    pub now: Instant,
}

/// Makes a backup in the folder `to`, which must be new or empty, and reads it again to be sure.
///
/// # Errors
/// When any part could not be made or does not read back; the folder is no backup then, as it has
/// no manifest.
pub fn make(source: &Source<'_>, to: &Path) -> Result<Manifest, BackupError> {
    take_empty(to)?;
    // Before the store, and once more after it for what came meanwhile: the key of a file that is sealed lies in
    // the store first, so that the copy of the store holds the key of whatever lies sealed in the copy.
    copy_files(source, to)?;
    let (engine, schema) = match source.db.address() {
        Address::Sqlite { .. } => {
            let copy = to.join(SQLITE_PART);
            private_file(&copy).map_err(|e| BackupError::of(&copy, e))?;
            let file = copy.clone();
            source.db.read_blocking(move |conn| conn.copy_to(&file))?;
            verify_sqlite(&copy)?;
            ("sqlite", None)
        }
        Address::Postgres { url, schema, .. } => {
            postgres::dump(url, schema, &to.join(POSTGRES_PART))?;
            ("postgres", Some(schema.clone()))
        }
    };
    copy_files(source, to)?;
    let mut parts = Vec::new();
    list_parts(to, to, &mut parts)?;
    let manifest = Manifest {
        format: FORMAT,
        program: concat!("hearth ", env!("CARGO_PKG_VERSION")).into(),
        made_at: source.now.to_string(),
        centre: source.centre.into(),
        engine: engine.into(),
        schema,
        are_files_elsewhere: source.files.is_none(),
        parts,
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(|e| BackupError(e.to_string()))?;
    let place = to.join(MANIFEST);
    let written = private_file(&place).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|e| BackupError::of(&place, e))?;
    verify(to)
}

/// Reads a backup through: every part must be there with its size and checksum.
///
/// # Errors
/// The first part that is missing or not what it was.
pub fn verify(from: &Path) -> Result<Manifest, BackupError> {
    let place = from.join(MANIFEST);
    let text = fs::read_to_string(&place)
        .map_err(|e| BackupError(format!("{}: {e}; this is no finished backup", place.display())))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| BackupError::of(&place, e))?;
    if manifest.format != FORMAT {
        return Err(BackupError::of(&place, format!("format {} is not known here", manifest.format)));
    }
    for part in &manifest.parts {
        let path = Path::new(&part.name);
        if !path.components().all(|c| matches!(c, Component::Normal(_))) {
            return Err(BackupError(format!("{}: leads out of the backup", part.name)));
        }
        let found = describe(from, &from.join(path))?;
        if found != *part {
            return Err(BackupError(format!(
                "{}: {} bytes with sha256 {}, but the manifest says {} bytes with {}",
                part.name, found.size_bytes, found.sha256, part.size_bytes, part.sha256
            )));
        }
    }
    Ok(manifest)
}

/// Where a backup is put back to.
pub struct Target<'a> {
    /// The store; it must not exist yet, or be an empty schema.
    pub database: &'a Address,
    /// The schema of this program, for a SQLite store that goes over to PostgreSQL.
    pub steps: &'a [Migrations],
    /// Now: what was to be written by then may have been written.
    pub now: Instant,
    /// Id of the row of the trail that says so.
    pub trail_id: Id,
}

/// Kind of the matter in the trail: the store of the centre itself.
const STORE: &str = "foundation_store";

/// Notes in the trail that the store of this centre was put back from a backup, and of when that was.
///
/// # Errors
/// Any database error.
pub fn note_restored(
    conn: &mut Conn,
    id: &Id,
    now: Instant,
    (centre, made_at): (&str, &str),
) -> DbResult<()> {
    let entry = Entry { after: Some(made_at.to_owned()), ..Entry::new(STORE, centre, "restored") };
    trail::add(conn, std::slice::from_ref(id), now, &Actor::system(), &[entry])
}

/// When this store was put back from a backup the last time.
///
/// # Errors
/// Any database error.
pub fn find_restored(conn: &mut Conn) -> DbResult<Option<Instant>> {
    let row = conn.first(
        sql!("select max(at) from foundation_trail where matter = $1 and verb = 'restored'"),
        params![STORE],
    )?;
    row.map_or(Ok(None), |r| r.get(0))
}

/// Puts the store of a backup back where there is none yet, without the files (see [`restore_files`]); that
/// of a SQLite store may also go into a PostgreSQL schema. Messages that were queued when the copy
/// was made become `unsure`, as they may have gone out since, and so may letters that were to be written
/// by now: a person decides. The trail says so, from which reminders know that they may have been sent.
///
/// # Errors
/// When the backup is not whole, the target is not empty, or the engines differ.
pub fn restore(from: &Path, target: &Target<'_>) -> Result<Manifest, BackupError> {
    let manifest = verify(from)?;
    match (manifest.engine.as_str(), target.database) {
        ("sqlite", Address::Sqlite { file }) => {
            if file.exists() {
                return Err(BackupError::of(file, "is there already; a backup is put back beside it"));
            }
            copy_file(&from.join(SQLITE_PART), file)?;
            verify_sqlite(file)?;
        }
        ("postgres", Address::Postgres { url, schema, .. }) => {
            if manifest.schema.as_ref() != Some(schema) {
                return Err(BackupError(format!(
                    "the backup is of schema {}, and can only be put back into a schema of that name",
                    manifest.schema.unwrap_or_default()
                )));
            }
            postgres::put_back(url, schema, &from.join(POSTGRES_PART))?;
        }
        ("sqlite", Address::Postgres { .. }) => {
            // Opening a store writes beside it, and a backup stays as it is.
            let folder = std::env::temp_dir().join(format!("hearth-restore-{}", std::process::id()));
            take_empty(&folder)?;
            let copy = folder.join(SQLITE_PART);
            let carried = copy_file(&from.join(SQLITE_PART), &copy)
                .and_then(|()| carry::carry(&copy, target.database, target.steps));
            let _ = fs::remove_dir_all(&folder);
            carried?;
        }
        (engine, _) => {
            return Err(BackupError(format!("the backup is of a {engine} store, the target is another")));
        }
    }
    let (now, trail_id) = (target.now, target.trail_id.clone());
    let (centre, made_at) = (manifest.centre.clone(), manifest.made_at.clone());
    Db::open(target.database)?.write_blocking(move |conn| {
        doubt_queued(conn)?;
        jobs::hold_letters(conn, now)?;
        note_restored(conn, &trail_id, now, (&centre, &made_at))
    })?;
    Ok(manifest)
}

/// Puts the files of a backup where the centre keeps its files; says how many.
///
/// # Errors
/// The first file that could not be read or kept.
pub async fn restore_files(from: &Path, files: &Files) -> Result<usize, BackupError> {
    let folder = from.join(FILES_PART);
    let paths = if folder.exists() { entries(&folder)? } else { Vec::new() };
    for path in &paths {
        let bytes = tokio::fs::read(path).await.map_err(|e| BackupError::of(path, e))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        files.put(&name, bytes.into()).await.map_err(|e| BackupError::of(path, e))?;
    }
    Ok(paths.len())
}

fn doubt_queued(conn: &mut Conn) -> DbResult<u64> {
    conn.execute(
        sql!("update foundation_mail set state = 'unsure' where state <> 'sent' and state in ('queued', 'sending')"),
        &[],
    )
}

fn take_empty(folder: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(folder).map_err(|e| BackupError::of(folder, e))?;
    let mut inside = fs::read_dir(folder).map_err(|e| BackupError::of(folder, e))?;
    if inside.next().is_some() {
        return Err(BackupError::of(folder, "is not empty"));
    }
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(|e| BackupError::of(folder, e))
}

fn private_file(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

fn copy_file(from: &Path, to: &Path) -> Result<(), BackupError> {
    let copied = File::open(from).and_then(|mut source| {
        let mut copy = private_file(to)?;
        std::io::copy(&mut source, &mut copy)?;
        copy.sync_all()
    });
    copied.map_err(|e| BackupError::of(to, e))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let read = fs::read_dir(folder).and_then(|all| {
        let mut paths = all.map(|e| Ok(e?.path())).collect::<std::io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    });
    read.map_err(|e| BackupError::of(folder, e))
}

fn copy_files(source: &Source<'_>, to: &Path) -> Result<(), BackupError> {
    source
        .files
        .filter(|files| files.exists())
        .map_or(Ok(()), |files| copy_folder(files, &to.join(FILES_PART)))
}

/// Copies what is not there yet.
fn copy_folder(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(to).map_err(|e| BackupError::of(to, e))?;
    for path in entries(from)? {
        let Some(name) = path.file_name() else { continue };
        // A name that begins with a dot is a file that was not finished.
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else if !name.to_string_lossy().starts_with('.') && !to.join(name).exists() {
            copy_file(&path, &to.join(name))?;
        }
    }
    Ok(())
}

fn list_parts(root: &Path, folder: &Path, parts: &mut Vec<Part>) -> Result<(), BackupError> {
    for path in entries(folder)? {
        if path.is_dir() {
            list_parts(root, &path, parts)?;
        } else {
            parts.push(describe(root, &path)?);
        }
    }
    Ok(())
}

fn describe(root: &Path, path: &Path) -> Result<Part, BackupError> {
    let failed = |e: std::io::Error| BackupError::of(path, e);
    let mut file = File::open(path).map_err(failed)?;
    let (mut digest, mut size_bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(failed)?;
        let Some(bytes) = buffer.get(..read).filter(|b| !b.is_empty()) else { break };
        digest.update(bytes);
        size_bytes += read as u64;
    }
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
    let sha256 = digest.finalize().iter().map(|b| format!("{b:02x}")).collect();
    Ok(Part { name, size_bytes, sha256 })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_that_is_sealed_while_the_store_is_copied_stays_as_it_was_copied() {
        let folder = tempfile::tempdir().unwrap();
        let (files, to) = (folder.path().join("files"), folder.path().join("copy"));
        fs::create_dir(&files).unwrap();
        fs::write(files.join("a"), "open").unwrap();
        copy_folder(&files, &to).unwrap();
        fs::write(files.join("a"), "sealed").unwrap();
        fs::write(files.join("b"), "new").unwrap();
        copy_folder(&files, &to).unwrap();
        let read = |name: &str| fs::read_to_string(to.join(name)).unwrap();
        assert_eq!((read("a"), read("b")), ("open".into(), "new".into()));
    }
}
