//! A registration by its reference and how its head can be reached (R43).
//!
//! An unknown reference and a wrong contact get the same answer; five failures, of one visitor or against
//! one reference, ask for a wait of 15 minutes (D-8).

use foundation::attempts;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::keys::Keys;
use foundation::web::Ctx;
use office::contact;
use office::instant::Instant;
use office::reference::Reference;

use crate::matter;
use crate::model::Registration;
use crate::store;

/// What a look-up came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The registration.
    Yes(Box<Registration>),
    /// No such reference, or it has another contact: nobody is told which.
    No,
    /// Too many failures; seconds to wait.
    Wait(i64),
}

/// Looks a registration up, counting failures against the visitor's address and the reference.
///
/// # Errors
/// Any fault of the store.
pub async fn look_up(ctx: &Ctx, reference: &Reference, contact: &str) -> Result<Found, Fault> {
    let now = ctx.now;
    let subjects = attempts::of_look_up(reference.as_str(), ctx.address.as_deref());
    let (reference, contact) = (reference.as_str().to_owned(), contact.to_owned());
    let body = move |conn: &mut Conn| found(conn, &subjects, &reference, &contact, now);
    Ok(ctx.centre.db.write(body).await?)
}

fn found(
    conn: &mut Conn,
    subjects: &[String],
    reference: &str,
    typed: &str,
    now: Instant,
) -> DbResult<Found> {
    if let Some(seconds) = attempts::take(conn, subjects, now)? {
        return Ok(Found::Wait(seconds));
    }
    let Some(registration) = find(conn, reference, typed)? else { return Ok(Found::No) };
    attempts::release(conn, subjects, now)?;
    Ok(Found::Yes(Box::new(registration)))
}

fn find(conn: &mut Conn, reference: &str, typed: &str) -> DbResult<Option<Registration>> {
    let found = store::registration::find_by_reference(conn, reference)?;
    Ok(found.filter(|r| contact::fits(typed, &r.phone, &r.email) == Some(true)))
}

/// Where a registration is read, for the look-up of every matter in one place.
///
/// # Errors
/// Any database error.
pub fn path(conn: &mut Conn, keys: &Keys, reference: &str, typed: &str) -> DbResult<Option<String>> {
    Ok(find(conn, reference, typed)?
        .map(|registration| matter::path(keys, (&registration.reference, &registration.email), "")))
}
