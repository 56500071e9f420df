//! The whole house as a library, so that the program, the tests and the load driver start the same.

pub mod demo;
pub mod failure;
pub mod say;
pub mod serve;
pub mod services;
pub mod site;
pub mod wiring;

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
