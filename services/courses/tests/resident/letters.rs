//! Mail, calendar files, reminders; answers that have had their time.

use courses::mails;
use courses::questions::{Answers, Keep};
use foundation::jobs::NewJob;
use foundation::{backup, jobs, trail};
use testing::{Role, both_engines, tokio};

use super::*;

const EMAIL: &str = "ming@test.example";

/// The values of a property in a calendar file, long lines joined.
fn values(calendar: &str, property: &str) -> Vec<String> {
    let joined = calendar.replace("\r\n ", "");
    let begins = |line: &&str| {
        line.strip_prefix(property).is_some_and(|rest| rest.starts_with(':') || rest.starts_with(';'))
    };
    joined.lines().filter(begins).map(|l| l.split_once(':').unwrap().1.to_owned()).collect()
}

/// The id of a receipt's registration.
async fn found(centre: &Fresh, receipt: &Page) -> String {
    let reference = reference(receipt).replace('-', "");
    let read = move |conn: &mut Conn| store::registration::find_by_reference(conn, &reference);
    centre.centre.db.read(read).await.unwrap().unwrap().id
}

both_engines! {
    fn r42_the_confirmation_brings_a_calendar_file_that_later_ones_move_and_take_away(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        centre.settle().await;
        let first = centre.mail_to(EMAIL).await;
        assert!(first.subject.starts_with("報名成功"), "{}", first.subject);
        assert!(first.body.contains(&reference(&receipt)) && first.body.contains("http://test.example/progress/"));
        let first = first.calendar.unwrap();
        assert_eq!((values(&first, "METHOD"), values(&first, "SEQUENCE")), (vec!["REQUEST".into()], vec!["0".into()]));
        let uid = values(&first, "UID");
        assert_eq!(values(&ming.open(&below(&receipt, "/calendar.ics")).await.source, "UID"), uid);
        // Staff move the meeting.
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let form = staff.open("/office/courses/c/sessions/c-1").await.form("form#session");
        let form = form.fill("starts_at", "2026-12-08T14:00").fill("ends_at", "2026-12-08T16:00");
        staff.send(form).await.must_be(200).must_say("場次已更新");
        centre.settle().await;
        let moved = centre.mail_to(EMAIL).await;
        assert!(moved.subject.starts_with("課程異動"), "{}", moved.subject);
        let moved = moved.calendar.unwrap();
        assert_eq!((values(&moved, "UID"), values(&moved, "SEQUENCE")), (uid.clone(), vec!["1".into()]));
        assert_ne!(values(&moved, "DTSTART"), values(&first, "DTSTART"));
        assert!(values(&moved, "DTSTART")[0].contains("20261208T"), "{moved}");
        // They call the course off.
        let form = staff.open("/office/courses/c/cancellation").await.form("form#cancellation").fill("reason", "颱風停課");
        staff.send(form).await.must_be(200);
        centre.settle().await;
        let off = centre.mail_to(EMAIL).await;
        assert!(off.subject.starts_with("課程取消") && off.body.contains("颱風停課"), "{}", off.body);
        let off = off.calendar.unwrap();
        assert_eq!((values(&off, "METHOD"), values(&off, "UID")), (vec!["CANCEL".into()], uid));
        assert_eq!(values(&off, "STATUS"), ["CANCELLED"]);
        assert!(values(&off, "SEQUENCE") > values(&moved, "SEQUENCE"), "{off}");
        ming.open(&receipt.path).await.must_say("課程已取消").must_say("颱風停課");
    }

    /// What was to be written between a backup and its restore may have gone out: a person decides.
    fn letters_that_were_due_wait_for_a_person_after_a_restore(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        register(&mut centre.resident(), &path, "王小明", EMAIL).await;
        let now = centre.centre.clock.now();
        assert_eq!(centre.centre.db.write(move |conn| jobs::hold_letters(conn, now)).await.unwrap(), 1);
        centre.settle().await;
        assert!(centre.mails().await.is_empty());
        let mut operator = centre.staff(&[Role::Operator]).await;
        let page = operator.open("/office/jobs").await;
        page.must_say("可能已經寄過");
        operator.send(page.form("form[action$='/trial']")).await.must_be(200);
        centre.settle().await;
        assert!(centre.mail_to(EMAIL).await.subject.starts_with("報名成功"));
    }

    /// A reminder of the day on which the store was put back may have gone out before; those of the next days did not.
    fn reminders_that_were_due_wait_for_a_person_after_a_restore(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        register(&mut centre.resident(), &path, "王小明", EMAIL).await;
        centre.settle().await;
        // Put back at eight, seven days before; at ten, the day before.
        for (wait, then, state) in [(7 * 86_400 - 7200, 7200, "sent"), (6 * 86_400, 0, "unsure")] {
            centre.pass(wait);
            let (now, id) = (centre.centre.clock.now(), centre.centre.chance.id(centre.centre.clock.now()));
            let note = move |conn: &mut Conn| backup::note_restored(conn, &id, now, ("test", "2026-11-23T02:00:00Z"));
            centre.centre.db.write(note).await.unwrap();
            centre.pass(then);
            mails::remind(centre.centre.clone()).await.unwrap();
            centre.settle().await;
            let mail = centre.mail_to(EMAIL).await;
            assert!(mail.subject.contains('見'), "{}", mail.subject);
            assert_eq!(mail.state, state);
        }
        let seen = centre.centre.db.read(|conn| trail::list_of(conn, "foundation_store", "test")).await.unwrap();
        assert_eq!(seen.iter().map(|t| t.verb.as_str()).collect::<Vec<_>>(), ["restored", "restored"]);
    }

    fn each_step_is_written_once_however_often_its_job_runs(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        let id = found(&centre, &receipt).await;
        for _ in 0..3 {
            mails::write(centre.centre.clone(), format!("registered:{id}")).await.unwrap();
        }
        centre.settle().await;
        assert_eq!(centre.mails().await.len(), 1);
        let page = ming.open(&below(&receipt, "/cancel")).await;
        ming.send(page.form("main form").press("all")).await;
        centre.settle().await;
        let last = centre.mail_to(EMAIL).await;
        assert!(last.subject.starts_with("已取消"), "{}", last.subject);
        assert_eq!(values(&last.calendar.unwrap(), "METHOD"), ["CANCEL"]);
    }

    fn nothing_is_sent_to_who_left_no_address(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        register(&mut ming, &path, "王小明", "").await.must_say("請記下報名編號");
        centre.settle().await;
        assert!(centre.mails().await.is_empty());
    }

    fn r41_reminders_go_out_seven_days_and_one_day_before_once_each(centre) using [courses::service()] {
        let path = course(&centre, 1, 5, |_| {}).await;
        let mut visitor = centre.resident();
        let receipt = register(&mut visitor, &path, "王小明", EMAIL).await;
        register(&mut visitor, &path, "李小華", "hua@test.example").await;
        centre.settle().await;
        jobs::schedule(&centre.centre).await.unwrap();
        let mut subjects = Vec::new();
        for _ in 0..14 {
            centre.pass(24 * 3600);
            centre.settle().await;
            mails::remind(centre.centre.clone()).await.unwrap();
            centre.settle().await;
        }
        for mail in centre.mails().await {
            if mail.to == EMAIL {
                subjects.push(mail.subject.split('：').next().unwrap().to_owned());
                if mail.subject.starts_with("明天見") {
                    let link = mail.body.split_whitespace().find(|w| w.contains("/absent?")).unwrap();
                    assert!(link.ends_with(receipt.path.split_once('?').unwrap().1), "{link}");
                }
            } else {
                assert!(!mail.subject.contains("見"), "only who has a place is reminded");
            }
        }
        assert_eq!(subjects, ["報名成功", "下週見", "明天見"]);
    }

    /// R41, R42: a reminder brings the entry as it stands by now, so that a calendar that missed a letter is right.
    fn r42_a_reminder_brings_the_entry_as_it_stands_and_changes_none_that_is_right(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        register(&mut centre.resident(), &path, "王小明", EMAIL).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let form = staff.open("/office/courses/c/sessions/c-1").await.form("form#session");
        let form = form.fill("starts_at", "2026-12-08T14:00").fill("ends_at", "2026-12-08T16:00");
        staff.send(form).await.must_be(200);
        centre.settle().await;
        let moved = centre.mail_to(EMAIL).await.calendar.unwrap();
        for _ in 0..20 {
            centre.pass(24 * 3600);
            mails::remind(centre.centre.clone()).await.unwrap();
            centre.settle().await;
        }
        let reminders: Vec<_> = centre.mails().await.into_iter().filter(|m| m.subject.contains('見')).collect();
        let begins: Vec<&str> = reminders.iter().map(|m| &m.subject[..9]).collect();
        assert_eq!(begins, ["下週見", "明天見"]);
        for reminder in reminders {
            let calendar = reminder.calendar.unwrap();
            for property in ["METHOD", "UID", "SEQUENCE", "DTSTART", "DTEND", "STATUS"] {
                assert_eq!(values(&calendar, property), values(&moved, property), "{property}");
            }
            assert_eq!(values(&calendar, "METHOD"), ["REQUEST"]);
        }
    }

    /// R41: giving up is for the whole course, so it is offered until the first meeting and not later.
    fn r41_later_meetings_are_reminded_of_without_giving_up_the_course(centre) using [courses::service()] {
        let week = 7 * 24 * 3600;
        let mut two = sample::course("c", centre.centre.clock.now());
        let first = sample::session(&two);
        let second = courses::model::Session {
            id: "c-2".into(), number: 2, starts_at: first.starts_at.plus_seconds(week),
            ends_at: first.ends_at.plus_seconds(week), ..first.clone()
        };
        two.ends_at = second.ends_at;
        let add = move |conn: &mut Conn| store::course::add(conn, &two, &[first.clone(), second.clone()], 5, 5);
        centre.centre.db.write(add).await.unwrap();
        let mut ming = centre.resident();
        let receipt = register(&mut ming, "/courses/course-c/register", "王小明", EMAIL).await;
        for _ in 0..20 {
            centre.pass(24 * 3600);
            mails::remind(centre.centre.clone()).await.unwrap();
            centre.settle().await;
        }
        let tomorrow = centre.mails().await.into_iter().filter(|m| m.subject.starts_with("明天見"));
        let has_link: Vec<bool> = tomorrow.map(|m| m.body.contains("/absent?")).collect();
        assert_eq!(has_link, [true, false]);
        // The link of the first letter gives nothing up any more.
        let page = ming.open(&below(&receipt, "/absent")).await;
        assert!(!page.path.contains("/absent"), "{}", page.path);
        ming.open(&receipt.path).await.must_not_say("我不能來");
        assert_eq!(status(&centre, &receipt).await, Status::Confirmed);
    }

    fn r37_answers_are_blanked_after_their_time_and_their_number_stays(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |c| {
            c.questions = questions::render(&[
                Question { keep: Some(Keep::DaysAfter(30)), ..Question::new("diet", "過敏") },
                Question::new("why", "期待"),
                Question { whose: Whose::Person, keep: Some(Keep::DaysAfter(30)), ..Question::new("shoe", "鞋號") },
            ]);
        }).await;
        let mut ming = centre.resident();
        let page = ming.open(&path).await;
        let form = page.form("#register").fill("name", "王小明").fill("email", EMAIL);
        let people = ming.send(form.fill("q.diet", "花生").fill("q.why", "認識人").press("next")).await;
        let check = ming.send(people.form("#register").fill("members[0].q.shoe", "38").press("next")).await;
        let receipt = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        centre.pass(44 * 24 * 3600);
        courses::purge::run(centre.centre.clone()).await.unwrap();
        ming.open(&receipt.path).await.must_say("花生").must_say("38");
        centre.pass(24 * 3600);
        courses::purge::run(centre.centre.clone()).await.unwrap();
        courses::purge::run(centre.centre.clone()).await.unwrap();
        ming.open(&receipt.path).await.must_not_say("花生").must_not_say("38").must_say("認識人");
        let trail = centre.centre.db.read(|c| trail::list_of(c, "courses_course", "c")).await.unwrap();
        let purged: Vec<&str> =
            trail.iter().filter(|t| t.verb == "answers-purged").filter_map(|t| t.after.as_deref()).collect();
        assert_eq!(purged, [r#"{"answers":{"diet":1,"shoe":1}}"#]);
        assert!(Answers::parse("{}").is_empty());
    }
}

/// The same of a store that is really put back; what is to be written later still is.
#[test]
fn a_restore_holds_the_letters_that_were_due() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Sqlite, vec![courses::service()]).await;
        let foundation::db::Address::Sqlite { file } = centre.address.clone() else { panic!() };
        let folder = file.parent().unwrap();
        let (now, db) = (centre.centre.clock.now(), centre.centre.db.clone());
        let trail_id = centre.centre.chance.id(now);
        let ids = [centre.centre.chance.id(now), centre.centre.chance.id(now), centre.centre.chance.id(now)];
        let add = move |conn: &mut Conn| {
            let job = |kind, hours: i64| NewJob {
                kind,
                unique_key: None,
                payload: "x".into(),
                run_at: now.plus_seconds(hours * 3600),
            };
            let jobs =
                [job("courses.send_letter", 1), job("courses.send_letter", 48), job("courses.look", 1)];
            jobs::add(conn, &ids, now, &jobs)
        };
        db.write(add).await.unwrap();
        let (copy, back) = (folder.join("copy"), folder.join("back.db"));
        let restored = tokio::task::block_in_place(|| {
            backup::make(&backup::Source { centre: "test", db: &db, files: None, now }, &copy).unwrap();
            let database = foundation::db::Address::Sqlite { file: back };
            let target = backup::Target {
                database: &database,
                steps: &[],
                now: now.plus_seconds(12 * 3600),
                trail_id,
            };
            backup::restore(&copy, &target).unwrap();
            foundation::db::Db::open(&database).unwrap()
        });
        let dead = restored.read(jobs::list_dead).await.unwrap();
        assert_eq!(dead.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["courses.send_letter"]);
        let told = restored.read(backup::find_restored).await.unwrap();
        assert_eq!(told, Some(now.plus_seconds(12 * 3600)));
    });
}
