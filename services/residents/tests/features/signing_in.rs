use testing::both_engines;

use crate::{ask, form, link, signed_in};

/// Runs a job by its name, as its hour had come.
async fn run(centre: &testing::Fresh, name: &str) {
    let job = centre.centre.house.jobs().find(|job| job.name == name).unwrap();
    (job.run)(centre.centre.clone(), String::new()).await.unwrap();
}

both_engines! {
    fn a_resident_signs_in_by_a_link_that_opening_alone_does_not_use_up(centre) using [residents::service()] {
        let mut visitor = centre.resident();
        visitor.open("/residents").await.must_say("用電子郵件登入");
        ask(&mut visitor, "Mei@Test.example").await.must_be(200).must_say("請查看電子信箱");
        let link = link(&centre, "mei@test.example").await;
        for _ in 0..2 {
            visitor.open(&link).await.must_be(200).must_say("mei@test.example");
        }
        visitor.open("/residents").await.must_not_say("您以");
        let page = visitor.open(&link).await;
        visitor.send(form(&page)).await.must_be(200).must_say("您以 mei@test.example 登入");
        let cookie = visitor.cookie(foundation::residents::COOKIE).unwrap().to_owned();
        assert_eq!(cookie.len(), 64);
        assert!(!link.contains(&cookie), "the session has a secret of its own");
    }

    fn a_link_is_good_once_for_a_time_and_only_as_it_was_sent(centre) using [residents::service()] {
        let mut mei = centre.resident();
        ask(&mut mei, "mei@test.example").await;
        let link = link(&centre, "mei@test.example").await;
        let page = mei.open(&link).await;
        mei.send(form(&page)).await.must_say("您以");
        let mut thief = centre.resident();
        thief.open(&link).await.must_be(410).must_say("這個連結不能用了");
        thief.send(form(&page)).await.must_be(410);
        let forged = format!("{}{}", &link[..link.len() - 4], "0000");
        thief.open(&forged).await.must_be(410);
        thief.open("/residents").await.must_not_say("您以");
        ask(&mut thief, "mei@test.example").await;
        let late = crate::link(&centre, "mei@test.example").await;
        centre.pass(31 * 60);
        thief.open(&late).await.must_be(410);
    }

    /// Letters with a link that no longer opens anything are forgotten (D-3), and after years all that were sent.
    fn letters_are_forgotten_with_the_links_they_hold(centre) using [residents::service()] {
        let write = |key: &'static str| foundation::mail::NewMail {
            unique_key: Some(key.into()), to: "li@test.example".into(), subject: "S".into(), body: "B".into(),
            calendar: None, matter: "courses_registration", matter_id: "1".into(), section: String::new(),
        };
        let now = centre.centre.clock.now();
        let (ids, other) = ([centre.centre.chance.id(now)], [write("other")]);
        centre.centre.db.write(move |conn| foundation::mail::add(conn, &ids, now, &other)).await.unwrap();
        ask(&mut centre.resident(), "mei@test.example").await;
        centre.settle().await;
        centre.pass(23 * 3600);
        run(&centre, "residents.purge").await;
        assert_eq!(centre.mails().await.len(), 2);
        centre.pass(2 * 3600);
        run(&centre, "residents.purge").await;
        let left: Vec<String> = centre.mails().await.into_iter().map(|m| m.to).collect();
        assert_eq!(left, ["li@test.example"]);
        centre.pass(3 * 366 * 86_400);
        // What could not be sent waits for somebody, however old.
        let now = centre.centre.clock.now();
        let (ids, late) = ([centre.centre.chance.id(now)], [write("late")]);
        centre.centre.db.write(move |conn| {
            foundation::mail::add(conn, &ids, now.plus_seconds(-9 * 366 * 86_400), &late)?;
            conn.execute(foundation::sql!("update foundation_mail set state = 'failed' where unique_key = 'late'"), &[])
        }).await.unwrap();
        run(&centre, "foundation.letters").await;
        assert_eq!(centre.mails().await.into_iter().map(|m| m.state).collect::<Vec<_>>(), ["failed"]);
    }

    fn a_session_ends_unused_and_after_some_hours_whatever_happens(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        centre.pass(61 * 60);
        mei.open("/residents").await.must_not_say("您以");
        let mut mei = signed_in(&centre, "mei@test.example").await;
        for _ in 0..14 {
            mei.open("/residents").await.must_say("您以");
            centre.pass(50 * 60);
        }
        centre.pass(30 * 60);
        mei.open("/residents").await.must_not_say("您以");
    }

    fn signing_out_everywhere_ends_every_device(centre) using [residents::service()] {
        let mut phone = signed_in(&centre, "mei@test.example").await;
        let mut tablet = signed_in(&centre, "mei@test.example").await;
        let mut other = signed_in(&centre, "other@test.example").await;
        let page = phone.open("/residents").await;
        let out = page.form("form[action$='sign-out']").press("everywhere");
        phone.send(out).await.must_say("您已登出");
        tablet.open("/residents").await.must_not_say("您以");
        other.open("/residents").await.must_say("您以 other@test.example");
    }

    fn nobody_learns_who_has_been_here_and_links_are_limited(centre) using [residents::service()] {
        signed_in(&centre, "mei@test.example").await;
        let mut visitor = centre.resident();
        let known = ask(&mut visitor, "mei@test.example").await.text();
        let unknown = ask(&mut visitor, "nobody@test.example").await.text();
        assert_eq!(known.replace("mei@", ""), unknown.replace("nobody@", ""));
        for _ in 0..8 {
            let page = ask(&mut visitor, "nobody@test.example").await;
            assert_eq!(page.text(), unknown, "too many links look the same");
        }
        centre.settle().await;
        let sent = centre.mails().await.iter().filter(|m| m.to == "nobody@test.example").count();
        assert_eq!(sent, 5);
        for _ in 0..40 {
            ask(&mut visitor, "x@test.example").await;
        }
        ask(&mut visitor, "x@test.example").await.must_be(429);
        let mut clumsy = centre.resident();
        centre.pass(16 * 60);
        ask(&mut clumsy, "no address").await.must_be(422);
    }

    fn a_sign_in_leads_back_to_where_one_was_but_never_to_another_site(centre) using [residents::service()] {
        let mut mei = centre.resident();
        let page = mei.open("/residents/members/new").await;
        assert!(page.path.starts_with("/residents/sign-in?to="), "{}", page.path);
        mei.send(form(&page).fill("email", "mei@test.example")).await;
        let link = link(&centre, "mei@test.example").await;
        let page = mei.open(&link).await;
        assert_eq!(mei.send(form(&page)).await.path, "/residents/members/new");
        let mut other = centre.resident();
        let page = other.open("/residents/sign-in?to=https%3A%2F%2Fevil.example").await;
        assert_eq!(page.attribute("input[name=to]", "value").unwrap(), "/residents");
    }
}
