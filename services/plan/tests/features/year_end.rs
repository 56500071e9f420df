//! Around the turn of the year: a number stays with its year, evidence with its plan.

use testing::{Role, both_engines};

use crate::house::{SMALL, assign, import, numbers, plan_of, press, upload};

const ONE: &str = "code,area,strategy,action,units,indicator,target,counted_in,measure\n\
                   2.1.1,甲,乙,辦理滿意度調查,推廣教育組,調查份數,400,份,numbers.days\n";
const DAY: i64 = 24 * 3600;

both_engines! {
    fn the_number_of_last_year_is_never_that_of_another_years_plan(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let plan = plan_of(&import(&mut staff, "116", "p.csv", ONE.as_bytes()).await);
        assign(&centre, &mut staff, &plan).await.must_be(200);
        // The draft of next year, in November.
        let leaf = staff.open(&plan).await.link("辦理滿意度調查");
        staff.open(&leaf).await.must_be(200).must_not_say("304").must_not_say("327");
        press(&mut staff, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(200);
        press(&mut staff, &plan, "publish").await.must_be(200);
        let mut anyone = centre.resident();
        centre.pass(48 * DAY);
        // 10 January: no month of this year is over.
        let mut staff = centre.staff(&[Role::Promotion]).await;
        anyone.open("/plan").await.must_say("116 年服務計畫").must_not_say("實績 365 份");
        staff.open(&leaf).await.must_be(200).must_not_say("365 份");
        staff.open("/office/plan?view=all").await.must_say("辦理滿意度調查").must_not_say("365 份");
        centre.pass(31 * DAY);
        anyone.open("/plan").await.must_say("實績 31 份");
    }

    fn evidence_of_a_year_stays_with_its_number_when_the_year_is_over(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut staff, &plan).await.must_be(200);
        let leaf = staff.open(&plan).await.link("檢討各項表單");
        let document = |title: &'static str, until: &'static str| [
            ("form", "document"), ("title", title), ("effective_on", "2026-03-01"), ("expires_on", until),
            ("url", "https://x.example"), ("note", ""),
        ];
        upload(&mut staff, &format!("{leaf}/documents"), &document("早到期", "2026-11-25"), None).await.must_be(200);
        centre.pass(60);
        upload(&mut staff, &format!("{leaf}/documents"), &document("認證", "2026-12-31"), None).await.must_be(200);
        centre.pass(60);
        let page = staff.open(&leaf).await;
        let page = staff.send(page.form("#task").fill("task", "檢視").fill("from", "2026-10-01")).await;
        let turn = page.link("填寫完成紀錄");
        upload(&mut staff, &turn, &[("done_on", "2026-11-01"), ("url", ""), ("note", "十月已檢視")], None).await.must_be(200);
        let page = staff.open(&leaf).await;
        // Ended: asked no more, and what was proven stays.
        let page = staff.send(page.form("form[action$='/end']")).await;
        page.must_be(200).must_say("十月已檢視").must_say("先前的完成紀錄仍列為佐證").must_not_say("填寫完成紀錄");
        for days in [0, 48] {
            centre.pass(days * DAY);
            let mut staff = centre.staff(&[Role::Promotion]).await;
            let page = staff.open(&format!("{plan}/links")).await;
            let page = staff.send(page.form("#link").fill("name", "委員")).await;
            let address = page.link("打開").replace("http://test.example", "");
            let page = centre.resident().open(&address).await;
            page.must_say("1.1.2-2 認證").must_say("1.1.2-3 檢視").must_say("這份計畫尚未公開");
            assert_eq!(page.says("1.1.2-1 早到期"), days == 0);
            staff.open(&leaf).await.must_not_say("文件「認證」不在有效期間");
        }
    }

    fn the_december_of_a_plan_of_several_years_is_reported_and_frozen(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,target-2026,target-2027\n1.1,甲,乙,設置據點,推廣教育組,12,24\n";
        let fields = [("year", "115"), ("years", "2"), ("title", "中程計畫")];
        let plan = plan_of(&upload(&mut staff, "/office/plan/import", &fields, Some(("p.csv", text.as_bytes()))).await);
        assign(&centre, &mut staff, &plan).await.must_be(200);
        // 10 January 2027.
        centre.pass(48 * DAY);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let leaf = staff.open(&plan).await.link("設置據點");
        let page = staff.open(&leaf).await;
        page.must_say("115 年 12 月的實績還沒有填報").must_say("注意");
        let page = staff.send(page.form("#month").fill("month", "2026-12").fill("actual", "12")).await;
        page.must_be(200).must_say("12／目標 12").must_say("正常");
        // In March the year before is over and can still be frozen as it was; the new one is looked at.
        centre.pass(60 * DAY);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(&leaf).await;
        page.must_say("116 年 2 月的實績還沒有填報");
        // A month of the year before that was forgotten is still reported, by the schedule of its own year.
        let month = |month: &str, actual: &str| page.form("#month").fill("month", month).fill("actual", actual);
        staff.send(month("2026-11", "2")).await.must_be(422).must_say("這個月落後");
        staff.send(month("2026-11", "2").fill("reason", "據點整修").fill("remedy", "十二月補設")).await.must_be(200).must_say("據點整修");
        staff.send(page.form("#month").without("month").smuggle("month", "2025-12").fill("actual", "12")).await.must_be(422);
        // What was said of December is no reason of the January after it, which is not over.
        staff.send(month("2026-12", "12").fill("reason", "冬季整修")).await.must_be(200);
        let page = staff.open(&format!("{plan}/freezes")).await;
        staff.send(page.form("#freeze").fill("to", "2027-01-15")).await.must_be(200).must_not_say("冬季整修");
        let page = staff.open(&format!("{plan}/freezes")).await;
        let frozen = staff.send(page.form("#freeze").fill("to", "2026-12-31")).await;
        frozen.must_be(200);
        assert_eq!(frozen.all("#numbers ~ * tbody td:nth-child(3)"), ["14"]);
        assert_eq!(frozen.all("#numbers ~ * tbody td:nth-child(4)"), ["12"]);
        let page = staff.open(&format!("{plan}/freezes")).await;
        staff.send(page.form("#freeze").fill("to", "2025-12-31")).await.must_be(422);
    }
}
