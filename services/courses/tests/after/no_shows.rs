//! Not coming: points by rule, decay, later opening at every channel, appeal to a person (R55).

use courses::rules::admit::Refusal;
use foundation::rules::{DefaultRule, NewVersion};
use office::rule_book::RuleValue;
use testing::{Page, Role, Visitor, both_engines};

use super::*;

/// Sets numbers of the rule book from today on.
async fn set(centre: &Fresh, rules: &[(&str, i64)]) {
    for (key, value) in rules {
        let new = NewVersion {
            of: DefaultRule::find(key).unwrap(),
            value: RuleValue::Integer(*value),
            effective_from: centre.centre.clock.now().date(),
            source: "本中心".into(),
        };
        let now = centre.centre.clock.now();
        let write = move |conn: &mut Conn| foundation::rules::add(conn, &new, now);
        centre.centre.db.write(write).await.unwrap().unwrap();
    }
}

const RULE: &[(&str, i64)] = &[
    ("courses.no_show_points", 1),
    ("courses.late_cancel_points", 1),
    ("courses.no_show_limit_points", 1),
    ("courses.no_show_delay_hours", 24),
    ("courses.no_show_keep_days", 90),
    ("courses.no_show_grace_hours", 48),
];

/// A course that 王小明 missed and 李大同 came to, three days after its end.
async fn missed(centre: &Fresh) -> Registered {
    add(centre, "c", 1, |_| {}).await;
    let ming = register(centre, "c", &["王小明"]).await;
    let other = register(centre, "c", &["李大同"]).await;
    centre.pass(HOUR);
    came(centre, "c", 1, &[&other.seats[0]]).await;
    centre.pass(3 * DAY);
    count(centre).await;
    ming
}

/// Does what the program does every hour, and all that follows from it.
async fn count(centre: &Fresh) {
    courses::after::no_show::count(centre.centre.clone()).await.unwrap();
    centre.settle().await;
}

/// A course whose registration opens in an hour.
async fn next(centre: &Fresh, id: &str) {
    let now = centre.centre.clock.now();
    add(centre, id, 1, move |c| {
        c.opens_at = now.plus_seconds(HOUR);
        c.starts_at = now.plus_seconds(10 * DAY);
        c.ends_at = c.starts_at.plus_seconds(3 * HOUR);
        c.closes_at = c.starts_at;
        c.change_until = c.starts_at;
    })
    .await;
}

async fn cases(centre: &Fresh, registered: &Registered) -> Vec<store::no_show::NoShow> {
    let id = registered.id.clone();
    centre.centre.db.read(move |conn| store::no_show::list_of_party(conn, &id)).await.unwrap()
}

async fn appeal(visitor: &mut Visitor, path: &str, text: &str) -> Page {
    let page = visitor.open(path).await;
    visitor.send(page.form("form").fill("appeal", text)).await
}

fn is_later(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused(Refusal::Later { .. }))
}

