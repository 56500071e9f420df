//! What belongs to a case: notes, proposals, letters, the oral record, the answer afterwards.
//! Texts of confidential cases are sealed, each with a key of its own.

use foundation::db::{Conn, DbResult, Row};
use foundation::sealed;
use foundation::trail::Actor;
use foundation::{params, sql};
use office::instant::Instant;

use super::Act;
use crate::model::{
    Answer, Case, Ground, Letter, LetterKind, Note, NoteKind, Proposal, ProposalState, Record, Signature,
    Signer, Way,
};

/// A text as it is to be kept, and whether it is sealed.
pub(super) fn keep(conn: &mut Conn, act: &Act, secret: bool, place: &str, text: &str) -> DbResult<String> {
    if !secret {
        return Ok(text.to_owned());
    }
    sealed::seal(conn, &act.centre.keys, &act.centre.chance, place, text, act.now)
}

/// A kept text as it was written.
pub(super) fn read(conn: &mut Conn, act: &Act, secret: bool, place: &str, text: String) -> DbResult<String> {
    if !secret {
        return Ok(text);
    }
    Ok(sealed::open(conn, &act.centre.keys, place, &text)?.unwrap_or_default())
}

pub(super) fn place(table: &str, id: &str) -> String {
    place_of(table, id, "text")
}

/// Where a field of a paper is sealed.
pub(super) fn place_of(table: &str, id: &str, field: &str) -> String {
    format!("{table}/{id}/{field}")
}

/// Adds a note.
///
/// # Errors
/// Any database error.
pub fn add_note(conn: &mut Conn, act: &Act, case: &Case, kind: NoteKind, text: &str) -> DbResult<()> {
    let id = act.id();
    let place = place("petitions_note", id.as_str());
    let text = keep(conn, act, case.confidential, &place, text)?;
    conn.execute(
        sql!(
            "insert into petitions_note (id, case_id, kind, text, sealed, written_by, written_at)
             values ($1, $2, $3, $4, $5, $6, $7)"
        ),
        params![id.as_str(), case.id, kind, text, case.confidential, act.who(), act.now],
    )?;
    Ok(())
}

/// The newest 300 notes of a case, oldest first.
///
/// # Errors
/// Any database error.
pub fn list_notes(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<Vec<Note>> {
    let rows = conn.rows(
        sql!(
            "select id, kind, text, written_by, written_at, sealed from petitions_note where case_id = $1
             order by id desc limit 300"
        ),
        params![case_id],
    )?;
    let note = |r: &Row| {
        let id: String = r.get(0)?;
        let text = read(conn, act, r.get(5)?, &place("petitions_note", &id), r.get(2)?)?;
        Ok(Note { id, kind: r.get(1)?, text, written_by: r.get(3)?, written_at: r.get(4)? })
    };
    rows.iter().rev().map(note).collect()
}

/// Adds a proposal.
///
/// # Errors
/// Any database error.
pub fn add_proposal(conn: &mut Conn, act: &Act, case: &Case, new: &Proposal) -> DbResult<()> {
    let place = place("petitions_proposal", &new.id);
    let text = keep(conn, act, case.confidential, &place, &new.text)?;
    conn.execute(
        sql!(
            "insert into petitions_proposal (id, case_id, kind, text, sealed, days, ground, earlier, level, state,
             asked_by, asked_at, decided_by, remark)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '')"
        ),
        params![
            new.id,
            case.id,
            new.kind,
            text,
            case.confidential,
            new.days,
            new.ground.map_or("", Ground::code),
            new.earlier,
            new.level,
            new.state,
            new.asked_by,
            new.asked_at
        ],
    )?;
    Ok(())
}

/// Whether a proposal about a case was decided.
///
/// # Errors
/// Any database error.
pub fn is_decided(conn: &mut Conn, case_id: &str, id: &str) -> DbResult<bool> {
    let row = conn.first(
        sql!("select id from petitions_proposal where id = $1 and case_id = $2 and state <> 'asked'"),
        params![id, case_id],
    )?;
    Ok(row.is_some())
}

