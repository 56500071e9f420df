//! The admission desk alone.

use std::sync::Arc;
use std::time::Instant as Stopwatch;

use courses::desk::{Answer, Desk, NewMember, NewParty, Work};
use courses::rules::person;
use foundation::centre::Centre;
use foundation::trail::Actor;

use crate::{house, report};

/// A party of one with a key of its own.
pub fn party(key: &str) -> Work {
    let member = NewMember {
        name: format!("王{key}"),
        person_key: person::key(key, "", key),
        answers: "{}".into(),
        ..NewMember::default()
    };
    Work::Register(Arc::new(NewParty {
        key: key.into(),
        name: format!("王{key}"),
        email: format!("{key}@bench.example"),
        phone: "+886912345678".into(),
        language: "zh-Hant".into(),
        channel: "web".into(),
        registered_by: "resident".into(),
        answers: "{}".into(),
        notice_version: "1".into(),
        members: vec![member],
        ..NewParty::default()
    }))
}

/// Registers `count` parties with `clients` asking at a time; registrations per second.
pub async fn register(
    centre: &Arc<Centre>,
    courses: usize,
    count: usize,
    clients: usize,
    round: usize,
) -> f64 {
    let desk = Desk::of(centre).unwrap();
    let begun = Stopwatch::now();
    let tasks: Vec<_> = (0..clients)
        .map(|c| {
            let desk = desk.clone();
            tokio::spawn(async move {
                for i in 0..count / clients {
                    let course = format!("c{}", (c + i) % courses);
                    let answer =
                        desk.ask(&course, party(&format!("{round}-{c}-{i}")), Actor::resident(None)).await;
                    assert!(matches!(answer, Ok(Answer::Registered(_))), "{answer:?}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    count as f64 / begun.elapsed().as_secs_f64()
}

/// Registrations per second on each engine, one hot course and twenty.
pub async fn measure() {
    println!("## The desk alone (512 askers, group commit)");
    for engine in ["sqlite", "postgres"] {
        for courses in [1, 20] {
            let Some(store) = house::Store::fresh(engine) else { continue };
            let centre = house::open(&store.url, courses, 10_000_000).await;
            let mut rates = Vec::new();
            for round in 0..3 {
                rates.push(register(&centre, courses, 20_480, 512, round).await);
            }
            report::line(&format!("{engine}, {courses} course(s)"), report::median(rates), "registrations/s");
        }
    }
}

/// Whether a registration costs more when there are many.
pub async fn growth() {
    println!("## Cost per registration as they grow (SQLite, one course)");
    let store = house::Store::fresh("sqlite").unwrap();
    let centre = house::open(&store.url, 1, 10_000_000).await;
    let mut there = 0;
    for (round, goal) in [1_024_usize, 10_240, 102_400, 512_000, 1_024_000].into_iter().enumerate() {
        if goal > there + 5_120 {
            register(&centre, 1, goal - there - 5_120, 512, round * 2).await;
        }
        let rate = register(&centre, 1, 5_120.min(goal - there), 512, round * 2 + 1).await;
        there = goal;
        report::line(&format!("with {goal} registrations"), 1_000_000.0 / rate, "µs each");
    }
}
