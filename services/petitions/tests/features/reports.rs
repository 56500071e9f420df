use testing::{Role, both_engines};

use crate::{approve, draft, office, petition, send, typed};

const PATH: &str = "/office/petitions-reports";
pub const NOVEMBER: &str = "/office/petitions-reports?from=2026-11-01&to=2026-11-23";

both_engines! {
    /// P15: the analysis of a period is frozen for a meeting and does not change any more; it leaves as a file.
    fn p15_an_analysis_is_frozen_for_a_meeting_and_does_not_change(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for _ in 0..3 {
            typed(&mut office.handler, "letter", |f| f.fill("nature", "question").fill("district", "64000050")).await.must_be(200);
        }
        petition(&centre, &mut centre.resident(), |f| f).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        let page = office.handler.open(NOVEMBER).await;
        page.must_be(200).must_say("件數 4").must_say("詢問法令").must_say("三民區").must_say("115 年 11 月 4").must_say("115 年 4").must_say("課程活動").must_not_say("petitions-");
        office.handler.open("/office/petitions-reports?from=2026-11-30&to=2026-11-01").await.must_be(422).must_say("不能早於開始日");
        office.handler.open("/office/petitions-reports?from=x&to=2026-11-01").await.must_be(422).must_say("請填正確的日期");
        let wrong = send(&mut office.handler, &page, "#freeze", &[("findings", "問退費的多")]).await;
        wrong.must_be(422).must_say("問退費的多");
        let report = send(&mut office.handler, &page, "#freeze", &[("title", "十一月陳情分析"), ("findings", "問退費的多")]).await;
        report.must_be(200).must_say("十一月陳情分析").must_say("問退費的多").must_say("件數 4").must_say("可以寫成常見問答的主題");
        typed(&mut office.handler, "letter", |f| f.fill("nature", "question")).await.must_be(200);
        office.handler.open(NOVEMBER).await.must_say("件數 5");
        let page = office.handler.open(&report.path).await;
        page.must_say("件數 4").must_not_say("件數 5");
        for kind in ["csv", "xlsx", "ods"] {
            office.handler.open(&format!("{}/file?kind={kind}", page.path)).await.must_be(200);
        }
        let csv = office.handler.open(&format!("{}/file?kind=csv", page.path)).await;
        csv.must_say("性質,question,詢問法令,3").must_say("行政區,64000050,三民區,3").must_not_say("petitions-");
        let future = [("meeting_on", "2026-12-24"), ("decision", "改善公告")];
        send(&mut office.handler, &page, "#meeting", &future).await.must_be(422).must_say("改善公告");
        let page = send(&mut office.handler, &page, "#meeting", &[("meeting_on", "2026-11-23"), ("decision", "改善公告")]).await;
        page.must_be(200).must_say("會議決定").must_say("改善公告");
        let mut evaluator = centre.staff_of("", &[Role::Evaluator]).await;
        evaluator.open(&page.path).await.must_be(200).must_say("十一月陳情分析");
        assert!(evaluator.open(&page.path).await.all("#improvement").is_empty());
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// P15: who was to improve something is told once when it is late.
    fn p15_who_is_late_with_an_improvement_is_told_once(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.handler.open(NOVEMBER).await;
        let report = send(&mut office.handler, &page, "#freeze", &[("title", "第一份")]).await;
        let fields = [("what", "把退費規定寫在報名頁"), ("handler", office.handler_id.as_str()), ("due_on", "2026-11-24")];
        send(&mut office.handler, &report, "#improvement", &fields).await.must_be(200);
        let late = async || centre.mails().await.into_iter().filter(|m| m.subject.contains("改善提案已過期限")).count();
        centre.pass(24 * 3600);
        centre.settle().await;
        assert_eq!(late().await, 0, "the last day");
        for _ in 0..4 {
            centre.pass(12 * 3600);
            centre.settle().await;
        }
        assert_eq!(late().await, 1);
    }

    /// P15: what is to be improved has somebody, a day and a result, and is carried into the next report until then.
    fn p15_an_improvement_is_followed_until_its_result(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.handler.open(NOVEMBER).await;
        let report = send(&mut office.handler, &page, "#freeze", &[("title", "第一份")]).await;
        let fields = [("what", "把退費規定寫在報名頁"), ("handler", office.handler_id.as_str()), ("due_on", "2026-11-01")];
        let wrong = send(&mut office.handler, &report, "#improvement", &fields).await;
        wrong.must_be(422).must_say("把退費規定寫在報名頁");
        let fields = [fields[0], fields[1], ("due_on", "2026-11-30")];
        let page = send(&mut office.handler, &report, "#improvement", &fields).await;
        page.must_be(200).must_say("把退費規定寫在報名頁").must_say("提案");
        let id = page.source.split("id=\"change-").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let form = format!("#change-{id}");
        let agreed = send(&mut office.handler, &page, &form, &[("progress", "agreed")]).await;
        agreed.must_be(200).must_say("列管中");
        send(&mut office.handler, &page, &form, &[("progress", "agreed")]).await.must_be(422).must_say("剛才有人改過");
        centre.pass(60);
        let next = office.handler.open(NOVEMBER).await;
        let next = send(&mut office.handler, &next, "#freeze", &[("title", "第二份")]).await;
        next.must_say("把退費規定寫在報名頁").must_say("前次報告的提案");
        send(&mut office.handler, &next, &form, &[("progress", "done")]).await.must_be(422);
        let done = send(&mut office.handler, &next, &form, &[("progress", "done"), ("result", "已寫上")]).await;
        done.must_be(200).must_not_say("把退費規定寫在報名頁");
        office.handler.open(&report.path).await.must_say("已完成").must_say("已寫上");
        office.handler.open(PATH).await.must_say("第一份").must_say("第二份");
    }
}

/// A report tells which topics were asked about often, for whoever writes an answer for everybody.
async fn told_of_what_is_asked_often(engine: foundation::db::Engine) {
    let heard = &[("petitions.asked_often", "petitions.count")];
    let centre = testing::Fresh::open_wired(engine, vec![petitions::service()], heard).await;
    let mut office = office(&centre).await;
    for _ in 0..3 {
        typed(&mut office.handler, "letter", |f| f.fill("nature", "question")).await.must_be(200);
    }
    let page = office.handler.open(NOVEMBER).await;
    send(&mut office.handler, &page, "#freeze", &[("title", "第一份")]).await.must_be(200);
    let jobs = foundation::db::Sql("select count(*) from foundation_job where payload = 'courses'");
    let told = centre.centre.db.read(move |conn| conn.first(jobs, &[])).await.unwrap().unwrap();
    assert_eq!(told.get::<i64>(0).unwrap(), 1);
}

#[test]
fn f5_a_report_tells_what_is_asked_often_sqlite() {
    testing::run(|| told_of_what_is_asked_often(foundation::db::Engine::Sqlite));
}

#[test]
fn f5_a_report_tells_what_is_asked_often_postgres() {
    testing::run(|| told_of_what_is_asked_often(foundation::db::Engine::Postgres));
}
