//! A draw over 50,000 entries: the computation alone, which everybody who checks it repeats; and the whole of
//! it at the desk, which closes the list, draws, moves every registration and adds the letters.

use std::time::Instant as Stopwatch;

use std::sync::Arc;

use courses::desk::{Desk, Work};
use courses::model::{Fill, Method};
use courses::rules::draw::{self, Lot, Room};
use courses::rules::draw_file::outcome_of;
use courses::store::draw::{self as store, Draw};
use courses::{sample, store as kept};
use foundation::centre::Centre;
use foundation::db::Conn;
use foundation::trail::Actor;

use crate::house::{self, Store};
use crate::report;

const ENTRIES: i64 = 50_000;

/// Both.
pub async fn measure() {
    computed();
    at_the_desk().await;
}

/// Parties that enter with one call.
const AT_ONCE: i64 = 1000;

/// Once on each engine: the list is closed, then drawn.
async fn at_the_desk() {
    for engine in ["sqlite", "postgres"] {
        let Some(store) = Store::fresh(engine) else { continue };
        let centre = house::open(&store.url, 1, ENTRIES / 2).await;
        let desk = Desk::of(&centre).unwrap();
        change(&centre, |conn| {
            let mut course = kept::course::find(conn, "c0")?.unwrap();
            course.method = Method::Lottery;
            kept::course::change(conn, &course)?;
            store::put(conn, "c0", &Draw { source: "六個號碼".into(), ..Draw::default() })
        })
        .await;
        for from in (0..ENTRIES).step_by(AT_ONCE as usize) {
            let party =
                |i: i64| Work::Register(Arc::new(sample::party(&format!("p{i}"), 1 + i as usize % 4)));
            desk.ask_all("c0", (from..from + AT_ONCE).map(party), &Actor::resident(None)).await.unwrap();
        }
        let now = centre.clock.now();
        change(&centre, move |conn| {
            let mut course = kept::course::find(conn, "c0")?.unwrap();
            course.closes_at = now.plus_seconds(-60);
            kept::course::change(conn, &course)
        })
        .await;
        let closing = Stopwatch::now();
        desk.ask("c0", Work::Look, Actor::system()).await.unwrap();
        report::line(&format!("{engine}: the list of {ENTRIES} closed"), ms(closing), "ms");
        change(&centre, |conn| {
            let draw = store::find(conn, "c0")?;
            assert_eq!(draw.entries, ENTRIES);
            store::put(conn, "c0", &Draw { number: "03 11 19 24 38 45".into(), ..draw })
        })
        .await;
        let drawing = Stopwatch::now();
        desk.ask("c0", Work::Look, Actor::system()).await.unwrap();
        report::line(&format!("{engine}: drawn, every registration moved"), ms(drawing), "ms");
        change(&centre, |conn| {
            assert!(store::find(conn, "c0")?.drawn_at.is_some());
            Ok(())
        })
        .await;
    }
}

fn ms(begun: Stopwatch) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

async fn change(
    centre: &Centre,
    body: impl Fn(&mut Conn) -> foundation::db::DbResult<()> + Clone + Send + 'static,
) {
    centre.db.write(body).await.unwrap();
}

/// The median of five draws with equal weights, and with four lots each.
fn computed() {
    println!("## A draw over {ENTRIES} entries");
    for weight in [1, 4] {
        let lots: Vec<Lot> = (0..ENTRIES)
            .map(|i| Lot { code: format!("{i:012x}"), size: 1 + i % 4, weight, wants: vec![] })
            .collect();
        let room = Room { seats: ENTRIES / 2, options: vec![] };
        let times = (0..5).map(|n| {
            let begun = Stopwatch::now();
            let seed = draw::seed(&draw::entries_hash(&lots), &n.to_string());
            let order = outcome_of(&lots, &[], &seed, &room, Fill::WhatFits);
            assert_eq!(order.len(), lots.len());
            begun.elapsed().as_secs_f64() * 1000.0
        });
        let median = report::median(times.collect());
        report::line(&format!("{weight} lots each: hash, seed, order and places"), median, "ms");
    }
}
