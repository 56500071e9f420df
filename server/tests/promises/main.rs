//! Promises: what holds under fire, of the program as it is run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod breaches;
mod carry;
mod centre;
mod client;
mod crowd;
mod database;
mod destroyed;
mod disk;
mod door;
mod keys;
mod killed;
mod line;
mod mail;
mod mailed;
mod moved;
mod offers;
mod parties;
mod passed;
mod plan_table;
mod slow;
mod strange;
mod strange_petitions;

/// Makes a test of each function for each engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        $(mod $name {
            #[test]
            fn sqlite() {
                super::$name(foundation::db::Engine::Sqlite);
            }

            #[test]
            fn postgres() {
                super::$name(foundation::db::Engine::Postgres);
            }
        })*
    };
}
pub(crate) use on_both_engines;
