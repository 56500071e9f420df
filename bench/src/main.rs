//! Load driver and benchmarks. Ratios in one run are the result, not absolute numbers.
//!
//! `cargo run --release -p bench -- all` measures everything on SQLite, and on PostgreSQL when
//! `HEARTH_TEST_DATABASE` names a server; a single name measures that alone. Servers under load run
//! as processes of their own beside the driver.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod bare;
mod client;
mod crowd;
mod desk;
mod draw;
mod house;
mod opening;
mod pages;
mod petitions;
mod plan;
mod report;
mod search;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HELP: &str = "\
usage: bench [desk | draw | registrations | crowd | opening | pages | search | plan | petitions | growth | start | all]

  desk            registrations/s of the admission desk alone, without HTTP
  registrations   page + registration, closed loop, against a bare counter with one fdatasync per batch
  crowd           2,000 parties at once for 200 seats: time until all are answered, errors, unfair pairs
  opening         the opening second: 10,000 arrivals in one second, until all have a seat or a number
  pages           a course page against a bare handler that returns the same bytes
  search          course search over 5,000 courses
  draw            a draw over 50,000 entries: computed alone, and at the desk with its store
  plan            the plan with all its numbers over a large year: counted anew, anew from kept numbers, kept
  petitions       inbox, search, case, look-up and figures over HTTP with 100,000 cases
  growth          time per registration with 10 … 1,000,000 of them in the store
  start           start with an existing database; resident memory
  all             everything";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        match words.as_slice() {
            ["serve-bare", rest @ ..] => bare::serve(rest).await,
            ["serve-house", rest @ ..] => house::serve(rest).await,
            ["serve-petitions", rest @ ..] => petitions::serve(rest).await,
            ["desk"] => desk::measure().await,
            ["draw"] => draw::measure().await,
            ["registrations"] => crowd::closed_loop().await,
            ["crowd"] => crowd::at_once().await,
            ["opening"] => opening::measure().await,
            ["pages"] => pages::measure().await,
            ["search"] => search::measure().await,
            ["plan"] => plan::measure().await,
            ["petitions"] => petitions::measure().await,
            ["growth"] => desk::growth().await,
            ["start"] => house::start().await,
            ["all"] => {
                desk::measure().await;
                crowd::closed_loop().await;
                crowd::at_once().await;
                opening::measure().await;
                pages::measure().await;
                search::measure().await;
                plan::measure().await;
                petitions::measure().await;
                draw::measure().await;
                desk::growth().await;
                house::start().await;
            }
            _ => {
                println!("{HELP}");
                return ExitCode::from(2);
            }
        }
        ExitCode::SUCCESS
    })
}
