//! The numbers this service can prove: breaches of personal data, and whether who had to be told was told in time.

use foundation::db::{Conn, DbResult};
use foundation::measures::{Counted, Measure, PLAIN, Period, Unit};
use office::instant::Instant;

use crate::breach::Breach;
use crate::store;

/// All measures.
pub const ALL: &[Measure] = &[
    Measure {
        name: "residents.breaches",
        definition: "measure-residents-breaches-definition",
        unit: Unit::Count,
        falling: true,
        total: |conn, period| Ok(i64::try_from(list(conn, period)?.len()).unwrap_or(i64::MAX).into()),
        rows,
        ..PLAIN
    },
    Measure {
        name: "residents.breaches_in_time",
        definition: "measure-residents-breaches_in_time-definition",
        unit: Unit::BasisPoints,
        total: in_time,
        rows,
        ..PLAIN
    },
];

fn rows(_: Period) -> String {
    "/office/residents/breaches".into()
}

fn list(conn: &mut Conn, period: Period) -> DbResult<Vec<Breach>> {
    let end = period.to.tomorrow().ok().and_then(Instant::start_of);
    let (Some(from), Some(end)) = (Instant::start_of(period.from), end) else { return Ok(Vec::new()) };
    store::list_breaches_known(conn, from, end)
}

fn in_time(conn: &mut Conn, period: Period) -> DbResult<Counted> {
    // While a clock runs nobody knows yet.
    let had_to = |b: &Breach| (b.authority_due_at().is_some() || b.is_incident) && b.is_settled();
    let all: Vec<Breach> = list(conn, period)?.into_iter().filter(had_to).collect();
    let whole = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let part = i64::try_from(all.iter().filter(|b| b.is_in_time()).count()).unwrap_or(i64::MAX);
    Ok(Counted { value: part * 10_000 / whole.max(1), whole: Some(whole) })
}
