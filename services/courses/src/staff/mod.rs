//! What staff see.

use foundation::service::Routes;

/// The addresses for staff.
pub fn routes(routes: Routes) -> Routes {
    routes
}
