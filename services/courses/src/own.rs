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

use crate::desk::{NewMember, NewParty};
use crate::erasure;
use crate::model::Status;
use crate::public::interest::INTEREST;
use crate::rules::entry::marks;
use crate::store::entry;
use crate::store::own::{self as store, Own, OwnArrival, OwnInterest, OwnSeat};

/// The part of one's own data that this service keeps.
pub const OWN_DATA: OwnData = OwnData { list, erase, concerned: store::list_concerned };

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
    let mut more = further(conn, &ids)?;
    let of_party = |own: &Own| {
        let mut record = record(own, seats.get(&own.id).map_or(&[], Vec::as_slice), now);
        let written = appeals.get(&own.id).into_iter().flatten();
        record.fields.extend(written.map(|text| ("own-registration-no-show", text.clone().into())));
        record.fields.extend(more.remove(&own.id).unwrap_or_default());
        record
    };
    let mut records: Vec<Record> = owns.iter().map(of_party).collect();
    records.extend(store::list_own_interest(conn, &resident.email)?.iter().map(interest));
    records.extend(store::list_own_arrivals(conn, &resident.email)?.iter().map(arrival));
    records.extend(entry::list_with_marks(conn, &own_marks(resident))?.iter().map(listed));
    Ok(records)
}

/// A field of a record: the key of its words, and what it holds.
type Field = (&'static str, Told);

fn title((title, english): &(String, String)) -> Told {
    Told::Either(title.clone(), english.clone())
}

/// What else is kept of registrations, by id: identity numbers, papers, whose names are shown.
fn further(conn: &mut Conn, ids: &[String]) -> DbResult<HashMap<String, Vec<Field>>> {
    let mut all: HashMap<String, Vec<Field>> = HashMap::new();
    let mut add = |id: String, key: &'static str, parts: Vec<Told>| {
        all.entry(id).or_default().push((key, Told::Several(parts)));
    };
    for (id, name, masked) in store::list_own_numbers(conn, ids)? {
        add(id, "own-registration-id-number", vec![name.into(), masked.into()]);
    }
    for paper in store::list_own_certificates(conn, ids)? {
        let withdrawn = paper.withdrawn_at.map(Told::At).into_iter();
        let why = paper.withdrawn_why.into_iter().map(Told::from);
        let mut parts = vec![paper.name.into(), readable(&paper.number).into(), Told::At(paper.issued_at)];
        parts.extend(withdrawn.chain(why));
        add(paper.registration_id, "own-registration-certificate", parts);
    }
    for (id, name, until) in store::list_own_shown(conn, ids)? {
        add(id, "own-registration-shown", vec![name.into(), Told::At(until)]);
    }
    Ok(all)
}

/// A reference or the number of a paper, as people write it.
fn readable(kept: &str) -> String {
    Reference::parse(kept).map_or_else(|_| kept.to_owned(), |r| r.to_string())
}

fn arrival(own: &OwnArrival) -> Record {
    let party: NewParty = serde_json::from_str(&own.party).unwrap_or_default();
    let outcome = match own.outcome.as_deref() {
        None => Told::Word("waits".into(), "own-arrival-waits".into()),
        Some("full") => Told::Word("full".into(), "own-arrival-full".into()),
        Some("barred") => Told::Word("barred".into(), "own-arrival-barred".into()),
        Some("early") => Told::Word("early".into(), "own-arrival-early".into()),
        Some(other) => other.to_owned().into(),
    };
    let mut fields = vec![
        ("own-registration-course", title(&own.title)),
        ("own-registration-name", party.name.into()),
        ("own-registration-phone", party.phone.into()),
        ("own-registration-email", party.email.into()),
        ("own-registration-answers", answers(&party.answers).into()),
        ("own-registration-at", Told::At(own.came_at)),
        ("own-arrival-outcome", outcome),
    ];
    let person = |m: &NewMember| {
        let year = m.birth_year.map(|year| year.to_string()).unwrap_or_default();
        person(&m.name, year, &m.sex, (&m.district, ""), &m.answers)
    };
    fields.extend(party.members.iter().map(|m| ("own-registration-person", person(m))));
    let kept = own.outcome.is_none().then_some("own-arrival-kept");
    Record { kept, ..Record::new("own-arrival", title(&own.title), fields) }
}

