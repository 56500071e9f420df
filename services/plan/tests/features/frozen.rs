//! Reporting days as staff and evaluators read them, and archives that must be whole.

use std::io::Read as _;

use axum::body::Body;
use axum::extract::Request;
use foundation::db::Conn;
use foundation::files::Files;
use foundation::web::body_bytes;
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::evaluate::{link, plan, unpacked};
use crate::house::{import, meetings, numbers, plan_of, upload};

const DAY: i64 = 24 * 3600;

async fn freeze(staff: &mut Visitor, plan: &str, to: &str, note: &str) -> Page {
    let page = staff.open(&format!("{plan}/freezes")).await;
    staff.send(page.form("#freeze").fill("to", to).fill("note", note)).await
}

fn request(method: &str, path: &str) -> Request {
    Request::builder().method(method).uri(path).header("host", "test.example").body(Body::empty()).unwrap()
}

/// How many rows of the trail have a verb like this.
async fn noted(centre: &Fresh, verb: &'static str) -> usize {
    let read = move |conn: &mut Conn| {
        let sql = foundation::sql!("select id from foundation_trail where verb like $1");
        conn.rows(sql, foundation::params![verb])
    };
    centre.centre.db.read(read).await.unwrap().len()
}

/// How often somebody took something along.
async fn taken(centre: &Fresh) -> usize {
    noted(centre, "evidence-%taken%").await
}

/// Bytes that no archive makes smaller.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    (0..size).map(next).collect()
}

