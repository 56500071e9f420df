//! What is proposed and decided by the table of delegated authority (分層負責): answers, more time, no
//! answer. A second person decides, always.

use foundation::db::{Conn, DbResult};
use foundation::rules;
use foundation::staff::{Staff, is_active};

use super::{letters, waiting};
use crate::model::{
    Case, Done, Event, Ground, Kind, LetterKind, Proposal, ProposalKind, ProposalState, Refusal, State,
};
use crate::rights;
use crate::rules::authority::{self, Decider, Task};
use crate::rules::clock::Awaited;
use crate::rules::{assign, clock};
use crate::store::list::{Line, Scope, list_asked};
use crate::store::{self, Act};

/// What somebody proposes.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What.
    pub kind: ProposalKind,
    /// Answer or reasons.
    pub text: String,
    /// Days of an extension.
    pub days: i64,
    /// Ground of leaving.
    pub ground: Option<Ground>,
    /// Number of the earlier case (without dashes).
    pub earlier: String,
}

/// At which level something is decided today. About a secret case nobody decides who may not read it.
///
/// # Errors
/// Any database error.
pub fn level(conn: &mut Conn, act: &Act, kind: ProposalKind, confidential: bool) -> DbResult<i64> {
    let lines = store::list_authority(conn)?;
    let of = |task| authority::level_on(&lines, task, act.now.date());
    let level = of(Task::of(kind, confidential));
    Ok(if confidential { level.min(of(Task::SecretReply).min(authority::HEAD)) } else { level })
}

/// Whether somebody decides as the head of a section today: the head, or who stands in while the head is away, has
/// no account any more, or drafted it and cannot decide.
///
/// # Errors
/// Any database error.
pub fn is_head(conn: &mut Conn, act: &Act, staff_id: &str, section: &str, drafter: &str) -> DbResult<bool> {
    let heads = store::list_heads(conn)?;
    let Some(head) = heads.into_iter().find(|head| head.section == section) else { return Ok(false) };
    if head.head == staff_id {
        return is_at_work(conn, act, staff_id);
    }
    let stands_in = head.stand_in == staff_id && is_at_work(conn, act, staff_id)?;
    Ok(stands_in && (head.head == drafter || !is_at_work(conn, act, &head.head)?))
}

/// Whether somebody has an account and is not away.
fn is_at_work(conn: &mut Conn, act: &Act, staff_id: &str) -> DbResult<bool> {
    let today = act.now.date();
    Ok(is_active(conn, staff_id)? && assign::is_there(&store::list_absences(conn, today)?, staff_id, today))
}

/// Whether somebody works on a case in place of its handler, who is away or has no account any more: who stands in
/// for the topic.
///
/// # Errors
/// Any database error.
pub fn stands_in(conn: &mut Conn, act: &Act, staff: &Staff, case: &Case) -> DbResult<bool> {
    if case.handler.is_empty() || !case.state.is_open() {
        return Ok(false);
    }
    let topic = store::find_topic(conn, &case.topic)?;
    let named = topic.is_some_and(|topic| topic.stand_in == staff.id);
    Ok(named && !is_at_work(conn, act, &case.handler)?)
}

/// Whether somebody decides as the director: the director, or who stands in while the director is away, or where
/// the director drafted it and cannot decide.
///
/// # Errors
/// Any database error.
pub fn directs(conn: &mut Conn, act: &Act, staff: &Staff, drafter: &str) -> DbResult<bool> {
    if staff.may(rights::DECIDE) || !staff.may(rights::HANDLE) {
        return Ok(staff.may(rights::DECIDE));
    }
    let heads = store::list_heads(conn)?;
    let Some(director) = heads.iter().find(|head| head.section == rights::DIRECTION) else {
        return Ok(false);
    };
    if director.stand_in != staff.id || director.head.is_empty() {
        return Ok(false);
    }
    Ok(director.head == drafter || !is_at_work(conn, act, &director.head)?)
}

/// The sections somebody decides for as their head today, whoever drafted.
///
/// # Errors
/// Any database error.
pub fn headed(conn: &mut Conn, act: &Act, staff_id: &str) -> DbResult<Vec<String>> {
    let mut headed = Vec::new();
    for head in store::list_heads(conn)? {
        if [&head.head, &head.stand_in].iter().any(|id| *id == staff_id)
            && is_head(conn, act, staff_id, &head.section, "")?
        {
            headed.push(head.section);
        }
    }
    Ok(headed)
}

/// Whether this person may decide at a level about what `drafter` proposed in a section.
///
/// # Errors
/// Any database error.
pub fn may(conn: &mut Conn, act: &Act, staff: &Staff, section: &str, level: i64, drafter: &str) -> Done<()> {
    let decider = Decider {
        id: &staff.id,
        section: &staff.section,
        is_director: directs(conn, act, staff, drafter)?,
        is_head: is_head(conn, act, &staff.id, section, drafter)?,
        handles: staff.may(rights::HANDLE),
    };
    Ok(authority::may_decide(decider, level, section, drafter))
}

