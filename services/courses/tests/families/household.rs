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
