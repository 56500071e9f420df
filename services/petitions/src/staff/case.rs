//! `/office/petitions/{id}`: one case: what was told, its clock day by day, its papers, and what can be
//! done now.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::calendar::{self, Named};
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files::{self, Kept};
use foundation::form::Form;
use foundation::parts;
use foundation::staff::{self, Colleague, Staff};
use foundation::trail;
use foundation::web::Ctx;
use maud::html;
use office::calendar::Calendar;
use office::instant::Instant;

use super::acts::forms;
use crate::model::{
    Answer, Archived, Case, Check, Consultation, Letter, Note, NoteKind, Proposal, ProposalKind,
    ProposalState, Record, Remedy, State, Template, Topic,
};
use crate::rights;
use crate::rules::clock::{self, Awaited, Due, Stop};
use crate::staff::inbox_shell;
use crate::store::list::{self, Line};
use crate::store::{self, Act, MATTER, Text};
use crate::typed;
use crate::work::{self, acts, decision, letters};

mod checklist;
mod papers;
pub mod waiting;

/// Everything the page shows.
pub struct Shown {
    pub(super) case: Case,
    pub(super) due: Due,
    /// The calendar on which it is counted.
    pub(super) calendar: Calendar,
    /// The calendars beside the office calendar.
    pub(super) calendars: Vec<Named>,
    pub(super) notes: Vec<Note>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) letters: Vec<Letter>,
    /// The letters by e-mail that did not leave, by their ids.
    pub(super) stuck: Vec<String>,
    pub(super) record: Option<Record>,
    pub(super) files: Vec<Kept>,
    pub(super) answer: Option<Answer>,
    /// Whether its petitioner may say today whether it is solved.
    pub(super) may_be_asked: bool,
    /// Whether its petitioner may take it back.
    pub(super) takes_back: bool,
    pub(super) trail: Vec<trail::Kept>,
    pub(super) children: Vec<(String, String, State)>,
    pub(super) parent: Option<String>,
    /// What lay in the case it was split from.
    pub(super) brought: Option<Brought>,
    /// The case it goes on in.
    pub(super) into: Option<String>,
    /// Those of the earlier cases it leans on whose numbers this person may know.
    pub(super) earlier: Vec<String>,
    /// Other cases of the same person.
    pub(super) others: Vec<Line>,
    /// The cases that go on in it.
    pub(super) merged: Vec<Merged>,
    pub(super) topics: Vec<Topic>,
    pub(super) texts: Vec<Text>,
    pub(super) people: Vec<Colleague>,
    pub(super) names: HashMap<String, String>,
    /// Whether who looks may decide about what waits.
    pub(super) decides: bool,
    pub(super) extension_max: i64,
    /// Until when it is given to another agency that is in charge.
    pub(super) transfer_on: jiff::civil::Date,
    /// Who must not read it.
    pub(super) excluded: Vec<String>,
    /// How it stands in the archive.
    pub(super) archived: Option<Archived>,
    /// Whether it is kept, whatever its years.
    pub(super) is_held: bool,
    /// Days on which the clock stood still.
    pub(super) stops: Vec<Stop>,
    /// Whether it does while another agency is asked.
    pub(super) agency_stops: bool,
    pub(super) checks: Vec<Check>,
    pub(super) templates: Vec<Template>,
    /// The other ways of law the petitioner was told of.
    pub(super) remedies: Vec<(Remedy, Instant)>,
    /// The agencies that were asked.
    pub(super) consultations: Vec<Consultation>,
}

/// A case that goes on in the one that is shown, with its papers.
pub(super) struct Merged {
    pub(super) case: Case,
    pub(super) notes: Vec<Note>,
    pub(super) files: Vec<Kept>,
    pub(super) consultations: Vec<Consultation>,
    pub(super) checks: Vec<Check>,
}

/// What the petitioner had given to a case before this one came of it: it stays there and is read here.
pub(super) struct Brought {
    pub(super) case: Case,
    pub(super) notes: Vec<Note>,
    pub(super) files: Vec<Kept>,
}

