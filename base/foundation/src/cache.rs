//! Rendered public pages, kept until what they show is written to.
//!
//! A page names its topics (`courses`, `courses/ID`). Writing bumps a topic's generation; a kept
//! page is good while none of its topics has moved on. Generations are rows too, so that another
//! process over the same store learns of a change within a second.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use axum::http::{HeaderValue, StatusCode};
use bytes::Bytes;
use office::instant::Instant;
use sha2::{Digest, Sha256};

use crate::db::{Conn, Db, DbResult, Engine};
use crate::{params, sql};

/// The generations of all topics of a centre, and its kept pages.
#[derive(Default)]
pub struct Cache {
    topics: RwLock<HashMap<String, Arc<AtomicU64>>>,
    pages: RwLock<HashMap<String, Arc<Kept>>>,
    seen: RwLock<HashMap<String, i64>>,
}

/// Topics and their generations at the moment before a page was rendered.
#[derive(Clone, Default)]
pub struct Stamp {
    topics: Vec<(Arc<AtomicU64>, u64)>,
    until: Option<Instant>,
}

impl Stamp {
    /// Good for no longer than this: some pages change by the mere passing of time (registration
    /// opens, a course ends). The earliest moment counts.
    #[must_use]
    pub fn until(mut self, moment: Instant) -> Stamp {
        self.until = Some(self.until.map_or(moment, |known| known.min(moment)));
        self
    }

    fn is_current(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now < until)
            && self.topics.iter().all(|(now, then)| now.load(Ordering::Acquire) == *then)
    }
}

/// A page kept in memory, with its compressed forms made when first asked for.
pub struct Kept {
    stamp: Stamp,
    /// Status of the answer.
    pub status: StatusCode,
    /// `Content-Type`.
    pub content_type: HeaderValue,
    /// `ETag`.
    pub etag: HeaderValue,
    body: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

/// How the bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// As they are.
    Plain,
    /// gzip
    Gzip,
    /// brotli
    Brotli,
}

impl Packing {
    /// The best packing a browser takes.
    pub fn accepted(header: Option<&HeaderValue>) -> Packing {
        let accepts = header.and_then(|h| h.to_str().ok()).unwrap_or_default();
        if accepts.contains("br") {
            Packing::Brotli
        } else if accepts.contains("gzip") {
            Packing::Gzip
        } else {
            Packing::Plain
        }
    }

    /// Value of `Content-Encoding`, if any.
    pub fn header(self) -> Option<HeaderValue> {
        match self {
            Packing::Plain => None,
            Packing::Gzip => Some(HeaderValue::from_static("gzip")),
            Packing::Brotli => Some(HeaderValue::from_static("br")),
        }
    }

    /// Packs bytes.
    pub fn pack(self, body: &Bytes) -> Bytes {
        match self {
            Packing::Plain => body.clone(),
            Packing::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(5));
                let _ = std::io::Write::write_all(&mut encoder, body);
                encoder.finish().map_or_else(|_| body.clone(), Bytes::from)
            }
            Packing::Brotli => {
                let mut out = Vec::new();
                let settings = brotli::enc::BrotliEncoderParams {
                    quality: 4,
                    // A page fits a window of 256 KiB; the default one takes megabytes a time.
                    lgwin: 18,
                    ..brotli::enc::BrotliEncoderParams::default()
                };
                match brotli::BrotliCompress(&mut body.as_ref(), &mut out, &settings) {
                    Ok(_) => Bytes::from(out),
                    Err(_) => body.clone(),
                }
            }
        }
    }
}

impl Kept {
    /// Keeps a rendered page.
    pub fn new(stamp: Stamp, status: StatusCode, content_type: HeaderValue, body: Bytes) -> Kept {
        let hash: String = Sha256::digest(&body).iter().take(10).map(|b| format!("{b:02x}")).collect();
        let etag = HeaderValue::from_str(&format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""));
        Kept { stamp, status, content_type, etag, body, gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// The page's bytes in a packing.
    pub fn bytes(&self, packing: Packing) -> Bytes {
        match packing {
            Packing::Plain => self.body.clone(),
            Packing::Gzip => self.gzip.get_or_init(|| packing.pack(&self.body)).clone(),
            Packing::Brotli => self.brotli.get_or_init(|| packing.pack(&self.body)).clone(),
        }
    }
}

/// The topic of everything a centre may set.
pub const SETTINGS: &str = "settings";

/// More pages than this are not kept: search addresses are endless.
const PAGES: usize = 2000;

impl Cache {
    /// Takes note of the topics before reading what they are about; any page may show a setting.
    pub fn stamp(&self, topics: &[&str]) -> Stamp {
        let topics = topics.iter().chain(&[SETTINGS]).map(|t| {
            let topic = self.topic(t);
            let now = topic.load(Ordering::Acquire);
            (topic, now)
        });
        Stamp { topics: topics.collect(), until: None }
    }

    fn topic(&self, name: &str) -> Arc<AtomicU64> {
        if let Some(known) = self.topics.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return known.clone();
        }
        let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        topics.entry(name.to_owned()).or_default().clone()
    }

    /// The kept page, if it is still good.
    pub fn find(&self, key: &str, now: Instant) -> Option<Arc<Kept>> {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        pages.get(key).filter(|kept| kept.stamp.is_current(now)).cloned()
    }

    /// The kept page, good or not: better than none while the store is away.
    pub fn find_old(&self, key: &str) -> Option<Arc<Kept>> {
        self.pages.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Keeps a page.
    pub fn keep(&self, key: String, page: Arc<Kept>, now: Instant) {
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES {
            pages.retain(|_, kept| kept.stamp.is_current(now));
            if pages.len() >= PAGES {
                pages.clear();
            }
        }
        pages.insert(key, page);
    }

    /// Drops what shows a topic, in this process, at once. Call it after the commit.
    pub fn bump(&self, topics: &[&str]) {
        for topic in topics {
            self.topic(topic).fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Looks for changes made by other processes, and names the topics that moved on; call
    /// [`crate::centre::Centre::follow`] every second, which does.
    ///
    /// # Errors
    /// Any database error.
    pub async fn follow(&self, db: &Db) -> DbResult<Vec<String>> {
        let rows = db
            .read(|conn| {
                conn.rows(sql!("select topic, number from foundation_generation order by topic"), &[])?
                    .iter()
                    .map(|r| Ok((r.get::<String>(0)?, r.get::<i64>(1)?)))
                    .collect::<DbResult<Vec<_>>>()
            })
            .await?;
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        let mut moved = Vec::new();
        for (topic, number) in rows {
            if seen.insert(topic.clone(), number) != Some(number) {
                self.bump(&[&topic]);
                moved.push(topic);
            }
        }
        Ok(moved)
    }
}

/// Marks topics as changed for other processes; call it in the transaction of the change, with
/// coarse topics only (one row each), and [`Cache::bump`] after the commit.
///
/// # Errors
/// Any database error.
pub fn touch(conn: &mut Conn, topics: &[&str]) -> DbResult<()> {
    if conn.engine() == Engine::Sqlite {
        // One process alone serves a SQLite store.
        return Ok(());
    }
    for topic in topics {
        conn.execute(
            sql!(
                "insert into foundation_generation (topic, number) values ($1, $2)
                 on conflict (topic) do update set number = foundation_generation.number + 1"
            ),
            params![*topic, 1_i64],
        )?;
    }
    Ok(())
}
