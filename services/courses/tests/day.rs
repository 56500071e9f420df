//! The day itself on both engines: at the door by code, by list and by hand; before and after it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use courses::desk::{Answer, Desk, NewMember, NewParty, Registered, Work};
use courses::model::{Course, Seat, Session, Status};
use courses::rules::person;
use courses::{sample, store};
use foundation::trail::{self, Actor};
use testing::{Fresh, Page, Role, Visitor, both_engines};

const BOARD: &str = "/office/courses/c/sessions/1/day";
const HOUR: i64 = 3600;

/// A course that begins in an hour, with `weeks` sessions a week apart.
async fn add(centre: &Fresh, id: &str, seats: i64, weeks: i64, change: impl Fn(&mut Course)) {
    let now = centre.centre.clock.now();
    let mut course = sample::course(id, now);
    course.starts_at = now.plus_seconds(HOUR);
    course.ends_at = course.starts_at.plus_seconds(3 * HOUR + (weeks - 1) * 7 * 24 * HOUR);
    course.closes_at = now.plus_seconds(HOUR / 2);
    change(&mut course);
    let sessions: Vec<Session> = (1..=weeks)
        .map(|number| {
            let later = (number - 1) * 7 * 24 * HOUR;
            Session {
                id: format!("{id}-{number}"),
                number,
                starts_at: course.starts_at.plus_seconds(later),
                ends_at: course.starts_at.plus_seconds(later + 3 * HOUR),
                ..sample::session(&course)
            }
        })
        .collect();
    let write =
        move |conn: &mut foundation::db::Conn| store::course::add(conn, &course, &sessions, seats, 10);
    centre.centre.db.write(write).await.unwrap();
}

/// Registers these persons as one party: name, sex, year of birth.
async fn register(centre: &Fresh, course: &str, people: &[(&str, &str, i64)]) -> Registered {
    register_by(centre, course, people, "web").await
}

async fn register_by(
    centre: &Fresh,
    course: &str,
    people: &[(&str, &str, i64)],
    channel: &str,
) -> Registered {
    register_told(centre, course, people, channel, ["{}", "{}"]).await
}

/// Registers one person with own answers and those of the party.
async fn register_with(centre: &Fresh, course: &str, own: &str, party: &str) -> Registered {
    register_told(centre, course, &[("王大明", "male", 1980)], "web", [own, party]).await
}

async fn register_told(
    centre: &Fresh,
    course: &str,
    people: &[(&str, &str, i64)],
    channel: &str,
    [own, party]: [&str; 2],
) -> Registered {
    let key = centre.centre.chance.token();
    let members = people.iter().map(|(name, sex, year)| NewMember {
        name: (*name).into(),
        person_key: person::key(name, "", &key),
        birth_year: (*year > 0).then_some(*year),
        sex: (*sex).into(),
        answers: own.into(),
        ..NewMember::default()
    });
    let party = NewParty {
        name: people[0].0.into(),
        phone: "+886912345678".into(),
        email: "secret@test.example".into(),
        language: "zh-Hant".into(),
        channel: channel.into(),
        registered_by: "resident".into(),
        answers: party.into(),
        notice_version: "1".into(),
        members: members.collect(),
        key,
        ..NewParty::default()
    };
    let desk = Desk::of(&centre.centre).unwrap();
    match desk.ask(course, Work::Register(Arc::new(party)), Actor::resident(None)).await.unwrap() {
        Answer::Registered(registered) => registered,
        other => panic!("{other:?}"),
    }
}

async fn seats(centre: &Fresh, registered: &Registered) -> Vec<Seat> {
    let id = registered.id.clone();
    centre.centre.db.read(move |conn| store::registration::list_seats(conn, &id)).await.unwrap()
}

/// What the QR code of a seat says.
fn code(centre: &Fresh, course_id: &str, seat: &Seat) -> String {
    courses::rules::code::seat_code(&centre.centre.keys, course_id, &seat.id)
}

async fn verbs(centre: &Fresh, registered: &Registered) -> Vec<(String, String)> {
    let id = registered.id.clone();
    let read =
        move |conn: &mut foundation::db::Conn| trail::list_of(conn, courses::settle::REGISTRATION, &id);
    centre.centre.db.read(read).await.unwrap().into_iter().map(|t| (t.verb, t.actor)).collect()
}

