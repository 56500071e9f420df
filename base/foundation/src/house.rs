//! The house: the services it consists of, and who hears which fact.

use crate::db::Migrations;
use crate::i18n::{I18n, I18nError};
use crate::jobs::JobKind;
use crate::service::Service;
use crate::staff::{self, Right, Role};

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

    /// What these roles may do, of the foundation and of every service.
    pub fn rights(&self, roles: &[Role]) -> impl Iterator<Item = Right> {
        let all = self.services.iter().flat_map(|s| s.roles).chain(staff::ROLES);
        all.filter(|(role, _)| roles.contains(role)).flat_map(|(_, rights)| rights.iter().copied())
    }

    /// Whether one of these roles may do this.
    pub fn may(&self, roles: &[Role], right: Right) -> bool {
        self.rights(roles).any(|known| known == right)
    }

    /// The jobs that hear a fact.
    pub fn hearers(&self, fact: &str) -> impl Iterator<Item = &'static str> {
        self.wiring.iter().filter(move |(name, _)| *name == fact).map(|(_, job)| *job)
    }
}
