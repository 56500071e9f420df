//! Who may come: the rules of courses, their lists, what staff waived; the limits of options; names
//! that may be shown.

use std::collections::{HashMap, HashSet};

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use jiff::civil::Date;
use office::instant::Instant;

use crate::questions::Answers;
use crate::rules::entry::{Entry, on_list};

fn split(text: &str) -> Vec<String> {
    text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn entry(r: &Row) -> DbResult<Entry> {
    Ok(Entry {
        age_from: r.get(1)?,
        age_to: r.get(2)?,
        districts: split(&r.get::<String>(3)?),
        group: r.get(4)?,
        pair: r.get(5)?,
        adult_from: r.get(6)?,
        earlier: split(&r.get::<String>(7)?),
        listed: r.get(8)?,
        times: r.get(9)?,
        names_days: r.get(10)?,
    })
}

/// The rules of these courses; a course without any is not among them.
///
/// # Errors
/// Any database error.
pub fn list_entries(conn: &mut Conn, course_ids: &[String]) -> DbResult<HashMap<String, Entry>> {
    conn.rows(
        sql!(
            "select course_id, age_from, age_to, districts, for_group, pair, adult_from, earlier, listed, times,
                    names_days from courses_entry where course_id = any($1)"
        ),
        params![*course_ids],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, entry(r)?)))
    .collect()
}

/// The rules of a course; none when it has none.
///
/// # Errors
/// Any database error.
pub fn find_entry(conn: &mut Conn, course_id: &str) -> DbResult<Entry> {
    Ok(list_entries(conn, &[course_id.to_owned()])?.remove(course_id).unwrap_or_default())
}

/// Writes the rules of a course.
///
/// # Errors
/// Any database error.
pub fn change_entry(conn: &mut Conn, course_id: &str, e: &Entry) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_entry (course_id, age_from, age_to, districts, for_group, pair, adult_from, earlier,
             listed, times, names_days) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (course_id) do update set age_from = excluded.age_from, age_to = excluded.age_to,
             districts = excluded.districts, for_group = excluded.for_group, pair = excluded.pair,
             adult_from = excluded.adult_from, earlier = excluded.earlier, listed = excluded.listed,
             times = excluded.times, names_days = excluded.names_days"
        ),
        params![
            course_id,
            e.age_from,
            e.age_to,
            e.districts.join(","),
            e.group,
            e.pair,
            e.adult_from,
            e.earlier.join(","),
            e.listed,
            e.times,
            e.names_days
        ],
    )?;
    Ok(())
}

