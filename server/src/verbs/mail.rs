//! `hearth import mail`: messages to the centre, as a mail server hands them over.

use std::path::Path;
use std::sync::Arc;

use foundation::centre::Centre;
use petitions::jobs::mailbox::{self, Emptied};
use petitions::work::intake::{self, NotTaken};

use crate::cli::Place as Asked;
use crate::failure::{Failure, Outcome};
use crate::say;

/// Takes one message, or all of a folder. Nothing of what a message says is printed: mail servers keep that in
/// their logs and send it around.
pub(super) fn import(asked: &Asked, from: Option<&Path>) -> Outcome {
    match from {
        Some(folder) if folder.is_dir() => super::runtime()?.block_on(import_folder(asked, folder)),
        _ => import_one(asked, from).map_err(for_mail_server),
    }
}

/// Whatever is wrong here is no reason to give a message back: the mail server keeps it until it is mended.
fn for_mail_server(failure: Failure) -> Failure {
    match failure {
        Failure::NoMail(_) => failure,
        other => Failure::Later(other.to_string()),
    }
}

fn import_one(asked: &Asked, from: Option<&Path>) -> Outcome {
    let bytes = match from {
        Some(file) => std::fs::File::open(file).and_then(mailbox::within_limit),
        None => mailbox::within_limit(std::io::stdin().lock()),
    };
    let bytes = bytes.map_err(|e| Failure::of("the message", e))?;
    super::runtime()?.block_on(async {
        let centre = super::import::open(asked).await?;
        match intake::take(&centre, &bytes).await {
            Ok(taken) => {
                say::line(taken.code());
                Ok(())
            }
            Err(NotTaken::Unreadable(why)) => Err(Failure::NoMail(why.said().into())),
            Err(NotTaken::Later(why)) => Err(Failure::Later(why)),
        }
    })
}

async fn import_folder(asked: &Asked, folder: &Path) -> Outcome {
    let centre: Arc<Centre> = super::import::open(asked).await?;
    let emptied = mailbox::empty(&centre, folder, usize::MAX).await;
    let Emptied { taken, refused, left } = emptied.map_err(|e| Failure::of(folder.display(), e))?;
    say::line(format!("{taken} taken"));
    if refused > 0 {
        say::line(format!("{refused} refused: they lie flagged in {}", folder.join("cur").display()));
    }
    match left {
        0 => Ok(()),
        _ => Err(Failure::Later(format!("{left} left in {}: try again later", folder.join("new").display()))),
    }
}
