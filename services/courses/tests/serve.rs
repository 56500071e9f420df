//! Staff work on registrations, as staff do it in the browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use courses::desk::{Answer, Desk, NewMember, NewParty, Registered, Work};
use courses::model::{Course, Event, Fill, Method, Status};
use courses::rules::person;
use courses::{sample, store};
use foundation::trail::Actor;
use foundation::{params, sql};
use testing::{Fresh, Page, Role, Visitor, both_engines};

const LIST: &str = "/en/office/courses/c/registrations";

async fn add(centre: &Fresh, id: &str, capacity: i64, change: impl Fn(&mut Course)) -> Course {
    let mut course = sample::course(id, centre.centre.clock.now());
    change(&mut course);
    let (kept, sessions) = (course.clone(), [sample::session(&course)]);
    let write =
        move |conn: &mut foundation::db::Conn| store::course::add(conn, &kept, &sessions, capacity, 1000);
    centre.centre.db.write(write).await.unwrap();
    course
}

fn member(name: &str, phone: &str, email: &str) -> NewMember {
    NewMember {
        person_key: person::key(name, phone, email),
        name: name.into(),
        answers: "{}".into(),
        ..NewMember::default()
    }
}

/// A party of these persons, by mail `key@test.example` unless the key begins with `+` (a number).
fn party(key: &str, names: &[&str]) -> NewParty {
    let (phone, email) = if key.starts_with('+') {
        (key.to_owned(), String::new())
    } else {
        (String::new(), format!("{key}@test.example"))
    };
    NewParty {
        key: key.into(),
        name: names[0].into(),
        members: names.iter().map(|n| member(n, &phone, &email)).collect(),
        phone,
        email,
        language: "en".into(),
        channel: "web".into(),
        registered_by: "resident".into(),
        answers: "{}".into(),
        notice_version: "1".into(),
        ..NewParty::default()
    }
}

async fn ask(centre: &Fresh, course: &str, work: Work) -> Answer {
    Desk::of(&centre.centre).unwrap().ask(course, work, Actor::resident(None)).await.unwrap()
}

async fn register(centre: &Fresh, course: &str, key: &str, names: &[&str]) -> Registered {
    match ask(centre, course, Work::Register(Arc::new(party(key, names)))).await {
        Answer::Registered(registered) => registered,
        other => panic!("{key}: {other:?}"),
    }
}

async fn status(centre: &Fresh, id: &str) -> Status {
    let id = id.to_owned();
    centre.centre.db.read(move |c| store::registration::find(c, &id)).await.unwrap().unwrap().status
}

async fn staff(centre: &Fresh) -> Visitor {
    centre.staff(&[Role::Promotion]).await
}

fn counter(page: &Page, name: &str, phone: &str) -> testing::Filled {
    page.form("#counter").fill("name", name).fill("phone", phone)
}

/// The page of one registration.
async fn open(visitor: &mut Visitor, id: &str) -> Page {
    visitor.open(&format!("{LIST}/{id}")).await
}

