//! The rest of what is done with a case.

use foundation::db::{Conn, DbResult};

use super::{New, checklist, letters, notice, recount, register, waiting};
use crate::model::{
    Answer, Case, Clock, Done, Event, Grade, Kind, LetterKind, NoteKind, ProposalState, Purpose, Record,
    Refusal, Signature, State, Told, Way,
};
use crate::rules::clock::Awaited;
use crate::rules::joint;
use crate::store::{self, Act};

/// Somebody else works on it.
///
/// # Errors
/// Any database error.
pub fn assign(conn: &mut Conn, act: &Act, case: &mut Case, section: &str, handler: &str) -> Done<()> {
    if store::is_excluded(conn, &case.id, handler)? {
        return Ok(Err(Refusal::Excluded));
    }
    let before = case.clone();
    section.clone_into(&mut case.section);
    case.joint = joint::text(joint::sections(&case.joint), section);
    handler.clone_into(&mut case.handler);
    let moved = store::move_from(conn, act, &before, case, Event::Assign, "")?;
    let is_given = (&before.section, &before.handler) != (&case.section, &case.handler);
    if moved.is_ok() && is_given && !(case.confidential && handler.is_empty()) {
        notice::assigned(conn, act, case)?;
    }
    Ok(moved)
}

/// Somebody must not read a secret case, as whom it is about. Whoever works on it does so no more.
///
/// # Errors
/// Any database error.
pub fn exclude(conn: &mut Conn, act: &Act, case: &mut Case, staff_id: &str) -> Done<()> {
    if !case.confidential || matches!(case.state, State::Draft | State::Confirming | State::Discarded) {
        return Ok(Err(Refusal::Illegal));
    }
    store::exclude(conn, act, case, staff_id)?;
    leave_excluded(conn, act, case)
}

/// Whoever must not read a case does not work on it: the director says who does. One that ended keeps the name of
/// whoever did.
pub(super) fn leave_excluded(conn: &mut Conn, act: &Act, case: &mut Case) -> Done<()> {
    if case.state.after(Event::Assign).is_err() || !store::is_excluded(conn, &case.id, &case.handler)? {
        return Ok(Ok(()));
    }
    let section = case.section.clone();
    assign(conn, act, case, &section, "")
}

/// Topic, district, nature, grade or joint section change; a new grade sets the limit anew, by the rules of
/// the day of receipt.
///
/// # Errors
/// Any database error.
pub fn change_particulars(conn: &mut Conn, act: &Act, before: &Case, case: &mut Case) -> Done<()> {
    if !case.state.is_open() {
        return Ok(Err(Refusal::Illegal));
    }
    if before.grade != case.grade {
        super::set_clock(conn, case)?;
        recount(conn, case, act.now.date())?;
        case.warned = 0;
    }
    store::save(conn, act, before, case, "changed", "")?;
    checklist::add_fitting(conn, act, case, Purpose::Usual)?;
    for section in joint::sections(&case.joint).filter(|section| !joint::names(&before.joint, section)) {
        notice::joint(conn, act, case, section)?;
    }
    Ok(Ok(()))
}

/// A case is secret no more: decided by the director, for reasons that are kept with it. A report of wrongdoing
/// always is.
///
/// # Errors
/// Any database error.
pub fn unseal(conn: &mut Conn, act: &Act, case: &mut Case, why: &str) -> Done<()> {
    if !case.confidential || case.nature.is_confidential() || !case.state.is_open() {
        return Ok(Err(Refusal::Illegal));
    }
    let before = case.clone();
    store::add_note(conn, act, case, NoteKind::Internal, why)?;
    store::change_secrecy(conn, act, case, false)?;
    store::save(conn, act, &before, case, "unsealed", "")?;
    Ok(Ok(()))
}

/// An oral draft was taken down by mistake, or the petitioner did not agree to it.
///
/// # Errors
/// Any database error.
pub fn discard(conn: &mut Conn, act: &Act, case: &mut Case, why: &str) -> Done<()> {
    store::add_note(conn, act, case, NoteKind::Internal, why)?;
    store::move_on(conn, act, case, Event::Discard, "")
}

