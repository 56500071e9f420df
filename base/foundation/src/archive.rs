//! An archive (ZIP) that is made while it is sent: no more of it stands in memory than one file and what is written to
//! its line of it.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, result::ZipResult};

use crate::centre::Centre;
use crate::db::Conn;
use crate::fault::Fault;
use crate::own_data::OwnFile;
use crate::sealed;

/// Makes or fetches a part.
pub type Make = Box<dyn FnOnce(&Arc<Centre>) -> io::Result<Option<Bytes>> + Send>;

/// What lies in an archive under a name.
pub enum Part {
    /// Something made for it.
    Made(Bytes),
    /// A kept file that may lie sealed.
    Own(OwnFile),
    /// What is made or fetched when its turn comes, where waiting is allowed; nothing where it is gone.
    Late(Make),
}

impl Part {
    /// A kept file, by its id.
    pub fn kept(id: String) -> Part {
        let fetch = move |centre: &Arc<Centre>| Handle::current().block_on(centre.files.get(&id));
        Part::Late(Box::new(move |centre| fetch(centre).map_err(io::Error::other)))
    }
}

/// A name of a file as one of an archive, whoever gave it: it stays in its folder.
pub fn file_name(given: &str) -> String {
    let fits = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let name: String = given.chars().map(fits).collect();
    if name.trim_matches('.').is_empty() { "_".to_owned() } else { name }
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
pub(crate) struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Turns {
        Turns(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// An archive of these parts, in this order, as a body. Of files that are gone it says so at its end in these words,
/// under `00-missing.txt`; files that cannot be reached break it off, so that nobody takes a part for the whole.
///
/// # Errors
/// [`Fault::Unavailable`] when no turn came in a minute, or the house is about to stop.
pub async fn send(centre: &Arc<Centre>, parts: Vec<(String, Part)>, missing: String) -> Result<Body, Fault> {
    let turns = centre.room::<Turns>().ok_or(Fault::Unavailable)?;
    let turn = timeout(PATIENCE, turns.0.clone().acquire_owned()).await;
    let turn = turn.ok().and_then(Result::ok).ok_or(Fault::Unavailable)?;
    let centre = centre.clone();
    let (sent, body) = mpsc::channel::<io::Result<Bytes>>(4);
    let to = sent.clone();
    let packed = tokio::task::spawn_blocking(move || pack(&centre, parts, &missing, sent));
    tokio::spawn(async move {
        let _turn = turn;
        let error = match packed.await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::warn!(%error, "an archive was not sent to its end");
        let _ = to.send_timeout(Err(io::Error::other("broken off")), PATIENCE).await;
    });
    let pieces = stream::unfold(body, |mut body| async { body.recv().await.map(|piece| (piece, body)) });
    Ok(Body::from_stream(pieces))
}

fn pack(
    centre: &Arc<Centre>,
    parts: Vec<(String, Part)>,
    missing: &str,
    sent: mpsc::Sender<io::Result<Bytes>>,
) -> ZipResult<()> {
    let line = Line { sent, waits: Vec::with_capacity(PIECE_BYTES), since: Instant::now() };
    let mut archive = ZipWriter::new_stream(line);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut gone = Vec::new();
    for (name, part) in parts {
        let found = match part {
            Part::Made(bytes) => Some(bytes),
            Part::Own(file) => Handle::current().block_on(bytes(centre, file))?,
            Part::Late(make) => make(centre)?,
        };
        let Some(bytes) = found else {
            tracing::error!("a file of an archive is not among the files");
            gone.push(name);
            continue;
        };
        archive.start_file(name, options)?;
        archive.write_all(&bytes)?;
    }
    if !gone.is_empty() {
        archive.start_file("00-missing.txt", options)?;
        writeln!(archive, "{missing}\n\n{}", gone.join("\n"))?;
    }
    Ok(archive.finish()?.into_inner().send()?)
}

/// The bytes of a file, opened if they lie sealed; nothing where they or their key are gone.
async fn bytes(centre: &Arc<Centre>, file: OwnFile) -> io::Result<Option<Bytes>> {
    let Some(bytes) = centre.files.get(&file.id).await.map_err(io::Error::other)? else { return Ok(None) };
    let Some(sealed) = bytes.strip_prefix(file.seal).filter(|_| !file.seal.is_empty()) else {
        return Ok(Some(bytes));
    };
    let (inside, sealed) = (centre.clone(), sealed.to_vec());
    let open = move |conn: &mut Conn| sealed::open_bytes(conn, &inside.keys, &file.place, &sealed);
    Ok(centre.db.read(open).await.map_err(io::Error::other)?.map(Bytes::from))
}

/// The line to who asked: what is written is sent in pieces.
struct Line {
    sent: mpsc::Sender<io::Result<Bytes>>,
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
