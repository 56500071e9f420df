use courses::desk::{Answer, Desk, NewParty, Work};
use courses::matter::Matter;
use courses::model::{Event, Status};
use courses::rules::entry::{Bar, Barred, Entry};
use courses::store;
use foundation::db::Conn;
use foundation::trail::Actor;
use testing::tokio::spawn as tokio_spawn;
use testing::{Role, both_engines};

use crate::{ask, below, contact, course, party, send, set_rules};

fn bars(answer: &Answer) -> Vec<(Option<usize>, Bar)> {
    match answer {
        Answer::Barred(barred) => {
            barred.iter().map(|Barred { person, why }| (*person, why.clone())).collect()
        }
        other => panic!("{other:?}"),
    }
}

both_engines! {
    /// R28: refused by age beside the person, with the courses that fit; nothing typed is lost.
    fn r28_a_refusal_says_why_beside_the_person_and_what_else_fits(centre) using [courses::service()] {
        let path = course(&centre, "c", 10, |_| {}).await;
        course(&centre, "toddlers", 10, |c| c.title = "幼兒律動".into()).await;
        course(&centre, "grown", 10, |c| c.title = "成人讀書會".into()).await;
        set_rules(&centre, "c", Entry { age_from: Some(6), age_to: Some(12), ..Entry::default() }).await;
        set_rules(&centre, "toddlers", Entry { age_to: Some(4), ..Entry::default() }).await;
        set_rules(&centre, "grown", Entry { age_from: Some(18), ..Entry::default() }).await;
        let mut mei = centre.resident();
        mei.open("/courses/course-c").await.must_say("課程當天滿 6 歲到 12 歲");
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        let refused = mei.send(people.form("#register").press("next")).await;
        refused.must_be(422).must_say("請填出生年份");
        let refused = mei.send(refused.form("#register").fill("members[0].birth_year", "113").press("next")).await;
        refused.must_be(422).must_say("未滿 6 歲").must_say("幼兒律動").must_not_say("成人讀書會");
        assert_eq!(refused.form("#register").value("members[0].name"), Some("王小華"));
        let right = mei.send(refused.form("#register").fill("members[0].birth_year", "106").press("next")).await;
        right.must_be(200).must_say("確認並送出");
        let mut english = centre.resident();
        english.open("/en/courses/course-c").await.must_say("From 6 to 12 years of age");
    }

    /// R28: the same rules hold for programs and at the counter; staff override with a reason in the trail.
    fn r28_programs_and_the_counter_ask_the_same_and_an_override_is_logged(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        set_rules(&centre, "c", Entry { age_from: Some(6), districts: vec!["64000060".into()], ..Entry::default() }).await;
        let body = |year: i64, district: &str| serde_json::json!({
            "head": { "name": "王小明", "email": "mei@test.example", "district": district },
            "members": [{ "name": "王小華", "birth_year": year }],
            "consent": { "notice_version": "1" }
        }).to_string();
        let mut program = centre.resident();
        let at = "/api/v1/courses/c/registrations";
        let refused = program.api(axum::http::Method::POST, at, Some("a"), &body(2024, "64000010")).await;
        refused.must_be(409);
        let problem = refused.json();
        assert!(problem["type"].as_str().unwrap_or_default().contains("not-eligible") || problem["code"] == "not-eligible", "{problem}");
        assert_eq!(problem["barred"][0]["member"], 0);
        assert_eq!(problem["barred"].as_array().unwrap().len(), 2);
        program.api(axum::http::Method::POST, at, Some("b"), &body(2015, "64000060")).await.must_be(201);

        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/c/registrations/new").await;
        let form = page.form("#counter").fill("name", "李小美").fill("phone", "0912345678").fill("m1-year", "2024");
        let refused = staff.send(form.fill("district", "64000060")).await;
        refused.must_be(409).must_say("未滿 6 歲");
        let done = staff.send(refused.form("#counter").fill("waive", "姊姊同行，主任同意")).await;
        done.must_be(200);
        let mut director = centre.staff(&[Role::Director]).await;
        let read = |conn: &mut Conn| {
            let rows = conn.rows(foundation::sql!("select verb, after, reason from foundation_trail where verb = 'rules-waived'"), &[])?;
            rows.iter().map(|r| Ok((r.get::<String>(1)?, r.get::<String>(2)?))).collect::<foundation::db::DbResult<Vec<_>>>()
        };
        let noted = centre.centre.db.read(read).await.unwrap();
        assert_eq!(noted.len(), 1);
        assert!(noted[0].0.contains("entry-too-young"), "{noted:?}");
        assert_eq!(noted[0].1, "姊姊同行，主任同意");
        director.open("/office/courses/c/entry").await.must_be(200);
    }

    fn r28_a_resident_cannot_waive_rules(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        set_rules(&centre, "c", Entry { age_from: Some(6), ..Entry::default() }).await;
        let sly = NewParty { waive_reason: Some("please".into()), ..party("a", &[("王小華", 2024)]) };
        assert_eq!(bars(&ask(&centre, "c", sly).await), [(Some(0), Bar::TooYoung(6))]);
    }

    /// R28: somebody who takes over a seat meets the rules too, and so does who accepts an offer.
    fn r28_handovers_and_offers_are_judged_by_the_rules_of_today(centre) using [courses::service()] {
        let path = course(&centre, "c", 1, |_| {}).await;
        set_rules(&centre, "c", Entry { age_from: Some(6), ..Entry::default() }).await;
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        let filled = people.form("#register").fill("members[0].birth_year", "2015").press("next");
        let check = mei.send(filled).await;
        let receipt = mei.send(check.form("#register").tick("consent", "yes").press("send")).await;
        let page = mei.open(&below(&receipt, "/seats/1")).await;
        let young = page.form("main form").fill("name", "王小美").fill("birth_year", "2024");
        mei.send(young).await.must_be(422).must_say("未滿 6 歲");
        let page = mei.open(&below(&receipt, "/seats/1")).await;
        mei.send(page.form("main form").fill("name", "王小美").fill("birth_year", "2016")).await.must_be(200);

        let Answer::Registered(waits) = ask(&centre, "c", party("b", &[("陳大明", 2010)])).await else { panic!() };
        assert_eq!(waits.status, Status::Waitlisted);
        let cancel = mei.open(&below(&receipt, "/cancel")).await;
        mei.send(cancel.form("main form").press("all")).await;
        set_rules(&centre, "c", Entry { age_from: Some(30), ..Entry::default() }).await;
        let desk = Desk::of(&centre.centre).unwrap();
        let accept = Work::Happen { registration_id: waits.id.clone(), event: Event::Accept, why: None };
        assert_eq!(bars(&desk.ask("c", accept.clone(), Actor::resident(None)).await.unwrap()), [(Some(0), Bar::TooYoung(30))]);
        set_rules(&centre, "c", Entry::default()).await;
        assert_eq!(desk.ask("c", accept, Actor::resident(None)).await.unwrap(), Answer::Done(Status::Confirmed));
    }

    /// R28: parent and child come together; the target group is declared.
    fn r28_parent_and_child_and_the_declared_group(centre) using [courses::service()] {
        let path = course(&centre, "c", 10, |c| c.audience = "new-residents".into()).await;
        let rules = Entry { pair: true, adult_from: 18, age_to: Some(8), group: true, ..Entry::default() };
        set_rules(&centre, "c", rules).await;
        let alone = ask(&centre, "c", party("a", &[("王大明", 1985)])).await;
        assert_eq!(bars(&alone), [(None, Bar::Pair), (None, Bar::Group)]);
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王大明", "mei@test.example").await;
        let typed = people.form("#register").fill("members[0].birth_year", "74").press("add");
        let people = mei.send(typed).await;
        let two = people.form("#register").fill("members[1].name", "王小華").fill("members[1].birth_year", "109");
        let refused = mei.send(two.press("next")).await;
        refused.must_be(422).must_say("請確認您們符合");
        let right = mei.send(refused.form("#register").tick("group", "yes").press("next")).await;
        right.must_be(200).must_say("確認並送出");
        let receipt = mei.send(right.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_say("王小華");
    }

    /// R28: an earlier course counts once somebody checked in there.
    fn r28_an_earlier_course_must_have_been_attended(centre) using [courses::service()] {
        course(&centre, "first", 10, |_| {}).await;
        course(&centre, "c", 10, |_| {}).await;
        set_rules(&centre, "c", Entry { earlier: vec!["first".into()], ..Entry::default() }).await;
        assert_eq!(bars(&ask(&centre, "c", party("a", &[("王小華", 2010)])).await), [(Some(0), Bar::NotAttended)]);
        assert!(matches!(ask(&centre, "first", party("a", &[("王小華", 2010)])).await, Answer::Registered(_)));
        assert_eq!(bars(&ask(&centre, "c", party("a", &[("王小華", 2010)])).await), [(Some(0), Bar::NotAttended)]);
        let came = |conn: &mut Conn| {
            conn.execute(
                foundation::sql!(
                    "insert into courses_attendance (session_id, seat_id, in_at, way, device, noted_by)
                     select 'first-1', id, '2026-12-07T02:00:00.000000Z', 'list', '', 'x' from courses_seat"
                ),
                &[],
            )
        };
        assert_eq!(centre.centre.db.write(came).await.unwrap(), 1);
        assert!(matches!(ask(&centre, "c", party("a2", &[("王小華", 2010)])).await, Answer::Barred(_)), "another contact is another person");
        assert!(matches!(ask(&centre, "c", party("a", &[("王小華", 2010)])).await, Answer::Registered(_)));
    }

    /// R29: a list of members, once each, by address or by mail domain.
    /// R29: an entry for a draw is a registration of its member too.
    fn r29_an_entry_for_a_draw_counts_as_a_registration(centre) using [courses::service()] {
        course(&centre, "c", 100, |c| c.method = courses::model::Method::Lottery).await;
        set_rules(&centre, "c", Entry { listed: true, times: 1, ..Entry::default() }).await;
        let list = ["mei@test.example".to_owned()];
        centre.centre.db.write(move |conn: &mut Conn| store::entry::change_listed(conn, "c", &list)).await.unwrap();
        assert!(matches!(ask(&centre, "c", party("mei", &[("甲", 1990)])).await, Answer::Registered(_)));
        let again = NewParty { key: "again".into(), ..party("mei", &[("乙", 1990)]) };
        assert_eq!(bars(&ask(&centre, "c", again).await), [(None, Bar::Used(1))]);
    }

    fn r29_each_member_of_the_list_registers_once(centre) using [courses::service()] {
        course(&centre, "c", 100, |_| {}).await;
        set_rules(&centre, "c", Entry { listed: true, times: 1, ..Entry::default() }).await;
        let list = ["mei@test.example".to_owned(), "@school.example".to_owned()];
        let write = move |conn: &mut Conn| store::entry::change_listed(conn, "c", &list);
        centre.centre.db.write(write).await.unwrap();
        assert_eq!(bars(&ask(&centre, "c", party("nobody", &[("甲", 1990)])).await), [(None, Bar::NotListed)]);
        let mut asks = Vec::new();
        for i in 0..10 {
            let name = format!("人{i}");
            let party = NewParty { key: format!("k{i}"), ..party("mei", &[(name.as_str(), 1990)]) };
            let desk = Desk::of(&centre.centre).unwrap();
            asks.push(tokio_spawn(async move {
                desk.ask("c", Work::Register(std::sync::Arc::new(party)), Actor::resident(None)).await.unwrap()
            }));
        }
        let mut taken = 0;
        for asked in asks {
            match asked.await.unwrap() {
                Answer::Registered(_) => taken += 1,
                other => assert_eq!(bars(&other), [(None, Bar::Used(1))]),
            }
        }
        assert_eq!(taken, 1, "ten presses of one member at once are one registration");
        let teacher = |name: &str| NewParty {
            email: format!("{name}@school.example"),
            ..party(name, &[(name, 1980)])
        };
        assert!(matches!(ask(&centre, "c", teacher("lin")).await, Answer::Registered(_)));
        assert!(matches!(ask(&centre, "c", teacher("wu")).await, Answer::Registered(_)));
        assert!(matches!(ask(&centre, "c", NewParty { key: "again".into(), ..teacher("wu") }).await, Answer::Barred(_)));
    }

    /// R29: a list that an earlier program kept in clear lets its members in, and is sealed with the next purge.
    fn r29_a_list_kept_in_clear_holds_and_is_sealed(centre) using [courses::service()] {
        course(&centre, "c", 100, |_| {}).await;
        set_rules(&centre, "c", Entry { listed: true, times: 1, ..Entry::default() }).await;
        let write = |conn: &mut Conn| {
            for line in ["mei@test.example", "lin@test.example", "+886912345678", "@school.example"] {
                conn.execute(
                    foundation::sql!("insert into courses_listed (course_id, contact) values ('c', $1)"),
                    foundation::params![line],
                )?;
            }
            Ok(())
        };
        centre.centre.db.write(write).await.unwrap();
        assert!(matches!(ask(&centre, "c", party("mei", &[("甲", 1990)])).await, Answer::Registered(_)));
        let purge = courses::service().jobs.iter().find(|job| job.name == "courses.purge").unwrap().run;
        purge(centre.centre.clone(), String::new()).await.unwrap();
        let kept = centre.centre.db.read(|conn| store::entry::list_listed(conn, "c")).await.unwrap();
        let mut sealed = ["mei@test.example", "lin@test.example", "+886912345678", "@school.example"]
            .map(courses::rules::entry::on_list);
        sealed.sort();
        assert_eq!(kept, sealed);
        assert!(matches!(ask(&centre, "c", party("lin", &[("乙", 1990)])).await, Answer::Registered(_)));
        assert_eq!(bars(&ask(&centre, "c", party("nobody", &[("丙", 1990)])).await), [(None, Bar::NotListed)]);
    }

    /// R28, R29: staff set the rules on a page of the course; what is wrong is said and nothing changes.
    fn r28_staff_set_the_rules(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        course(&centre, "first", 10, |_| {}).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/c/entry").await;
        assert_eq!(page.form("#entry").value("adult_from"), Some("18"), "as the rule book has it");
        let wrong = page.form("#entry").fill("age_from", "12").fill("age_to", "6").fill("earlier", "nothing");
        staff.send(wrong).await.must_be(422).must_say("最小年齡不能大於最大年齡");
        let wrong = page.form("#entry").fill("list", "mei@test.example\nnonsense");
        staff.send(wrong).await.must_be(422).must_say("看不懂這一行：nonsense");
        let right = page.form("#entry").fill("age_from", "6").fill("age_to", "12").tick("listed", "yes")
            .fill("earlier", "http://test.example/courses/course-first").fill("list", "Mei@Test.example\n0912345678\n@School.example")
            .fill("times", "1").fill("names_days", "30");
        staff.send(right).await.must_be(200).must_say("已儲存報名資格");
        let read = |conn: &mut Conn| Ok((store::entry::find_entry(conn, "c")?, store::entry::list_listed(conn, "c")?));
        let (entry, list) = centre.centre.db.read(read).await.unwrap();
        assert_eq!((entry.age_from, entry.age_to, entry.earlier, entry.times), (Some(6), Some(12), vec!["first".to_owned()], 1));
        let mut kept = ["+886912345678", "@school.example", "mei@test.example"].map(courses::rules::entry::on_list);
        kept.sort();
        assert_eq!(list, kept);
        // The list is not shown again; what is typed takes its place, and nothing leaves it.
        let page = staff.open("/en/office/courses/c/entry").await;
        page.must_say("On the list now: 3 lines (@school.example)").must_not_say("mei@");
        staff.send(page.form("#entry").fill("times", "2")).await.must_be(200);
        let count = async || centre.centre.db.read(|conn| store::entry::list_listed(conn, "c")).await.unwrap().len();
        assert_eq!(count().await, 3);
        staff.send(page.form("#entry").fill("list", "@other.example")).await.must_be(200);
        assert_eq!(count().await, 1);
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        other.open("/office/courses/c/entry").await.must_be(404);
        centre.resident().open("/courses/course-c").await.must_say("限名單上的人，每人最多報名 1 次");
    }

    /// R32: somebody who is in this course already is refused on the form, by person and not by e-mail;
    /// another course at the same hour is told, and one may go on.
    fn r32_the_form_finds_doubles_and_clashes_by_person(centre) using [courses::service()] {
        let path = course(&centre, "c", 10, |_| {}).await;
        let other = course(&centre, "d", 10, |c| c.title = "同時段的課".into()).await;
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        send(&mut mei, people).await.must_say("王小華");
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        let refused = mei.send(people.form("#register").press("next")).await;
        refused.must_be(422).must_say("這個人已經報名這個課程了");
        let people = contact(&mut mei, &path, "王小美", "mei@test.example").await;
        send(&mut mei, people).await.must_say("王小美");
        let people = contact(&mut mei, &other, "王小華", "mei@test.example").await;
        let check = mei.send(people.form("#register").press("next")).await;
        check.must_be(200).must_say("同一時段已經報名別的活動").must_not_say("親子共讀工作坊");
        let receipt = mei.send(check.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_say("王小華");
    }

    /// R28: what let a party in holds afterwards; nobody changes an age past the rule, no child stays alone.
    fn r28_rules_are_not_edited_away_after_the_confirmation(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        set_rules(&centre, "c", Entry { pair: true, adult_from: 18, age_to: Some(12), ..Entry::default() }).await;
        let family = party("a", &[("王媽媽", 1985), ("王小華", 2016)]);
        let Answer::Registered(family) = ask(&centre, "c", family).await else { panic!() };
        let id = family.id.clone();
        let matter = centre.centre.db.read(move |c| Matter::find(c, &id)).await.unwrap().unwrap();
        let mut mei = centre.resident();
        let answers = mei.open(&matter.path(&centre.centre.keys, "/answers")).await;
        let changed = |year: &str| answers.form("main form").fill("members[1].birth_year", year);
        mei.send(changed("1990")).await.must_be(409).must_say("至少一位成人、一位兒童");
        let old = mei.send(changed("2012")).await;
        old.must_be(409).must_say("已超過 12 歲");
        assert_eq!(old.form("main form").value("members[1].birth_year"), Some("2012"));
        mei.send(changed("2017")).await.must_be(200).must_not_say("已超過");

        let cancel = mei.open(&matter.path(&centre.centre.keys, "/cancel")).await;
        let alone = cancel.form("main form").tick("seat", &family.seats[0]).press("chosen");
        mei.send(alone).await.must_be(409).must_say("留下的人不能單獨來");
        let api = format!("/api/v1/registrations/{}/seats/1?contact=a@test.example", matter.reference());
        let refused = mei.api(axum::http::Method::DELETE, &api, None, "").await;
        refused.must_be(409);
        assert_eq!(refused.json()["code"], "not-eligible");
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2)]);
        mei.send(cancel.form("main form").press("all")).await.must_say("已取消");
    }

    /// R28: both parents of a child give up their own seat at the same moment; one of them stays.
    fn r28_two_adults_who_leave_at_once_leave_no_child_alone(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        set_rules(&centre, "c", Entry { pair: true, adult_from: 18, ..Entry::default() }).await;
        let family = party("a", &[("王媽媽", 1985), ("王爸爸", 1984), ("王小華", 2016)]);
        let Answer::Registered(family) = ask(&centre, "c", family).await else { panic!() };
        let leave = |seats: &[usize]| Work::Leave {
            registration_id: family.id.clone(),
            seats: seats.iter().map(|at| family.seats[*at].clone()).collect(),
        };
        let desk = Desk::of(&centre.centre).unwrap();
        let answers = desk.ask_all("c", [leave(&[0]), leave(&[1])], &Actor::resident(None)).await.unwrap();
        assert_eq!(answers[0], Answer::Done(Status::Confirmed));
        assert_eq!(bars(&answers[1]), [(None, Bar::Pair)]);
        let all = desk.ask("c", leave(&[1, 2]), Actor::resident(None)).await.unwrap();
        assert_eq!(all, Answer::Done(Status::Cancelled), "nobody stays");
    }
}
