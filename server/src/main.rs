//! `hearth`: one program that opens a family education centre to its residents.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use foundation::db::Address;
use hearth::{Failure, Outcome, demo, say};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A public-service platform for family education centres.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Open a living centre with invented courses and people, to look at and to try out.
    Demo(Demo),
}

#[derive(clap::Args)]
struct Demo {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Folder to keep it in (default: a throw-away folder).
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Store: sqlite://FILE or postgres://USER@HOST/DATABASE?schema=NAME.
    #[arg(long, value_name = "URL", value_parser = Address::parse)]
    database: Option<Address>,
    /// How large the invented centre is: 1 is small, 10 a year of a large one.
    #[arg(long, value_name = "N", default_value_t = 1)]
    large: u32,
}

fn main() -> ExitCode {
    hearth::prepare();
    match run(Cli::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::error(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(verb: Verb) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::of("threads", e))?;
    match verb {
        Verb::Demo(d) => runtime.block_on(demo::run(demo::Wanted {
            listen: d.listen,
            data: d.data,
            database: d.database,
            large: d.large,
        })),
    }
}
