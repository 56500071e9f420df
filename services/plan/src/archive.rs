//! An archive that is made while it is sent: no more of it stands in memory than one file, whatever it holds.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use foundation::centre::Centre;
use foundation::fault::Fault;
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, result::ZipResult};

/// What lies in an archive under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Something made for it.
    Made(Bytes),
    /// A kept file, by its id.
    Kept(String),
}

/// So many archives are made at once; who comes next waits.
static TURNS: Semaphore = Semaphore::const_new(4);
/// Who takes nothing for so long has gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes that are sent at once.
const PIECE_BYTES: usize = 64 * 1024;

/// What is on its way to who asked.
type Sent = mpsc::Sender<io::Result<Bytes>>;

/// An archive of these parts, in this order, as a body; of files that are gone it says so at its end, under
/// `00-missing.txt` with these words.
///
/// # Errors
/// [`Fault::Unavailable`] when the house is about to stop.
pub async fn send(centre: Arc<Centre>, parts: Vec<(String, Part)>, missing: String) -> Result<Body, Fault> {
    let turn = TURNS.acquire().await.map_err(|_| Fault::Unavailable)?;
    let (sent, body) = mpsc::channel::<io::Result<Bytes>>(4);
    let (files, waiting) = mpsc::channel(1);
    tokio::spawn(async move { gather(&centre, parts, missing, &files).await });
    tokio::task::spawn_blocking(move || {
        let to = sent.clone();
        if let Err(error) = pack(waiting, sent) {
            tracing::warn!(%error, "an archive was not sent to its end");
            // Broken off, so that nobody takes a part for the whole.
            let said = to.send_timeout(Err(io::Error::other("broken off")), PATIENCE);
            let _ = Handle::current().block_on(said);
        }
        drop(turn);
    });
    let pieces = stream::unfold(body, |mut body| async { body.recv().await.map(|piece| (piece, body)) });
    Ok(Body::from_stream(pieces))
}

/// Fetches one file after the other.
async fn gather(
    centre: &Centre,
    parts: Vec<(String, Part)>,
    words: String,
    files: &mpsc::Sender<(String, Bytes)>,
) {
    let mut missing = Vec::new();
    for (name, part) in parts {
        let found = match part {
            Part::Made(bytes) => Some(bytes),
            Part::Kept(id) => centre.files.get(&id).await.unwrap_or_else(|error| {
                tracing::error!(%error, "a file could not be reached");
                None
            }),
        };
        let Some(bytes) = found else {
            tracing::error!("a file that proves something is not among the files");
            missing.push(name);
            continue;
        };
        if files.send((name, bytes)).await.is_err() {
            return;
        }
    }
    if !missing.is_empty() {
        let said = format!("{words}\n\n{}\n", missing.join("\n"));
        let _ = files.send(("00-missing.txt".into(), said.into())).await;
    }
}

fn pack(mut waiting: mpsc::Receiver<(String, Bytes)>, sent: Sent) -> ZipResult<()> {
    let mut archive = ZipWriter::new_stream(Line { sent, waits: Vec::with_capacity(PIECE_BYTES) });
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    while let Some((name, bytes)) = waiting.blocking_recv() {
        archive.start_file(name, options)?;
        archive.write_all(&bytes)?;
    }
    Ok(archive.finish()?.into_inner().send()?)
}

/// The line to who asked: what is written is sent in pieces.
struct Line {
    sent: Sent,
    waits: Vec<u8>,
}

impl Line {
    fn send(&mut self) -> io::Result<()> {
        let piece = Bytes::from(std::mem::take(&mut self.waits));
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        Handle::current().block_on(self.sent.send_timeout(Ok(piece), PATIENCE)).map_err(gone)
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
