use testing::{Role, Visitor, both_engines};

use crate::secrecy::assert_nowhere;
use crate::{approve, draft, first, give, link, number, office, petition, send, typed};

async fn address(staff: &mut Visitor) -> String {
    staff.open("/office/petitions").await.attribute("main table a", "href").unwrap()
}

async fn post(staff: &mut Visitor, path: &str) -> u16 {
    let form = staff.open("/office/petitions/texts").await.form("#text").to(path);
    staff.send(form).await.status.as_u16()
}

both_engines! {
    /// P4: what came on paper is not read back, and its trail does not say so; what was told by word of mouth is.
    fn p4_the_trail_of_a_letter_does_not_say_that_it_is_read_back(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f).await;
        page.must_be(200).must_say("登打 → 已登錄").must_not_say("待朗讀確認");
        let page = typed(&mut office.handler, "counter", |f| f).await;
        let page = send(&mut office.handler, &page, "#confirmation", &[("how", "signed")]).await;
        page.must_be(200).must_say("待朗讀確認 → 已登錄").must_not_say("登打");
    }

    /// P4, C10: an oral record is read back and confirmed before it is registered; objections are kept.
    fn c10_an_oral_record_is_read_back_and_confirmed(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "phone", |f| f).await;
        page.must_be(200).must_say("待朗讀確認").must_say("朗讀");
        let wrong = send(&mut office.handler, &page, "#confirmation", &[]).await;
        wrong.must_be(422);
        let page = send(&mut office.handler, &page, "#confirmation", &[("how", "read-back"), ("objections", "金額是 500 元")]).await;
        page.must_be(200).must_say("已分案").must_say("已朗讀").must_say("金額是 500 元").must_say("115年12月1日");
    }

    /// P7, C5: more time is asked for with reasons, decided by a second person, and the petitioner is told.
    fn c5_an_extension_is_approved_and_told_with_its_reasons(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#extension", &[("days", "99"), ("reasons", "要開會")]).await.must_be(422);
        let page = send(&mut office.handler, &page, "#extension", &[("days", "10"), ("reasons", "要先開會討論")]).await;
        page.must_be(200).must_say("展期待核");
        approve(&mut office.director).await.must_say("115/12/15").must_say("展期 1 次，共 10 天");
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(mail.body.contains("要先開會討論") && mail.body.contains("115年12月15日"), "{}", mail.body);
    }

    /// C3, X1: a typhoon day added today moves the case and says so in its trail; a new rule does not.
    fn c3_a_typhoon_day_moves_open_cases_and_a_new_rule_does_not(centre) using [petitions::service()] {
        office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let change = |conn: &mut foundation::db::Conn| {
            conn.batch("insert into foundation_rule (key, effective_from, value, source) values ('petitions.ordinary_days', '2026-11-23', '20', 'x')")?;
            foundation::calendar::add_closure(conn, "office", office::Date::constant(2026, 11, 25), "颱風", office::Instant::MIN, "system")
        };
        centre.centre.db.write(change).await.unwrap();
        centre.pass(7 * 3600);
        centre.settle().await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        first(&mut director).await.must_say("115/12/02").must_say("行事曆變動，重算期限").must_say("115/12/01（二） → 115/12/02（三）").must_say("颱風");
    }

    /// P9: warnings go to the handler at half, four fifths and a day before; what is overdue is listed daily.
    fn p9_warnings_and_overdue_lists_are_sent_once_in_office_hours(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = office.director.open("/office/petitions/arrangement").await;
        let head = page.form("#head-of-promotion").fill("head", &office.handler_id);
        office.director.send(head).await.must_be(200);
        for _ in 0..24 {
            centre.pass(12 * 3600);
            centre.settle().await;
        }
        let subjects: Vec<String> = centre.mails().await.into_iter().map(|m| m.subject).collect();
        let count = |part: &str| subjects.iter().filter(|s| s.contains(part)).count();
        let warned = (count("過一半"), count("較早的算法"), count("下一個工作日到期"), count("已逾期"));
        assert_eq!(warned, (1, 1, 1, 1), "{subjects:?}");
        assert!(count("逾期案件 1 件") >= 2, "{subjects:?}");
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open("/office/petitions?view=overdue").await.must_say("逾期");
    }

    /// P9: who was told by the earlier count that the limit was over is told before the limit itself ends.
    fn p9_warnings_by_the_earlier_count_cost_none_by_the_limit(centre) using [petitions::service()] {
        let office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let mut director = office.director;
        let page = director.open("/office/petitions/arrangement").await;
        director.send(page.form("#head-of-promotion").fill("head", &office.handler_id)).await.must_be(200);
        let before = |conn: &mut foundation::db::Conn| {
            conn.batch("update petitions_case set warned = 100")?;
            conn.batch(include_str!("../../migrations/0007-warned.sql"))
        };
        centre.centre.db.write(before).await.unwrap();
        for _ in 0..24 {
            centre.pass(12 * 3600);
            centre.settle().await;
        }
        let subjects: Vec<String> = centre.mails().await.into_iter().map(|m| m.subject).collect();
        let count = |part: &str| subjects.iter().filter(|s| s.contains(part)).count();
        assert_eq!((count("下一個工作日到期"), count("已逾期")), (1, 1), "{subjects:?}");
    }

    /// P10, C11: only on the three grounds, the earlier answer linked, approved by the director; still counted.
    fn c11_a_repetition_is_left_only_with_the_earlier_answer_linked(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let open = petition(&centre, &mut centre.resident(), |f| f).await.all("dd strong")[0].clone();
        let page = first(&mut office.handler).await;
        let number = number(&page);
        let fields = |earlier| [("ground", "repeated"), ("leave", "同一事由已答復。"), ("earlier", earlier)];
        send(&mut office.handler, &page, "#leave", &fields(&open)).await.must_be(422).must_say("還沒有明確答復");
        draft(&mut office.handler, "已答復。").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#leave", &fields(&number)).await.must_be(200).must_say("主任（第1層）");
        let page = approve(&mut office.director).await;
        page.must_say("不予處理").must_say(&number);
        office.director.open("/office/petitions-numbers").await.must_say("不予處理");
    }

    /// P12, C12: a secret case is masked in lists, not found by a wrong role, sealed in the store, and no letter tells it.
    fn c12_a_confidential_case_is_seen_by_handler_and_decider_only(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("nature", "wrongdoing").fill("subject", "某老師收受禮物")).await;
        give(&mut office).await;
        let path = address(&mut office.handler).await;
        office.handler.open("/office/petitions").await.must_say("保密案件").must_not_say("某老師");
        office.handler.open(&path).await.must_be(200).must_say("某老師收受禮物");
        office.director.open(&path).await.must_be(200).must_say("王小美");
        let mut same_section = centre.staff_of("promotion", &[Role::Promotion]).await;
        same_section.open("/office/petitions").await.must_say("保密案件");
        same_section.open(&path).await.must_be(404);
        let inbox = same_section.open("/office/petitions").await;
        same_section.send(inbox.form("search form").fill("q", "某老師")).await.must_be(200).must_not_say("某老師收受");
        for mut other in [office.colleague, centre.staff(&[Role::Accountant]).await, centre.staff(&[Role::Operator]).await] {
            other.open(&path).await.must_be(404);
        }
        let outbox = same_section.open("/office/outbox").await;
        outbox.must_say("保密信件").must_not_say("mei@test.example");
        let letter = outbox.attribute("main table a", "href").unwrap();
        same_section.open(&letter).await.must_be(200).must_not_say("mei@").must_not_say("opinions/");
        draft(&mut office.handler, "已查明處分。").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        assert!(!centre.mail_to("mei@test.example").await.body.contains("已查明"));
        assert_nowhere(&centre, &["某老師", "王小美", "已查明"]).await;
    }

    /// P5, C9: transferred with notice; P2, C18: an opinion becomes a petition once a name and contact are known.
    fn c9_a_case_of_another_agency_is_transferred_with_notice(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#transfer", &[("agency", "社會局"), ("transfer", "屬社會局權責")]).await.must_be(200).must_say("已移轉");
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains("社會局"));
        let page = typed(&mut office.handler, "press", |f| f.fill("name", "").fill("phone", "").fill("source", "https://news.example/1").fill("tone", "bad")).await;
        page.must_be(200).must_say("輿情").must_say("負面");
        send(&mut office.handler, &page, "#promotion", &[("name", "林小華")]).await.must_be(422).must_say("至少填一種聯絡方式");
        let page = send(&mut office.handler, &page, "#promotion", &[("name", "林小華"), ("phone", "0912345678")]).await;
        page.must_be(200).must_say("林小華").must_say("來源案件").must_say("電話");
    }

    /// C13: merged and split, nothing is lost: text, notes, files and trail.
    fn c13_merge_and_split_lose_nothing(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let one = first(&mut office.handler).await;
        send(&mut office.handler, &one, "#note", &[("note", "先問講師")]).await.must_say("先問講師");
        let first_number = number(&one);
        let split = send(&mut office.handler, &one, "#split", &[("split_subject", "停車不便"), ("split_body", "停車位太少"), ("split_topic", "courses")]).await;
        split.must_be(200).must_say("停車不便").must_say("來源案件").must_say(&first_number);
        let other = number(&split);
        let page = send(&mut office.handler, &one, "#merger", &[("into", &other)]).await;
        page.must_be(200).must_say("停車不便").must_say("希望增加週末的親子課").must_say("先問講師");
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains("合併處理"));
    }

    /// P14, C6: asked for more, answered on the web; withdrawn there too; a stranger's link opens nothing.
    fn p14_the_petitioner_adds_and_withdraws_on_the_web(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        petition(&centre, &mut mei, |f| f).await;
        let page = first(&mut office.handler).await;
        let refused = send(&mut office.handler, &page, "#supplement", &[("supplement", "請附診斷證明與病史。")]).await;
        refused.must_be(422).must_say("個人資料保護法第 6 條").must_say("請附診斷證明與病史。");
        send(&mut office.handler, &page, "#supplement", &[("supplement", "是哪一門課？")]).await.must_say("待補正");
        let path = link(&centre, "mei@test.example").await;
        let page = mei.open(&path).await;
        page.must_say("請您補充說明").must_say("是哪一門課？");
        let form = mei.open(&page.link("補充說明")).await;
        mei.send(form.form("main form").fill("text", "週三的親子共讀")).await.must_say("週三的親子共讀").must_say("處理中");
        first(&mut office.handler).await.must_say("週三的親子共讀");
        let page = mei.open(&path).await;
        let form = mei.open(&page.link("撤回")).await;
        mei.send(form.form("main form")).await.must_say("您已撤回");
        mei.open(&path.replace("k=", "k=0")).await.must_be(403);
    }

    /// C16, Q8: four weeks later the petitioner is asked whether it is solved; outcome and handling apart.
    fn c16_four_weeks_later_it_is_asked_whether_it_is_solved(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        petition(&centre, &mut mei, |f| f).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        centre.pass(29 * 24 * 3600);
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(mail.subject.contains("解決了嗎"), "{}", mail.subject);
        assert!(mail.body.contains("平日都要上班"), "what was told is repeated: {}", mail.body);
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        page.must_say("問題解決了嗎？").must_say("平日都要上班");
        let page = mei.send(page.form("#solved").press("solved")).await;
        page.must_be(200).must_say("謝謝您的回覆");
        mei.send(page.form("#answer-form")).await.must_be(422);
        let answer = page.form("#answer-form").fill("satisfaction", "satisfied").fill("handling", "satisfied");
        let page = mei.send(answer.clone()).await;
        page.must_be(200).must_say("謝謝您的回覆");
        assert!(page.all("#answer-form").is_empty());
        mei.send(answer.fill("satisfaction", "dissatisfied")).await.must_be(200);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open("/office/petitions-numbers").await.must_say("100.0%");
        // Small numbers are hidden from the public.
        centre.resident().open("/opinions/numbers").await.must_be(200).must_say("少於 5").must_not_say("100.0%");
    }

    /// R43, D-8: every matter is looked up in one place by number and contact; wrong ones are told alike.
    fn r43_a_petition_is_found_by_its_number_and_contact(centre) using [petitions::service()] {
        office(&centre).await;
        let page = petition(&centre, &mut centre.resident(), |f| f.fill("phone", "0912345678")).await;
        let number = page.all("dd strong")[0].clone();
        let mut anybody = centre.resident();
        for (contact, found) in [("999", false), ("678", true), ("mei@test.example", true)] {
            let form = anybody.open("/progress").await.form("main form").fill("reference", &number).fill("contact", contact);
            let page = anybody.send(form).await;
            assert_eq!(page.says("已交給承辦人"), found, "{contact}: {}", page.text());
        }
    }

    /// P12, C12: colleagues see the number of a secret case and may guess whose it is: only its code opens it.
    fn c12_a_secret_case_is_looked_up_by_its_code_alone(centre) using [petitions::service()] {
        office(&centre).await;
        let page = petition(&centre, &mut centre.resident(), |f| f.fill("nature", "wrongdoing").fill("phone", "0912345678")).await;
        let number = page.all("dd strong")[0].clone();
        let code = |text: &str| text.split("查詢碼：").nth(1).unwrap().chars().take(8).collect::<String>();
        let shown = code(&page.text());
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert_eq!(code(&mail.body), shown, "the receipt tells it too");
        let mut anybody = centre.resident();
        for (contact, found) in [("678", false), ("0912345678", false), ("mei@test.example", false), (shown.as_str(), true)] {
            let form = anybody.open("/progress").await.form("main form").fill("reference", &number).fill("contact", contact);
            assert_eq!(anybody.send(form).await.says("我們收到了"), found, "{contact}");
        }
    }

    /// S12: a table with versions; nobody decides about an own draft; illegal acts change nothing.
    fn s12_the_table_of_delegated_authority_says_who_approves(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.director.open("/office/petitions/authority").await;
        page.must_say("分層負責明細表").must_not_say("petitions-");
        let form = page.form("#version").fill("task", "reply").fill("level", "3").fill("source", "主任核定");
        office.director.send(form.clone().fill("from", "2026-11-22")).await.must_be(422);
        office.director.send(form.fill("from", "2026-11-23")).await.must_be(200).must_say("同組另一位同仁");
        petition(&centre, &mut centre.resident(), |f| f).await;
        draft(&mut office.handler, "好。").await.must_be(200);
        let path = address(&mut office.handler).await;
        assert_eq!(post(&mut office.handler, &format!("{path}/decision")).await, 422);
        let mut peer = centre.staff_of("promotion", &[Role::Promotion]).await;
        let page = first(&mut peer).await;
        peer.send(page.form("#decision").press("approve")).await.must_be(200).must_say("已核定");
        for noun in ["reply", "extension", "transfer", "merger", "supplement", "confirmation", "closing"] {
            assert_eq!(post(&mut peer, &format!("{path}/{noun}")).await, 422, "{noun}");
        }
    }
}
