//! What we measure against: the least a server can do that keeps its word.
//!
//! A page is a bare axum handler that returns the given bytes. A registration is one more in a
//! counter, written to a file with one `fdatasync` for all that wait, and acknowledged after it.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use tokio::sync::{mpsc, oneshot};

type Ask = oneshot::Sender<u64>;

/// `serve-bare ADDRESS PAGE-FILE COUNTER-FILE`.
pub async fn serve(args: &[&str]) {
    let [address, page, counter] = args else { panic!("serve-bare ADDRESS PAGE COUNTER") };
    let page = Bytes::from(std::fs::read(page).unwrap());
    let queue = counter_thread(File::create(counter).unwrap());
    let app = Router::new()
        .route("/page", get(move || async move { ([("content-type", "text/html; charset=utf-8")], page) }))
        .route("/register", post(register))
        .with_state(Arc::new(queue));
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    axum::serve(listener, app).await.unwrap();
}

async fn register(State(queue): State<Arc<mpsc::Sender<Ask>>>, body: Bytes) -> (StatusCode, String) {
    let parsed: Result<serde_json::Value, _> = serde_json::from_slice(&body);
    if parsed.is_err() {
        return (StatusCode::BAD_REQUEST, String::new());
    }
    let (answer, wait) = oneshot::channel();
    if queue.send(answer).await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, String::new());
    }
    match wait.await {
        Ok(number) => (StatusCode::CREATED, format!("{{\"number\":{number}}}")),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, String::new()),
    }
}

fn counter_thread(mut file: File) -> mpsc::Sender<Ask> {
    let (queue, mut asks) = mpsc::channel::<Ask>(20_000);
    std::thread::spawn(move || {
        let (mut count, mut batch) = (0_u64, Vec::new());
        while asks.blocking_recv_many(&mut batch, 1024) > 0 {
            let first = count;
            let mut lines = String::new();
            for _ in &batch {
                count += 1;
                lines.push_str(&format!("{count}\n"));
            }
            file.write_all(lines.as_bytes()).unwrap();
            file.sync_data().unwrap();
            for (i, ask) in batch.drain(..).enumerate() {
                let _ = ask.send(first + 1 + i as u64);
            }
        }
    });
    queue
}
