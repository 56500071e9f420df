//! The way of somebody who told something: from the form to what they say afterwards.

use foundation::db::{Conn, Sql};
use testing::{Fresh, Role, Visitor, both_engines};

use crate::{approve, draft, filled, first, link, number, office, petition, send, typed};

const DAY: i64 = 24 * 3600;

/// Answered, and asked 28 days later whether it is solved.
async fn answered_and_asked(centre: &Fresh, office: &mut crate::Office) {
    draft(&mut office.handler, "會增加。").await.must_be(200);
    approve(&mut office.director).await;
    for seconds in [60, 60, 29 * DAY] {
        centre.settle().await;
        centre.pass(seconds);
    }
    centre.settle().await;
}

async fn answers(centre: &Fresh) -> i64 {
    let read = |conn: &mut Conn| {
        conn.first(Sql("select count(*) from petitions_answer"), &[])?.map_or(Ok(0), |row| row.get(0))
    };
    centre.centre.db.read(read).await.unwrap()
}

async fn told_staff(centre: &Fresh, part: &str) -> Vec<(String, String)> {
    let mails = centre.mails().await.into_iter().filter(|mail| mail.subject.contains(part));
    mails.map(|mail| (mail.to, mail.body)).collect()
}

/// The page of the link in the newest letter.
async fn own(centre: &Fresh, visitor: &mut Visitor, email: &str) -> testing::Page {
    visitor.open(&link(centre, email).await).await
}

