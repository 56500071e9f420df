//! What residents see.

use foundation::service::Routes;

/// The addresses for residents.
pub fn routes(routes: Routes) -> Routes {
    routes
}
