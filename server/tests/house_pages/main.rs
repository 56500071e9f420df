//! The staff pages every centre has, whatever its services: who may see what, and what each change leaves behind.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attempts;
mod breaches;
mod calendar;
mod calendars;
mod forgotten;
mod own_files;
mod personal;
mod quick;
mod rules;
mod trail_page;
mod webhooks;
mod words;

use foundation::cache::{self, Shelf};
use foundation::db::{Conn, Engine};
use foundation::mail::{self, NewMail};
use foundation::trail;
use testing::{Fresh, Role, both_engines};

/// Puts a letter into the outbox, in this state.
pub async fn letter(centre: &Fresh, subject: &'static str, state: &'static str) -> String {
    let (now, id) = (centre.centre.clock.now(), centre.centre.chance.id(centre.centre.clock.now()));
    let text = id.as_str().to_owned();
    let add = move |conn: &mut Conn| {
        let mail = NewMail {
            unique_key: None,
            to: "mei@home.example".into(),
            subject: subject.into(),
            body: "親愛的陳小美，您的座位保留到星期五。".into(),
            calendar: Some("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into()),
            matter: "courses_registration",
            matter_id: "1".into(),
            section: "promotion".into(),
        };
        mail::add(conn, std::slice::from_ref(&id), now, &[mail])?;
        conn.batch(&format!(
            "update foundation_mail set state = '{state}', last_error = '550 <mei@home.example> is unknown'
             where id = '{id}'"
        ))
    };
    centre.centre.db.write(add).await.unwrap();
    text
}

/// Puts a job among those given up.
pub async fn dead_job(centre: &Fresh, id: &'static str, kind: &'static str) {
    let add = move |conn: &mut Conn| {
        conn.batch(&format!(
            "insert into foundation_job (id, kind, payload, run_at, attempts, state, last_error, created_at)
             values ('{id}', '{kind}', 'secret payload', '2026-11-23T02:00:00.000000Z', 8, 'dead', 'no answer',
                     '2026-11-23T02:00:00.000000Z')"
        ))
    };
    centre.centre.db.write(add).await.unwrap();
}

pub async fn trail_of(centre: &Fresh, matter: &'static str, id: &str) -> Vec<trail::Kept> {
    let id = id.to_owned();
    centre.centre.db.read(move |conn| trail::list_of(conn, matter, &id)).await.unwrap()
}

both_engines! {
    fn e8_an_evaluator_who_signs_in_lands_on_the_plans_with_their_evidence(centre) using [courses::service(), accounts::service(), petitions::service(), plan::service()] {
        let mut evaluator = centre.staff_of("direction", &[Role::Evaluator]).await;
        for (office, said) in [("/office", "計畫與佐證"), ("/en/office", "Plans and evidence")] {
            let page = evaluator.open(office).await;
            page.must_be(200).must_say(said);
            assert!(page.path.ends_with("/office/plan/evaluation"), "{}", page.path);
        }
        // Whoever has a part in the day stays on its board.
        for role in [Role::Promotion, Role::Accountant, Role::Volunteer, Role::Operator, Role::Director] {
            assert_eq!(centre.staff(&[role]).await.open("/office").await.path, "/office", "{role:?}");
        }
    }

    fn a10_numbers_with_all_their_parts_are_for_those_who_may_see_what_lies_behind_them(centre) using [courses::service(), accounts::service(), petitions::service(), plan::service()] {
        for (role, petitions, courses) in [
            (Role::Volunteer, 404, 404),
            (Role::Operator, 404, 404),
            (Role::Evaluator, 200, 404),
            (Role::Accountant, 200, 200),
            (Role::Promotion, 200, 200),
        ] {
            let mut staff = centre.staff(&[role]).await;
            let list = staff.open("/office/measures").await;
            assert_eq!(list.must_be(200).says("陳情與輿情件數"), petitions == 200, "{role:?}");
            assert_eq!(list.says("參加人次"), courses == 200, "{role:?}");
            for (name, status) in [("petitions.received", petitions), ("courses.attended", courses)] {
                staff.open(&format!("/office/measures/{name}")).await.must_be(status);
                staff.open(&format!("/office/measures/{name}/csv")).await.must_be(status);
            }
        }
    }

    fn staff_read_the_outbox_page_by_page_and_by_state(centre) using [courses::service(), accounts::service()] {
        for _ in 0..60 {
            letter(&centre, "上課通知", "sent").await;
        }
        let failed = letter(&centre, "候補通知", "failed").await;
        let mut reader = centre.staff(&[Role::Promotion]).await;
        let page = reader.open("/office/outbox").await;
        page.must_say("信件不會真的寄出").must_say("有 1 封信").must_say("mei@home.example");
        assert_eq!(page.all("main tbody tr").len(), 50);
        let older = reader.open(&page.link("下一頁")).await;
        assert_eq!(older.all("main tbody tr").len(), 11);
        let only = reader.open("/office/outbox?state=failed").await;
        only.must_say("候補通知").must_not_say("上課通知");
        reader.open("/office/outbox?state=unsure").await.must_say("沒有信件");
        let one = reader.open(&only.link("候補通知")).await;
        one.must_say("您的座位保留到星期五").must_say("550 <mei@home.example> is unknown").must_say("BEGIN:VCALENDAR");
        let file = reader.open(&one.link("下載行事曆檔")).await;
        assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
        let list = reader.send(one.form("main form")).await;
        list.must_be(200);
        let kept = trail_of(&centre, "foundation_mail", &failed).await;
        assert_eq!((kept[0].verb.as_str(), kept[0].before.as_deref(), kept[0].after.as_deref()), ("sent-again", Some("failed"), Some("queued")));
        centre.settle().await;
        reader.open("/office/outbox?state=failed").await.must_say("沒有信件");
        centre.staff(&[Role::Accountant]).await.open("/office/outbox").await.must_be(404);
        centre.staff(&[Role::Volunteer]).await.open(&format!("/office/outbox/{failed}")).await.must_be(404);
    }

    fn letters_are_read_by_their_section_and_the_director(centre) using [courses::service(), accounts::service()] {
        let id = letter(&centre, "候補通知", "failed").await;
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        for path in ["/office/outbox", "/office/outbox?state=failed"] {
            other.open(path).await.must_be(200).must_say("沒有信件").must_not_say("候補通知").must_not_say("有 1 封信");
        }
        other.open("/office").await.must_not_say("封信");
        other.open(&format!("/office/outbox/{id}")).await.must_be(404);
        other.open(&format!("/office/outbox/{id}/calendar")).await.must_be(404);
        let mut own = centre.staff(&[Role::Promotion]).await;
        let page = own.open(&format!("/office/outbox/{id}")).await;
        other.send(page.form("main form")).await.must_be(404);
        own.open("/office/outbox?state=failed").await.must_say("候補通知");
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open("/office/outbox").await.must_say("候補通知").must_say("mei@home.example");
        director.open(&format!("/office/outbox/{id}")).await.must_say("您的座位保留到星期五");
    }

    fn the_operator_sees_that_a_letter_failed_but_neither_text_nor_address(centre) using [courses::service(), accounts::service()] {
        let id = letter(&centre, "候補通知", "failed").await;
        let mut operator = centre.staff(&[Role::Operator]).await;
        let list = operator.open("/office/outbox").await;
        let one = operator.open(&format!("/office/outbox/{id}")).await;
        for page in [&list, &one] {
            page.must_be(200).must_say("寄送失敗").must_say("is unknown");
            for secret in ["候補通知", "mei@home.example", "陳小美", "VCALENDAR"] {
                assert!(!page.source.contains(secret), "{} tells {secret}", page.path);
            }
        }
        operator.open(&format!("/office/outbox/{id}/calendar")).await.must_be(404);
        assert!(one.all("main form").is_empty(), "whoever cannot read a letter does not decide about it");
    }

    fn a_dead_job_is_tried_again_or_dropped_with_a_reason(centre) using [courses::service(), accounts::service()] {
        foundation::jobs::schedule(&centre.centre).await.unwrap();
        dead_job(&centre, "j1", "courses.write").await;
        dead_job(&centre, "j2", "courses.write").await;
        let mut operator = centre.staff(&[Role::Operator]).await;
        let list = operator.open("/office/jobs").await;
        list.must_say("courses.write").must_say("no answer").must_say("封存軌跡").must_say("每 5 秒");
        assert!(!list.source.contains("secret payload"));
        let one = operator.open("/office/jobs/j1").await;
        let refused = operator.send(one.form("#removal").fill("reason", " ")).await;
        refused.must_be(422).must_say("請填寫這一欄");
        let list = operator.send(refused.form("#removal").fill("reason", "課程已刪除")).await;
        assert_eq!(list.all("main table").len(), 2);
        let kept = trail_of(&centre, "foundation_job", "j1").await;
        assert_eq!((kept[0].verb.as_str(), kept[0].reason.as_deref()), ("given-up", Some("課程已刪除")));
        operator.open("/office/jobs/j1").await.must_be(404);
        let list = operator.send(list.form("main form")).await;
        list.must_say("沒有停下來的工作");
        assert_eq!(trail_of(&centre, "foundation_job", "j2").await[0].verb, "revived");
        centre.staff(&[Role::Director]).await.open("/office/jobs").await.must_be(404);
    }

    fn work_that_comes_round_is_never_given_up(centre) using [courses::service(), accounts::service()] {
        foundation::jobs::schedule(&centre.centre).await.unwrap();
        while foundation::jobs::run_next(&centre.centre).await.unwrap() {}
        // The store of the address book is gone for two hours, and comes back.
        let lose = |conn: &mut Conn| conn.batch("alter table courses_interest rename to lost");
        centre.centre.db.write(lose).await.unwrap();
        for _ in 0..24 {
            centre.pass(300);
            while foundation::jobs::run_next(&centre.centre).await.unwrap() {}
        }
        let mut operator = centre.staff(&[Role::Operator]).await;
        operator.open("/office/jobs").await.must_say("一再失敗").must_say("沒有停下來的工作").must_say("1 件停了下來，或一再失敗");
        operator.open("/office").await.must_say("1 件自動工作一再失敗");
        let find = |conn: &mut Conn| conn.batch("alter table lost rename to courses_interest");
        centre.centre.db.write(find).await.unwrap();
        centre.pass(600);
        while foundation::jobs::run_next(&centre.centre).await.unwrap() {}
        operator.open("/office/jobs").await.must_not_say("一再失敗。").must_say("0 件停了下來");
        // One that an earlier release gave up is taken up again.
        let give_up = |conn: &mut Conn| conn.batch("update foundation_job set state = 'dead' where kind = 'courses.interest'");
        centre.centre.db.write(give_up).await.unwrap();
        foundation::jobs::schedule(&centre.centre).await.unwrap();
        let all = centre.centre.db.read(foundation::jobs::list_recurring).await.unwrap();
        assert!(all.iter().all(|job| job.state == "waiting") && all.len() > 5, "{all:?}");
    }

    fn a_setting_is_checked_changed_felt_at_once_and_left_in_the_trail(centre) using [courses::service(), accounts::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let mut resident = centre.resident();
        resident.open("/sitemap").await.must_be(200);
        let list = director.open("/office/settings").await;
        list.must_say("鎖定時間").must_say("15 分鐘").must_say("一律需要");
        let phone = director.open("/office/settings/centre.phone").await;
        let wrong = director.send(phone.form("#change").fill("value", "abc")).await;
        wrong.must_be(422);
        assert_eq!(wrong.form("#change").value("value"), Some("abc"), "what was typed stays");
        let list = director.send(wrong.form("#change").fill("value", "07-412-8185")).await;
        list.must_say("07-412-8185").must_say("王小明");
        let foot = resident.open("/sitemap").await;
        assert!(foot.source.contains("07-412-8185"), "a kept page shows the new setting");
        let minutes = director.open("/office/settings/accounts.lock_minutes").await;
        minutes.must_say("分鐘數");
        for typed in ["", "x", "-1", "1000000"] {
            director.send(minutes.form("#change").fill("value", typed)).await.must_be(422);
        }
        director.send(minutes.form("#change").fill("value", "３０")).await.must_say("30 分鐘").must_say("預設為 15 分鐘");
        assert_eq!(centre.centre.number("accounts.lock_minutes"), 30);
        let kept = trail_of(&centre, "foundation_setting", "accounts.lock_minutes").await;
        assert_eq!((kept[0].before.as_deref(), kept[0].after.as_deref()), (Some("15"), Some("30")));
        let minutes = director.open("/office/settings/accounts.lock_minutes").await;
        director.send(minutes.form("#default").press("default")).await.must_not_say("30 分鐘");
        assert_eq!(centre.centre.number("accounts.lock_minutes"), 15);
        let choice = director.open("/office/settings/accounts.second_factor").await;
        director.send(choice.form("#change").fill("value", "never")).await.must_be(422);
        director.open("/office/settings/accounts.no_such").await.must_be(404);
        centre.staff(&[Role::Promotion]).await.open("/office/settings").await.must_be(404);
    }

    fn office_hours_are_checked_where_they_are_set(centre) using [petitions::service(), accounts::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let hours = director.open("/office/settings/centre.office_hours").await;
        for wrong in ["whenever", "17:30-08:00", ""] {
            let page = director.send(hours.form("#change").fill("value", wrong)).await;
            page.must_be(422);
            assert!(page.attribute("[name=value]", "aria-invalid").is_some(), "beside the field: {wrong}");
            assert_eq!(page.form("#change").value("value"), Some(wrong), "it is kept");
        }
        director.send(hours.form("#change").fill("value", "09:00-18:00")).await.must_be(200).must_say("09:00-18:00");
        for (at, open) in [("2026-11-24T17:45:00+08:00", true), ("2026-11-24T08:45:00+08:00", false), ("2026-11-28T10:00:00+08:00", false)] {
            let at = office::Instant::parse(at).unwrap();
            assert_eq!(foundation::office_open::is_open(&centre.centre, at).await.unwrap(), open, "{at}");
        }
    }

    fn another_process_over_the_same_store_feels_a_changed_setting(centre) using [courses::service(), accounts::service()] {
        let now = centre.centre.clock.now();
        centre.centre.follow().await.unwrap();
        let elsewhere = move |conn: &mut Conn| {
            foundation::centre::change_setting(conn, "centre.phone", "07-123-4567", now, "system")
        };
        centre.centre.db.write(elsewhere).await.unwrap();
        centre.centre.follow().await.unwrap();
        if centre.centre.db.read_blocking(|conn| Ok(conn.engine())).unwrap() == Engine::Postgres {
            assert_eq!(centre.centre.setting("centre.phone"), "07-123-4567");
        }
        centre.centre.reload_settings().await.unwrap();
        assert_eq!(centre.centre.setting("centre.phone"), "07-123-4567");
    }

    fn what_other_processes_changed_is_read_from_a_few_rows(centre) using [courses::service()] {
        if centre.centre.db.read(|conn| Ok(conn.engine())).await.unwrap() == Engine::Sqlite {
            return;
        }
        let other = testing::second_process(&centre, vec![courses::service()]).await;
        other.follow().await.unwrap();
        let shelf = Shelf::<u8>::default();
        shelf.keep("c".into(), other.cache.stamp(&["courses/c7"]), 1);
        let now = other.clock.now();
        for n in 0..300 {
            let touch = move |conn: &mut Conn| cache::touch(conn, &["courses", &format!("courses/c{n}")]);
            centre.centre.db.write(touch).await.unwrap();
            if n == 6 {
                other.follow().await.unwrap();
                assert!(shelf.find("c", now).is_some(), "only others were written to");
            }
        }
        let rows = other.cache.follow(&other.db).await.unwrap();
        assert!(rows.len() < 70, "{} rows", rows.len());
        assert!(shelf.find("c", now).is_none());
    }
}

#[test]
fn every_setting_is_explained() {
    let house = hearth::house().unwrap();
    let words = house.i18n.words(foundation::i18n::Lang::ZhHant);
    let settings = house.services.iter().flat_map(|s| s.settings).chain(foundation::SETTINGS);
    let silent: Vec<&str> = settings
        .map(|(name, _)| *name)
        .filter(|name| {
            let key = format!("setting-{}", name.replace('.', "-"));
            let group = format!("settings-group-{}", name.split('.').next().unwrap());
            !words.knows(&key) || !words.knows(&format!("{key}-about")) || !words.knows(&group)
        })
        .collect();
    assert_eq!(silent, Vec::<&str>::new(), "add setting-…, setting-…-about and settings-group-…");
}
