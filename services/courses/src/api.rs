//! The public interface for programs, below `/api/v1`.

use foundation::service::Routes;

/// The addresses for programs.
pub fn routes(routes: Routes) -> Routes {
    routes
}

/// The OpenAPI description of these addresses.
pub fn description() -> serde_json::Value {
    serde_json::json!({})
}
