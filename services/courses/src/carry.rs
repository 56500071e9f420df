//! A waiting list is carried to the next run of its course, keeping order, with consent (R23).
//!
//! Everybody in line is asked by letter and answers by a link until a time. Then those who said yes come
//! into the line of the next run together, in the order they had, before anybody who arrives later.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::{Arg, Lang};
use foundation::jobs::{self, JobError, NewJob};
use foundation::mail::{self, NewMail};
use foundation::trail::{self, Actor};
use office::instant::Instant;

use crate::desk::{Answer, Desk, NewMember, NewParty, Work};
use crate::matter::Matter;
use crate::model::Course;
use crate::planning::{Act, Done, Refused, Values, lock};
use crate::public::say;
use crate::rules::admit::Refusal;
use crate::rules::person;
use crate::settle::REGISTRATION;
use crate::staff::moving::answers::going;
use crate::store;
use crate::store::carry::{Carry, Said};

/// The job that carries a list when its time has come.
pub const JOB: &str = "courses.carry";
/// What is kept of a party that came into the next line.
pub const CARRIED: &str = "carried";
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
    if let Some(refused) = too_late(&act.centre, &to, until_at, act.now) {
        return Ok(Err(refused));
    }
    let parties = store::carry::list_askable(conn, from_id, PARTIES_MAX)?;
    if parties.is_empty() {
        return Ok(Err(Refused::No("carry-nobody", vec![])));
    }
    let carry = Carry { id: act.id(), from_id: from.id.clone(), to_id: to.id.clone(), until_at };
    store::carry::add(conn, &carry, &parties, &act.actor.who, act.now)?;
    let matters = in_order(conn, &parties)?;
    let letters: Vec<NewMail> =
        matters.iter().filter_map(|m| question(&act.centre, m, &to, until_at)).collect();
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