both_engines! {
    fn r55_it_is_off_by_default(centre) using [courses::service()] {
        let ming = missed(&centre).await;
        assert_eq!(cases(&centre, &ming).await, vec![]);
        let mut anyone = centre.resident();
        anyone.open("/no-shows").await.must_say("目前沒有實施");
        anyone.open("/courses/course-c").await.must_not_say("記點");
        next(&centre, "d").await;
        anyone.open("/courses/course-d/register").await.must_be(200).must_not_say("記點");
        centre.pass(HOUR);
        register(&centre, "d", &["王小明"]).await;
    }

    fn r55_who_does_not_come_gets_points_and_registers_later_by_every_channel(centre) using [courses::service()] {
        set(&centre, RULE).await;
        let ming = missed(&centre).await;
        let found = cases(&centre, &ming).await;
        assert_eq!(found.iter().map(|c| c.case.points).collect::<Vec<_>>(), [1]);
        assert!(verbs(&centre, &ming).await.contains(&"no-show-counted".to_owned()));
        let mail = centre.mail_to("ming@test.example").await;
        assert!(mail.subject.contains("記點") && mail.body.contains("/no-shows?k="), "{}", mail.body);
        // Run again, it counts nothing twice.
        centre.pass(2 * HOUR);
        count(&centre).await;
        assert_eq!(cases(&centre, &ming).await.len(), 1);
        next(&centre, "d").await;
        let mut anyone = centre.resident();
        anyone.open("/courses/course-d/register").await.must_say("記點");
        anyone.open("/no-shows").await.must_say("24 小時").must_say("90 天");
        centre.pass(HOUR);
        assert!(is_later(&ask(&centre, "d", party(&centre, &["王小明"])).await));
        assert!(is_later(&ask(&centre, "d", party(&centre, &["陳一", "王小明"])).await), "whoever comes along counts");
        let phone = NewParty { by_staff: true, channel: "phone".into(), ..party(&centre, &["王小明"]) };
        assert!(is_later(&ask(&centre, "d", phone).await), "the telephone is no way around");
        // Somebody else at the same telephone is another person.
        assert!(matches!(ask(&centre, "d", party(&centre, &["王小華"])).await, Answer::Registered(_)));
        centre.pass(24 * HOUR);
        assert!(matches!(ask(&centre, "d", party(&centre, &["王小明"])).await, Answer::Registered(_)));
    }

    /// R55: who may be among the heads that were counted is not missed.
    fn r55_where_heads_were_counted_nobody_is_known_to_be_missing(centre) using [courses::service()] {
        set(&centre, RULE).await;
        add(&centre, "c", 1, |_| {}).await;
        let ming = register(&centre, "c", &["王小明"]).await;
        let other = register(&centre, "c", &["李大同"]).await;
        centre.pass(HOUR);
        came(&centre, "c", 1, &[&other.seats[0]]).await;
        let heads = foundation::sql!(
            "insert into courses_head_count (session_id, sex, age_band, persons) values ('c-1', 'unknown', 'unknown', 29)"
        );
        centre.centre.db.write(move |conn: &mut Conn| conn.execute(heads, &[])).await.unwrap();
        centre.pass(3 * DAY);
        count(&centre).await;
        assert_eq!(cases(&centre, &ming).await, vec![]);
    }

    fn r55_points_end_by_themselves(centre) using [courses::service()] {
        set(&centre, RULE).await;
        missed(&centre).await;
        centre.pass(91 * DAY);
        next(&centre, "d").await;
        centre.pass(HOUR);
        assert!(matches!(ask(&centre, "d", party(&centre, &["王小明"])).await, Answer::Registered(_)));
    }

    fn r55_staff_let_somebody_in_with_a_reason_that_stays(centre) using [courses::service()] {
        set(&centre, RULE).await;
        missed(&centre).await;
        next(&centre, "d").await;
        centre.pass(HOUR);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/d/registrations/new").await;
        page.must_say("本課程適用未到記點");
        let form = page.form("#counter").fill("name", "王小明").fill("phone", "0912345678");
        let refused = staff.send(form).await;
        refused.must_be(409).must_say("記點");
        assert_eq!(refused.attribute("#counter input[name=name]", "value").as_deref(), Some("王小明"));
        let done = staff.send(refused.form("#counter").fill("waive", "家中急事，已說明")).await;
        done.must_be(200).must_say("家中急事，已說明");
    }

    fn r55_a_late_word_counts_and_is_warned_of_before_the_act(centre) using [courses::service()] {
        set(&centre, RULE).await;
        add(&centre, "c", 1, |c| c.change_until = c.opens_at).await;
        let ming = register(&centre, "c", &["王小明"]).await;
        let mut resident = centre.resident();
        let page = resident.open(&progress(&centre, &ming, "/absent")).await;
        page.must_say("記 1 點");
        resident.send(page.form("form")).await.must_be(200);
        centre.pass(4 * DAY);
        count(&centre).await;
        let found = cases(&centre, &ming).await;
        assert_eq!(found.iter().map(|c| c.kind).collect::<Vec<_>>(), [courses::rules::no_show::Kind::Late]);
        // In time, it counts nothing.
        add(&centre, "d", 1, |_| {}).await;
        let other = register(&centre, "d", &["王小華"]).await;
        let page = resident.open(&progress(&centre, &other, "/absent")).await;
        page.must_not_say("記 1 點");
        resident.send(page.form("form")).await.must_be(200);
        centre.pass(4 * DAY);
        count(&centre).await;
        assert_eq!(cases(&centre, &other).await, vec![]);
    }

    /// R55: what counts, since when, for how long, what follows and how to appeal stands on the course's page.
    fn r55_the_course_page_states_the_rule_in_force(centre) using [courses::service()] {
        add(&centre, "c", 1, |_| {}).await;
        let mut anyone = centre.resident();
        anyone.open("/courses/course-c").await.must_not_say("記點");
        set(&centre, RULE).await;
        centre.centre.cache.bump(&[foundation::rules::TOPIC]);
        let page = anyone.open("/courses/course-c").await;
        for said in ["一場都沒來：記 1 點", "才說不來：記 1 點", "起實施", "90 天後自動消失", "累計 1 點", "24 小時後", "申訴", "電話、臨櫃報名都一樣"] {
            page.must_say(said);
        }
        anyone.open("/en/courses/course-c").await.must_say("It holds since");
    }

    /// R55: the telephone is no way around a late cancellation, and what the centre cancels counts nothing.
    fn r55_a_late_cancellation_counts_when_staff_write_it_down_at_the_wish_of_the_party(centre) using [courses::service()] {
        set(&centre, RULE).await;
        add(&centre, "c", 1, |c| c.change_until = c.opens_at).await;
        let wished = register(&centre, "c", &["王小明", "王小華"]).await;
        let sent_away = register(&centre, "c", &["陳一"]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let path = |id: &str| format!("/office/courses/c/registrations/{id}");
        let page = staff.open(&path(&wished.id)).await;
        page.must_say("每人記 1 點");
        let one = page.form("#cancellation").fill("cancel-why", "來電").tick("wish", "yes").smuggle("seat", &wished.seats[1]).press("act");
        staff.send(one.without("act").smuggle("act", "picked")).await.must_be(200).must_say("當事人自己取消");
        let page = staff.open(&path(&sent_away.id)).await;
        staff.send(page.form("#cancellation").fill("cancel-why", "場地停電").without("act").smuggle("act", "all")).await.must_be(200);
        // In time it counts nothing, whoever writes it down, and nobody is warned.
        add(&centre, "d", 1, |_| {}).await;
        let early = register(&centre, "d", &["李大同"]).await;
        let page = staff.open(&format!("/office/courses/d/registrations/{}", early.id)).await;
        page.must_not_say("每人記");
        let wish = page.form("#cancellation").fill("cancel-why", "來電").tick("wish", "yes");
        staff.send(wish.without("act").smuggle("act", "all")).await.must_be(200);
        centre.pass(4 * DAY);
        count(&centre).await;
        let of_party = cases(&centre, &wished).await;
        let late = of_party.iter().filter(|c| c.kind == courses::rules::no_show::Kind::Late).map(|c| c.name.as_str());
        assert_eq!(late.collect::<Vec<_>>(), ["王小華"]);
        assert_eq!((cases(&centre, &sent_away).await, cases(&centre, &early).await), (vec![], vec![]));
    }

    fn r55_the_party_appeals_and_a_person_decides(centre) using [courses::service()] {
        set(&centre, RULE).await;
        let ming = missed(&centre).await;
        let path = progress(&centre, &ming, "/no-shows");
        let mut resident = centre.resident();
        resident.open(&progress(&centre, &ming, "")).await.must_say("記點");
        appeal(&mut resident, &path, "").await.must_be(422);
        let old = resident.open(&path).await.form("form").fill("appeal", "當天發燒，<b>有</b>診斷證明");
        let sent = resident.send(old.clone()).await;
        sent.must_be(200).must_say("申訴已送出").must_say("審核中").must_say("<b>有</b>");
        resident.send(old).await.must_be(200);
        // While somebody decides, it does not count.
        next(&centre, "d").await;
        centre.pass(HOUR);
        assert!(matches!(ask(&centre, "d", party(&centre, &["王小明"])).await, Answer::Registered(_)));
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let list = staff.open("/office/no-shows").await;
        list.must_say("當天發燒");
        let case = list.attribute("table a", "href").unwrap();
        let page = staff.open(&case).await;
        staff.send(page.form("#decide").fill("decision", "remove")).await.must_be(422);
        let decided = staff.send(page.form("#decide").fill("decision", "remove").fill("why", "有診斷證明，銷點")).await;
        decided.must_say("已決定").must_not_say("當天發燒");
        resident.open(&path).await.must_say("有診斷證明，銷點").must_say("已銷點");
        centre.settle().await;
        assert!(centre.mail_to("ming@test.example").await.subject.contains("申訴"));
        assert_eq!(cases(&centre, &ming).await[0].case.state, courses::rules::no_show::State::Removed);
    }

    /// R55: each decision is told, and a job run twice tells none twice.
    fn r55_two_decisions_of_one_party_are_two_letters(centre) using [courses::service()] {
        set(&centre, RULE).await;
        add(&centre, "c", 1, |_| {}).await;
        let ming = register(&centre, "c", &["王小明", "王小華"]).await;
        let other = register(&centre, "c", &["李大同"]).await;
        centre.pass(HOUR);
        came(&centre, "c", 1, &[&other.seats[0]]).await;
        centre.pass(3 * DAY);
        count(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        for case in cases(&centre, &ming).await {
            let page = staff.open(&format!("/office/no-shows/{}", case.id)).await;
            let form = page.form("#decide").fill("decision", "remove").fill("why", "有診斷證明");
            staff.send(form).await.must_be(200);
        }
        centre.settle().await;
        let id = cases(&centre, &ming).await[0].id.clone();
        courses::mails::write(centre.centre.clone(), format!("no-show-decided:{}/{id}-removed", ming.id)).await.unwrap();
        centre.settle().await;
        let told = centre.mails().await.into_iter().filter(|m| m.to == "ming@test.example" && m.subject.contains("申訴"));
        assert_eq!(told.count(), 2);
    }

    fn r55_whose_attendance_is_set_right_has_no_points(centre) using [courses::service()] {
        set(&centre, RULE).await;
        let ming = missed(&centre).await;
        assert_eq!(cases(&centre, &ming).await.len(), 1);
        came(&centre, "c", 1, &[&ming.seats[0]]).await;
        assert_eq!(cases(&centre, &ming).await, vec![]);
        next(&centre, "d").await;
        centre.pass(HOUR);
        assert!(matches!(ask(&centre, "d", party(&centre, &["王小明"])).await, Answer::Registered(_)));
    }

    fn r55_nobody_sees_or_appeals_the_points_of_others(centre) using [courses::service()] {
        set(&centre, RULE).await;
        let ming = missed(&centre).await;
        add(&centre, "d", 1, |_| {}).await;
        let other = register(&centre, "d", &["陳一"]).await;
        let case = cases(&centre, &ming).await[0].id.clone();
        let mut resident = centre.resident();
        let mine = progress(&centre, &ming, "/no-shows");
        let page = resident.open(&mine).await;
        resident.open(&progress(&centre, &other, "/no-shows")).await.must_be(404);
        let forged = page.form("form").smuggle("case", "no-such").without("case").smuggle("case", "no-such").fill("appeal", "x");
        resident.send(forged).await.must_be(404);
        resident.open(&format!("{}?k=0", mine.split('?').next().unwrap())).await.must_be(403);
        centre.staff(&[Role::Volunteer]).await.open("/office/no-shows").await.must_not_say("王小明");
        let mut counselling = centre.staff_of("counselling", &[Role::Counselling]).await;
        counselling.open(&format!("/office/no-shows/{case}")).await.must_be(404);
        counselling.open("/office/no-shows").await.must_be(200).must_not_say("王小明");
        centre.staff(&[Role::Promotion]).await.open("/office/no-shows").await.must_say("王小明");
        centre.staff_of("direction", &[Role::Director]).await.open("/office/no-shows").await.must_say("王小明");
    }

    /// R13, R55: in a crowd too, whose turn comes later is told so.
    fn r55_a_party_with_points_in_the_line_before_the_desk_is_told_it_may_come_later(centre) using [courses::service()] {
        set(&centre, RULE).await;
        missed(&centre).await;
        next(&centre, "d").await;
        centre.pass(HOUR);
        let now = centre.centre.clock.now();
        let patience = courses::desk::PATIENCE;
        let write = move |conn: &mut Conn| foundation::centre::change_setting(conn, patience, "0", now, "test");
        centre.centre.db.write(write).await.unwrap();
        centre.centre.reload_settings().await.unwrap();
        let asked = ask(&centre, "d", party(&centre, &["王小明"])).await;
        let Answer::InLine(id) = asked else { panic!("{asked:?}") };
        let mut visitor = centre.resident();
        let path = courses::public::arrival::path(&centre.centre.keys, &id);
        let mut over = visitor.open(&path).await;
        for _ in 0..1000 {
            if over.status == 409 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            over = visitor.open(&path).await;
        }
        over.must_be(409).must_say("還沒有開放您報名");
    }

    /// R51, R55: whoever holds a door link cannot let in who may come later, and is told why.
    fn r55_a_walk_in_with_points_is_told_at_the_door(centre) using [courses::service()] {
        set(&centre, RULE).await;
        missed(&centre).await;
        let now = centre.centre.clock.now();
        add(&centre, "d", 1, |c| c.opens_at = now.plus_seconds(-HOUR)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/d/doors").await;
        let made = staff.send(page.form("#new").fill("label", "側門")).await;
        let link = made.attribute("a.door-link", "href").unwrap();
        let link = link.strip_prefix("http://test.example").unwrap().to_owned();
        let mut helper = centre.resident();
        let page = helper.open(&format!("{link}/1/walk-in")).await;
        let form = page.form("#walk-in").fill("name1", "王小明").fill("phone", "0912-345-678");
        let said = helper.send(form).await;
        said.must_be(422).must_say("未到記點達到上限");
        assert_eq!(said.form("#walk-in").value("name1"), Some("王小明"));
    }
}
