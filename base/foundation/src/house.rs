//! The house: the services it consists of, and who hears which fact.

use crate::db::Migrations;
use crate::i18n::{I18n, I18nError};
use crate::jobs::JobKind;
use crate::service::Service;

/// Which job hears which fact.
pub type Wiring = &'static [(&'static str, &'static str)];

/// All services of this program, with their words.
pub struct House {
    /// The services, in the order of the menu.
    pub services: Vec<Service>,
    /// All words in all languages.
    pub i18n: I18n,
    wiring: Wiring,
}

impl House {
    /// Puts the house together.
    ///
    /// # Errors
    /// When a service's locale file cannot be read.
    pub fn new(services: Vec<Service>, wiring: Wiring) -> Result<House, I18nError> {
        let own = crate::LOCALES.iter().copied();
        let i18n = I18n::new(own.chain(services.iter().flat_map(|s| s.locales.iter().copied())))?;
        Ok(House { services, i18n, wiring })
    }

    /// All schema steps, the foundation's first.
    pub fn migrations(&self) -> Vec<Migrations> {
        std::iter::once(crate::MIGRATIONS).chain(self.services.iter().map(|s| s.migrations)).collect()
    }

    /// All kinds of job.
    pub fn jobs(&self) -> impl Iterator<Item = &JobKind> {
        crate::JOBS.iter().chain(self.services.iter().flat_map(|s| s.jobs))
    }

    /// The jobs that hear a fact.
    pub fn hearers(&self, fact: &str) -> impl Iterator<Item = &'static str> {
        self.wiring.iter().filter(move |(name, _)| *name == fact).map(|(_, job)| *job)
    }
}