/// The petitioner is asked for more; the clock stops only if the rule of the case says so.
///
/// # Errors
/// Any database error.
pub fn ask_supplement(conn: &mut Conn, act: &Act, case: &mut Case, text: &str) -> Done<()> {
    if !case.told.has_contact() {
        return Ok(Err(Refusal::NoContact));
    }
    waiting::begin(conn, case, Awaited::Petitioner, "", act.now.date())?;
    let moved = store::move_on(conn, act, case, Event::AskSupplement, "")?;
    if moved.is_ok() {
        letters::write(conn, act, case, LetterKind::Supplement, text)?;
    }
    Ok(moved)
}

/// More came from the petitioner: a note, and where it was waited for the work goes on.
///
/// # Errors
/// Any database error.
pub fn supplement(conn: &mut Conn, act: &Act, case: &mut Case, kind: NoteKind, text: &str) -> Done<()> {
    store::add_note(conn, act, case, kind, text)?;
    if act.is_resident() {
        let worked_on = match case.merged_into.as_str() {
            "" => Some(case.clone()),
            into => store::find_by_reference(conn, into)?,
        };
        worked_on.map_or(Ok(()), |case| notice::added(conn, act, &case))?;
    }
    if case.state == State::SupplementWait {
        waiting::end(conn, act, case, Awaited::Petitioner, "", act.now.date())?;
        return store::move_on(conn, act, case, Event::Supplement, "");
    }
    let before = case.clone();
    store::save(conn, act, &before, case, "noted", "")?;
    Ok(Ok(()))
}

/// The petitioner takes it back. What waited for a decision waits no more. Those who were merged in did not take
/// anything back: they told the same, so one case goes on for all of them, that of whose limit ends first; what was
/// made from this one, or this one from it, is the same petitioner's, and ends with it.
///
/// # Errors
/// Any database error.
pub fn withdraw(conn: &mut Conn, act: &Act, case: &mut Case) -> Done<()> {
    if case.state == State::Merged {
        return withdraw_merged(conn, act, case);
    }
    if let Some(proposal) = store::find_proposal(conn, act, &case.id)? {
        store::decide(conn, act, case, &proposal.id, ProposalState::Returned, "")?;
    }
    waiting::end_all(conn, act, case)?;
    if let Err(refusal) = store::move_on(conn, act, case, Event::Withdraw, "")? {
        return Ok(Err(refusal));
    }
    if act.is_resident() {
        notice::withdrawn(conn, act, case)?;
    }
    let (own, mut others): (Vec<Case>, Vec<Case>) =
        merged(conn, act, case)?.into_iter().partition(|other| other.is_akin(case));
    for mut other in own {
        if let Err(refusal) = leave(conn, act, &mut other, case)? {
            return Ok(Err(refusal));
        }
    }
    others.sort_by_key(|other| (other.kind != Kind::Petition, other.due_on));
    let Some(first) = others.first() else { return Ok(Ok(())) };
    let mut new = super::case_of(act, new_of(first), State::Draft);
    waiting::add_again(conn, act, &mut new, first, case)?;
    if let Err(refusal) = register(conn, act, &mut new)? {
        return Ok(Err(refusal));
    }
    for mut merged in others {
        let before = merged.clone();
        merged.merged_into.clone_from(&new.reference);
        store::save(conn, act, &before, &merged, "reopened", &new.number())?;
    }
    Ok(Ok(()))
}

/// Whoever was merged in takes back their own: where it went on goes on for the others. A case that goes on for them
/// is their own too, and is what they take back.
fn withdraw_merged(conn: &mut Conn, act: &Act, case: &mut Case) -> Done<()> {
    let Some(mut lead) = store::find_by_reference(conn, &case.merged_into)? else {
        return Ok(Err(Refusal::Illegal));
    };
    if lead.state.after(Event::Withdraw).is_err() {
        return Ok(Err(Refusal::Illegal));
    }
    if lead.origin == case.reference {
        return withdraw(conn, act, &mut lead);
    }
    for mut other in store::list_merged(conn, &lead.reference)? {
        if other.id == case.id || other.is_akin(case) {
            if let Err(refusal) = leave(conn, act, &mut other, &lead)? {
                return Ok(Err(refusal));
            }
            store::save(conn, act, &lead, &lead, "left_by", &other.number())?;
        }
    }
    notice::left(conn, act, &lead)?;
    Ok(Ok(()))
}