/// What waits for the decision of this person, the next due first: at most `limit` of the first fifty that they see.
///
/// # Errors
/// Any database error.
pub fn list_mine(
    conn: &mut Conn,
    act: &Act,
    staff: &Staff,
    scope: &Scope,
    limit: usize,
) -> DbResult<Vec<Line>> {
    let headed = headed(conn, act, &staff.id)?;
    let mut mine = Vec::new();
    for asked in list_asked(conn, scope, &headed, &staff.id, 50)? {
        if may(conn, act, staff, &asked.line.section, asked.level, &asked.asked_by)?.is_ok() {
            mine.push(asked.line);
        }
    }
    mine.truncate(limit);
    Ok(mine)
}

/// The earlier case that answered the same: it must be there and answered. One that is secret is not there for an
/// open case, nor for whoever must not read it.
fn earlier(conn: &mut Conn, act: &Act, case: &Case, draft: &Draft) -> Done<()> {
    if draft.ground != Some(Ground::Repeated) {
        return Ok(Ok(()));
    }
    let found = store::find_by_reference(conn, &draft.earlier)?;
    let Some(found) = found.filter(|found| found.id != case.id) else { return Ok(Err(Refusal::NoSuchCase)) };
    if found.confidential && (!case.confidential || store::is_excluded(conn, &found.id, act.who())?) {
        return Ok(Err(Refusal::NoSuchCase));
    }
    let answered = found.kind == Kind::Petition && found.replied_at.is_some();
    Ok(if answered { Ok(()) } else { Err(Refusal::NotAnswered) })
}

/// Proposes something; it waits for a decision.
///
/// # Errors
/// Any database error.
pub fn propose(conn: &mut Conn, act: &Act, case: &mut Case, draft: &Draft) -> Done<()> {
    if store::find_proposal(conn, act, &case.id)?.is_some() {
        return Ok(Err(Refusal::Pending));
    }
    if draft.kind == ProposalKind::Reply && !case.told.has_contact() {
        return Ok(Err(Refusal::NoContact));
    }
    if draft.kind == ProposalKind::Reply && !case.told.reaches(case.way) {
        return Ok(Err(Refusal::NoWay));
    }
    if let Err(refusal) = earlier(conn, act, case, draft)? {
        return Ok(Err(refusal));
    }
    let event = match draft.kind {
        ProposalKind::Extension => Event::AskExtension,
        _ => Event::Propose,
    };
    if draft.kind == ProposalKind::Extension {
        // The petitioner is waited for no more; an agency that was asked still is.
        waiting::end(conn, act, case, Awaited::Petitioner, "", act.now.date())?;
        if is_past(conn, act, case, draft.days)? {
            return Ok(Err(Refusal::Past));
        }
    } else {
        waiting::end_all(conn, act, case)?;
    }
    if let Err(refusal) = store::move_on(conn, act, case, event, "")? {
        return Ok(Err(refusal));
    }
    let level = level(conn, act, draft.kind, case.confidential)?;
    let proposal = Proposal {
        id: act.id().into_string(),
        kind: draft.kind,
        text: draft.text.clone(),
        days: draft.days,
        ground: draft.ground,
        earlier: draft.earlier.clone(),
        level,
        state: ProposalState::Asked,
        asked_by: act.who().to_owned(),
        asked_at: act.now,
        decided_by: String::new(),
        decided_at: None,
        remark: String::new(),
    };
    store::add_proposal(conn, act, case, &proposal)?;
    super::notice::to_decide(conn, act, case, level)?;
    Ok(Ok(()))
}

/// What somebody decides about a proposal, after having read it.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Id of the proposal that was read.
    pub proposal: String,
    /// Approved, or given back.
    pub approve: bool,
    /// What is said about it.
    pub remark: String,
}

/// Decides about what waits; whoever drafted it may take it back. Approval, letter and outbox are one transaction:
/// whatever ends the process afterwards, the answer leaves once.
///
/// # Errors
/// Any database error.
pub fn decide(conn: &mut Conn, act: &Act, staff: &Staff, case: &mut Case, verdict: &Verdict) -> Done<()> {
    let Some(proposal) = store::find_proposal(conn, act, &case.id)? else {
        // What was read was decided meanwhile, as by somebody else at the same time.
        let was_decided = store::is_decided(conn, &case.id, &verdict.proposal)?;
        return Ok(Err(if was_decided { Refusal::Decided } else { Refusal::Illegal }));
    };
    if proposal.id != verdict.proposal {
        return Ok(Err(Refusal::Changed));
    }
    let (approve, remark) = (verdict.approve, verdict.remark.as_str());
    let takes_back = !approve && proposal.asked_by == staff.id;
    if !takes_back
        && let Err(refusal) = may(conn, act, staff, &case.section, proposal.level, &proposal.asked_by)?
    {
        return Ok(Err(refusal));
    }
    let state = if approve { ProposalState::Approved } else { ProposalState::Returned };
    if !store::decide(conn, act, case, &proposal.id, state, remark)? {
        return Ok(Err(Refusal::Decided));
    }
    if approve && proposal.kind != ProposalKind::Extension {
        // An agency may have been asked while the draft waited.
        waiting::end_all(conn, act, case)?;
    }
    let decided = carry_out(conn, act, case, &proposal, approve)?;
    if let (Ok(()), handler) = (&decided, case.handler.clone()) {
        super::notice::decided(conn, act, case, &proposal.asked_by)?;
        // Whoever was excluded while it waited works on it no more.
        let _ = super::acts::leave_excluded(conn, act, case)?;
        if case.handler != handler {
            super::notice::to_assign(conn, act, case)?;
        }
    }
    Ok(decided)
}

