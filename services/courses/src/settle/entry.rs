//! Who may come in, decided at the desk for every channel alike: the rules of the course (R28, R29) and
//! the limits of its options (R03), under the lock of its ledger.

use std::collections::{HashMap, HashSet};

use foundation::db::{Conn, DbResult};
use jiff::civil::Date;
use office::instant::Instant;

use super::Settling;
use crate::desk::{Answer, NewParty, Task, Work};
use crate::model::{Course, Event, Seat};
use crate::rules::admit::{Decision, Request, admit};
use crate::rules::entry::{self, Bar, Barred, Entry, Party, Person};
use crate::store::desk::Held;
use crate::store::entry::{self as store, Comer, Pick, Standing};

/// What the desk knows of the rules of the courses at hand, read as a few sets; nothing more is read
/// for courses without rules.
#[derive(Default)]
pub(super) struct Gates {
    entries: HashMap<String, Entry>,
    options: HashMap<String, HashMap<Pick, i64>>,
    attended: HashSet<(String, String)>,
    listed: HashSet<(String, String)>,
}

impl Gates {
    /// Reads what these tasks need.
    pub(super) fn read(
        conn: &mut Conn,
        tasks: &std::collections::BTreeMap<&str, Vec<&Task>>,
    ) -> DbResult<Gates> {
        let decides = |task: &&Task| match &task.work {
            Work::Register(_) => true,
            Work::Happen { event, .. } => event.seats(),
            _ => false,
        };
        let asked = tasks.iter().filter(|(_, tasks)| tasks.iter().any(decides));
        let ids: Vec<String> = asked.map(|(id, _)| (*id).to_owned()).collect();
        if ids.is_empty() {
            return Ok(Gates::default());
        }
        let (entries, options) = (store::list_entries(conn, &ids)?, store::list_options(conn, &ids)?);
        let mut gates = Gates { entries, options, ..Gates::default() };
        let parties = tasks.iter().flat_map(|(id, tasks)| tasks.iter().map(move |task| (*id, task)));
        let (mut keys, mut contacts) = (Vec::new(), Vec::new());
        for (id, task) in parties {
            let (Work::Register(party), Some(entry)) = (&task.work, gates.entries.get(id)) else { continue };
            if !entry.earlier.is_empty() {
                keys.extend(party.members.iter().map(|m| m.person_key.clone()));
            }
            if entry.listed {
                contacts.extend(entry::marks(&party.phone, &party.email));
            }
        }
        gates.look_up(conn, &ids, &keys, &contacts)?;
        Ok(gates)
    }

    fn look_up(
        &mut self,
        conn: &mut Conn,
        ids: &[String],
        keys: &[String],
        contacts: &[String],
    ) -> DbResult<()> {
        if !keys.is_empty() {
            let earlier: Vec<String> = self.entries.values().flat_map(|e| e.earlier.clone()).collect();
            self.attended.extend(store::list_attended(conn, &earlier, keys)?);
        }
        if !contacts.is_empty() {
            self.listed.extend(store::list_listed_among(conn, ids, contacts)?);
        }
        Ok(())
    }

    fn has_attended(&self, entry: &Entry, key: &str) -> bool {
        entry.earlier.iter().any(|course| self.attended.contains(&(course.clone(), key.to_owned())))
    }

    fn is_listed(&self, course_id: &str, phone: &str, email: &str) -> bool {
        entry::marks(phone, email).into_iter().any(|mark| self.listed.contains(&(course_id.to_owned(), mark)))
    }
}

/// How often a head has registered, by its contact.
fn uses(heads: &[(String, String)], phone: &str, email: &str) -> i64 {
    let email = email.to_lowercase();
    let same =
        |(p, e): &&(String, String)| (!phone.is_empty() && p == phone) || (!email.is_empty() && *e == email);
    i64::try_from(heads.iter().filter(same).count()).unwrap_or(i64::MAX)
}

/// What an act decided for a request: taken as the ledger says, or barred.
pub(super) type Decided = Result<Decision, Vec<Barred>>;

