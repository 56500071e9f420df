//! The course list for machines and screens: calendar, Atom and JSON feeds, signage.

use foundation::service::Routes;

/// The addresses of feeds and boards.
pub fn routes(routes: Routes) -> Routes {
    routes
}
