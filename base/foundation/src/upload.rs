//! Forms that may carry files: read whole, judged afterwards.

use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Request};
use axum::http::header;

use crate::fault::Fault;
use crate::form::Form;

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Name as the sender has it; never to be trusted as a path.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A form and the files it carried. How much may be sent is said where the address is declared
/// (`DefaultBodyLimit`).
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The fields.
    pub form: Form,
    /// The files, in order; fields left empty are none.
    pub files: Vec<Sent>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            return Ok(Upload { form: Form::from_request(request, state).await?, files: Vec::new() });
        }
        let broken = |_| Fault::Bad("broken-off", "the form was not sent whole".into());
        let mut body = Multipart::from_request(request, state).await.map_err(|_| Fault::NotText)?;
        let (mut pairs, mut files) = (Vec::new(), Vec::new());
        while let Some(field) = body.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let bytes = field.bytes().await.map_err(|_| Fault::TooLarge)?;
            match file {
                Some(file) if !file.is_empty() || !bytes.is_empty() => {
                    files.push(Sent { name: file, bytes: bytes.to_vec() });
                }
                Some(_) => {}
                None => pairs.push((name, String::from_utf8(bytes.to_vec()).map_err(|_| Fault::NotText)?)),
            }
        }
        Ok(Upload { form: Form::new(pairs), files })
    }
}
