//! Cases of an approved destruction list when the process is killed in the middle of it.

use std::sync::Arc;

use foundation::centre::Centre as House;
use foundation::db::{Conn, DbResult, Engine, Sql};
use jiff::civil::date;
use petitions::model::{Channel, Event, Grade, Kind, Nature, Opinion, State, Told};
use petitions::store::{self, Act, destruction};
use petitions::work::destruction::{Approval, approve};
use petitions::work::{self, New};

use crate::answers::house_of;
use crate::centre::Centre;
use crate::on_both_engines;
use crate::support::until;

const CASES: i64 = 600;

fn a_list_is_carried_through_whatever_ends_the_process(engine: Engine) {
    let centre = Centre::new(engine, 1);
    let house = house_of(&centre);
    let inside = house.clone();
    let add = move |conn: &mut Conn| (0..CASES).try_for_each(|_| closed_years_ago(conn, &inside));
    centre.db.write_blocking(add).unwrap();
    centre.db.write_blocking(move |conn| approved(conn, &house)).unwrap();
    let first = centre.serve();
    let gone = "select count(*) from petitions_destruction_case where destroyed_at is not null";
    until("it is in the middle", || centre.count(gone) > 10);
    drop(first); // kill -9
    let (rows, left) = (centre.count("select count(*) from petitions_case"), CASES - centre.count(gone));
    assert_eq!(rows, left, "each is there whole or gone whole");
    assert!(left > 0, "it was killed too late");
    // What the killed process was at is another's after five minutes where several share a store.
    let time_is_up = |conn: &mut Conn| {
        conn.execute(
            Sql("update foundation_job set leased_until = null, state = 'waiting' where state = 'running'"),
            &[],
        )
    };
    centre.db.write_blocking(time_is_up).unwrap();
    let second = centre.serve();
    until("all are gone", || {
        centre.count("select count(*) from petitions_destruction where stage = 'destroyed'") == 1
    });
    second.stop();
    assert_eq!(centre.count("select count(*) from petitions_case"), 0);
    assert_eq!(centre.count("select count(*) from petitions_past"), CASES, "counted once each");
    let told = "select count(*) from foundation_trail where verb = 'destroyed'";
    assert_eq!(centre.count(told), CASES, "each once in the trail");
}

on_both_engines! { a_list_is_carried_through_whatever_ends_the_process }

fn closed_years_ago(conn: &mut Conn, house: &Arc<House>) -> DbResult<()> {
    let then = house.clock.now().plus_seconds(-6 * 366 * 24 * 3600);
    let act = Act::by(house, "a", then);
    let told =
        Told { subject: "停車位不夠".into(), body: "週六都滿了。".into(), ..Told::default() };
    let new = New {
        kind: Kind::Opinion,
        channel: Channel::Press,
        nature: Nature::Suggestion,
        topic: "places".into(),
        district: String::new(),
        language: "zh-Hant".into(),
        confidential: false,
        way: told.way(),
        told,
        grade: Grade::Ordinary,
        received_on: then.date(),
        origin: String::new(),
        source: String::new(),
        tone: None,
        notice_version: String::new(),
    };
    let mut case = work::case_of(&act, new, State::Draft);
    store::add(conn, &act, &mut case)?;
    work::register(conn, &act, &mut case)?.unwrap();
    store::move_on(conn, &act, &mut case, Event::Close, "")?.unwrap();
    work::archive::add(conn, &act, &mut case)?.unwrap();
    Ok(())
}

fn approved(conn: &mut Conn, house: &Arc<House>) -> DbResult<()> {
    let act = Act::by(house, "b", house.clock.now());
    let list = destruction::add_list(conn, &act, act.now.date())?.unwrap();
    let opinion = Opinion {
        section: work::USUAL_SECTION.into(),
        agrees: true,
        text: String::new(),
        said_by: "a".into(),
        said_at: act.now,
        in_stead: false,
    };
    destruction::change_opinion(conn, &act, &list, &opinion)?;
    let approval = Approval { agency: "檔案管理局".into(), letter: "1".into(), on: date(9999, 1, 1) };
    approve(conn, &act, &list, &approval)?.unwrap();
    Ok(())
}
