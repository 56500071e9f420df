//! What was entered by mistake is taken back with a reason, and never from under frozen figures.

use foundation::db::Conn;
use foundation::files::Files;
use testing::{Fresh, Role, Visitor, both_engines};

use crate::house::{SMALL, assign, import, plan_of, staff_ids, upload};

async fn plan(centre: &Fresh) -> (Visitor, String) {
    let mut staff = centre.staff(&[Role::Promotion]).await;
    let plan = plan_of(&import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await);
    assign(centre, &mut staff, &plan).await.must_be(200);
    (staff, plan)
}

async fn freeze(staff: &mut Visitor, plan: &str) {
    let page = staff.open(&format!("{plan}/freezes")).await;
    staff.send(page.form("#freeze")).await.must_be(200);
}

/// The reasons the trail holds for what was taken back.
async fn reasons(centre: &Fresh, matter: &'static str) -> Vec<String> {
    let read = move |conn: &mut Conn| {
        let text = "select reason from foundation_trail where matter = $1 and verb = 'withdrawn'";
        conn.rows(foundation::db::Sql(text), foundation::params![matter])?.iter().map(|r| r.get(0)).collect()
    };
    centre.centre.db.read(read).await.unwrap()
}

/// Forgets what is due, as the job of the house does.
async fn forget(centre: &Fresh) {
    foundation::forgetting::forget(centre.centre.clone()).await.unwrap();
}

