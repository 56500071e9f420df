//! The ready list of duties: taken with one press, due by the office calendar, reminded of and proven.

use foundation::calendar::put_year;
use foundation::db::Conn;
use jiff::civil::{Weekday, date};
use office::calendar::{Day, YearSheet};
use testing::{Fresh, Role, Visitor, both_engines};

use crate::house::{SMALL, assign, import, plan_of, remind, upload};

const DAY: i64 = 24 * 3600;

/// 2026 and 2027, with Saturdays and Sundays off.
async fn calendar(centre: &Fresh) {
    let year = |year: i16| {
        let (mut days, mut at) = (Vec::new(), date(year, 1, 1));
        while at.year() == year {
            let off = matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday);
            days.push(Day { date: at, off, note: String::new() });
            at = at.tomorrow().unwrap();
        }
        YearSheet::from_days(days).unwrap()
    };
    let put =
        move |conn: &mut Conn| [2026, 2027].into_iter().try_for_each(|y| put_year(conn, "office", &year(y)));
    centre.centre.db.write(put).await.unwrap();
}

async fn plan(centre: &Fresh) -> (Visitor, String) {
    calendar(centre).await;
    let mut staff = centre.staff(&[Role::Promotion]).await;
    let plan = plan_of(&import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await);
    assign(centre, &mut staff, &plan).await.must_be(200);
    (staff, plan)
}

/// Takes one of the list.
async fn take(staff: &mut Visitor, plan: &str, code: &str) {
    let page = staff.open(&format!("{plan}/obligations")).await;
    staff.send(page.form(&format!("#take-{code}"))).await.must_be(200).must_say("已列入");
}

