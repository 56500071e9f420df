//! The project's own tools. `cargo xtask` alone lists them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on the terminal")]

mod demo;
mod deny;
mod fuzz;
mod licence;
mod postgres;
mod prerequisites;
mod process;
mod scaffold;
mod suite;
mod tidy;

use process::Outcome;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask COMMAND

  test [--only STEP]...   everything CI runs; STEP is one of the headings it prints
  prerequisites           check what the tests need; as root on Debian, install what is missing
  postgres [--stop]       start (or reuse) the private PostgreSQL of this working copy, print its URL
  postgres --durable      the same with every commit on the disk, for benchmarks
  tidy                    the rules of the house: imports, sizes, SQL, names, documents, words
  rows [ROW]...           the tests that name a row of the catalogue (R16); fails if one of ROW has none
  deny                    licences, banned crates, sources and build scripts of the dependencies
  journeys [FILE]...      browser journeys against a fresh demo (all of journeys/*.journey.mjs by default)
  fuzz                    exercise the API of a fresh demo by its own description
  service NAME            lay out the rooms of a new service";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match obey(&words) {
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(why)) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out one command line; `None` when it is not understood.
fn obey(words: &[&str]) -> Option<Outcome> {
    Some(match words {
        ["test", rest @ ..] => suite::run(&suite::chosen(rest)?),
        ["prerequisites"] => prerequisites::meet(),
        ["postgres"] => postgres::ensure().map(|server| println!("{}", server.url)),
        ["postgres", "--durable"] => postgres::ensure_durable().map(|server| println!("{}", server.url)),
        ["postgres", "--stop"] => postgres::stop(),
        ["tidy"] => tidy::run(),
        ["rows", wanted @ ..] => tidy::rows(wanted),
        ["deny"] => deny::run(),
        ["journeys", files @ ..] => suite::journeys(files),
        ["fuzz"] => fuzz::run(),
        ["service", name] => scaffold::run(name),
        _ => return None,
    })
}
