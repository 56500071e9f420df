//! A centre with many cases, written as sets: what the service itself writes one by one.

use foundation::db::{Conn, DbResult, Param};
use foundation::{params, row, sql};
use office::Date;
use office::instant::Instant;

/// A case that is not confidential, with what came of it.
pub struct Row {
    pub id: String,
    pub reference: String,
    pub kind: &'static str,
    pub channel: &'static str,
    pub nature: &'static str,
    pub topic: &'static str,
    pub district: String,
    pub subject: String,
    pub body: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub state: &'static str,
    pub section: &'static str,
    pub joint: &'static str,
    pub handler: String,
    pub received_on: Date,
    pub due_on: Date,
    pub tone: &'static str,
    pub created_at: Instant,
    pub extensions: i64,
    pub replied_at: Option<Instant>,
    pub in_time: Option<bool>,
    pub days_taken: Option<i64>,
    pub closed_at: Option<Instant>,
}

fn of_case(c: &Row) -> Vec<Param<'_>> {
    let mut row = row![
        &c.id,
        &c.reference,
        c.kind,
        c.channel,
        c.nature,
        c.topic,
        &c.district,
        "zh-Hant",
        &false,
        &c.subject,
        &c.body,
        &c.name,
        &c.phone,
        &c.email,
        "",
        "",
        "email",
        c.state,
        c.section,
        c.joint,
        &c.handler,
        "complex",
        &c.received_on,
        "work",
        &30_i64,
    ];
    row.extend(row![
        &0_i64,
        &c.extensions,
        &false,
        "",
        &c.due_on,
        &c.due_on,
        &0_i64,
        "",
        "",
        "",
        c.tone,
        "2026-1",
        &c.created_at,
        "resident",
        &c.replied_at,
        &c.in_time,
        &c.days_taken,
        &c.closed_at,
        &true,
    ]);
    row
}

/// Adds cases with their terms.
pub fn add_cases(conn: &mut Conn, cases: &[Row]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = cases.iter().map(of_case).collect();
    conn.insert_many(
        sql!(
            "insert into petitions_case (id, reference, kind, channel, nature, topic, district, language, confidential,
             subject, body, name, phone, email, address, fax, way, state, section, joint, handler, grade, received_on,
             mode, days, extended_days, extensions, clock_stops, rules, due_on, warn_on, warned, origin, earlier,
             source, tone, notice_version, created_at, created_by, replied_at, in_time, days_taken, closed_at,
             has_terms)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
             $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42,
             $43, $44)"
        ),
        &rows,
    )?;
    let terms: Vec<(String, &str)> = cases
        .iter()
        .flat_map(|c| office::terms::terms(&c.subject).into_iter().map(|term| (term, c.id.as_str())))
        .collect();
    let rows: Vec<Vec<_>> = terms.iter().map(|(term, id)| row![term, *id]).collect();
    conn.insert_many(sql!("insert into petitions_term (term, case_id) values ($1, $2)"), &rows)?;
    Ok(())
}

/// A paper of a case: its id, that of the case, and when it was written.
pub type Paper = (String, String, Instant);

/// Adds an internal note to each of these.
pub fn add_notes(conn: &mut Conn, papers: &[Paper], by: &str) -> DbResult<()> {
    let text = "已電話聯繫陳情人，說明處理進度；相關資料已請場地組提供。";
    let rows: Vec<Vec<_>> =
        papers.iter().map(|(id, case, at)| row![id, case, "internal", text, &false, by, at]).collect();
    conn.insert_many(
        sql!(
            "insert into petitions_note (id, case_id, kind, text, sealed, written_by, written_at)
             values ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &rows,
    )?;
    Ok(())
}

/// Adds a letter of a kind to each of these, sent or not.
pub fn add_letters(conn: &mut Conn, papers: &[Paper], kind: &str, is_sent: bool) -> DbResult<()> {
    let text = "謝謝您的意見。我們已經檢討並改善，詳情請看網站公告；如有需要，歡迎來電。";
    let sent: Vec<Option<Instant>> = papers.iter().map(|(_, _, at)| is_sent.then_some(*at)).collect();
    let rows: Vec<Vec<_>> = papers
        .iter()
        .zip(&sent)
        .map(|((id, case, at), sent)| row![id, case, kind, text, &false, "email", at, sent, "", ""])
        .collect();
    conn.insert_many(
        sql!(
            "insert into petitions_letter (id, case_id, kind, text, sealed, way, written_at, sent_at, sent_by, proof)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &rows,
    )?;
    Ok(())
}

/// Adds a proposal to each of these, decided or not.
pub fn add_proposals(conn: &mut Conn, papers: &[Paper], state: &str, by: &str) -> DbResult<()> {
    let rows: Vec<Vec<_>> = papers
        .iter()
        .map(|(id, case, at)| {
            row![id, case, "reply", "謝謝您的意見。", &false, &0_i64, "", "", &2_i64, state, by, at, "", ""]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into petitions_proposal (id, case_id, kind, text, sealed, days, ground, earlier, level, state,
             asked_by, asked_at, decided_by, remark)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &rows,
    )?;
    Ok(())
}

/// Adds what petitioners said afterwards.
pub fn add_answers(conn: &mut Conn, cases: &[(String, Instant)]) -> DbResult<()> {
    let rows: Vec<Vec<_>> =
        cases.iter().map(|(id, at)| row![id, "yes", "satisfied", "satisfied", "", at]).collect();
    conn.insert_many(
        sql!(
            "insert into petitions_answer (case_id, solved, satisfaction, handling, words, answered_at)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        &rows,
    )?;
    Ok(())
}

/// A confidential case ended.
pub fn end_secret(conn: &mut Conn, id: &str, at: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update petitions_case set state = 'closed', closed_at = $2, replied_at = $2, in_time = true,
             days_taken = 9 where id = $1"
        ),
        params![id, at],
    )?;
    Ok(())
}

/// The figures of all months are to be counted; what the engine knows of the tables is brought up to date.
pub fn settle(conn: &mut Conn) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_month (month, generation, counted, cases, answers)
             select distinct substr(received_on, 1, 7), 1, 0, '', '' from petitions_case where id > $1
             on conflict (month) do update set generation = petitions_month.generation + 1"
        ),
        params![""],
    )?;
    if conn.engine() == foundation::db::Engine::Postgres { conn.batch("analyze") } else { Ok(()) }
}