both_engines! {
    fn e5_a_duty_of_law_is_taken_with_one_press_and_is_due_by_the_office_calendar(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let ready = format!("{plan}/readiness");
        staff.open(&ready).await.must_say("還沒有列入計畫的法定與例行事項").must_say("檢查全部連結與網頁內容 年度計畫五");
        let page = staff.open(&format!("{plan}/obligations")).await;
        // 31 October 2026 is a Saturday.
        page.must_say("政府資訊公開法第 7 條第 1 項第 5 款").must_say("本年度期限（已過） 115/11/02（一）").must_not_say("已列入");
        let form = page.form("#take-procedures-review");
        staff.send(form.clone().fill("leaf", "x")).await.must_be(422).must_say("請選擇");
        let page = staff.send(form.clone()).await;
        page.must_be(200).must_say("已列入");
        // It went to the action that speaks of it.
        let leaf = staff.open(&page.link("檢討各項表單")).await;
        leaf.must_say("在中心會議檢討作業流程與表單（每年）");
        staff.send(form).await.must_be(422).must_say("這一項剛才已經列入計畫");
        take(&mut staff, &plan, "link-check").await;
        staff.open(&ready).await.must_not_say("檢查全部連結與網頁內容 年度計畫五");
        // 10 January 2027 is a Sunday.
        staff.open(&format!("{ready}?on=2027-01-11")).await.must_not_say("115 年 12 月應於");
        staff.open(&format!("{ready}?on=2027-01-12")).await.must_say("檢查全部連結與網頁內容：115 年 12 月應於 116/01/11（一）前完成");
        centre.settle().await;
        centre.pass(11 * DAY);
        remind(&centre).await;
        assert!(centre.mails().await.iter().any(|m| m.body.contains("檢查全部連結與網頁內容（115 年 11 月）請於 115/12/10")));
        // Whoever works on nothing of the plan takes nothing.
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        let page = accountant.open(&format!("{plan}/obligations")).await;
        assert!(page.must_be(200).all("form[id^=take]").is_empty());
        let mut other = centre.staff(&[Role::Volunteer]).await;
        other.open(&page.path).await.must_be(404);
    }

    fn e5_a_plan_of_several_years_takes_a_duty_in_each(centre) using [plan::service()] {
        calendar(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,target-2026,target-2027\n1.1,甲,乙,設置據點,推廣教育組,4,8\n";
        let fields = [("year", "115"), ("years", "3"), ("title", "中程計畫")];
        let plan = plan_of(&upload(&mut staff, "/office/plan/import", &fields, Some(("p.csv", text.as_bytes()))).await);
        assign(&centre, &mut staff, &plan).await.must_be(200);
        for _ in ["115", "116"] {
            let mut staff = centre.staff(&[Role::Promotion]).await;
            let page = staff.open(&format!("{plan}/obligations")).await;
            let form = page.must_not_say("已列入").form("#take-volunteer-report");
            staff.send(form.clone()).await.must_be(200).must_say("已列入");
            staff.send(form).await.must_be(422).must_say("這一項剛才已經列入計畫");
            centre.pass(45 * DAY);
        }
    }

    fn e5_what_is_asked_every_day_is_missed_as_one_sum_and_told_once_a_week(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        take(&mut staff, &plan, "news-check").await;
        centre.settle().await;
        centre.pass(2 * DAY);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let said = async |staff: &mut Visitor, text: &str| staff.open("/office/plan?view=all").await.says(text);
        assert!(said(&mut staff, "下架過期活動，檢查最新消息：115/11/24（二）應於 115/11/24（二）前完成").await);
        centre.pass(6 * DAY);
        // Tuesday: five of the week, Monday, and neither Saturday nor Sunday.
        let mut staff = centre.staff(&[Role::Promotion]).await;
        assert!(said(&mut staff, "下架過期活動，檢查最新消息：6 期沒有完成紀錄，最近一期是115/11/30（一）").await);
        let count = async || centre.mails().await.iter().filter(|m| m.body.contains("下架過期活動")).count();
        // Who is in charge, and as it is late who stands in.
        remind(&centre).await;
        assert_eq!(count().await, 2);
        centre.pass(DAY);
        remind(&centre).await;
        assert_eq!(count().await, 2, "not every day");
        centre.pass(6 * DAY);
        remind(&centre).await;
        assert_eq!(count().await, 4);
    }

    fn e5_an_event_asks_for_its_proof_within_office_days(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        take(&mut staff, &plan, "event-photos").await;
        let page = staff.open(&format!("{plan}/obligations")).await;
        let leaf = staff.open(&page.must_say("有活動時起算").link("檢討各項表單")).await;
        let form = leaf.form("form[id^=occasions]");
        let wrong = staff.send(form.clone().fill("occasion", "親子日").fill("held_on", "2026-12-01")).await;
        wrong.must_be(422).must_say("完成日期不能在今天之後");
        assert_eq!(wrong.form("form[id^=occasions]").value("occasion"), Some("親子日"));
        // What is sent twice asks once.
        for title in ["親子日", "親子日", "祖父母日"] {
            staff.send(form.clone().fill("occasion", title).fill("held_on", "2026-11-20")).await.must_be(200);
        }
        // Five office days after Friday.
        let leaf = staff.open(&leaf.path).await;
        leaf.must_say("115/11/20（五） 親子日").must_say("115/11/20（五） 2 祖父母日").must_say("115/11/27（五）").must_not_say("115/11/20（五） 3");
        let page = staff.send(form.clone().fill("occasion", "登錄錯誤").fill("held_on", "2026-11-20")).await;
        page.must_say("115/11/20（五） 3 登錄錯誤");
        let third = page.link("收回").replace("-20/take", "-20-3/take");
        let back = staff.open(&third).await.form("#take-back");
        staff.send(back.clone()).await.must_be(422).must_say("請填");
        staff.send(back.clone().fill("reason", "登錄錯誤")).await.must_be(200).must_not_say("115/11/20（五） 3");
        staff.send(back.fill("reason", "登錄錯誤")).await.must_be(404);
        let turn = leaf.link("填寫完成紀錄");
        upload(&mut staff, &turn, &[("done_on", "2026-11-23"), ("url", ""), ("note", "已刊出")], None).await.must_be(200).must_say("已刊出");
        // What is proven is no mistake: its proof would be taken back first.
        let proven = third.replace("-20-3/take", "-20/take");
        staff.open(&proven).await.must_be(404);
        centre.pass(5 * DAY);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open(&leaf.path).await.must_say("115/11/20（五） 2應於 115/11/27（五）前完成").must_not_say("115/11/20（五）應於");
    }
}