fn takes(left: &mut HashMap<Pick, i64>, picked: &[(Option<usize>, Pick)]) -> Vec<Barred> {
    let mut full = Vec::new();
    for (person, pick) in picked {
        match left.get_mut(pick) {
            Some(places) if *places > 0 => *places -= 1,
            Some(_) => {
                full.push(Barred { person: *person, why: Bar::OptionFull(pick.0.clone(), pick.1.clone()) });
            }
            None => {}
        }
    }
    full
}

fn picked<'a>(party: &str, persons: impl Iterator<Item = &'a str>) -> Vec<(Option<usize>, Pick)> {
    let own = store::picks(party).into_iter().map(|pick| (None, pick));
    let theirs = persons.enumerate();
    let theirs = theirs.flat_map(|(i, answers)| store::picks(answers).into_iter().map(move |p| (Some(i), p)));
    own.chain(theirs).collect()
}

impl<'a> Settling<'_, 'a> {
    /// The rules each of these parties does not meet, in their order; the rules staff waived with a
    /// reason are noted with the registration later.
    pub(super) fn barred(
        &self,
        conn: &mut Conn,
        gates: &Gates,
        parties: &[&'a NewParty],
    ) -> DbResult<Vec<Vec<Barred>>> {
        let Some(entry) = gates.entries.get(self.course_id).filter(|e| e.asks()) else {
            return Ok(vec![Vec::new(); parties.len()]);
        };
        let mut heads = if entry.listed { store::list_heads(conn, self.course_id)? } else { Vec::new() };
        let day = self.locked.starts_at.date();
        let mut first: HashMap<&str, usize> = HashMap::new();
        let mut all: Vec<Vec<Barred>> = Vec::with_capacity(parties.len());
        for (at, party) in parties.iter().enumerate() {
            if let Some(earlier) = first.get(party.key.as_str()).and_then(|earlier| all.get(*earlier)) {
                // The same request again gets the answer of the first.
                all.push(earlier.clone());
                continue;
            }
            first.insert(&party.key, at);
            let persons = party.members.iter().map(|m| Person {
                birth_year: m.birth_year,
                birth_on: m.birth_on,
                district: &m.district,
                attended: gates.has_attended(entry, &m.person_key),
            });
            let asked = Party {
                persons: persons.collect(),
                declares_group: party.declares_group,
                listed: entry.listed && gates.is_listed(self.course_id, &party.phone, &party.email),
                uses: uses(&heads, &party.phone, &party.email),
            };
            let barred = entry::eligible(entry, day, &asked);
            if barred.is_empty() {
                heads.push((party.phone.clone(), party.email.to_lowercase()));
            }
            all.push(barred);
        }
        Ok(all)
    }

    /// Decides requests in the order of their arrival; where options have limits, whoever sits down
    /// must find a place in each option chosen, and who waits holds none.
    pub(super) fn decide(
        &mut self,
        conn: &mut Conn,
        gates: &Gates,
        requests: &[Request],
        parties: &[&'a NewParty],
    ) -> DbResult<Vec<Decided>> {
        let now = self.now;
        let Some(limits) = gates.options.get(self.course_id) else {
            return Ok(admit(&mut self.locked.ledger, requests, now).into_iter().map(Ok).collect());
        };
        let mut left = store::count_left(conn, self.course_id, limits, "")?;
        let mut first: HashMap<&str, usize> = HashMap::new();
        let mut decided = Vec::with_capacity(requests.len());
        for (i, (request, party)) in requests.iter().zip(parties).enumerate() {
            if let Some(earlier) = first.get(request.key.as_str()) {
                decided.push(Ok(Decision::Same { as_request: *earlier }));
                continue;
            }
            first.insert(&request.key, i);
            decided.push(self.decide_one(&mut left, request, party, now));
        }
        Ok(decided)
    }

    fn decide_one(
        &mut self,
        left: &mut HashMap<Pick, i64>,
        request: &Request,
        party: &NewParty,
        now: Instant,
    ) -> Decided {
        let before = self.locked.ledger.clone();
        let decision = admit(&mut self.locked.ledger, std::slice::from_ref(request), now).into_iter().next();
        let decision = decision.unwrap_or(Decision::Refuse(crate::rules::admit::Refusal::NotOffered));
        if let Decision::Admit { status: crate::model::Status::Confirmed, .. } = decision {
            let wanted = picked(&party.answers, party.members.iter().map(|m| m.answers.as_str()));
            let mut taken = left.clone();
            let full = takes(&mut taken, &wanted);
            if !full.is_empty() && party.waives().is_none() {
                self.locked.ledger = before;
                return Err(full);
            }
            *left = taken;
        }
        Ok(decision)
    }

    /// What stands against a registration getting its seats now: rules no longer met when it accepts
    /// an offer, and options that are full. What staff waived or do with a reason stands.
    pub(super) fn stands_against(
        &self,
        conn: &mut Conn,
        gates: &Gates,
        held: &Held,
        event: Event,
        why: Option<&str>,
    ) -> DbResult<Option<Answer>> {
        let entry = gates.entries.get(self.course_id).filter(|e| event == Event::Accept && e.asks());
        let limits = gates.options.get(self.course_id);
        let by_reason = event == Event::Seat && why.is_some_and(|why| !why.trim().is_empty());
        if !event.seats()
            || by_reason
            || (entry.is_none() && limits.is_none())
            || store::is_waived(conn, &held.id)?
        {
            return Ok(None);
        }
        let Some(standing) = store::find_party(conn, &held.id)? else { return Ok(None) };
        let barred = weigh(conn, self.at(), &held.id, (entry, limits), &standing)?;
        Ok((!barred.is_empty()).then_some(Answer::Barred(barred)))
    }

    /// What stands against a party going on without some of its persons: a child without its adult (R28).
    pub(super) fn against_leaving(
        &self,
        conn: &mut Conn,
        registration_id: &str,
        leave: &[String],
    ) -> DbResult<Vec<Barred>> {
        let barred = against_change(conn, self.at(), registration_id, |comers| {
            comers.retain(|c| !leave.contains(&c.seat_id));
        })?;
        // Whoever stays is the person that was let in.
        Ok(barred.into_iter().filter(|b| b.person.is_none()).collect())
    }

    fn at(&self) -> At<'a> {
        At { course_id: self.course_id, day: self.locked.starts_at.date() }
    }
}

