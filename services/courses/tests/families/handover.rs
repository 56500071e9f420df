use courses::model::Status;
use courses::rules::entry::Entry;
use courses::store;
use foundation::db::Conn;
use testing::both_engines;

use crate::{ask, below, contact, course, party, send, set_rules};

both_engines! {
    /// R40: after registration has closed a seat can still be handed over, to whom the rules of the course let
    /// in, until the time to change is over; the number of seats stays.
    fn r40_a_seat_is_handed_over_after_the_list_closed_until_the_time_to_change(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        let path = course(&centre, "c", 1, |c| {
            c.closes_at = now.plus_seconds(3600);
            c.change_until = now.plus_seconds(2 * 24 * 3600);
        }).await;
        set_rules(&centre, "c", Entry { age_from: Some(18), ..Entry::default() }).await;
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        let people = people.form("#register").fill("members[0].birth_year", "1990").press("next");
        let check = mei.send(people).await;
        let receipt = mei.send(check.form("#register").tick("consent", "yes").press("send")).await;
        centre.pass(24 * 3600);
        mei.open(&path).await.must_say("報名已截止");
        let page = mei.open(&below(&receipt, "/seats/1")).await;
        let child = page.form("main form").fill("name", "林小孩").fill("birth_year", "2018");
        mei.send(child).await.must_be(422).must_say("18 歲");
        let adult = page.form("main form").fill("name", "林替補").fill("birth_year", "1980");
        mei.send(adult).await.must_be(200).must_say("林替補");
        let page = mei.open(&below(&receipt, "/seats/1")).await;
        centre.pass(24 * 3600);
        let late = page.form("main form").fill("name", "太晚").fill("birth_year", "1980");
        mei.send(late).await.must_not_say("太晚");
        mei.open(&below(&receipt, "")).await.must_say("林替補").must_not_say("太晚");
        let findings = centre.centre.db.read(courses::check::ledgers).await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }

    /// R28, R40: the new person tells where it lives and to whom it belongs; what the giver said is not taken for it.
    fn r40_a_seat_goes_to_nobody_of_another_district_or_group(centre) using [courses::service()] {
        let path = course(&centre, "c", 1, |_| {}).await;
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        let receipt = send(&mut mei, people).await;
        let here = "64000070".to_owned();
        set_rules(&centre, "c", Entry { districts: vec![here.clone()], group: true, ..Entry::default() }).await;
        let page = mei.open(&below(&receipt, "/seats/1")).await;
        let named = || page.form("main form").fill("name", "林替補");
        mei.send(named().tick("group", "yes")).await.must_be(422).must_say("居住地區");
        mei.send(named().tick("group", "yes").fill("district", "64000060")).await.must_be(422);
        mei.send(named().fill("district", &here)).await.must_be(422);
        mei.send(named().fill("district", &here).tick("group", "yes")).await.must_be(200).must_say("林替補");
        let read = |conn: &mut Conn| {
            let row = conn.first(foundation::sql!("select district from courses_seat where cancelled_at is null"), &[])?;
            row.unwrap().get::<String>(0)
        };
        assert_eq!(centre.centre.db.read(read).await.unwrap(), here);
    }

    /// R15, R40: what is drawn is who entered: an entry is not handed to somebody else before the draw.
    fn r40_an_entry_for_a_draw_is_nobody_elses_before_it(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        let path = course(&centre, "c", 1, |c| {
            c.method = courses::model::Method::Lottery;
            c.closes_at = now.plus_seconds(3600);
        }).await;
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        let receipt = send(&mut mei, people).await;
        receipt.must_say("抽籤");
        mei.open(&below(&receipt, "/seats/1")).await.must_be(409);
    }

    /// D-4: a registration asks for a name and one contact; all else is free, no number of a person is asked
    /// for, and the day of birth a household knows is not kept with it.
    fn d4_a_registration_asks_for_no_more_than_it_needs(centre) using [courses::service()] {
        let path = course(&centre, "c", 9, |_| {}).await;
        let mut mei = centre.resident();
        let none = |names: &[&str]| names.iter().map(|n| format!(":not([name='{n}'])")).collect::<String>();
        let people = contact(&mut mei, &path, "小美（暱稱）", "mei@test.example").await;
        let known = ["key", "at", "name", "phone", "email", "district", "to", "next", "add", "remove", "members[0].name",
            "members[0].birth_year", "members[0].sex", "members[0].of", "members[0].q.photos", "members[0].off.photos"];
        let extra = people.attribute(&format!("#register [name]{}", none(&known)), "name");
        assert_eq!(extra, None);
        people.must_not_say("身分證");
        send(&mut mei, people).await.must_say("報名成功");
        let mut known = party("home", &[("王小華", 2018)]);
        known.members[0].birth_on = Some("2018-12-06".parse().unwrap());
        let courses::desk::Answer::Registered(kept) = ask(&centre, "c", known).await else { panic!() };
        assert_eq!(kept.status, Status::Confirmed);
        let everything = |conn: &mut Conn| {
            let rows = conn.rows(foundation::sql!("select cast(answers as text), name, birth_year from courses_seat"), &[])?;
            Ok(format!("{rows:?}"))
        };
        let everything = centre.centre.db.read(everything).await.unwrap();
        assert!(everything.contains("2018") && !everything.contains("12-06"), "{everything}");
        let found = centre.centre.db.read(move |conn| store::registration::find(conn, &kept.id)).await.unwrap();
        assert!(found.is_some());
    }
}
