//! The plan with all its numbers over a large year.

use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use axum::body::Body;
use axum::extract::Request;
use foundation::centre::Centre;
use foundation::web::{App, body_bytes};

use crate::{house, report};

/// Size of the demonstration: half a year of a large centre.
const LARGE: u32 = 5;

async fn page(app: &App) -> Duration {
    let request = Request::get("/plan").header("host", "bench.example").body(Body::empty()).unwrap();
    let begun = Stopwatch::now();
    let response = app.answer(request).await;
    assert!(response.status().is_success(), "{}", response.status());
    body_bytes(response.into_body()).await.unwrap();
    begun.elapsed()
}

/// The board without its markup: everything known of the plan of the year.
async fn board(centre: &Arc<Centre>) -> Duration {
    let now = centre.clock.now();
    let begun = Stopwatch::now();
    let found = centre.db.read(move |conn| plan::picture::find_current(conn, now.date())).await.unwrap();
    let picture =
        plan::picture::open(centre, &found.unwrap().id, now, |_| Vec::new()).await.unwrap().unwrap();
    assert!(picture.standings().len() > 50);
    begun.elapsed()
}

/// p99 of the page counted anew, drawn anew, and kept, on each engine.
pub async fn measure() {
    println!("## The plan over a large year");
    for engine in ["sqlite", "postgres"] {
        let Some(store) = house::Store::fresh(engine) else { continue };
        let services = || vec![courses::service(), accounts::service(), plan::service()];
        let centre = house::open_empty(&store.url, services()).await;
        for service in services() {
            (service.demo)(centre.clone(), LARGE).await.unwrap();
        }
        let app = App::new(vec![(vec!["bench.example".into()], centre.clone())]).unwrap();
        report::line(&format!("{engine}: every number counted anew"), ms(page(&app).await), "ms");
        let (mut anew, mut kept, mut boards) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..200 {
            centre.cache.bump(&["plan"]);
            anew.push(page(&app).await);
            kept.push(page(&app).await);
            boards.push(board(&centre).await);
        }
        report::line(
            &format!("{engine}, drawn anew: p99"),
            ms(report::percentile(&mut anew, 0.99)),
            "ms (goal 100)",
        );
        report::line(&format!("{engine}, kept: p99"), ms(report::percentile(&mut kept, 0.99)), "ms (goal 5)");
        report::line(
            &format!("{engine}, board: p99"),
            ms(report::percentile(&mut boards, 0.99)),
            "ms (goal 100)",
        );
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
