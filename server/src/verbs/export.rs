//! `hearth export`: every measure of a period with its parts, as CSV.

use foundation::db::{Conn, DbResult};
use foundation::measures::{Measure, Period, Unit};

use super::open_store;
use crate::cli::Export;
use crate::failure::{Failure, Outcome};
use crate::site::Place;

/// A row: measure, unit, dimension, part, value; a share of nothing has none.
type Line = (String, &'static str, String, String, Option<i64>);

pub(super) fn run(place: &Place, wanted: &Export) -> Outcome {
    if wanted.to < wanted.from {
        return Err(Failure::WrongUse("--to lies before --from".into()));
    }
    let period = Period { from: wanted.from, to: wanted.to };
    let house = crate::house()?;
    let all = house.services.iter().flat_map(|s| s.measures).copied();
    let measures: Vec<Measure> = all.filter(|m| m.name.starts_with(&wanted.only)).collect();
    let lines = open_store(place)?.read_blocking(move |conn| list_lines(conn, &measures, period))?;
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    let failed = |e: csv::Error| Failure::of("writing", e);
    out.write_record(["measure", "unit", "from", "to", "dimension", "part", "value"]).map_err(failed)?;
    for line in lines {
        let (measure, unit, dimension, part, value) = line;
        out.serialize((
            measure,
            unit,
            period.from.to_string(),
            period.to.to_string(),
            dimension,
            part,
            value,
        ))
        .map_err(failed)?;
    }
    out.flush().map_err(|e| Failure::of("writing", e))
}

fn list_lines(conn: &mut Conn, measures: &[Measure], period: Period) -> DbResult<Vec<Line>> {
    let mut lines = Vec::new();
    for measure in measures {
        let unit = match measure.unit {
            Unit::Count => "count",
            Unit::BasisPoints => "basis points",
            Unit::Money => "NT$",
        };
        let line =
            |dimension: &str, part: String, value| (measure.name.into(), unit, dimension.into(), part, value);
        lines.push(line("", String::new(), (measure.total)(conn, period)?.known()));
        for dimension in measure.dimensions {
            for part in (measure.split)(conn, period, dimension)? {
                lines.push(line(dimension, part.code, Some(part.value)));
            }
        }
    }
    Ok(lines)
}
