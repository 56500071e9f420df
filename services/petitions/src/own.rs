//! What this service holds about a resident (D-3). Who stands behind a sealed case is known by no address, so
//! those are asked for in person.

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::own_data::{Erased, OwnData, Record, Told};
use foundation::residents::Resident;
use office::instant::Instant;

use crate::model::Case;
use crate::store;

/// The part of one's own data that this service keeps.
pub const OWN_DATA: OwnData = OwnData { list, erase };

fn list(conn: &mut Conn, resident: &Resident, _: Instant) -> DbResult<Vec<Record>> {
    Ok(store::list_of_email(conn, &resident.email)?.iter().map(record).collect())
}

/// A petition is a record of the agency and kept for its years (檔案法).
fn erase(conn: &mut Conn, _: &Centre, resident: &Resident, _: Instant) -> DbResult<Erased> {
    let kept = store::list_of_email(conn, &resident.email)?.len();
    Ok(Erased { erased: 0, kept: i64::try_from(kept).unwrap_or(i64::MAX) })
}

fn record(case: &Case) -> Record {
    let told = &case.told;
    let text = |text: &str| Told::from(text.to_owned());
    let fields = vec![
        ("petitions-state", Told::Word(case.state.code().to_owned(), case.state.key())),
        ("petitions-received-on", text(&case.clock.received_on.to_string())),
        ("petitions-subject", text(&told.subject)),
        ("petitions-body", text(&told.body)),
        ("petitions-name", text(&told.name)),
        ("petitions-email", text(&told.email)),
        ("petitions-phone", text(&told.phone)),
        ("petitions-address", text(&told.address)),
        ("petitions-fax", text(&told.fax)),
    ];
    Record {
        kept: Some("petitions-own-kept"),
        ..Record::new("petitions-kind-petition", case.number(), fields)
    }
}
