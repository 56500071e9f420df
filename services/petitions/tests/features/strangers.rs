//! What others than the petitioner sent, were sent by mistake, or must not work on.

use foundation::db::{Conn, Sql};
use foundation::rules::{DefaultRule, NewVersion};
use office::rule_book::RuleValue;
use petitions::work::intake;
use testing::{Filled, Fresh, Role, both_engines};

use crate::mail::with_file_of;
use crate::{draft, filled, first, give, link, number, office, petition, send, typed};

/// The link holds for one day, from tomorrow on.
async fn hold_for_a_day(centre: &Fresh) {
    let now = centre.centre.clock.now();
    let new = NewVersion {
        of: DefaultRule::find("petitions.confirm_days").unwrap(),
        value: RuleValue::Integer(1),
        effective_from: now.plus_seconds(24 * 3600).date(),
        source: "本中心決定".into(),
    };
    let write = move |conn: &mut Conn| foundation::rules::add(conn, &new, now);
    centre.centre.db.write(write).await.unwrap().unwrap();
}

both_engines! {
    /// P2, P12: what somebody else sends to a case, with its files, is for staff alone: neither shown to the petitioner nor
    /// opened by a link that names it.
    fn p12_files_of_others_are_for_staff_alone(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = petition(&centre, &mut centre.resident(), |f| f).await;
        let own = link(&centre, "mei@test.example").await;
        let subject = centre.mail_to("mei@test.example").await.subject;
        for (from, name) in [("mei@test.example", "mine.pdf"), ("lin@school.example", "statement.pdf")] {
            let message = with_file_of(from, &format!("Re: {subject}"), name, "JVBERi0xLjc=");
            intake::take(&centre.centre, &message).await.unwrap();
        }
        drop(page);
        let case = first(&mut office.handler).await;
        case.must_say("mine.pdf").must_say("statement.pdf").must_say("他人提供");
        let theirs = case.link("statement.pdf");
        assert_eq!(office.handler.open(&theirs).await.must_be(200).source.as_bytes(), b"%PDF-1.7");
        let mut mei = centre.resident();
        let page = mei.open(&own).await;
        page.must_say("mine.pdf").must_not_say("statement.pdf");
        let mine = page.link("mine.pdf");
        mei.open(&mine).await.must_be(200);
        let id = |address: &str| address.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        mei.open(&mine.replace(&id(&mine), &id(&theirs))).await.must_be(404);
    }

    /// P3: a letter that went to a wrong address opens nothing once the address is right; links already at the right one
    /// stay good when only a telephone is added.
    fn p3_a_link_at_a_wrong_address_opens_nothing_any_more(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let wrong = |f: Filled| f.fill("email", "wrong@test.example").fill("phone", "");
        let page = typed(&mut office.handler, "letter", wrong).await;
        let old = link(&centre, "wrong@test.example").await;
        let page = send(&mut office.handler, &page, "#contact", &[("phone", "0912345678")]).await;
        let mut stranger = centre.resident();
        let open = stranger.open(&old).await;
        open.must_be(200).must_say("退費的規定");
        let withdraw = stranger.open(&old.replace("?k=", "/withdrawal?k=")).await.form("main form");
        send(&mut office.handler, &page, "#contact", &[("email", "right@test.example")]).await.must_be(200);
        stranger.open(&old).await.must_be(403).must_not_say("退費的規定");
        stranger.send(withdraw).await.must_be(403);
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#supplement", &[("supplement", "請補日期")]).await.must_be(200);
        let new = link(&centre, "right@test.example").await;
        centre.resident().open(&new).await.must_be(200).must_say("退費的規定");
    }

    /// P12: who must not read a case is not given what comes of it either, though the topic is theirs, and the director
    /// is told that nobody has it.
    fn p12_what_comes_of_a_case_is_not_given_to_whoever_is_excluded(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.tick("secret", "yes")).await;
        let page = first(&mut office.director).await;
        let handler = office.handler_id.clone();
        send(&mut office.director, &page, "#exclusion", &[("excluded", &handler)]).await.must_be(200);
        centre.settle().await;
        let told = |mails: Vec<foundation::mail::Kept>| mails.iter().filter(|m| m.subject.contains("請分案")).count();
        let before = told(centre.mails().await);
        let split = [("split_subject", "另一件"), ("split_body", "也想問"), ("split_topic", "courses")];
        let page = send(&mut office.director, &page, "#split", &split).await;
        page.must_be(200).must_say("已迴避").must_say("已登錄");
        centre.settle().await;
        assert_eq!(told(centre.mails().await), before + 1);
    }

    /// P12: that it was about whoever handled it may turn out after the answer: then too they read it no more.
    fn p12_somebody_is_excluded_after_the_case_is_closed(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("nature", "wrongdoing")).await;
        let page = give(&mut office).await;
        let ended = "update petitions_case set state = 'closed', closed_at = created_at";
        centre.centre.db.write(move |conn: &mut Conn| conn.execute(Sql(ended), &[])).await.unwrap();
        office.handler.open(&page.path).await.must_be(200);
        let page = office.director.open(&page.path).await;
        let handler = office.handler_id.clone();
        send(&mut office.director, &page, "#exclusion", &[("excluded", &handler)]).await.must_be(200).must_say("已迴避");
        office.handler.open(&page.path).await.must_be(404);
    }

    /// P12: who is excluded while an answer waits works on it no more once it is decided, and the director is asked.
    fn p12_who_is_excluded_while_a_draft_waits_leaves_when_it_comes_back(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("nature", "wrongdoing")).await;
        give(&mut office).await;
        draft(&mut office.handler, "查無此事。").await.must_be(200);
        let page = first(&mut office.director).await;
        let handler = office.handler_id.clone();
        send(&mut office.director, &page, "#exclusion", &[("excluded", &handler)]).await.must_be(200);
        let page = first(&mut office.director).await;
        let back = page.form("#decision").fill("remark", "請另派人").press("return");
        let page = office.director.send(back).await;
        page.must_be(200).must_say("承辦人 尚未指定");
        centre.settle().await;
        assert!(centre.mails().await.iter().filter(|m| m.subject.contains("請分案")).count() > 1);
    }

    /// P3: whoever is reached by letter alone is told the new code with the right address; the old one opens nothing.
    fn p3_a_code_is_told_anew_with_the_right_address(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let by_letter = |f: Filled| f.fill("email", "").fill("phone", "").fill("address", "高雄市前金區中正四路二○九號").fill("way", "letter");
        let page = typed(&mut office.handler, "letter", by_letter).await;
        let code = |page: &testing::Page| page.text().split("查詢碼：").nth(1).unwrap().chars().take(8).collect::<String>();
        let (old, number) = (code(&page), number(&page));
        send(&mut office.handler, &page, "#contact", &[("address", "高雄市前金區中正四路二一九號")]).await.must_be(200);
        let page = first(&mut office.handler).await;
        let new = code(&page);
        assert_ne!(old, new);
        page.must_not_say(&old);
        for (code, opens) in [(&old, false), (&new, true)] {
            let mut anybody = centre.resident();
            let form = anybody.open("/progress").await.form("main form").fill("reference", &number).fill("contact", code);
            assert_eq!(anybody.send(form).await.says("退費的規定"), opens, "{code}");
        }
    }

    /// P5: a case is given to whoever can open it: no volunteer, evaluator or misspelt name, for an absence neither.
    fn p5_a_case_is_given_to_nobody_who_cannot_open_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        centre.staff_of("promotion", &[Role::Volunteer]).await;
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let volunteer = people.iter().find(|p| p.roles == [Role::Volunteer]).unwrap().id.clone();
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.director).await;
        assert!(!page.source.contains(&format!("value=\"{volunteer}\"")), "not offered");
        let path = format!("{}/assignment", page.path);
        let form = page.form("#note").to(&path).smuggle("section", "promotion").smuggle("handler", &volunteer);
        office.director.send(form).await.must_be(422).must_say("沒有辦理陳情案件的權限");
        let page = office.director.open("/office/petitions/arrangement?topic=courses").await;
        assert!(!page.source.contains(&format!("value=\"{volunteer}\"")), "not offered");
        let away = page.form("#topic").to("/office/petitions/absences").smuggle("who", "nobody");
        let away = away.smuggle("from", "2026-11-25").smuggle("to", "2026-11-26");
        office.director.send(away).await.must_be(422).must_say("沒有辦理陳情案件的權限");
    }

    /// P13, X1: a link holds for the days its letter named, whatever the rule became, and no hour longer.
    fn p13_a_link_holds_for_the_days_its_letter_named(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let form = filled(&mei.open("/opinions").await);
        mei.send(form).await.must_be(200);
        let path = link(&centre, "mei@test.example").await;
        hold_for_a_day(&centre).await;
        centre.pass(2 * 24 * 3600);
        centre.settle().await;
        let page = mei.open(&path).await;
        page.must_be(200);
        // Past its days, before anything came by to forget it.
        centre.pass(24 * 3600 + 60);
        mei.open(&path).await.must_be(410);
        mei.send(page.form("main form")).await.must_be(410);
    }

    /// P3: what nobody sees says nothing.
    fn p3_a_text_that_nobody_sees_is_empty(centre) using [petitions::service()] {
        office(&centre).await;
        let mut visitor = centre.resident();
        let page = visitor.open("/opinions").await;
        let nothing = "\u{200B}\u{2060}\u{3164}\u{200D}".repeat(3);
        for field in ["subject", "body", "name"] {
            let page = visitor.send(filled(&page).fill(field, &nothing)).await;
            page.must_be(422);
            assert!(page.attribute(&format!("[name={field}]"), "aria-invalid").is_some(), "{field}");
        }
    }

    /// P10, P12: an open case neither leans on a secret one nor shows its number.
    fn p12_an_open_case_leans_on_no_secret_one(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.tick("secret", "yes")).await;
        let secret = number(&first(&mut office.director).await);
        let open = typed(&mut office.handler, "letter", |f| f).await;
        let leave = [("ground", "repeated"), ("leave", "同一事由"), ("earlier", secret.as_str())];
        send(&mut office.handler, &open, "#leave", &leave).await.must_be(422).must_say("查無可以使用的這個案號");
        let [of, own] = [&secret, &number(&open)].map(|number| number.replace('-', ""));
        let lead = "update petitions_case set earlier = $1 where reference = $2";
        centre.centre.db.write(move |conn: &mut Conn| conn.execute(Sql(lead), foundation::params![of, own])).await.unwrap();
        office.colleague.open(&open.path).await.must_not_say(&secret);
        office.handler.open(&open.path).await;
    }
}
