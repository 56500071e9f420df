//! To which case a message belongs: what is signed or secret is believed, a number or an earlier message only with
//! its sender, and a sender that may be forged with neither.

use foundation::db::{Conn, DbResult};
use foundation::staff::token_hash;

use crate::model::{Case, Message, State};
use crate::rules::mail::{Mail, Sender, numbers_in, token_in};
use crate::store::{self, Act};
use crate::work::letters;

/// Where a message goes.
pub(super) enum Target {
    /// To a case that is worked on, opened; and how that is known.
    Case {
        /// The case.
        case: Box<Case>,
        /// How it is known, as a code.
        how: &'static str,
    },
    /// Into a case of its own.
    New {
        /// The case it goes back to, on which work has ended.
        about: Option<Box<Case>>,
        /// Numbers it names without being known as theirs.
        named: Vec<String>,
        /// The case it says to go on with, of a sender who may be somebody else.
        claimed: Option<Box<Case>>,
    },
}

impl Target {
    /// The case it goes to, goes back to, or says to go on with.
    pub(super) fn case(&self) -> Option<&Case> {
        match self {
            Target::Case { case, .. } => Some(case),
            Target::New { about, claimed, .. } => about.as_deref().or(claimed.as_deref()),
        }
    }

    /// Whether what it goes to is secret.
    pub(super) fn is_secret(&self) -> bool {
        self.case().is_some_and(|case| case.confidential)
    }
}

/// Whether an address is that of the petitioner of an opened case.
pub(super) fn is_of(case: &Case, address: &str) -> bool {
    !address.is_empty() && case.told.email.eq_ignore_ascii_case(address)
}

/// Finds the case of a message.
///
/// # Errors
/// Any database error.
pub(super) fn target(conn: &mut Conn, act: &Act, mail: &Mail) -> DbResult<Target> {
    let named: Vec<String> =
        numbers_in(&mail.subject).iter().map(|number| number.as_str().to_owned()).collect();
    let found = match by_secret(conn, act, mail, &named)? {
        Some(found) => Some(found),
        None if mail.sender == Sender::Unverified => None,
        None => by_sender(conn, act, mail, &named)?,
    };
    let Some((case, how)) = found else {
        let claimed = match mail.sender {
            Sender::Unverified => by_sender(conn, act, mail, &named)?.map(|(case, _)| Box::new(case)),
            _ => None,
        };
        return Ok(Target::New { about: None, named, claimed });
    };
    if store::takes_more(conn, &case)? {
        return Ok(Target::Case { case: Box::new(case), how });
    }
    Ok(Target::New { about: Some(Box::new(case)), named: Vec::new(), claimed: None })
}

/// What a message has to do with a report about the director that was passed on.
pub(super) enum OfPassed {
    /// Nothing.
    No,
    /// Its sender goes on with one, which has this id where that is known.
    GoesOn(Option<String>),
    /// It answers what was written of this one to the agency or the person of trust.
    Answers(String),
}

/// Finds what a message has to do with reports about the director.
///
/// # Errors
/// Any database error.
pub(super) fn of_passed(conn: &mut Conn, mail: &Mail) -> DbResult<OfPassed> {
    for id in &mail.references {
        let own = token_hash(&Mail::known_by(id, &mail.from));
        if store::is_passed(conn, &own)? {
            return Ok(OfPassed::GoesOn(None));
        }
        let letter = id.split('@').next().unwrap_or_default();
        match store::find_passed_of_letter(conn, letter)? {
            Some((report, key)) if key == Message::Receipt.key(&report) => {
                return Ok(OfPassed::GoesOn(Some(report)));
            }
            Some((report, _)) => return Ok(OfPassed::Answers(report)),
            None => {}
        }
    }
    Ok(OfPassed::No)
}

type Found = Option<(Case, &'static str)>;

/// By what only whoever got our letters knows: the signed subject, the letter's id.
fn by_secret(conn: &mut Conn, act: &Act, mail: &Mail, named: &[String]) -> DbResult<Found> {
    let token = token_in(&mail.subject).unwrap_or_default();
    for number in named.iter().filter(|number| letters::is_token(&act.centre.keys, number, token)) {
        let found = store::find_by_reference(conn, number)?;
        if let Some(case) = entered(conn, act, found)? {
            return Ok(Some((case, "token")));
        }
    }
    for id in &mail.references {
        let letter = store::find_case_of_letter(conn, id.split('@').next().unwrap_or_default())?;
        if let Some(case) = of_id(conn, act, letter)? {
            return Ok(Some((case, "letter")));
        }
    }
    Ok(None)
}

/// By who wrote it, with what others may know too: an earlier message, a number.
fn by_sender(conn: &mut Conn, act: &Act, mail: &Mail, named: &[String]) -> DbResult<Found> {
    for id in &mail.references {
        let own = token_hash(&Mail::known_by(id, &mail.from));
        let earlier = store::find_case_of_mail(conn, &own)?;
        if let Some(case) = of_id(conn, act, earlier)? {
            return Ok(Some((case, "thread")));
        }
    }
    for number in named {
        let found = store::find_by_reference(conn, number)?;
        if let Some(case) = entered(conn, act, found)?.filter(|case| is_of(case, &mail.from)) {
            return Ok(Some((case, "number")));
        }
    }
    Ok(None)
}

fn of_id(conn: &mut Conn, act: &Act, id: Option<String>) -> DbResult<Option<Case>> {
    let found = id.filter(|id| !id.is_empty()).map_or(Ok(None), |id| store::find(conn, &id))?;
    entered(conn, act, found)
}

/// A case that entered the register, opened.
fn entered(conn: &mut Conn, act: &Act, found: Option<Case>) -> DbResult<Option<Case>> {
    let waits = |case: &Case| matches!(case.state, State::Draft | State::Confirming | State::Discarded);
    let Some(mut case) = found.filter(|case| !waits(case)) else { return Ok(None) };
    store::open(conn, act, &mut case)?;
    Ok(Some(case))
}