/// Scans or types a code at a door.
async fn scan(visitor: &mut Visitor, board: &str, code: &str) -> Page {
    let page = visitor.open(board).await;
    visitor.send(page.form("#code").fill("code", code)).await
}

fn word(page: &Page) -> String {
    page.all(".verdict .said").join(" ")
}

/// The first link made for the course's door.
async fn door(staff: &mut Visitor, label: &str) -> String {
    door_of(staff, "c", label).await
}

async fn door_of(staff: &mut Visitor, course: &str, label: &str) -> String {
    let page = staff.open(&format!("/office/courses/{course}/doors")).await;
    let made = staff.send(page.form("#new").fill("label", label)).await;
    made.must_be(201);
    made.attribute("a.door-link", "href").unwrap().strip_prefix("http://test.example").unwrap().to_owned()
}

both_engines! {
    fn r48_one_scan_shows_the_family_and_those_ticked_come_in(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let family = register(&centre, "c", &[("王大明", "male", 1980), ("王小美", "female", 2018), ("王小華", "male", 2020)]).await;
        let codes = seats(&centre, &family).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = scan(&mut staff, BOARD, &code(&centre, "c", &codes[1])).await;
        assert_eq!(word(&page), "歡迎，請進");
        page.must_say("王大明").must_say("王小美").must_say("王小華").must_say("全部 3 人報到");
        let ticked: Vec<String> = page.all(".party input[checked] + label");
        assert_eq!(ticked.len(), 1, "only the one who was scanned is ticked");
        assert!(ticked[0].contains("王小美"));
        let form = page.form("#party").tick("seat", &codes[0].id).smuggle("came", "ticked");
        let page = staff.send(form).await;
        page.must_say("報到完成：").must_say("2 / 3");
        assert_eq!(verbs(&centre, &family).await.iter().filter(|(verb, _)| verb == "came").count(), 2);
    }

    fn r48_a_second_scan_says_since_when(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let one = register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let code = code(&centre, "c", &seats(&centre, &one).await[0]);
        let mut staff = centre.staff(&[Role::Volunteer]).await;
        let page = scan(&mut staff, BOARD, &code).await;
        staff.send(page.form("#party").press("came")).await.must_say("報到完成：王大明");
        centre.pass(600);
        let page = scan(&mut staff, BOARD, &code).await;
        assert_eq!(word(&page), "10:00 已經報到過");
        // Two devices at once: nobody comes twice.
        let page = staff.open(BOARD).await;
        let again = page.form("#marks").smuggle("came", &seats(&centre, &one).await[0].id);
        staff.send(again).await.must_say("先前已登記：王大明").must_say("1 / 1");
        assert_eq!(verbs(&centre, &one).await.iter().filter(|(verb, _)| verb == "came").count(), 1);
    }

    fn r48_whoever_may_not_come_in_is_told_why_in_big_words(centre) using [courses::service()] {
        add(&centre, "c", 2, 2, |_| {}).await;
        add(&centre, "d", 5, 1, |c| c.title = "別的課程".into()).await;
        let seated = register(&centre, "c", &[("甲", "male", 0), ("乙", "female", 0)]).await;
        let waits = register(&centre, "c", &[("丙", "female", 0)]).await;
        let other = register(&centre, "d", &[("丁", "female", 0)]).await;
        assert_eq!((seated.status, waits.status), (Status::Confirmed, Status::Waitlisted));
        let codes = [seats(&centre, &seated).await, seats(&centre, &waits).await, seats(&centre, &other).await];
        let mut staff = centre.staff(&[Role::Volunteer]).await;
        assert_eq!(word(&scan(&mut staff, BOARD, &code(&centre, "c", &codes[1][0])).await), "備取中，未有名額");
        let page = scan(&mut staff, BOARD, &code(&centre, "d", &codes[2][0])).await;
        page.must_say("別的課程").must_not_say("丁");
        assert_eq!(word(&page), "是另一個課程");
        let forged = code(&centre, "c", &codes[0][0]).replace(&codes[0][0].id.to_uppercase(), &codes[1][0].id.to_uppercase());
        for nonsense in [forged.as_str(), "王大明", ""] {
            let page = scan(&mut staff, BOARD, nonsense).await;
            assert_eq!((word(&page), page.status.as_u16()), ("不是本中心的報到碼".into(), 422));
        }
        let desk = Desk::of(&centre.centre).unwrap();
        let cancel = Work::Cancel { registration_id: seated.id.clone(), seats: vec![codes[0][1].id.clone()], why: None };
        desk.ask("c", cancel, Actor::system()).await.unwrap();
        let page = scan(&mut staff, BOARD, &code(&centre, "c", &codes[0][1])).await;
        assert_eq!(word(&page), "已取消");
        // What the page does not offer is not done either.
        let form = page.form("#party").smuggle("came", &codes[0][1].id);
        staff.send(form).await.must_say("0 / 1");
        // The second session is on another day, and so is tomorrow.
        let next = "/office/courses/c/sessions/2/day";
        assert_eq!(word(&staff.open(next).await), "不是今天");
        centre.pass(24 * HOUR);
        staff = centre.staff(&[Role::Volunteer]).await;
        let page = staff.open(BOARD).await;
        assert_eq!(word(&page), "不是今天");
        let form = page.form("#marks").smuggle("came", &codes[0][0].id);
        staff.send(form).await.must_say("0 / 1");
    }

    fn r48_people_of_the_same_name_are_told_apart(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let one = register(&centre, "c", &[("陳怡君", "female", 1985)]).await;
        register(&centre, "c", &[("林媽媽", "female", 1979), ("陳怡君", "female", 2015)]).await;
        let mut staff = centre.staff(&[Role::Volunteer]).await;
        let page = staff.open(BOARD).await;
        page.must_say("同名").must_say("林媽媽 的同行者").must_say(&courses::day::reference(&one.reference));
        // By hand: the reference number does for the code.
        let page = scan(&mut staff, BOARD, &one.reference.to_lowercase()).await;
        page.must_say("陳怡君").must_not_say("林媽媽");
        // By list, narrowed on the server where no script runs.
        let board = staff.open(BOARD).await;
        let page = staff.send(board.form("#code").to(&format!("{BOARD}/search")).smuggle("q", "林媽媽")).await;
        page.must_not_say(&courses::day::reference(&one.reference)).must_say("林媽媽 的同行者");
    }

    fn r49_the_door_sees_only_the_answers_that_staff_chose_for_it(centre) using [courses::service()] {
        let questions = |at_door: &str| format!(r#"[
            {{"id":"food","kind":"text","whose":"person","label":"飲食"{at_door}}},
            {{"id":"why","kind":"text","whose":"person","label":"動機"}},
            {{"id":"car","kind":"yes-no","whose":"registration","label":"開車"{at_door}}}]"#);
        let (marked, unmarked) = (questions(r#","at_door":true"#), questions(""));
        add(&centre, "c", 10, 1, |c| c.questions = unmarked.clone()).await;
        add(&centre, "d", 10, 1, |c| c.questions = marked.clone()).await;
        for course in ["c", "d"] {
            let one = register_with(&centre, course, r#"{"food":["花生過敏"],"why":["想離婚"]}"#, r#"{"car":["yes"]}"#).await;
            let code = code(&centre, course, &seats(&centre, &one).await[0]);
            let office = BOARD.replace("/c/", &format!("/{course}/"));
            let mut staff = centre.staff(&[Role::Promotion]).await;
            let link = format!("{}/1", door_of(&mut staff, course, "側門").await);
            let mut holder = centre.resident();
            let pages = [
                staff.open(&office).await,
                scan(&mut staff, &office, &code).await,
                holder.open(&link).await,
                scan(&mut holder, &link, &code).await,
            ];
            for page in pages {
                // Name and group, nothing else of the person: not the year of birth, not the contact.
                page.must_say("王大明").must_say(&courses::day::reference(&one.reference));
                page.must_not_say("69 年").must_not_say("西元 1980").must_not_say("912345678").must_not_say("secret@");
                page.must_not_say("想離婚").must_not_say("動機");
                if course == "d" {
                    page.must_say("飲食： 花生過敏").must_say("開車： 是");
                } else {
                    page.must_not_say("花生過敏").must_not_say("開車");
                }
            }
        }
    }

    fn r49_staff_choose_question_by_question_what_the_door_sees(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/c/questions").await;
        let form = page.form("#question").fill("label", "過敏").fill("kind", "text").fill("whose", "person");
        let kept = |centre: &Fresh| {
            let db = centre.centre.db.clone();
            async move {
                let course = db.read(|conn| store::course::find(conn, "c")).await.unwrap().unwrap();
                courses::questions::parse(&course.questions)[0].at_door
            }
        };
        staff.send(form.press("put")).await.must_be(200).must_say("過敏");
        assert!(!kept(&centre).await, "by default the door sees nothing");
        let page = staff.open("/office/courses/c/questions").await;
        let change = page.attribute("a[href*='change=']", "href").unwrap();
        let page = staff.open(&change).await;
        staff.send(page.form("#question").tick("at_door", "yes").press("put")).await.must_say("報到時顯示");
        assert!(kept(&centre).await);
    }

    fn r47_what_must_be_answered_is_asked_before_somebody_comes_in(centre) using [courses::service()] {
        let questions = r#"[{"id":"shoes","kind":"text","whose":"person","label":"鞋號","label_en":"","hint":"","hint_en":"","required":true,"choices":[]}]"#;
        add(&centre, "c", 10, 1, |c| c.questions = questions.into()).await;
        let one = register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let code = code(&centre, "c", &seats(&centre, &one).await[0]);
        let mut staff = centre.staff(&[Role::Volunteer]).await;
        let page = scan(&mut staff, BOARD, &code).await;
        assert_eq!(word(&page), "請先詢問未填的問題");
        page.must_say("鞋號");
        staff.send(page.form("#party").press("came")).await.must_say("報到完成：王大明");
        assert!(word(&scan(&mut staff, BOARD, &code).await).ends_with("已經報到過"));
    }

    fn r45_a_code_printed_before_still_opens_the_door(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let one = register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let code = courses::rules::code::earlier_code(&centre.centre.keys, &seats(&centre, &one).await[0].id);
        let mut staff = centre.staff(&[Role::Volunteer]).await;
        assert_eq!(word(&scan(&mut staff, BOARD, &code).await), "歡迎，請進");
    }

    fn r50_in_and_out_give_minutes_and_the_last_step_can_be_taken_back(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let one = register(&centre, "c", &[("王大明", "male", 1980)]).await;
        centre.pass(HOUR);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(BOARD).await;
        staff.send(page.form("#marks").press("came")).await.must_say("11:00 已報到");
        centre.pass(45 * 60);
        staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(BOARD).await;
        staff.send(page.form("#marks").press("left")).await.must_say("11:45 已離場");
        staff.open("/office/courses/c/attendance").await.must_say("45 分鐘").must_say("11:00–11:45");
        let page = staff.open(BOARD).await;
        staff.send(page.form("#marks").press("undo")).await.must_say("已復原").must_say("11:00 已報到");
        let page = staff.open(BOARD).await;
        staff.send(page.form("#marks").press("undo")).await.must_say("0 / 1");
        let said: Vec<String> = verbs(&centre, &one).await.into_iter().map(|(verb, _)| verb).collect();
        assert_eq!(said, ["registered", "came", "left", "left-undone", "came-undone"]);
    }

    /// R50, R53: who goes out and comes back was not there between.
    fn r50_the_time_between_leaving_and_coming_back_is_not_counted(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        register(&centre, "c", &[("王大明", "male", 1980)]).await;
        centre.pass(HOUR);
        for (mark, minutes) in [("came", 20), ("left", 140), ("came", 20), ("left", 0)] {
            let mut staff = centre.staff(&[Role::Promotion]).await;
            let page = staff.open(BOARD).await;
            staff.send(page.form("#marks").press(mark)).await.must_be(200);
            centre.pass(minutes * 60);
        }
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open("/office/courses/c/attendance").await.must_say("40 分鐘").must_say("11:00–14:00");
    }

    fn r51_a_walk_in_is_registered_and_in_with_one_form(centre) using [courses::service()] {
        add(&centre, "c", 3, 1, |_| {}).await;
        let mut staff = centre.staff(&[Role::Volunteer]).await;
        let page = staff.open(&format!("{BOARD}/walk-in")).await;
        let form = page.form("#walk-in").fill("name1", "張三").fill("sex1", "male").fill("born1", "75")
            .fill("name2", "張小弟").fill("sex2", "male");
        let again = form.clone();
        staff.send(form).await.must_say("報到完成：").must_say("張小弟").must_say("2 / 2");
        // Pressed twice: the same party.
        staff.send(again).await.must_say("2 / 2");
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2)]);
    }

    fn r51_a_walk_in_comes_over_the_limit_only_when_full_and_confirmed(centre) using [courses::service()] {
        add(&centre, "c", 1, 1, |_| {}).await;
        register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(&format!("{BOARD}/walk-in")).await;
        page.must_be(200).must_say("名額已滿");
        let form = page.form("#walk-in").fill("name1", "張三");
        let page = staff.send(form).await;
        page.must_be(422).must_say("名額已滿").must_say("備取 0 人");
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 1)], "asking leaves nothing behind");
        let page = staff.send(page.form("#walk-in").fill("over", "  ")).await;
        page.must_be(422);
        assert_eq!(page.all("#f-over-error").len(), 1, "the limit is passed with a reason only");
        let page = staff.send(page.form("#walk-in").fill("over", "加了一張椅子")).await;
        page.must_say("報到完成：張三");
        let why = |conn: &mut foundation::db::Conn| {
            let rows = conn.rows(foundation::sql!("select over_reason from courses_registration where name = '張三'"), &[])?;
            rows[0].get::<Option<String>>(0)
        };
        assert_eq!(centre.centre.db.read(why).await.unwrap().as_deref(), Some("加了一張椅子"));
        // Whoever holds a link cannot pass the limit, whatever they send.
        let link = format!("{}/1", door(&mut staff, "側門").await);
        let mut helper = centre.resident();
        let page = helper.open(&format!("{link}/walk-in")).await;
        let form = page.form("#walk-in").fill("name1", "李四").smuggle("over", "yes");
        helper.send(form).await.must_be(422).must_say("請詢問承辦人員");
        // A volunteer who is signed in cannot either.
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        let page = volunteer.open(&format!("{BOARD}/walk-in")).await;
        assert!(page.all("#walk-in [name=over]").is_empty(), "{}", page.source);
        let form = page.form("#walk-in").fill("name1", "李四").smuggle("over", "yes");
        volunteer.send(form).await.must_be(422).must_say("請詢問承辦人員");
    }

    fn r51_a_walk_in_that_is_taken_back_has_no_seat_and_is_not_missed(centre) using [courses::service()] {
        add(&centre, "c", 2, 1, |_| {}).await;
        let mut staff = centre.staff(&[Role::Volunteer]).await;
        let page = staff.open(&format!("{BOARD}/walk-in")).await;
        let form = page.form("#walk-in").fill("name1", "張三").fill("name2", "張小弟").fill("phone", "0912345678");
        staff.send(form).await.must_say("2 / 2");
        for left in [1, 0] {
            let page = staff.open(BOARD).await;
            staff.send(page.form("#marks").press("undo")).await.must_say("已復原");
            let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
            let seated = counts.iter().find(|(s, _)| *s == Status::Confirmed).map_or(0, |(_, n)| *n);
            assert_eq!(seated, left, "{counts:?}");
        }
        let calls = |conn: &mut foundation::db::Conn| {
            let found = conn.first(foundation::sql!("select count(*) from courses_registration where call_since is not null"), &[])?;
            found.unwrap().get::<i64>(0)
        };
        assert_eq!(centre.centre.db.read(calls).await.unwrap(), 0, "there is nobody to call");
        let findings = centre.centre.db.read(courses::check::ledgers).await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }

    fn r52_the_end_proposed_for_a_door_link_is_one_that_is_taken(centre) using [courses::service()] {
        add(&centre, "c", 2, 30, |_| {}).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/c/doors").await;
        staff.send(page.form("#new").fill("label", "側門")).await.must_be(201);
    }

    fn r28_rules_are_waived_at_the_door_by_who_serves_the_course_only(centre) using [courses::service()] {
        add(&centre, "c", 5, 1, |_| {}).await;
        let rules = courses::rules::entry::Entry { age_to: Some(12), ..Default::default() };
        centre.centre.db.write(move |conn| store::entry::change_entry(conn, "c", &rules)).await.unwrap();
        for (role, said) in [(Role::Volunteer, "不能參加這個課程"), (Role::Promotion, "報到完成：張三")] {
            let mut staff = centre.staff(&[role]).await;
            let page = staff.open(&format!("{BOARD}/walk-in")).await;
            staff.send(page.form("#walk-in").fill("name1", "張三").fill("born1", "75")).await.must_say(said);
        }
    }

    fn r51_a_walk_in_of_a_name_that_is_expected_is_asked_about(centre) using [courses::service()] {
        add(&centre, "c", 5, 1, |_| {}).await;
        register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let mut staff = centre.staff(&[Role::Volunteer]).await;
        let page = staff.open(&format!("{BOARD}/walk-in")).await;
        let page = staff.send(page.form("#walk-in").fill("name1", "王大明")).await;
        page.must_be(422).must_say("名單上有同名的人").must_not_say("69 年生");
        let page = staff.send(page.form("#walk-in").tick("another", "yes")).await;
        page.must_say("報到完成：王大明").must_say("1 / 2");
        // A mistake keeps what was typed.
        let page = staff.open(&format!("{BOARD}/walk-in")).await;
        let page = staff.send(page.form("#walk-in").fill("name1", "趙五").fill("born1", "2050").fill("phone", "12")).await;
        page.must_be(422);
        assert_eq!(page.form("#walk-in").value("name1"), Some("趙五"));
    }

    fn r52_a_door_link_checks_in_to_one_course_and_does_nothing_else(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        add(&centre, "d", 10, 1, |_| {}).await;
        let one = register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let other = register(&centre, "d", &[("丁", "female", 0)]).await;
        let other_seat = seats(&centre, &other).await[0].clone();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let link = door(&mut staff, "側門志工").await;
        let mut helper = centre.resident();
        let page = helper.open(&link).await;
        page.must_be(200).must_say("王大明");
        assert_eq!(page.path, format!("{link}/1"), "today's session opens at once");
        for secret in ["0912", "912345678", "secret@test.example"] {
            assert!(!page.source.contains(secret), "a door shows no contact");
        }
        assert!(!page.source.contains("/office/"), "a door leads nowhere else");
        // Somebody of another course cannot be marked here.
        let page = helper.send(page.form("#marks").smuggle("came", &other_seat.id)).await;
        page.must_say("0 / 1");
        let page = helper.send(page.form("#marks").press("came")).await;
        page.must_say("1 / 1");
        let came = verbs(&centre, &one).await.pop().unwrap();
        assert_eq!(came, ("came".into(), "door:側門志工".into()));
        for below in ["/sheet", "/attendance", "/export", "/1/seating", "/1/head-count"] {
            helper.open(&format!("{link}{below}")).await.must_be(404);
        }
        helper.open("/office/day").await.must_not_say("王大明");
    }

    fn r52_a_door_link_ends_by_itself_or_when_staff_end_it(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let one = register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let (first, second) = (door(&mut staff, "側門").await, door(&mut staff, "正門").await);
        let mut helper = centre.resident();
        let board = helper.open(&first).await;
        let page = staff.open("/office/courses/c/doors").await;
        assert!(!page.source.contains(&first), "a link is shown once only");
        staff.send(page.form("#doors").press("door")).await.must_say("已失效").must_say("有效");
        let gone: Vec<u16> = [helper.open(&first).await, helper.open(&second).await]
            .iter().map(|p| p.status.as_u16()).collect();
        assert!(gone.contains(&410) && gone.contains(&200), "{gone:?}");
        // Six hours later both are over; what was open in the browser does nothing any more.
        centre.pass(6 * HOUR + 60);
        for link in [&first, &second] {
            let page = helper.open(link).await;
            page.must_be(410).must_not_say("王大明");
            assert_eq!(word(&page), "連結已失效");
        }
        helper.send(board.form("#marks").press("came")).await.must_be(410);
        assert!(verbs(&centre, &one).await.iter().all(|(verb, _)| verb != "came"));
        helper.open("/door/0123456789").await.must_be(404);
    }

    fn r52_only_those_with_the_right_stand_at_the_door(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let mut accountant = centre.staff(&[Role::Accountant]).await;
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        accountant.open(BOARD).await.must_be(404);
        volunteer.open(BOARD).await.must_be(200);
        volunteer.open("/office/day").await.must_be(200).must_say("親子共讀工作坊");
        for address in ["/office/courses/c/doors", "/office/courses/c/sessions/1/sheet", "/office/courses/c/attendance"] {
            volunteer.open(address).await.must_be(404);
        }
        assert!(centre.resident().open(BOARD).await.path.starts_with("/office/sign-in"));
    }

    fn r06_x9_heads_are_counted_by_sex_and_age_and_the_sums_make_the_total(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        register(&centre, "c", &[("王大明", "male", 1980), ("王小美", "female", 2018)]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(BOARD).await;
        staff.send(page.form("#marks").press("came")).await;
        let at = "/office/courses/c/sessions/1/head-count";
        let page = staff.open(at).await;
        let form = page.form("#head-count").fill("n.female.65-plus", "１２").fill("n.male.6-11", "3");
        let page = staff.send(form).await;
        page.must_say("已儲存");
        let sums = page.all(".scroll:not(.grid) tbody tr:last-child td");
        assert_eq!(sums.last().unwrap(), "16");
        let parts: i64 = sums[..sums.len() - 1].iter().map(|n| n.parse::<i64>().unwrap()).sum();
        assert_eq!(parts, 16);
        assert_eq!(page.form("#head-count").value("n.female.65-plus"), Some("12"));
        let page = staff.send(page.form("#head-count").fill("n.male.6-11", "很多")).await;
        page.must_be(422);
        assert_eq!(page.form("#head-count").value("n.male.6-11"), Some("很多"));
        staff.open(BOARD).await.must_say("+15");
    }

    /// X9: two doors count the same people, and neither overwrites the other unseen.
    fn x9_a_count_of_another_door_is_shown_before_it_is_overwritten(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let at = "/office/courses/c/sessions/1/head-count";
        let mine = staff.open(at).await.form("#head-count").fill("n.female.65-plus", "7");
        let theirs = staff.open(at).await.form("#head-count").fill("n.male.6-11", "3");
        staff.send(theirs).await.must_say("已儲存");
        let page = staff.send(mine).await;
        page.must_be(422).must_say("別人剛才存了 3 人，您填的是 7 人");
        assert_eq!(page.form("#head-count").value("n.female.65-plus"), Some("7"), "what was typed stays");
        let page = staff.send(page.form("#head-count").fill("n.male.6-11", "3")).await;
        page.must_be(200).must_say("已儲存");
        staff.open(BOARD).await.must_say("+10");
    }

    fn r53_attendance_is_kept_by_session_and_person_and_corrected_with_a_reason(centre) using [courses::service()] {
        add(&centre, "c", 10, 2, |_| {}).await;
        let one = register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(BOARD).await;
        staff.send(page.form("#marks").press("came")).await;
        centre.pass(8 * 24 * HOUR);
        staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/c/attendance").await;
        page.must_say("50.0%").must_say("缺席");
        let seat = seats(&centre, &one).await[0].id.clone();
        let at = format!("/office/courses/c/sessions/2/attendance/{seat}");
        let page = staff.open(&at).await;
        let page = staff.send(page.form("#correction").fill("there", "yes").fill("in", "11:10")).await;
        page.must_be(422);
        assert_eq!(page.form("#correction").value("in"), Some("11:10"));
        let page = staff.send(page.form("#correction").fill("why", "忘了簽到，講師證明")).await;
        page.must_say("已更正").must_say("100.0%");
        let page = staff.open(&format!("/office/courses/c/sessions/1/attendance/{seat}")).await;
        let form = page.form("#correction").fill("there", "no").fill("why", "點錯人");
        staff.send(form).await.must_say("50.0%");
        let id = one.id.clone();
        let read = move |conn: &mut foundation::db::Conn| trail::list_of(conn, courses::settle::REGISTRATION, &id);
        let kept = centre.centre.db.read(read).await.unwrap();
        let corrections: Vec<_> = kept.iter().filter(|t| t.verb == "attendance-corrected").collect();
        assert_eq!(corrections[0].reason.as_deref(), Some("忘了簽到，講師證明"));
        assert!(corrections[1].before.as_ref().unwrap().contains("\"in\":\"2026"));
        assert!(corrections[1].after.as_ref().unwrap().contains("\"in\":null"));
    }

    /// R53: who leaves a camp in the morning leaves after having come the evening before.
    fn r53_attendance_of_a_night_is_corrected_into_the_morning(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        let one = register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let morning = centre.centre.clock.now().plus_seconds(23 * HOUR);
        let write = move |conn: &mut foundation::db::Conn| {
            conn.execute(foundation::sql!("update courses_session set ends_at = $1"), foundation::params![morning])
        };
        centre.centre.db.write(write).await.unwrap();
        centre.pass(2 * 24 * HOUR);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let seat = seats(&centre, &one).await[0].id.clone();
        let at = format!("/office/courses/c/sessions/1/attendance/{seat}");
        let page = staff.open(&at).await;
        let form = page.form("#correction").fill("there", "yes").fill("in", "11:10").fill("why", "忘了簽退");
        staff.send(form.clone().fill("out", "08:30")).await.must_be(200).must_say("已更正").must_say("11:10–08:30");
        let page = staff.open(&at).await;
        let form = page.form("#correction").fill("in", "11:10").fill("out", "11:00").fill("why", "打錯");
        staff.send(form).await.must_be(422);
    }

    fn r52_the_sign_in_sheet_has_names_and_room_to_sign_and_leaves_a_trace(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        register(&centre, "c", &[("王大明", "male", 1980), ("王小美", "female", 2018)]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/c/sessions/1/sheet").await;
        page.must_say("王大明").must_say("王小美").must_say("簽名").must_say("民國115年11月23日");
        assert_eq!(page.all(".sheet tbody tr").len(), 12);
        assert!(!page.source.contains("912345678"));
        let read = |conn: &mut foundation::db::Conn| trail::list_of(conn, "courses_session", "c-1");
        assert_eq!(centre.centre.db.read(read).await.unwrap()[0].verb, "sheet-printed");
    }

    fn r18_staff_seat_a_waiting_party_at_the_door(centre) using [courses::service()] {
        add(&centre, "c", 1, 1, |_| {}).await;
        register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let waits = register(&centre, "c", &[("丙", "female", 0)]).await;
        let code = code(&centre, "c", &seats(&centre, &waits).await[0]);
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        assert!(scan(&mut volunteer, BOARD, &code).await.all("#seating").is_empty());
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = scan(&mut staff, BOARD, &code).await;
        let page = staff.send(page.form("#seating")).await;
        page.must_be(422).must_say("超額放行的原因").must_not_say("歡迎，請進");
        let page = staff.send(page.form("#seating").fill("over", "加一張椅子")).await;
        assert_eq!(word(&page), "歡迎，請進");
        let rows = centre.centre.db.read(move |conn| trail::list_of(conn, "courses_registration", &waits.id)).await.unwrap();
        assert!(rows.iter().any(|row| row.verb == "seated" && row.reason.as_deref() == Some("加一張椅子")));
        staff.send(page.form("#party").press("came")).await.must_say("報到完成：丙");
    }

    fn the_day_speaks_english(centre) using [courses::service()] {
        add(&centre, "c", 10, 1, |_| {}).await;
        register(&centre, "c", &[("王大明", "male", 1980)]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        for below in ["sessions/1/day", "sessions/1/day/walk-in", "sessions/1/head-count", "sessions/1/sheet", "attendance", "doors"] {
            let page = staff.open(&format!("/en/office/courses/c/{below}")).await;
            page.must_be(200).must_say("Reading together");
        }
        staff.open("/en/office/day").await.must_say("Sessions today");
        let page = staff.open("/en/office/courses/c/sessions/1/day").await;
        staff.send(page.form("#marks").press("came")).await.must_say("Checked in: 王大明");
        staff.open("/en/office/measures/courses.attended").await.must_say("By age").must_say("45 to 64");
    }
}
