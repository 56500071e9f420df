//! `cargo xtask test`: every check of the project, one after the other, with a summary at the end.

use crate::process::{self, Outcome, finish, fresh_folder, line, target};
use crate::{deny, fuzz, postgres, prerequisites, tidy};
use std::time::{Duration, Instant};

/// One heading of the whole test.
pub struct Step {
    name: &'static str,
    run: fn() -> Outcome,
}

const STEPS: [Step; 10] = [
    Step { name: "prerequisites", run: prerequisites::meet },
    Step { name: "format", run: || process::run("cargo fmt --all --check") },
    Step {
        name: "clippy",
        run: || process::run("cargo clippy --workspace --all-targets --locked -- -D warnings"),
    },
    Step { name: "tidy", run: tidy::run },
    Step { name: "deny", run: deny::run },
    Step { name: "tests", run: tests },
    Step { name: "strict", run: strict },
    Step { name: "build", run: build },
    Step { name: "journeys", run: || journeys(&[]) },
    Step { name: "fuzz", run: fuzz::run },
];

/// The steps that the words after `test` ask for; `None` when they are not understood.
pub fn chosen(words: &[&str]) -> Option<Vec<&'static Step>> {
    if words.is_empty() {
        return Some(STEPS.iter().collect());
    }
    let pairs = words.chunks(2).map(|pair| match pair {
        ["--only", name] => STEPS.iter().find(|step| step.name == *name),
        _ => None,
    });
    pairs.collect()
}

/// Runs the steps, goes on after a failure, and fails at the end naming what failed.
pub fn run(steps: &[&Step]) -> Outcome {
    let mut report = Vec::new();
    for step in steps {
        println!("\n=== {} ===", step.name);
        let begin = Instant::now();
        let outcome = (step.run)();
        if let Err(why) = &outcome {
            println!("{why}");
        }
        report.push((step.name, begin.elapsed(), outcome.is_ok()));
    }
    summary(&report)
}

fn summary(report: &[(&str, Duration, bool)]) -> Outcome {
    println!("\n=== summary ===");
    for (name, took, passed) in report {
        println!("{:13} {:>6.1} s  {}", name, took.as_secs_f64(), if *passed { "passed" } else { "FAILED" });
    }
    let failed: Vec<&str> =
        report.iter().filter(|(_, _, passed)| !passed).map(|(name, _, _)| *name).collect();
    println!("steps: {} passed, {} failed", report.len() - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// Every Rust test, on SQLite and on the private PostgreSQL.
fn tests() -> Outcome {
    with_postgres(|url| nextest(url, "all()"))
}

/// The tests on PostgreSQL again, every transaction serializable.
fn strict() -> Outcome {
    with_postgres(|url| nextest(&postgres::strict(url)?, "test(~postgres)"))
}

/// Runs `body` with the address of the private server, and stops it if it did not run before.
fn with_postgres(body: impl Fn(&str) -> Outcome) -> Outcome {
    let server = postgres::ensure()?;
    let outcome = body(&server.url);
    if server.started {
        postgres::stop()?;
    }
    outcome
}

fn nextest(url: &str, filter: &str) -> Outcome {
    println!("PostgreSQL at {url}");
    let profile = if std::env::var_os("CI").is_some() { "ci" } else { "default" };
    let mut nextest = line("cargo nextest run --workspace --locked --profile")?;
    finish(nextest.args([profile, "-E", filter]).env(postgres::VARIABLE, url))
}

/// Builds the program with the features and profile of the tests, so that nothing is compiled twice.
pub fn build() -> Outcome {
    process::run("cargo build --workspace --tests --bins --locked")
}

/// Browser journeys (`journeys/run.mjs`) against the built program.
pub fn journeys(files: &[&str]) -> Outcome {
    build()?;
    let pictures = target()?.join("journeys");
    fresh_folder(&pictures)?;
    process::run("npm --prefix journeys ci --ignore-scripts --no-audit --no-fund")?;
    let mut node = line("node journeys/run.mjs")?;
    node.env("HEARTH_BINARY", target()?.join("debug/hearth")).env("HEARTH_PICTURES", pictures);
    finish(node.args(files))
}
