//! Residents at the opening: closed loop (as fast as answers come) and all at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use crate::client::Client;
use crate::house::{Server, Store};
use crate::report;

/// What a browser or kiosk sends for a party of one.
pub fn body(key: &str) -> String {
    format!(
        r#"{{"head":{{"name":"王{key}","phone":"0912345678","email":"{key}@bench.example"}},"members":[{{"name":"王{key}","birth_year":1985}}],"channel":"web","consent":{{"notice_version":"1"}}}}"#
    )
}

/// Page + registration each, by 64 clients for three seconds; pairs per second.
async fn pairs(address: &str, page: &str, register: &str, salt: usize) -> f64 {
    let done = Arc::new(AtomicUsize::new(0));
    let begun = Stopwatch::now();
    let end = begun + Duration::from_secs(3);
    let tasks: Vec<_> = (0..64)
        .map(|c| {
            let (address, page, register) = (address.to_owned(), page.to_owned(), register.to_owned());
            let done = done.clone();
            tokio::spawn(async move {
                let mut client = Client::connect(&address).await.unwrap();
                for i in 0.. {
                    if Stopwatch::now() > end {
                        break;
                    }
                    assert_eq!(client.get(&page).await.unwrap().status, 200);
                    let key = format!("{salt}-{c}-{i}");
                    let answer = client.post(&register, &key, &body(&key)).await.unwrap();
                    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64()
}

/// hearth on each engine against the bare counter, interleaved.
pub async fn closed_loop() {
    println!("## Page + registration (64 clients, closed loop, medians of 5)");
    let folder = std::env::current_dir().unwrap().join("target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    for (engine, goal) in [("sqlite", 0.8), ("postgres", 0.4)] {
        let Some(store) = Store::fresh(engine) else { continue };
        let ours = Server::start("serve-house", &[&store.url, "1", "100000000"]).await;
        let page = Client::connect(&ours.address).await.unwrap().get("/courses/course-c0").await.unwrap();
        assert_eq!(page.status, 200);
        let page_file = folder.join("page.html");
        std::fs::write(&page_file, &page.body).unwrap();
        let counter = folder.join("counter");
        let bare =
            Server::start("serve-bare", &[page_file.to_str().unwrap(), counter.to_str().unwrap()]).await;
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let (mut cpu_a, mut cpu_b) = (Vec::new(), Vec::new());
        for round in 0..5 {
            let before = bare.cpu_micros();
            b.push(pairs(&bare.address, "/page", "/register", round).await);
            cpu_b.push((bare.cpu_micros() - before) / (b[round] * 3.0));
            let before = ours.cpu_micros();
            let register = "/api/v1/courses/c0/registrations";
            a.push(pairs(&ours.address, "/courses/course-c0", register, round).await);
            cpu_a.push((ours.cpu_micros() - before) / (a[round] * 3.0));
        }
        report::line(&format!("{engine}: hearth, processor time"), report::median(cpu_a), "µs a pair");
        report::line("bare counter, processor time", report::median(cpu_b), "µs a pair");
        let (a, b) = (report::median(a), report::median(b));
        report::line(&format!("{engine}: hearth"), a, "pairs/s");
        report::line("bare counter", b, "pairs/s");
        report::ratio(&format!("{engine}: hearth / bare counter"), a / b, goal);
        report::line(&format!("{engine}: resident after the load"), ours.resident_mib(), "MiB (goal 64)");
    }
}

/// 2,000 parties at once for 200 seats.
pub async fn at_once() {
    println!("## 2,000 parties for 200 seats, all at once");
    for engine in ["sqlite", "postgres"] {
        let Some(store) = Store::fresh(engine) else { continue };
        let ours = Server::start("serve-house", &[&store.url, "1", "200"]).await;
        let mut clients = Vec::new();
        for _ in 0..2_000 {
            clients.push(Client::connect(&ours.address).await.unwrap());
        }
        let begun = Stopwatch::now();
        let tasks: Vec<_> = clients
            .into_iter()
            .enumerate()
            .map(|(i, mut client)| {
                tokio::spawn(async move {
                    let pressed = begun.elapsed();
                    let key = format!("crowd-{i}");
                    let answer = client.post("/api/v1/courses/c0/registrations", &key, &body(&key)).await;
                    (pressed, begun.elapsed(), answer)
                })
            })
            .collect();
        let (mut seats, mut line, mut errors, mut last) = (Vec::new(), Vec::new(), 0, Duration::ZERO);
        for task in tasks {
            let (pressed, answered, answer) = task.await.unwrap();
            last = last.max(answered);
            let text = answer.map(|a| String::from_utf8_lossy(&a.body).into_owned()).unwrap_or_default();
            if text.contains("\"confirmed\"") {
                seats.push(pressed);
            } else if text.contains("\"waitlisted\"") {
                line.push(pressed);
            } else {
                errors += 1;
            }
        }
        let slack = Duration::from_millis(50);
        let unfair: usize = seats.iter().map(|s| line.iter().filter(|w| **w + slack < *s).count()).sum();
        report::line(&format!("{engine}: all answered after"), last.as_secs_f64() * 1000.0, "ms (goal 500)");
        println!(
            "{engine}: {} seats, {} in line, {errors} errors, {unfair} unfair pairs",
            seats.len(),
            line.len()
        );
        assert_eq!((seats.len(), errors), (200, 0), "seats sold are the seats there are");
    }
}
