//! Files of a centre: in a folder, or in an S3-compatible store when several processes share them.
//!
//! The row in `foundation_file` says what a file is; the bytes lie under its id.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use office::instant::Instant;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use sha2::{Digest, Sha256};

use crate::config;
use crate::db::{Conn, DbResult, Row};
use crate::{forgetting, params, sealed, sql};

/// The mark of bytes that a row keeps: SHA-256 in hexadecimal digits.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where the bytes of a file are sealed, if they are.
pub fn place(id: &str) -> String {
    format!("foundation_file/{id}/bytes")
}

/// Where a centre keeps its files.
#[derive(Clone)]
pub enum Files {
    /// A folder of this machine.
    Folder(PathBuf),
    /// An S3-compatible store.
    S3(Arc<S3>),
}

/// A bucket and the key to it.
pub struct S3 {
    bucket: Bucket,
    credentials: Credentials,
    prefix: String,
    client: reqwest::Client,
}

/// Why a file could not be kept or fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("files: {0}")]
pub struct FileError(pub String);

impl From<std::io::Error> for FileError {
    fn from(error: std::io::Error) -> Self {
        FileError(error.to_string())
    }
}

impl From<reqwest::Error> for FileError {
    fn from(error: reqwest::Error) -> Self {
        // Without the address, which carries the signature.
        FileError(error.without_url().to_string())
    }
}

/// How long a signed address is good for.
const SIGNED_FOR: Duration = Duration::from_secs(60);

impl Files {
    /// The bucket of the settings; `secret_key` is what the secret key file holds.
    ///
    /// # Errors
    /// When the endpoint is not an address.
    pub fn s3(settings: &config::S3, secret_key: &str) -> Result<Files, FileError> {
        let wrong = |e: &dyn std::fmt::Display| FileError(format!("{}: {e}", settings.endpoint));
        let endpoint = settings.endpoint.parse().map_err(|e| wrong(&e))?;
        let (name, region) = (settings.bucket.clone(), settings.region.clone());
        let bucket = Bucket::new(endpoint, UrlStyle::Path, name, region).map_err(|e| wrong(&e))?;
        let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
        let credentials = Credentials::new(&settings.access_key, secret_key.trim());
        Ok(Files::S3(Arc::new(S3 { bucket, credentials, prefix: settings.prefix.clone(), client })))
    }

    /// Keeps bytes under a name; what was there before is replaced.
    ///
    /// # Errors
    /// When they could not be kept.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<(), FileError> {
        let name = checked(name)?;
        match self {
            Files::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || write_whole(&folder, &name, &bytes)).await
            }
            Files::S3(s3) => {
                let key = s3.key(&name);
                let url = s3.bucket.put_object(Some(&s3.credentials), &key).sign(SIGNED_FOR);
                s3.client.put(url).body(bytes).send().await?.error_for_status()?;
                Ok(())
            }
        }
    }

    /// The bytes under a name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, FileError> {
        let name = checked(name)?;
        match self {
            Files::Folder(folder) => match tokio::fs::read(folder.join(name)).await {
                Ok(bytes) => Ok(Some(bytes.into())),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(e) => Err(e.into()),
            },
            Files::S3(s3) => {
                let key = s3.key(&name);
                let url = s3.bucket.get_object(Some(&s3.credentials), &key).sign(SIGNED_FOR);
                let answer = s3.client.get(url).send().await?;
                if answer.status() == reqwest::StatusCode::NOT_FOUND {
                    return Ok(None);
                }
                Ok(Some(answer.error_for_status()?.bytes().await?))
            }
        }
    }

    /// Forgets a name; that it is not there is no mistake.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn remove(&self, name: &str) -> Result<(), FileError> {
        let name = checked(name)?;
        match self {
            Files::Folder(folder) => match tokio::fs::remove_file(folder.join(name)).await {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
                _ => Ok(()),
            },
            Files::S3(s3) => {
                let key = s3.key(&name);
                let url = s3.bucket.delete_object(Some(&s3.credentials), &key).sign(SIGNED_FOR);
                let answer = s3.client.delete(url).send().await?;
                if answer.status() != reqwest::StatusCode::NOT_FOUND {
                    answer.error_for_status()?;
                }
                Ok(())
            }
        }
    }

    /// Keeps, fetches and forgets a small file, to know that all three work.
    ///
    /// # Errors
    /// What did not work.
    pub async fn check(&self) -> Result<(), FileError> {
        const NAME: &str = "check-that-files-can-be-kept";
        self.put(NAME, Bytes::from_static(b"hearth")).await?;
        let found = self.get(NAME).await?;
        self.remove(NAME).await?;
        match found.as_deref() {
            Some(b"hearth") => Ok(()),
            _ => Err(FileError("what was kept is not what was fetched".into())),
        }
    }
}

