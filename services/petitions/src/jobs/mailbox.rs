//! A folder of messages (Maildir): what arrived is taken and removed, what cannot be taken stays, flagged, in
//! `cur`, and what cannot be taken yet stays where it is.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use foundation::centre::Centre;
use foundation::jobs::JobError;

use crate::rules::mail::BYTES_MAX;
use crate::work::intake::{self, NotTaken};

/// Messages of one run of the job, which has five minutes.
const AT_ONCE: usize = 100;

/// The folder a centre's messages arrive in, as the settings of the program say.
pub struct Mailbox(pub PathBuf);

/// What became of the messages of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Emptied {
    /// Taken, now or before.
    pub taken: usize,
    /// Never to be taken.
    pub refused: usize,
    /// To be taken later.
    pub left: usize,
}

/// Takes the messages of a folder, the oldest first, at most so many. One that cannot be taken yet goes behind all
/// others, and one that cannot be read or moved away stops nobody else's.
///
/// # Errors
/// When the folder cannot be read.
pub async fn empty(centre: &Arc<Centre>, folder: &Path, at_most: usize) -> io::Result<Emptied> {
    let (mut emptied, mut looked_at) = (Emptied::default(), 0);
    for file in waiting(&folder.join("new"))? {
        if looked_at >= at_most {
            break;
        }
        let bytes = match read(&file) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => continue,
            Err(error) => {
                emptied.left += 1;
                tracing::warn!(centre = centre.code, error = %error.kind(), "a message cannot be read");
                continue;
            }
        };
        looked_at += 1;
        let (count, done) = match intake::take(centre, &bytes).await {
            Ok(_) => (&mut emptied.taken, gone_is_well(fs::remove_file(&file))),
            Err(NotTaken::Unreadable(_)) => (&mut emptied.refused, set_aside(folder, &file)),
            Err(NotTaken::Later(_)) => (&mut emptied.left, put_behind(&file)),
        };
        *count += 1;
        if let Err(error) = done {
            tracing::warn!(centre = centre.code, error = %error.kind(), "a message cannot be moved away");
        }
    }
    Ok(emptied)
}

/// The messages that arrived whole: by the time they arrived or were left, then by name, which begins with the time.
fn waiting(new: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(new)? {
        let entry = entry?;
        // What another process took meanwhile has no data any more.
        let Ok(data) = entry.metadata() else { continue };
        if data.is_file() && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            files.push((data.modified().unwrap_or(SystemTime::UNIX_EPOCH), entry.path()));
        }
    }
    files.sort();
    Ok(files.into_iter().map(|(_, file)| file).collect())
}

/// Puts what cannot be taken yet behind what waits besides: by the clock of the files, not of the centre.
#[expect(clippy::disallowed_methods, reason = "files are dated by the system, not by the centre")]
fn put_behind(file: &Path) -> io::Result<()> {
    gone_is_well(fs::File::options().append(true).open(file).and_then(|f| f.set_modified(SystemTime::now())))
}

/// A message, or as much of it as shows that it is too large; nothing when another process had it first.
fn read(file: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::File::open(file) {
        Ok(file) => within_limit(file).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What is to be read, as far as it may be taken at all and one byte more.
///
/// # Errors
/// When it cannot be read.
pub fn within_limit(from: impl Read) -> io::Result<Vec<u8>> {
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts what cannot be taken where mail programs show it, flagged.
fn set_aside(folder: &Path, file: &Path) -> io::Result<()> {
    let cur = folder.join("cur");
    fs::create_dir_all(&cur)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = name.split(':').next().unwrap_or_default().to_owned();
    gone_is_well(fs::rename(file, cur.join(format!("{name}:2,F"))))
}

fn gone_is_well(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// The job: empties the mailbox of the centre, if it has one.
pub(super) async fn run(centre: &Arc<Centre>) -> Result<(), JobError> {
    let Some(mailbox) = centre.room::<Mailbox>() else { return Ok(()) };
    // The error names the folder, not what lies in it.
    let failed = |error: io::Error| JobError(format!("{}: {}", mailbox.0.display(), error.kind()));
    let emptied = empty(centre, &mailbox.0, AT_ONCE).await.map_err(failed)?;
    if emptied != Emptied::default() {
        let Emptied { taken, refused, left } = emptied;
        tracing::info!(centre = centre.code, taken, refused, left, "the mailbox was looked through");
    }
    Ok(())
}
