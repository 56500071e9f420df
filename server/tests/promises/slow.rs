//! Clients that take their time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use foundation::db::Engine;
use foundation::web::{App, Limits, listen};
use testing::Fresh;

use crate::client::Client;

/// A centre behind a listener that is less patient than the real one.
async fn impatient(fresh: &Fresh, head: Duration, whole: Duration) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let app = App::new(vec![(vec![], fresh.centre.clone())]).unwrap().with_patience(whole);
    let limits = Limits { head, ..Limits::default() };
    tokio::spawn(listen(Arc::new(app), listener, limits, std::future::pending()));
    address
}

#[test]
fn who_sends_too_slowly_is_not_waited_for_and_holds_up_nobody() {
    testing::run(|| async {
        let fresh = Fresh::open(Engine::Sqlite, hearth::services::all()).await;
        let address = impatient(&fresh, Duration::from_millis(700), Duration::from_millis(700)).await;
        let begun = Instant::now();
        let mut slow_heads = Vec::new();
        for _ in 0..200 {
            let mut client = Client::connect(&address).await.unwrap();
            client.send_raw(b"GET / HTTP/1.1\r\nHost: a\r\nX: ").await.unwrap();
            slow_heads.push(client);
        }
        let mut slow_body = Client::connect(&address).await.unwrap();
        let head = "POST /progress HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                    Content-Length: 1000\r\n\r\nreference=";
        slow_body.send_raw(head.as_bytes()).await.unwrap();
        let mut quick = Client::connect(&address).await.unwrap();
        assert_eq!(quick.get("/").await.unwrap().status, 200, "others are served meanwhile");
        let answer = slow_body.answer().await.unwrap();
        assert_eq!(answer.status, 503, "{}", answer.text());
        for mut client in slow_heads {
            assert!(client.answer().await.is_err(), "the connection is closed");
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        let mut next = Client::connect(&address).await.unwrap();
        assert_eq!(next.get("/").await.unwrap().status, 200);
    });
}