impl S3 {
    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// Names are ours (ids, never what somebody typed), and yet: no way out of the folder or bucket.
fn checked(name: &str) -> Result<String, FileError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.starts_with('.') || name.len() > 100 || !name.chars().all(plain) {
        return Err(FileError("not a name for a file".into()));
    }
    Ok(name.to_owned())
}

async fn blocking(work: impl FnOnce() -> std::io::Result<()> + Send + 'static) -> Result<(), FileError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|e| FileError(e.to_string()))??)
}

/// Whole or not at all, even when the power fails in between.
fn write_whole(folder: &std::path::Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!(".{name}.unfinished"));
    let mut file = std::fs::File::create(&unfinished)?;
    std::io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    std::fs::rename(unfinished, folder.join(name))?;
    std::fs::File::open(folder)?.sync_all()
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Id; the bytes lie under it.
    pub id: String,
    /// Name as it was given.
    pub name: String,
    /// Media type.
    pub kind: String,
    /// Size.
    pub size_bytes: i64,
    /// Checksum of the bytes, in hexadecimal digits.
    pub sha256: String,
    /// Kind of the matter it belongs to, named as its table.
    pub matter: String,
    /// Which one.
    pub matter_id: String,
    /// When it was kept.
    pub created_at: Instant,
    /// Who kept it.
    pub created_by: String,
}

/// Adds the row of a file whose bytes were kept before; they stay.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, file: &Kept) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_file
             (id, name, kind, size_bytes, sha256, matter, matter_id, created_at, created_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        params![
            file.id,
            file.name,
            file.kind,
            file.size_bytes,
            file.sha256,
            file.matter,
            file.matter_id,
            file.created_at,
            file.created_by
        ],
    )?;
    forgetting::keep(conn, &file.id)
}

/// Takes the row of a file away, with the key to its bytes where they are sealed, and has the bytes forgotten. What was
/// known of it, if it was there.
///
/// # Errors
/// Any database error.
pub fn forget(conn: &mut Conn, id: &str, now: Instant) -> DbResult<Option<Kept>> {
    let row = conn.first(
        sql!(
            "delete from foundation_file where id = $1
             returning id, name, kind, size_bytes, sha256, matter, matter_id, created_at, created_by"
        ),
        params![id],
    )?;
    let Some(file) = row.as_ref().map(kept).transpose()? else { return Ok(None) };
    forget_bytes(conn, &file.matter_id, &[id.to_owned()], now)?;
    Ok(Some(file))
}

/// The same for all files of a matter that goes.
///
/// # Errors
/// Any database error.
pub fn forget_of(conn: &mut Conn, matter: &str, matter_id: &str, now: Instant) -> DbResult<()> {
    let gone: Vec<String> = take_of(conn, matter, matter_id)?.into_iter().map(|file| file.id).collect();
    forget_bytes(conn, matter_id, &gone, now)
}

/// Forgets keys now and bytes by a job, which is tried until it is done.
fn forget_bytes(conn: &mut Conn, matter_id: &str, ids: &[String], now: Instant) -> DbResult<()> {
    ids.iter().try_for_each(|id| sealed::destroy(conn, &place(id)).map(|_| ()))?;
    forgetting::later(conn, matter_id, ids, now)
}

/// Gives a file another name.
///
/// # Errors
/// Any database error.
pub fn rename(conn: &mut Conn, id: &str, name: &str) -> DbResult<()> {
    conn.execute(sql!("update foundation_file set name = $2 where id = $1"), params![id, name])?;
    Ok(())
}

/// The newest 200 files of one matter, oldest first.
///
/// # Errors
/// Any database error.
pub fn list_of(conn: &mut Conn, matter: &str, matter_id: &str) -> DbResult<Vec<Kept>> {
    conn.rows(
        sql!(
            "select id, name, kind, size_bytes, sha256, matter, matter_id, created_at, created_by
             from foundation_file where matter = $1 and matter_id = $2 order by id desc limit 200"
        ),
        params![matter, matter_id],
    )?
    .iter()
    .rev()
    .map(kept)
    .collect()
}