/// A case that went on in another is taken back: its petitioner gets no answer there.
fn leave(conn: &mut Conn, act: &Act, case: &mut Case, lead: &Case) -> Done<()> {
    let before = case.clone();
    case.merged_into.clear();
    case.closed_at = None;
    store::move_from(conn, act, &before, case, Event::Withdraw, &lead.number())
}

/// The cases that go on in this one, opened.
///
/// # Errors
/// Any database error.
pub fn merged(conn: &mut Conn, act: &Act, into: &Case) -> DbResult<Vec<Case>> {
    let mut cases = store::list_merged(conn, &into.reference)?;
    for case in &mut cases {
        store::open(conn, act, case)?;
    }
    Ok(cases)
}

/// The same, but for those that are secret while this one is open: what is secret is never read with what is not.
///
/// # Errors
/// Any database error.
pub fn shown_with(conn: &mut Conn, act: &Act, into: &Case) -> DbResult<Vec<Case>> {
    let mut cases = merged(conn, act, into)?;
    cases.retain(|one| into.confidential || !one.confidential);
    Ok(cases)
}

/// Another agency has it now, and everybody who told it is told which. Of a confidential case the letter of
/// transfer carries what is needed only: that is the text.
///
/// # Errors
/// Any database error.
pub fn transfer(conn: &mut Conn, act: &Act, case: &mut Case, agency: &str, text: &str) -> Done<()> {
    waiting::end_all(conn, act, case)?;
    super::end(conn, case, act.now)?;
    let moved = store::move_on(conn, act, case, Event::Transfer, agency)?;
    if moved.is_ok() {
        super::end_merged(conn, act, case)?;
        letters::write_to_all(conn, act, case, LetterKind::Transfer, &format!("{agency}\n{text}"))?;
    }
    Ok(moved)
}

/// A case goes on in another one. Its papers stay its own, for two people may have told the same; whoever works
/// on the other one reads them there, and all get the answer, by the limit that ends first.
///
/// # Errors
/// Any database error.
pub fn merge(conn: &mut Conn, act: &Act, case: &mut Case, into: &mut Case) -> Done<()> {
    if into.id == case.id || !takes(into, case) {
        return Ok(Err(Refusal::NoSuchCase));
    }
    // Who decides about a draft has read it for those it was written to.
    if store::find_proposal(conn, act, &into.id)?.is_some() {
        return Ok(Err(Refusal::Pending));
    }
    waiting::end_all(conn, act, case)?;
    case.merged_into.clone_from(&into.reference);
    if let Err(refusal) = store::move_on(conn, act, case, Event::Merge, "")? {
        return Ok(Err(refusal));
    }
    store::change_merged(conn, &case.reference, &into.reference)?;
    store::exclude_alike(conn, &case.id, &into.id)?;
    store::exclude_alike(conn, &into.id, &case.id)?;
    let before = into.clone();
    if case.due_on < into.due_on {
        store::take_stops(conn, &case.id, &into.id)?;
        into.clock = Clock { received_on: into.clock.received_on, ..case.clock.clone() };
        (into.extensions, into.warned) = (into.extensions.max(case.extensions), case.warned);
        recount(conn, into, act.now.date())?;
    }
    store::save(conn, act, &before, into, "merged_in", &case.number())?;
    let handler = into.handler.clone();
    if let Err(refusal) = leave_excluded(conn, act, into)? {
        return Ok(Err(refusal));
    }
    if into.handler != handler {
        notice::to_assign(conn, act, into)?;
    }
    if case.told.has_contact() {
        letters::write(conn, act, &Case { due_on: into.due_on, ..case.clone() }, LetterKind::Merger, "")?;
    }
    Ok(Ok(()))
}

/// Whether a case can go on in another: there work is still to be done, a petition is answered there, and
/// whoever reads it there may read this one.
fn takes(into: &Case, case: &Case) -> bool {
    into.state.is_open()
        && into.state != State::Approved
        && into.confidential == case.confidential
        && (into.kind == Kind::Petition || case.kind == Kind::Opinion)
}

/// A case of its own out of a part of another; its day of receipt is the same, and so are the days on which the
/// clock stood still and those by which it was extended.
///
/// # Errors
/// Any database error.
pub fn split(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    subject: &str,
    body: &str,
    topic: &str,
) -> Done<String> {
    let told = Told { subject: subject.to_owned(), body: body.to_owned(), ..case.told.clone() };
    let new = New { topic: topic.to_owned(), told, ..new_of(case) };
    let mut new = super::case_of(act, new, State::Draft);
    waiting::add_like(conn, act, &mut new, case)?;
    let done = register(conn, act, &mut new)?;
    Ok(done.map(|()| new.id))
}

