//! Interest left before a course opens, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use courses::{sample, store};
use foundation::db::Conn;
use testing::{Fresh, Role, both_engines};

const FORM: &str = "/en/courses/course-c/interest";
const DAY: i64 = 24 * 3600;

async fn add(centre: &Fresh) {
    let mut course = sample::course("c", centre.centre.clock.now());
    course.opens_at = centre.centre.clock.now().plus_seconds(3 * DAY);
    let sessions = [sample::session(&course)];
    let write = move |conn: &mut Conn| store::course::add(conn, &course, &sessions, 10, 10);
    centre.centre.db.write(write).await.unwrap();
}

/// The address of the link in a letter.
fn link(body: &str) -> String {
    let at = body.rfind("http://test.example").unwrap();
    body[at + "http://test.example".len()..].trim().to_owned()
}

async fn leave(centre: &Fresh, email: &str, persons: &str, district: &str) -> String {
    let mut visitor = centre.resident();
    let page = visitor.open(FORM).await;
    let form =
        page.form("#interest").fill("email", email).fill("persons", persons).fill("district", district);
    visitor.send(form).await.must_be(200).must_say("confirm by the letter");
    centre.settle().await;
    link(&centre.mail_to(email).await.body)
}

both_engines! {
    /// R12: an address kept with capitals by an earlier program is in small letters after the upgrade, unless it is there so.
    fn r12_addresses_with_capitals_are_made_small_once(centre) using [courses::service()] {
        add(&centre).await;
        let write = |conn: &mut Conn| {
            for (id, email) in [("a", "Mei@test.example"), ("b", "Lin@test.example"), ("c", "lin@test.example")] {
                conn.execute(
                    foundation::sql!(
                        "insert into courses_interest (id, course_id, email, persons, district, language, created_at)
                         values ($1, 'c', $2, 1, '', 'en', '2026-01-01')"
                    ),
                    foundation::params![id, email],
                )?;
            }
            conn.execute(foundation::db::Sql(include_str!("../migrations/0038-interest-small.sql")), &[])?;
            let rows = conn.rows(foundation::sql!("select email from courses_interest order by id"), &[])?;
            rows.iter().map(|r| r.get::<String>(0)).collect::<foundation::db::DbResult<Vec<_>>>()
        };
        let kept = centre.centre.db.write(write).await.unwrap();
        assert_eq!(kept, ["mei@test.example", "Lin@test.example", "lin@test.example"]);
    }

    fn r12_interest_is_confirmed_by_a_link_counted_for_staff_and_told_of_the_opening(centre) using [courses::service()] {
        add(&centre).await;
        let mut visitor = centre.resident();
        visitor.open("/en/courses/course-c").await.must_say("Tell me when it opens");
        let first = leave(&centre, "a@test.example", "3", "64000060").await;
        let second = leave(&centre, "b@test.example", "2", "").await;
        leave(&centre, "never@test.example", "9", "").await;
        // Opening the link changes nothing; the button does.
        let page = visitor.open(&first).await;
        let mut staff = centre.staff(&[Role::Accountant]).await;
        staff.open("/en/office/courses/c/interest").await.must_be(200).must_say("Nobody yet");
        visitor.send(page.form("#interest").press("confirm")).await.must_be(200).must_say("We tell you when registration opens");
        let page = visitor.open(&second).await;
        visitor.send(page.form("#interest").press("confirm")).await.must_be(200);
        let totals = staff.open("/en/office/courses/c/interest").await;
        totals.must_say("Confirmed interest: 2, people: 5").must_say("Sinsing").must_not_say("@test.example");

        centre.pass(3 * DAY);
        courses::public::interest::tell(centre.centre.clone()).await.unwrap();
        courses::public::interest::tell(centre.centre.clone()).await.unwrap();
        centre.settle().await;
        let told = centre.mails().await.into_iter().filter(|m| m.subject.contains("is open")).collect::<Vec<_>>();
        assert_eq!(told.iter().map(|m| m.to.as_str()).collect::<Vec<_>>(), ["a@test.example", "b@test.example"], "each once");
        // Once it is open one registers instead.
        visitor.open(FORM).await.must_be(404);
        centre.pass(31 * DAY);
        courses::public::interest::tell(centre.centre.clone()).await.unwrap();
        visitor.open(&first).await.must_be(404);
    }

    /// In a store that was put back after the opening a person decides whether it was told.
    fn r12_an_opening_before_a_restore_is_not_told_twice(centre) using [courses::service()] {
        add(&centre).await;
        let mut visitor = centre.resident();
        let page = visitor.open(&leave(&centre, "a@test.example", "3", "64000060").await).await;
        visitor.send(page.form("#interest").press("confirm")).await.must_be(200);
        centre.pass(3 * DAY + 60);
        let (now, id) = (centre.centre.clock.now(), centre.centre.chance.id(centre.centre.clock.now()));
        let note = move |conn: &mut Conn| foundation::backup::note_restored(conn, &id, now, ("test", ""));
        centre.centre.db.write(note).await.unwrap();
        courses::public::interest::tell(centre.centre.clone()).await.unwrap();
        centre.settle().await;
        let told = centre.mail_to("a@test.example").await;
        assert!(told.subject.contains("is open"), "{}", told.subject);
        assert_eq!(told.state, "unsure");
    }

    fn r12_whoever_is_interested_is_told_that_the_course_is_called_off(centre) using [courses::service()] {
        add(&centre).await;
        let address = leave(&centre, "a@test.example", "3", "").await;
        let mut visitor = centre.resident();
        let page = visitor.open(&address).await;
        visitor.send(page.form("#interest").press("confirm")).await.must_be(200);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let form = staff.open("/en/office/courses/c/cancellation").await.form("form#cancellation");
        staff.send(form.fill("reason", "颱風").fill("reason_en", "Typhoon")).await.must_be(200);
        for _ in 0..2 {
            courses::public::interest::tell(centre.centre.clone()).await.unwrap();
        }
        centre.settle().await;
        let told: Vec<_> = centre.mails().await.into_iter().filter(|m| m.subject.starts_with("Called off")).collect();
        assert!(told.len() == 1 && told[0].body.contains("Typhoon"), "{}", told.len());
    }

    /// R12: a number typed anew counts once the owner of the address confirms it by the link, not before.
    fn r12_a_number_is_corrected_by_its_owner_and_by_nobody_else(centre) using [courses::service()] {
        add(&centre).await;
        let address = leave(&centre, "a@test.example", "3", "64000060").await;
        let mut visitor = centre.resident();
        let page = visitor.open(&address).await;
        visitor.send(page.form("#interest").press("confirm")).await.must_be(200);
        let mut staff = centre.staff(&[Role::Accountant]).await;
        let totals = "/en/office/courses/c/interest";
        let again = leave(&centre, "a@test.example", "5", "").await;
        staff.open(totals).await.must_say("Confirmed interest: 1, people: 3").must_say("Sinsing");
        let page = visitor.open(&again).await;
        page.must_say("5").must_not_say("We tell you when registration opens");
        visitor.send(page.form("#interest").press("confirm")).await.must_say("We tell you when registration opens");
        staff.open(totals).await.must_say("Confirmed interest: 1, people: 5").must_not_say("Sinsing");
        // Once taken over there is nothing left to confirm.
        assert!(visitor.open(&again).await.all("button[name=confirm]").is_empty());
    }

    /// R12, R30: whoever was shown a course with a secret link is led back to it.
    fn r12_the_letters_about_a_course_with_a_secret_link_lead_to_it(centre) using [courses::service()] {
        add(&centre).await;
        let hide = foundation::sql!("update courses_course set secret = 'abc'");
        centre.centre.db.write(move |conn| conn.execute(hide, &[])).await.unwrap();
        let mut visitor = centre.resident();
        visitor.open(FORM).await.must_be(404);
        let page = visitor.open(&format!("{FORM}?secret=abc")).await;
        let form = page.form("#interest").fill("email", "a@test.example").fill("persons", "1");
        visitor.send(form).await.must_be(200);
        centre.settle().await;
        let page = visitor.open(&link(&centre.mail_to("a@test.example").await.body)).await;
        visitor.send(page.form("#interest").press("confirm")).await.must_be(200);
        centre.pass(3 * DAY);
        courses::public::interest::tell(centre.centre.clone()).await.unwrap();
        centre.settle().await;
        let body = centre.mail_to("a@test.example").await.body;
        let course = body.lines().find(|line| line.contains("/courses/course-c")).unwrap();
        visitor.open(&course.replace("http://test.example", "")).await.must_be(200);
    }

    /// R12: an address is one however it is written, and a network does not have all the world written to.
    fn r12_nobody_has_letters_sent_by_the_hundred(centre) using [courses::service()] {
        add(&centre).await;
        for email in ["a@test.example", "A@test.example", "A@Test.example"] {
            let page = centre.resident().open(FORM).await;
            let form = page.form("#interest").fill("email", email).fill("persons", "2");
            centre.resident().send(form).await.must_be(200);
        }
        let count = foundation::sql!("select count(*) from courses_interest");
        let read = move |conn: &mut Conn| conn.first(count, &[])?.unwrap().get::<i64>(0);
        assert_eq!(centre.centre.db.read(read).await.unwrap(), 1);
        let mut visitor = centre.resident();
        let mut refused = 0;
        for n in 0..60 {
            let page = visitor.open(FORM).await;
            let form = page.form("#interest").fill("email", &format!("p{n}@test.example")).fill("persons", "1");
            refused += i32::from(visitor.send(form).await.status == 429);
        }
        assert_eq!(refused, 3, "three letters went out before");
    }

    fn r12_whoever_leaves_is_forgotten_and_forged_links_open_nothing(centre) using [courses::service()] {
        add(&centre).await;
        let address = leave(&centre, "a@test.example", "3", "").await;
        let mut visitor = centre.resident();
        let page = visitor.open(&address).await;
        visitor.send(page.form("#interest").press("leave")).await.must_be(200).must_say("Deleted");
        visitor.open(&address).await.must_be(404);
        let forged = format!("{}0", &address[..address.len() - 1]);
        let status = visitor.open(if forged == address { "/interest/x?key=1" } else { &forged }).await;
        status.must_be(403);
        let page = visitor.open(FORM).await;
        let wrong = visitor.send(page.form("#interest").fill("email", "<script>").fill("persons", "-1")).await;
        wrong.must_be(422);
        assert_eq!(wrong.form("#interest").value("email"), Some("<script>"));
        // An address is not flooded.
        for _ in 0..4 { leave(&centre, "b@test.example", "1", "").await; }
        let page = visitor.open(FORM).await;
        visitor.send(page.form("#interest").fill("email", "b@test.example").fill("persons", "1")).await;
        let page = visitor.open(FORM).await;
        let wait = visitor.send(page.form("#interest").fill("email", "b@test.example").fill("persons", "1")).await;
        wait.must_be(429).must_say("15 minutes");
    }
}
