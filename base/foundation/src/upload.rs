//! Forms with a file: the fields as of any form, and the file with its name, or why there is none.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;

use crate::fault::Fault;
use crate::form::Form;

/// What came with a form that carries a file. Give the route a limit:
/// `post(…).layer(DefaultBodyLimit::max(…))`.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The other fields.
    pub form: Form,
    /// The file, when one was chosen.
    pub file: Option<Given>,
    /// Why the form did not arrive whole.
    pub broken: Option<Broken>,
}

/// A file as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Why a form with a file did not arrive whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is larger than the address takes.
    TooLarge,
    /// It broke off on its way.
    Off,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let Ok(mut body) = Multipart::from_request(request, state).await else {
            return Ok(Upload { broken: Some(Broken::Off), ..Upload::default() });
        };
        let mut upload = Upload::default();
        if let Err(error) = read(&mut body, &mut upload).await {
            let large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
            upload.broken = Some(if large { Broken::TooLarge } else { Broken::Off });
        }
        Ok(upload)
    }
}

async fn read(body: &mut Multipart, upload: &mut Upload) -> Result<(), MultipartError> {
    let mut pairs = Vec::new();
    while let Some(field) = body.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            // A browser sends a nameless, empty file when none was chosen.
            Some(file) if file.is_empty() => {}
            Some(file) => {
                upload.file = Some(Given { name: file, bytes: field.bytes().await?.to_vec() });
            }
            None => pairs.push((name, String::from_utf8_lossy(&field.bytes().await?).into_owned())),
        }
        upload.form = Form::new(pairs.clone());
    }
    Ok(())
}
