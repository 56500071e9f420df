//! What this service holds about a resident (D-3). Who stands behind a sealed case is known by no address, so
//! those are asked for in person.

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::files::{self, Kept};
use foundation::own_data::{Concerned, Erased, OwnData, OwnFile, Record, Told};
use foundation::residents::Resident;
use office::instant::Instant;

use crate::model::Case;
use crate::store;
use crate::work::attachments::SEALED;

/// The part of one's own data that this service keeps.
pub const OWN_DATA: OwnData = OwnData { list, erase, concerned };

fn list(conn: &mut Conn, resident: &Resident, _: Instant) -> DbResult<Vec<Record>> {
    let cases = store::list_of_email(conn, &resident.email)?;
    cases.iter().map(|case| record(conn, case)).collect()
}

/// A petition is a record of the agency and kept for its years (檔案法).
fn erase(conn: &mut Conn, _: &Centre, resident: &Resident, _: Instant) -> DbResult<Erased> {
    let kept = store::list_of_email(conn, &resident.email)?.len();
    Ok(Erased { erased: 0, kept: i64::try_from(kept).unwrap_or(i64::MAX) })
}

/// Who brought the case of this number; nobody where it is sealed, for that is for who opens it.
fn concerned(conn: &mut Conn, word: &str) -> DbResult<Vec<Concerned>> {
    let found = store::find_by_reference(conn, word)?.filter(|case| !case.confidential);
    let of_case = |case: Case| Concerned {
        name: case.told.name,
        email: case.told.email,
        phone: case.told.phone,
        language: case.language,
        which: case.id,
    };
    Ok(found.map(of_case).into_iter().collect())
}

fn record(conn: &mut Conn, case: &Case) -> DbResult<Record> {
    let told = &case.told;
    let text = |text: &str| Told::from(text.to_owned());
    let mut fields = vec![
        ("petitions-state", Told::Word(case.standing().code().to_owned(), case.standing().key())),
        ("petitions-received-on", Told::On(case.clock.received_on)),
        ("petitions-subject", text(&told.subject)),
        ("petitions-body", text(&told.body)),
        ("petitions-name", text(&told.name)),
        ("petitions-agent", text(&told.agent)),
        ("petitions-email", text(&told.email)),
        ("petitions-phone", text(&told.phone)),
        ("petitions-address", text(&told.address)),
        ("petitions-fax", text(&told.fax)),
    ];
    for (kind, at, said) in store::list_own(conn, &case.id)? {
        let (day, said) = (Told::On(at.date()), text(&said));
        fields.push(match kind {
            Some(kind) => {
                let name =
                    Told::Word(kind.code().to_owned(), format!("petitions-letter-name-{}", kind.code()));
                ("petitions-own-letter", Told::Several(vec![day, name, said]))
            }
            None => ("petitions-own-added", Told::Several(vec![day, said])),
        });
    }
    let given = store::list_given(conn, &case.id)?;
    fields.extend(given.iter().map(|file| ("petitions-own-file", text(&file.name))));
    if let Some(answer) = store::find_answer(conn, &case.id)? {
        let solved = Told::Word(answer.solved.clone(), format!("petitions-solved-{}", answer.solved));
        fields.push(("petitions-own-answer", Told::Several(vec![solved, text(&answer.words)])));
    }
    Ok(Record {
        kept: Some("petitions-own-kept"),
        files: given.into_iter().map(own_file).collect(),
        ..Record::new("petitions-kind-petition", case.number(), fields)
    })
}

/// What of a case that was secret once may lie sealed still.
fn own_file(kept: Kept) -> OwnFile {
    OwnFile { place: files::place(&kept.id), seal: SEALED, name: kept.name, id: kept.id }
}
