use testing::both_engines;

use crate::{approve, draft, fail_mail, first, number, office, petition, send, typed};

both_engines! {
    /// P11: an answer is not approved for a way there is no contact for.
    fn p11_an_answer_needs_a_contact_for_its_way(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        let page = send(&mut office.handler, &page, "#reply", &[("reply", "好。"), ("reply_way", "letter")]).await;
        page.must_be(422).must_say("還缺聯絡資料");
    }

    /// P11: an answer goes the way that was chosen for it, also where there is an e-mail; without proof it is no answer.
    fn p11_an_answer_goes_the_way_that_was_chosen_and_leaves_its_proof(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("phone", "0912345678")).await;
        centre.settle().await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#reply", &[("reply", "明年起增加。"), ("reply_way", "phone")]).await.must_be(200);
        let page = approve(&mut office.director).await;
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        assert!(centre.mails().await.iter().all(|mail| !mail.body.contains("明年起增加。")), "nothing by e-mail");
        office.handler.open("/office/petitions?view=unsent").await.must_say("希望增加週末的親子課");
        let page = office.handler.open(&page.path).await;
        page.must_say("已核定");
        office.handler.send(page.form("form[action$='/sending']").fill("proof", "")).await.must_be(422).must_say("已核定");
        let proved = office.handler.send(page.form("form[action$='/sending']").fill("proof", "下午兩點電話告知王女士本人")).await;
        proved.must_be(200).must_say("已答復").must_say("下午兩點電話告知王女士本人");
    }

    /// S12: a version of the table holds from its day on, and not for what was drafted before.
    fn s12_a_version_of_the_table_holds_from_its_day_on(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.director.open("/office/petitions/authority").await;
        let form = page.form("#version").fill("task", "reply").fill("level", "3").fill("source", "主任核定");
        let page = office.director.send(form.clone().fill("from", "2026-11-24")).await;
        page.must_be(200).must_say("答復 組長（第2層） 預設").must_say("115/11/24");
        office.director.send(form.fill("from", "2026-11-24")).await.must_be(422);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let before = draft(&mut office.handler, "今天擬的。").await;
        before.must_say("由組長（第2層）核定");
        centre.pass(24 * 3600);
        let mut peer = centre.staff_of("promotion", &[testing::Role::Promotion]).await;
        let page = peer.open(&before.path).await;
        assert!(page.all("#decision").is_empty(), "drafted under the earlier version");
        let mut handler = centre.staff_of("promotion", &[testing::Role::Promotion]).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("subject", "第二天的陳情").fill("email", "li@test.example")).await;
        let inbox = handler.open("/office/petitions").await;
        let line = inbox.all("main table tbody tr").into_iter().find(|line| line.contains("第二天")).unwrap();
        let page = handler.open(&inbox.link(line.split_whitespace().next().unwrap())).await;
        let page = send(&mut handler, &page, "#reply", &[("reply", "第二天擬的。")]).await;
        page.must_be(200).must_say("由同組另一位同仁（第3層）核定");
        let page = peer.open(&page.path).await;
        peer.send(page.form("#decision").press("approve")).await.must_be(200).must_say("已核定");
    }

    /// P11: an answer that did not arrive waits for a person, who corrects the address or proves it otherwise.
    fn p11_an_answer_that_did_not_arrive_goes_to_the_right_address(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        centre.settle().await;
        draft(&mut office.handler, "明年起增加。").await.must_be(200);
        approve(&mut office.director).await;
        fail_mail(&centre, "mei@test.example").await;
        centre.pass(60);
        centre.settle().await;
        office.handler.open("/office/petitions?view=unsent").await.must_say("希望增加週末的親子課");
        let page = first(&mut office.handler).await;
        page.must_say("已核定").must_say("寄送失敗或不確定");
        assert!(page.attribute("form[action$='/sending']", "id").is_some(), "the proof can be entered by hand");
        let page = send(&mut office.handler, &page, "#contact", &[("email", "xiaomei@test.example")]).await;
        page.must_be(200).must_say("xiaomei@test.example").must_say("更正聯絡方式");
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        assert!(centre.mail_to("xiaomei@test.example").await.body.contains("明年起增加。"));
        office.director.open("/office/petitions?view=closed").await.must_say("已答復");
        let page = office.director.open(&page.path).await;
        page.must_say("已答復");
        // It came back later: the same answer goes once more, another way.
        let again = page.form("#contact").fill("email", "mei2@test.example").tick("again", "yes");
        office.director.send(again).await.must_be(200);
        centre.settle().await;
        assert!(centre.mail_to("mei2@test.example").await.body.contains("明年起增加。"));
        send(&mut office.director, &page, "#contact", &[("email", "")]).await.must_be(422);
    }

    /// S12: nobody approves what he did not see.
    fn s12_what_was_changed_meanwhile_is_not_approved(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let drafted = draft(&mut office.handler, "第一版").await;
        let seen = first(&mut office.director).await;
        // Whoever drafted it takes it back and drafts anew.
        office.handler.send(drafted.form("#take-back").press("take_back")).await.must_be(200).must_say("處理中");
        draft(&mut office.handler, "第二版").await.must_be(200);
        let page = office.director.send(seen.form("#decision").press("approve")).await;
        page.must_be(422).must_say("剛才有人改過").must_say("第二版");
        office.director.send(page.form("#decision").press("approve")).await.must_be(200).must_say("已核定");
    }

    /// P9: an answer is not dated back into the limit.
    fn p9_a_letter_was_not_sent_before_it_was_written(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f).await;
        page.must_be(200);
        centre.pass(20 * 24 * 3600);
        let mut handler = centre.staff_of("promotion", &[testing::Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[testing::Role::Director]).await;
        draft(&mut handler, "請帶收據來。").await.must_be(200);
        approve(&mut director).await;
        let page = first(&mut handler).await;
        let form = sending(&page, "答復");
        let early = handler.send(form.clone().fill("sent", "2026-11-25T10:00").fill("proof", "電話")).await;
        early.must_be(422).must_say("不能早於信寫好的時間");
        handler.send(form.fill("proof", "電話")).await.must_be(200);
        director.open("/office/petitions?view=closed").await.must_say("已答復");
    }

    /// C11, X8: what waited for a decision waits no more when the petitioner took the case back.
    fn x8_a_withdrawal_leaves_nothing_to_decide(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = draft(&mut office.handler, "好。").await;
        office.director.open("/office/petitions?view=asked").await.must_say(&number(&page));
        send(&mut office.handler, &page, "#withdrawal", &[("withdrawn", "來電")]).await.must_be(200).must_say("已撤回");
        office.director.open("/office/petitions?view=asked").await.must_not_say(&number(&page));
    }

    /// X8: what ended is not changed, and nobody saves over what somebody else changed meanwhile.
    fn x8_particulars_are_changed_once_and_while_work_goes_on(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let seen = first(&mut office.handler).await;
        let change = |nature: &str| seen.form("#particulars").fill("nature", nature);
        office.handler.send(change("rights")).await.must_be(200).must_say("維護權益");
        office.director.send(change("question")).await.must_be(422).must_say("剛才有人改過");
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#withdrawal", &[("withdrawn", "來電")]).await.must_be(200);
        office.handler.send(page.form("#particulars").fill("nature", "question")).await.must_be(422);
    }

    /// S12: while the director is away, or drafted it, the one who stands in decides, in any section.
    fn s12_the_director_has_a_stand_in(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let of = |section: &str| people.iter().find(|p| p.section == section).unwrap().id.clone();
        let (director, colleague) = (of("direction"), of("counselling"));
        let page = office.director.open("/office/petitions/arrangement").await;
        let head = page.form("#head-of-direction").fill("head", &director).fill("head_stand_in", &colleague);
        office.director.send(head).await.must_be(200);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        let leave = [("ground", "vague"), ("leave", "沒有具體內容")];
        send(&mut office.handler, &page, "#leave", &leave).await.must_be(200).must_say("主任（第1層）");
        office.colleague.open(&page.path).await.must_be(404);
        let page = office.director.open("/office/petitions/arrangement").await;
        let away = page.form("#absence").fill("who", &director).fill("from", "2026-11-23").fill("to", "2026-11-24");
        office.director.send(away).await.must_be(200);
        let page = first(&mut office.colleague).await;
        office.colleague.send(page.form("#decision").press("approve")).await.must_be(200).must_say("不予處理");
    }

    /// S12: what the director drafted waits in the list of who stands in, also in another section.
    fn s12_the_stand_in_sees_what_the_director_drafted(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let of = |section: &str| people.iter().find(|p| p.section == section).unwrap().id.clone();
        let page = office.director.open("/office/petitions/arrangement").await;
        let head = page.form("#head-of-direction").fill("head", &of("direction")).fill("head_stand_in", &of("counselling"));
        office.director.send(head).await.must_be(200);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.director).await;
        let leave = [("ground", "vague"), ("leave", "沒有具體內容")];
        send(&mut office.director, &page, "#leave", &leave).await.must_be(200);
        let list = office.colleague.open("/office/petitions?view=asked").await;
        let page = office.colleague.open(&list.must_say("希望增加週末的親子課").attribute("main table a", "href").unwrap()).await;
        office.colleague.send(page.form("#decision").press("approve")).await.must_be(200);
        office.director.open(&page.path).await.must_say("不予處理");
    }
}

/// The form that proves the unsent letter of this name.
fn sending(page: &testing::Page, name: &str) -> testing::Filled {
    let place = page.all("article.letter h3").iter().position(|h| h.starts_with(name)).unwrap();
    let ids: Vec<&str> =
        page.source.split("id=\"sending-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    page.form(&format!("#sending-{}", ids[place]))
}
