//! Hours for the records of civil servants and teachers: numbers given for that only, sealed, reported
//! once, corrected after a change, and destroyed in time (R53, D-4).

use testing::{Page, Role, Visitor, both_engines};

use super::*;

const ID: &str = "A123456789";
const HOURS: &str = "/office/courses/c/hours/civil-servant";

async fn teach(centre: &Fresh) -> Registered {
    add(centre, "c", 1, |c| c.civil_servant_hours = 30).await;
    register(centre, "c", &["王小明", "王小華"]).await
}

async fn give(visitor: &mut Visitor, path: &str, number: &str) -> Page {
    let page = visitor.open(path).await;
    visitor.send(page.form("#hours").fill("id_number", number).tick("agree", "yes")).await
}

async fn stored(centre: &Fresh) -> Vec<String> {
    let read = |conn: &mut Conn| {
        let mut all = Vec::new();
        for sql in [
            foundation::sql!(
                "select coalesce(sealed, '') || masked from courses_hours_claim order by seat_id"
            ),
            foundation::sql!("select wrapped from foundation_record_key order by place"),
            foundation::sql!("select coalesce(after, '') from foundation_trail order by id"),
        ] {
            for r in conn.rows(sql, &[])? {
                all.push(r.get(0)?);
            }
        }
        Ok(all)
    };
    centre.centre.db.read(read).await.unwrap()
}

async fn report(staff: &mut Visitor) -> (Page, Page) {
    let page = staff.open(HOURS).await;
    let made = staff.send(page.form("#report")).await;
    let last = made.all("form[id^=report-]").len();
    let file = staff.send(made.form(&format!("#report-{last}")).press("kind")).await;
    (made, file)
}

