//! Evidence: numbers of the house, documents with their own days, proofs that recur, figures frozen.

use foundation::db::Conn;
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::house::{SMALL, assign, import, meetings, numbers, plan_of, upload};

/// A small plan with everything assigned, whose last action is measured in days of the year.
async fn plan(centre: &Fresh) -> (Visitor, String) {
    let mut staff = centre.staff(&[Role::Promotion]).await;
    let text = SMALL
        .replace("counted_in\n", "counted_in,measure\n")
        .replace(",項\n", ",項,\n")
        .replace(",次\n", ",次,\n")
        .replace(",,,\n", ",,,,\n")
        .replace("調查份數,1200,份", "調查份數,365,份,numbers.days");
    let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
    assign(centre, &mut staff, &plan).await.must_be(200);
    (staff, plan)
}

async fn leaf(staff: &mut Visitor, plan: &str, action: &str) -> Page {
    let page = staff.open(plan).await;
    staff.open(&page.link(action)).await
}

async fn add_document(
    staff: &mut Visitor,
    leaf: &Page,
    fields: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> Page {
    upload(staff, &format!("{}/documents", leaf.path), fields, file).await
}

both_engines! {
    fn e6_a10_a_number_is_live_defined_and_leads_to_its_rows_for_those_who_may(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = leaf(&mut staff, &plan, "辦理滿意度調查").await;
        // 23 November is day 327; the light is about the end of October, day 304.
        page.must_say("日數 327").must_say("期間內的日數。").must_say("304 份／目標 365 份").must_say("到民國115年10月31日（六）應達 304 份").must_say("正常");
        page.must_say("看明細");
        page.must_say("115 年 10 月").must_say("304 份（應達 304 份）");
        // The accountant may see the plan, and not what lies behind the number.
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        accountant.open(&page.path).await.must_be(200).must_say("日數 327").must_not_say("看明細").must_not_say("填報");
        // A kept number is counted anew after its minutes.
        centre.pass(24 * 3600);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        leaf(&mut staff, &plan, "辦理滿意度調查").await.must_say("日數 328");
    }

    fn e2_e3_e4_a_document_has_days_of_its_own_and_its_versions_are_kept(centre) using [plan::service()] {
        let (mut staff, plan) = plan_without_numbers(&centre).await;
        let page = leaf(&mut staff, &plan, "檢討各項表單").await;
        page.must_say("還沒有任何數據、文件或定期事項").must_say("注意");
        let fields = [("form", "document"), ("title", "表單檢討紀錄"), ("effective_on", "2026-03-01"), ("expires_on", "2026-11-27"), ("url", ""), ("note", "")];
        let page = add_document(&mut staff, &page, &fields, Some(("紀錄.pdf", b"%PDF-1.7 one"))).await;
        page.must_be(200).must_say("表單檢討紀錄").must_say("115/03/01（日） 至 115/11/27（五） 有效").must_say("於115/11/23（一）加入");
        let file = staff.open(&page.link("表單檢討紀錄")).await;
        assert_eq!((file.source.as_str(), file.headers["content-type"].to_str().unwrap()), ("%PDF-1.7 one", "application/pdf"));
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        // It ends by itself: the action turns amber on the day after.
        centre.pass(5 * 24 * 3600);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(&page.path).await;
        page.must_say("已失效").must_say("文件「表單檢討紀錄」不在有效期間");
        let next = staff.open(&page.link("換成新的版本")).await;
        let fields = [("title", "表單檢討紀錄"), ("effective_on", "115/11/20"), ("expires_on", ""), ("url", "https://www.example.gov.tw/forms"), ("note", "")];
        let page = upload(&mut staff, &next.path, &fields, None).await;
        page.must_be(200).must_say("第 2 版").must_say("較早的版本").must_not_say("還缺什麼");
        upload(&mut staff, &next.path, &fields, None).await.must_be(422).must_say("已經有人換成新的版本");
    }

    fn every_bad_document_is_refused_with_the_reason_and_what_was_typed_is_kept(centre) using [plan::service()] {
        let (mut staff, plan) = plan_without_numbers(&centre).await;
        let page = leaf(&mut staff, &plan, "檢討各項表單").await;
        let good = [("form", "document"), ("title", "紀錄"), ("effective_on", "2026-03-01"), ("expires_on", ""), ("url", ""), ("note", "")];
        let with = |name: &str, value: &'static str| good.map(|(n, v)| if n == name { (n, value) } else { (n, v) });
        for (fields, file, said) in [
            (good, None, "請附檔案，或填網址"),
            (good, Some(("a.exe", &b"MZ"[..])), "不收這種檔案"),
            (good, Some(("a.pdf", &b""[..])), "空的檔案"),
            (with("url", "javascript:alert(1)"), None, "請以 https:// 開頭"),
            (with("title", " "), Some(("a.pdf", &b"x"[..])), "請填"),
            (with("expires_on", "2026-02-01"), Some(("a.pdf", &b"x"[..])), "結束日早於開始日"),
            (with("effective_on", "soon"), Some(("a.pdf", &b"x"[..])), "看不懂這個日期"),
        ] {
            add_document(&mut staff, &page, &fields, file).await.must_be(422).must_say(said);
        }
        let huge = vec![b'x'; 21 * 1024 * 1024];
        let wrong = add_document(&mut staff, &page, &good, Some(("a.pdf", &huge))).await;
        wrong.must_be(422).must_say("檔案太大");
        assert_eq!(wrong.form("#document").value("title"), Some("紀錄"));
        staff.open(&page.path).await.must_say("還沒有文件");
    }

    fn e5_a_recurring_proof_that_is_missing_turns_the_action_amber(centre) using [plan::service()] {
        let (mut staff, plan) = plan_without_numbers(&centre).await;
        let page = leaf(&mut staff, &plan, "維護常見問題集").await;
        let page = staff.send(page.form("#task").fill("task", "檢視全部連結").fill("from", "2026-09-01")).await;
        page.must_be(200).must_say("檢視全部連結（每月）").must_say("檢視全部連結：115 年 9 月應於 115/10/10（六）前完成").must_say("注意");
        let form = staff.open(&page.link("填寫完成紀錄")).await;
        form.must_say("檢視全部連結 · 115 年 9 月");
        let base = [("done_on", "2026-10-02"), ("url", ""), ("note", "")];
        upload(&mut staff, &form.path, &base, None).await.must_be(422).must_say("請附檔案");
        upload(&mut staff, &form.path, &[("done_on", "2026-12-02"), ("url", ""), ("note", "完成")], None).await.must_be(422).must_say("不能在今天之後");
        upload(&mut staff, &form.path, &[("done_on", "2026-08-31"), ("url", ""), ("note", "完成")], None).await.must_be(422).must_say("不能早於這一期的第一天");
        let page = upload(&mut staff, &form.path, &[("done_on", "2026-10-12"), ("url", ""), ("note", "全數 212 個連結正常")], None).await;
        page.must_be(200).must_say("遲 2 天").must_say("全數 212 個連結正常").must_say("115 年 10 月應於");
        let form = staff.open(&page.link("填寫完成紀錄")).await;
        let page = upload(&mut staff, &form.path, &[("done_on", "2026-11-03"), ("url", ""), ("note", "好")], Some(("report.csv", b"url,status\n"))).await;
        page.must_be(200).must_not_say("還缺什麼").must_say("待完成");
    }

    fn e6_figures_are_frozen_on_a_reporting_day_and_stay_reproducible(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open(&format!("{plan}/freezes")).await;
        staff.send(page.form("#freeze").fill("to", "2027-01-01")).await.must_be(422).must_say("不晚於今天");
        let frozen = staff.send(page.form("#freeze").fill("to", "2026-10-31").fill("note", "第三季填報")).await;
        frozen.must_be(200).must_say("第三季填報").must_say("期間內的日數。").must_say("304").must_say("相同");
        // Somebody tampers with the store: it shows.
        let write = |conn: &mut Conn| conn.batch("update plan_frozen set value = 400");
        centre.centre.db.write(write).await.unwrap();
        staff.open(&frozen.path).await.must_say("與凍結時的校驗碼不符").must_say("不同 304");
    }

    fn e6_a_number_is_counted_at_the_moment_it_is_frozen_and_compared_anew(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,indicator,target,counted_in,measure\n1.1,甲,乙,召開會議,推廣教育組,會議數,6,次,numbers.meetings\n1.2,甲,乙,發放問卷,推廣教育組,份數,,份,\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
        let page = leaf(&mut staff, &plan, "發放問卷").await;
        staff.send(page.form("#month").fill("month", "2026-10").fill("actual", "30")).await.must_be(200);
        leaf(&mut staff, &plan, "召開會議").await.must_be(200);
        // Kept as none this morning, corrected since.
        meetings(&centre, "2026-10-05", &["甲"]).await;
        let page = staff.open(&format!("{plan}/freezes")).await;
        let frozen = staff.send(page.form("#freeze").fill("to", "2026-10-31")).await;
        let then: Vec<String> = frozen.must_be(200).all("#numbers ~ * tbody td:nth-child(3)");
        assert_eq!(then, ["1", "30"]);
        assert_eq!(frozen.all("#numbers ~ * tbody td:nth-child(5)"), ["相同", "相同"]);
        let page = leaf(&mut staff, &plan, "發放問卷").await;
        staff.send(page.form("#month").fill("month", "2026-10").fill("actual", "31")).await.must_be(200);
        meetings(&centre, "2026-10-06", &["乙"]).await;
        let now = staff.open(&frozen.path).await;
        assert_eq!(now.all("#numbers ~ * tbody td:nth-child(5)"), ["不同 2", "不同 31"]);
        now.must_not_say("與凍結時的校驗碼不符");
        let write = |conn: &mut Conn| conn.batch("update plan_frozen set action = '召開十次會議'");
        centre.centre.db.write(write).await.unwrap();
        staff.open(&frozen.path).await.must_say("與凍結時的校驗碼不符");
    }

    fn e6_what_is_corrected_is_counted_anew_within_minutes(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,indicator,target,counted_in,measure\n1.1,甲,乙,召開會議,推廣教育組,會議數,6,次,numbers.meetings\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
        meetings(&centre, "2026-10-05", &["甲"]).await;
        leaf(&mut staff, &plan, "召開會議").await.must_say("1 次／目標 6 次");
        // October is over, and a day of it is entered late.
        meetings(&centre, "2026-10-06", &["乙"]).await;
        leaf(&mut staff, &plan, "召開會議").await.must_say("1 次／目標 6 次");
        centre.pass(11 * 60);
        leaf(&mut staff, &plan, "召開會議").await.must_say("2 次／目標 6 次");
    }

    fn e6_x1_the_lights_of_a_reporting_day_are_kept_with_rule_schedule_and_words(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,indicator,target,counted_in\n1.9,甲,乙,辦理講座,推廣教育組,場次,12,場\n1.10,甲,乙,發放問卷,推廣教育組,份數,1200,份\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
        assign(&centre, &mut staff, &plan).await.must_be(200);
        let page = leaf(&mut staff, &plan, "發放問卷").await;
        let month = page.form("#month").fill("month", "2026-10").fill("actual", "300");
        staff.send(month.clone().fill("reason", "問卷改版").fill("remedy", "十一月補發")).await.must_be(200);
        let page = leaf(&mut staff, &plan, "辦理講座").await;
        staff.send(page.form("#month").fill("month", "2026-10").fill("actual", "10")).await.must_be(200);
        let page = staff.open(&format!("{plan}/freezes")).await;
        let frozen = staff.send(page.form("#freeze").fill("to", "2026-10-31")).await.must_be(200).path.clone();
        let then = |page: &Page| page.all("tbody tr").into_iter().take(2).collect::<Vec<_>>();
        let page = staff.open(&frozen).await;
        page.must_say("達應達進度 100% 以上為正常，80% 以上為注意").must_not_say("與凍結時的校驗碼不符");
        page.must_say("落後（1） 工作重點").must_say("1.10 發放問卷 300 份（應達 999 份） 問卷改版 十一月補發").must_not_say("進度 300 份");
        page.must_say("正常（1） 工作重點").must_say("1.9 辦理講座 10 場（應達 9 場）");
        let before = then(&page);
        // Since then the number was corrected, the words taken back and the rule changed.
        staff.send(month.fill("actual", "1100")).await.must_be(200);
        let rule = |conn: &mut Conn| conn.batch(
            "insert into foundation_rule (key, effective_from, value, source) values ('plan.yellow_percent', '2026-01-01', '20', 'x')",
        );
        centre.centre.db.write(rule).await.unwrap();
        let page = staff.open(&frozen).await;
        assert_eq!(then(&page), before);
        page.must_say("80% 以上為注意").must_say("不同 1,100").must_not_say("與凍結時的校驗碼不符");
        let table = staff.open(&format!("{frozen}/export/csv")).await;
        assert!(table.must_be(200).source.contains("1.10,發放問卷,落後,300,999,問卷改版,十一月補發"), "{}", table.source);
        centre.centre.db.write(|conn| conn.batch("update plan_frozen_light set light = 'green'")).await.unwrap();
        staff.open(&frozen).await.must_say("與凍結時的校驗碼不符");
    }

    fn a_turn_is_proven_once_and_who_is_second_is_told(centre) using [plan::service()] {
        let (mut staff, plan) = plan_without_numbers(&centre).await;
        let page = leaf(&mut staff, &plan, "維護常見問題集").await;
        let page = staff.send(page.form("#task").fill("task", "檢視").fill("from", "2026-10-01")).await;
        let form = staff.open(&page.link("填寫完成紀錄")).await;
        let fields = |note: &'static str| [("done_on", "2026-11-02"), ("url", ""), ("note", note)];
        upload(&mut staff, &form.path, &fields("第一次"), None).await.must_be(200);
        let second = upload(&mut staff, &form.path, &fields("第二次"), Some(("a.pdf", b"%PDF-1.7"))).await;
        second.must_be(422).must_say("已經有人填過完成紀錄");
        assert_eq!(second.form("#proof").value("note"), Some("第二次"));
        staff.open(&page.path).await.must_say("第一次").must_not_say("第二次");
        let count = |conn: &mut Conn| {
            let rows = conn.rows(foundation::sql!("select matter_id from foundation_trail where verb = 'proven'"), &[])?.len();
            Ok((rows, conn.rows(foundation::sql!("select id from foundation_file"), &[])?.len()))
        };
        assert_eq!(centre.centre.db.read(count).await.unwrap(), (1, 0));
    }

    fn only_the_sections_responsible_and_the_director_enter_proofs(centre) using [plan::service()] {
        let (mut staff, plan) = plan_without_numbers(&centre).await;
        let page = leaf(&mut staff, &plan, "訂定諮詢專線作業流程").await;
        page.must_be(200).must_not_say("加入佐證文件");
        let fields = [("title", "x"), ("effective_on", "2026-03-01"), ("url", "https://x.example"), ("expires_on", ""), ("note", "")];
        add_document(&mut staff, &page, &fields, None).await.must_be(404);
        let mut counsellor = centre.staff_of("counselling", &[Role::Counselling]).await;
        add_document(&mut counsellor, &page, &fields, None).await.must_be(200);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        add_document(&mut director, &page, &fields, None).await.must_be(200);
    }
}

async fn plan_without_numbers(centre: &Fresh) -> (Visitor, String) {
    let mut staff = centre.staff(&[Role::Promotion]).await;
    let text = "code,area,strategy,action,units\n1.1.1,甲,乙,訂定諮詢專線作業流程,輔導教育組\n1.1.2,甲,乙,檢討各項表單,推廣教育組\n1.2.1,甲,丙,維護常見問題集,推廣教育組\n";
    let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
    assign(centre, &mut staff, &plan).await.must_be(200);
    (staff, plan)
}
