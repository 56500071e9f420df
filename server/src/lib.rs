//! The whole house as a library, so that the program, the tests and the load driver start the same.

pub mod cli;
pub mod demo;
mod disk;
pub mod failure;
mod key;
mod metrics;
mod say;
pub mod serve;
pub mod services;
pub mod site;
mod verbs;
pub mod wiring;
pub mod workers;

use std::process::ExitCode;
use std::sync::Arc;

use foundation::house::House;

pub use failure::{Failure, Outcome};
pub use site::{Site, open_centre};

/// The house with all its services.
///
/// # Errors
/// When a service's words cannot be read.
pub fn house() -> Outcome<Arc<House>> {
    let house = House::new(services::all(), wiring::WIRING);
    house.map(Arc::new).map_err(|e| Failure::of("the words of the house", e))
}

/// Chooses the one implementation of TLS; call it once, before anything connects.
pub fn prepare() {
    // A second call finds it chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Does what the command line asks for.
pub fn run(cli: cli::Cli) -> ExitCode {
    prepare();
    match verbs::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::error(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}