both_engines! {
    fn e6_numbers_frozen_before_lights_were_are_told_without_them(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let frozen = freeze(&mut staff, &plan, "2026-09-30", "先問過林科長").await;
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        let page = evaluator.open(&address).await;
        page.must_say("先問過林科長");
        let day = page.link("民國115年9月30日");
        evaluator.open(&day).await.must_say("先問過林科長");
        let old = |conn: &mut Conn| conn.batch("delete from plan_frozen_light; update plan_freeze set green = null, yellow = null");
        centre.centre.db.write(old).await.unwrap();
        staff.open(&frozen.link("CSV")).await.must_be(200).must_say("2.1.1,辦理滿意度調查,,,,,,,numbers.days,日數,期間內的日數。,273,365");
        let page = evaluator.open(&address).await;
        let mut text = Vec::new();
        let mut archive = unpacked(&mut evaluator, &page.link("下載全部佐證")).await;
        archive.by_name("00-frozen-2026-09-30.ods").unwrap().read_to_end(&mut text).unwrap();
        let sheet = foundation::sheet::read("x.ods", &text).unwrap();
        assert!(sheet.lines.iter().any(|line| line.cells[0] == "2.1.1" && line.cells[11] == "273"), "{:?}", sheet.lines);
        // What was remarked when nobody outside read it is told to staff alone.
        page.must_not_say("林科長");
        evaluator.open(&day).await.must_be(200).must_not_say("林科長");
        staff.open(&frozen.path).await.must_say("先問過林科長");
        staff.open(&format!("{plan}/freezes")).await.must_say("評鑑委員也會看到");
    }

    fn e6_a_day_within_a_month_is_judged_by_what_is_over(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,indicator,target,counted_in,measure\n1.1,甲,乙,發放問卷,推廣教育組,份數,365,份,\n1.2,甲,乙,召開會議,推廣教育組,會議數,365,次,numbers.meetings\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
        let page = staff.open(&plan).await;
        let leaf = staff.open(&page.link("發放問卷")).await;
        staff.send(leaf.form("#month").fill("month", "2026-01").fill("actual", "31")).await.must_be(200);
        let frozen = freeze(&mut staff, &plan, "2026-02-15", "").await;
        frozen.must_be(200).must_say("31 份（應達 31 份）").must_say("0 次（應達 46 次）").must_not_say("還沒有說明原因");
        let frozen = freeze(&mut staff, &plan, "2026-02-28", "").await;
        frozen.must_say("31 份（應達 59 份）").must_say("115 年 2 月落後，還沒有說明原因");
    }

    fn e4_e6_a_document_is_judged_by_the_version_of_the_day(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("檢討各項表單");
        let page = staff.open(&leaf).await;
        let next = staff.open(&page.link("換成新的版本")).await;
        let fields = [("title", "表單檢討紀錄"), ("effective_on", "2027-01-01"), ("expires_on", ""), ("url", "https://x.example"), ("note", "")];
        upload(&mut staff, &next.path, &fields, None).await.must_be(200).must_not_say("不在有效期間");
        freeze(&mut staff, &plan, "2026-09-30", "").await.must_be(200).must_not_say("不在有效期間");
        // Before its first version there was none.
        freeze(&mut staff, &plan, "2026-01-31", "").await.must_say("文件「表單檢討紀錄」不在有效期間");
        centre.pass(60 * DAY);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        freeze(&mut staff, &plan, "2026-12-31", "").await.must_be(200).must_not_say("不在有效期間");
    }

    fn e6_e8_the_newest_reporting_day_is_told_whenever_it_was_frozen(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        freeze(&mut staff, &plan, "2026-09-30", "").await.must_be(200);
        centre.pass(60);
        freeze(&mut staff, &plan, "2026-06-30", "補凍結").await.must_be(200);
        let address = link(&mut staff, &plan).await;
        centre.resident().open(&address).await.must_say("115/09/30（三） 填報").must_not_say("115/06/30（二） 填報");
    }

    fn e8_a_link_counts_no_more_often_than_every_few_minutes(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,indicator,target,counted_in,measure\n1.1,甲,乙,召開會議,推廣教育組,會議數,6,次,numbers.meetings\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
        let frozen = freeze(&mut staff, &plan, "2026-10-31", "").await;
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        let day = evaluator.open(&address).await.link("民國115年10月31日");
        meetings(&centre, "2026-10-05", &["甲"]).await;
        evaluator.open(&day).await.must_say("相同").must_not_say("不同 1");
        staff.open(&frozen.path).await.must_say("不同 1");
        meetings(&centre, "2026-10-06", &["乙"]).await;
        centre.pass(11 * 60);
        evaluator.open(&day).await.must_say("不同 2");
    }

    fn e8_who_only_asks_for_the_head_takes_nothing_along(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        // Nor has anybody read it.
        evaluator.raw(request("HEAD", &address)).await;
        let mut account = centre.staff_of("direction", &[Role::Evaluator]).await;
        centre.centre.db.write(|conn| conn.batch("update plan_plan set version = 1")).await.unwrap();
        let inside = plan.replace("/plans/", "/evaluation/");
        let cookie = format!("{}={}", foundation::staff::COOKIE, account.cookie(foundation::staff::COOKIE).unwrap());
        let mut head = request("HEAD", &inside);
        head.headers_mut().insert("cookie", cookie.parse().unwrap());
        assert_eq!(account.raw(head).await.status(), 200);
        assert_eq!(noted(&centre, "evidence-read").await, 0);
        account.open(&inside).await.must_be(200);
        assert_eq!(noted(&centre, "evidence-read").await, 1);
        let page = evaluator.open(&address).await;
        assert_eq!(noted(&centre, "evidence-read").await, 2);
        let (all, one) = (page.link("下載全部佐證"), page.link("表單檢討紀錄"));
        for (path, kind) in [(&all, "application/zip"), (&page.link("目錄與實績（PDF）"), "application/pdf"), (&one, "application/pdf")] {
            let response = evaluator.raw(request("HEAD", path)).await;
            assert_eq!(response.status(), 200);
            assert_eq!(response.headers()["content-type"], kind);
            assert!(body_bytes(response.into_body()).await.unwrap().is_empty());
        }
        assert_eq!(taken(&centre).await, 0);
        evaluator.open(&one).await.must_be(200);
        assert_eq!(taken(&centre).await, 1);
        // Of what is not there nobody took anything.
        let id = one.split("/files/").nth(1).unwrap().split('?').next().unwrap();
        centre.centre.files.remove(id).await.unwrap();
        evaluator.open(&one).await.must_be(404);
        assert_eq!(taken(&centre).await, 1);
    }

    fn e8_who_takes_archives_slowly_keeps_no_other_centre_waiting(centre) using [plan::service(), numbers()] {
        let next_door = Fresh::open(foundation::db::Engine::Sqlite, vec![plan::service(), numbers()]).await;
        let mut ways = Vec::new();
        for centre in [&centre, &next_door] {
            let (mut staff, plan) = plan(centre).await;
            let address = link(&mut staff, &plan).await;
            let page = centre.resident().open(&address).await;
            let id = page.link("表單檢討紀錄").split("/files/").nth(1).unwrap().split('?').next().unwrap().to_owned();
            centre.centre.files.put(&id, noise(2 * 1024 * 1024).into()).await.unwrap();
            ways.push(page.link("下載全部佐證"));
        }
        // Four are on their way and wait for who takes nothing; a fifth would wait too.
        let mut slow = Vec::new();
        for _ in 0..4 {
            slow.push(centre.resident().raw(request("GET", &ways[0])).await);
        }
        let mut other = next_door.resident();
        let taken = tokio::time::timeout(std::time::Duration::from_secs(20), other.raw(request("GET", &ways[1]))).await;
        let archive = body_bytes(taken.expect("another centre waits").into_body()).await.unwrap();
        assert!(archive.len() > 2 * 1024 * 1024);
        drop(slow);
    }

    fn e8_an_archive_is_broken_off_when_the_files_cannot_be_reached(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        let page = evaluator.open(&address).await;
        let one = page.link("表單檢討紀錄");
        let id = one.split("/files/").nth(1).unwrap().split('?').next().unwrap();
        centre.centre.files.remove(id).await.unwrap();
        let Files::Folder(folder) = &centre.centre.files else { panic!("files of tests are a folder") };
        std::fs::create_dir(folder.join(id)).unwrap();
        let response = evaluator.raw(request("GET", &page.link("下載全部佐證"))).await;
        assert!(body_bytes(response.into_body()).await.is_err(), "a part is never taken for the whole");
    }

    fn e6_a_day_frozen_late_is_judged_without_what_was_proven_since(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        let page = staff.open(&leaf).await;
        let page = staff.send(page.form("#task").fill("task", "檢視").fill("from", "115/09/01").fill("to", "115/09/30")).await;
        let turn = page.must_be(200).link("填寫完成紀錄");
        upload(&mut staff, &turn, &[("done_on", "2026-11-20"), ("url", ""), ("note", "補做")], None).await.must_be(200);
        freeze(&mut staff, &plan, "2026-10-31", "").await.must_be(200).must_say("檢視：115 年 9 月應於");
        freeze(&mut staff, &plan, "2026-11-20", "").await.must_be(200).must_not_say("檢視：115 年 9 月應於");
    }
}
