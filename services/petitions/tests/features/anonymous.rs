use testing::both_engines;

use crate::{Office, approve, first, office, send, typed};

both_engines! {
    /// P10: what came without a real name or a contact is registered, counted, and may be left by the ground for it, by two
    /// people; without saying that it is anonymous, both are asked for.
    fn p10_a_letter_without_a_name_is_registered_and_may_be_left(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let nobody = |f: testing::Filled| f.fill("name", "").fill("phone", "");
        let wrong = typed(&mut office.handler, "letter", nobody).await;
        wrong.must_be(422);
        assert_eq!(wrong.form("main form").value("subject"), Some("退費的規定"));
        let wrong = typed(&mut office.handler, "letter", |f| nobody(f).fill("email", "kein@").tick("anonymous", "yes")).await;
        wrong.must_be(422);
        let page = typed(&mut office.handler, "letter", |f| nobody(f).tick("anonymous", "yes")).await;
        page.must_be(200).must_say("已分案").must_say("期限").must_not_say("petitions-");
        centre.settle().await;
        assert!(centre.mails().await.iter().all(|m| !m.subject.contains("收件")), "there is nobody to write to");
        send(&mut office.handler, &page, "#reply", &[("reply", "好。")]).await.must_be(422);
        let page = send(&mut office.handler, &page, "#leave", &[("ground", "vague"), ("leave", "沒有具名，也沒有聯絡方式。")]).await;
        page.must_be(200).must_say("擬復待核");
        let left = approve(&mut office.director).await;
        left.must_say("不予處理").must_say("無真實姓名或聯絡方式").must_say("沒有具名，也沒有聯絡方式。");
        office.director.open("/office/petitions-numbers").await.must_say("件數 1");
        // A name without a contact neither.
        let page = typed(&mut office.handler, "phone", |f| f.fill("phone", "").tick("anonymous", "yes")).await;
        page.must_be(200).must_say("陳大文").must_say("待朗讀確認");
        let Office { mut handler, .. } = office;
        send(&mut handler, &page, "#confirmation", &[("how", "read-back")]).await.must_be(200).must_say("已分案");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// P10, P11: who left no name is greeted without one, and who speaks for them by their own.
    fn p10_a_letter_to_somebody_without_a_name_greets_nobody_or_who_speaks_for_them(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for (agent, greeting) in [("", "您好：\n"), ("林律師", "林律師您好：\n")] {
            let nameless = |f: testing::Filled| f.fill("name", "").fill("phone", "").fill("agent", agent);
            let reached = |f: testing::Filled| nameless(f).fill("email", "a@test.example").fill("way", "email");
            typed(&mut office.handler, "letter", |f| reached(f).tick("anonymous", "yes")).await.must_be(200);
            centre.settle().await;
            let mail = centre.mail_to("a@test.example").await;
            assert!(mail.body.starts_with(greeting), "{}", mail.body);
        }
    }

    /// C1, P2: the free text of a survey has no name: it is an opinion, in the same inbox, and may become a petition.
    fn c1_the_free_text_of_a_survey_is_an_opinion_until_a_name_is_known(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let remark = |f: testing::Filled| f.fill("name", "").fill("phone", "").fill("source", "週末親子課問卷");
        typed(&mut office.handler, "survey", remark).await.must_be(200).must_say("學員問卷").must_say("輿情");
        office.handler.open("/office/petitions/opinions").await.must_say("退費的規定").must_say("週末親子課問卷");
        let page = first(&mut office.handler).await;
        let page = send(&mut office.handler, &page, "#promotion", &[("name", "林小華"), ("phone", "0912345678")]).await;
        page.must_be(200).must_say("林小華").must_say("學員問卷");
        typed(&mut office.handler, "survey", |f| f).await.must_be(200).must_say("陳大文").must_not_say("輿情");
    }
}