/// The course at hand and its first day.
#[derive(Clone, Copy)]
struct At<'a> {
    course_id: &'a str,
    day: Date,
}

/// The rules that a party as it stands does not meet, and the options that are full for it.
fn weigh(
    conn: &mut Conn,
    at: At<'_>,
    registration_id: &str,
    (entry, limits): (Option<&Entry>, Option<&HashMap<Pick, i64>>),
    standing: &Standing,
) -> DbResult<Vec<Barred>> {
    let comers = &standing.comers;
    let mut barred = Vec::new();
    if let Some(entry) = entry {
        let keys: Vec<String> = comers.iter().map(|c| c.person_key.clone()).collect();
        let came = if entry.earlier.is_empty() {
            HashSet::new()
        } else {
            store::list_attended(conn, &entry.earlier, &keys)?
        };
        let marks = entry::marks(&standing.phone, &standing.email);
        let listed =
            entry.listed && !store::list_listed_among(conn, &[at.course_id.to_owned()], &marks)?.is_empty();
        let persons = comers.iter().map(|c| Person {
            birth_year: c.birth_year,
            birth_on: None,
            district: &c.district,
            attended: came.iter().any(|(_, key)| *key == c.person_key),
        });
        let party = Party {
            persons: persons.collect(),
            // Declared when it registered; its own registration is the one it uses.
            declares_group: true,
            listed,
            uses: 0,
        };
        barred = entry::eligible(entry, at.day, &party);
    }
    if let Some(limits) = limits {
        let mut left = store::count_left(conn, at.course_id, limits, registration_id)?;
        let answers = comers.iter().map(|c| c.answers.as_str());
        barred.extend(takes(&mut left, &picked(&standing.answers, answers)));
    }
    Ok(barred)
}

