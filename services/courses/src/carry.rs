//! A waiting list is carried to the next run of its course, keeping order, with consent (R23).
//!
//! Everybody in line is asked by letter and answers by a link until a time. Then those who said yes come
//! into the line of the next run together, in the order they had, before anybody who arrives later.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::{self, JobError, NewJob};
use foundation::mail::{self, NewMail};
use foundation::trail::Actor;
use office::instant::Instant;

use crate::desk::{Desk, NewMember, NewParty, Work};
use crate::matter::Matter;
use crate::planning::{Act, Done, Refused, Values, lock};
use crate::public::say;
use crate::rules::person;
use crate::settle::REGISTRATION;
use crate::store;
use crate::store::carry::Carry;

/// The job that carries a list when its time has come.
pub const JOB: &str = "courses.carry";
/// Parties asked at once.
const PARTIES_MAX: i64 = 1000;

/// Asks everybody in line; answers how many.
///
/// # Errors
/// Any database error.
pub fn ask(
    conn: &mut Conn,
    act: &Act,
    from_id: &str,
    to_id: &str,
    until_at: Instant,
) -> DbResult<Done<usize>> {
    let (from, to) = (lock(conn, from_id)?, store::course::find(conn, to_id)?);
    let (Some(from), Some(to)) = (from, to) else { return Ok(Err(Refused::Gone)) };
    let next = store::plan::list_next_runs(conn, &from, act.now)?;
    if !next.iter().any(|run| run.id == to.id) {
        return Ok(Err(Refused::No("carry-no-such-run", vec![])));
    }
    let parties = store::carry::list_askable(conn, from_id, PARTIES_MAX)?;
    if parties.is_empty() {
        return Ok(Err(Refused::No("carry-nobody", vec![])));
    }
    let carry = Carry { id: act.id(), from_id: from.id.clone(), to_id: to.id.clone(), until_at };
    store::carry::add(conn, &carry, &parties, &act.actor.who, act.now)?;
    let mut letters = Vec::with_capacity(parties.len());
    for id in &parties {
        if let Some(matter) = Matter::find(conn, id)? {
            letters.extend(letter(&act.centre, &matter, &to, until_at));
        }
    }
    let ids: Vec<_> = letters.iter().map(|_| act.centre.chance.id(act.now)).collect();
    mail::add(conn, &ids, act.now, &letters)?;
    // Whoever has no e-mail is asked by telephone.
    store::desk::note_calls(conn, &parties, act.now)?;
    let job = NewJob {
        kind: JOB,
        unique_key: Some(format!("carry:{}", carry.id)),
        payload: carry.id.clone(),
        run_at: until_at,
    };
    jobs::add(conn, &[act.centre.chance.id(act.now)], act.now, &[job])?;
    let is = Values::from([("to", to.title), ("parties", parties.len().to_string())]);
    act.note(conn, from_id, "list-carried", (None, Some(&is)), None)?;
    Ok(Ok(parties.len()))
}

fn letter(centre: &Centre, matter: &Matter, to: &crate::model::Course, until_at: Instant) -> Option<NewMail> {
    let registration = &matter.registration;
    if registration.email.is_empty() {
        return None;
    }
    let words = centre.words(matter.lang());
    let link = format!("{}{}", centre.base_url, words.path(&matter.path(&centre.keys, "/next")));
    let args = [
        ("name", registration.name.as_str().into()),
        ("course", say::title(&words, &matter.course).into()),
        ("next", say::title(&words, to).into()),
        ("when", words.date_time(to.starts_at.taipei()).into()),
        ("until", words.date_time(until_at.taipei()).into()),
    ];
    Some(NewMail {
        unique_key: Some(format!("courses:carry:{}", registration.id)),
        to: registration.email.clone(),
        subject: words.say_with("mail-carry-subject", &args),
        body: format!("{}\n\n{link}", words.say_with("mail-carry-text", &args)),
        calendar: None,
        matter: REGISTRATION,
        matter_id: registration.id.clone(),
        section: matter.course.section.clone(),
    })
}

/// The job [`JOB`]: brings those who said yes into the line of the next run. Run twice it does so once,
/// for each has a key of its own.
///
/// # Errors
/// [`JobError`] when the store or the desk is away.
pub async fn run(centre: Arc<Centre>, carry_id: String) -> Result<(), JobError> {
    let read = move |conn: &mut Conn| {
        let Some(carry) = store::carry::find(conn, &carry_id)? else { return Ok(None) };
        let mut works = Vec::new();
        for id in store::carry::list_willing(conn, &carry_id)? {
            if let Some(matter) = Matter::find(conn, &id)? {
                works.push(Work::Register(Arc::new(party(&matter))));
            }
        }
        Ok(Some((carry.to_id, works)))
    };
    let Some((to_id, works)) = centre.db.read(read).await? else { return Ok(()) };
    let desk = Desk::of(&centre).map_err(|e| JobError(e.to_string()))?;
    desk.ask_all(&to_id, works, &Actor::system()).await.map_err(|e| JobError(e.to_string()))?;
    desk.ask(&to_id, Work::Look, Actor::system()).await.map_err(|e| JobError(e.to_string()))?;
    Ok(())
}

fn party(matter: &Matter) -> NewParty {
    let r = &matter.registration;
    let members = matter.present().map(|seat| NewMember {
        person_key: person::key(&seat.name, &r.phone, &r.email),
        name: seat.name.clone(),
        birth_year: seat.birth_year,
        sex: seat.sex.clone(),
        district: seat.district.clone(),
        answers: "{}".into(),
        ..NewMember::default()
    });
    NewParty {
        key: format!("carry:{}", r.id),
        name: r.name.clone(),
        phone: r.phone.clone(),
        email: r.email.clone(),
        language: r.language.clone(),
        channel: r.channel.clone(),
        registered_by: r.registered_by.clone(),
        to_line: true,
        // It said so for the earlier run.
        declares_group: true,
        answers: "{}".into(),
        members: members.collect(),
        ..NewParty::default()
    }
}