/// The parties of these registrations, in the order of their ids.
fn in_order(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<Matter>> {
    let matters = Matter::list(conn, ids)?.into_iter().map(|m| (m.registration.id.clone(), m));
    let mut matters: HashMap<String, Matter> = matters.collect();
    Ok(ids.iter().filter_map(|id| matters.remove(id)).collect())
}

/// Why the parties may not have so long: others come to the next run before they are in its line.
fn too_late(centre: &Centre, to: &Course, until_at: Instant, now: Instant) -> Option<Refused> {
    let words = centre.words(Lang::BASE);
    let no = |key, at: Instant| Some(Refused::No(key, vec![("when", words.date_time(at.taipei()).into())]));
    if now < to.opens_at && until_at > to.opens_at {
        return no("carry-until-opens", to.opens_at);
    }
    if until_at >= to.starts_at { no("carry-until-begins", to.starts_at) } else { None }
}

fn question(centre: &Centre, matter: &Matter, to: &Course, until_at: Instant) -> Option<NewMail> {
    let words = centre.words(matter.lang());
    let args = [
        ("when", words.date_time(to.starts_at.taipei()).into()),
        ("until", words.date_time(until_at.taipei()).into()),
    ];
    letter(centre, matter, to, "carry", &args)
}

fn not_carried(centre: &Centre, matter: &Matter, to: &Course, outcome: &str) -> Option<NewMail> {
    let words = centre.words(matter.lang());
    letter(centre, matter, to, "not-carried", &[("why", words.say(why(outcome)).into())])
}

/// A letter of this kind with the link to the page that asks, or tells what came of it.
fn letter(
    centre: &Centre,
    matter: &Matter,
    to: &Course,
    kind: &str,
    more: &[(&'static str, Arg)],
) -> Option<NewMail> {
    let registration = &matter.registration;
    if registration.email.is_empty() {
        return None;
    }
    let words = centre.words(matter.lang());
    let link = format!("{}{}", centre.base_url, words.path(&matter.path(&centre.keys, "/next")));
    let mut args = vec![
        ("name", registration.name.as_str().into()),
        ("course", say::title(&words, &matter.course).into()),
        ("next", say::title(&words, to).into()),
    ];
    args.extend_from_slice(more);
    Some(NewMail {
        unique_key: Some(format!("courses:{kind}:{}", registration.id)),
        to: registration.email.clone(),
        subject: words.say_with(&format!("mail-{kind}-subject"), &args),
        body: format!("{}\n\n{link}", words.say_with(&format!("mail-{kind}-text"), &args)),
        calendar: None,
        matter: REGISTRATION,
        matter_id: registration.id.clone(),
        section: matter.course.section.clone(),
    })
}

/// What the sentence is called that says why a party was not taken into the next line.
pub fn why(outcome: &str) -> &'static str {
    match outcome {
        "already" => "carry-why-already",
        "barred" => "carry-why-barred",
        "size" => "carry-why-size",
        "off" => "carry-why-off",
        _ => "carry-why-failed",
    }
}

/// What is kept of an answer of the desk.
fn outcome(answer: &Answer) -> &'static str {
    match answer {
        Answer::Registered(_) => CARRIED,
        Answer::Refused(Refusal::AlreadyHere) => "already",
        Answer::Refused(Refusal::WrongSize { .. }) => "size",
        Answer::Refused(Refusal::NotOffered) => "off",
        Answer::Barred(_) => "barred",
        _ => "failed",
    }
}

/// The job [`JOB`]: brings those who said yes into the line of the next run, and tells those who cannot
/// be taken into it why. Run twice it does so once, for each has a key of its own.
///
/// # Errors
/// [`JobError`] when the store or the desk is away.
pub async fn run(centre: Arc<Centre>, carry_id: String) -> Result<(), JobError> {
    let read = move |conn: &mut Conn| {
        let Some(carry) = store::carry::find(conn, &carry_id)? else { return Ok(None) };
        let Some(to) = store::course::find(conn, &carry.to_id)? else { return Ok(None) };
        let said = store::carry::list_willing(conn, &carry_id)?;
        let ids: Vec<String> = said.iter().map(|s| s.registration_id.clone()).collect();
        Ok(Some((to, in_order(conn, &ids)?, said)))
    };
    let Some((to, matters, said)) = centre.db.read(read).await? else { return Ok(()) };
    let desk = Desk::of(&centre).map_err(|e| JobError(e.to_string()))?;
    let parties = matters.iter().zip(&said).map(|(matter, said)| party(matter, &to, said));
    let works = parties.map(|party| Work::Register(Arc::new(party)));
    let answers = desk.ask_all(&to.id, works, &Actor::system()).await.map_err(|e| JobError(e.to_string()))?;
    desk.ask(&to.id, Work::Look, Actor::system()).await.map_err(|e| JobError(e.to_string()))?;
    let told: Vec<(Matter, &str)> = matters.into_iter().zip(answers.iter().map(outcome)).collect();
    let inner = centre.clone();
    Ok(centre.db.write(move |conn| tell(conn, &inner, &to, &told)).await?)
}

/// Keeps what became of each party, in its trail too, and tells those who were not taken in.
fn tell(conn: &mut Conn, centre: &Centre, to: &Course, told: &[(Matter, &str)]) -> DbResult<()> {
    let now = centre.clock.now();
    let mut by_outcome: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (matter, outcome) in told {
        by_outcome.entry(outcome).or_default().push(matter.registration.id.clone());
    }
    for (outcome, ids) in &by_outcome {
        store::carry::change_outcome(conn, ids, outcome)?;
        if *outcome != CARRIED {
            // Whoever has no e-mail is told by telephone.
            store::desk::note_calls(conn, ids, now)?;
        }
    }
    let entries: Vec<trail::Entry<'_>> =
        told.iter().map(|(matter, outcome)| trail_row(matter, to, outcome)).collect();
    let ids: Vec<_> = entries.iter().map(|_| centre.chance.id(now)).collect();
    trail::add(conn, &ids, now, &Actor::system(), &entries)?;
    let refused = told.iter().filter(|(_, outcome)| *outcome != CARRIED);
    let letters: Vec<NewMail> = refused.filter_map(|(m, why)| not_carried(centre, m, to, why)).collect();
    let ids: Vec<_> = letters.iter().map(|_| centre.chance.id(now)).collect();
    mail::add(conn, &ids, now, &letters)
}

fn trail_row<'a>(matter: &'a Matter, to: &Course, outcome: &str) -> trail::Entry<'a> {
    let verb = if outcome == CARRIED { CARRIED } else { "not-carried" };
    let after = serde_json::json!({ "course": to.title, "outcome": outcome });
    let entry = trail::Entry::new(REGISTRATION, &matter.registration.id, verb);
    trail::Entry { after: Some(after.to_string()), ..entry }
}

/// Whether both are runs of one series: what was declared for the one holds for the other.
pub fn is_same_series(from: &Course, to: &Course) -> bool {
    from.series_id.is_some() && from.series_id == to.series_id
}

/// The party as it comes into the next line, with the answers that both forms ask for.
pub fn party(matter: &Matter, to: &Course, said: &Said) -> NewParty {
    let r = &matter.registration;
    let going = going(&matter.course, to, r, matter.present());
    let members = matter.present().zip(going.members).map(|(seat, own)| NewMember {
        person_key: person::key(&seat.name, &r.phone, &r.email),
        name: seat.name.clone(),
        birth_year: seat.birth_year,
        sex: seat.sex.clone(),
        district: seat.district.clone(),
        answers: own.answers.render(),
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
        declares_group: said.declared || is_same_series(&matter.course, to),
        answers: going.party.answers.render(),
        notice_version: said.notice_version.clone(),
        members: members.collect(),
        ..NewParty::default()
    }
}