/// The newest 100 proposals about a case, oldest first.
///
/// # Errors
/// Any database error.
pub fn list_proposals(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<Vec<Proposal>> {
    let rows = conn.rows(
        sql!(
            "select id, kind, text, days, ground, earlier, level, state, asked_by, asked_at, decided_by,
                    decided_at, remark, sealed, remark_sealed
             from petitions_proposal where case_id = $1 order by id desc limit 100"
        ),
        params![case_id],
    )?;
    let proposal = |r: &Row| {
        let id: String = r.get(0)?;
        let text = read(conn, act, r.get(13)?, &place("petitions_proposal", &id), r.get(2)?)?;
        let remark = place_of("petitions_proposal", &id, "remark");
        let remark = read(conn, act, r.get(14)?, &remark, r.get(12)?)?;
        Ok(Proposal {
            id,
            kind: r.get(1)?,
            text,
            days: r.get(3)?,
            ground: Ground::from_code(&r.get::<String>(4)?),
            earlier: r.get(5)?,
            level: r.get(6)?,
            state: r.get(7)?,
            asked_by: r.get(8)?,
            asked_at: r.get(9)?,
            decided_by: r.get(10)?,
            decided_at: r.get(11)?,
            remark,
        })
    };
    rows.iter().rev().map(proposal).collect()
}

/// The proposal that waits for a decision.
///
/// # Errors
/// Any database error.
pub fn find_proposal(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<Option<Proposal>> {
    let all = list_proposals(conn, act, case_id)?;
    Ok(all.into_iter().rev().find(|proposal| proposal.state == ProposalState::Asked))
}

/// Keeps a decision.
///
/// # Errors
/// Any database error.
pub fn decide(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    id: &str,
    state: ProposalState,
    remark: &str,
) -> DbResult<bool> {
    let place = place_of("petitions_proposal", id, "remark");
    let remark = keep(conn, act, case.confidential, &place, remark)?;
    let touched = conn.execute(
        sql!(
            "update petitions_proposal set state = $2, decided_by = $3, decided_at = $4, remark = $5,
             remark_sealed = $6 where id = $1 and state = 'asked'"
        ),
        params![id, state, act.who(), act.now, remark, case.confidential],
    )?;
    Ok(touched > 0)
}

/// Adds a letter that is to be sent.
///
/// # Errors
/// Any database error.
pub fn add_letter(conn: &mut Conn, act: &Act, case: &Case, new: &Letter) -> DbResult<()> {
    let place = place("petitions_letter", &new.id);
    let text = keep(conn, act, case.confidential, &place, &new.text)?;
    conn.execute(
        sql!(
            "insert into petitions_letter (id, case_id, kind, text, sealed, way, written_at, sent_at, sent_by, proof)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        params![
            new.id,
            case.id,
            new.kind,
            text,
            case.confidential,
            new.way,
            new.written_at,
            new.sent_at,
            new.sent_by,
            new.proof
        ],
    )?;
    Ok(())
}

/// A letter that was not sent is written no more.
///
/// # Errors
/// Any database error.
pub fn drop_letter(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.execute(sql!("delete from petitions_letter where id = $1 and sent_at is null"), params![id])?;
    Ok(())
}

/// A letter that was not sent goes another way.
///
/// # Errors
/// Any database error.
pub fn redirect_letter(conn: &mut Conn, id: &str, way: Way) -> DbResult<()> {
    conn.execute(
        sql!("update petitions_letter set way = $2 where id = $1 and sent_at is null"),
        params![id, way],
    )?;
    Ok(())
}

/// The newest 200 letters of a case, oldest first.
///
/// # Errors
/// Any database error.
pub fn list_letters(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<Vec<Letter>> {
    let rows = conn.rows(
        sql!(
            "select id, kind, text, way, written_at, sent_at, sent_by, proof, sealed, proof_sealed
             from petitions_letter where case_id = $1 order by id desc limit 200"
        ),
        params![case_id],
    )?;
    let letter = |r: &Row| {
        let id: String = r.get(0)?;
        let text = read(conn, act, r.get(8)?, &place("petitions_letter", &id), r.get(2)?)?;
        let proof = read(conn, act, r.get(9)?, &place_of("petitions_letter", &id, "proof"), r.get(7)?)?;
        Ok(Letter {
            id,
            kind: r.get(1)?,
            text,
            way: r.get(3)?,
            written_at: r.get(4)?,
            sent_at: r.get(5)?,
            sent_by: r.get(6)?,
            proof,
        })
    };
    rows.iter().rev().map(letter).collect()
}

/// What the petitioner of an open case was written, with the kind of the letter, and what they added: when, and the
/// text; at most 200 of each.
///
/// # Errors
/// Any database error.
pub fn list_own(conn: &mut Conn, case_id: &str) -> DbResult<Vec<(Option<LetterKind>, Instant, String)>> {
    conn.rows(
        sql!(
            "select kind, written_at, text from (
                select kind, written_at, text, id from petitions_letter
                where case_id = $1 and not sealed and (sent_at is not null or way = 'email')
                order by id limit 200) letters
             union all select '', written_at, text from (
                select written_at, text, id from petitions_note
                where case_id = $1 and not sealed and kind in ('supplement', 'email')
                order by id limit 200) added
             order by 2"
        ),
        params![case_id],
    )?
    .iter()
    .map(|r| Ok((LetterKind::from_code(&r.get::<String>(0)?), r.get(1)?, r.get(2)?)))
    .collect()
}

/// Keeps the proof that a letter was sent; says whether there was none yet.
///
/// # Errors
/// Any database error.
pub fn prove(conn: &mut Conn, act: &Act, case: &Case, id: &str, at: Instant, proof: &str) -> DbResult<bool> {
    // What a person wrote may tell who it is; the key of a message tells nothing.
    let secret = case.confidential && act.who() != Actor::system().who;
    let proof = keep(conn, act, secret, &place_of("petitions_letter", id, "proof"), proof)?;
    let touched = conn.execute(
        sql!(
            "update petitions_letter set sent_at = $3, sent_by = $4, proof = $5, proof_sealed = $6
             where id = $1 and case_id = $2 and sent_at is null"
        ),
        params![id, case.id, at, act.who(), proof, secret],
    )?;
    Ok(touched > 0)
}

/// Keeps the oral record of a case.
///
/// # Errors
/// Any database error.
pub fn change_record(conn: &mut Conn, act: &Act, case: &Case, record: &Record) -> DbResult<()> {
    let secret = case.confidential;
    let signature = record.signature.as_ref();
    let [place, objections, name] = record_places(&case.id);
    let place = keep(conn, act, secret, &place, &record.place)?;
    let objections = keep(conn, act, secret, &objections, &record.objections)?;
    let name = keep(conn, act, secret, &name, signature.map_or("", |signature| &signature.name))?;
    conn.execute(
        sql!(
            "insert into petitions_record (case_id, place, taken_at, recorder, objections, confirmed_how,
             confirmed_at, sealed, signature, signed_by, paper_offered)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (case_id) do update set place = excluded.place, objections = excluded.objections,
             confirmed_how = excluded.confirmed_how, confirmed_at = excluded.confirmed_at,
             sealed = excluded.sealed, signature = excluded.signature, signed_by = excluded.signed_by,
             paper_offered = excluded.paper_offered"
        ),
        params![
            case.id,
            place,
            record.taken_at,
            record.recorder,
            objections,
            record.confirmed_how,
            record.confirmed_at,
            secret,
            name,
            signature.map_or("", |signature| signature.by.code()),
            signature.is_some_and(|signature| signature.paper_offered)
        ],
    )?;
    Ok(())
}

/// Where place, objections and signature of an oral record are sealed.
pub(super) fn record_places(case_id: &str) -> [String; 3] {
    ["place", "objections", "signature"].map(|field| place_of("petitions_record", case_id, field))
}

/// The oral record of a case.
///
/// # Errors
/// Any database error.
pub fn find_record(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<Option<Record>> {
    let row = conn.first(
        sql!(
            "select place, taken_at, recorder, objections, confirmed_how, confirmed_at, sealed,
                    signature, signed_by, paper_offered
             from petitions_record where case_id = $1"
        ),
        params![case_id],
    )?;
    row.map(|r| {
        let (secret, [place, objections, name]) = (r.get(6)?, record_places(case_id));
        let signature = match Signer::from_code(&r.get::<String>(8)?) {
            Some(by) => {
                let name = read(conn, act, secret, &name, r.get(7)?)?;
                Some(Signature { name, by, paper_offered: r.get(9)? })
            }
            None => None,
        };
        Ok(Record {
            place: read(conn, act, secret, &place, r.get(0)?)?,
            taken_at: r.get(1)?,
            recorder: r.get(2)?,
            objections: read(conn, act, secret, &objections, r.get(3)?)?,
            confirmed_how: r.get(4)?,
            confirmed_at: r.get(5)?,
            signature,
        })
    })
    .transpose()
}

/// Keeps what the petitioner says afterwards; the first answer holds.
///
/// # Errors
/// Any database error.
pub fn add_answer(conn: &mut Conn, case_id: &str, answer: &Answer) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into petitions_answer (case_id, solved, satisfaction, handling, words, answered_at)
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
        ),
        params![
            case_id,
            answer.solved,
            answer.satisfaction,
            answer.handling,
            answer.words,
            answer.answered_at
        ],
    )?;
    super::months::touch_of(conn, case_id)?;
    Ok(added > 0)
}

/// Adds how satisfied the petitioner is to an answer that does not say it yet; says whether it did not.
///
/// # Errors
/// Any database error.
pub fn change_answer(conn: &mut Conn, case_id: &str, answer: &Answer) -> DbResult<bool> {
    let touched = conn.execute(
        sql!(
            "update petitions_answer set satisfaction = $2, handling = $3, words = $4
             where case_id = $1 and satisfaction = ''"
        ),
        params![case_id, answer.satisfaction, answer.handling, answer.words],
    )?;
    Ok(touched > 0)
}

/// What the petitioner said afterwards.
///
/// # Errors
/// Any database error.
pub fn find_answer(conn: &mut Conn, case_id: &str) -> DbResult<Option<Answer>> {
    let row = conn.first(
        sql!(
            "select solved, satisfaction, handling, words, answered_at from petitions_answer where case_id = $1"
        ),
        params![case_id],
    )?;
    row.map(|r| {
        Ok(Answer {
            solved: r.get(0)?,
            satisfaction: r.get(1)?,
            handling: r.get(2)?,
            words: r.get(3)?,
            answered_at: r.get(4)?,
        })
    })
    .transpose()
}
