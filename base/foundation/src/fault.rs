//! What a request can come to instead of its answer; shown as a page or as an RFC 9457 problem.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::db::DbError;

/// A request that cannot be answered as asked.
#[derive(Debug, Clone)]
pub enum Fault {
    /// There is nothing here, or nothing this person may see.
    NotFound,
    /// The visitor must sign in first.
    SignIn,
    /// The request came from another site, or its link is not genuine.
    Forbidden,
    /// Too many tries; seconds to wait.
    TooMany(i64),
    /// The body is larger than allowed.
    TooLarge,
    /// The body is not UTF-8 text.
    NotText,
    /// The request is not understood; a stable code and a sentence.
    Bad(&'static str, String),
    /// A rule says no; status, stable code, sentence and further members of the problem.
    Refused(StatusCode, &'static str, String, serde_json::Value),
    /// The store cannot answer just now.
    Unavailable,
    /// A mistake of ours, which was logged.
    Internal,
}

impl Fault {
    /// Status and stable code.
    pub fn status(&self) -> (StatusCode, &'static str) {
        match self {
            Fault::NotFound => (StatusCode::NOT_FOUND, "not-found"),
            Fault::SignIn => (StatusCode::UNAUTHORIZED, "sign-in"),
            Fault::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Fault::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many"),
            Fault::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Fault::NotText => (StatusCode::BAD_REQUEST, "not-text"),
            Fault::Bad(code, _) => (StatusCode::BAD_REQUEST, code),
            Fault::Refused(status, code, ..) => (*status, code),
            Fault::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Fault::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Fault {
        tracing::error!(%error, "a database task failed");
        match error {
            DbError::Unavailable(_) | DbError::DiskFull | DbError::Conflict(_) | DbError::CommitUnknown => {
                Fault::Unavailable
            }
            DbError::Shape { .. } | DbError::Statement(_) | DbError::Panicked => Fault::Internal,
        }
    }
}

impl IntoResponse for Fault {
    /// A bare answer that carries the fault; the shell around all requests gives it words.
    fn into_response(self) -> Response {
        let mut response = self.status().0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
