//! An archive that is made while it is sent: no more of it stands in memory than one file and what is
//! written to its line of it, whatever it holds.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use foundation::centre::Centre;
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::sheet::Kind;
use foundation::web::Ctx;
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, result::ZipResult};

use crate::store::freeze;

/// What lies in an archive under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Something made for it.
    Made(Bytes),
    /// A kept file, by its id.
    Kept(String),
    /// A reporting day as a table, by its id.
    Frozen(String),
}

/// So many archives are made at once in a centre; who comes next waits, and never for another centre.
const AT_ONCE: usize = 4;
/// Who takes nothing for so long has gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// So long an archive may take as a whole, that a slow line does not keep a turn from everybody else.
const LONGEST: Duration = Duration::from_secs(3600);
/// Bytes that are sent at once.
const PIECE_BYTES: usize = 64 * 1024;

/// The turns of a centre.
#[derive(Debug)]
pub struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Turns {
        Turns(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// What is on its way to who asked.
type Sent = mpsc::Sender<io::Result<Bytes>>;

/// An archive of these parts, in this order, as a body; of files that are gone it says so at its end, under
/// `00-missing.txt`. Files that cannot be reached break it off.
///
/// # Errors
/// [`Fault::Unavailable`] when the house is about to stop.
pub async fn send(ctx: &Ctx, parts: Vec<(String, Part)>) -> Result<Body, Fault> {
    let turns = ctx.centre.room::<Turns>().ok_or(Fault::Unavailable)?;
    let turn = turns.0.clone().acquire_owned().await.map_err(|_| Fault::Unavailable)?;
    let (centre, words) = (ctx.centre.clone(), ctx.words.clone());
    let (sent, body) = mpsc::channel::<io::Result<Bytes>>(4);
    let to = sent.clone();
    let packed = tokio::task::spawn_blocking(move || pack(&centre, &words, parts, sent));
    tokio::spawn(async move {
        let _turn = turn;
        let error = match packed.await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::warn!(%error, "an archive was not sent to its end");
        // Broken off, so that nobody takes a part for the whole.
        let _ = to.send_timeout(Err(io::Error::other("broken off")), PATIENCE).await;
    });
    let pieces = stream::unfold(body, |mut body| async { body.recv().await.map(|piece| (piece, body)) });
    Ok(Body::from_stream(pieces))
}

/// Packs one part after the other.
fn pack(centre: &Centre, words: &Words, parts: Vec<(String, Part)>, sent: Sent) -> ZipResult<()> {
    let line = Line { sent, waits: Vec::with_capacity(PIECE_BYTES), since: Instant::now() };
    let mut archive = ZipWriter::new_stream(line);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut missing = Vec::new();
    for (name, part) in parts {
        let Some(bytes) = bytes(centre, words, part)? else {
            tracing::error!("a file that proves something is not among the files");
            missing.push(name);
            continue;
        };
        archive.start_file(name, options)?;
        archive.write_all(&bytes)?;
    }
    if !missing.is_empty() {
        archive.start_file("00-missing.txt", options)?;
        writeln!(archive, "{}\n\n{}", words.say("plan-dossier-missing"), missing.join("\n"))?;
    }
    Ok(archive.finish()?.into_inner().send()?)
}

/// What lies in a part; nothing where it is gone.
fn bytes(centre: &Centre, words: &Words, part: Part) -> io::Result<Option<Bytes>> {
    let wait = Handle::current();
    match part {
        Part::Made(bytes) => Ok(Some(bytes)),
        Part::Kept(id) => wait.block_on(centre.files.get(&id)).map_err(io::Error::other),
        Part::Frozen(id) => {
            let read = centre.db.read(move |conn| freeze::find(conn, &id));
            let Some(kept) = wait.block_on(read).map_err(io::Error::other)? else { return Ok(None) };
            Ok(Some(kept.sheet(Kind::Ods, words).map_err(io::Error::other)?.into()))
        }
    }
}

/// The line to who asked: what is written is sent in pieces.
struct Line {
    sent: Sent,
    waits: Vec<u8>,
    since: Instant,
}

impl Line {
    fn send(&mut self) -> io::Result<()> {
        let piece = Bytes::from(std::mem::take(&mut self.waits));
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        let patience = PATIENCE.min(LONGEST.saturating_sub(self.since.elapsed()));
        Handle::current().block_on(self.sent.send_timeout(Ok(piece), patience)).map_err(gone)
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waits.extend_from_slice(bytes);
        if self.waits.len() >= PIECE_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