/// What stands now against a party that was not let in: for who asks why later. How often its head has
/// registered is not counted again.
///
/// # Errors
/// Any database error.
pub fn against_party(conn: &mut Conn, course: &Course, party: &NewParty) -> DbResult<Vec<Barred>> {
    let entry = store::find_entry(conn, &course.id)?;
    let limits = store::list_options(conn, std::slice::from_ref(&course.id))?.remove(&course.id);
    let comers = party.members.iter().map(|m| Comer {
        seat_id: String::new(),
        person_key: m.person_key.clone(),
        birth_year: m.birth_year,
        district: m.district.clone(),
        answers: m.answers.clone(),
    });
    let standing = Standing {
        phone: party.phone.clone(),
        email: party.email.clone(),
        answers: party.answers.clone(),
        comers: comers.collect(),
    };
    let at = At { course_id: &course.id, day: course.starts_at.date() };
    let asked = Some(&entry).filter(|e| e.asks());
    let mut barred = weigh(conn, at, "", (asked, limits.as_ref()), &standing)?;
    if entry.group && !party.declares_group {
        barred.push(Barred { person: None, why: Bar::Group });
    }
    Ok(barred)
}

/// What stands against somebody else taking over a seat, under the lock of the ledger: rules the new
/// person does not meet, or the party without the old one; options that are full.
///
/// # Errors
/// Any database error.
pub fn against_handover(
    conn: &mut Conn,
    course: &Course,
    registration_id: &str,
    old_seat: &str,
    new: Comer,
) -> DbResult<Vec<Barred>> {
    let entry = store::find_entry(conn, &course.id)?;
    let limits = store::list_options(conn, std::slice::from_ref(&course.id))?.remove(&course.id);
    let Some(mut standing) = store::find_party(conn, registration_id)? else { return Ok(Vec::new()) };
    standing.comers.retain(|c| c.seat_id != old_seat);
    standing.comers.push(new);
    let last = standing.comers.len() - 1;
    let at = At { course_id: &course.id, day: course.starts_at.date() };
    let asked = Some(&entry).filter(|e| e.asks());
    let barred = weigh(conn, at, registration_id, (asked, limits.as_ref()), &standing)?;
    // The others stay as they were let in.
    Ok(barred.into_iter().filter(|b| b.person.is_none_or(|place| place == last)).collect())
}

/// What stands against changed answers and persons of a party, under the lock of the ledger: rules it met
/// before and does not meet any more; options that are full, if it has its seats. What stood against it
/// before stays as it was let in.
///
/// # Errors
/// Any database error.
pub fn against_answers(
    conn: &mut Conn,
    course: &Course,
    registration_id: &str,
    (party, seats): (&str, &[Seat]),
    has_seats: bool,
) -> DbResult<Vec<Barred>> {
    let at = At { course_id: &course.id, day: course.starts_at.date() };
    let mut barred = against_change(conn, at, registration_id, |comers| {
        for comer in comers {
            if let Some(seat) = seats.iter().find(|s| s.id == comer.seat_id) {
                comer.birth_year = seat.birth_year;
            }
        }
    })?;
    if !has_seats {
        return Ok(barred);
    }
    let limits = store::list_options(conn, std::slice::from_ref(&course.id))?.remove(&course.id);
    if let Some(limits) = limits {
        let mut left = store::count_left(conn, &course.id, &limits, registration_id)?;
        barred.extend(takes(&mut left, &picked(party, seats.iter().map(|s| s.answers.as_str()))));
    }
    Ok(barred)
}

/// The rules a party met before a change and does not meet after it; none for whom staff waived them.
fn against_change(
    conn: &mut Conn,
    at: At<'_>,
    registration_id: &str,
    change: impl FnOnce(&mut Vec<Comer>),
) -> DbResult<Vec<Barred>> {
    let entry = store::find_entry(conn, at.course_id)?;
    if !entry.asks_age() || store::is_waived(conn, registration_id)? {
        return Ok(Vec::new());
    }
    let Some(mut standing) = store::find_party(conn, registration_id)? else { return Ok(Vec::new()) };
    let before = weigh(conn, at, registration_id, (Some(&entry), None), &standing)?;
    change(&mut standing.comers);
    let after = weigh(conn, at, registration_id, (Some(&entry), None), &standing)?;
    Ok(after.into_iter().filter(|barred| !before.contains(barred)).collect())
}

/// What the trail keeps of the rules that staff waived.
pub(super) fn noted(barred: &[Barred]) -> String {
    let said = |b: &Barred| match b.person {
        Some(place) => format!("{}:{}", place + 1, b.why.key()),
        None => b.why.key().to_owned(),
    };
    serde_json::json!({ "waived": barred.iter().map(said).collect::<Vec<_>>() }).to_string()
}