/// What a decision brings about.
fn carry_out(conn: &mut Conn, act: &Act, case: &mut Case, proposal: &Proposal, approve: bool) -> Done<()> {
    match (proposal.kind, approve) {
        (ProposalKind::Extension, _) => extend(conn, act, case, proposal, approve),
        (_, false) => store::move_on(conn, act, case, Event::Return, ""),
        (ProposalKind::Reply, true) => {
            let moved = store::move_on(conn, act, case, Event::Approve, "")?;
            if moved.is_ok() {
                letters::write_to_all(conn, act, case, LetterKind::Reply, &proposal.text)?;
            }
            Ok(moved)
        }
        (ProposalKind::Leave, true) => {
            case.earlier.clone_from(&proposal.earlier);
            super::end(conn, case, act.now)?;
            let moved = store::move_on(conn, act, case, Event::Leave, "")?;
            if moved.is_ok() {
                super::end_merged(conn, act, case)?;
                letters::write_to_all(conn, act, case, LetterKind::Leave, &proposal.text)?;
            }
            Ok(moved)
        }
    }
}

/// The longest extension at one time, by the rule of the day of receipt.
///
/// # Errors
/// Any database error.
pub fn extension_max(conn: &mut Conn, case: &Case) -> DbResult<i64> {
    let rule = rules::rule_on(conn, "petitions.extend_days", case.clock.received_on)?;
    Ok(rule.and_then(|rule| rule.integer()).unwrap_or(clock::DAYS_MAX))
}

/// Whether a limit that so many days are added to is over nevertheless: nobody is told a day that has passed.
fn is_past(conn: &mut Conn, act: &Act, case: &Case, days: i64) -> DbResult<bool> {
    let mut extended = case.clone();
    extended.clock.extended_days += days;
    Ok(super::due(conn, &extended, act.now.date())?.on < act.now.date())
}

fn extend(conn: &mut Conn, act: &Act, case: &mut Case, proposal: &Proposal, approve: bool) -> Done<()> {
    if approve && is_past(conn, act, case, proposal.days)? {
        return Ok(Err(Refusal::Past));
    }
    let before = case.clone();
    if approve {
        case.clock.extended_days += proposal.days;
        case.extensions += 1;
        case.warned = 0;
        super::recount(conn, case, act.now.date())?;
    }
    let moved = store::move_from(conn, act, &before, case, Event::DecideExtension, "")?;
    if moved.is_ok() && approve {
        for mut merged in super::acts::merged(conn, act, case)? {
            let before = merged.clone();
            merged.due_on = case.due_on;
            store::save(conn, act, &before, &merged, Event::DecideExtension.code(), "")?;
        }
        letters::write_to_all(conn, act, case, LetterKind::Extension, &proposal.text)?;
    }
    Ok(moved)
}

/// Whether somebody may open a confidential case, unless they must not read it: its handler or who stands in, whoever took it down while it is a draft (and the
/// director, so that none is lost), and who decides about its answer.
///
/// # Errors
/// Any database error.
pub fn opens(conn: &mut Conn, act: &Act, staff: &Staff, case: &Case) -> DbResult<bool> {
    if !case.confidential {
        return Ok(true);
    }
    if store::is_excluded(conn, &case.id, &staff.id)? {
        return Ok(false);
    }
    if case.handler == staff.id {
        return Ok(true);
    }
    if case.state == State::Draft {
        return Ok(case.created_by == staff.id || directs(conn, act, staff, "")?);
    }
    let level = level(conn, act, ProposalKind::Reply, true)?;
    Ok(stands_in(conn, act, staff, case)?
        || may(conn, act, staff, &case.section, level, "")?.is_ok()
        || directs_draft(conn, act, staff, &case.id)?
        || heads_draft(conn, act, &staff.id, case)?)
}

/// Whether somebody decides as the director about what waits in a case.
///
/// # Errors
/// Any database error.
pub fn directs_draft(conn: &mut Conn, act: &Act, staff: &Staff, case_id: &str) -> DbResult<bool> {
    let drafter = store::find_proposal(conn, act, case_id)?.map(|proposal| proposal.asked_by);
    directs(conn, act, staff, &drafter.unwrap_or_default())
}

/// Whether somebody decides as the head of its section about what waits in a case, from whatever section they are.
///
/// # Errors
/// Any database error.
pub fn heads_draft(conn: &mut Conn, act: &Act, staff_id: &str, case: &Case) -> DbResult<bool> {
    let waits =
        store::find_proposal(conn, act, &case.id)?.filter(|proposal| proposal.level >= authority::HEAD);
    waits.map_or(Ok(false), |proposal| is_head(conn, act, staff_id, &case.section, &proposal.asked_by))
}
