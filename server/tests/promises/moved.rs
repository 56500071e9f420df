//! A store moves from one engine to the other, files from a folder into a bucket.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::routing::get;

use crate::support::{self, Serving, program, run};

#[test]
fn a_centre_that_outgrew_sqlite_goes_over_to_postgresql() {
    let server = support::postgres::Server::start();
    let folder = tempfile::tempdir().unwrap();
    let [old, copy, new] = ["old", "copy", "new"].map(|name| folder.path().join(name));
    let mut demo = program();
    demo.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(&old);
    Serving::until_line(&mut demo, "  residents  http://").stop();
    support::hearth_in(&old, &["backup", copy.to_str().unwrap()]).well();
    let database = format!("{}?schema=outgrown", server.url());
    let restore = ["restore", copy.to_str().unwrap(), "--database", &database];
    support::hearth_in(&new, &restore).well();
    std::fs::copy(old.join("key"), new.join("key")).unwrap();
    let users = |words: &[&str]| run(program().args(["user", "list"]).args(words)).well();
    assert_eq!(
        users(&["--data", new.to_str().unwrap(), "--database", &database]),
        users(&["--data", old.to_str().unwrap()])
    );
    let serve = |data: &Path, more: &[&str]| {
        let mut serve = program();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).args(more);
        Serving::start(serve.env("HEARTH_BASE_URL", "https://family.example"))
    };
    let (before, after) = (serve(&old, &[]), serve(&new, &["--database", &database]));
    for page in ["/api/v1/courses", "/en/courses"] {
        let (mine, theirs) = (before.get(page), after.get(page));
        assert_eq!(mine.0, 200);
        assert_eq!(mine, theirs, "{page}");
    }
    after.stop();
    let again = folder.path().join("again");
    support::hearth_in(&again, &restore).refused(1, "is not empty");
}

type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// A small imitation of an S3 store; it ends with the runtime.
async fn bucket(objects: Objects) -> String {
    async fn put(State(objects): State<Objects>, uri: Uri, body: Bytes) {
        objects.lock().unwrap().insert(uri.path().to_owned(), body);
    }
    async fn fetch(State(objects): State<Objects>, uri: Uri) -> Result<Bytes, StatusCode> {
        objects.lock().unwrap().get(uri.path()).cloned().ok_or(StatusCode::NOT_FOUND)
    }
    async fn remove(State(objects): State<Objects>, uri: Uri) {
        objects.lock().unwrap().remove(uri.path());
    }
    let app =
        axum::Router::new().route("/bucket/{*key}", get(fetch).put(put).delete(remove)).with_state(objects);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

#[test]
fn a_restored_centre_finds_its_files_in_the_bucket_of_its_settings() {
    let folder = tempfile::tempdir().unwrap();
    let [old, copy, new, away] = ["old", "copy", "new", "away"].map(|name| folder.path().join(name));
    support::hearth_in(&old, &["migrate"]).well();
    std::fs::create_dir_all(old.join("files")).unwrap();
    for name in ["a", "b"] {
        std::fs::write(old.join("files").join(name), format!("file {name}")).unwrap();
    }
    support::hearth_in(&old, &["backup", copy.to_str().unwrap()]).well();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "secret").unwrap();
    let restore = |place: &Path, endpoint: &str| {
        let mut restore = program();
        restore.arg("restore").arg(&copy).arg("--data").arg(place).env("HEARTH_S3_ENDPOINT", endpoint);
        restore.env("HEARTH_S3_BUCKET", "bucket").env("HEARTH_S3_PREFIX", "kaohsiung/");
        run(restore.env("HEARTH_S3_ACCESS_KEY", "key").env("HEARTH_S3_SECRET_KEY_FILE", &secret))
    };
    restore(&away, "http://127.0.0.1:1").refused(1, "files:");
    assert!(!away.join("hearth.db").exists(), "nothing was put back where the files had no place");
    let objects = Objects::default();
    testing::run(|| async {
        let endpoint = bucket(objects.clone()).await;
        let said = tokio::task::block_in_place(|| restore(&new, &endpoint)).well();
        assert!(said.contains("2 files were put into the bucket bucket"), "{said}");
    });
    let kept: Vec<(String, Bytes)> = objects.lock().unwrap().clone().into_iter().collect();
    let file = |name: &str| (format!("/bucket/kaohsiung/{name}"), Bytes::from(format!("file {name}")));
    assert_eq!(kept, [file("a"), file("b")]);
    assert!(!new.join("files").exists());
}
