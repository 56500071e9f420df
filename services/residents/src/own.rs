//! What this service tells others: whom a resident may bring along, and what it holds about one.

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::own_data::{Erased, OwnData, Record, Told};
use foundation::residents::{Companion, Resident};
use office::instant::Instant;
use office::sex::Sex;

use crate::model::Member;
use crate::{rules, store};

/// Whom this resident may bring along (R27).
///
/// # Errors
/// Any database error.
pub fn companions(conn: &mut Conn, resident: &Resident) -> DbResult<Vec<Companion>> {
    let Some(household) = store::find_household(conn, &resident.id)? else { return Ok(Vec::new()) };
    let members = store::list_members(conn, &household)?;
    let offered = members.into_iter().filter(|m| rules::is_offered(m, &resident.id));
    Ok(offered.map(companion).collect())
}

/// The household a resident keeps, if any.
///
/// # Errors
/// Any database error.
pub fn household(conn: &mut Conn, resident: &Resident) -> DbResult<Option<String>> {
    store::find_household(conn, &resident.id)
}

fn companion(member: Member) -> Companion {
    Companion {
        id: member.id,
        name: member.name,
        birth_year: member.birth_year,
        birth_on: member.birth_on,
        sex: member.sex,
        district: member.district,
    }
}

/// The part of one's own data that this service keeps.
pub const OWN_DATA: OwnData = OwnData { list, erase, concerned: |_, _| Ok(Vec::new()) };

fn list(conn: &mut Conn, resident: &Resident, _: Instant) -> DbResult<Vec<Record>> {
    let mut records = vec![Record::new(
        "own-data-sign-in",
        resident.email.clone(),
        vec![("own-data-email", resident.email.clone().into())],
    )];
    records.extend(store::list_of_email(conn, &resident.email)?.into_iter().map(breach));
    let Some(household) = store::find_household(conn, &resident.id)? else { return Ok(records) };
    let members = store::list_members(conn, &household)?;
    for m in members.into_iter().filter(|m| rules::is_shown(m, &resident.id)) {
        let birth = m.birth_on.map(|d| d.to_string()).or(m.birth_year.map(|y| y.to_string()));
        let fields = vec![
            ("household-name", m.name.clone().into()),
            ("household-birth", birth.unwrap_or_default().into()),
            ("household-sex", sex(&m.sex)),
            ("household-district", Told::District(m.district)),
            ("household-relation", word("relation", m.relation.code())),
            ("household-grade", m.grade.into()),
            ("household-state", word("member-state", m.state.code())),
            ("household-notice", m.notice.into()),
        ];
        records.push(Record::new("own-data-member", m.name, fields));
    }
    Ok(records)
}

/// What a list of those concerned by a breach holds of somebody; it is kept for its years (個人資料保護法施行細則 §22).
fn breach(named: store::Named) -> Record {
    let mut fields = vec![
        ("own-data-email", named.email.into()),
        ("household-name", named.name.into()),
        ("own-data-phone", named.phone.into()),
    ];
    fields.extend(named.told_at.map(|at| ("own-data-breach-told", Told::At(at))));
    Record { kept: Some("own-data-breach-kept"), ..Record::new("own-data-breach", named.number, fields) }
}

/// A code that has words of its own.
fn word(prefix: &str, code: &str) -> Told {
    Told::Word(code.to_owned(), format!("{prefix}-{code}"))
}

fn sex(code: &str) -> Told {
    match Sex::from_code(code).filter(|sex| *sex != Sex::Unknown) {
        Some(sex) => Told::Word(code.to_owned(), sex.name_key().to_owned()),
        None => Told::Text(String::new()),
    }
}

fn erase(conn: &mut Conn, _: &Centre, resident: &Resident, _: Instant) -> DbResult<Erased> {
    let kept = i64::try_from(store::list_of_email(conn, &resident.email)?.len()).unwrap_or(i64::MAX);
    Ok(Erased { erased: store::drop_adult(conn, &resident.id)?, kept })
}
