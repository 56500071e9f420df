//! What has to stay quick with many residents and breaches: no statement reads a whole table for a few rows, and those
//! concerned by a breach are listed and written to with a number of statements that grows by the slice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use foundation::db::{Conn, Engine, registered};
use foundation::sql;
use testing::{Fresh, Role, full_reads_in, take_statements};

/// Indexes that hold only what is open, or in whose order a page is read.
const BOUNDED: [&str; 2] = ["residents_breach_open", "residents_breach_closed"];

/// The tables of this service.
fn tables() -> Vec<&'static str> {
    let words = registered().flat_map(|r| r.text.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let mut tables: Vec<&str> = words.filter(|word| word.starts_with("residents_")).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

testing::both_engines! {
    fn no_statement_reads_a_whole_table(centre) using [residents::service()] {
        assert!(tables().len() > 5, "{:?}", tables());
        let look = |conn: &mut Conn| Ok(full_reads_in(conn, "services/residents/src/", &tables(), &BOUNDED));
        let found = centre.centre.db.write(look).await.unwrap();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

fn asked() -> usize {
    take_statements().len()
}

/// What it takes to put so many on the list, to approve the letter, and to write to all of them.
async fn statements(persons: usize) -> [usize; 3] {
    let centre = Fresh::open(Engine::Sqlite, vec![residents::service()]).await;
    let (mut officer, mut director) =
        (centre.staff(&[Role::Promotion]).await, centre.staff(&[Role::Director]).await);
    let form = officer.open("/office/residents/breaches/report").await.form("form#report");
    let form =
        form.fill("how_known", "來電").fill("matters", "報名").fill("facts", "外流").fill("measures", "收回");
    let page = officer.send(form.tick("kind", "leaked").tick("categories", "C001")).await;
    let page = officer.send(page.form("form#contain").press("act")).await;
    let draft = page.form("form#draft").fill("letter", "信").fill("contact", "電話").press("act");
    officer.send(draft).await.must_be(200);
    let many: String = (0..persons).map(|n| format!("p{n}@home.example\n")).collect();
    let adding = director.open(&page.path).await.form("form#people").fill("addresses", &many).press("act");
    asked();
    director.send(adding).await.must_be(200);
    let listed = asked();
    let approving = director.open(&page.path).await.form("form#approve").press("act");
    asked();
    director.send(approving).await.must_be(200);
    let approved = asked();
    let write = residents::service().jobs.iter().find(|job| job.name == "residents.write").unwrap().run;
    write(centre.centre.clone(), page.path.rsplit('/').next().unwrap().to_owned()).await.unwrap();
    let written = asked();
    let count =
        |conn: &mut Conn| conn.first(sql!("select count(*) from foundation_mail"), &[])?.unwrap().get(0);
    let letters: i64 = centre.centre.db.read(count).await.unwrap();
    assert_eq!(usize::try_from(letters).unwrap(), persons);
    [listed, approved, written]
}

#[test]
fn the_watch_counts_no_list_of_a_breach_that_cannot_move_by_it() {
    testing::hear_statements();
    testing::run(|| async {
        let centre = Fresh::open(Engine::Sqlite, vec![residents::service()]).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let form = director.open("/office/residents/breaches/report").await.form("form#report");
        let form = form.fill("how_known", "來電").fill("matters", "報名").fill("facts", "外流");
        director.send(form.tick("kind", "leaked").tick("categories", "C001")).await.must_be(200);
        let watch =
            residents::service().jobs.iter().find(|job| job.name == "residents.breach-watch").unwrap();
        asked();
        (watch.run)(centre.centre.clone(), String::new()).await.unwrap();
        let said = take_statements();
        assert!(said.iter().any(|text| text.contains("residents_breach")), "{said:?}");
        assert!(!said.iter().any(|text| text.contains("residents_breach_person")), "{said:?}");
    });
}

#[test]
fn those_concerned_cost_statements_by_the_slice() {
    testing::hear_statements();
    testing::run(|| async {
        let few = statements(1000).await;
        let many = statements(20_000).await;
        assert_eq!(few[1], many[1], "whoever approves writes to nobody");
        // 38 slices of 500 more, each with an insert for the list; with five statements for the letters.
        let more = [many[0] - few[0], many[2] - few[2]];
        assert!(more[0] <= 38 && more[1] <= 38 * 5, "{few:?} {many:?}");
    });
}
