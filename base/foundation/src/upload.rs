//! Forms that may carry files: the fields as of any form, and the files with their names, or why it did
//! not arrive whole.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};

use crate::fault::Fault;
use crate::form::{FORM_BYTES_MAX, Form};

/// A form and the files it carried. How much may be sent is said where the address is declared:
/// `post(…).layer(DefaultBodyLimit::max(…))`.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The other fields.
    pub form: Form,
    /// The files, in order; fields left empty are none.
    pub files: Vec<Given>,
    /// Why the form did not arrive whole.
    pub broken: Option<Broken>,
}

/// A file as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its name as the sender has it; never to be trusted as a path.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Why a form with files did not arrive whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is larger than the address takes.
    TooLarge,
    /// It broke off on its way.
    Off,
}

impl Upload {
    /// Form and files, for who cannot go on without all of it.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] or [`Fault::Bad`], as it is broken.
    pub fn whole(self) -> Result<(Form, Vec<Given>), Fault> {
        match self.broken {
            None => Ok((self.form, self.files)),
            Some(Broken::TooLarge) => Err(Fault::TooLarge),
            Some(Broken::Off) => Err(Fault::Bad("broken-off", "the form was not sent whole".into())),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            return Ok(Upload { form: Form::from_request(request, state).await?, ..Upload::default() });
        }
        let Ok(mut body) = Multipart::from_request(request, state).await else {
            return Ok(Upload { broken: Some(Broken::Off), ..Upload::default() });
        };
        let mut upload = Upload::default();
        let mut pairs = Vec::new();
        if let Err(error) = read(&mut body, &mut pairs, &mut upload.files).await {
            let large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
            upload.broken = Some(if large { Broken::TooLarge } else { Broken::Off });
        }
        // Only files may be as large as the address takes.
        if pairs.iter().map(|(name, bytes)| name.len() + bytes.len()).sum::<usize>() > FORM_BYTES_MAX {
            return Err(Fault::TooLarge);
        }
        let texts = pairs.into_iter().map(|(name, bytes)| Some((name, String::from_utf8(bytes).ok()?)));
        upload.form = Form::new(texts.collect::<Option<Vec<_>>>().ok_or(Fault::NotText)?);
        Ok(upload)
    }
}

/// Reads what is there; what was read before it broke is kept.
async fn read(
    body: &mut Multipart,
    pairs: &mut Vec<(String, Vec<u8>)>,
    files: &mut Vec<Given>,
) -> Result<(), MultipartError> {
    while let Some(field) = body.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            // A browser sends a nameless, empty file when none was chosen.
            Some(file) if file.is_empty() => {}
            Some(file) => files.push(Given { name: file, bytes: field.bytes().await?.to_vec() }),
            None => pairs.push((name, field.bytes().await?.to_vec())),
        }
    }
    Ok(())
}
