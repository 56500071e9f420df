use testing::both_engines;

use crate::{draft, filled, first, link, office, petition};

both_engines! {
    /// P13, P11, C15: web form, link, number, second person, answer by e-mail with proof, read by the resident.
    fn p13_a_petition_goes_from_the_web_to_its_answer(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |form| form).await;
        page.must_say("已交給承辦人").must_say("115年12月1日").must_say("希望增加週末的親子課");
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains("案號"));
        let page = draft(&mut office.handler, "明年起每月增加兩場週末親子課。").await;
        page.must_be(200).must_say("擬復待核");
        assert!(page.all("#decision").is_empty(), "the drafter does not decide");
        let page = first(&mut office.director).await;
        let page = office.director.send(page.form("#decision").press("approve")).await;
        page.must_be(200).must_say("已核定");
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        first_closed(&mut office.director).await.must_say("已答復").must_say("依限辦結");
        let answer = centre.mail_to("mei@test.example").await;
        assert!(answer.body.contains("明年起每月增加兩場週末親子課。"), "{}", answer.body);
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        page.must_say("已答復").must_say("明年起每月增加兩場週末親子課。").must_say("問題解決了嗎");
        let sent = centre.mails().await;
        assert_eq!(sent.iter().filter(|m| m.subject.starts_with("答復")).count(), 1);
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// C15, P13: nothing is acknowledged before the report truly arrived, when the link in the mail was opened.
    fn c15_nothing_is_acknowledged_before_the_report_arrived(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let form = filled(&mei.open("/opinions").await);
        mei.send(form).await.must_be(200).must_say("還差一步");
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(!mail.body.contains("案號") && !mail.body.contains("前答復您"), "{}", mail.body);
        office.handler.open("/office/petitions").await.must_not_say("希望增加週末的親子課");
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        assert_eq!(centre.mails().await.len(), 1, "to look at the page confirms nothing");
        mei.send(page.form("main form")).await.must_be(200);
        mei.send(page.form("main form")).await.must_be(200);
        centre.settle().await;
        let mails: Vec<_> = centre.mails().await.into_iter().filter(|mail| mail.to == "mei@test.example").collect();
        assert_eq!(mails.len(), 2, "one receipt, however often the button is pressed");
        assert!(mails.iter().any(|mail| mail.body.contains("前答復您")), "{mails:?}");
    }

    /// P3, P13: what is wrong is said beside the field, what was typed stays, nothing is kept.
    fn p3_a_bad_form_keeps_what_was_typed_and_changes_nothing(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let page = mei.open("/opinions").await;
        let page = mei.send(filled(&page).fill("subject", "短").fill("email", "no").without("consent")).await;
        page.must_be(422).must_say("請至少寫 6 個字").must_say("個人資料告知事項").must_say("平日都要上班");
        let page = mei.send(filled(&page).fill("subject", "希望增加週末的親子課").fill("email", "").fill("body", "字".repeat(601).as_str())).await;
        page.must_be(422).must_say("請至少填一種聯絡方式");
        assert_eq!(centre.mails().await, []);
        mei.open("/en/opinions").await.must_be(200).must_say("Tell us your opinion").must_not_say("petitions-");
    }
}

async fn first_closed(staff: &mut testing::Visitor) -> testing::Page {
    let inbox = staff.open("/office/petitions?view=closed").await;
    let address = inbox.attribute("main table a", "href").unwrap_or_else(|| panic!("{}", inbox.text()));
    staff.open(&address).await
}
