//! Rendered public pages, kept until what they show is written to.
//!
//! A page names its topics (`courses`, `courses/ID`). Writing bumps a topic's generation; a kept
//! page is good while none of its topics has moved on. Generations are rows too, so that another
//! process over the same store learns of a change within a second.
//!
//! Visitors who wait for the same page share one rendering ([`Turn`]): however many press reload while
//! seats are given, a page is rendered one at a time, and nobody sees it older than their own request.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant as Moment};

use axum::http::{HeaderValue, StatusCode};
use bytes::Bytes;
use office::instant::Instant;
use sha2::{Digest, Sha256};

use crate::db::{Conn, Db, DbResult, Engine};
use crate::{row, sql};

/// The generations of all topics of a centre, and its kept pages.
#[derive(Default)]
pub struct Cache {
    topics: RwLock<HashMap<String, Arc<AtomicU64>>>,
    pages: RwLock<HashMap<String, Arc<Kept>>>,
    seen: RwLock<HashMap<String, i64>>,
}

/// Topics and their generations at the moment before a page was rendered.
#[derive(Clone)]
pub struct Stamp {
    topics: Vec<(Arc<AtomicU64>, u64)>,
    until: Option<Instant>,
    begun: Moment,
}

impl Stamp {
    /// Good for no longer than this: some pages change by the mere passing of time (registration
    /// opens, a course ends). The earliest moment counts.
    #[must_use]
    pub fn until(mut self, moment: Instant) -> Stamp {
        self.until = Some(self.until.map_or(moment, |known| known.min(moment)));
        self
    }

    /// Good only while the other is good too; it counts as begun when the first of both was.
    #[must_use]
    pub fn and(mut self, other: &Stamp) -> Stamp {
        self.topics.extend(other.topics.iter().cloned());
        self.begun = self.begun.min(other.begun);
        match other.until {
            Some(moment) => self.until(moment),
            None => self,
        }
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
    done: Moment,
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Counts how often the page is opened, if somebody wants to know.
    pub opened: Option<Arc<AtomicU64>>,
}

/// The right to render a page anew; whoever else wants it waits until this is dropped.
pub struct Turn(#[expect(dead_code, reason = "held, not looked at")] tokio::sync::OwnedMutexGuard<()>);

/// What a visitor gets who wants a page that has gone out of date.
pub enum Waited {
    /// The page, rendered by somebody who began after this visitor came.
    Page(Arc<Kept>),
    /// The visitor's own turn to render it.
    Turn(Turn),
}

/// Between two renderings of a page this many times the time that one takes goes by: a page that
/// changes with every seat costs at most a third of a processor, however many look at it.
const REST: u32 = 2;
/// The longest rest.
const REST_MAX: Duration = Duration::from_millis(20);

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
        let (gzip, brotli) = (OnceLock::new(), OnceLock::new());
        let (done, turn) = (Moment::now(), Arc::default());
        Kept { stamp, status, content_type, etag, body, gzip, brotli, done, turn, opened: None }
    }

    /// The same, counted each time it is opened.
    #[must_use]
    pub fn counted(self, opened: Option<Arc<AtomicU64>>) -> Kept {
        Kept { opened, ..self }
    }