/// The address as lists of who may register keep it; a mail domain is nobody's own.
fn own_marks(resident: &Resident) -> Vec<String> {
    marks("", &resident.email).into_iter().filter(|mark| !mark.starts_with('@')).collect()
}

fn listed(of: &(String, String)) -> Record {
    let fields = vec![("own-registration-course", title(of))];
    Record::new("own-listed", title(of), fields)
}

fn interest(own: &OwnInterest) -> Record {
    let fields = vec![
        ("own-registration-course", title(&own.title)),
        ("own-registration-email", own.email.clone().into()),
        ("own-interest-persons", own.persons.to_string().into()),
        ("own-interest-district", Told::District(own.district.clone())),
        ("own-interest-at", Told::At(own.created_at)),
    ];
    Record::new("own-interest", title(&own.title), fields)
}

fn record(own: &Own, seats: &[OwnSeat], now: Instant) -> Record {
    let mut fields = vec![
        ("own-registration-course", title(&own.title)),
        ("own-registration-status", Told::Word(own.status.clone(), format!("serve-state-{}", own.status))),
        ("own-registration-name", own.name.clone().into()),
        ("own-registration-phone", own.phone.clone().into()),
        ("own-registration-email", own.email.clone().into()),
        ("own-registration-answers", answers(&own.answers).into()),
        ("own-registration-notice", own.notice_version.clone().into()),
        ("own-registration-at", Told::At(own.created_at)),
    ];
    fields.extend(own.reasons.iter().map(|why| ("own-registration-reason", Told::from(why.clone()))));
    let of_seat = |seat: &OwnSeat| {
        let year = seat.birth_year.map(|year| year.to_string()).unwrap_or_default();
        let came = if seat.attended > 0 { format!("✓{}", seat.attended) } else { String::new() };
        person(&seat.name, year, &seat.sex, (&seat.district, &came), &seat.answers)
    };
    fields.extend(seats.iter().map(|seat| ("own-registration-person", of_seat(seat))));
    Record { kept: kept(own, now), ..Record::new("own-registration", readable(&own.reference), fields) }
}

/// Answers, when there are any.
fn answers(json: &str) -> String {
    if json == "{}" { String::new() } else { json.to_owned() }
}

fn person(name: &str, year: String, sex: &str, (district, came): (&str, &str), given: &str) -> Told {
    let known = Sex::from_code(sex).filter(|sex| *sex != Sex::Unknown);
    Told::Several(vec![
        name.to_owned().into(),
        year.into(),
        known.map_or_else(|| String::new().into(), |s| Told::Word(sex.to_owned(), s.name_key().to_owned())),
        Told::District(district.to_owned()),
        came.to_owned().into(),
        answers(given).into(),
    ])
}

fn erase(conn: &mut Conn, _: &Centre, resident: &Resident, now: Instant) -> DbResult<Erased> {
    let mut sum = Erased::default();
    let blanked = store::erase_own_arrivals(conn, &resident.email)?;
    sum.erased += i64::try_from(blanked).unwrap_or(i64::MAX);
    sum.erased += i64::try_from(entry::drop_marks(conn, &own_marks(resident))?).unwrap_or(i64::MAX);
    // Who stands in line is registered or told why not first.
    let waiting = i64::try_from(store::list_own_arrivals(conn, &resident.email)?.len()).unwrap_or(i64::MAX);
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
        sum.kept = waiting + i64::try_from(keeps.len()).unwrap_or(i64::MAX);
        if goes.is_empty() {
            return Ok(sum);
        }
        let ids: Vec<String> = goes.iter().map(|own| own.id.clone()).collect();
        erasure::parties(conn, &ids, now)?;
        sum.erased += i64::try_from(ids.len()).unwrap_or(i64::MAX);
    }
}