impl Shown {
    /// What waits for a decision.
    pub fn asked(&self) -> Option<&Proposal> {
        self.proposals.iter().rev().find(|proposal| proposal.state == ProposalState::Asked)
    }

    /// The topic of the case.
    pub fn topic(&self) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.code == self.case.topic)
    }

    /// The draft that was given back last, to go on from.
    pub fn returned(&self, kind: ProposalKind) -> Option<&Proposal> {
        self.proposals.iter().rev().find(|p| p.kind == kind).filter(|p| p.state == ProposalState::Returned)
    }
}

/// The case, opened, if this person may see it.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, act: &Act, staff: &Staff, id: &str) -> DbResult<Option<Case>> {
    let Some(mut case) = admit(conn, act, staff, id)? else { return Ok(None) };
    store::open(conn, act, &mut case)?;
    Ok(Some(case))
}

/// The case as it lies, if this person may see it.
fn admit(conn: &mut Conn, act: &Act, staff: &Staff, id: &str) -> DbResult<Option<Case>> {
    let found = store::find(conn, id)?.filter(|case| case.state != State::Confirming);
    let Some(case) = found else { return Ok(None) };
    let sees = rights::sees(staff, &case.section, &case.joint) || case.handler == staff.id;
    let sees = sees || decision::stands_in(conn, act, staff, &case)?;
    let sees = sees || decision::directs_draft(conn, act, staff, id)?;
    let sees = sees || decision::heads_draft(conn, act, &staff.id, &case)?;
    Ok(if sees && decision::opens(conn, act, staff, &case)? { Some(case) } else { None })
}

