//! Walk-ins that a device let in and the desk could not register (R46): nothing that was done at a door is
//! lost. They are held, and staff take them in or drop them.

use foundation::db::{Conn, DbResult};
use foundation::form::Form;
use office::instant::Instant;
use serde_json::json;

use super::{Post, walk_in};
use crate::model::Seat;
use crate::rules::presence::{Act, What};
use crate::store::act::Noted;
use crate::store::held::{self as store, Held, Kept};

/// Kind of the matter in the trail.
pub const SESSION: &str = "courses_session";

/// What became of acts that were to be held.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The walk-ins that are new.
    pub new: Vec<Held>,
    /// Ids of what is too much.
    pub too_many: Vec<String>,
    /// Ids of what is to be told again: staff decided on the walk-in meanwhile.
    pub again: Vec<String>,
}

/// Holds these acts; the rows of their session and device must be locked.
///
/// # Errors
/// Any database error.
pub fn keep(conn: &mut Conn, held: &[Held]) -> DbResult<Outcome> {
    let mut outcome = Outcome::default();
    for one in held {
        match store::add(conn, one)? {
            Kept::New if one.act_id == one.walk_in => outcome.new.push(one.clone()),
            Kept::New | Kept::Before => {}
            Kept::Decided => outcome.again.push(one.act_id.clone()),
            Kept::TooMany => outcome.too_many.push(one.act_id.clone()),
        }
    }
    Ok(outcome)
}

/// What the trail keeps of a held walk-in: nothing of who it is.
pub fn said(held: &Held, device: &str) -> String {
    json!({ "at": held.at.to_string(), "device": device, "needs_decision": held.why }).to_string()
}

/// The form as it was typed on the device.
pub fn form(held: &Held) -> Form {
    let mut form = Form::new(serde_json::from_str(&held.fields).unwrap_or_default());
    form.set("key", held.act_id.as_str());
    form
}

/// The names that were typed.
pub fn names(held: &Held) -> Vec<String> {
    let form = form(held);
    let names = (1..=walk_in::PERSONS).map(|at| form.text(&format!("name{at}")).trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

/// The numbers that the device gave to the persons who are named in the form as staff sent it: those of the
/// form as it was typed there. Whom staff alone named has a number that no device gives.
pub fn numbers(typed: &Form, sent: &Form) -> Vec<usize> {
    let is_named = |form: &Form, at: usize| !form.text(&format!("name{at}")).trim().is_empty();
    let rank = |at: usize| (1..=at).filter(|at| is_named(typed, *at)).count();
    let number = |at| if is_named(typed, at) { rank(at) } else { walk_in::PERSONS + at };
    (1..=walk_in::PERSONS).filter(|at| is_named(sent, *at)).map(number).collect()
}

/// What was done at the door to the persons of a walk-in that has seats now, each with the number the device
/// gave: each came, and what the device told of them afterwards.
pub fn acts(
    post: &Post,
    walk_in: &Held,
    after: &[Held],
    seats: &[(usize, Seat)],
    now: Instant,
) -> Vec<Noted> {
    let came = seats.iter().map(|(number, seat)| {
        let id = format!("{}:{number}", walk_in.act_id);
        noted(post, walk_in, (id, What::Came, "walk-in"), &seat.id, now)
    });
    let later = after.iter().filter_map(|held| {
        let what = match held.what.as_str() {
            "came" => What::Came,
            "left" => What::Left,
            _ => What::Undo,
        };
        let (_, seat) = seats.iter().find(|(number, _)| number.to_string() == held.seat)?;
        Some(noted(post, held, (held.act_id.clone(), what, "list"), &seat.id, now))
    });
    came.chain(later).collect()
}

fn noted(
    post: &Post,
    held: &Held,
    (id, what, way): (String, What, &str),
    seat_id: &str,
    now: Instant,
) -> Noted {
    let act = Act {
        id,
        at: held.at,
        device: Some(held.device_id.clone()),
        sequence: held.sequence,
        what,
        undoes: held.undoes.clone(),
        held: false,
    };
    Noted {
        act,
        seat_id: seat_id.to_owned(),
        way: way.to_owned(),
        door: "door".to_owned(),
        device_at: Some(held.device_at),
        noted_by: post.actor.who.clone(),
        received_at: now,
    }
}