/// The list of a course as it is kept, at most 5,000 lines, in their order.
///
/// # Errors
/// Any database error.
pub fn list_listed(conn: &mut Conn, course_id: &str) -> DbResult<Vec<String>> {
    conn.rows(
        sql!("select contact from courses_listed where course_id = $1 order by contact limit 5000"),
        params![course_id],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Takes a contact off every list, whichever of these marks it is kept as; says off how many.
///
/// # Errors
/// Any database error.
pub fn drop_marks(conn: &mut Conn, marks: &[String]) -> DbResult<u64> {
    conn.execute(sql!("delete from courses_listed where contact = any($1)"), params![*marks])
}

/// Titles of the courses on whose list a contact stands, whichever of these marks it is kept as.
///
/// # Errors
/// Any database error.
pub fn list_with_marks(conn: &mut Conn, marks: &[String]) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select c.title, c.title_en from courses_course c
             where exists (select 1 from courses_listed l where l.course_id = c.id and l.contact = any($1))
             order by c.starts_at desc, c.id limit 200"
        ),
        params![*marks],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Puts another list in the place of the course's; what is kept of it, see [`on_list`].
///
/// # Errors
/// Any database error.
pub fn change_listed(conn: &mut Conn, course_id: &str, contacts: &[String]) -> DbResult<()> {
    conn.execute(sql!("delete from courses_listed where course_id = $1"), params![course_id])?;
    let marks: Vec<String> = contacts.iter().map(|contact| on_list(contact)).collect();
    let rows: Vec<Vec<_>> = marks.iter().map(|mark| row![course_id, mark]).collect();
    conn.insert_many(
        sql!("insert into courses_listed (course_id, contact) values ($1, $2) on conflict do nothing"),
        &rows,
    )?;
    Ok(())
}

/// Seals lines that an earlier program kept in clear, see [`on_list`]; says whether there were any.
///
/// # Errors
/// Any database error.
pub fn seal_listed(conn: &mut Conn) -> DbResult<bool> {
    let clear = conn.rows(
        sql!(
            "select course_id, contact from courses_listed where contact like '+%' or contact like '_%@%'
             order by course_id, contact limit 500"
        ),
        &[],
    )?;
    for r in &clear {
        let (course_id, contact): (String, String) = (r.get(0)?, r.get(1)?);
        conn.execute(
            sql!("delete from courses_listed where course_id = $1 and contact = $2"),
            params![course_id, contact],
        )?;
        conn.execute(
            sql!("insert into courses_listed (course_id, contact) values ($1, $2) on conflict do nothing"),
            params![course_id, on_list(&contact)],
        )?;
    }
    Ok(!clear.is_empty())
}

/// Which of these contacts, as lists keep them, stand on the lists of these courses: course and contact.
///
/// # Errors
/// Any database error.
pub fn list_listed_among(
    conn: &mut Conn,
    course_ids: &[String],
    contacts: &[String],
) -> DbResult<HashSet<(String, String)>> {
    conn.rows(
        sql!("select course_id, contact from courses_listed where course_id = any($1) and contact = any($2)"),
        params![*course_ids, *contacts],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Telephone and e-mail of the heads of a course's live registrations; only courses with a list of
/// members ask, and a course has no more of them than places and line.
///
/// # Errors
/// Any database error.
pub fn list_heads(conn: &mut Conn, course_id: &str) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select phone, lower(email) from courses_registration where course_id = $1
             and status in ('pending', 'entered', 'waitlisted', 'offered', 'confirmed')"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Which of these persons came to which of these courses: course and person.
///
/// # Errors
/// Any database error.
pub fn list_attended(
    conn: &mut Conn,
    course_ids: &[String],
    person_keys: &[String],
) -> DbResult<HashSet<(String, String)>> {
    conn.rows(
        sql!(
            "select distinct s.course_id, s.person_key from courses_seat s
             join courses_attendance a on a.seat_id = s.id
             where s.person_key = any($2) and s.course_id = any($1)"
        ),
        params![*course_ids, *person_keys],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Keeps that staff let a party in against the rules, and why.
///
/// # Errors
/// Any database error.
pub fn add_waivers(conn: &mut Conn, waived: &[(String, String)]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = waived.iter().map(|(id, reason)| row![id, reason]).collect();
    conn.insert_many(
        sql!("insert into courses_waiver (registration_id, reason) values ($1, $2) on conflict do nothing"),
        &rows,
    )?;
    Ok(())
}

/// Whether staff let this party in against the rules.
///
/// # Errors
/// Any database error.
pub fn is_waived(conn: &mut Conn, registration_id: &str) -> DbResult<bool> {
    let found = conn.first(
        sql!("select reason from courses_waiver where registration_id = $1"),
        params![registration_id],
    )?;
    Ok(found.is_some())
}

/// A place of an option: the question and the choice.
pub type Pick = (String, String);

/// How many may have each limited option of these courses (R03), by course.
///
/// # Errors
/// Any database error.
pub fn list_options(conn: &mut Conn, course_ids: &[String]) -> DbResult<HashMap<String, HashMap<Pick, i64>>> {
    let rows = conn.rows(
        sql!("select course_id, question_id, choice, places from courses_option where course_id = any($1)"),
        params![*course_ids],
    )?;
    let mut by_course: HashMap<String, HashMap<Pick, i64>> = HashMap::new();
    for r in &rows {
        by_course.entry(r.get(0)?).or_default().insert((r.get(1)?, r.get(2)?), r.get(3)?);
    }
    Ok(by_course)
}

/// Puts other limits in the place of the course's.
///
/// # Errors
/// Any database error.
pub fn change_options(conn: &mut Conn, course_id: &str, limits: &[(Pick, i64)]) -> DbResult<()> {
    conn.execute(sql!("delete from courses_option where course_id = $1"), params![course_id])?;
    let rows: Vec<Vec<_>> =
        limits.iter().map(|((question, choice), places)| row![course_id, question, choice, places]).collect();
    conn.insert_many(
        sql!("insert into courses_option (course_id, question_id, choice, places) values ($1, $2, $3, $4)"),
        &rows,
    )?;
    Ok(())
}

/// How many of each option are left when the parties that have their seats are counted, all but
/// `except`. Counted from the answers themselves, so that nothing can drift; only courses with limits
/// ask, under the lock of their ledger when it decides, and a course has no more answers than places.
///
/// # Errors
/// Any database error.
pub fn count_left(
    conn: &mut Conn,
    course_id: &str,
    limits: &HashMap<Pick, i64>,
    except: &str,
) -> DbResult<HashMap<Pick, i64>> {
    let parties = conn.rows(
        sql!(
            "select answers from courses_registration
             where course_id = $1 and status = 'confirmed' and answers <> '{}' and id <> $2"
        ),
        params![course_id, except],
    )?;
    let persons = conn.rows(
        sql!(
            "select s.answers from courses_registration r join courses_seat s on s.registration_id = r.id
             where r.course_id = $1 and r.status = 'confirmed' and r.id <> $2 and s.cancelled_at is null
               and s.answers <> '{}'"
        ),
        params![course_id, except],
    )?;
    let mut left = limits.clone();
    for r in parties.iter().chain(&persons) {
        for pick in picks(&r.get::<String>(0)?) {
            if let Some(places) = left.get_mut(&pick) {
                *places -= 1;
            }
        }
    }
    Ok(left)
}

/// How many places of each of these options, in their order, the entries for a draw ask for, by
/// registration; who asks for none is not among them.
///
/// # Errors
/// Any database error.
pub fn list_wants(conn: &mut Conn, course_id: &str, options: &[Pick]) -> DbResult<HashMap<String, Vec<i64>>> {
    if options.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = conn.rows(
        sql!(
            "select id, answers from courses_registration
             where course_id = $1 and status = 'entered' and answers <> '{}'
             union all
             select r.id, s.answers from courses_registration r join courses_seat s on s.registration_id = r.id
             where r.course_id = $1 and r.status = 'entered' and s.cancelled_at is null and s.answers <> '{}'"
        ),
        params![course_id],
    )?;
    let mut wants: HashMap<String, Vec<i64>> = HashMap::new();
    for r in &rows {
        for pick in picks(&r.get::<String>(1)?) {
            let Some(at) = options.iter().position(|option| *option == pick) else { continue };
            let mine = wants.entry(r.get(0)?).or_insert_with(|| vec![0; options.len()]);
            if let Some(n) = mine.get_mut(at) {
                *n += 1;
            }
        }
    }
    Ok(wants)
}

/// The options that answers choose.
pub fn picks(answers: &str) -> Vec<Pick> {
    let answers = Answers::parse(answers);
    let of =
        |id: &str| answers.texts(id).iter().map(|text| (id.to_owned(), text.clone())).collect::<Vec<_>>();
    answers.ids().flat_map(of).collect()
}

/// A seat as the rules see it: the person's key, year of birth, district, and its answers.
#[derive(Debug, Clone)]
pub struct Comer {
    /// Id of the seat.
    pub seat_id: String,
    /// Tells persons apart.
    pub person_key: String,
    /// Year of birth, if told.
    pub birth_year: Option<i64>,
    /// District, as a code.
    pub district: String,
    /// Answers, as JSON.
    pub answers: String,
}

/// A party as it stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Telephone of the head, or empty.
    pub phone: String,
    /// E-mail of the head, or empty.
    pub email: String,
    /// Answers of the party, as JSON.
    pub answers: String,
    /// The persons who have or await a seat.
    pub comers: Vec<Comer>,
}

/// A registration as the rules see it.
///
/// # Errors
/// Any database error.
pub fn find_party(conn: &mut Conn, registration_id: &str) -> DbResult<Option<Standing>> {
    let head = conn.first(
        sql!("select phone, email, answers from courses_registration where id = $1"),
        params![registration_id],
    )?;
    let Some(head) = head else { return Ok(None) };
    let comers = conn
        .rows(
            sql!(
                "select id, person_key, birth_year, district, answers from courses_seat
                 where registration_id = $1 and cancelled_at is null order by number"
            ),
            params![registration_id],
        )?
        .iter()
        .map(|r| {
            Ok(Comer {
                seat_id: r.get(0)?,
                person_key: r.get(1)?,
                birth_year: r.get(2)?,
                district: r.get(3)?,
                answers: r.get(4)?,
            })
        })
        .collect::<DbResult<_>>()?;
    Ok(Some(Standing { phone: head.get(0)?, email: head.get(1)?, answers: head.get(2)?, comers }))
}

/// Gives a course the rules, limits and list of another, when it is copied.
///
/// # Errors
/// Any database error.
pub fn copy(conn: &mut Conn, from: &str, to: &str) -> DbResult<()> {
    let Some(entry) = list_entries(conn, &[from.to_owned()])?.remove(from) else {
        return copy_options(conn, from, to);
    };
    change_entry(conn, to, &entry)?;
    if entry.listed {
        conn.execute(
            sql!(
                "insert into courses_listed (course_id, contact) select $2, contact from courses_listed
                 where course_id = $1 on conflict do nothing"
            ),
            params![from, to],
        )?;
    }
    copy_options(conn, from, to)
}

fn copy_options(conn: &mut Conn, from: &str, to: &str) -> DbResult<()> {
    let limits = list_options(conn, &[from.to_owned()])?.remove(from).unwrap_or_default();
    if limits.is_empty() { Ok(()) } else { change_options(conn, to, &limits.into_iter().collect::<Vec<_>>()) }
}

/// An announced course with room, and its rules.
#[derive(Debug, Clone)]
pub struct Other {
    /// Word in its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Title in English, or empty.
    pub title_en: String,
    /// First day.
    pub on: Date,
    /// Its rules.
    pub entry: Entry,
}

/// Courses that take registrations now and have a seat, the next first, at most 60; those with a secret
/// link are not among them.
///
/// # Errors
/// Any database error.
pub fn list_others(conn: &mut Conn, except: &str, now: Instant) -> DbResult<Vec<Other>> {
    conn.rows(
        sql!(
            "select c.id, e.age_from, e.age_to, coalesce(e.districts, ''), coalesce(e.for_group, false),
                    coalesce(e.pair, false), coalesce(e.adult_from, 0), coalesce(e.earlier, ''),
                    coalesce(e.listed, false), coalesce(e.times, 0), e.names_days,
                    c.slug, c.title, c.title_en, c.starts_at
             from courses_course c join courses_ledger l on l.course_id = c.id
             left join courses_entry e on e.course_id = c.id
             where c.status = 'published' and c.starts_at > $2 and c.opens_at <= $2 and c.closes_at > $2
               and c.secret is null and c.id <> $1 and l.taken < l.capacity and l.waiting = 0
             order by c.starts_at, c.id limit 60"
        ),
        params![except, now],
    )?
    .iter()
    .map(|r| {
        Ok(Other {
            entry: entry(r)?,
            slug: r.get(11)?,
            title: r.get(12)?,
            title_en: r.get(13)?,
            on: r.get::<Instant>(14)?.date(),
        })
    })
    .collect()
}