both_engines! {
    /// P13, C16: the question says until when; on its last day it is open, on the next it is not, whatever ran meanwhile.
    fn p13_the_question_is_over_after_seven_days(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        petition(&centre, &mut mei, |f| f).await;
        answered_and_asked(&centre, &mut office).await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(mail.subject.contains("解決了嗎"), "{}", mail.subject);
        let asked = mail.body.split("請在").nth(1).unwrap().split('；').next().unwrap().replace("以前回答", "");
        let path = link(&centre, "mei@test.example").await;
        let page = mei.open(&path).await;
        page.must_say(&format!("請在{asked}以前告訴我們"));
        let late = page.form("#solved").press("solved");
        centre.pass(7 * DAY);
        centre.settle().await;
        let page = mei.open(&path).await;
        assert!(!page.all("#solved").is_empty(), "the last day");
        centre.pass(DAY);
        let page = mei.open(&path).await;
        page.must_be(200).must_say(&format!("已經在{asked}截止回答")).must_not_say("已解決");
        let page = mei.send(late).await;
        page.must_be(200).must_say("截止回答").must_not_say("謝謝您的回覆");
        assert_eq!(answers(&centre).await, 0);
        centre.settle().await;
        mei.open(&path).await.must_say("已結案").must_say("截止回答");
    }

    /// P13, C13: whose case went on in another one is asked for as many days as everybody.
    fn p13_the_question_of_a_merged_case_is_over_too(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        petition(&centre, &mut mei, |f| f).await;
        let merged = first(&mut office.handler).await;
        let li = |f: testing::Filled| f.fill("name", "李大同").fill("email", "li@test.example");
        let into = petition(&centre, &mut centre.resident(), li).await.all("dd strong")[0].clone();
        send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await.must_be(200);
        answered_and_asked(&centre, &mut office).await;
        let page = own(&centre, &mut mei, "mei@test.example").await;
        let form = page.form("#solved").press("solved");
        centre.pass(8 * DAY);
        own(&centre, &mut mei, "mei@test.example").await.must_say("截止回答");
        mei.send(form).await.must_not_say("謝謝您的回覆");
        assert_eq!(answers(&centre).await, 0);
    }

    /// P14: who writes more while the answer leaves loses nothing of it, and is told what to do.
    fn p14_what_is_added_too_late_is_shown_and_not_lost(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        let path = page.link("補充說明");
        let form = mei.open(&path).await.form("main form").fill("text", "還有週三晚上也可以");
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        let page = mei.send(form).await;
        page.must_be(410).must_say("處理已經結束").must_say("還有週三晚上也可以");
        assert_eq!(page.link("再寫一次"), "/opinions");
        mei.open(&path).await.must_be(410).must_say("請另外寫一件");
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        first_closed(&mut handler).await.must_not_say("還有週三晚上");
    }

    /// P14: whoever works on a case is told that its petitioner took it back on the web, and nothing of what it said; who
    /// notes it in the office is told nothing.
    fn p14_the_handler_is_told_that_it_was_taken_back(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        let form = mei.open(&page.link("撤回")).await.form("main form");
        for _ in 0..2 {
            mei.send(form.clone()).await.must_be(200).must_say("您已撤回");
        }
        let told = told_staff(&centre, "已撤回").await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].0.starts_with(&office.handler_id) && !told[0].1.contains("週末"), "{told:?}");
        let page = typed(&mut office.handler, "letter", |f| f).await;
        send(&mut office.handler, &page, "#withdrawal", &[("withdrawn", "來電")]).await.must_be(200);
        assert_eq!(told_staff(&centre, "已撤回").await.len(), 1);
    }

    /// P13: the receipt says the number and how to come back to it; who is reached by letter alone is told the code.
    fn p13_the_receipt_says_how_to_look_it_up(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = petition(&centre, &mut centre.resident(), |f| f).await;
        page.must_say("輸入案號與您的電子郵件，或電話末三碼");
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(mail.body.contains("輸入案號與您的電子郵件") && !mail.body.contains("查詢碼"), "{}", mail.body);
        let alone = |f: testing::Filled| f.fill("phone", "").fill("address", "高雄市前金區中正四路二○九號").fill("way", "letter");
        typed(&mut office.handler, "letter", alone).await.must_say("查詢碼：").must_not_say("輸入案號與您的電子郵件");
    }

    /// P2, C18: a contact somebody left with an opinion is not thrown away: the name is asked for, or it says that there is none.
    fn p2_a_contact_left_with_an_opinion_is_not_lost(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let left = typed(&mut office.handler, "facebook", |f| f.fill("name", "")).await;
        left.must_be(422);
        assert!(left.attribute("[name=name]", "aria-invalid").is_some());
        assert_eq!(left.form("main form").value("phone"), Some("0912345678"));
        let page = office.handler.send(left.form("main form").fill("phone", "")).await;
        page.must_be(200).must_say("輿情");
    }

    /// P3, P13: the lengths of subject and text are exact, each said beside its field; nobody is asked for an ID number.
    fn p13_subject_and_text_have_their_lengths(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let page = mei.open("/opinions").await;
        assert!(!page.source.contains("name=\"id_number\""));
        let cases = [("subject", 5, false), ("subject", 6, true), ("subject", 200, true), ("subject", 201, false), ("body", 600, true), ("body", 601, false)];
        for (n, (field, length, fits)) in cases.into_iter().enumerate() {
            let form = filled(&page).fill("email", &format!("m{n}@test.example")).fill(field, &"字".repeat(length));
            let sent = mei.send(form).await;
            assert_eq!(sent.status.as_u16(), if fits { 200 } else { 422 }, "{field} {length}");
            let wrong = |name: &str| sent.attribute(&format!("[name={name}]"), "aria-invalid").is_some();
            assert_eq!((wrong("subject"), wrong("body")), (!fits && field == "subject", !fits && field == "body"), "{field} {length}");
        }
    }

    /// P3: any one contact suffices, whichever it is; on paper and at the counter no e-mail is needed.
    fn p3_any_one_contact_suffices(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for (field, value) in [("email", "chen@test.example"), ("phone", "0912345678"), ("address", "高雄市前金區一號"), ("fax", "07-2153918")] {
            let only = |f: testing::Filled| f.fill("phone", "").fill(field, value);
            typed(&mut office.handler, "letter", only).await.must_be(200).must_say("已分案");
        }
        typed(&mut office.handler, "letter", |f| f.fill("phone", "")).await.must_be(422);
    }

    /// P11: an answer goes by letter, telephone, fax or in an interview, with a record of when and how; only then is the
    /// case answered, and only then its petitioner reads it.
    fn p11_an_answer_goes_by_each_way_and_leaves_a_record(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let reached = |f: testing::Filled| f.fill("address", "高雄市前金區一號").fill("fax", "07-2153918");
        for (way, named) in [("letter", "書面信件"), ("phone", "電話"), ("fax", "傳真"), ("interview", "面談")] {
            let page = typed(&mut office.handler, "letter", reached).await;
            let (number, path) = (number(&page), page.path.split('?').next().unwrap().to_owned());
            let reply = [("reply", "請帶收據來辦理。"), ("reply_way", way)];
            send(&mut office.handler, &page, "#reply", &reply).await.must_be(200);
            let page = office.director.open(&path).await;
            let page = office.director.send(page.form("#decision").press("approve")).await;
            page.must_be(200).must_say("已核定").must_say(named);
            let mut anybody = centre.resident();
            let form = anybody.open("/progress").await.form("main form").fill("reference", &number).fill("contact", "678");
            anybody.send(form.clone()).await.must_be(200).must_not_say("請帶收據來辦理");
            let ids: Vec<&str> = page.source.split("id=\"sending-").skip(1).filter_map(|r| r.split('"').next()).collect();
            let sending = format!("#sending-{}", ids.last().unwrap());
            send(&mut office.director, &page, &sending, &[]).await.must_be(422);
            let page = send(&mut office.director, &page, &sending, &[("proof", &format!("{way} 號碼 7"))]).await;
            page.must_be(200).must_say("已答復").must_say(&format!("{way} 號碼 7"));
            anybody.send(form).await.must_say("請帶收據來辦理");
        }
    }

    /// P11: who writes in English reads nothing but English, from the first letter to the answer, and how it stands too.
    fn p11_every_letter_to_who_writes_in_english_is_in_english(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut anne = centre.resident();
        let page = anne.open("/en/opinions").await;
        let form = filled(&page).fill("name", "Anne Smith").fill("email", "anne@test.example");
        let form = form.fill("subject", "More courses at weekends").fill("body", "There are too few of them.");
        anne.send(form).await.must_be(200);
        let page = anne.open(&link(&centre, "anne@test.example").await).await;
        anne.send(page.form("main form")).await.must_be(200);
        let page = first(&mut office.handler).await;
        let fields = [("days", "3"), ("reasons", "The teacher is asked first.")];
        send(&mut office.handler, &page, "#extension", &fields).await.must_be(200);
        approve(&mut office.director).await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#supplement", &[("supplement", "Which course?")]).await.must_be(200);
        draft(&mut office.handler, "We will offer more.").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        let mails: Vec<_> = centre.mails().await.into_iter().filter(|mail| mail.to == "anne@test.example").collect();
        assert_eq!(mails.len(), 5, "{mails:?}");
        for mail in &mails {
            let own = mail.body.replace(&*centre.centre.name_en, "");
            assert!(!format!("{}{own}", mail.subject).chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{mail:?}");
        }
        assert!(own(&centre, &mut anne, "anne@test.example").await.path.starts_with("/en/opinions/"));
    }

    /// P12, P5: the form says that what is told goes along where another agency is in charge; of a secret case the letter
    /// of transfer holds what was written for it and nothing else.
    fn p12_a_transfer_carries_what_is_needed_and_the_form_says_so(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        centre.resident().open("/opinions").await.must_say("移轉權責機關時只提供必要的部分");
        centre.resident().open("/en/opinions").await.must_say("another agency in charge gets only what it needs");
        petition(&centre, &mut centre.resident(), |f| f.tick("secret", "yes")).await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#transfer", &[("agency", "社會局"), ("transfer", "")]).await.must_be(422);
        let page = send(&mut office.handler, &page, "#transfer", &[("agency", "社會局"), ("transfer", "屬社會局權責")]).await;
        page.must_be(200).must_say("已移轉");
        let letter = page.all("article.letter").into_iter().find(|letter| letter.contains("移轉通知")).unwrap();
        assert!(letter.contains("社會局 屬社會局權責"), "{letter}");
        for kept in ["希望增加週末的親子課", "平日都要上班", "王小美", "mei@test.example"] {
            assert!(!letter.contains(kept), "{letter}");
        }
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(!mail.body.contains("社會局"), "{}", mail.body);
    }

    /// P11: who speaks for somebody, or for several, is written to instead, and is a part of what is sealed.
    fn p11_who_speaks_for_the_petitioner_is_answered_instead(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut lin = centre.resident();
        let page = lin.open("/opinions").await;
        page.must_say("代理人或聯絡人");
        let wrong = lin.send(filled(&page).fill("agent", "\u{7}")).await;
        wrong.must_be(422);
        assert!(wrong.attribute("[name=agent]", "aria-invalid").is_some());
        petition(&centre, &mut lin, |f| f.fill("agent", "林律師")).await;
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(mail.body.starts_with("林律師您好（王小美的代理人或聯絡人）"), "{}", mail.body);
        let page = first(&mut office.handler).await;
        page.must_say("代理人或聯絡人 林律師").must_say("真實姓名 王小美");
        let page = send(&mut office.handler, &page, "#contact", &[("agent", "陳律師")]).await;
        page.must_be(200).must_say("代理人或聯絡人 陳律師");
        let page = office.handler.send(page.form("#particulars").tick("secret", "yes")).await;
        page.must_be(200).must_say("陳律師");
        crate::secrecy::assert_nowhere(&centre, &["律師"]).await;
        let page = send(&mut office.handler, &page, "#contact", &[("agent", "")]).await;
        page.must_be(200).must_not_say("律師");
    }

    /// P11, P12: what was sealed before anybody could speak for a petitioner opens whole.
    fn p12_what_was_sealed_before_opens_whole(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.tick("secret", "yes")).await;
        let page = first(&mut office.handler).await;
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let house = centre.centre.clone();
        let reseal = move |conn: &mut Conn| {
            let text = r#"{"subject":"某事","body":"某處","name":"王小美","phone":"","email":"mei@test.example","address":"","fax":""}"#;
            let place = format!("petitions_case/{id}/told");
            let sealed = foundation::sealed::seal(conn, &house.keys, &house.chance, &place, text, house.clock.now())?;
            conn.execute(Sql("update petitions_case set sealed = $2 where id = $1"), foundation::params![id, sealed])
        };
        centre.centre.db.write(reseal).await.unwrap();
        office.handler.open(&page.path).await.must_say("某處").must_say("王小美");
    }

    /// P4: an oral record is signed on the screen by who told it, who could have asked for paper.
    fn p4_a_record_is_signed_on_the_screen_by_whoever_told_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "counter", |f| f.fill("place", "服務台").fill("agent", "林律師")).await;
        let signed = |page: &testing::Page, name: &str| page.form("#confirmation").fill("how", "e-signed").fill("signature", name);
        let asked = office.handler.send(signed(&page, "陳大文")).await;
        asked.must_be(422).must_say("請先告知可以改在紙上簽名");
        for other in ["", "王小明"] {
            let wrong = office.handler.send(signed(&page, other).tick("may_object", "yes")).await;
            wrong.must_be(422).must_say("簽章的姓名").must_say("待朗讀確認");
            assert_eq!(wrong.form("#confirmation").value("signature"), Some(other));
        }
        let done = office.handler.send(signed(&page, " 陳大文 ").tick("may_object", "yes")).await;
        done.must_be(200).must_say("已閱覽並以電子簽章確認").must_say("服務台").must_say("已分案");
        done.must_say("電子簽章 陳大文（陳情人） 簽章前已告知可以改在紙上簽名");
        let page = typed(&mut office.handler, "counter", |f| f.fill("agent", "林律師")).await;
        let page = office.handler.send(signed(&page, "林律師").tick("may_object", "yes")).await;
        page.must_be(200).must_say("已分案").must_say("電子簽章 林律師（代理人或聯絡人）");
        // Who signed stays, whoever speaks for them later.
        let page = office.handler.send(page.form("#contact").fill("agent", "陳律師")).await;
        page.must_be(200).must_say("代理人或聯絡人 陳律師").must_say("電子簽章 林律師（代理人或聯絡人）");
    }

    /// P13, C1: the same sent twice, as by a second press or for want of a letter, is one case with one more link; what
    /// differs, or comes after it was confirmed, is another.
    fn p13_the_same_sent_twice_is_one_case(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let form = filled(&mei.open("/opinions").await);
        let (mut one, mut two) = (centre.resident(), centre.resident());
        let (a, b) = testing::tokio::join!(one.send(form.clone()), two.send(form.clone()));
        a.must_be(200).must_say("還差一步");
        b.must_be(200).must_say("還差一步");
        let kept = async || (cases(&centre).await, centre.mails().await.len());
        assert_eq!(kept().await, (1, 1));
        centre.pass(120);
        mei.send(form.clone()).await.must_be(200);
        assert_eq!(kept().await, (1, 2), "no letter was seen: the link is sent again");
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        mei.send(page.form("main form")).await.must_be(200).must_say("希望增加週末的親子課");
        mei.send(form.clone().fill("body", "週三晚上也可以。")).await.must_be(200);
        assert_eq!(cases(&centre).await, 2, "another text");
        mei.send(form.clone()).await.must_be(200);
        assert_eq!(cases(&centre).await, 3, "the first one is worked on");
        // So it is with a second press when the one before is worked on.
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        mei.send(page.form("main form")).await.must_be(200);
        centre.pass(3600);
        let (a, b) = testing::tokio::join!(one.send(form.clone()), two.send(form));
        a.must_be(200);
        b.must_be(200);
        assert_eq!(cases(&centre).await, 4);
    }

    /// P13, P12: of a secret one that was sent twice the link confirms one case, and what was told stands nowhere.
    fn p12_a_secret_one_sent_twice_is_one_case_too(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let form = filled(&mei.open("/opinions").await).tick("secret", "yes");
        mei.send(form.clone()).await.must_be(200);
        centre.pass(120);
        mei.send(form).await.must_be(200);
        assert_eq!(cases(&centre).await, 1);
        crate::secrecy::assert_nowhere(&centre, &["希望增加", "王小美"]).await;
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        mei.send(page.form("main form")).await.must_be(200).must_say("請記下案號");
    }

    /// P5: until when a case of another agency is to be given to it, by the rule of its day of receipt on office days.
    fn p5_it_is_said_until_when_a_case_is_transferred(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f).await;
        let told = "應在民國115年11月24日（二）以前移轉";
        page.must_say(told);
        assert!(page.all("#transfer .warning-text").is_empty());
        centre.pass(2 * DAY);
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let page = handler.open(page.path.split('?').next().unwrap()).await;
        page.must_say(told);
        assert!(!page.all("#transfer .warning-text").is_empty(), "it is late");
    }

    /// P2: an opinion becomes a petition whichever the one contact is, and keeps the link to what was read.
    fn p2_an_opinion_is_promoted_with_any_one_contact(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let press = |f: testing::Filled| f.fill("name", "").fill("phone", "").fill("source", "某報三版");
        let page = typed(&mut office.handler, "press", press).await;
        let opinion = number(&page);
        let none = send(&mut office.handler, &page, "#promotion", &[("name", "林小華")]).await;
        none.must_be(422);
        let page = send(&mut office.handler, &page, "#promotion", &[("name", "林小華"), ("fax", "07-2153918")]).await;
        page.must_be(200).must_say("林小華").must_say("傳真").must_say("來源案件").must_say(&opinion).must_say("某報三版");
    }

    /// P15: time, extension, result and satisfaction, with outcome and handling apart, are in the analysis and its file.
    fn p15_the_analysis_tells_time_extension_and_satisfaction(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f.fill("way", "phone")).await;
        send(&mut office.handler, &page, "#extension", &[("days", "3"), ("reasons", "要開會")]).await.must_be(200);
        approve(&mut office.director).await;
        draft(&mut office.handler, "請帶收據來。").await.must_be(200);
        let page = approve(&mut office.director).await;
        let ids: Vec<&str> = page.source.split("id=\"sending-").skip(1).filter_map(|r| r.split('"').next()).collect();
        let sending = format!("#sending-{}", ids.last().unwrap());
        let page = send(&mut office.director, &page, &sending, &[("proof", "電話告知")]).await;
        let said = [("solved", "yes"), ("satisfaction", "satisfied"), ("handling", "dissatisfied")];
        send(&mut office.director, &page, "#answer", &said).await.must_be(200);
        let page = office.handler.open("/office/petitions-reports?from=2026-11-01&to=2026-11-23").await;
        page.must_say("對結果滿意").must_say("對處理滿意").must_say("100.0%").must_say("答復用了幾天");
        let report = send(&mut office.handler, &page, "#freeze", &[("title", "分析")]).await;
        let csv = office.handler.open(&format!("{}/file?kind=csv", report.path)).await;
        csv.must_say("全部,,,1,1,1,1,1,").must_say(",satisfied,2026-11,1").must_say(",dissatisfied,2026-11,1");
    }
}

pub async fn cases(centre: &Fresh) -> i64 {
    let read = |conn: &mut Conn| {
        conn.first(Sql("select count(*) from petitions_case"), &[])?.map_or(Ok(0), |row| row.get(0))
    };
    centre.centre.db.read(read).await.unwrap()
}

async fn first_closed(staff: &mut Visitor) -> testing::Page {
    let inbox = staff.open("/office/petitions?view=closed").await;
    let address = inbox.attribute("main table a", "href").unwrap_or_else(|| panic!("{}", inbox.text()));
    staff.open(&address).await
}