fn kept(r: &Row) -> DbResult<Kept> {
    Ok(Kept {
        id: r.get(0)?,
        name: r.get(1)?,
        kind: r.get(2)?,
        size_bytes: r.get(3)?,
        sha256: r.get(4)?,
        matter: r.get(5)?,
        matter_id: r.get(6)?,
        created_at: r.get(7)?,
        created_by: r.get(8)?,
    })
}

/// Takes away the rows of the files of one matter, and gives them in the order in which they were kept; their bytes
/// stay until somebody forgets them.
///
/// # Errors
/// Any database error.
pub fn take_of(conn: &mut Conn, matter: &str, matter_id: &str) -> DbResult<Vec<Kept>> {
    let rows = conn.rows(
        sql!(
            "delete from foundation_file where matter = $1 and matter_id = $2
             returning id, name, kind, size_bytes, sha256, matter, matter_id, created_at, created_by"
        ),
        params![matter, matter_id],
    )?;
    let mut files = rows.iter().map(kept).collect::<DbResult<Vec<_>>>()?;
    files.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    Ok(files)
}

/// What is known of a file.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Kept>> {
    let found = list(conn, &[id.to_owned()])?;
    Ok(found.into_iter().next())
}

/// What is known of these files.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<Kept>> {
    conn.rows(
        sql!(
            "select id, name, kind, size_bytes, sha256, matter, matter_id, created_at, created_by
             from foundation_file where id = any($1) order by id"
        ),
        params![*ids],
    )?
    .iter()
    .map(kept)
    .collect()
}

/// A name as a header may hold it (RFC 8187).
pub fn coded_name(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::extract::{Path, Query, State};
    use axum::http::StatusCode;
    use axum::routing::get;
    use std::collections::HashMap;
    use std::sync::Mutex;

    type Objects = Arc<Mutex<HashMap<String, Bytes>>>;
    type Asked = (State<Objects>, Path<String>, Query<HashMap<String, String>>);

    /// A small imitation of a bucket that wants every request signed.
    async fn bucket() -> String {
        async fn put((State(objects), Path(key), Query(q)): Asked, body: Bytes) -> StatusCode {
            if !q.contains_key("X-Amz-Signature") {
                return StatusCode::FORBIDDEN;
            }
            objects.lock().unwrap().insert(key, body);
            StatusCode::OK
        }
        async fn fetch((State(objects), Path(key), _): Asked) -> Result<Bytes, StatusCode> {
            objects.lock().unwrap().get(&key).cloned().ok_or(StatusCode::NOT_FOUND)
        }
        async fn remove((State(objects), Path(key), _): Asked) -> StatusCode {
            objects.lock().unwrap().remove(&key);
            StatusCode::NO_CONTENT
        }
        let app = axum::Router::new()
            .route("/bucket/{*key}", get(fetch).put(put).delete(remove))
            .with_state(Objects::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://{address}")
    }

    async fn prove(files: Files) {
        files.check().await.unwrap();
        files.put("a", Bytes::from_static(b"one")).await.unwrap();
        files.put("a", Bytes::from_static(b"two")).await.unwrap();
        assert_eq!(files.get("a").await.unwrap().as_deref(), Some(b"two".as_slice()));
        files.remove("a").await.unwrap();
        files.remove("a").await.unwrap();
        assert_eq!(files.get("a").await.unwrap(), None);
        for name in ["", "../key", ".hidden", "a/b", "a\0"] {
            assert!(files.put(name, Bytes::new()).await.is_err(), "{name}");
        }
    }

    #[tokio::test]
    async fn a_folder_keeps_files_and_lets_no_name_lead_out_of_it() {
        let folder = tempfile::tempdir().unwrap();
        prove(Files::Folder(folder.path().join("files"))).await;
    }

    #[tokio::test]
    async fn an_s3_store_keeps_files_by_signed_requests() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let settings = config::S3 {
            endpoint: bucket().await,
            bucket: "bucket".into(),
            region: "us-east-1".into(),
            access_key: "key".into(),
            secret_key_file: PathBuf::new(),
            prefix: "kaohsiung/".into(),
        };
        prove(Files::s3(&settings, "secret\n").unwrap()).await;
    }
}
