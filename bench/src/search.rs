//! Course search over 5,000 courses.

use std::time::Instant as Stopwatch;

use courses::store::browse::{Filter, list_public};

use crate::{house, report};

/// p99 of searches of several kinds, on each engine.
pub async fn measure() {
    println!("## Course search over 5,000 courses");
    for engine in ["sqlite", "postgres"] {
        let Some(store) = house::Store::fresh(engine) else { continue };
        let centre = house::open(&store.url, 5_000, 30).await;
        for words in ["", "親子", "情緒管理", "reading", "第4321期", "沒有這個"] {
            let mut times = Vec::new();
            for _ in 0..200 {
                let now = centre.clock.now();
                let filter = Filter {
                    terms: office::terms::query_terms(words).into_iter().collect(),
                    ..Filter::default()
                };
                let begun = Stopwatch::now();
                centre.db.read(move |conn| list_public(conn, &filter, now, 20)).await.unwrap();
                times.push(begun.elapsed());
            }
            let p99 = report::percentile(&mut times, 0.99).as_secs_f64() * 1000.0;
            report::line(&format!("{engine}, {words:?}: p99"), p99, "ms (goal 10)");
        }
    }
}