/// How many files have bytes.
fn kept(centre: &Fresh) -> usize {
    let Files::Folder(folder) = &centre.centre.files else { panic!("files of tests are a folder") };
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

/// In how many places a name is kept.
async fn named(centre: &Fresh, like: &'static str) -> i64 {
    let read = move |conn: &mut Conn| {
        let text = "select (select count(*) from foundation_file where name like $1)
            + (select count(*) from plan_proof where note like $1)
            + (select count(*) from plan_withdrawn_proof where note like $1)
            + (select count(*) from foundation_trail where before like $1 or after like $1)";
        conn.first(foundation::db::Sql(text), foundation::params![like])?.unwrap().get::<i64>(0)
    };
    centre.centre.db.read(read).await.unwrap()
}

/// How many files are still to be forgotten.
async fn waiting(centre: &Fresh) -> i64 {
    let read = |conn: &mut Conn| {
        let row = conn.first(foundation::sql!("select count(*) from foundation_forgetting"), &[])?;
        row.unwrap().get::<i64>(0)
    };
    centre.centre.db.read(read).await.unwrap()
}

both_engines! {
    fn a_proof_is_taken_back_with_a_reason_and_its_number_is_given_to_nothing_else(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        let page = staff.open(&leaf).await;
        let page = staff.send(page.form("#task").fill("task", "檢視").fill("from", "2026-10-01")).await;
        let turn = page.link("填寫完成紀錄");
        for (path, note) in [(turn.clone(), "填錯"), (turn.replace("2026-10", "2026-11"), "十一月")] {
            upload(&mut staff, &path, &[("done_on", "2026-11-01"), ("url", ""), ("note", note)], None).await.must_be(200);
            centre.pass(60);
        }
        let page = staff.open(&leaf).await;
        let page = staff.open(&page.link("收回")).await;
        page.must_be(200).must_say("收回「檢視 115 年 10 月」");
        staff.send(page.form("#take-back")).await.must_be(422).must_say("請填");
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        accountant.open(&page.path).await.must_be(404);
        let form = page.form("#take-back").fill("reason", "附錯檔案");
        staff.send(form.clone()).await.must_be(200).must_not_say("填錯").must_say("填寫完成紀錄").must_say("注意");
        staff.send(form).await.must_be(404);
        assert_eq!(reasons(&centre, "plan_task").await, ["附錯檔案"]);
        upload(&mut staff, &turn, &[("done_on", "2026-11-02"), ("url", ""), ("note", "補正")], None).await.must_be(200);
        let links = staff.open(&format!("{plan}/links")).await;
        let links = staff.send(links.form("#link").fill("name", "委員")).await;
        let dossier = centre.resident().open(&links.link("打開").replace("http://test.example", "")).await;
        dossier.must_say("1.2.1-2 檢視").must_say("1.2.1-3 檢視").must_say("1.2.1-1 已於").must_not_say("填錯");
        // What lies below frozen figures stays.
        freeze(&mut staff, &plan).await;
        let page = staff.open(&leaf).await;
        let page = staff.open(&page.link("收回")).await;
        page.must_say("已經凍結過數據");
        assert!(page.all("#take-back").is_empty());
        let again = page.path.clone();
        let other = staff.open(&leaf).await.form("#task").to(&again).smuggle("reason", "x");
        staff.send(other).await.must_be(409).must_say("已經凍結過數據");
        staff.open(&leaf).await.must_say("補正");
    }

    fn nothing_is_proven_of_what_is_asked_no_more(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        let page = staff.open(&leaf).await;
        let page = staff.send(page.form("#task").fill("task", "照片").fill("cadence", "event").fill("from", "2026-10-01")).await;
        let form = page.form("form[id^='occasions-']").fill("held_on", "2026-11-02").fill("occasion", "親子日");
        let page = staff.send(form).await;
        let turn = page.must_be(200).link("填寫完成紀錄");
        let id = turn.split("/tasks/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let proof = plan::model::progress::Proof {
            task_id: id.clone(),
            period: "2026-11-02".into(),
            done_on: jiff::civil::date(2026, 11, 3),
            note: "好".into(),
            url: String::new(),
            file_id: None,
            proven_by: "x".into(),
            proven_at: centre.centre.clock.now(),
        };
        // Whoever had the form open when the occasion was taken back, or the task ended, proves nothing.
        let now = centre.centre.clock.now();
        let proven = move |conn: &mut Conn| {
            use plan::store::task;
            assert!(task::withdraw_occasion(conn, &id, "2026-11-02", now)?);
            assert!(!task::withdraw_occasion(conn, &id, "2026-11-02", now)?, "once");
            let taken_back = task::prove(conn, &proof)?;
            task::add_occasion(conn, &id, (jiff::civil::date(2026, 11, 4), "講座"), "x", now)?;
            let other = plan::model::progress::Proof { period: "2026-11-04".into(), ..proof.clone() };
            task::drop_task(conn, &id, office::Date::constant(2026, 11, 23))?;
            Ok((taken_back, task::prove(conn, &other)?))
        };
        assert_eq!(centre.centre.db.write(proven).await.unwrap(), (false, false));
        upload(&mut staff, &turn, &[("done_on", "2026-11-03"), ("url", ""), ("note", "好")], None).await.must_be(404);
    }

    fn e4_a_document_is_taken_back_with_a_reason_and_the_light_is_counted_anew(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        staff.open(&leaf).await.must_say("還沒有任何數據").must_say("注意");
        let base = [("form", "document"), ("effective_on", "2026-03-01"), ("note", ""), ("url", "https://www.example.gov.tw/faq")];
        let with = |title: &'static str, last: &'static str| base.into_iter().chain([("title", title), ("expires_on", last)]).collect::<Vec<_>>();
        let page = upload(&mut staff, &format!("{leaf}/documents"), &with("清冊一", ""), None).await;
        page.must_be(200).must_say("正常").must_not_say("注意");
        centre.pass(60);
        let page = upload(&mut staff, &page.link("換成新的版本"), &with("清冊二", "2026-10-01"), None).await;
        page.must_be(200).must_say("清冊二").must_say("文件「清冊二」不在有效期間").must_say("注意");
        // The newest version is taken back: the one before it counts again.
        let first = page.link("收回");
        let back = staff.open(&first).await;
        back.must_be(200).must_say("收回「清冊二」");
        staff.send(back.form("#take-back")).await.must_be(422).must_say("請填");
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        accountant.open(&first).await.must_be(404);
        let form = back.form("#take-back").fill("reason", "上傳錯檔");
        let page = staff.send(form.clone()).await;
        page.must_be(200).must_say("清冊一").must_not_say("清冊二").must_say("正常").must_not_say("較早的版本");
        staff.send(form).await.must_be(404);
        assert_eq!(reasons(&centre, "plan_document").await, ["上傳錯檔"]);
        // A version in the middle: those around it follow each other.
        for title in ["清冊三", "清冊四"] {
            centre.pass(60);
            let page = staff.open(&leaf).await;
            upload(&mut staff, &page.link("換成新的版本"), &with(title, ""), None).await.must_be(200);
        }
        let links = staff.open(&format!("{plan}/links")).await;
        let links = staff.send(links.form("#link").fill("name", "委員")).await;
        let address = links.link("打開").replace("http://test.example", "");
        centre.resident().open(&address).await.must_say("1.2.1-4 清冊四").must_not_say("清冊二").must_not_say("1.2.1-3");
        // Without any the action is amber again, and nothing else gets the number.
        for title in ["清冊四", "清冊三", "清冊一"] {
            let page = staff.open(&leaf).await;
            page.must_say(title);
            let page = staff.open(&page.link("收回")).await;
            staff.send(page.form("#take-back").fill("reason", "重整")).await.must_be(200).must_not_say(title);
        }
        staff.open(&leaf).await.must_say("還沒有任何數據").must_say("注意").must_say("還沒有文件");
        let page = upload(&mut staff, &format!("{leaf}/documents"), &with("清冊五", ""), None).await;
        centre.resident().open(&address).await.must_say("1.2.1-5 清冊五");
        // What lies below frozen figures stays.
        centre.pass(60);
        freeze(&mut staff, &plan).await;
        staff.open(&page.link("收回")).await.must_say("已經凍結過數據");
    }

    fn a_meeting_is_taken_back_with_its_decisions_by_who_entered_it(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open("/office/plan/meetings").await;
        let owner = staff_ids(&page)[0].clone();
        let form = page.form("#meeting").fill("title", "中心會議").fill("decision-1", "更新申請表").fill("owner-1", &owner).fill("due-1", "2026-11-20");
        let page = staff.send(form.clone()).await;
        let decision = page.form("form[id^=decision]");
        let back = page.link("收回");
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        assert!(!other.open("/office/plan/meetings").await.says("收回"));
        other.open(&back).await.must_be(404);
        let page = staff.open(&back).await;
        staff.send(page.form("#take-back").fill("reason", "日期錯誤")).await.must_be(200).must_not_say("中心會議").must_not_say("更新申請表");
        staff.send(decision.fill("outcome", "x")).await.must_be(404);
        assert_eq!(reasons(&centre, "plan_meeting").await, ["日期錯誤"]);
        let page = staff.send(form).await;
        freeze(&mut staff, &plan).await;
        staff.open(&page.link("收回")).await.must_say("已經凍結過數據");
    }

    fn a_cost_is_taken_back_with_a_reason_whatever_was_frozen_since(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open(&format!("{plan}/costs")).await;
        let page = staff.send(page.form("#cost").fill("programme", "甲班").fill("amount", "120").fill("kind", "money")).await;
        let back = page.must_be(200).link("收回");
        centre.pass(60);
        freeze(&mut staff, &plan).await;
        let page = staff.open(&back).await;
        staff.send(page.form("#take-back")).await.must_be(422).must_say("請填");
        staff.send(page.form("#take-back").fill("reason", "金額錯誤")).await.must_be(200).must_not_say("甲班");
        assert_eq!(reasons(&centre, "plan_cost").await, ["金額錯誤"]);
    }

    fn two_versions_taken_back_at_once_leave_the_one_before_them(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        let fields = |title: &'static str| [("form", "document"), ("title", title), ("effective_on", "2026-03-01"), ("expires_on", ""), ("url", "https://x.example"), ("note", "")];
        let mut page = upload(&mut staff, &format!("{leaf}/documents"), &fields("清冊一"), None).await;
        for title in ["清冊二", "清冊三"] {
            centre.pass(60);
            page = upload(&mut staff, &page.link("換成新的版本"), &fields(title), None).await;
        }
        let id = plan.rsplit('/').next().unwrap().to_owned();
        let list = move |conn: &mut Conn| plan::store::document::list_of_plan(conn, &id);
        let all = centre.centre.db.read(list.clone()).await.unwrap();
        let (third, second, now) = (all[0].clone(), all[1].clone(), centre.centre.clock.now());
        let (began, begun) = std::sync::mpsc::channel();
        let db = centre.centre.clone();
        let one = tokio::spawn(async move {
            db.db.write(move |conn| {
                let done = plan::store::document::withdraw(conn, &second, "x", "x", now)?;
                began.send(()).ok();
                // Long enough for another that does not wait to have looked.
                std::thread::sleep(std::time::Duration::from_millis(150));
                Ok(done)
            }).await
        });
        tokio::task::spawn_blocking(move || begun.recv()).await.unwrap().unwrap();
        let other = centre.centre.db.write(move |conn| plan::store::document::withdraw(conn, &third, "x", "x", now)).await;
        assert!(other.unwrap() && one.await.unwrap().unwrap());
        let left = centre.centre.db.read(list).await.unwrap();
        let left: Vec<_> = left.iter().map(|d| (d.title.as_str(), d.replaced_by.as_deref())).collect();
        assert_eq!(left, [("清冊一", None)]);
    }

    fn a_frame_is_taken_back_by_who_writes_plans(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open("/office/plan/frames").await;
        let form = page.form("#frame").fill("title", "服務獎").fill("criteria", "創新加值|30");
        let page = staff.send(form.clone()).await;
        let back = page.link("收回");
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        accountant.open(&back).await.must_be(404);
        let page = staff.open(&back).await;
        staff.send(page.form("#take-back").fill("reason", "重複")).await.must_be(200).must_not_say("創新加值 30%");
        assert_eq!(reasons(&centre, "plan_frame").await, ["重複"]);
        let page = staff.send(form).await;
        freeze(&mut staff, &plan).await;
        staff.open(&page.link("收回")).await.must_say("已經凍結過數據");
    }

    fn of_a_document_taken_back_neither_name_nor_bytes_stay(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        let fields = [("form", "document"), ("title", "清冊"), ("effective_on", "2026-03-01"), ("expires_on", ""), ("url", ""), ("note", "")];
        let page = upload(&mut staff, &format!("{leaf}/documents"), &fields, Some(("陳小美等三人名單.pdf", b"%PDF-1.7 children"))).await;
        let file = page.must_be(200).link("清冊");
        staff.open(&file).await.must_be(200);
        // Kept bytes that have their row stay.
        centre.pass(2 * 3600);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        forget(&centre).await;
        staff.open(&file).await.must_be(200);
        let page = staff.open(&leaf).await;
        let page = staff.open(&page.link("收回")).await;
        page.must_say("檔名與內容刪除");
        staff.send(page.form("#take-back").fill("reason", "誤傳名單")).await.must_be(200).must_not_say("清冊");
        staff.open(&file).await.must_be(404);
        forget(&centre).await;
        assert_eq!(kept(&centre), 0);
        assert_eq!(named(&centre, "%陳小美%").await, 0, "the name is forgotten");
        let links = staff.open(&format!("{plan}/links")).await;
        let links = staff.send(links.form("#link").fill("name", "委員")).await;
        let dossier = centre.resident().open(&links.link("打開").replace("http://test.example", "")).await;
        dossier.must_say("1.2.1-1 已於 115/11/23（一） 收回").must_not_say("清冊");
    }

    fn d3_a_file_goes_from_under_frozen_figures_while_its_proof_stays(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        let page = staff.open(&leaf).await;
        let page = staff.send(page.form("#task").fill("task", "檢視").fill("from", "2026-10-01")).await;
        let turn = page.link("填寫完成紀錄");
        let fields = [("done_on", "2026-11-01"), ("url", ""), ("note", "")];
        let page = upload(&mut staff, &turn, &fields, Some(("陳小美.pdf", b"%PDF-1.7 a child"))).await;
        let file = page.must_be(200).link("陳小美.pdf");
        centre.pass(60);
        freeze(&mut staff, &plan).await;
        let page = staff.open(&leaf).await;
        let page = staff.open(&page.link("收回")).await;
        page.must_say("已經凍結過數據").must_say("可以只收回附檔");
        staff.send(page.form("#take-back")).await.must_be(422).must_say("請填");
        let form = page.form("#take-back").fill("reason", "含個人資料");
        let page = staff.send(form.clone()).await;
        page.must_be(200).must_say("附檔已於 115/11/23（一） 收回").must_say("已完成").must_not_say("陳小美");
        staff.send(form).await.must_be(409);
        staff.open(&file).await.must_be(404);
        forget(&centre).await;
        assert_eq!((kept(&centre), named(&centre, "%陳小美%").await), (0, 0));
        let links = staff.open(&format!("{plan}/links")).await;
        let links = staff.send(links.form("#link").fill("name", "委員")).await;
        let dossier = centre.resident().open(&links.link("打開").replace("http://test.example", "")).await;
        dossier.must_say("1.2.1-1 檢視（115 年 10 月） · 附檔已於 115/11/23（一） 收回").must_not_say("陳小美");
        let told = |conn: &mut Conn| {
            let text = "select before, reason from foundation_trail where verb = 'file-taken-back'";
            let row = conn.first(foundation::db::Sql(text), &[])?.unwrap();
            Ok((row.get::<String>(0)?, row.get::<String>(1)?))
        };
        let (before, reason) = centre.centre.db.read(told).await.unwrap();
        assert!(before.starts_with("sha256 ") && reason == "含個人資料", "{before}");
    }

    fn bytes_that_got_no_row_are_forgotten_an_hour_later(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        let page = staff.open(&leaf).await;
        let page = staff.send(page.form("#task").fill("task", "檢視").fill("from", "2026-10-01")).await;
        let turn = page.link("填寫完成紀錄");
        let fields = [("done_on", "2026-11-01"), ("url", ""), ("note", "x")];
        upload(&mut staff, &turn, &fields, Some(("a.pdf", b"%PDF-1.7 a"))).await.must_be(200);
        // Somebody proved it meanwhile.
        upload(&mut staff, &turn, &fields, Some(("b.pdf", b"%PDF-1.7 b"))).await.must_be(422);
        forget(&centre).await;
        assert_eq!(kept(&centre), 2, "its row may still come");
        centre.pass(3600);
        forget(&centre).await;
        assert_eq!(kept(&centre), 1);
        assert_eq!(waiting(&centre).await, 0);
    }
}
