//! What comes after an answer, what is said elsewhere, and what must not be told by the way.

use axum::body::Body;
use axum::http::Request;
use foundation::db::{Conn, Sql};
use foundation::web::Peer;
use testing::{Fresh, Role, both_engines};

use crate::{approve, draft, filled, first, link, number, office, petition, send, typed};

/// Rows of the trail of cases with the network address of whoever acted.
async fn addresses(centre: &Fresh) -> i64 {
    let read = |conn: &mut Conn| {
        let text =
            "select count(*) from foundation_trail where matter = 'petitions_case' and address is not null";
        conn.first(Sql(text), &[])?.map_or(Ok(0), |row| row.get(0))
    };
    centre.centre.db.read(read).await.unwrap()
}

both_engines! {
    /// C16: who has no e-mail is telephoned four weeks later, and what is said is noted in the case.
    fn c16_who_has_no_e_mail_is_on_the_list_to_be_telephoned(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        typed(&mut office.handler, "letter", |f| f.fill("way", "phone")).await.must_be(200);
        draft(&mut office.handler, "請帶收據來。").await.must_be(200);
        let page = approve(&mut office.director).await;
        let ids: Vec<&str> = page.source.split("id=\"sending-").skip(1).filter_map(|r| r.split('"').next()).collect();
        let proof = format!("#sending-{}", ids.last().unwrap());
        send(&mut office.director, &page, &proof, &[("proof", "電話告知")]).await.must_be(200);
        office.handler.open("/office/petitions/asking").await.must_say("沒有要打的電話");
        centre.pass(29 * 24 * 3600);
        centre.settle().await;
        let written = |conn: &mut Conn| conn.rows(Sql("select id from petitions_letter where kind = 'question'"), &[]);
        assert!(centre.centre.db.read(written).await.unwrap().is_empty(), "no letter waits to be sent by hand");
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let list = handler.open("/office/petitions/asking").await;
        list.must_be(200).must_say("退費的規定").must_say("陳大文").must_say("+886912345678");
        centre.staff_of("counselling", &[Role::Counselling]).await.open("/office/petitions/asking").await.must_not_say("陳大文");
        let page = handler.open(list.attribute("main table a", "href").unwrap().split('#').next().unwrap()).await;
        let said = [("solved", "no"), ("satisfaction", "dissatisfied"), ("handling", "satisfied")];
        send(&mut handler, &page, "#answer", &said).await.must_be(200).must_say("沒有解決");
        handler.open("/office/petitions/asking").await.must_say("沒有要打的電話");
    }

    /// C16, P12: the question of a secret case shows nothing of it; whoever says no may write again.
    fn c16_the_question_of_a_secret_case_tells_nothing(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        petition(&centre, &mut mei, |f| f.tick("secret", "yes")).await;
        let path = first(&mut office.handler).await.path;
        let code = |text: &str| text.split("查詢碼：").nth(1).unwrap().chars().take(8).collect::<String>();
        centre.settle().await;
        let code = code(&centre.mail_to("mei@test.example").await.body);
        let page = office.handler.open(&path).await;
        send(&mut office.handler, &page, "#reply", &[("reply", "會增加。")]).await.must_be(200);
        let number = number(&approve(&mut office.director).await);
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        centre.pass(29 * 24 * 3600);
        centre.settle().await;
        assert!(!centre.mail_to("mei@test.example").await.body.contains("平日都要上班"));
        let form = mei.open("/progress").await.form("main form").fill("reference", &number).fill("contact", &code);
        let page = mei.send(form).await;
        page.must_be(200).must_say("問題解決了嗎？").must_say(&format!("關於案號 {number}"));
        assert!(page.all(".inset").is_empty(), "the text stays folded away");
        mei.send(page.form("#solved").smuggle("solved", "no")).await.must_say("再寫信告訴我們");
    }

    /// C18: what the press and social media say has tone, owner and reply time, and leads to the petition it became.
    fn c18_what_is_said_elsewhere_has_tone_owner_and_reply_time(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let said = |tone: &'static str, subject: &'static str| move |f: testing::Filled| {
            f.fill("name", "").fill("phone", "").fill("tone", tone).fill("subject", subject).fill("source", "某報三版")
        };
        let page = typed(&mut office.handler, "press", said("good", "活動受到好評")).await;
        page.must_say("輿情內容").must_not_say("陳情內容").must_not_say("答復方式 ");
        centre.pass(5 * 3600);
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let page = handler.open(page.path.split('?').next().unwrap()).await;
        send(&mut handler, &page, "#closing", &[("done", "已在粉絲頁致謝")]).await.must_be(200);
        let page = typed(&mut handler, "facebook", said("bad", "電話打不通")).await;
        let page = send(&mut handler, &page, "#promotion", &[("name", "林小華"), ("phone", "0912345678")]).await;
        page.must_say("陳情內容").must_say("答復方式 ");
        let petition = number(&page);
        let list = handler.open("/office/petitions/opinions").await;
        list.must_be(200).must_say("活動受到好評").must_say("某報三版").must_say("5 小時").must_say("王小明").must_say(&petition);
        // A secret petition is named in no list.
        let secret = page.form("#particulars").tick("secret", "yes");
        handler.send(secret).await.must_be(200);
        handler.open("/office/petitions/opinions").await.must_not_say(&petition);
        let list = handler.open("/office/petitions/opinions?tone=good").await;
        list.must_say("活動受到好評").must_not_say("電話打不通");
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        other.open("/office/petitions/opinions").await.must_not_say("活動受到好評").must_say("沒有輿情");
    }

    /// C18: the tone of an item is put right, and counted as it is now; one that was not replied to in time stands out.
    fn c18_the_tone_of_an_item_is_put_right_and_what_is_late_stands_out(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "press", |f| f.fill("name", "").fill("phone", "").fill("tone", "bad")).await;
        office.director.open("/office/petitions-numbers").await.must_say("負面 1");
        let page = office.handler.send(page.form("#particulars").fill("tone", "good")).await;
        page.must_be(200).must_say("負面 → 正面");
        let stale = page.form("#particulars").fill("tone", "neutral");
        office.handler.send(stale.clone()).await.must_be(200).must_say("正面 → 中性");
        office.handler.send(stale).await.must_be(422).must_say("剛才有人改過");
        office.director.open("/office/petitions-numbers").await.must_say("中性 1").must_not_say("負面");
        office.handler.open("/office/petitions/opinions?tone=neutral").await.must_say("退費的規定").must_say("115/12/01").must_not_say("沒有輿情");
        assert!(office.handler.open("/office/petitions/opinions").await.all("td .tag").iter().all(|tag| tag != "逾期"));
        centre.pass(9 * 24 * 3600);
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        assert!(handler.open("/office/petitions/opinions").await.all("td .tag").contains(&"逾期".to_owned()));
        // A petition has no tone.
        let page = typed(&mut handler, "letter", |f| f).await;
        handler.send(page.form("#particulars").smuggle("tone", "bad")).await.must_be(200);
        handler.open("/office/petitions/opinions?tone=bad").await.must_say("沒有輿情");
    }

    /// P12, X8: the network address of whoever wrote a secret case is nowhere in the trail.
    fn p12_the_trail_of_a_secret_case_holds_no_address_of_its_petitioner(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        for (secret, email, rows) in [(false, "mei@test.example", 1), (true, "li@test.example", 1)] {
            let form = filled(&mei.open("/opinions").await).fill("email", email);
            let form = if secret { form.tick("secret", "yes") } else { form };
            let mut request = Request::post("/opinions")
                .header("host", "test.example")
                .header("sec-fetch-site", "same-origin")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form.encoded()))
                .unwrap();
            request.extensions_mut().insert(Peer("192.0.2.7".parse().unwrap()));
            assert_eq!(mei.raw(request).await.status().as_u16(), 303);
            assert_eq!(addresses(&centre).await, rows, "{email}");
        }
    }

    /// P4, C10: who is told by word of mouth is put right before the record is confirmed, and nothing leaves before.
    fn c10_name_and_contact_of_a_record_are_put_right_before_anything_leaves(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "phone", |f| f.fill("email", "wrong@test.example")).await;
        let right = [("name", "陳大聞"), ("email", "chen@test.example")];
        let page = send(&mut office.handler, &page, "#contact", &right).await;
        page.must_be(200).must_say("陳大聞").must_say("待朗讀確認");
        let none = [("how", "read-back"), ("told_subject", "")];
        send(&mut office.handler, &page, "#confirmation", &none).await.must_be(422);
        let right = [("how", "read-back"), ("told_subject", "退費要多久")];
        let page = send(&mut office.handler, &page, "#confirmation", &right).await;
        page.must_be(200).must_say("退費的規定 課程取消");
        assert!(page.all("h1")[0].contains("退費要多久"), "what was taken down first is a note");
        centre.settle().await;
        let mails = centre.mails().await;
        assert_eq!(mails.iter().map(|m| m.to.as_str()).collect::<Vec<_>>(), ["chen@test.example"]);
        assert!(mails[0].body.contains("陳大聞您好") && mails[0].body.contains("「退費要多久」"));
    }

    /// P14: whoever works on a case is told that its petitioner added something, once an hour, and not what.
    fn p14_the_handler_is_told_of_what_was_added(centre) using [petitions::service()] {
        let office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        for _ in 0..2 {
            let form = mei.open(&page.link("補充說明")).await;
            mei.send(form.form("main form").fill("text", "週六也可以")).await.must_be(200);
        }
        let mails = centre.mails().await;
        let told: Vec<_> = mails.iter().filter(|m| m.subject.contains("有補充")).collect();
        assert_eq!(told.len(), 1, "{mails:?}");
        assert!(told[0].to.starts_with(&office.handler_id) && !told[0].body.contains("週六"), "{told:?}");
    }

    /// P9, P11: what comes in a foreign language has the days of such cases.
    fn p9_a_petition_in_english_has_days_of_its_own(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut anne = centre.resident();
        let form = filled(&anne.open("/en/opinions").await).fill("email", "anne@test.example");
        anne.send(form).await.must_be(200);
        let page = anne.open(&link(&centre, "anne@test.example").await).await;
        anne.send(page.form("main form")).await.must_be(200);
        first(&mut office.handler).await.must_say("多單位或外文").must_say("115/11/30");
    }

    /// D-3: an address is the same in whatever letters it was typed.
    fn d3_own_data_are_found_whatever_letters_the_address_was_typed_in(centre) using [petitions::service()] {
        office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("email", "Mei@test.example")).await;
        let found = centre.centre.db.read(|conn| petitions::store::list_of_email(conn, "mei@test.example")).await;
        assert_eq!(found.unwrap().len(), 1);
    }

    /// P12: of letters that did not leave, the outbox keeps nothing either once their case is secret.
    fn p12_what_did_not_leave_is_forgotten_too_when_a_case_becomes_secret(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        crate::fail_mail(&centre, "mei@test.example").await;
        let page = first(&mut office.handler).await;
        office.handler.send(page.form("#particulars").tick("secret", "yes")).await.must_be(200);
        let mails = centre.mails().await;
        let about: Vec<_> = mails.iter().filter(|m| m.secret).collect();
        assert!(about.iter().any(|m| m.state == "failed"), "{about:?}");
        // What is still to be sent tells a colleague the number.
        let mut kept = about.iter().filter(|m| m.state != "queued");
        assert!(kept.all(|m| m.body.is_empty() && m.to.is_empty()), "{about:?}");
    }
}
