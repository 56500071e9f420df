//! The bytes of attachments: those of confidential cases lie sealed, each with a key of its own.

use std::sync::Arc;

use bytes::Bytes;
use foundation::centre::Centre;
use foundation::db::{Conn, DbError};
use foundation::files::{self, FileError};
use foundation::forgetting::{self, UNUSED_SECONDS};
use foundation::jobs::JobError;
use foundation::sealed;

use crate::store::MATTER;

/// What sealed bytes begin with; no file that is taken does.
pub const SEALED: &[u8] = b"hearth sealed 1\n";

/// Why bytes could not be kept or fetched.
#[derive(Debug)]
pub enum Failed {
    /// The store of files.
    Files(FileError),
    /// The database, where the keys lie.
    Store(DbError),
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failed::Files(error) => error.fmt(f),
            Failed::Store(error) => error.fmt(f),
        }
    }
}

impl From<FileError> for Failed {
    fn from(error: FileError) -> Failed {
        Failed::Files(error)
    }
}

impl From<DbError> for Failed {
    fn from(error: DbError) -> Failed {
        Failed::Store(error)
    }
}

/// Keeps the bytes of a file.
///
/// # Errors
/// When they could not be kept.
pub async fn put(centre: &Arc<Centre>, id: &str, bytes: Bytes, secret: bool) -> Result<(), Failed> {
    if !secret {
        return Ok(centre.files.put(id, bytes).await?);
    }
    let (inside, place, now) = (centre.clone(), files::place(id), centre.clock.now());
    let seal =
        move |conn: &mut Conn| sealed::seal_bytes(conn, &inside.keys, &inside.chance, &place, &bytes, now);
    let sealed = centre.db.write(seal).await?;
    Ok(centre.files.put(id, [SEALED, &sealed].concat().into()).await?)
}

/// The bytes of a file, opened; nothing when it is not there or its key is gone.
///
/// # Errors
/// When the stores do not answer.
pub async fn get(centre: &Arc<Centre>, id: &str) -> Result<Option<Bytes>, Failed> {
    let Some(bytes) = centre.files.get(id).await? else { return Ok(None) };
    if !bytes.starts_with(SEALED) {
        return Ok(Some(bytes));
    }
    let (inside, place, sealed) = (centre.clone(), files::place(id), bytes.slice(SEALED.len()..));
    let open = move |conn: &mut Conn| sealed::open_bytes(conn, &inside.keys, &place, &sealed);
    Ok(centre.db.read(open).await?.map(Bytes::from))
}

/// Seals the files of a case that became confidential; those that are sealed stay as they are. Should the case be
/// destroyed meanwhile, what is put back here is forgotten after it.
///
/// # Errors
/// When the stores do not answer.
pub async fn seal_of(centre: &Arc<Centre>, case_id: String) -> Result<(), JobError> {
    let failed = |error: Failed| JobError(error.to_string());
    let asked = case_id.clone();
    for file in centre.db.read(move |conn| files::list_of(conn, MATTER, &asked)).await? {
        let bytes = centre.files.get(&file.id).await.map_err(|error| failed(error.into()))?;
        if let Some(bytes) = bytes.filter(|bytes| !bytes.starts_with(SEALED)) {
            let (of, ids) = (case_id.clone(), [file.id.clone()]);
            let at = centre.clock.now().plus_seconds(UNUSED_SECONDS);
            centre.db.write(move |conn: &mut Conn| forgetting::later(conn, &of, &ids, at)).await?;
            put(centre, &file.id, bytes, true).await.map_err(failed)?;
        }
    }
    Ok(())
}
