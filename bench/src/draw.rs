//! A draw over 50,000 entries: the computation alone, which everybody who checks it repeats.

use std::time::Instant as Stopwatch;

use courses::model::Fill;
use courses::rules::draw::{self, Lot, Room};
use courses::rules::draw_file::outcome_of;

use crate::report;

const ENTRIES: i64 = 50_000;

/// The median of five draws with equal weights, and with four lots each.
pub fn measure() {
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
