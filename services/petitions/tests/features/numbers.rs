use testing::{Role, both_engines};

use crate::{approve, draft, first, number, office, petition, send, typed};

both_engines! {
    /// C17: in public a small number is hidden, and so is the one that would tell it by subtraction.
    fn c17_small_numbers_cannot_be_worked_out(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for n in 0..9 {
            let topic = if n < 6 { "courses" } else { "service" };
            typed(&mut office.handler, "letter", |f| f.fill("topic", topic)).await;
        }
        let page = centre.resident().open("/opinions/numbers").await;
        page.must_be(200).must_say("少於 5").must_say("不公開").must_say("9").must_not_say("petitions-");
        for _ in 0..3 {
            typed(&mut office.handler, "letter", |f| f.fill("nature", "question")).await;
        }
        let page = office.director.open("/office/petitions-numbers").await;
        page.must_say("件數 12").must_not_say("不公開").must_say("可以寫成常見問答");
        assert_eq!(page.all("main table").last().map(String::as_str), Some("常被問到的主題 主題 件數 課程活動 3"));
        // Whoever sees the measures sees the page behind them, of their year.
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        let day = office::Date::constant(2025, 3, 1);
        let rows = (petitions::measures::ALL[0].rows)(foundation::measures::Period { from: day, to: day });
        accountant.open(&rows).await.must_be(200).must_say("114 年").must_say("這一年沒有資料");
        // Every split has its words on the page of measures.
        office.director.open("/office/measures/petitions.received").await.must_be(200).must_say("依輿情語氣").must_say("依主題");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// A4, A10: the share that came online is told; a number leads to what was counted in just its days.
    fn a4_a10_the_share_of_online_petitions_and_the_days_behind_a_number(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        typed(&mut office.handler, "letter", |f| f).await;
        typed(&mut office.handler, "letter", |f| f).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        centre.pass(40 * 24 * 3600);
        let mut office = crate::office(&centre).await;
        typed(&mut office.handler, "letter", |f| f).await;
        let measure = *petitions::measures::ALL.iter().find(|m| m.name == "petitions.online_share").unwrap();
        let day = |month, day| office::Date::constant(2026, month, day);
        let period = foundation::measures::Period { from: day(11, 1), to: day(11, 30) };
        let counted = centre.centre.db.read(move |conn| (measure.total)(conn, period)).await.unwrap();
        assert_eq!((counted.value, counted.whole), (3333, Some(3)));
        let told = measure.told.unwrap();
        assert_eq!(centre.centre.db.read(move |conn| told(conn, period)).await.unwrap(), None, "one of three tells who");
        let page = office.director.open(&(measure.rows)(period)).await;
        page.must_be(200).must_say("件數 3").must_say("民國115年11月1日");
        let empty = foundation::measures::Period { from: day(1, 1), to: day(10, 31) };
        let none = centre.centre.db.read(move |conn| (measure.total)(conn, empty)).await.unwrap();
        assert_eq!(none.known(), None, "a share of nothing is no number");
    }

    /// P15, P9: what is left or transferred ends in time or late too; a closed opinion is no answer.
    fn p15_what_is_left_or_transferred_has_its_outcome(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let press = |f: testing::Filled| f.fill("name", "").fill("phone", "").fill("source", "https://news.example/1").fill("tone", "bad");
        let page = typed(&mut office.handler, "press", press).await;
        send(&mut office.handler, &page, "#closing", &[("done", "已澄清")]).await.must_be(200).must_say("依限辦結");
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        let page = send(&mut office.handler, &page, "#transfer", &[("agency", "社會局"), ("transfer", "屬社會局權責")]).await;
        page.must_say("依限辦結");
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#leave", &[("ground", "vague"), ("leave", "沒有具體內容")]).await.must_be(200);
        approve(&mut office.director).await.must_say("不予處理").must_say("依限辦結");
        let page = office.director.open("/office/petitions-numbers").await;
        page.must_say("件數 3 已答復 0 依限辦結 100.0%").must_say("輿情語氣").must_say("負面").must_say("案件種類");
    }

    /// R43, C16, P11: who is reached by letter alone looks the case up by a code, and staff enter what is said.
    fn r43_a_code_on_paper_opens_a_case_and_staff_enter_the_answer(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f.fill("phone", "").fill("address", "高雄市前金區一號")).await;
        let text = page.text();
        let code: String = text.split("查詢碼：").nth(1).unwrap().chars().take(8).collect();
        let mut anybody = centre.resident();
        for (contact, found) in [("12345678", false), (code.as_str(), true)] {
            let form = anybody.open("/progress").await.form("main form").fill("reference", &number(&page)).fill("contact", contact);
            assert_eq!(anybody.send(form).await.says("已交給承辦人"), found, "{contact}");
        }
        draft(&mut office.handler, "請帶收據來。").await.must_be(200);
        approve(&mut office.director).await;
        let page = office.handler.open(page.path.split('?').next().unwrap()).await;
        let ids: Vec<&str> = page.source.split("id=\"sending-").skip(1).filter_map(|r| r.split('"').next()).collect();
        let proof = format!("#sending-{}", ids.last().unwrap());
        let wrong = send(&mut office.handler, &page, &proof, &[("proof", "")]).await;
        wrong.must_be(422);
        assert!(wrong.attribute("#f-proof", "name").is_some(), "the summary leads to the field");
        let page = send(&mut office.handler, &page, &proof, &[("proof", "掛號 123")]).await;
        page.must_be(200).must_say("已答復");
        send(&mut office.handler, &page, "#answer", &[("solved", "yes")]).await.must_be(422);
        let all = [("solved", "yes"), ("satisfaction", "satisfied"), ("handling", "satisfied"), ("words", "謝謝")];
        let page = send(&mut office.handler, &page, "#answer", &all).await;
        page.must_be(200).must_say("已解決").must_say("謝謝");
        office.director.open("/office/petitions-numbers").await.must_say("對處理的滿意度").must_say("已解決");
    }

    /// C16: the question stays open for its days, counted from when it was asked, also when that was late.
    fn c16_the_question_stays_open_for_its_days(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        let path = approve(&mut office.director).await.path;
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        centre.pass(50 * 24 * 3600);
        for (days, state) in [(0, "已詢問是否解決"), (6, "已詢問是否解決"), (2, "已結案")] {
            centre.pass(days * 24 * 3600);
            centre.settle().await;
            let mut director = centre.staff_of("direction", &[Role::Director]).await;
            assert_eq!(director.open(&path).await.all("dd .tag")[0], state, "{days}");
        }
    }

    /// C16: whoever said already whether it is solved is not asked.
    fn c16_who_has_said_so_already_is_not_asked(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let own = petition(&centre, &mut mei, |f| f).await.path;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        for _ in 0..2 {
            centre.settle().await;
            centre.pass(60);
        }
        let page = mei.open(&own).await;
        mei.send(page.form("#solved").press("solved")).await.must_be(200).must_say("謝謝您的回覆");
        for days in [29, 29] {
            centre.pass(days * 24 * 3600);
            centre.settle().await;
        }
        assert!(centre.mails().await.iter().all(|mail| !mail.subject.contains("解決了嗎")));
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open("/office/petitions?view=closed").await.must_say("已結案");
    }

    /// P5, C9: a section that is to work on a case too is told.
    fn c9_the_section_that_works_along_is_told(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let head = people.iter().find(|p| p.section == "counselling").unwrap();
        let page = office.director.open("/office/petitions/arrangement").await;
        office.director.send(page.form("#head-of-counselling").fill("head", &head.id)).await.must_be(200);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        office.handler.send(page.form("#particulars").tick("joint", "counselling")).await.must_be(200);
        centre.settle().await;
        let mail = centre.mail_to(&head.email).await;
        assert!(mail.subject.contains(&number(&page)) && !mail.body.contains("王小美"), "{}", mail.body);
    }

    /// S12: a topic is not written over by another with its code; absences and canned texts leave a trail.
    fn s12_what_is_arranged_is_kept_and_noted(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.director.open("/office/petitions/arrangement").await;
        let new = page.form("#topic").fill("code", "courses").fill("name", "別的").fill("section", "promotion");
        office.director.send(new).await.must_be(422).must_say("已經有主題");
        let page = office.director.open("/office/petitions/arrangement?topic=courses").await;
        let closed = page.form("#topic").fill("name", "課程與活動").tick("closed", "yes");
        office.director.send(closed).await.must_be(200).must_say("課程與活動");
        let away = page.form("#absence").fill("who", &office.handler_id).fill("from", "2026-11-25").fill("to", "2026-11-26");
        let page = office.director.send(away).await;
        let button = page.all("button[name=drop]")[0].clone();
        assert!(button.contains("王小明") && button.contains("115/11/25"), "{button}");
        let dropped = page.form("form:has(button[name=drop])").press("drop");
        office.director.send(dropped).await.must_be(200).must_say("沒有人請假");
        let read = |conn: &mut foundation::db::Conn| {
            conn.rows(foundation::db::Sql("select verb from foundation_trail where matter = 'petitions_absence'"), &[])
        };
        assert_eq!(centre.centre.db.read(read).await.unwrap().len(), 2);
        // A case of a topic that is closed now keeps it.
        petition(&centre, &mut centre.resident(), |f| f.fill("topic", "service")).await;
        let page = first(&mut office.director).await;
        office.director.send(page.form("#particulars").fill("nature", "rights")).await.must_be(200);
    }

    /// C11: at the third time the earlier answers are shown and leaving it is proposed; D-3: one's own cases are held.
    fn c11_the_third_repetition_shows_the_earlier_answers(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for answered in 0..2 {
            petition(&centre, &mut centre.resident(), |f| f).await;
            let page = draft(&mut office.handler, "已答復。").await;
            page.must_not_say("同一主題已經答復過");
            assert_eq!(page.all("#others").len(), answered);
            approve(&mut office.director).await;
            centre.settle().await;
            centre.pass(60);
            centre.settle().await;
        }
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.director).await;
        page.must_say("同一主題已經答復過 2 次").must_say("重複陳情");
        let person = foundation::residents::Resident { id: "r".into(), email: "mei@test.example".into() };
        let read = move |conn: &mut foundation::db::Conn| {
            (petitions::service().own_data.list)(conn, &person, office::Instant::MIN)
        };
        let own = centre.centre.db.read(read).await.unwrap();
        assert!(own.len() == 3 && own.iter().all(|record| record.kept.is_some()), "{own:?}");
    }

    /// C1: a number finds its case and no other.
    fn c1_a_number_finds_its_case(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f).await;
        let sought = number(&page);
        let about = format!("關於 {sought} 的另一件");
        typed(&mut office.handler, "letter", |f| f.fill("subject", &about)).await.must_be(200);
        let inbox = office.handler.open("/office/petitions").await;
        let found = office.handler.send(inbox.form("search form").fill("q", &sought)).await;
        assert_eq!(found.all("main table tbody tr").len(), 1, "{}", found.text());
    }
}