/// The cases that go on in this one and may be read with it: never what is secret with what is open.
fn merged(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<Vec<Merged>> {
    let found = acts::shown_with(conn, act, case)?;
    let read = |conn: &mut Conn, case: Case| {
        Ok(Merged {
            notes: store::list_notes(conn, act, &case.id)?,
            files: files::list_of(conn, MATTER, &case.id)?,
            consultations: store::list_consultations(conn, act, &case.id)?,
            checks: store::list_checks(conn, &case.id)?,
            case,
        })
    };
    found.into_iter().map(|one| read(conn, one)).collect()
}

/// What lay in the case this one came of, also for who may not open that one, unless it is secret. A case that goes on
/// in this one is shown with it anyway.
fn brought(conn: &mut Conn, act: &Act, staff: &Staff, case: &Case) -> DbResult<Option<Brought>> {
    let found = if case.origin.is_empty() { None } else { store::find_by_reference(conn, &case.origin)? };
    let Some(mut of) = found.filter(|of| of.merged_into != case.reference) else { return Ok(None) };
    if of.confidential && (!case.confidential || admit(conn, act, staff, &of.id)?.is_none()) {
        return Ok(None);
    }
    store::open(conn, act, &mut of)?;
    let mut notes = store::list_notes(conn, act, &of.id)?;
    notes.retain(|note| note.kind != NoteKind::Internal && note.written_at <= case.created_at);
    let mut files = files::list_of(conn, MATTER, &of.id)?;
    files.retain(|file| file.created_at <= case.created_at);
    let is_empty = notes.is_empty() && files.is_empty();
    Ok((!is_empty).then_some(Brought { case: of, notes, files }))
}

/// The id of the case with this number, if there is a number, and unless it is secret to this person: what it has to
/// do with an open case would tell who wrote it.
fn named(conn: &mut Conn, act: &Act, staff: &Staff, reference: &str) -> DbResult<Option<String>> {
    let found = if reference.is_empty() { None } else { store::find_by_reference(conn, reference)? };
    match found {
        Some(case) if case.confidential => Ok(admit(conn, act, staff, &case.id)?.map(|case| case.id)),
        found => Ok(found.map(|case| case.id)),
    }
}

/// The cases that came of this one, but for those that are secret to this person.
fn children(
    conn: &mut Conn,
    act: &Act,
    staff: &Staff,
    case: &Case,
) -> DbResult<Vec<(String, String, State)>> {
    let mut known = Vec::new();
    for (id, reference, state, is_secret) in store::list_of_origin(conn, &case.reference)? {
        if !is_secret || admit(conn, act, staff, &id)?.is_some() {
            known.push((id, reference, state));
        }
    }
    Ok(known)
}

/// Other cases of the same person; who stands behind a secret one is not looked for.
fn others(conn: &mut Conn, staff: &Staff, case: &Case) -> DbResult<Vec<Line>> {
    if case.confidential {
        return Ok(Vec::new());
    }
    list::list_of_person(conn, &rights::scope(staff), case)
}

/// The earlier cases that a case or what was proposed about it names, but for those that are secret to this person.
fn earlier(
    conn: &mut Conn,
    act: &Act,
    staff: &Staff,
    case: &Case,
    proposals: &[Proposal],
) -> DbResult<Vec<String>> {
    let numbers = std::iter::once(&case.earlier).chain(proposals.iter().map(|proposal| &proposal.earlier));
    let mut known: Vec<String> = Vec::new();
    for number in numbers {
        if !known.contains(number) && named(conn, act, staff, number)?.is_some() {
            known.push(number.clone());
        }
    }
    Ok(known)
}

/// The letters by e-mail that did not leave, by their ids.
fn stuck(conn: &mut Conn, letters: &[Letter]) -> DbResult<Vec<String>> {
    let mut stuck = Vec::new();
    for letter in letters {
        if letters::is_stuck(conn, letter)? {
            stuck.push(letter.id.clone());
        }
    }
    Ok(stuck)
}

/// Whether this person decides about what waits.
fn decides(conn: &mut Conn, act: &Act, staff: &Staff, case: &Case, proposals: &[Proposal]) -> DbResult<bool> {
    match proposals.iter().rev().find(|p| p.state == ProposalState::Asked) {
        Some(p) => Ok(decision::may(conn, act, staff, &case.section, p.level, &p.asked_by)?.is_ok()),
        None => Ok(false),
    }
}

fn read(conn: &mut Conn, act: &Act, staff: &Staff, id: &str) -> DbResult<Option<Shown>> {
    let Some(case) = find(conn, act, staff, id)? else { return Ok(None) };
    let today = act.now.date();
    let calendar = calendar::load_of(conn, &case.clock.calendar)?;
    let stops = store::list_stops(conn, id)?;
    let due = clock::due(&calendar, &case.clock, &stops, today);
    let proposals = store::list_proposals(conn, act, id)?;
    let decides = decides(conn, act, staff, &case, &proposals)?;
    let people = staff::list_active(conn)?;
    let notes = store::list_notes(conn, act, id)?;
    let letters = store::list_letters(conn, act, id)?;
    let consultations = store::list_consultations(conn, act, id)?;
    let checks = store::list_checks(conn, id)?;
    let stuck = stuck(conn, &letters)?;
    let trail = trail::list_of(conn, MATTER, id)?;
    let (merged, brought) = (merged(conn, act, &case)?, brought(conn, act, staff, &case)?);
    let who = trail.iter().map(|t| &t.actor).chain(notes.iter().map(|n| &n.written_by));
    let asked = consultations.iter().chain(merged.iter().flat_map(|m| &m.consultations));
    let who = who.chain(asked.flat_map(|c| [&c.asked_by, &c.answered_by]));
    let ticked = checks.iter().chain(merged.iter().flat_map(|m| &m.checks));
    let who = who.chain(ticked.map(|check| &check.ticked_by));
    let who = who.chain(brought.iter().flat_map(|of| of.notes.iter().map(|note| &note.written_by)));
    let who = who.chain(proposals.iter().flat_map(|p| [&p.asked_by, &p.decided_by]));
    let who = who.chain(merged.iter().flat_map(|m| m.notes.iter().map(|n| &n.written_by))).cloned();
    let mut ids: Vec<String> = who.chain([case.handler.clone(), case.created_by.clone()]).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(Some(Shown {
        templates: store::list_templates(conn)?,
        remedies: store::list_remedies(conn, id)?,
        agency_stops: work::waiting::stops(conn, &case, Awaited::Agency)?,
        extension_max: decision::extension_max(conn, &case)?,
        transfer_on: work::transfer_on(conn, &case)?,
        names: staff::list_names(conn, &ids)?,
        excluded: store::list_excluded(conn, &[id.to_owned()])?.remove(id).unwrap_or_default(),
        archived: store::archive::find(conn, id)?,
        is_held: store::destruction::is_held(conn, id)?,
        record: store::find_record(conn, act, id)?,
        files: files::list_of(conn, MATTER, id)?,
        answer: store::find_answer(conn, id)?,
        may_be_asked: work::may_be_asked(conn, act, &case)?,
        takes_back: store::takes_back(conn, &case)?,
        parent: named(conn, act, staff, &case.origin)?,
        brought,
        others: others(conn, staff, &case)?,
        into: named(conn, act, staff, &case.merged_into)?,
        earlier: earlier(conn, act, staff, &case, &proposals)?,
        merged,
        children: children(conn, act, staff, &case)?,
        topics: store::list_topics(conn)?,
        texts: store::list_texts(conn)?,
        case,
        due,
        calendar,
        calendars: calendar::list_named(conn)?,
        notes,
        proposals,
        letters,
        checks,
        consultations,
        stops,
        stuck,
        trail,
        people,
        decides,
    }))
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such a case, or when this person may not see it.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    match show(&ctx, &id, &Form::default()).await {
        // Just typed in, and given to somebody else under seal.
        Err(Fault::NotFound) if asked.has("added") => Ok(ctx.go("/office/petitions")),
        answer => answer,
    }
}

/// The page, with what was typed wrong.
///
/// # Errors
/// As [`get`].
pub async fn show(ctx: &Ctx, id: &str, form: &Form) -> Result<Response, Fault> {
    let (act, staff, asked) = (Act::of(ctx), ctx.staff()?.clone(), id.to_owned());
    let read = move |conn: &mut Conn| read(conn, &act, &staff, &asked);
    let shown = ctx.centre.db.write(read).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, shown.case.number()) };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { span.nowrap { (shown.case.number()) } " " (shown.case.told.subject) }
        (papers::facts(ctx, &shown))
        (papers::told(ctx, &shown))
        (papers::brought(ctx, &shown))
        (papers::merged(ctx, &shown, form))
        (papers::others(ctx, &shown))
        (forms::decision(ctx, &shown, form))
        (papers::letters(ctx, &shown, form))
        (checklist::section(ctx, &shown, form))
        (waiting::consultations(ctx, &shown, form))
        (papers::notes(ctx, &shown))
        (forms::work(ctx, &shown, form))
        (papers::proposals(ctx, &shown))
        @if !matches!(shown.case.state, State::Draft | State::Discarded) { (papers::clock(ctx, &shown)) }
        (papers::trail(ctx, &shown))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

/// A file of the case, of one that goes on in it, or of the one it came of.
///
/// # Errors
/// [`Fault::NotFound`] without such a file or case.
pub async fn file(ctx: Ctx, Path((id, file)): Path<(String, String)>) -> Result<Response, Fault> {
    let (act, staff, asked) = (Act::of(&ctx), ctx.staff()?.clone(), file.clone());
    let find = move |conn: &mut Conn| {
        let Some(case) = find(conn, &act, &staff, &id)? else { return Ok(None) };
        let merged = merged(conn, &act, &case)?;
        let others = merged.into_iter().map(|of| (of.case, of.files));
        let brought = brought(conn, &act, &staff, &case)?.map(|of| (of.case, of.files));
        let of = others.chain(brought).find(|(_, files)| files.iter().any(|kept| kept.id == asked));
        let of = of.map_or(case, |(case, _)| case);
        store::note_opened(conn, &act, &of)?;
        Ok(Some(of.id))
    };
    let owner = ctx.centre.db.write(find).await?.ok_or(Fault::NotFound)?;
    typed::download(&ctx.centre, (MATTER, &owner), &file).await
}
