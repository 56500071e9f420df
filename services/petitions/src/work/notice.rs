//! Notices among colleagues about a case: the number leads there, nothing of what was told is in them. Whoever must
//! not read a case hears nothing of it.

use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::mail::{self, NewMail};
use foundation::staff::Colleague;

use super::people::{But, People};
use crate::model::Case;
use crate::rights::DIRECTION;
use crate::rules::authority::DIRECTOR;
use crate::store::{self, Act, MATTER};

/// Another section is to work on a case too: its head is told, or who stands in, or all of it where nobody is; the
/// directors where nobody is in it.
///
/// # Errors
/// Any database error.
pub fn joint(conn: &mut Conn, act: &Act, case: &Case, section: &str) -> DbResult<()> {
    let (people, excluded) = read(conn, act, case)?;
    let but = But { excluded: &excluded, ..But::default() };
    let mut told: Vec<&Colleague> = match people.head(section, but) {
        Some(person) => vec![person],
        None => people.of_section(section).filter(|person| but.may_read(person)).collect(),
    };
    if told.is_empty() {
        told = people.directors(but);
    }
    tell(conn, act, case, (&told, &excluded, section), "joint", None)
}

/// A secret case has nobody yet: the director says who works on it.
///
/// # Errors
/// Any database error.
pub fn to_assign(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let (people, excluded) = read(conn, act, case)?;
    let told = people.directors(But { excluded: &excluded, ..But::default() });
    tell(conn, act, case, (&told, &excluded, DIRECTION), "to-assign", None)
}

/// Somebody has a case now, or the head of its section where it has no handler, or the directors; not who gave it to
/// themselves.
///
/// # Errors
/// Any database error.
pub fn assigned(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let (people, excluded) = read(conn, act, case)?;
    let mut told = match people.named(&case.handler) {
        // Who is away finds it on coming back.
        Some(person) => vec![person],
        None => people.in_charge(case, But { excluded: &excluded, ..But::default() }),
    };
    told.retain(|person| person.id != act.who());
    tell(conn, act, case, (&told, &excluded, &case.section), "assigned", None)
}

/// Something waits for a decision at this level: the head of the section or the director is told, or who stands in
/// while they are away or have drafted it.
///
/// # Errors
/// Any database error.
pub fn to_decide(conn: &mut Conn, act: &Act, case: &Case, level: i64) -> DbResult<()> {
    let (people, excluded) = read(conn, act, case)?;
    let but = But { excluded: &excluded, drafter: act.who() };
    let told = if level == DIRECTOR { people.directors(but) } else { people.over(&case.section, but) };
    tell(conn, act, case, (&told, &excluded, &case.section), "to-decide", None)
}

/// What somebody drafted was decided by another one.
///
/// # Errors
/// Any database error.
pub fn decided(conn: &mut Conn, act: &Act, case: &Case, drafter: &str) -> DbResult<()> {
    let (people, excluded) = read(conn, act, case)?;
    let told: Vec<&Colleague> =
        people.named(drafter).filter(|person| person.id != act.who()).into_iter().collect();
    tell(conn, act, case, (&told, &excluded, &case.section), "decided", None)
}

/// A letter did not arrive: whoever works on the case is told.
///
/// # Errors
/// Any database error.
pub fn bounced(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    tell_in_charge(conn, act, case, "bounced", None)
}

/// The petitioner added something: whoever works on the case is told, once an hour at most.
///
/// # Errors
/// Any database error.
pub fn added(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let hour: String = act.now.rfc3339().chars().take(13).collect();
    let key = format!("petitions:added:{}:{hour}", case.id);
    tell_in_charge(conn, act, case, "added", Some(&key))
}

/// The petitioner took it back: whoever works on the case is told, so that nobody goes on.
///
/// # Errors
/// Any database error.
pub fn withdrawn(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    tell_in_charge(conn, act, case, "taken-back", None)
}

/// Somebody who was merged in took back their own: whoever works on the case is told, unless they entered it.
///
/// # Errors
/// Any database error.
pub fn left(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let (people, excluded) = read(conn, act, case)?;
    let mut told = people.in_charge(case, But { excluded: &excluded, ..But::default() });
    told.retain(|person| person.id != act.who());
    tell(conn, act, case, (&told, &excluded, &case.section), "left-by", None)
}

/// Who may be told today, and who must not read the case.
fn read(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<(People, Vec<String>)> {
    let excluded = store::list_excluded(conn, std::slice::from_ref(&case.id))?.remove(&case.id);
    Ok((People::read(conn, act.now.date())?, excluded.unwrap_or_default()))
}

/// Tells whoever works on a case.
fn tell_in_charge(conn: &mut Conn, act: &Act, case: &Case, what: &str, key: Option<&str>) -> DbResult<()> {
    let (people, excluded) = read(conn, act, case)?;
    let told = people.in_charge(case, But { excluded: &excluded, ..But::default() });
    tell(conn, act, case, (&told, &excluded, &case.section), what, key)
}

/// Tells these people but those excluded, and the section, with the words of `what`; once for a key and person.
fn tell(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    (people, excluded, section): (&[&Colleague], &[String], &str),
    what: &str,
    unique_key: Option<&str>,
) -> DbResult<()> {
    let words = act.centre.words(Lang::BASE);
    let link = format!("{}/office/petitions/{}", act.centre.base_url, case.id);
    let args =
        [("number", case.number().into()), ("due", words.date(case.due_on).into()), ("link", link.into())];
    let letter = |person: &&Colleague| NewMail {
        unique_key: unique_key.map(|key| format!("{key}:{}", person.id)),
        to: person.email.clone(),
        subject: words.say_with(&format!("petitions-{what}-subject"), &args),
        body: words.say_with(&format!("petitions-{what}-text"), &args),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: section.to_owned(),
    };
    let may_read = people.iter().filter(|person| !excluded.contains(&person.id));
    let mails: Vec<NewMail> = may_read.map(letter).collect();
    let ids: Vec<_> = mails.iter().map(|_| act.id()).collect();
    mail::add(conn, &ids, act.now, &mails)
}