both_engines! {
    fn d4_a_number_is_given_for_the_record_only_sealed_and_shown_masked(centre) using [courses::service()] {
        let family = teach(&centre).await;
        let mut resident = centre.resident();
        resident.open(&progress(&centre, &family, "")).await.must_say("登錄研習時數");
        let path = progress(&centre, &family, "/hours/1");
        let page = resident.open(&path).await;
        let wrong = resident.send(page.form("#hours").fill("id_number", "A123456788")).await;
        wrong.must_be(422);
        assert_eq!(wrong.all("p.error").len(), 2, "the number, and the consent");
        let given = give(&mut resident, &path, " ａ123456789").await;
        given.must_be(200).must_say("A12****789").must_not_say(ID);
        assert!(!stored(&centre).await.iter().any(|text| text.contains(ID)), "nowhere in the clear");
        assert!(verbs(&centre, &family).await.contains(&"id-number-given".to_owned()));
        let dropped = resident.send(given.form("form").press("drop")).await;
        dropped.must_be(200).must_not_say("A12****789");
        let read = |conn: &mut Conn| conn.rows(foundation::sql!("select place from foundation_record_key"), &[]);
        assert_eq!(centre.centre.db.read(read).await.unwrap().len(), 0, "its key is destroyed");
        // Another seat, another's link, a course without hours.
        resident.open(&progress(&centre, &family, "/hours/9")).await.must_be(404);
        resident.open(&format!("{}?k=0", path.split('?').next().unwrap())).await.must_be(403);
        add(&centre, "d", 1, |_| {}).await;
        let other = register(&centre, "d", &["李大同"]).await;
        resident.open(&progress(&centre, &other, "/hours/1")).await.must_be(404);
        resident.open(&progress(&centre, &other, "")).await.must_not_say("登錄研習時數");
    }

    fn r53_hours_are_reported_once_and_corrected_after_a_late_change(centre) using [courses::service()] {
        let family = teach(&centre).await;
        let mut resident = centre.resident();
        give(&mut resident, &progress(&centre, &family, "/hours/1"), ID).await.must_be(200);
        give(&mut resident, &progress(&centre, &family, "/hours/2"), "A800000014").await.must_be(200);
        centre.pass(HOUR);
        came(&centre, "c", 1, &[&family.seats[0]]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open(HOURS).await.must_say("沒有待申報的人");
        centre.pass(4 * HOUR);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open(HOURS).await.must_say("A12****789").must_not_say(ID).must_not_say("王小華");
        let (made, file) = report(&mut staff).await;
        made.must_say("申報檔已產生").must_say("沒有待申報的人");
        file.must_be(200);
        assert!(file.source.contains("身分證字號,姓名,課程名稱") && file.source.contains("A123456789,王小明"), "{}", file.source);
        assert!(file.source.contains("1151123,1151123,3,測試家庭教育中心,新增"), "{}", file.source);
        let read = |conn: &mut Conn| trail::list_of(conn, "courses_course", "c");
        let kept = centre.centre.db.read(read).await.unwrap();
        assert!(kept.iter().any(|t| t.verb == "exported" && t.after.as_deref().is_some_and(|a| a.contains("sha256"))));
        // Attendance is set right: one is withdrawn, the other new, and nobody is reported twice.
        let drop = |conn: &mut Conn| {
            conn.execute(foundation::sql!("delete from courses_attendance where session_id = $1"), foundation::params!["c-1"])
        };
        centre.centre.db.write(drop).await.unwrap();
        came(&centre, "c", 1, &[&family.seats[1]]).await;
        let (_, file) = report(&mut staff).await;
        assert!(file.source.contains("A123456789,王小明") && file.source.contains(",0,測試家庭教育中心,刪除"), "{}", file.source);
        assert!(file.source.contains("A800000014,王小華") && file.source.contains("新增"), "{}", file.source);
        staff.open(HOURS).await.must_say("沒有待申報的人");
    }

    /// R53: the record of teachers is a file of its own, with its own hours, beside that of civil servants.
    fn r53_hours_of_teachers_are_reported_to_their_own_record(centre) using [courses::service()] {
        add(&centre, "c", 1, |c| { c.civil_servant_hours = 30; c.teacher_hours = 20; }).await;
        let family = register(&centre, "c", &["王小明", "王小華"]).await;
        let mut resident = centre.resident();
        for (seat, record, number) in [(1, "teacher", ID), (2, "civil-servant", "A800000014")] {
            let path = progress(&centre, &family, &format!("/hours/{seat}"));
            let page = resident.open(&path).await;
            let form = page.form("#hours").fill("record", record).fill("id_number", number).tick("agree", "yes");
            resident.send(form).await.must_be(200);
        }
        centre.pass(HOUR);
        came(&centre, "c", 1, &[&family.seats[0], &family.seats[1]]).await;
        centre.pass(4 * HOUR);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        for (record, mine, other) in [("teacher", ID, "A800000014"), ("civil-servant", "A800000014", ID)] {
            let path = format!("/office/courses/c/hours/{record}");
            let page = staff.open(&path).await;
            let made = staff.send(page.form("#report")).await;
            let file = staff.send(made.form("#report-1").press("kind")).await;
            assert!(file.source.contains(mine) && !file.source.contains(other), "{record}: {}", file.source);
        }
    }

    fn d4_numbers_are_destroyed_after_their_time(centre) using [courses::service()] {
        let family = teach(&centre).await;
        let mut resident = centre.resident();
        give(&mut resident, &progress(&centre, &family, "/hours/1"), ID).await.must_be(200);
        centre.pass(HOUR);
        came(&centre, "c", 1, &[&family.seats[0]]).await;
        centre.pass(59 * DAY);
        courses::after::hours::purge(centre.centre.clone()).await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open(HOURS).await.must_say("A12****789");
        centre.pass(3 * DAY);
        courses::after::hours::purge(centre.centre.clone()).await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let read = |conn: &mut Conn| conn.rows(foundation::sql!("select place from foundation_record_key"), &[]);
        assert_eq!(centre.centre.db.read(read).await.unwrap().len(), 0);
        let (made, file) = report(&mut staff).await;
        made.must_not_say("A12****789");
        assert!(!file.source.contains(ID) && file.source.contains("王小明"), "{}", file.source);
        resident.open(&progress(&centre, &family, "/hours/1")).await.must_be(404);
    }

    /// R53: the receiving system knows a person by the number: a wrong one that was reported is withdrawn with
    /// itself, and no report that was made ever changes.
    fn r53_a_number_put_right_after_a_report_is_withdrawn_and_reported_anew(centre) using [courses::service()] {
        let family = teach(&centre).await;
        let mut resident = centre.resident();
        let path = progress(&centre, &family, "/hours/1");
        give(&mut resident, &path, "A800000014").await.must_be(200);
        centre.pass(HOUR);
        came(&centre, "c", 1, &[&family.seats[0]]).await;
        centre.pass(4 * HOUR);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let (_, first) = report(&mut staff).await;
        assert!(first.source.contains("A800000014,王小明"), "{}", first.source);
        // The same number given again is no change.
        let page = resident.open(&path).await;
        let page = resident.send(page.form("form").press("drop")).await;
        page.must_say("先前的號碼已經申報").must_say("申報刪除");
        give(&mut resident, &path, "A800000014").await.must_not_say("先前的號碼已經申報");
        staff.open(HOURS).await.must_say("沒有待申報的人");
        // Another one is.
        let page = resident.open(&path).await;
        resident.send(page.form("form").press("drop")).await.must_be(200);
        give(&mut resident, &path, ID).await.must_say("先前的號碼已經申報");
        staff.open(HOURS).await.must_say("A80****014").must_say("A12****789");
        let (made, second) = report(&mut staff).await;
        let lines: Vec<&str> = second.source.lines().skip(1).collect();
        assert_eq!(lines.len(), 2, "{}", second.source);
        assert!(lines[0].starts_with("A800000014,王小明") && lines[0].ends_with(",0,測試家庭教育中心,刪除"), "{lines:?}");
        assert!(lines[1].starts_with("A123456789,王小明") && lines[1].ends_with(",3,測試家庭教育中心,新增"), "{lines:?}");
        made.must_say("沒有待申報的人");
        resident.open(&path).await.must_not_say("先前的號碼已經申報");
        // Taken back after all: it is withdrawn with the number it was reported with.
        let page = resident.open(&path).await;
        resident.send(page.form("form").press("drop")).await.must_say("先前的號碼已經申報");
        let (_, third) = report(&mut staff).await;
        assert!(third.source.contains("A123456789,王小明") && third.source.contains(",0,測試家庭教育中心,刪除"), "{}", third.source);
        let page = staff.open(HOURS).await;
        let again = staff.send(page.form("#report-1").press("kind")).await;
        assert_eq!(again.source, first.source, "what was reported stays as it was");
        assert!(!stored(&centre).await.iter().any(|text| text.contains(ID)), "nowhere in the clear");
        // All of it is destroyed in time.
        centre.pass(62 * DAY);
        courses::after::hours::purge(centre.centre.clone()).await.unwrap();
        let read = |conn: &mut Conn| {
            let keys = conn.rows(foundation::sql!("select place from foundation_record_key"), &[])?.len();
            let kept = foundation::sql!("select name from courses_hours_line where sealed is not null or masked <> '' or mark <> ''");
            Ok((keys, conn.rows(kept, &[])?.len()))
        };
        assert_eq!(centre.centre.db.read(read).await.unwrap(), (0, 0));
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(HOURS).await;
        let again = staff.send(page.form("#report-1").press("kind")).await;
        assert!(again.source.contains("王小明") && !again.source.contains("A800000014"), "{}", again.source);
    }

    fn d4_only_those_who_may_export_reach_the_numbers(centre) using [courses::service()] {
        let family = teach(&centre).await;
        let mut resident = centre.resident();
        give(&mut resident, &progress(&centre, &family, "/hours/1"), ID).await.must_be(200);
        for roles in [&[Role::Volunteer][..], &[Role::Accountant]] {
            centre.staff(roles).await.open(HOURS).await.must_not_say("A12****789");
        }
        centre.staff_of("counselling", &[Role::Counselling]).await.open(HOURS).await.must_be(404);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open("/office/courses/c/hours/teacher").await.must_be(404);
        staff.open("/office/courses/c/hours/nonsense").await.must_be(404);
    }
}
