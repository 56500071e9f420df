//! Tracking (管考): months, lights, reasons, the board, meetings, readiness, reminders.

use foundation::db::Conn;
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::house::{SMALL, assign, import, numbers, plan_of, remind, upload};

async fn plan(centre: &Fresh) -> (Visitor, String) {
    let mut staff = centre.staff(&[Role::Promotion]).await;
    let plan = plan_of(&import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await);
    assign(centre, &mut staff, &plan).await.must_be(200);
    (staff, plan)
}

async fn leaf(staff: &mut Visitor, plan: &str, action: &str) -> Page {
    let page = staff.open(plan).await;
    staff.open(&page.link(action)).await
}

both_engines! {
    fn x1_months_are_typed_and_a_red_one_needs_a_reason_and_a_remedy(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = leaf(&mut staff, &plan, "辦理滿意度調查").await;
        page.must_say("115 年 10 月的實績還沒有填報");
        let form = page.form("#month").fill("month", "2026-10").fill("actual", "300");
        let wrong = staff.send(form.clone()).await;
        wrong.must_be(422).must_say("這個月落後，請說明原因與改善作法");
        assert_eq!(wrong.form("#month").value("actual"), Some("300"));
        let page = staff.send(form.fill("reason", "問卷改版").fill("remedy", "十一月補發")).await;
        page.must_be(200).must_say("落後").must_say("300 份／目標 1,200 份").must_say("進度 300 份，應達 999 份").must_say("問卷改版");
        // The rule book decides: from a day on other shares hold.
        let rule = |conn: &mut Conn| conn.batch(
            "insert into foundation_rule (key, effective_from, value, source) values ('plan.yellow_percent', '2026-10-01', '20', 'x')",
        );
        centre.centre.db.write(rule).await.unwrap();
        staff.open(&page.path).await.must_say("注意").must_not_say("落後 還缺");
        // What is entered for September is judged by the rule of September.
        let form = staff.open(&page.path).await.form("#month").fill("month", "2026-09").fill("actual", "300");
        staff.send(form).await.must_be(422).must_say("這個月落後，請說明原因與改善作法");
        let form = staff.open(&page.path).await.form("#month").fill("month", "2026-09").fill("actual", "900");
        staff.send(form).await.must_say("1,200 份／目標 1,200 份").must_say("正常");
    }

    fn x1_what_was_said_of_a_month_stays_until_it_is_said_anew(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = leaf(&mut staff, &plan, "辦理滿意度調查").await;
        let month = |page: &Page, actual: &str| page.form("#month").fill("month", "2026-10").fill("actual", actual);
        staff.send(month(&page, "300").fill("reason", "問卷改版").fill("remedy", "十一月補發")).await.must_be(200);
        // The number is corrected, and still red: nothing has to be typed again.
        staff.send(month(&page, "310")).await.must_be(200).must_say("310 份").must_say("問卷改版").must_say("十一月補發");
        staff.send(month(&page, "990").fill("remedy", "已補發")).await.must_say("990 份").must_say("問卷改版").must_say("已補發").must_not_say("十一月補發");
        let read = |conn: &mut Conn| {
            let rows = conn.rows(foundation::sql!("select before, after from foundation_trail where verb = 'reported' order by id"), &[])?;
            rows.iter().map(|r| Ok((r.get::<Option<String>>(0)?, r.get::<Option<String>>(1)?))).collect::<foundation::db::DbResult<Vec<_>>>()
        };
        let trail = centre.centre.db.read(read).await.unwrap();
        assert_eq!(trail[2], (Some("2026-10 310 問卷改版 十一月補發".into()), Some("2026-10 990 問卷改版 已補發".into())));
    }

    fn x1_a_corrected_number_that_is_not_behind_needs_no_reason_any_more(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = leaf(&mut staff, &plan, "辦理滿意度調查").await;
        let month = |actual: &str| page.form("#month").fill("month", "2026-10").fill("actual", actual);
        staff.send(month("300").fill("reason", "問卷改版").fill("remedy", "十一月補發")).await.must_say("問卷改版");
        // The same number again takes nothing away; the right one does.
        staff.send(month("300")).await.must_say("問卷改版");
        staff.send(month("1000")).await.must_be(200).must_say("1,000 份").must_not_say("問卷改版").must_not_say("十一月補發");
    }

    fn x1_a_share_of_nothing_is_no_number(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,indicator,target,measure\n1.1,甲,乙,提高滿意度,推廣教育組,滿意比率,85,numbers.nothing\n1.2,甲,乙,維持比率,推廣教育組,比率,85,numbers.rare\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
        assign(&centre, &mut staff, &plan).await.must_be(200);
        let page = leaf(&mut staff, &plan, "提高滿意度").await;
        page.must_say("正常").must_not_say("0.00%").must_not_say("還缺什麼");
        staff.open("/office/measures/numbers.nothing").await.must_be(200).must_say("—（共 0）");
        staff.open("/office/measures").await.must_say("66.66%（共 3）");
        // Three cases: the office sees the share, the public does not; who reads evidence is told of how many it is.
        leaf(&mut staff, &plan, "維持比率").await.must_say("66.66%");
        let links = staff.open(&format!("{plan}/links")).await;
        let links = staff.send(links.form("#link").fill("name", "委員")).await;
        let page = centre.resident().open(&links.link("打開").replace("http://test.example", "")).await;
        page.must_say("66.66%（n＝3）").must_not_say("0.00%");
        crate::house::press(&mut staff, &plan, "review").await.must_be(200);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        crate::house::press(&mut director, &plan, "approve").await.must_be(200);
        crate::house::press(&mut staff, &plan, "publish").await.must_be(200);
        centre.resident().open("/plan").await.must_be(200).must_say("維持比率").must_say("85.00%").must_not_say("66.66%");
    }

    fn the_board_shows_a_director_what_needs_attention_first(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = leaf(&mut staff, &plan, "辦理滿意度調查").await;
        let form = page.form("#month").fill("month", "2026-10").fill("actual", "3").fill("reason", "缺人").fill("remedy", "補人");
        staff.send(form).await.must_be(200);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let board = director.open("/office/plan").await;
        board.must_say("管考看板").must_say("數字統計到民國115年10月31日");
        assert_eq!(board.all(".lights b"), ["1", "3", "0"]);
        assert!(board.all(".standings > li")[0].contains("2.1.1 辦理滿意度調查"), "red first");
        director.open("/office/plan?view=mine").await.must_say("這裡沒有需要處理的工作");
        staff.open("/office/plan?view=mine").await.must_say("維護常見問題集").must_say("還沒有任何數據、文件或定期事項");
    }

    fn e7_readiness_on_a_day_tells_what_is_missing_and_what_falls_due_until_then(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = leaf(&mut staff, &plan, "維護常見問題集").await;
        let page = staff.send(page.form("#task").fill("task", "檢視常見問題").fill("from", "2026-11-01")).await;
        let fields = [("form", "document"), ("title", "核定函"), ("effective_on", "2026-01-01"), ("expires_on", "2026-12-20"), ("url", "https://x.example"), ("note", "")];
        upload(&mut staff, &format!("{}/documents", page.path), &fields, None).await.must_be(200);
        let ready = |on: &str| format!("{plan}/readiness?on={on}");
        staff.open(&ready("2026-11-23")).await.must_say("4 項中有 1 項佐證齊全").must_say("25.0%");
        let later = staff.open(&ready("2026-12-31")).await;
        later.must_say("4 項中有 0 項佐證齊全").must_say("檢視常見問題：115 年 11 月應於").must_say("文件「核定函」不在有效期間");
        staff.open(&ready("115/12/31")).await.must_say("4 項中有 0 項佐證齊全");
        let wrong = staff.open(&ready("年底")).await;
        wrong.must_be(422).must_say("看不懂這個日期").must_say("到民國115年12月23日");
        assert_eq!(wrong.attribute("input[name=on]", "value").as_deref(), Some("年底"), "what was typed stays");
        // Grouped by what is missing with its number; what is fine is closed.
        later.must_say("到那天之前會到期的（2）").must_say("文件不在有效期間（1）").must_not_say("已經齊全");
        let page = staff.open(&ready("2026-11-23")).await;
        assert_eq!(page.all("main details:not([open]) summary")[0], "已經齊全（1）");
        page.must_say("現在就缺的（").must_say("當月實績沒有填報（3）");
        assert!(page.all("main details[open] summary").contains(&"當月實績沒有填報（3）".to_owned()));
        assert!(page.all("details:not([open]) a").iter().any(|a| a.contains("維護常見問題集")), "{}", page.source);
    }

    fn a_meeting_keeps_minutes_and_its_decisions_are_followed(centre) using [plan::service()] {
        let (mut staff, _) = plan(&centre).await;
        let page = staff.open("/office/plan/meetings").await;
        let owner = crate::house::staff_ids(&page)[0].clone();
        let form = page.form("#meeting").fill("title", "十一月中心會議").fill("minutes", "檢討表單。").fill("decision-1", "更新申請表");
        staff.send(form.clone()).await.must_be(422).must_say("請選擇");
        // Whoever is named for a decision without words is not dropped silently.
        staff.send(form.clone().fill("decision-1", "").fill("owner-1", &owner)).await.must_be(422).must_say("請填");
        let page = staff.send(form.fill("owner-1", &owner).fill("due-1", "2026-11-20")).await;
        page.must_be(200).must_say("十一月中心會議").must_say("更新申請表").must_say("逾期").must_say("由王小明辦理");
        let id = page.attribute("form[id^=decision]", "id").unwrap();
        staff.send(page.form(&format!("#{id}"))).await.must_be(422);
        let long = "長".repeat(1001);
        let wrong = staff.send(page.form(&format!("#{id}")).fill("outcome", &long)).await;
        assert_eq!(wrong.must_be(422).form(&format!("#{id}")).value("outcome"), Some(long.as_str()));
        let page = staff.send(page.form(&format!("#{id}")).fill("outcome", "新表單已上網")).await;
        page.must_be(200).must_say("已完成").must_say("新表單已上網");
    }

    fn e3_e9_reminders_go_on_after_the_year_and_for_plans_of_several_years(centre) using [plan::service()] {
        let (mut staff, _) = plan(&centre).await;
        let text = "code,area,strategy,action,units,target-2026,target-2027\n1.1,甲,乙,設置據點,推廣教育組,4,8\n";
        let fields = [("year", "115"), ("years", "3"), ("title", "中程計畫")];
        let long = plan_of(&upload(&mut staff, "/office/plan/import", &fields, Some(("p.csv", text.as_bytes()))).await);
        assign(&centre, &mut staff, &long).await.must_be(200);
        centre.settle().await;
        let said = async |text: &str| centre.mails().await.iter().any(|m| m.body.contains(text));
        remind(&centre).await;
        assert!(said("設置據點").await, "the plan of three years");
        // 30 November: the month is not over, so nobody is late with it.
        centre.pass(7 * 24 * 3600);
        remind(&centre).await;
        assert!(!said("115 年 11 月的實績").await);
        centre.pass(24 * 3600);
        remind(&centre).await;
        assert!(said("115 年 11 月的實績").await);
        // 5 January, without a plan of the new year.
        centre.pass(35 * 24 * 3600);
        remind(&centre).await;
        assert!(said("115 年 12 月的實績").await);
    }

    fn who_has_no_account_any_more_is_stood_in_for_and_told_on_return(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        centre.staff_of("counselling", &[Role::Counselling]).await;
        let page = staff.open(&format!("{plan}/assign")).await;
        let ids = crate::house::staff_ids(&page);
        let mut form = page.form("#assign").fill("owner", &ids[1]).fill("deputy", &ids[0]);
        for id in page.source.split("name=\"leaf\" value=\"").skip(1).map(|r| r.split('"').next().unwrap()) {
            form = form.tick("leaf", id);
        }
        staff.send(form).await.must_be(200);
        let state = async |state: &'static str, id: String| {
            let sql = move |conn: &mut Conn| conn.execute(foundation::sql!("update foundation_staff set state = $1 where id = $2"), foundation::params![state, id]);
            centre.centre.db.write(sql).await.unwrap();
        };
        centre.settle().await;
        centre.pass(9 * 24 * 3600);
        state("closed", ids[1].clone()).await;
        let told = async |id: &str| centre.mails().await.iter().any(|m| m.to.starts_with(id) && m.body.contains("115 年 11 月的實績"));
        remind(&centre).await;
        assert!(told(&ids[0]).await, "the month is not late, and yet somebody must know");
        state("active", ids[1].clone()).await;
        remind(&centre).await;
        assert!(told(&ids[1]).await);
    }

    fn e9_a_decision_whose_owner_left_is_told_to_the_director(centre) using [plan::service()] {
        let (mut staff, _) = plan(&centre).await;
        let page = staff.open("/office/plan/meetings").await;
        let owner = crate::house::staff_ids(&page)[0].clone();
        centre.staff_of("direction", &[Role::Director]).await;
        let form = page.form("#meeting").fill("title", "十一月中心會議").fill("decision-1", "更新申請表").fill("owner-1", &owner).fill("due-1", "2026-11-20");
        staff.send(form).await.must_be(200);
        let close = move |conn: &mut Conn| conn.execute(foundation::sql!("update foundation_staff set state = 'closed' where id = $1"), foundation::params![owner]);
        centre.centre.db.write(close).await.unwrap();
        remind(&centre).await;
        let mails = centre.mails().await;
        assert_eq!(mails.iter().filter(|m| m.body.contains("更新申請表")).count(), 1, "{mails:?}");
    }

    fn e9_who_decided_on_a_proposal_is_told_to_look_at_what_came_of_it(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/plan/ideas").await;
        let form = page.form("form#idea").fill("title", "條碼報到").fill("method", "手機掃描").fill("benefit", "省一位人力");
        staff.send(form).await.must_be(200);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let page = director.open("/office/plan/ideas").await;
        let id = page.attribute("form[id^='idea-']", "id").unwrap();
        director.send(page.form(&format!("#{id}")).fill("reason", "可行").smuggle("act", "adopt")).await.must_be(200).must_say("民國116年5月23日");
        let told = async || centre.mails().await.iter().filter(|m| m.body.contains("條碼報到")).count();
        remind(&centre).await;
        assert_eq!(told().await, 0);
        // 23 May is the day: seven days before, once; looked at, no more.
        centre.pass(175 * 24 * 3600);
        remind(&centre).await;
        remind(&centre).await;
        assert_eq!(told().await, 1);
        let mut director = centre.staff_of("counselling", &[Role::Director]).await;
        let page = director.open("/office/plan/ideas").await;
        director.send(page.form(&format!("#{id}")).fill("reason", "每場省十五分鐘").smuggle("act", "review")).await.must_be(200);
        centre.pass(6 * 24 * 3600);
        remind(&centre).await;
        assert_eq!(told().await, 1);
    }

    fn e9_who_decided_is_told_in_whatever_section_and_in_their_place_who_may_approve(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/plan/ideas").await;
        let form = page.form("form#idea").fill("title", "條碼報到").fill("method", "手機掃描").fill("benefit", "省一位人力");
        staff.send(form).await.must_be(200);
        centre.staff_of("promotion", &[Role::Director]).await;
        let mut director = centre.staff_of("counselling", &[Role::Director]).await;
        let page = director.open("/office/plan/ideas").await;
        director.send(page.form("form[id^='idea-']").fill("reason", "可行").smuggle("act", "adopt")).await.must_be(200);
        // However many came after it.
        let more = |conn: &mut Conn| {
            for at in 0..201 {
                conn.execute(
                    foundation::sql!(
                        "insert into plan_idea (id, kind, title, method, benefit, state, reason, added_at, added_by)
                         values ($1, 'proposal', '其他', '', '', 'submitted', '', '2027-01-01T00:00:00Z', 'x')"
                    ),
                    foundation::params![format!("more-{at}")],
                )?;
            }
            let row = conn.first(foundation::sql!("select decided_by from plan_idea where decided_by is not null"), &[])?;
            row.unwrap().get::<String>(0)
        };
        let decided_by = centre.centre.db.write(more).await.unwrap();
        let told = async || {
            let mails = centre.mails().await;
            mails.into_iter().filter(|m| m.body.contains("條碼報到")).map(|m| m.to).collect::<Vec<_>>()
        };
        centre.pass(175 * 24 * 3600);
        remind(&centre).await;
        assert_eq!(told().await, [format!("{decided_by}@test.example")]);
        let close = move |conn: &mut Conn| conn.execute(foundation::sql!("update foundation_staff set state = 'closed' where id = $1"), foundation::params![decided_by]);
        centre.centre.db.write(close).await.unwrap();
        remind(&centre).await;
        let all = told().await;
        assert_eq!(all.len(), 2, "{all:?}");
        assert_ne!(all[0], all[1]);
    }

    fn e3_a_document_says_on_which_days_before_its_end_people_are_told(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let now = centre.centre.clock.now();
        for (first, again, said) in [
            ("7", "1", "到期前 7 天與 1 天會寫信"),
            ("7", "10", "到期前 7 天會寫信"),
            ("7", "0", "到期前 7 天會寫信"),
            ("0", "0", "到期當天會寫信"),
        ] {
            let set = move |conn: &mut Conn| {
                foundation::centre::change_setting(conn, plan::jobs::FIRST_DAYS, first, now, "x")?;
                foundation::centre::change_setting(conn, plan::jobs::AGAIN_DAYS, again, now, "x")
            };
            centre.centre.db.write(set).await.unwrap();
            centre.centre.reload_settings().await.unwrap();
            leaf(&mut staff, &plan, "檢討各項表單").await.must_say(said);
        }
    }

    fn e3_how_many_days_before_people_are_told_is_the_centres(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = leaf(&mut staff, &plan, "檢討各項表單").await;
        let fields = [("form", "document"), ("title", "認證標章"), ("effective_on", "2026-01-01"), ("expires_on", "2026-12-20"), ("url", "https://x.example"), ("note", "")];
        upload(&mut staff, &format!("{}/documents", page.path), &fields, None).await.must_be(200);
        let told = async || centre.mails().await.iter().any(|m| m.body.contains("認證標章"));
        remind(&centre).await;
        assert!(!told().await);
        let (now, name) = (centre.centre.clock.now(), plan::jobs::FIRST_DAYS);
        let set = move |conn: &mut Conn| foundation::centre::change_setting(conn, name, "30", now, "x");
        centre.centre.db.write(set).await.unwrap();
        centre.centre.reload_settings().await.unwrap();
        remind(&centre).await;
        assert!(told().await);
    }

    fn e3_e9_people_are_reminded_once_per_step_and_the_stand_in_when_it_is_late(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        let page = staff.open(&format!("{plan}/assign")).await;
        let ids = crate::house::staff_ids(&page);
        let (owner, deputy) = (&ids[1], &ids[0]);
        let mut form = page.form("#assign").fill("owner", owner).fill("deputy", deputy);
        let html = page.source.clone();
        for id in html.split("name=\"leaf\" value=\"").skip(1).map(|r| r.split('"').next().unwrap()) {
            form = form.tick("leaf", id);
        }
        staff.send(form).await.must_be(200).must_say("代理：王小明");
        let page = leaf(&mut other, &plan, "維護常見問題集").await;
        let fields = [("form", "document"), ("title", "認證標章"), ("effective_on", "2026-01-01"), ("expires_on", "2026-11-30"), ("url", "https://x.example"), ("note", "")];
        upload(&mut other, &format!("{}/documents", page.path), &fields, None).await.must_be(200);
        let (owner, deputy) = (format!("{owner}@test.example"), format!("{deputy}@test.example"));
        centre.settle().await;
        remind(&centre).await;
        let mail = centre.mail_to(&owner).await;
        assert!(mail.body.contains("文件「認證標章」將於 115/11/30（一） 到期"), "{}", mail.body);
        assert!(mail.body.contains("115 年 10 月的實績還沒有填報") && mail.body.contains("/office/plan/leaves/"), "{}", mail.body);
        let count = centre.mails().await.len();
        remind(&centre).await;
        assert_eq!(centre.mails().await.len(), count, "told once");
        assert!(!centre.mail_to(&deputy).await.body.contains("認證標章"), "not late, not the stand-in's yet");
        for (days, said) in [(6, "將於 115/11/30"), (2, "已於 115/11/30（一） 到期")] {
            centre.pass(days * 24 * 3600);
            remind(&centre).await;
            assert!(centre.mail_to(&owner).await.body.contains(said), "{days}");
        }
        assert!(centre.mail_to(&deputy).await.body.contains("已於 115/11/30（一） 到期"));
    }

    fn e9_nobody_is_reminded_at_night_on_days_off_or_when_offices_are_closed(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/plan/meetings").await;
        let owner = crate::house::staff_ids(&page)[0].clone();
        let form = page.form("#meeting").fill("title", "中心會議").fill("decision-1", "更新申請表").fill("owner-1", &owner).fill("due-1", "2026-11-20");
        staff.send(form).await.must_be(200);
        let told = async || centre.mails().await.iter().filter(|m| m.body.contains("更新申請表")).count();
        let now = centre.centre.clock.now();
        let closed = move |conn: &mut Conn| foundation::calendar::add_closure(conn, "office", jiff::civil::date(2026, 11, 24), "颱風", now, "system");
        centre.centre.db.write(closed).await.unwrap();
        let days: Vec<office::calendar::Day> = (0..365)
            .map(|at| jiff::civil::date(2026, 1, 1).checked_add(jiff::Span::new().days(at)).unwrap())
            .map(|date| office::calendar::Day { date, off: date.weekday() == jiff::civil::Weekday::Saturday || date.weekday() == jiff::civil::Weekday::Sunday, note: String::new() })
            .collect();
        let sheet = office::calendar::YearSheet::from_days(days).unwrap();
        centre.centre.db.write(move |conn| foundation::calendar::put_year(conn, "office", &sheet)).await.unwrap();
        // Monday at 20:00, Tuesday when a typhoon passes, Saturday, Monday at noon.
        for hours in [10, 14, 4 * 24, 2 * 24 + 2] {
            centre.pass(hours * 3600);
            remind(&centre).await;
            assert_eq!(told().await, 0, "{}", centre.centre.clock.now());
        }
        centre.pass(2 * 3600);
        remind(&centre).await;
        assert_eq!(told().await, 1);
    }

    fn x7_every_day_of_the_plan_is_read_in_years_of_the_republic_too(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open("/office/plan/meetings").await;
        let owner = crate::house::staff_ids(&page)[0].clone();
        let meeting = page.form("#meeting").fill("title", "中心會議").fill("held_on", "115/11/20").fill("decision-1", "更新").fill("owner-1", &owner).fill("due-1", "115年12月31日");
        for (field, wrong, said) in [("held_on", "soon", "看不懂這個日期"), ("held_on", "", "請填"), ("held_on", "9999-12-31", "會議日期不能在今天之後"), ("due-1", "soon", "看不懂這個日期")] {
            let page = staff.send(meeting.clone().fill(field, wrong)).await;
            page.must_be(422).must_say(said);
            assert_eq!(page.form("#meeting").value(field), Some(wrong));
        }
        staff.send(meeting).await.must_be(200).must_say("115/12/31");
        let form = staff.open(&format!("{plan}/costs")).await.form("#cost").fill("programme", "甲班").fill("amount", "120").fill("kind", "money");
        staff.send(form.clone().fill("spent_on", "soon")).await.must_be(422).must_say("看不懂這個日期");
        staff.send(form.fill("spent_on", "115/10/31")).await.must_be(200).must_say("115/10/31");
        let form = staff.open(&format!("{plan}/freezes")).await.form("#freeze");
        staff.send(form.clone().fill("to", "soon")).await.must_be(422).must_say("看不懂這個日期");
        staff.send(form.fill("to", "115/10/31")).await.must_be(200).must_say("民國115年10月31日");
        let form = staff.open(&format!("{plan}/links")).await.form("#link").fill("name", "委員");
        staff.send(form.clone().fill("until", "soon")).await.must_be(422).must_say("看不懂這個日期");
        staff.send(form.fill("until", "115/12/01")).await.must_be(200).must_say("委員");
    }

    fn e5_a_task_is_asked_within_the_years_of_its_plan(centre) using [plan::service()] {
        let (mut staff, plan) = plan(&centre).await;
        let leaf = staff.open(&plan).await.link("維護常見問題集");
        let page = staff.open(&leaf).await;
        let form = page.form("#task").fill("task", "檢視").fill("cadence", "day");
        for (field, wrong) in [("from", "2016-01-01"), ("to", "2036-01-01")] {
            let page = staff.send(form.clone().fill(field, wrong)).await;
            page.must_be(422).must_say("日期不在計畫年度內");
            assert_eq!(page.form("#task").value(field), Some(wrong));
        }
        staff.send(form.fill("from", "115/11/02")).await.must_be(200).must_say("檢視（每個上班日）");
        let page = staff.open(&format!("/en{leaf}")).await;
        page.must_be(200).must_say("檢視 (every office day)").must_not_say("檢視（");
    }
}
