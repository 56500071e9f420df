//! Reports about the director whose destruction was approved when the process is killed in the middle of it.

use std::sync::Arc;

use foundation::centre::Centre as House;
use foundation::db::{Conn, DbResult, Engine, Sql};
use foundation::files::Kept;
use foundation::staff::Colleague;
use petitions::model::Told;
use petitions::store::Act;
use petitions::work::passed::keeping::approve;
use petitions::work::passed::{Shelter, pass_on};

use crate::answers::house_of;
use crate::centre::Centre;
use crate::on_both_engines;
use crate::support::until;

const REPORTS: i64 = 600;
const GONE: &str = "select count(*) from petitions_passed where destroyed_at is not null";
const FILES: &str = "select count(*) from foundation_file where matter = 'petitions_passed'";
const LETTERS: &str = "select count(*) from foundation_mail where matter = 'petitions_passed'";
const KEYS: &str = "select count(*) from foundation_record_key where place like 'petitions_passed/%'";

fn what_is_approved_is_destroyed_whatever_ends_the_process(engine: Engine) {
    let centre = Centre::new(engine, 1);
    let house = house_of(&centre);
    let folder = centre.folder.path().join("files");
    std::fs::create_dir_all(&folder).unwrap();
    for n in 0..REPORTS {
        std::fs::write(folder.join(format!("f{n}")), "bytes").unwrap();
    }
    centre.db.write_blocking(move |conn| approved_years_after(conn, &house)).unwrap();
    let first = centre.serve();
    until("it is in the middle", || centre.count(GONE) > 10);
    drop(first); // kill -9
    let left = REPORTS - centre.count(GONE);
    assert!(left > 0, "it was killed too late");
    let parts = [FILES, KEYS].map(|count| centre.count(count));
    assert_eq!((parts, centre.count(LETTERS)), ([left, left], 2 * left), "each is there whole or gone whole");
    // What the killed process was at is another's after five minutes where several share a store.
    let time_is_up = |conn: &mut Conn| {
        let text = "update foundation_job set leased_until = null, state = 'waiting' where state = 'running'";
        conn.execute(Sql(text), &[])
    };
    centre.db.write_blocking(time_is_up).unwrap();
    let second = centre.serve();
    until("all are gone", || centre.count(GONE) == REPORTS);
    second.stop();
    assert_eq!([FILES, KEYS, LETTERS].map(|count| centre.count(count)), [0, 0, 0]);
    let acts = "select count(*) from petitions_passed_act where verb = 'destroyed'";
    assert_eq!(centre.count(acts), REPORTS, "each once");
    let bytes = "select count(*) from foundation_forgetting";
    let lying = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(
        centre.count(bytes),
        i64::try_from(lying).unwrap(),
        "what lies there still is to be forgotten"
    );
    assert_eq!(
        centre.count("select count(*) from foundation_trail where verb = 'destroyed'"),
        0,
        "elsewhere nothing"
    );
}

on_both_engines! { what_is_approved_is_destroyed_whatever_ends_the_process }

fn approved_years_after(conn: &mut Conn, house: &Arc<House>) -> DbResult<()> {
    let now = house.clock.now();
    let act = Act::by(house, "resident", now.plus_seconds(-6 * 366 * 24 * 3600));
    let person = Colleague {
        id: "p".into(),
        name: "P".into(),
        email: "p@b.example".into(),
        section: "counselling".into(),
        roles: Vec::new(),
    };
    let shelter = Shelter { agency: "ethics@city.example".into(), person };
    let mut references = Vec::new();
    for n in 0..REPORTS {
        let told = Told { subject: format!("{n}"), ..Told::default() };
        let kept = Kept {
            id: format!("f{n}"),
            name: "a.pdf".into(),
            kind: "application/pdf".into(),
            size_bytes: 5,
            sha256: String::new(),
            matter: String::new(),
            matter_id: String::new(),
            created_at: act.now,
            created_by: "resident".into(),
        };
        references.push(pass_on(conn, &act, &shelter, &told, &[kept])?.as_str().to_owned());
    }
    // As if they had been sent again lately: letters that old are forgotten by themselves.
    conn.execute(Sql("update foundation_mail set created_at = $1"), foundation::params![now])?;
    let act = Act::by(house, "b", now);
    approve(conn, &act, &references, ("1", now.date()))?.unwrap();
    Ok(())
}
