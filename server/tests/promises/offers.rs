//! A link in a letter may be pressed twice, forwarded, or replayed.

use courses::model::Fill;
use courses::{sample, store};
use foundation::db::Conn;
use testing::{Fresh, Visitor, both_engines};

use crate::centre::COURSE;

/// Registers somebody by the form; the address of the receipt.
async fn register(visitor: &mut Visitor, name: &str, email: &str) -> String {
    let page = visitor.open(&format!("/courses/course-{COURSE}/register")).await;
    let people =
        visitor.send(page.form("#register").fill("name", name).fill("email", email).press("next")).await;
    let check = visitor.send(people.form("#register").press("next")).await;
    let receipt = visitor.send(check.form("#register").tick("consent", "yes").press("send")).await;
    receipt.must_be(200).must_say(name);
    receipt.path
}

fn below(receipt: &str, what: &str) -> String {
    receipt.replacen('?', &format!("{what}?"), 1)
}

async fn statuses(fresh: &Fresh) -> Vec<(String, i64)> {
    let read = |conn: &mut Conn| {
        let all = store::course::count_by_status(conn, COURSE)?;
        Ok(all.into_iter().map(|(status, n)| (status.code().to_owned(), n)).collect())
    };
    fresh.centre.db.read(read).await.unwrap()
}

both_engines! {
    fn r19_an_offer_that_is_pressed_twice_or_replayed_changes_nothing_more(fresh) using [courses::service()] {
        let now = fresh.centre.clock.now();
        let add = move |conn: &mut Conn| {
            let course = courses::model::Course { fill: Fill::WhatFits, ..sample::course(COURSE, now) };
            store::course::add(conn, &course, &[sample::session(&course)], 1, 10)
        };
        fresh.centre.db.write(add).await.unwrap();
        let (mut ming, mut mei) = (fresh.resident(), fresh.resident());
        let first = register(&mut ming, "王小明", "ming@test.example").await;
        let second = register(&mut mei, "林小美", "mei@test.example").await;
        let cancel = ming.open(&below(&first, "/cancel")).await;
        ming.send(cancel.form("main form").press("all")).await.must_be(200);
        let offer = mei.open(&below(&second, "/offer")).await;
        offer.must_be(200).must_say("林小美");
        // Opening it, as mail programs do, takes nothing.
        assert!(statuses(&fresh).await.contains(&("offered".into(), 1)));
        mei.send(offer.form("main form").press("accept")).await.must_be(200);
        let after = statuses(&fresh).await;
        assert!(after.contains(&("confirmed".into(), 1)), "{after:?}");
        for button in ["accept", "decline"] {
            let replayed = mei.send(offer.form("main form").press(button)).await;
            replayed.must_be(409).must_not_say("500");
            assert_eq!(statuses(&fresh).await, after, "{button}");
        }
        let findings = fresh.centre.db.read(courses::check::ledgers).await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }
}