both_engines! {
    fn r33_years_of_birth_and_districts_at_the_counter_are_read_as_everywhere(centre) using [courses::service()] {
        add(&centre, "c", 5, |_| {}).await;
        let rules = courses::rules::entry::Entry { districts: vec!["64000070".into()], ..Default::default() };
        centre.centre.db.write(move |conn| store::entry::change_entry(conn, "c", &rules)).await.unwrap();
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/new")).await;
        let form = counter(&page, "陳阿嬤", "0912-345-678").fill("m1-year", "2050").without("district").smuggle("district", "Atlantis");
        let wrong = staff.send(form).await;
        wrong.must_be(422);
        assert_eq!(wrong.all("#f-m1-year-error, #f-district-error").len(), 2, "{}", wrong.source);
        let form = counter(&page, "陳阿嬤", "0912-345-678").fill("m1-year", "67").fill("district", "64000070");
        staff.send(form).await.must_be(200);
        let kept = |conn: &mut foundation::db::Conn| {
            let seat = conn.first(foundation::sql!("select birth_year, district from courses_seat"), &[])?.unwrap();
            Ok((seat.get::<i64>(0)?, seat.get::<String>(1)?))
        };
        assert_eq!(centre.centre.db.read(kept).await.unwrap(), (1978, "64000070".into()));
    }

    fn r33_somebody_without_email_is_registered_at_the_counter_and_the_log_says_who_did(centre) using [courses::service()] {
        add(&centre, "c", 5, |_| {}).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/new")).await;
        page.must_be(200).must_say("Seats free now: 5");
        let form = counter(&page, "陳阿嬤", "0912-345-678").fill("m2-name", "陳小孫").fill("m2-year", "2018").fill("channel", "phone");
        let done = staff.send(form.clone()).await;
        done.must_be(200).must_say("Registered").must_say("Confirmed").must_say("0912-345-678").must_say("Phone · 王小明");
        done.must_say("陳小孫").must_say("2018").must_say("no e-mail");
        // The log says who did.
        assert!(done.all("#trail + .scroll tbody tr")[0].contains("王小明 Registered"));
        // A second press is the same registration.
        staff.send(form).await.must_be(200).must_say("Registered");
        let list = staff.open(LIST).await;
        list.must_say("陳阿嬤").must_say("陳小孫");
        assert_eq!(list.all("tbody tr").len(), 1);
        // What is wrong is said, what was typed is kept.
        let page = staff.open(&format!("{LIST}/new")).await;
        let wrong = staff.send(counter(&page, "林先生", "12345")).await;
        wrong.must_be(422);
        assert_eq!(wrong.form("#counter").value("name"), Some("林先生"));
    }

    fn r33_a_caller_hears_of_the_line_and_nobody_is_registered_twice_by_oversight(centre) using [courses::service()] {
        add(&centre, "c", 1, |_| {}).await;
        add(&centre, "d", 5, |_| {}).await;
        register(&centre, "c", "+886912345678", &["王大明"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open("/en/office/courses/d/registrations/new").await;
        // Both courses are at the same hour (R32).
        let warned = staff.send(counter(&page, "王大明", "0912 345 678")).await;
        warned.must_be(409).must_say("in another one at the same hour").must_say("親子共讀工作坊");
        let done = staff.send(warned.form("#counter").tick("anyway", "yes")).await;
        done.must_be(200).must_say("Registered");
        let page = staff.open(&format!("{LIST}/new")).await;
        page.must_say("The course is full");
        let done = staff.send(counter(&page, "李小姐", "0922333444")).await;
        done.must_say("In line").must_say("Place in line");
    }

    fn r05_the_limit_is_passed_only_with_a_reason_that_the_log_keeps(centre) using [courses::service()] {
        add(&centre, "c", 1, |_| {}).await;
        register(&centre, "c", "a", &["Ann"]).await;
        let waits = register(&centre, "c", "b", &["Bob"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/new")).await;
        let done = staff.send(counter(&page, "張三", "0911222333").fill("over", "社工轉介")).await;
        done.must_be(200).must_say("Over the limit 社工轉介").must_say("Confirmed");
        assert!(done.all("#trail + .scroll tbody tr")[0].contains("社工轉介"));
        staff.open(LIST).await.must_say("Over the limit");
        // Out of turn: without a reason nothing happens.
        let page = open(&mut staff, &waits.id).await;
        page.must_say("this goes over the limit");
        staff.send(page.form("#seat")).await.must_be(422).must_say("Fill in this field");
        assert_eq!(status(&centre, &waits.id).await, Status::Waitlisted);
        let done = staff.send(page.form("#seat").fill("seat-why", "特殊境遇家庭")).await;
        done.must_be(200).must_say("the reason is in the log").must_say("特殊境遇家庭").must_say("Seated out of turn");
        assert_eq!(status(&centre, &waits.id).await, Status::Confirmed);
        // The desk itself holds the limit against whoever gives none.
        let third = register(&centre, "c", "d", &["Dan"]).await;
        let work = Work::Happen { registration_id: third.id, event: Event::Seat, why: Some(" ".into()) };
        assert!(matches!(ask(&centre, "c", work).await, Answer::Refused(_)));
    }

    fn r04_a_family_gets_a_seat_that_was_set_aside(centre) using [courses::service()] {
        add(&centre, "c", 2, |_| {}).await;
        let until = centre.centre.clock.now().plus_seconds(3600);
        centre.centre.db.write(move |conn| conn.execute(
            sql!("insert into courses_set_aside (id, course_id, label, seats, used, until_at) values ('s', 'c', '新住民家庭', 1, 0, $1)"),
            params![until])).await.unwrap();
        register(&centre, "c", "a", &["Ann"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/new")).await;
        page.must_say("The course is full").must_say("新住民家庭 (1 left)");
        let done = staff.send(counter(&page, "阮氏花", "0911222333").fill("aside", "s")).await;
        done.must_say("Confirmed").must_say("Set-aside seats 新住民家庭");
        // It is used up, and once its time has come it is no longer offered.
        staff.open(&format!("{LIST}/new")).await.must_not_say("新住民家庭");
    }

    fn r31_several_are_approved_at_once_and_what_was_skipped_is_told(centre) using [courses::service()] {
        add(&centre, "c", 2, |c| c.method = Method::Approval).await;
        let a = register(&centre, "c", "a", &["Ann"]).await;
        let b = register(&centre, "c", "b", &["Bob"]).await;
        let c = register(&centre, "c", "c", &["Cid"]).await;
        let d = register(&centre, "c", "d", &["Dan"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}?view=pending")).await;
        assert_eq!(page.all("tbody tr").len(), 4);
        let none = page.form("#decisions");
        staff.send(none.smuggle("act", "approve")).await.must_be(422).must_say("Pick some registrations first");
        let no_reason = page.form("#decisions").tick("pick", &a.id).smuggle("act", "reject");
        staff.send(no_reason).await.must_be(422).must_say("A rejection needs a reason");
        // Meanwhile one gives up.
        ask(&centre, "c", Work::Cancel { registration_id: b.id.clone(), seats: vec![], why: None }).await;
        let form = page.form("#decisions").tick("pick", &a.id).tick("pick", &b.id).tick("pick", &c.id).tick("pick", &d.id);
        let done = staff.send(form.smuggle("act", "approve")).await;
        done.must_be(200).must_say("3 approved, 1 skipped");
        done.must_say("Skipped: It is “Cancelled” now").must_say("Approved; no seat is free, so they wait in line");
        assert_eq!((status(&centre, &a.id).await, status(&centre, &d.id).await), (Status::Confirmed, Status::Waitlisted));
    }

    fn r31_a_rejection_needs_a_reason(centre) using [courses::service()] {
        add(&centre, "c", 2, |c| c.method = Method::Approval).await;
        let a = register(&centre, "c", "a", &["Ann"]).await;
        let mut staff = staff(&centre).await;
        let page = open(&mut staff, &a.id).await;
        let wrong = staff.send(page.form("#decision").smuggle("act", "reject")).await;
        wrong.must_be(422).must_say("Fill in this field");
        let done = staff.send(wrong.form("#decision").fill("reject-why", "不符資格").smuggle("act", "reject")).await;
        done.must_say("Rejected").must_say("不符資格");
        assert_eq!(status(&centre, &a.id).await, Status::Rejected);
        // What is over cannot be decided again.
        let again = staff.send(wrong.form("#decision").fill("reject-why", "x").smuggle("act", "reject")).await;
        again.must_be(409).must_say("It is “Not approved” now");
    }

    fn r39_staff_cancel_one_seat_or_all_with_a_reason(centre) using [courses::service()] {
        add(&centre, "c", 3, |_| {}).await;
        let a = register(&centre, "c", "+886912345678", &["Ann", "Ben", "Cat"]).await;
        let mut staff = staff(&centre).await;
        let page = open(&mut staff, &a.id).await;
        let seats = seat_ids(&centre, &a.id).await;
        let picked = page.form("#cancellation").fill("cancel-why", "生病").smuggle("act", "picked");
        staff.send(picked.clone()).await.must_be(422).must_say("Tick the members");
        let done = staff.send(picked.smuggle("seat", &seats[1])).await;
        done.must_say("The ticked seats are cancelled").must_say("生病").must_say("2 persons");
        // The party has no e-mail: somebody must call.
        done.must_say("To be called");
        staff.open(&format!("{LIST}?view=call")).await.must_say("Ann");
        let done = staff.send(done.form("#call")).await;
        done.must_say("The call is noted").must_not_say("To be called").must_say("Called");
        let all = done.form("#cancellation").fill("cancel-why", "改期").smuggle("act", "all").tick("knows", "yes");
        staff.send(all).await.must_say("All seats are cancelled").must_not_say("To be called");
        assert_eq!(status(&centre, &a.id).await, Status::Cancelled);
    }

    fn r33_a_party_moves_to_another_course_and_both_logs_tell(centre) using [courses::service()] {
        add(&centre, "c", 3, |_| {}).await;
        add(&centre, "d", 1, |c| c.title_en = "Second course".into()).await;
        let a = register(&centre, "c", "a", &["Ann", "Ben"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/{}/move", a.id)).await;
        let form = page.form("#move").fill("to", "d").fill("why", "時間不合");
        staff.send(form.clone()).await.must_be(422).must_say("The new course has 1 free seats");
        assert_eq!(status(&centre, &a.id).await, Status::Confirmed);
        let there = staff.send(form.clone().tick("line", "yes")).await;
        there.must_be(200).must_say("Moved to this course").must_say("In line").must_say("Moved here").must_say("Ben");
        assert!(there.path.starts_with("/en/office/courses/d/"));
        open(&mut staff, &a.id).await.must_say("Cancelled").must_say("Moved away").must_say("時間不合");
        // A second press finds nothing left to move.
        staff.send(form.tick("line", "yes")).await.must_be(409);
        let there = staff.open("/en/office/courses/d/registrations").await;
        assert_eq!(there.all("tbody tr").len(), 1);
    }

    fn r33_a_move_to_a_draw_keeps_the_seats_until_somebody_says_that_waiting_is_fine(centre) using [courses::service()] {
        add(&centre, "c", 3, |_| {}).await;
        add(&centre, "d", 5, |c| c.method = Method::Lottery).await;
        let a = register(&centre, "c", "a", &["Ann", "Ben"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/{}/move", a.id)).await;
        let form = page.form("#move").fill("to", "d").fill("why", "時間不合");
        let kept = staff.send(form.clone()).await;
        kept.must_be(409).must_say("the party keeps the seats it has");
        assert_eq!(status(&centre, &a.id).await, Status::Confirmed);
        let there = centre.centre.db.read(|c| store::course::count_by_status(c, "d")).await.unwrap();
        assert!(there.is_empty(), "{there:?}");
        staff.send(kept.form("#move").tick("line", "yes")).await.must_be(200).must_say("Moved to this course");
        assert_eq!(status(&centre, &a.id).await, Status::Cancelled);
        let there = centre.centre.db.read(|c| store::course::count_by_status(c, "d")).await.unwrap();
        assert_eq!(there, [(Status::Entered, 2)]);
    }

    fn r33_a_move_keeps_the_answers_both_forms_ask_for_and_shows_the_rest_first(centre) using [courses::service()] {
        add(&centre, "c", 3, |c| c.questions = r#"[
            {"id":"q1","kind":"yes-no","whose":"registration","label":"開車？"},
            {"id":"q2","kind":"text","whose":"registration","label":"怎麼知道的"},
            {"id":"q3","kind":"text","whose":"person","label":"過敏"},
            {"id":"q4","kind":"text","whose":"person","label":"身高"}]"#.into()).await;
        add(&centre, "d", 3, |c| c.questions = r#"[
            {"id":"q1","kind":"text","whose":"person","label":"鞋號","required":true},
            {"id":"q2","kind":"text","whose":"person","label":"過敏？"},
            {"id":"q3","kind":"yes-no","whose":"registration","label":"開車？"}]"#.into()).await;
        let mut party = party("a", &["Ann", "Ben"]);
        party.answers = r#"{"q1":"yes","q2":"報紙"}"#.into();
        party.members[0].answers = r#"{"q3":"花生","q4":"160"}"#.into();
        party.members[1].answers = r#"{"q4":"120"}"#.into();
        let Answer::Registered(a) = ask(&centre, "c", Work::Register(Arc::new(party))).await else { panic!() };
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/{}/move", a.id)).await;
        let look = staff.send(page.form("#move").fill("to", "d").fill("why", "時間不合")).await;
        // Nothing has happened yet; what stays and what is missing is said, what goes is filled in.
        look.must_be(200).must_say("These answers stay with registration").must_say("報紙").must_say("160").must_say("120");
        look.must_say("Required, but not answered yet").must_say("鞋號 — Ann").must_say("鞋號 — Ben");
        assert_eq!(status(&centre, &a.id).await, Status::Confirmed);
        let form = look.form("#move");
        assert_eq!((form.value("q-q3"), form.value("p1-q-q2")), (Some("yes"), Some("花生")));
        let there = staff.send(form.fill("p1-q-q1", "38")).await;
        there.must_be(200).must_say("Moved to this course").must_say("花生").must_say("38").must_say("開車？");
        there.must_say("鞋號 — Ben").must_not_say("鞋號 — Ann");
        // What the new form does not ask is read beside it, out of the old registration.
        there.must_say("Answered before the move").must_say("報紙").must_say("160");
        open(&mut staff, &a.id).await.must_say("Cancelled").must_say("報紙").must_say("花生");
    }

    fn r32_the_same_person_twice_is_found_and_merged_and_nothing_is_lost(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        let a = register(&centre, "c", "+886912345678", &["王大明", "王小美"]).await;
        let b = register(&centre, "c", "b", &["王大明", "王小弟"]).await;
        register(&centre, "c", "z", &["別人"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/people")).await;
        page.must_say("王大明").must_say("Same name, another contact").must_not_say("別人");
        let done = staff.send(page.form("form[action$=people]")).await;
        done.must_be(200).must_say("The duplicate is merged").must_say("Took in a duplicate").must_say("b@test.example");
        assert!(done.path.contains(&a.id));
        let other = open(&mut staff, &b.id).await;
        other.must_say("Confirmed").must_say("Merged as a duplicate").must_say("Duplicate of").must_say("王小弟");
        assert_eq!(seat_ids(&centre, &b.id).await.len(), 2);
        staff.open(&format!("{LIST}/people")).await.must_say("No duplicate was found");
        // The same two again: there is nobody left to merge.
        staff.send(page.form("form[action$=people]")).await.must_be(409).must_say("nobody in common");
    }

    /// R32: two who merge the same pair at once, each into the other, leave the person one seat.
    fn r32_who_merges_the_same_pair_the_other_way_round_takes_nobodys_last_seat(centre) using [courses::service()] {
        add(&centre, "c", 60, |_| {}).await;
        for n in 0..8 {
            let (name, contact) = (format!("王大明{n}"), format!("+88691234567{n}"));
            let a = register(&centre, "c", &contact, &[&name]).await;
            let b = register(&centre, "c", &format!("b{n}"), &[&name]).await;
            let (mut one, mut other) = (staff(&centre).await, staff(&centre).await);
            let form = one.open(&format!("{LIST}/people")).await.form("form[action$=people]");
            let into = |kept: &str, gone: &str| form.clone().fill("keep", kept).fill("merge", gone);
            tokio::join!(one.send(into(&a.id, &b.id)), other.send(into(&b.id, &a.id)));
            let left = [status(&centre, &a.id).await, status(&centre, &b.id).await];
            assert_eq!(left.iter().filter(|s| **s == Status::Confirmed).count(), 1, "{left:?}");
        }
        assert!(centre.centre.db.read(courses::check::ledgers).await.unwrap().is_empty());
    }

    fn r32_two_courses_at_one_hour_are_found_across_the_catalogue(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        add(&centre, "d", 9, |c| c.title = "夫妻溝通".into()).await;
        add(&centre, "e", 9, |c| { c.starts_at = c.starts_at.plus_seconds(86400); c.ends_at = c.ends_at.plus_seconds(86400); c.title = "另一天".into() }).await;
        for course in ["c", "d", "e"] { register(&centre, course, "a", &["Ann"]).await; }
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/people")).await;
        page.must_say("Two courses at the same hour").must_say("夫妻溝通").must_not_say("另一天");
    }

    fn r32_doubles_of_the_whole_catalogue_stand_on_one_page_for_the_section_in_charge(centre) using [courses::service()] {
        let dated = |c: &mut Course, title: &str, born: i64| { c.title = title.into(); c.starts_at = c.starts_at.plus_seconds(born); c.ends_at = c.ends_at.plus_seconds(born); };
        for (id, title, later) in [("c", "親子共讀", 0), ("d", "夫妻溝通", 3600), ("e", "另一天", 86_400), ("p", "過去的課", -40 * 86_400)] {
            add(&centre, id, 9, |c| { c.title_en = String::new(); dated(c, title, later) }).await;
        }
        add(&centre, "o", 9, |c| { c.section = "counselling".into(); c.title_en = String::new(); c.title = "諮商團體".into() }).await;
        let born = |key: &str, name: &str, year: i64| {
            let mut party = party(key, &[name]);
            party.members[0].birth_year = Some(year);
            Work::Register(Arc::new(party))
        };
        // Twice in one course, by another contact; the same name born in another year is somebody else.
        for (key, year) in [("m1", 1980), ("m2", 1980), ("m3", 1990)] {
            ask(&centre, "c", born(key, "陳美玲", year)).await;
        }
        // At one hour: the same contact, or the same name and year; not the name alone, not on another day.
        for course in ["c", "d", "e", "o"] { register(&centre, course, &format!("{course}-w"), &["林小華"]).await; }
        let party_w = |course: &str| { let mut p = party("w", &["王大明"]); p.key = format!("w-{course}"); Work::Register(Arc::new(p)) };
        for course in ["c", "d", "e", "o"] { ask(&centre, course, party_w(course)).await; }
        ask(&centre, "d", born("m4", "陳美玲", 1980)).await;
        let mut staff = staff(&centre).await;
        let page = staff.open("/en/office/courses").await;
        page.must_say("Duplicates in all courses");
        let page = staff.open("/en/office/courses/doubles").await;
        page.must_be(200).must_say("陳美玲").must_say("m2@test.example").must_say("Same name and year of birth");
        page.must_not_say("m3@test.example").must_not_say("王大明").must_not_say("林小華");
        assert_eq!(page.all("tbody tr").len(), 1);
        let hours = staff.open("/en/office/courses/doubles?at=hour").await;
        hours.must_say("王大明").must_say("Same name and same contact").must_say("夫妻溝通").must_say("1 session overlaps");
        hours.must_say("m4@test.example").must_not_say("m3@test.example").must_not_say("林小華").must_not_say("另一天").must_not_say("諮商團體");
        assert_eq!(hours.all("tbody tr").len(), 3);
        // The other section sees its own courses only, the director all of them.
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        for path in ["/en/office/courses/doubles", "/en/office/courses/doubles?at=hour"] {
            other.open(path).await.must_be(200).must_not_say("王大明").must_not_say("陳美玲");
        }
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open("/en/office/courses/doubles?at=hour").await.must_say("諮商團體");
        // The accountant has no courses; who may only look cannot merge.
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        accountant.open("/en/office/courses/doubles").await.must_be(200).must_not_say("陳美玲");
        // Merged from here, it is gone from here.
        staff.send(page.form("form[action$=people]")).await.must_be(200).must_say("The duplicate is merged");
        staff.open("/en/office/courses/doubles").await.must_say("No duplicate was found");
        // When the courses are over they no longer matter.
        centre.pass(60 * 86_400);
        let mut later = centre.staff(&[Role::Promotion]).await;
        later.open("/en/office/courses/doubles?at=hour").await.must_say("Nobody is in two courses");
    }

    fn r32_what_another_section_has_of_a_person_is_told_to_nobody_else(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        add(&centre, "o", 9, |c| { c.section = "counselling".into(); c.title = "諮商團體".into(); c.title_en = String::new() }).await;
        let there = register(&centre, "o", "+886912345678", &["王大明"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/new")).await;
        let warned = staff.send(counter(&page, "王大明", "0912345678")).await;
        warned.must_be(409).must_say("a course of another section").must_not_say("諮商團體").must_not_say(&there.reference[..4]);
        staff.send(warned.form("#counter").tick("anyway", "yes")).await.must_be(200);
        staff.open(&format!("{LIST}/people")).await.must_not_say("諮商團體");
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open(&format!("{LIST}/people")).await.must_say("諮商團體");
    }

    fn r32_doubles_are_paged(centre) using [courses::service()] {
        add(&centre, "c", 200, |_| {}).await;
        for n in 0..51 {
            for channel in ["a", "b"] { register(&centre, "c", &format!("{channel}{n}"), &[&format!("家長{n}")]).await; }
        }
        let mut staff = staff(&centre).await;
        let first = staff.open("/en/office/courses/doubles").await;
        assert_eq!(first.all("tbody tr").len(), 50);
        let second = staff.open("/en/office/courses/doubles?skip=50").await;
        assert_eq!(second.all("tbody tr").len(), 1);
        assert!(first.all("tbody tr").iter().all(|row| !second.all("tbody tr").contains(row)));
    }

    fn r25_one_page_says_why_an_offer_was_or_was_not_sent(centre) using [courses::service()] {
        add(&centre, "c", 2, |_| {}).await;
        let a = register(&centre, "c", "a", &["Ann"]).await;
        register(&centre, "c", "b", &["Bob"]).await;
        let large = register(&centre, "c", "l", &["Lea", "Leo"]).await;
        register(&centre, "c", "s", &["Sam"]).await;
        let mut staff = staff(&centre).await;
        let queue = format!("{LIST}/queue");
        staff.open(&queue).await.must_say("Rule: strict order").must_say("No seat is free.");
        ask(&centre, "c", Work::Cancel { registration_id: a.id, seats: vec![], why: None }).await;
        let page = staff.open(&queue).await;
        page.must_say("they need 2 seats and 1 is free").must_say("(party of 2) is before them and does not fit yet");
        page.must_say("No offer is out");
        ask(&centre, "c", Work::Cancel { registration_id: large.id, seats: vec![], why: None }).await;
        let page = staff.open(&queue).await;
        page.must_say("Offers that are out").must_say("Sam").must_say("Nobody waits").must_say("Held by offers");
        centre.pass(25 * 3600);
        centre.settle().await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open(&queue).await.must_say("Declined or ran out").must_say("Offer ran out");
    }

    fn r25_the_rule_of_what_fits_is_told_too(centre) using [courses::service()] {
        add(&centre, "c", 3, |c| c.fill = Fill::WhatFits).await;
        let a = register(&centre, "c", "a", &["Ann", "Abe"]).await;
        register(&centre, "c", "b", &["Bob"]).await;
        register(&centre, "c", "l", &["Lea", "Leo", "Lou"]).await;
        register(&centre, "c", "s", &["Sam"]).await;
        ask(&centre, "c", Work::Cancel { registration_id: a.id, seats: vec![], why: None }).await;
        let mut staff = staff(&centre).await;
        staff.open(&format!("{LIST}/queue")).await.must_say("Rule: whoever fits").must_say("they need 3 seats and 1 is free").must_say("Sam");
    }

    fn r58_the_list_is_exported_with_stable_ids_and_an_answer_per_question(centre) using [courses::service()] {
        add(&centre, "c", 9, |c| c.questions = r#"[{"id":"q1","kind":"one","whose":"person","label":"飲食","choices":[{"code":"veg","label":"素食"}]},{"id":"q2","kind":"text","whose":"registration","label":"=cmd()"}]"#.into()).await;
        let mut with_answers = party("a", &["=1+1", "Ben"]);
        with_answers.members[1].answers = r#"{"q1":"veg"}"#.into();
        with_answers.answers = r#"{"q2":"=HYPERLINK(1)"}"#.into();
        let a = match ask(&centre, "c", Work::Register(Arc::new(with_answers))).await { Answer::Registered(r) => r, other => panic!("{other:?}") };
        let mut staff = staff(&centre).await;
        let list = staff.open(LIST).await;
        let file = staff.send(list.form("#export").smuggle("kind", "csv")).await;
        file.must_be(200);
        assert!(file.headers["content-disposition"].to_str().unwrap().contains(".csv"));
        let seats = seat_ids(&centre, &a.id).await;
        assert!(seats.iter().all(|id| file.source.contains(id)) && file.source.contains(&a.id));
        assert!(file.source.contains("素食") && file.source.contains("飲食 (q1)"));
        assert!(!file.source.contains(",=1+1") && file.source.contains("'=1+1"));
        for kind in ["xlsx", "ods"] {
            let file = staff.send(list.form("#export").fill("what", "parties").smuggle("kind", kind)).await;
            assert!(file.source.starts_with("PK"), "{kind}");
        }
        let trail = centre.centre.db.read(|c| foundation::trail::list_of(c, "courses_course", "c")).await.unwrap();
        assert_eq!(trail.iter().filter(|t| t.verb == "exported").count(), 3);
        // Who may not take lists out finds no form and no file.
        let mut accountant = centre.staff(&[Role::Accountant]).await;
        assert!(accountant.open(LIST).await.all("#export").is_empty());
        accountant.send(list.form("#export").smuggle("kind", "csv")).await.must_be(404);
    }

    fn r58_a_program_reads_the_list_with_a_token_of_staff(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        add(&centre, "o", 9, |c| c.section = "counselling".into()).await;
        let a = register(&centre, "c", "a", &["Ann", "Ben"]).await;
        for n in 0..100 { register(&centre, "c", &format!("p{n}"), &["Pat"]).await; }
        let path = "/api/v1/courses/c/registrations";
        centre.resident().open(path).await.must_be(401);
        centre.staff(&[Role::Accountant]).await.open(path).await.must_be(404);
        let mut staff = staff(&centre).await;
        let page = staff.open(path).await.must_be(200).json();
        let first = &page["items"][0];
        assert_eq!((first["id"].as_str(), first["seats"][1]["name"].as_str()), (Some(a.id.as_str()), Some("Ben")));
        assert_eq!(page["items"].as_array().unwrap().len(), 100);
        let rest = staff.open(&format!("{path}?cursor={}", page["next"].as_str().unwrap())).await.json();
        assert_eq!((rest["items"].as_array().unwrap().len(), rest["next"].is_null()), (1, true));
        staff.open(&format!("{path}?status=confirmed")).await.must_be(200);
        staff.open(&format!("{path}?status=gone")).await.must_be(400);
        staff.open(&format!("{path}?offset=1")).await.must_be(400);
        staff.open("/api/v1/courses/o/registrations").await.must_be(404);
        let trail = centre.centre.db.read(|c| foundation::trail::list_of(c, "courses_course", "c")).await.unwrap();
        assert_eq!(trail.iter().filter(|t| t.verb == "exported").count(), 3);
    }

    fn r59_the_log_tells_who_when_before_after_and_which_mail_was_sent(centre) using [courses::service()] {
        add(&centre, "c", 1, |_| {}).await;
        let a = register(&centre, "c", "a", &["Ann"]).await;
        let b = register(&centre, "c", "b", &["Bob"]).await;
        ask(&centre, "c", Work::Cancel { registration_id: a.id, seats: vec![], why: None }).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/messages")).await;
        let look = staff.send(page.form("#message").smuggle("state", "offered").fill("subject", "About {{ course }}").fill("body", "Dear {{ name }}\n\nBring a pen.")).await;
        staff.send(look.form("#send").press("send")).await.must_say("The letter is on its way");
        centre.settle().await;
        let page = open(&mut staff, &b.id).await;
        let rows = page.all("#trail + .scroll tbody tr");
        assert!(rows[0].contains("Resident Registered") && rows[0].contains("In line"), "{rows:?}");
        assert!(rows[1].contains("System Offered seats In line Offered, Everyone waits behind it, until"), "{rows:?}");
        page.must_say("About Reading together").must_say("Dear Bob").must_say("Bring a pen.").must_say("Sent");
    }

    fn r60_mail_goes_to_all_who_fit_once_each_with_a_link_of_their_own(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        register(&centre, "c", "a", &["Ann"]).await;
        register(&centre, "c", "b", &["Bob"]).await;
        register(&centre, "c", "+886912345678", &["無信箱"]).await;
        let gone = register(&centre, "c", "g", &["Gus"]).await;
        ask(&centre, "c", Work::Cancel { registration_id: gone.id, seats: vec![], why: None }).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/messages")).await;
        let text = "Dear {{ name }}, see {{ link }} ({{ reference }}).";
        let look = staff.send(page.form("#message").fill("subject", "{{ course }}: bring shoes").fill("body", text)).await;
        look.must_be(200).must_say("2 with e-mail, 1 without").must_say("Dear Ann, see http://test.example/en/progress/");
        let sent = staff.send(look.form("#send").press("send")).await;
        sent.must_say("The letter is on its way");
        // Pressed twice, and run twice: nobody is written to twice.
        staff.send(look.form("#send").press("send")).await.must_be(200);
        centre.settle().await;
        let mails: Vec<_> = centre.mails().await.into_iter().filter(|m| m.subject.contains("shoes")).collect();
        assert_eq!(mails.iter().map(|m| m.to.as_str()).collect::<Vec<_>>(), ["a@test.example", "b@test.example"]);
        assert!(mails[0].body.contains("Dear Ann") && mails[1].body.contains("Dear Bob"));
        let link = |m: &foundation::mail::Kept| m.body.split_whitespace().find(|w| w.starts_with("http")).unwrap().to_owned();
        assert_ne!(link(&mails[0]), link(&mails[1]));
        // Who has no e-mail is called, and the log of letters says what happened.
        staff.open(&format!("{LIST}?view=call")).await.must_say("無信箱");
        let log = staff.open(&format!("{LIST}/messages")).await;
        log.must_say("{{ course }}: bring shoes").must_say("2 with e-mail, 1 without").must_say("王小明").must_say("Sent");
    }

    fn r60_a_private_link_or_an_unknown_placeholder_is_refused(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        let a = register(&centre, "c", "a", &["Ann"]).await;
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/messages")).await;
        let form = page.form("#message").fill("subject", "Hello");
        let reference = office::reference::Reference::parse(&a.reference).unwrap().to_string();
        for (body, said) in [
            (format!("http://test.example/progress/x?k={}", centre.centre.keys.sign("manage", &a.reference)), "belongs to one party"),
            (format!("Look up {reference}"), "belongs to one party"),
            ("Dear {{ nmae }}".into(), "There is no placeholder “nmae”"),
            ("Dear {{ name".into(), "cannot be read"),
        ] {
            let wrong = staff.send(form.clone().fill("body", &body)).await;
            wrong.must_be(422).must_say(said);
            assert_eq!(wrong.form("#message").value("body").map(str::trim), Some(body.as_str()));
        }
        centre.settle().await;
        assert!(centre.mails().await.iter().all(|m| m.subject != "Hello"));
    }

    fn r60_a_letter_can_be_sent_later_and_to_those_who_were_there(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        let a = register(&centre, "c", "a", &["Ann"]).await;
        register(&centre, "c", "b", &["Bob"]).await;
        let seat = seat_ids(&centre, &a.id).await.remove(0);
        let now = centre.centre.clock.now();
        centre.centre.db.write(move |conn| conn.execute(
            sql!("insert into courses_attendance (session_id, seat_id, in_at, way, device, noted_by) values ('c-1', $1, $2, 'list', '', 'x')"),
            params![seat, now])).await.unwrap();
        let mut staff = staff(&centre).await;
        let page = staff.open(&format!("{LIST}/messages")).await;
        let form = page.form("#message").fill("attended", "yes").fill("subject", "Thanks").fill("body", "Thanks").fill("send_at", &now.plus_seconds(7200).field());
        let look = staff.send(form).await;
        look.must_say("1 with e-mail, 0 without").must_say("To be sent on");
        staff.send(look.form("#send").press("send")).await;
        centre.settle().await;
        assert!(centre.mails().await.iter().all(|m| m.subject != "Thanks"));
        centre.pass(7300);
        centre.settle().await;
        assert_eq!(centre.mails().await.iter().filter(|m| m.subject == "Thanks").count(), 1);
    }

    fn r60_a_letter_for_later_is_taken_back_and_none_goes_out_for_a_course_called_off(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        register(&centre, "c", "a", &["Ann"]).await;
        let later = centre.centre.clock.now().plus_seconds(7200).field();
        let mut staff = staff(&centre).await;
        for subject in ["One", "Two"] {
            let form = staff.open(&format!("{LIST}/messages")).await.form("#message");
            let form = form.fill("subject", subject).fill("body", "See you").fill("send_at", &later);
            let look = staff.send(form).await;
            let log = staff.send(look.form("#send").press("send")).await;
            log.must_say(subject);
            if subject == "One" {
                let back = log.form("form:has(button[name=withdraw])").press("withdraw");
                staff.send(back.clone()).await.must_say("taken back");
                staff.send(back).await.must_say("has gone out, or is going out now");
                staff.open(&format!("{LIST}/messages")).await.must_say("No letter has been written yet");
            }
        }
        let form = staff.open("/en/office/courses/c/cancellation").await.form("form#cancellation").fill("reason", "Typhoon");
        staff.send(form).await.must_be(200);
        centre.pass(7300);
        centre.settle().await;
        let subjects: Vec<String> = centre.mails().await.into_iter().map(|m| m.subject).collect();
        assert!(subjects.iter().all(|s| s != "One" && s != "Two"), "{subjects:?}");
    }

    fn r58_one_finds_only_what_one_may_see(centre) using [courses::service()] {
        add(&centre, "c", 9, |_| {}).await;
        add(&centre, "o", 9, |c| c.section = "counselling".into()).await;
        let a = register(&centre, "c", "a", &["Ann"]).await;
        let o = register(&centre, "o", "o", &["Oli"]).await;
        // The accountant sees, but finds nothing to press.
        let mut accountant = centre.staff(&[Role::Accountant]).await;
        accountant.open(LIST).await.must_be(200).must_say("Ann").must_not_say("Register somebody");
        let page = open(&mut accountant, &a.id).await;
        page.must_be(200);
        assert!(page.all("main form").is_empty());
        accountant.open(&format!("{LIST}/new")).await.must_be(404);
        // A volunteer finds nothing at all, a resident is asked to sign in.
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        for below in ["", "/new", "/queue", "/people", "/messages", "/print", &format!("/{}", a.id)] {
            volunteer.open(&format!("{LIST}{below}")).await.must_be(404).must_not_say("Ann");
            let mut resident = centre.resident();
            resident.open(&format!("{LIST}{below}")).await.must_not_say("Ann");
        }
        // Another section may register, for the telephone rings where it rings; who is there it does not see.
        let mut staff = staff(&centre).await;
        staff.open(&format!("/en/office/courses/o/registrations/{}", o.id)).await.must_be(404).must_not_say("Oli");
        staff.open("/en/office/courses/o").await.must_be(200);
        let mine = open(&mut staff, &a.id).await.form("#cancellation").fill("cancel-why", "x").smuggle("act", "all");
        let page = staff.open("/en/office/courses/o/registrations/new").await;
        page.must_be(200).must_not_say("Reason for going over the limit");
        let taken = staff.send(counter(&page, "Kim", "0912345678")).await;
        taken.must_be(201).must_say("The section in charge does the rest").must_not_say("Oli");
        staff.send(mine).await.must_be(200);
        // A registration is found below its own course only.
        staff.open(&format!("{LIST}/{}", o.id)).await.must_be(404);
        let mut director = centre.staff(&[Role::Director]).await;
        let other = director.open(&format!("/en/office/courses/o/registrations/{}", o.id)).await;
        director.send(other.form("#cancellation").fill("cancel-why", "x").smuggle("act", "all")).await.must_say("All seats are cancelled");
    }

    fn r58_the_list_is_never_longer_than_a_page_and_is_found_by_name_reference_and_phone(centre) using [courses::service()] {
        add(&centre, "c", 500, |_| {}).await;
        for n in 0..120 { register(&centre, "c", &format!("+8869{n:08}"), &[&format!("Person {n}")]).await; }
        let mut staff = staff(&centre).await;
        let page = staff.open(LIST).await;
        assert_eq!(page.all("tbody tr").len(), 50);
        let second = staff.open(&page.link("Next")).await;
        let third = staff.open(&second.link("Next")).await;
        assert_eq!((second.all("tbody tr").len(), third.all("tbody tr").len()), (50, 20));
        let back = staff.open(&third.link("Previous")).await;
        assert_eq!(back.all("tbody tr"), second.all("tbody tr"));
        let first = back.all("tbody tr").remove(0);
        let reference = first.split_whitespace().find(|w| w.len() == 11 && w.contains('-')).unwrap().to_owned();
        for (sought, found) in [("person 77", 1), ("0900000077", 1), (reference.as_str(), 1), ("100%", 0), ("_", 0)] {
            let page = staff.send(page.form("search form").fill("q", sought)).await;
            assert_eq!(page.all("tbody tr").len(), found, "{sought}");
        }
        let print = staff.open(&format!("{LIST}/print")).await;
        assert_eq!(print.all("tbody tr").len(), 120);
        let rows = centre.centre.db.read(|conn| foundation::trail::list_of(conn, "courses_course", "c")).await.unwrap();
        let printed = rows.iter().find(|row| row.verb == "list-printed").unwrap();
        assert_eq!(printed.after.as_deref(), Some("{\"rows\":120}"), "paper leaves a trace as a file does");
    }

    fn r43_a_caller_is_found_over_all_courses_in_ones_charge_and_nothing_stands_in_the_address(centre) using [courses::service()] {
        const LOOK_UP: &str = "/en/office/registrations";
        for id in ["c", "d"] { add(&centre, id, 9, |_| {}).await; }
        add(&centre, "o", 9, |c| c.section = "counselling".into()).await;
        let one = register(&centre, "c", "+886912345678", &["王大明", "王小美"]).await;
        let two = register(&centre, "d", "mei", &["陳美玲"]).await;
        ask(&centre, "d", Work::Register(Arc::new({ let mut p = party("+886912345678", &["王大明"]); p.key = "again".into(); p }))).await;
        let there = register(&centre, "o", "+886911111111", &["王大同"]).await;
        let mut staff = staff(&centre).await;
        let look = async |staff: &mut Visitor, sought: &str| {
            let page = staff.open("/en/office").await;
            let found = staff.send(page.form("search form").fill("q", sought)).await;
            assert_eq!(found.path, LOOK_UP);
            found.must_be(200);
            let all = found.all("tbody tr a[href*=registrations]").len();
            (found, all)
        };
        let dashed = courses::day::reference(&one.reference);
        for (sought, count) in [("0912-345-678", 2), ("王大", 2), ("王小美", 1), ("MEI@test.example", 1),
            (one.reference.as_str(), 1), (dashed.as_str(), 1), ("0911111111", 0), ("大同", 0), ("王_", 0)] {
            let (found, all) = look(&mut staff, sought).await;
            assert_eq!(all, count, "{sought}");
            found.must_not_say("王大同");
            if count == 0 { found.must_say("Nothing was found"); }
        }
        // A row leads to the registration.
        let (found, _) = look(&mut staff, &two.reference).await;
        staff.open(&found.attribute("tbody a[href*=registrations]", "href").unwrap()).await.must_be(200).must_say("陳美玲");
        // A reference of another section says where to pass the caller on, and no more.
        let (found, all) = look(&mut staff, &there.reference).await;
        found.must_say("a course of Counselling section").must_not_say("0911");
        assert_eq!(all, 0);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        assert_eq!(look(&mut director, "王大").await.1, 3);
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        assert_eq!(look(&mut accountant, "王大").await.1, 0);
        // Too little is told beside the field, which keeps it.
        let page = staff.open(LOOK_UP).await;
        let said = staff.send(page.form("search form").fill("q", "0912")).await;
        said.must_be(422).must_say("Type a whole reference");
        assert_eq!(said.attribute("input[name=q]", "value").as_deref(), Some("0912"));
        // Long after a course its people are found by number, not by name.
        centre.pass(200 * 86_400);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        assert_eq!((look(&mut staff, "王大").await.1, look(&mut staff, "0912345678").await.1), (0, 2));
    }

    fn r58_script_in_a_name_stays_text_on_every_page(centre) using [courses::service()] {
        const EVIL: &str = "<script>alert(1)</script>\"'><img src=x>";
        add(&centre, "c", 1, |_| {}).await;
        let a = register(&centre, "c", "a", &[EVIL]).await;
        register(&centre, "c", "b", &[EVIL]).await;
        let mut staff = staff(&centre).await;
        for below in [String::new(), "/queue".into(), "/people".into(), "/messages".into(), "/print".into(), format!("/{}", a.id), format!("/{}/move", a.id)] {
            let page = staff.open(&format!("{LIST}{below}")).await;
            page.must_be(200);
            assert!(!page.source.contains("<script>alert") && !page.source.contains("<img src=x"), "{below}");
        }
        let found = staff.open(LIST).await;
        let found = staff.send(found.form("search form").fill("q", "<script>")).await;
        found.must_say("<script>alert(1)</script>");
        assert!(!found.source.contains("<script>alert"));
        let page = staff.open(&format!("{LIST}/messages")).await;
        let look = staff.send(page.form("#message").fill("subject", "S").fill("body", "Dear {{ name }} <b>")).await;
        look.must_say("<script>alert(1)</script>");
        assert!(!look.source.contains("<script>alert"));
    }
}

async fn seat_ids(centre: &Fresh, id: &str) -> Vec<String> {
    let id = id.to_owned();
    let seats = centre.centre.db.read(move |c| store::registration::list_seats(c, &id)).await.unwrap();
    seats.into_iter().map(|s| s.id).collect()
}
