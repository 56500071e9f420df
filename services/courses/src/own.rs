//! What this service holds about a resident, and what of it can be deleted (D-3).

use std::collections::HashMap;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::mail;
use foundation::own_data::{Erased, OwnData, Record, Told};
use foundation::residents::Resident;
use office::instant::Instant;
use office::reference::Reference;
use office::sex::Sex;

use crate::erasure;
use crate::model::Status;
use crate::public::interest::INTEREST;
use crate::store::own::{self as store, Own, OwnInterest, OwnSeat};

/// The part of one's own data that this service keeps.
pub const OWN_DATA: OwnData = OwnData { list, erase };

/// Why a registration cannot be deleted now; nothing when it can. Seats of a course that is still to
/// come are given up first, so that nobody loses one by a deletion; a certificate that holds must
/// stay provable.
fn kept(own: &Own, now: Instant) -> Option<&'static str> {
    let is_live = Status::from_code(&own.status).is_some_and(Status::is_live);
    if is_live && now < own.ends_at {
        return Some("own-registration-kept-live");
    }
    (own.certificates > 0).then_some("own-registration-kept-certificate")
}

fn list(conn: &mut Conn, resident: &Resident, now: Instant) -> DbResult<Vec<Record>> {
    let owns = store::list_own(conn, &resident.email)?;
    let ids: Vec<String> = owns.iter().map(|o| o.id.clone()).collect();
    let mut seats: HashMap<String, Vec<OwnSeat>> = HashMap::new();
    for seat in store::list_own_seats(conn, &ids)? {
        seats.entry(seat.registration_id.clone()).or_default().push(seat);
    }
    let mut appeals: HashMap<String, Vec<String>> = HashMap::new();
    for (id, appeal, decision) in store::list_own_appeals(conn, &ids)? {
        appeals.entry(id).or_default().extend([appeal, decision].into_iter().filter(|text| !text.is_empty()));
    }
    let of_party = |own: &Own| {
        let mut record = record(own, seats.get(&own.id).map_or(&[], Vec::as_slice), now);
        let written = appeals.get(&own.id).into_iter().flatten();
        record.fields.extend(written.map(|text| ("own-registration-no-show", text.clone().into())));
        record
    };
    let mut records: Vec<Record> = owns.iter().map(of_party).collect();
    records.extend(store::list_own_interest(conn, &resident.email)?.iter().map(interest));
    Ok(records)
}

fn interest(own: &OwnInterest) -> Record {
    let fields = vec![
        ("own-registration-course", Told::from(own.title.clone())),
        ("own-registration-email", own.email.clone().into()),
        ("own-interest-persons", own.persons.to_string().into()),
        ("own-interest-district", Told::District(own.district.clone())),
        ("own-interest-at", own.created_at.taipei().strftime("%Y-%m-%d %H:%M").to_string().into()),
    ];
    Record::new("own-interest", own.title.clone(), fields)
}

fn record(own: &Own, seats: &[OwnSeat], now: Instant) -> Record {
    let reference =
        Reference::parse(&own.reference).map_or_else(|_| own.reference.clone(), |r| r.to_string());
    let answers = |json: &str| if json == "{}" { String::new() } else { json.to_owned() };
    let mut fields = vec![
        ("own-registration-course", Told::from(own.title.clone())),
        ("own-registration-status", Told::Word(own.status.clone(), format!("serve-state-{}", own.status))),
        ("own-registration-name", own.name.clone().into()),
        ("own-registration-phone", own.phone.clone().into()),
        ("own-registration-email", own.email.clone().into()),
        ("own-registration-answers", answers(&own.answers).into()),
        ("own-registration-notice", own.notice_version.clone().into()),
        ("own-registration-at", own.created_at.taipei().strftime("%Y-%m-%d %H:%M").to_string().into()),
    ];
    fields.extend(seats.iter().map(|seat| ("own-registration-person", person(seat))));
    Record { kept: kept(own, now), ..Record::new("own-registration", reference, fields) }
}

fn person(seat: &OwnSeat) -> Told {
    let year = seat.birth_year.map(|year| year.to_string()).unwrap_or_default();
    let answers = if seat.answers == "{}" { "" } else { seat.answers.as_str() };
    let came = if seat.attended > 0 { format!("✓{}", seat.attended) } else { String::new() };
    let sex = Sex::from_code(&seat.sex).filter(|sex| *sex != Sex::Unknown);
    Told::Several(vec![
        seat.name.clone().into(),
        year.into(),
        sex.map_or_else(|| String::new().into(), |s| Told::Word(seat.sex.clone(), s.name_key().to_owned())),
        Told::District(seat.district.clone()),
        came.into(),
        answers.to_owned().into(),
    ])
}

fn erase(conn: &mut Conn, _: &Centre, resident: &Resident, now: Instant) -> DbResult<Erased> {
    let mut sum = Erased::default();
    loop {
        let interest = store::list_own_interest(conn, &resident.email)?;
        if interest.is_empty() {
            break;
        }
        let ids: Vec<String> = interest.into_iter().map(|own| own.id).collect();
        mail::drop_of(conn, INTEREST, &ids)?;
        crate::store::interest::remove(conn, &ids)?;
        sum.erased += i64::try_from(ids.len()).unwrap_or(i64::MAX);
    }
    loop {
        let owns = store::list_own(conn, &resident.email)?;
        let (keeps, goes): (Vec<&Own>, Vec<&Own>) = owns.iter().partition(|own| kept(own, now).is_some());
        sum.kept = i64::try_from(keeps.len()).unwrap_or(i64::MAX);
        if goes.is_empty() {
            return Ok(sum);
        }
        let ids: Vec<String> = goes.iter().map(|own| own.id.clone()).collect();
        erasure::parties(conn, &ids, now)?;
        sum.erased += i64::try_from(ids.len()).unwrap_or(i64::MAX);
    }
}
