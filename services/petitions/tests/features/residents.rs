//! The way of somebody who told something: from the form to what they say afterwards.

use foundation::db::{Conn, Sql};
use testing::{Fresh, Role, Visitor, both_engines};

use crate::{approve, draft, first, link, office, petition, send, typed};

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
        let asked = mail.body.split("請在").nth(1).unwrap().split('；').next().unwrap().replace("以前回答", "");
        let page = own(&centre, &mut mei, "mei@test.example").await;
        page.must_say(&format!("請在{asked}以前告訴我們"));
        let late = page.form("#solved").press("solved");
        centre.pass(7 * DAY);
        let page = own(&centre, &mut mei, "mei@test.example").await;
        assert!(!page.all("#solved").is_empty(), "the last day");
        centre.pass(DAY);
        let page = own(&centre, &mut mei, "mei@test.example").await;
        page.must_be(200).must_say(&format!("已經在{asked}截止回答")).must_not_say("已解決");
        let page = mei.send(late).await;
        page.must_be(200).must_say("截止回答").must_not_say("謝謝您的回覆");
        assert_eq!(answers(&centre).await, 0);
        centre.settle().await;
        own(&centre, &mut mei, "mei@test.example").await.must_say("已結案").must_say("截止回答");
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
        page.must_be(410).must_say("已經處理完了").must_say("還有週三晚上也可以");
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
}

async fn first_closed(staff: &mut Visitor) -> testing::Page {
    let inbox = staff.open("/office/petitions?view=closed").await;
    let address = inbox.attribute("main table a", "href").unwrap_or_else(|| panic!("{}", inbox.text()));
    staff.open(&address).await
}
