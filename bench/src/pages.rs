//! A course page against a bare handler that returns the same bytes.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Stopwatch};

use crate::client::Client;
use crate::house::{Server, Store};
use crate::report;

async fn load(address: &str, path: &str) -> (f64, Duration) {
    let times = Arc::new(Mutex::new(Vec::new()));
    let begun = Stopwatch::now();
    let end = begun + Duration::from_secs(2);
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (address, path, times) = (address.to_owned(), path.to_owned(), times.clone());
            tokio::spawn(async move {
                let mut client = Client::connect(&address).await.unwrap();
                let mut mine = Vec::new();
                while Stopwatch::now() < end {
                    let asked = Stopwatch::now();
                    assert_eq!(client.get(&path).await.unwrap().status, 200);
                    mine.push(asked.elapsed());
                }
                times.lock().unwrap().extend(mine);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let elapsed = begun.elapsed().as_secs_f64();
    let mut times = times.lock().unwrap();
    (times.len() as f64 / elapsed, report::percentile(&mut times, 0.99))
}

/// Requests per second and p99 at 32 connections, interleaved.
pub async fn measure() {
    println!("## A course page (32 connections, medians of 5)");
    let store = Store::fresh("sqlite").unwrap();
    let ours = Server::start("serve-house", &[&store.url, "1", "30"]).await;
    let page = Client::connect(&ours.address).await.unwrap().get("/courses/course-c0").await.unwrap();
    let folder = std::env::current_dir().unwrap().join("target/bench");
    let file = folder.join("page.html");
    std::fs::write(&file, &page.body).unwrap();
    let counter = folder.join("counter");
    let bare = Server::start("serve-bare", &[file.to_str().unwrap(), counter.to_str().unwrap()]).await;
    let (mut a, mut b, mut slow) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        b.push(load(&bare.address, "/page").await.0);
        let (rate, p99) = load(&ours.address, "/courses/course-c0").await;
        a.push(rate);
        slow.push(p99.as_secs_f64() * 1000.0);
    }
    let (a, b) = (report::median(a), report::median(b));
    println!("page of {} bytes", page.body.len());
    report::line("hearth", a, "pages/s");
    report::line("bare handler, same bytes", b, "pages/s");
    report::ratio("hearth / bare handler", a / b, 0.75);
    report::line("hearth p99", report::median(slow), "ms (goal 5)");
    report::line("resident", ours.resident_mib(), "MiB (goal 64)");
}
