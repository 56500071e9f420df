//! Parties that want to come in: which are the same request as before, which may not come, what becomes of the
//! others.

use std::borrow::Cow;
use std::collections::HashSet;

use foundation::db::{Conn, DbResult};
use foundation::trail::Actor;

use super::asked::{later_seconds, request};
use super::entry::{self, Decided};
use super::known::Known;
use super::{Settling, line, stands};
use crate::desk::{Answer, NewParty, Registered, Task, Work};
use crate::model::Status;
use crate::rules::admit::{Decision, Request};
use crate::rules::draw::list_closes_at;
use crate::rules::entry::Barred;
use crate::store::desk::{self as store, Held, NewRow};

impl<'a> Settling<'_, 'a> {
    /// Takes parties in, or says why not; the answer to each stands at its task.
    pub(super) fn register(
        &mut self,
        conn: &mut Conn,
        tasks: &[&'a Task],
        known: &Known,
        answers: &mut [Answer],
    ) -> DbResult<()> {
        let mut parties: Vec<(usize, &'a NewParty, &'a Task)> = Vec::new();
        for (i, task) in tasks.iter().enumerate() {
            let Work::Register(party) = &task.work else { continue };
            let key = store::request_key(self.course_id, &party.key);
            match (known.answered.get(&key), answers.get_mut(i)) {
                (Some(held), Some(slot)) => *slot = self.answer_again(conn, held, party)?,
                _ => parties.push((i, party, task)),
            }
        }
        if parties.is_empty() {
            return Ok(());
        }
        let asked: Vec<&'a NewParty> = parties.iter().map(|(_, party, _)| *party).collect();
        let barred = self.barred(conn, &known.gates, &asked)?;
        let stays_out = |party: &NewParty, barred: &[Barred]| !barred.is_empty() && party.waives().is_none();
        for ((place, party, _), barred) in parties.iter().zip(&barred) {
            if let Some(slot) = answers.get_mut(*place).filter(|_| stays_out(party, barred)) {
                *slot = Answer::Barred(barred.clone());
            }
        }
        let (parties, barred): (Vec<_>, Vec<_>) = parties
            .into_iter()
            .zip(barred)
            .filter(|((_, party, _), barred)| !stays_out(party, barred))
            .unzip();
        let asked: Vec<&'a NewParty> = parties.iter().map(|(_, party, _)| *party).collect();
        let requests = self.requests(&parties, known);
        let decided = self.decide(conn, &known.gates, &requests, &asked)?;
        let mut given: Vec<Answer> = Vec::with_capacity(parties.len());
        for (((_, party, task), decided), waived) in parties.iter().zip(decided).zip(&barred) {
            let first =
                if let Ok(Decision::Same { as_request }) = decided { asked.get(as_request) } else { None };
            let is_other = first.is_some_and(|first| store::differs(&first.fingerprint, &party.fingerprint));
            let answer = match is_other {
                true => Answer::KeyReused,
                false => self.take_in(party, &task.actor, decided, waived, &given),
            };
            given.push(answer);
        }
        for ((place, ..), answer) in parties.iter().zip(given) {
            if let Some(slot) = answers.get_mut(*place) {
                *slot = answer;
            }
        }
        Ok(())
    }

    /// Writes down what was decided for a party; `given` are the answers of this batch so far.
    fn take_in(
        &mut self,
        party: &'a NewParty,
        actor: &'a Actor,
        decided: Decided,
        waived: &[Barred],
        given: &[Answer],
    ) -> Answer {
        let (status, number, from_set_aside, position, overtakes) = match decided {
            Err(barred) => return Answer::Barred(barred),
            Ok(Decision::Refuse(refusal)) => return Answer::Refused(refusal),
            Ok(Decision::Same { as_request }) => return again(given.get(as_request)),
            Ok(Decision::Admit { status, number, from_set_aside, position, overtakes }) => {
                (status, number, from_set_aside, position, overtakes)
            }
        };
        let row = self.row(party, status, number, from_set_aside);
        let seats = i64::try_from(party.members.len()).unwrap_or(i64::MAX);
        let after = (None, if overtakes { line::overtook(seats) } else { stands(status, seats) });
        if status == Status::Entered {
            let closes_at = list_closes_at(self.ledger().entries_until());
            self.batch.look_again.insert((closes_at, self.course_id.to_owned()));
        }
        self.note(Cow::Borrowed(actor), &row.id, "registered", after, party.over_reason.as_deref());
        if let Some(why) = party.waives() {
            let said = (None, Some(entry::noted(waived)));
            self.note(Cow::Borrowed(actor), &row.id, "rules-waived", said, Some(why));
        }
        self.batch.told.push(("registered", row.id.clone()));
        let answer = Registered {
            id: row.id.clone(),
            reference: row.reference.clone(),
            status,
            position,
            again: false,
            seats: row.seats.clone(),
        };
        self.batch.rows.push(row);
        Answer::Registered(answer)
    }

    /// The answer to a request that was answered before: where it stands now, if it is the same.
    fn answer_again(&self, conn: &mut Conn, held: &Held, party: &NewParty) -> DbResult<Answer> {
        if store::differs(&held.fingerprint, &party.fingerprint) {
            return Ok(Answer::KeyReused);
        }
        let position = match held.status {
            Status::Waitlisted => {
                Some(1 + crate::store::line::count_before(conn, self.course_id, held.number)?)
            }
            _ => None,
        };
        let (id, reference) = (held.id.clone(), held.reference.clone());
        let (status, seats) = (held.status, Vec::new());
        Ok(Answer::Registered(Registered { id, reference, status, position, again: true, seats }))
    }

    fn requests(&self, parties: &[(usize, &NewParty, &Task)], known: &Known) -> Vec<Request> {
        let (delays, lost) = (&known.delays, &known.lost);
        let set_asides = &self.locked.ledger.set_asides;
        let here = known.present.iter().filter(|(course, _)| course == self.course_id);
        let mut present: HashSet<&str> = here.map(|(_, person)| person.as_str()).collect();
        let mut seen_keys: HashSet<&str> = HashSet::new();
        parties
            .iter()
            .map(|(_, p, task)| {
                // Somebody who comes along twice in one batch is the same person too; a repeated
                // request is not.
                let repeated = !seen_keys.insert(&p.key);
                let known = p.members.iter().any(|m| present.contains(m.person_key.as_str()));
                present.extend(p.members.iter().map(|m| m.person_key.as_str()));
                let mine = request(p, task.came_at, set_asides, lost);
                let already_here = known && !repeated && !p.by_staff;
                Request { already_here, later_seconds: later_seconds(p, delays), ..mine }
            })
            .collect()
    }

    fn row(
        &self,
        party: &'a NewParty,
        status: Status,
        number: i64,
        from_set_aside: Option<usize>,
    ) -> NewRow<'a> {
        let set_asides = &self.locked.ledger.set_asides;
        let set_aside = from_set_aside.and_then(|at| set_asides.get(at)).map(|a| a.id.clone());
        let chance = &self.batch.centre.chance;
        let seats = party.members.iter().map(|_| chance.id(self.now).into_string());
        NewRow {
            course_id: self.course_id,
            seats: seats.collect(),
            id: chance.id(self.now).into_string(),
            reference: chance.reference().as_str().to_owned(),
            status,
            number,
            party,
            set_aside,
        }
    }
}

fn again(earlier: Option<&Answer>) -> Answer {
    match earlier {
        Some(Answer::Registered(r)) => {
            Answer::Registered(Registered { again: true, seats: Vec::new(), ..r.clone() })
        }
        Some(other) => other.clone(),
        None => Answer::NoSuch,
    }
}