/// A case like this one, to be registered from it.
fn new_of(case: &Case) -> New {
    New {
        kind: case.kind,
        channel: case.channel,
        nature: case.nature,
        topic: case.topic.clone(),
        district: case.district.clone(),
        language: case.language.clone(),
        confidential: case.confidential || case.nature.is_confidential(),
        told: case.told.clone(),
        way: case.way,
        grade: case.grade,
        received_on: case.clock.received_on,
        origin: case.reference.clone(),
        source: case.source.clone(),
        tone: None,
        notice_version: case.notice_version.clone(),
    }
}

/// An opinion becomes a petition, once a real name and a contact are known; the opinion is closed and the
/// petition names it.
///
/// # Errors
/// Any database error.
pub fn promote(conn: &mut Conn, act: &Act, case: &mut Case, who: &Told, way: Way) -> Done<String> {
    if case.kind != Kind::Opinion || !case.state.is_open() {
        return Ok(Err(Refusal::Illegal));
    }
    if who.name.is_empty() {
        return Ok(Err(Refusal::NoName));
    }
    if !who.has_contact() {
        return Ok(Err(Refusal::NoContact));
    }
    let told = Told { subject: case.told.subject.clone(), body: case.told.body.clone(), ..who.clone() };
    let received_on = act.now.date();
    let new = New { kind: Kind::Petition, told, way, received_on, grade: Grade::Ordinary, ..new_of(case) };
    let mut new = super::case_of(act, new, State::Draft);
    store::add(conn, act, &mut new)?;
    if let Err(refusal) = register(conn, act, &mut new)? {
        return Ok(Err(refusal));
    }
    waiting::end_all(conn, act, case)?;
    Ok(store::move_on(conn, act, case, Event::Close, "")?.map(|()| new.id))
}

/// What the petitioner says afterwards, by whatever way; the first answer holds, and how satisfied one is may
/// follow. Of a secret case the answer is counted, and own words are sealed as a note.
///
/// # Errors
/// Any database error.
pub fn answer(conn: &mut Conn, act: &Act, case: &Case, answer: &Answer) -> Done<()> {
    if !super::may_be_asked(conn, act, case)? {
        return Ok(Err(Refusal::Over));
    }
    let words = if case.confidential { String::new() } else { answer.words.clone() };
    let kept = Answer { words, ..answer.clone() };
    let is_new = match answer.solved.as_str() {
        "" => store::change_answer(conn, &case.id, &kept)?,
        _ => store::add_answer(conn, &case.id, &kept)?,
    };
    if is_new {
        if case.confidential && !answer.words.is_empty() {
            store::add_note(conn, act, case, NoteKind::Supplement, &answer.words)?;
        }
        store::save(conn, act, case, case, "answered_after", "")?;
    }
    Ok(Ok(()))
}

/// The oral record was read back or shown, put right where the petitioner objected, and agreed to (行政程序法
/// §169): the case is registered. What was taken down first stays as a note.
///
/// # Errors
/// Any database error.
pub fn confirm_record(
    conn: &mut Conn,
    act: &Act,
    case: &mut Case,
    (how, signature): (&str, Option<Signature>),
    (subject, body): (&str, &str),
    objections: &str,
) -> Done<()> {
    let Some(record) = store::find_record(conn, act, &case.id)? else { return Ok(Err(Refusal::Illegal)) };
    let record = Record {
        objections: objections.to_owned(),
        confirmed_how: how.to_owned(),
        confirmed_at: Some(act.now),
        signature,
        ..record
    };
    store::change_record(conn, act, case, &record)?;
    if (case.told.subject.as_str(), case.told.body.as_str()) != (subject, body) {
        let before = format!("{}\n\n{}", case.told.subject, case.told.body);
        store::add_note(conn, act, case, NoteKind::Internal, &before)?;
        subject.clone_into(&mut case.told.subject);
        body.clone_into(&mut case.told.body);
        store::tell(conn, act, case)?;
    }
    register(conn, act, case)
}
