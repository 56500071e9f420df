//! `hearth`: one program that opens a family education centre to its residents.

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hearth::run(hearth::cli::Cli::parse())
}
