//! The list: the services this house consists of, in the order of the menu.

use foundation::service::Service;

/// All services.
pub fn all() -> Vec<Service> {
    vec![courses::service(), residents::service(), accounts::service(), petitions::service(), plan::service()]
}
