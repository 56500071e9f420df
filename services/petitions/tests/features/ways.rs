//! By whatever way it comes, whatever is wanted, and in whatever language.

use testing::both_engines;

use crate::{approve, draft, filled, first, number, office, petition, send, typed};

both_engines! {
    /// P2, C1: what staff type in from every channel is in one inbox, with its channel, and counted by it.
    fn p2_every_channel_has_its_way_into_the_one_inbox(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let written = [
            ("letter", "書面"), ("fax", "傳真"), ("email", "電子郵件"), ("survey", "學員問卷"), ("city", "1999、市長信箱轉來"),
            ("agency", "其他機關移文"), ("facebook", "Facebook"), ("line", "LINE"), ("press", "新聞輿情"),
        ];
        for (channel, named) in written {
            typed(&mut office.handler, channel, |f| f).await.must_be(200).must_say("已分案").must_say(named).must_say("陳大文");
        }
        for (channel, named) in [("counter", "現場口頭"), ("phone", "電話")] {
            let page = typed(&mut office.handler, channel, |f| f).await;
            page.must_be(200).must_say("待朗讀確認").must_say(named);
            send(&mut office.handler, &page, "#confirmation", &[("how", "read-back")]).await.must_be(200).must_say("已分案");
        }
        let inbox = office.handler.open("/office/petitions").await;
        written.iter().for_each(|(_, named)| { inbox.must_say(named); });
        office.director.open("/office/petitions-numbers").await.must_say("件數 11").must_say("1999、市長信箱轉來 1");
        let page = office.handler.open("/office/petitions/new").await;
        let form = page.form("main form").smuggle("channel", "web").smuggle("nature", "rights");
        office.handler.send(form).await.must_be(422);
    }

    /// P1: one of four natures is needed, on the web and in the office.
    fn p1_what_is_wanted_is_one_of_four(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = centre.resident().open("/opinions").await;
        page.must_say("建議").must_say("詢問法令").must_say("舉發違失").must_say("維護權益");
        let mut mei = centre.resident();
        let form = |nature: &str| {
            let form = page.form("main form").fill("topic", "courses").fill("subject", "希望增加週末的親子課");
            let form = form.fill("body", "平日都要上班。").fill("name", "王小美").fill("email", "mei@test.example");
            let form = form.tick("consent", "2026-1");
            if nature.is_empty() { form } else { form.smuggle("nature", nature) }
        };
        for nature in ["", "praise"] {
            mei.send(form(nature)).await.must_be(422);
        }
        mei.send(form("question")).await.must_be(200).must_say("還差一步");
        for (nature, named) in [("suggestion", "建議"), ("question", "詢問法令"), ("rights", "維護權益")] {
            typed(&mut office.handler, "letter", |f| f.fill("nature", nature)).await.must_be(200).must_say(&format!("性質 {named}"));
        }
    }

    /// P10: what is not the centre's, and went to several agencies, may be left too; nothing else may.
    fn p10_what_others_have_already_may_be_left(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        let wrong = send(&mut office.handler, &page, "#leave", &[("leave", "不想辦")]).await;
        wrong.must_be(422);
        let page = send(&mut office.handler, &page, "#leave", &[("ground", "elsewhere"), ("leave", "已分向教育局陳情。")]).await;
        page.must_be(200).must_say("擬復待核");
        approve(&mut office.director).await.must_say("不予處理").must_say("非主管機關，且已分向各主管機關陳情");
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains("已分向教育局陳情。"), "the petitioner is told why");
    }

    /// P11: who writes in English is answered in English, from canned texts in English.
    fn p11_who_writes_in_english_is_answered_in_english(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for (title, language) in [("謝謝建議", "zh-Hant"), ("Thank you", "en")] {
            let page = office.director.open("/office/petitions/texts").await;
            let fields = [("title", title), ("language", language), ("text", title)];
            send(&mut office.director, &page, "#text", &fields).await.must_be(200);
        }
        let mut anne = centre.resident();
        let page = anne.open("/en/opinions").await;
        anne.send(filled(&page).fill("name", "Anne Smith").fill("email", "anne@test.example")).await.must_be(200);
        let page = anne.open(&crate::link(&centre, "anne@test.example").await).await;
        anne.send(page.form("main form")).await.must_be(200);
        let page = first(&mut office.handler).await;
        page.must_say("Thank you").must_not_say("謝謝建議");
        let number = number(&page);
        draft(&mut office.handler, "We will offer more at weekends.").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        let mail = centre.mail_to("anne@test.example").await;
        assert!(mail.body.contains("We will offer more at weekends.") && mail.body.contains(&number), "{}", mail.body);
        assert!(mail.subject.is_ascii() && mail.body.contains("Dear"), "{} {}", mail.subject, mail.body);
    }
}
