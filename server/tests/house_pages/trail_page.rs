//! `/office/trail`: found by matter, person and day; a change in the chain shows.

use foundation::db::Conn;
use foundation::trail::{self, Actor, Entry};
use testing::{Fresh, Role, both_engines};

/// One act of a resident and one of the house, whose contents nobody sees here.
async fn acts(centre: &Fresh) {
    let (now, chance) = (centre.centre.clock.now(), &centre.centre.chance);
    let ids = [chance.id(now), chance.id(now)];
    let add = move |conn: &mut Conn| {
        let resident = Actor::resident(Some("203.0.113.7".into()));
        let told = Some("陳小美 0912-345-678".to_owned());
        let entry = Entry {
            before: told.clone(),
            after: told.clone(),
            reason: told,
            ..Entry::new("courses_registration", "r-1", "registered")
        };
        trail::add(conn, &ids[..1], now, &resident, &[entry])?;
        trail::add(
            conn,
            &ids[1..],
            now,
            &Actor::system(),
            &[Entry::new("courses_registration", "r-2", "expired")],
        )
    };
    centre.centre.db.write(add).await.unwrap();
}

both_engines! {
    fn r59_the_trail_is_searched_without_showing_what_was_written(centre) using [courses::service(), accounts::service()] {
        acts(&centre).await;
        let mut operator = centre.staff(&[Role::Operator]).await;
        let page = operator.open("/office/trail").await;
        page.must_say("r-1").must_say("r-2").must_say("民眾").must_say("系統");
        for secret in ["陳小美", "0912", "203.0.113.7"] {
            assert!(!page.source.contains(secret), "the page tells {secret}");
        }
        let filter = page.form("search form");
        operator.send(filter.clone().fill("id", "r-1")).await.must_say("民眾").must_not_say("r-2");
        operator.send(filter.clone().fill("actor", "system")).await.must_say("r-2").must_not_say("r-1");
        operator.send(filter.clone().fill("matter", "courses_registration").fill("id", "r-2")).await.must_say("r-2").must_not_say("r-1");
        operator.send(filter.clone().fill("from", "2026-11-23").fill("until", "2026-11-23")).await.must_say("r-1");
        operator.send(filter.clone().fill("until", "2026-11-22")).await.must_say("沒有符合的紀錄");
        operator.send(filter.fill("from", "昨天")).await.must_be(422);
        operator.open("/office/trail?matter=%27%3B--&id=%22%3Cscript%3E&before=%27").await.must_be(200).must_say("沒有符合的紀錄");
        centre.staff(&[Role::Promotion]).await.open("/office/trail").await.must_be(404);
    }

    fn d9_a_changed_row_of_the_trail_is_found_by_the_check(centre) using [courses::service(), accounts::service()] {
        acts(&centre).await;
        while centre.centre.db.write(trail::seal).await.unwrap() > 0 {}
        let mut director = centre.staff(&[Role::Director]).await;
        let page = director.open("/office/trail").await;
        page.must_say("尚未檢查");
        director.send(page.form("#check")).await.must_say("檢查已排入");
        centre.settle().await;
        let whole = director.open("/office/trail").await;
        whole.must_say("2 筆紀錄前後相符").must_say("民國115年11月23日（一） 10:00");
        let change = |conn: &mut Conn| conn.batch("update foundation_trail set verb = 'cancelled' where matter_id = 'r-2'");
        centre.centre.db.write(change).await.unwrap();
        director.send(whole.form("#check")).await;
        centre.settle().await;
        director.open("/office/trail").await.must_say("第 2 筆起不符");
        centre.settle().await;
    }
}
