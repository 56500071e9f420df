//! From draft to the public page: reviewed, approved by somebody else, published, every version kept.

use foundation::trail::Actor;
use testing::{Role, both_engines};

use crate::house::{SMALL, account_of, assign, import, meetings, numbers, plan_of, press};

both_engines! {
    fn e1_a_plan_is_public_once_somebody_else_approved_it_and_every_version_is_kept(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let mut anyone = centre.resident();
        anyone.open("/plan").await.must_be(200).must_say("還沒有公開的服務計畫");
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        // Z8: no action without a single window.
        press(&mut writer, &plan, "review").await.must_be(409).must_say("還有 4 項工作沒有承辦人");
        assign(&centre, &mut writer, &plan).await.must_be(200);
        press(&mut writer, &plan, "review").await.must_be(200).must_say("已核閱");
        press(&mut writer, &plan, "approve").await.must_be(409).must_say("您的職務不能");
        anyone.open("/plan").await.must_say("還沒有公開");
        press(&mut director, &plan, "approve").await.must_be(200).must_say("已審定");
        press(&mut writer, &plan, "publish").await.must_be(200).must_say("已公開");
        let page = anyone.open("/plan").await;
        page.must_say("115 年服務計畫").must_say("訂定諮詢專線作業流程").must_say("4 項").must_say("王小明").must_say("第 1 版");
        anyone.open("/en/plan").await.must_be(200).must_say("Version 1").must_say("Counselling section");
        anyone.open("/plan/2026").await.must_be(200);
        anyone.open("/plan/2025").await.must_be(404);
        // A revision: the public reads the old version until the new one is published.
        press(&mut writer, &plan, "revise").await.must_be(200).must_say("草案");
        let next = SMALL.replace("完成流程數,4,項", "完成流程數,6,項");
        import(&mut writer, "115", "p.csv", next.as_bytes()).await.must_be(200);
        anyone.open("/plan").await.must_say("4 項").must_not_say("6 項");
        for (who, act) in [(0, "review"), (1, "approve"), (0, "publish")] {
            let person = if who == 0 { &mut writer } else { &mut director };
            press(person, &plan, act).await.must_be(200);
        }
        anyone.open("/plan").await.must_say("6 項").must_say("第 2 版");
        let history = anyone.open("/plan/2026/versions").await;
        history.must_say("第 2 版").must_say("第 1 版").must_say("修正").must_say("4 → 6");
        anyone.open("/plan/2026/versions/1").await.must_say("這是較早的版本").must_say("4 項");
    }

    fn the_public_page_counts_what_is_published_not_what_is_drafted(centre) using [plan::service(), numbers()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let head = "code,area,strategy,action,units,indicator,target,counted_in,measure\n";
        let other = "1.1.1,甲,乙,訂定流程,推廣教育組,,,,\n";
        let now = format!("{head}{other}2.1.1,甲,乙,辦理調查,推廣教育組,份數,365,份,numbers.days\n");
        let plan = plan_of(&import(&mut writer, "115", "p.csv", now.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        press(&mut writer, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(200);
        press(&mut writer, &plan, "publish").await.must_be(200);
        let mut anyone = centre.resident();
        anyone.open("/plan").await.must_say("實績 304 份");
        press(&mut writer, &plan, "revise").await.must_be(200);
        let next = now.replace("365,份,numbers.days", "80,,numbers.share");
        import(&mut writer, "115", "p.csv", next.as_bytes()).await.must_be(200);
        anyone.open("/plan").await.must_say("實績 304 份");
        import(&mut writer, "115", "p.csv", format!("{head}{other}").as_bytes()).await.must_say("已從草案取出");
        anyone.open("/plan").await.must_say("實績 304 份");
    }

    fn a_number_kept_before_it_could_be_told_is_never_that_of_the_public_page(centre) using [plan::service(), numbers()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let text = "code,area,strategy,action,units,indicator,target,counted_in,measure\n1.1,甲,乙,處理案件,推廣教育組,件數,9,件,numbers.guarded\n";
        let plan = plan_of(&import(&mut writer, "115", "p.csv", text.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        for (who, act) in [(0, "review"), (1, "approve"), (0, "publish")] {
            press(if who == 0 { &mut writer } else { &mut director }, &plan, act).await.must_be(200);
        }
        meetings(&centre, "2026-10-05", &["甲"]).await;
        writer.open("/office/plan?view=all").await.must_say("1 件");
        // Two may be told, and one of this morning is not told in their place.
        meetings(&centre, "2026-10-06", &["乙", "丙"]).await;
        centre.resident().open("/plan").await.must_say("實績 3 件").must_not_say("實績 1 件");
    }

    fn those_whose_owner_left_are_ticked_with_those_who_have_none(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        let ticked = |page: &testing::Page| page.all("input[name=leaf][checked]").len();
        assert_eq!(ticked(&writer.open(&format!("{plan}/assign")).await), 0);
        centre.centre.db.write(|conn| conn.batch("update plan_leaf set owner_id = 'gone' where code = '1.1.1'")).await.unwrap();
        assert_eq!(ticked(&writer.open(&format!("{plan}/assign")).await), 1);
    }

    fn who_wrote_a_plan_does_not_approve_its_copy(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let plan = plan_of(&import(&mut director, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        let page = writer.open(&plan).await;
        let copy = writer.send(page.form("#copy")).await;
        copy.must_be(200).must_say("116 年服務計畫");
        press(&mut writer, &copy.path, "review").await.must_be(200);
        press(&mut director, &copy.path, "approve").await.must_be(409).must_say("請由其他有權限的人審定");
    }

    fn of_two_directors_who_wrote_a_plan_before_names_stood_at_actions_none_approves_it(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        let mut directors = [centre.staff_of("direction", &[Role::Director]).await, centre.staff_of("promotion", &[Role::Director]).await];
        let (_, upgrade) = include_str!("../../migrations/0013-authors.sql").split_once("written_by text;").unwrap();
        let write = move |conn: &mut foundation::db::Conn| {
            conn.batch("create table plan_author (plan_id text not null, staff_id text not null)")?;
            conn.batch("insert into plan_author select p.id, s.id from plan_plan p, foundation_staff s")?;
            conn.batch(upgrade)
        };
        centre.centre.db.write(write).await.unwrap();
        press(&mut writer, &plan, "review").await.must_be(200);
        for director in &mut directors {
            press(director, &plan, "approve").await.must_be(409).must_say("由您具名");
        }
    }

    fn in_a_small_centre_the_one_director_approves_what_a_colleague_put_a_name_to(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        writer.open("/office/plan/import").await.must_not_say("不能審定自己寫的");
        director.open("/office/plan/import").await.must_say("您可以審定計畫，但不能審定自己寫的");
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        let leaf = director.open(&plan).await.link("辦理滿意度調查");
        let page = director.open(&format!("{leaf}/text")).await;
        page.must_say("不能審定自己寫的");
        // Who saves what is there stands behind nothing.
        director.send(page.form("#leaf")).await.must_be(200).must_not_say("由您具名").must_say("王小明：4 項");
        let page = director.open(&format!("{leaf}/text")).await;
        director.send(page.form("#leaf").fill("target", "1,500")).await.must_be(200).must_say("其中 1 項由您具名").must_not_say("退回草案");
        press(&mut writer, &plan, "review").await.must_be(200);
        director.open(&plan).await.must_say("其中 1 項由您具名").must_say("或退回草案");
        let refused = press(&mut director, &plan, "approve").await;
        refused.must_be(409).must_say("其中 1 項由您具名").must_say("請同仁讀過後在「具名」由他具名");
        // No dead end: it is returned, a colleague reads it and answers for it, and the director approves.
        press(&mut director, &plan, "return").await.must_be(200);
        let page = writer.open(&plan).await;
        page.must_say("王小明：1 項").must_say("王小明：3 項");
        let stale = page.form("#authors");
        centre.pass(1);
        let leaf = writer.open(&leaf).await.path.clone();
        let form = writer.open(&format!("{leaf}/text")).await.form("#leaf");
        writer.send(form.fill("target", "1,600")).await.must_be(200).must_say("王小明：4 項");
        writer.send(stale).await.must_be(409).must_say("在您打開之後有人改過");
        let form = director.open(&format!("{leaf}/text")).await.form("#leaf");
        director.send(form.fill("target", "1,700")).await.must_be(200);
        centre.pass(1);
        let page = writer.open(&plan).await;
        writer.send(page.form("#authors")).await.must_be(200).must_say("王小明：4 項").must_not_say("王小明：1 項");
        press(&mut writer, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(200).must_say("已審定");
        press(&mut writer, &plan, "publish").await.must_be(200).must_not_say("具名");
        // Who copies a published plan wrote nothing.
        let page = director.open(&plan).await;
        let copy = director.send(page.form("#copy")).await.must_be(200).must_not_say("具名").path.clone();
        press(&mut writer, &copy, "review").await.must_be(200);
        press(&mut director, &copy, "approve").await.must_be(200).must_say("已審定");
    }

    fn a_version_that_cannot_be_read_is_no_empty_plan(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        press(&mut writer, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(200);
        press(&mut writer, &plan, "publish").await.must_be(200);
        centre.centre.db.write(|conn| conn.batch("update plan_version set content = '{'")).await.unwrap();
        centre.resident().open("/plan").await.must_be(500);
    }

    fn a_closed_account_is_named_no_more_and_any_name_can_be_printed(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        let sql = |text: &'static str| centre.centre.db.write(move |conn| conn.batch(text));
        sql("update foundation_staff set name = '承辦甲' where section = 'promotion'").await.unwrap();
        sql("update foundation_staff set name = '主任\u{1F600}' where section = 'direction'").await.unwrap();
        let page = writer.open(&format!("{plan}/assign")).await;
        let html = page.source.split("<select").nth(1).unwrap().split("承辦甲").next().unwrap().to_owned();
        let owner = html.rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned();
        let mut form = page.form("#assign").fill("owner", &owner);
        for id in page.source.split("name=\"leaf\" value=\"").skip(1).map(|r| r.split('"').next().unwrap()) {
            form = form.tick("leaf", id);
        }
        writer.send(form).await.must_be(200);
        press(&mut writer, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(200);
        press(&mut writer, &plan, "publish").await.must_be(200);
        let mut anyone = centre.resident();
        anyone.open("/plan").await.must_say("承辦甲");
        anyone.open("/plan/2026/plan.pdf").await.must_be(200);
        sql("update foundation_staff set state = 'closed' where section = 'promotion'").await.unwrap();
        centre.pass(660);
        anyone.open("/plan").await.must_be(200).must_not_say("承辦甲");
    }

    fn an_english_page_says_its_own_words_in_english_and_marks_those_of_the_office(centre) using [plan::service(), numbers()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let table = SMALL.replace("counted_in\n", "counted_in,measure\n").replace("次\n", "次,\n").replace("項\n", "項,\n").replace(",,,\n", ",,,,\n").replace("份\n", "份,numbers.days\n");
        let plan = plan_of(&import(&mut writer, "115", "p.csv", table.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        centre.centre.db.write(|conn| conn.batch("update plan_plan set title = '安心成長計畫'")).await.unwrap();
        press(&mut writer, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(200);
        press(&mut writer, &plan, "publish").await.must_be(200);
        let mut anyone = centre.resident();
        let chinese = |said: &str| said.replace("王小明", "").contains(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || "，、。".contains(c));
        let page = anyone.open("/en/plan").await;
        page.must_say("Counselling section, Promotion section · 王小明").must_say("安心成長計畫");
        assert!(page.all("dd span[lang=en] span[lang=zh-Hant]").iter().any(|said| said.ends_with("份")), "{}", page.source);
        let old = anyone.open("/en/plan/2026/versions/1").await;
        assert_eq!(old.all("caption"), ["Actions 1.1.1 to 1.1.2", "Actions 1.2.1 to 1.2.1", "Actions 2.1.1 to 2.1.1"]);
        for page in [&page, &old, &anyone.open("/en/plan/2026/versions").await] {
            for said in page.all("nav.breadcrumb li, caption, thead th") {
                assert!(!chinese(&said), "{}: {said}", page.path);
            }
            assert!(!page.source.split("aria-label=\"").skip(1).any(|rest| chinese(rest.split('"').next().unwrap())), "{}", page.source);
        }
        anyone.open("/plan").await.must_say("安心成長計畫").must_say("輔導教育組、推廣教育組");
    }

    fn who_brought_a_plan_in_at_the_terminal_does_not_approve_it_and_another_does(centre) using [plan::service()] {
        let (mut writer, mut director) = (centre.staff(&[Role::Promotion]).await, centre.staff_of("direction", &[Role::Director]).await);
        let who = account_of(&centre, &director).await;
        let wanted = plan::import::Wanted { span: (2026, 1), title: String::new() };
        let read = ("p.csv", SMALL.as_bytes().to_vec());
        let words = centre.centre.words(foundation::i18n::Lang::BASE);
        let report = plan::import::run(&centre.centre, Actor::of(who, &[Role::Director]), words, read, wanted).await.unwrap();
        let plan = format!("/office/plan/plans/{}", report.plan_id.unwrap());
        assign(&centre, &mut writer, &plan).await.must_be(200).must_say("4 項");
        press(&mut director, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(409).must_say("其中 4 項由您具名");
        let mut other = centre.staff_of("direction", &[Role::Director]).await;
        press(&mut other, &plan, "approve").await.must_be(200).must_say("已審定");
    }

    fn what_came_in_without_a_name_waits_for_somebody_who_answers_for_it(centre) using [plan::service()] {
        let (mut writer, mut director) = (centre.staff(&[Role::Promotion]).await, centre.staff_of("direction", &[Role::Director]).await);
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        centre.centre.db.write(|conn| conn.batch("update plan_leaf set written_by = 'system' where code = '1.1.1'")).await.unwrap();
        press(&mut writer, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(409).must_say("有 1 項工作沒有人具名");
        let page = press(&mut director, &plan, "return").await;
        page.must_say("由命令列匯入：1 項");
        let page = writer.open(&plan).await;
        writer.send(page.form("#authors")).await.must_be(200);
        press(&mut writer, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(200).must_say("已審定");
    }

    fn nobody_approves_a_plan_they_have_not_read(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        press(&mut writer, &plan, "review").await.must_be(200);
        let stale = director.open(&plan).await.form("#state").smuggle("act", "approve");
        // Meanwhile it is returned, asks less, and is reviewed again.
        centre.pass(60);
        press(&mut writer, &plan, "return").await.must_be(200);
        let less = SMALL.replace("調查份數,1200,份", "調查份數,12,份");
        import(&mut writer, "115", "p.csv", less.as_bytes()).await.must_be(200);
        press(&mut writer, &plan, "review").await.must_be(200);
        let page = director.send(stale).await;
        page.must_be(409).must_say("在您打開之後有人改過或退回過").must_say("12 份").must_say("已核閱");
        director.send(page.form("#state").smuggle("act", "approve")).await.must_be(200).must_say("已審定");
        // Nor does anybody approve it for whom nobody is in charge any more (Z8).
        press(&mut director, &plan, "return").await.must_be(200);
        centre.centre.db.write(|conn| conn.batch("update plan_leaf set owner_id = 'gone'")).await.unwrap();
        press(&mut director, &plan, "review").await.must_be(409).must_say("還有 4 項工作沒有承辦人");
    }

    fn two_people_change_one_action_and_neither_is_overwritten_unseen(centre) using [plan::service()] {
        let mut one = centre.staff(&[Role::Promotion]).await;
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        let plan = plan_of(&import(&mut one, "115", "p.csv", SMALL.as_bytes()).await);
        let path = format!("{}/text", one.open(&plan).await.link("檢討各項表單"));
        let (mine, theirs) = (one.open(&path).await.form("#leaf"), other.open(&path).await.form("#leaf"));
        other.send(theirs.fill("indicator", "檢討場次")).await.must_be(200);
        // Somebody is put in charge in between as well.
        assign(&centre, &mut other, &plan).await.must_be(200).must_say("王小明");
        let refused = one.send(mine.fill("action", "檢討表單與流程")).await;
        refused.must_be(409).must_say("有人改過這項工作");
        let form = refused.form("#leaf");
        assert_eq!(form.value("action"), Some("檢討表單與流程"), "what was typed is there");
        one.open(&plan).await.must_say("檢討各項表單");
        one.send(form.fill("indicator", "檢討場次")).await.must_be(200).must_say("檢討表單與流程").must_say("王小明");
        one.send(other.open(&path).await.form("#leaf")).await.must_be(200);
        // One taken out in between is not brought back unseen.
        let (mine, theirs) = (one.open(&path).await.form("#leaf"), other.open(&path).await.form("#leaf"));
        other.send(theirs.press("take-out")).await.must_be(200).must_not_say("檢討表單與流程");
        one.send(mine).await.must_be(409).must_say("有人改過這項工作");
        one.open(&plan).await.must_not_say("檢討表單與流程");
    }

    fn nobody_approves_what_they_wrote(centre) using [plan::service()] {
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let plan = plan_of(&import(&mut director, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut director, &plan).await;
        press(&mut director, &plan, "review").await.must_be(200);
        press(&mut director, &plan, "approve").await.must_be(409).must_say("請由其他有權限的人審定");
        let mut other = centre.staff_of("direction", &[Role::Director]).await;
        press(&mut other, &plan, "approve").await.must_be(200).must_say("已審定");
        // It is over: nothing is to be returned for it any more.
        director.open(&plan).await.must_say("已審定").must_not_say("由您具名");
    }

    fn the_published_plan_is_a_file_of_every_kind(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await;
        press(&mut writer, &plan, "review").await;
        press(&mut director, &plan, "approve").await;
        press(&mut director, &plan, "publish").await;
        let mut anyone = centre.resident();
        for (kind, begins) in [("pdf", "%PDF"), ("odt", "PK"), ("ods", "PK"), ("xlsx", "PK")] {
            let page = anyone.open(&format!("/plan/2026/plan.{kind}")).await;
            page.must_be(200);
            assert!(page.source.starts_with(begins), "{kind}");
        }
        let csv = anyone.open("/plan/2026/plan.csv").await;
        assert!(csv.source.contains("1.1.1,一、基礎服務") && !csv.source.contains("@test.example"), "{}", csv.source);
        anyone.open("/plan/2026/plan.doc").await.must_be(404);
    }

    fn e1_the_next_year_copies_this_one_and_shows_what_changed(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await;
        let page = writer.open(&plan).await;
        let copy = writer.send(page.form("#copy")).await;
        copy.must_be(200).must_say("116 年服務計畫").must_say("草案").must_say("王小明").must_say("1,200 份");
        writer.open(&copy.link("與上一年度比較")).await.must_say("工作內容相同");
        let leaf = writer.open(&copy.link("辦理滿意度調查")).await;
        let leaf = writer.open(&leaf.link("修改文字")).await;
        assert_eq!(leaf.form("#leaf").value("starts_on"), Some("2027-01-01"));
        writer.send(leaf.form("#leaf").fill("target", "1,500")).await.must_be(200).must_say("1,500 份");
        writer.open(&copy.link("與上一年度比較")).await.must_say("修正").must_say("1200 → 1500");
        let page = writer.open(&plan).await;
        writer.send(page.form("#copy")).await.must_be(409).must_say("已經存在");
    }

    fn e5_a_copied_plan_asks_its_recurring_proofs_for_all_of_the_next_year(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut writer, &plan).await.must_be(200);
        let page = writer.open(&format!("{plan}/obligations")).await;
        writer.send(page.form("#take-link-check")).await.must_be(200);
        let leaf = writer.open(&plan).await.link("維護常見問題集");
        for (task, cadence, from, to) in [("每月檢視", "month", "2026-11-01", "2026-12-31"), ("暑期巡查", "week", "2026-07-01", "2026-08-31"), ("年度檢討", "year", "2026-03-01", "2026-12-31")] {
            let page = writer.open(&leaf).await;
            writer.send(page.form("#task").fill("task", task).fill("cadence", cadence).fill("from", from).fill("to", to)).await.must_be(200);
        }
        let page = writer.open(&leaf).await;
        writer.send(page.form("#task").fill("task", "不再辦理").fill("from", "2026-11-01")).await.must_be(200);
        let page = writer.open(&leaf).await;
        let ends: Vec<String> = page.source.split("/end\"").map(|part| part.rsplit("action=\"").next().unwrap().to_owned()).collect();
        let last = format!("{}/end", ends[ends.len() - 2]);
        writer.send(page.form(&format!("form[action='{last}']"))).await.must_be(200);
        let page = writer.open(&plan).await;
        let copy = writer.send(page.form("#copy")).await.must_be(200).path.clone();
        let id = copy.rsplit('/').next().unwrap().to_owned();
        let tasks = centre.centre.db.read(move |conn| plan::store::task::list_of_plan(conn, &id)).await.unwrap();
        let mut asked: Vec<String> = tasks.iter().map(|t| format!("{} {} {}", t.title, t.starts_on, t.ends_on)).collect();
        asked.sort();
        let title = "檢查全部連結與網頁內容 2027-01-01 2027-12-31";
        let mut wanted = [title, "每月檢視 2027-01-01 2027-12-31", "暑期巡查 2027-07-01 2027-08-31", "年度檢討 2027-03-01 2027-12-31"].map(str::to_owned);
        wanted.sort();
        assert_eq!(asked, wanted);
    }

    fn what_is_typed_wrong_is_kept_and_said(centre) using [plan::service()] {
        let mut writer = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut writer, "115", "p.csv", SMALL.as_bytes()).await);
        let page = writer.open(&format!("{plan}/new")).await;
        let form = page.form("#leaf").fill("code", "1.1.1").fill("area", "甲").fill("strategy", "乙").fill("action", "丙").tick("units", "promotion");
        let wrong = writer.send(form.clone()).await;
        wrong.must_be(422).must_say("這個編號已經用過");
        assert_eq!(wrong.form("#leaf").value("action"), Some("丙"));
        writer.send(form.fill("code", "3.1")).await.must_be(200).must_say("丙");
        // Z8: a leaf can be taken out of a draft.
        let page = writer.open(&plan).await;
        let leaf = writer.open(&page.link("丙")).await;
        let leaf = writer.open(&leaf.link("修改文字")).await;
        writer.send(leaf.form("#leaf").press("take-out")).await.must_be(200).must_not_say("丙");
        // Its number can be given again: the action comes back.
        let page = writer.open(&format!("{plan}/new")).await;
        let form = page.form("#leaf").fill("code", "3.1").fill("area", "甲").fill("strategy", "乙").fill("action", "丁").tick("units", "promotion");
        let page = writer.send(form).await;
        assert_eq!(page.must_be(200).link("丁"), leaf.path.replace("/text", ""));
    }
}
