use std::sync::Arc;

use courses::rules::entry::Entry;
use foundation::db::Conn;
use foundation::residents::{self, Companion, Households, NewLink};
use testing::{Fresh, Visitor, both_engines};

use crate::{course, set_rules};

fn companion(id: &str, name: &str, born: &str) -> Companion {
    let birth_on: jiff::civil::Date = born.parse().unwrap();
    Companion {
        id: id.into(),
        name: name.into(),
        birth_year: Some(i64::from(birth_on.year())),
        birth_on: Some(birth_on),
        sex: "female".into(),
        district: "64000060".into(),
    }
}

/// A household is kept somewhere: mei's two children.
fn keep(centre: &Fresh) {
    centre.centre.put(Arc::new(Households {
        list: |_, resident| {
            let both = vec![companion("m1", "王小華", "2018-12-06"), companion("m2", "王小美", "2020-12-08")];
            Ok(if resident.email == "mei@test.example" { both } else { Vec::new() })
        },
        of: |_, resident| Ok((resident.email != "thief@test.example").then(|| "mei and dad".to_owned())),
    }));
}

async fn signed_in(centre: &Fresh, email: &str) -> Visitor {
    let (now, id) = (centre.centre.clock.now(), centre.centre.chance.id(centre.centre.clock.now()));
    let token = centre.centre.chance.token();
    let new = NewLink {
        token: token.clone(),
        email: email.into(),
        leads_to: "/".into(),
        ends_at: now.plus_seconds(60),
    };
    let asked = token.clone();
    let sign_in = move |conn: &mut Conn| {
        residents::add_link(conn, &new, now)?;
        let (resident, _) = residents::take_link(conn, &asked, &id, now)?.unwrap();
        residents::add_session(conn, &asked, &resident.id, now, now.plus_seconds(3600))
    };
    centre.centre.db.write(sign_in).await.unwrap();
    let mut visitor = centre.resident();
    visitor.hold_cookie(residents::COOKIE, &token);
    visitor
}

both_engines! {
    /// R27: a resident who is signed in ticks who comes; names typed otherwise stay possible.
    fn r27_a_signed_in_resident_ticks_who_comes(centre) using [courses::service()] {
        let path = course(&centre, "c", 10, |_| {}).await;
        keep(&centre);
        centre.resident().open(&path).await.must_say("登入後可以勾選").must_not_say("王小華");
        let mut mei = signed_in(&centre, "mei@test.example").await;
        let page = mei.open(&path).await;
        assert_eq!(page.form("#register").value("email"), Some("mei@test.example"));
        let form = page.form("#register").fill("name", "王大明").tick("along", "m1").tick("along", "m2").press("next");
        let people = mei.send(form).await;
        let filled = people.form("#register");
        assert_eq!((filled.value("members[0].name"), filled.value("members[1].name")), (Some("王小華"), Some("王小美")));
        assert_eq!(filled.value("members[1].birth_year"), Some("2020"));
        // Back, one unticked, another typed.
        let back = mei.send(people.form("#register").press("to")).await;
        let people = mei.send(back.form("#register").without("along").tick("along", "m2").press("next")).await;
        let more = mei.send(people.form("#register").press("add")).await;
        let form = more.form("#register").fill("members[1].name", "表弟").press("next");
        let check = mei.send(form).await;
        check.must_say("王小美").must_say("表弟").must_not_say("王小華");
        let receipt = mei.send(check.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_say("王小美").must_say("表弟");
    }

    /// R15: two adults of one household sign in, each with the own address: they wish once.
    fn r15_a_household_that_signs_in_twice_is_one_wish_in_a_draw(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        let path = course(&centre, "c", 1, |c| {
            c.method = courses::model::Method::Lottery;
            (c.opens_at, c.closes_at) = (now, now.plus_seconds(3600));
        }).await;
        keep(&centre);
        for email in ["mei@test.example", "dad@test.example", "thief@test.example"] {
            let mut visitor = signed_in(&centre, email).await;
            let page = visitor.open(&path).await;
            let people = visitor.send(page.form("#register").fill("name", "王大明").press("next")).await;
            let check = visitor.send(people.form("#register").press("next")).await;
            let receipt = visitor.send(check.form("#register").tick("consent", "yes").press("send")).await;
            match email {
                "dad@test.example" => receipt.must_say("和另一筆合併計算"),
                _ => receipt.must_not_say("和另一筆合併計算"),
            };
        }
        centre.pass(3600 + courses::rules::draw::GRACE_SECONDS);
        centre.settle().await;
        let weights = centre.centre.db.read(|conn: &mut Conn| {
            let text = "select r.email, e.weight, r.household from courses_draw_entry e
                        join courses_registration r on r.id = e.registration_id order by r.number";
            conn.rows(foundation::db::Sql(text), &[])?
                .iter()
                .map(|r| Ok((r.get::<String>(0)?, r.get::<i64>(1)?, r.get::<String>(2)?)))
                .collect::<foundation::db::DbResult<Vec<_>>>()
        }).await.unwrap();
        assert_eq!(weights.iter().map(|(_, weight, _)| *weight).collect::<Vec<_>>(), [1, 0, 1], "{weights:?}");
        assert!(weights.iter().all(|(_, _, household)| household.len() == 16), "{weights:?}");
        let ids = centre.centre.db.read(|conn: &mut Conn| {
            conn.rows(foundation::sql!("select id from courses_registration"), &[])?.iter().map(|r| r.get::<String>(0)).collect::<foundation::db::DbResult<Vec<_>>>()
        }).await.unwrap();
        centre.centre.db.write(move |conn| courses::store::own::erase_own(conn, &ids, now)).await.unwrap();
        let left = centre.centre.db.read(|conn: &mut Conn| {
            conn.first(foundation::sql!("select count(*) from courses_registration where household <> ''"), &[])?.unwrap().get::<i64>(0)
        }).await.unwrap();
        assert_eq!(left, 0, "an erasure takes it along");
    }

    fn r27_members_of_another_household_cannot_be_ticked(centre) using [courses::service()] {
        let path = course(&centre, "c", 10, |_| {}).await;
        keep(&centre);
        let mut thief = signed_in(&centre, "thief@test.example").await;
        let page = thief.open(&path).await;
        let form = page.form("#register").fill("name", "賊").fill("email", "thief@test.example");
        let people = thief.send(form.smuggle("along", "m1").press("next")).await;
        people.must_be(200).must_not_say("王小華");
        assert!(!people.source.contains("王小華"));
        assert_eq!(people.form("#register").value("members[0].name"), Some("賊"));
    }

    /// R28: the household knows the day of birth, so the age is exact, whatever was typed beside it.
    fn r28_a_day_of_birth_of_the_household_makes_the_age_exact(centre) using [courses::service()] {
        let path = course(&centre, "c", 10, |_| {}).await;
        set_rules(&centre, "c", Entry { age_from: Some(6), ..Entry::default() }).await;
        keep(&centre);
        let mut mei = signed_in(&centre, "mei@test.example").await;
        let page = mei.open(&path).await;
        let form = page.form("#register").fill("name", "王大明").tick("along", "m2").press("next");
        let people = mei.send(form).await;
        // 6 on the eighth of December; the course is on the seventh.
        let refused = mei.send(people.form("#register").press("next")).await;
        refused.must_be(422).must_say("未滿 6 歲");
        let page = mei.open(&path).await;
        let form = page.form("#register").fill("name", "王大明").tick("along", "m1").press("next");
        let people = mei.send(form).await;
        mei.send(people.form("#register").press("next")).await.must_be(200).must_say("確認並送出");
    }
}
