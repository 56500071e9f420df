use courses::desk::{Answer, Desk, Work};
use courses::own::OWN_DATA;
use courses::store;
use foundation::db::Conn;
use foundation::own_data::{Erased, Record};
use foundation::residents::Resident;
use foundation::trail::Actor;
use testing::{Fresh, both_engines};

use crate::{ask, course, party};

async fn held(centre: &Fresh, email: &str) -> Vec<Record> {
    let (resident, now) = (Resident { id: "r".into(), email: email.into() }, centre.centre.clock.now());
    centre.centre.db.read(move |conn| (OWN_DATA.list)(conn, &resident, now)).await.unwrap()
}

async fn erase(centre: &Fresh, email: &str) -> Erased {
    let (resident, now) = (Resident { id: "r".into(), email: email.into() }, centre.centre.clock.now());
    let inner = centre.centre.clone();
    centre.centre.db.write(move |conn| (OWN_DATA.erase)(conn, &inner, &resident, now)).await.unwrap()
}

fn text(records: &[Record]) -> String {
    format!("{records:?}")
}

both_engines! {
    /// D-3: what is held is all told; a deletion takes who it was and leaves every count; seats of a course
    /// to come are kept and said to be.
    fn d3_a_deletion_takes_the_person_and_leaves_the_counts(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        let Answer::Registered(mei) = ask(&centre, "c", party("mei", &[("王小華", 2015), ("王小美", 2018)])).await else { panic!() };
        ask(&centre, "c", party("chen", &[("陳大明", 1980)])).await;
        centre.settle().await;
        let all = held(&centre, "Mei@test.example").await;
        assert_eq!(all.len(), 1);
        assert!(text(&all).contains("王小美") && !text(&all).contains("陳大明"), "{all:?}");
        assert_eq!(all[0].kept, Some("own-registration-kept-live"));
        assert_eq!(erase(&centre, "mei@test.example").await, Erased { erased: 0, kept: 1 });
        let work = Work::Cancel { registration_id: mei.id.clone(), seats: Vec::new(), why: None };
        Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap();
        centre.settle().await;
        let counts = |conn: &mut Conn| {
            let row = conn.first(foundation::sql!("select count(*), cast(sum(birth_year) as bigint) from courses_seat"), &[])?.unwrap();
            Ok((store::course::count_by_status(conn, "c")?, row.get::<i64>(0)?, row.get::<i64>(1)?))
        };
        let before = centre.centre.db.read(counts).await.unwrap();
        assert_eq!(erase(&centre, "mei@test.example").await, Erased { erased: 1, kept: 0 });
        assert_eq!(centre.centre.db.read(counts).await.unwrap(), before, "every count stays");
        assert!(held(&centre, "mei@test.example").await.is_empty());
        assert!(centre.mails().await.iter().all(|m| m.to != "mei@test.example"), "letters go too");
        let names = |conn: &mut Conn| {
            let rows = conn.rows(foundation::sql!("select name from courses_seat where name like '王%'"), &[])?;
            Ok(rows.len())
        };
        assert_eq!(centre.centre.db.read(names).await.unwrap(), 0);
        assert_eq!(held(&centre, "chen@test.example").await.len(), 1, "others keep theirs");
        centre.pass(30 * 24 * 3600);
        assert_eq!(erase(&centre, "chen@test.example").await, Erased { erased: 1, kept: 0 }, "the course is over");
    }
}