    /// When the page may be rendered again.
    fn rests_until(&self) -> Moment {
        let took = self.done.saturating_duration_since(self.stamp.begun);
        self.done + (took * REST).min(REST_MAX)
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
        Stamp { topics: topics.collect(), until: None, begun: Moment::now() }
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

    /// Waits for a page that was kept before and has gone out of date, together with all who want it:
    /// one renders it, the others get what was begun after they came or is still good. `None` when nobody
    /// kept it.
    pub async fn wait(&self, key: &str, now: Instant) -> Option<Waited> {
        let came = Moment::now();
        let turn = Turn(self.find_old(key)?.turn.clone().lock_owned().await);
        let latest = self.find_old(key)?;
        if latest.stamp.begun >= came || latest.stamp.is_current(now) {
            return Some(Waited::Page(latest));
        }
        tokio::time::sleep_until(latest.rests_until().into()).await;
        Some(Waited::Turn(turn))
    }

    /// Keeps a page.
    pub fn keep(&self, key: String, mut page: Kept, now: Instant) -> Arc<Kept> {
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = pages.get(&key) {
            page.turn = earlier.turn.clone();
        }
        let page = Arc::new(page);
        if pages.len() >= PAGES {
            pages.retain(|_, kept| kept.stamp.is_current(now));
            if pages.len() >= PAGES {
                pages.clear();
            }
        }
        pages.insert(key, page.clone());
        page
    }

    /// Drops what shows a topic, in this process, at once. Call it after the commit.
    pub fn bump(&self, topics: &[&str]) {
        for topic in topics {
            self.topic(topic).fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Looks for changes made by other processes, and names the rows that moved on; call
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
        for (row, number) in rows {
            if seen.insert(row.clone(), number) != Some(number) {
                moved.push(row);
            }
        }
        self.bump_rows(&moved);
        Ok(moved)
    }

    /// Drops what shows a topic that another process notes in one of these rows.
    fn bump_rows(&self, rows: &[String]) {
        if rows.is_empty() {
            return;
        }
        let topics = self.topics.read().unwrap_or_else(PoisonError::into_inner);
        for (_, number) in topics.iter().filter(|(topic, _)| rows.contains(&row_of(topic))) {
            number.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// Rows that the topics of single matters share, per kind.
const SHARED_ROWS: u8 = 64;

/// The row a topic is noted in for other processes. Those of single matters (`courses/ID`) share a few, so
/// that what is read every second stays as short as it is, however many matters there ever were; a page that
/// is dropped for a neighbour's sake is rendered once more.
fn row_of(topic: &str) -> String {
    match topic.split_once('/') {
        None => topic.to_owned(),
        Some((kind, matter)) => {
            let first = Sha256::digest(matter).first().copied().unwrap_or_default();
            format!("{kind}/#{}", first % SHARED_ROWS)
        }
    }
}

/// Marks topics as changed for other processes; call it in the transaction of the change, and
/// [`Cache::bump`] after the commit.
///
/// # Errors
/// Any database error.
pub fn touch(conn: &mut Conn, topics: &[&str]) -> DbResult<()> {
    if conn.engine() == Engine::Sqlite {
        // One process alone serves a SQLite store.
        return Ok(());
    }
    // In one order everywhere, so that two processes never wait for each other.
    let topics: std::collections::BTreeSet<String> = topics.iter().map(|topic| row_of(topic)).collect();
    let rows: Vec<Vec<_>> = topics.iter().map(|topic| row![topic, &1_i64]).collect();
    conn.insert_many(
        sql!(
            "insert into foundation_generation (topic, number) values ($1, $2)
             on conflict (topic) do update set number = foundation_generation.number + 1"
        ),
        &rows,
    )?;
    Ok(())
}

/// What was read of the store, kept in memory until a topic it is about changes: for what is asked
/// with every request and seldom written. Another process learns of a change within a second.
pub struct Shelf<T> {
    kept: RwLock<HashMap<String, (Stamp, Arc<T>)>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { kept: RwLock::default() }
    }
}

impl<T> Shelf<T> {
    /// What is kept under a key, if it is still good.
    pub fn find(&self, key: &str, now: Instant) -> Option<Arc<T>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).filter(|(stamp, _)| stamp.is_current(now)).map(|(_, found)| found.clone())
    }

    /// Keeps something; the stamp was taken before it was read.
    pub fn keep(&self, key: String, stamp: Stamp, found: T) -> Arc<T> {
        let found = Arc::new(found);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= PAGES {
            kept.clear();
        }
        kept.insert(key, (stamp, found.clone()));
        found
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn page(cache: &Cache, text: &'static str, topics: &[&str]) -> Kept {
        let kind = HeaderValue::from_static("text/html");
        Kept::new(cache.stamp(topics), StatusCode::OK, kind, Bytes::from_static(text.as_bytes()))
    }

    fn now() -> Instant {
        Instant::from_micros(0)
    }

    #[tokio::test]
    async fn who_waits_for_a_page_shares_one_rendering() {
        let cache = Arc::new(Cache::default());
        cache.keep("/c".into(), page(&cache, "one seat", &["courses/c"]), now());
        cache.bump(&["courses/c"]);
        assert!(cache.find("/c", now()).is_none());
        let Some(Waited::Turn(turn)) = cache.wait("/c", now()).await else { panic!("the first renders") };
        let waiting: Vec<_> = (0..10)
            .map(|_| {
                let cache = cache.clone();
                tokio::spawn(async move { cache.wait("/c", now()).await })
            })
            .collect();
        tokio::task::yield_now().await;
        cache.keep("/c".into(), page(&cache, "full", &["courses/c"]), now());
        drop(turn);
        for waited in waiting {
            let Some(Waited::Page(page)) = waited.await.unwrap() else { panic!("the others are given it") };
            assert_eq!(page.bytes(Packing::Plain), "full");
        }
    }

    #[tokio::test]
    async fn nobody_gets_a_page_that_was_begun_before_they_came() {
        let cache = Cache::default();
        let begun = page(&cache, "one seat", &["courses/c"]);
        cache.keep("/c".into(), page(&cache, "two seats", &["courses/c"]), now());
        cache.bump(&["courses/c"]);
        std::thread::sleep(Duration::from_millis(2));
        let waits = cache.wait("/c", now());
        cache.keep("/c".into(), begun, now());
        assert!(matches!(waits.await, Some(Waited::Turn(_))));
    }

    #[tokio::test]
    async fn a_page_that_is_good_again_is_not_rendered_twice() {
        let cache = Cache::default();
        cache.keep("/c".into(), page(&cache, "one seat", &["courses/c"]), now());
        cache.bump(&["courses/c"]);
        cache.keep("/c".into(), page(&cache, "full", &["courses/c"]), now());
        std::thread::sleep(Duration::from_millis(2));
        assert!(matches!(cache.wait("/c", now()).await, Some(Waited::Page(_))));
    }

    #[tokio::test]
    async fn what_was_never_kept_is_waited_for_by_nobody() {
        assert!(Cache::default().wait("/progress", now()).await.is_none());
    }

    #[test]
    fn what_was_read_is_kept_until_its_topic_changes() {
        let (cache, shelf) = (Cache::default(), Shelf::<i32>::default());
        shelf.keep("c".into(), cache.stamp(&["courses/planned"]), 1);
        assert_eq!(shelf.find("c", now()).as_deref(), Some(&1));
        cache.bump(&["courses/c"]);
        assert_eq!(shelf.find("c", now()).as_deref(), Some(&1));
        cache.bump(&["courses/planned"]);
        assert_eq!(shelf.find("c", now()), None);
    }

    #[test]
    fn topics_of_single_matters_share_a_few_rows() {
        let rows: std::collections::BTreeSet<String> =
            (0..5000).map(|n| row_of(&format!("courses/{n}"))).collect();
        assert_eq!(rows.len(), usize::from(SHARED_ROWS));
        assert_eq!((row_of("courses"), row_of(SETTINGS)), ("courses".to_owned(), SETTINGS.to_owned()));
        let cache = Cache::default();
        let (mine, other) = (cache.stamp(&["courses/1"]), cache.stamp(&["courses/2"]));
        assert_ne!(row_of("courses/1"), row_of("courses/2"));
        cache.bump_rows(&[row_of("courses/1")]);
        assert!(!mine.is_current(now()) && other.is_current(now()));
    }

    #[test]
    fn a_stamp_of_two_is_good_while_both_are() {
        let cache = Cache::default();
        let stamp = cache.stamp(&["a"]).and(&cache.stamp(&["b"]).until(Instant::from_micros(10)));
        assert!(stamp.is_current(now()));
        assert!(!stamp.is_current(Instant::from_micros(10)));
        cache.bump(&["b"]);
        assert!(!stamp.is_current(now()));
    }
}
