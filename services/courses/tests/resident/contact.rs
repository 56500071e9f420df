//! The party changes how it is reached, through its matter page.

use axum::body::Body;
use axum::extract::Request;
use foundation::trail;
use testing::both_engines;

use super::*;

const OLD: &str = "ming@test.example";
const NEW: &str = "ming.wang@test.example";

/// Fills the contact form of a receipt and sends it.
async fn change(visitor: &mut Visitor, receipt: &Page, fields: &[(&str, &str)]) -> Page {
    let form = visitor.open(&below(receipt, "/contact")).await.must_be(200).form("main form");
    let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
    visitor.send(form).await
}

/// What a look-up with this contact comes to.
async fn look_up(visitor: &mut Visitor, reference: &str, contact: &str) -> u16 {
    let form = visitor.open("/progress").await.form("main form");
    let found = visitor.send(form.fill("reference", reference).fill("contact", contact)).await;
    found.status.as_u16()
}

/// The last row of the trail of a receipt's registration.
async fn last_row(centre: &Fresh, receipt: &Page) -> trail::Kept {
    let reference = reference(receipt).replace('-', "");
    let read = move |conn: &mut Conn| {
        let found = store::registration::find_by_reference(conn, &reference)?.unwrap();
        trail::list_of(conn, courses::settle::REGISTRATION, &found.id)
    };
    centre.centre.db.read(read).await.unwrap().pop().unwrap()
}

both_engines! {
    fn r43_the_party_changes_its_contact_and_the_old_one_opens_nothing(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", OLD).await;
        centre.settle().await;
        ming.open(&receipt.path).await.must_say("更改聯絡資料");
        let fields = [("name", "王曉明"), ("phone", "07-215-3918"), ("email", NEW)];
        let english = ming.open(&format!("/en{}", below(&receipt, "/contact"))).await;
        assert_eq!(english.must_be(200).all("main [lang=zh-Hant]"), ["中文"]);
        let form = ming.open(&below(&receipt, "/contact")).await.form("main form");
        assert_eq!((form.value("phone"), form.value("language")), (Some("0912-345-678"), Some("zh-Hant")));
        let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value)).fill("language", "en");
        ming.send(form).await.must_be(200).must_say("已更改聯絡資料");
        let row = last_row(&centre, &receipt).await;
        assert_eq!((row.verb.as_str(), row.actor.as_str()), ("contact-changed", "resident"));
        let (before, after) = (row.before.unwrap(), row.after.unwrap());
        assert!(before.contains("zh-Hant") && after.contains("\"en\""), "{before} {after}");
        // The trail is never erased: it names people only so far that they recognise themselves.
        for text in [OLD, NEW, "王小明", "王曉明", "345"] {
            assert!(!before.contains(text) && !after.contains(text), "{text}: {before} {after}");
        }
        centre.settle().await;
        let confirmation = centre.mail_to(NEW).await;
        assert!(confirmation.subject.contains("Your contact was changed"), "{}", confirmation.subject);
        assert!(confirmation.body.contains("/progress/") && confirmation.calendar.is_some());
        let notice = centre.mail_to(OLD).await;
        assert!(notice.subject.contains("聯絡資料已更改"), "{}", notice.subject);
        assert!(!notice.body.contains(NEW) && !notice.body.contains("/progress/"), "{}", notice.body);
        assert!(notice.calendar.is_none());
        let reference = reference(&receipt);
        let mut other = centre.resident();
        assert_eq!(look_up(&mut other, &reference, OLD).await, 422);
        assert_eq!(look_up(&mut other, &reference, "678").await, 422);
        assert_eq!(look_up(&mut other, &reference, NEW).await, 200);
        assert_eq!(look_up(&mut other, &reference, "918").await, 200);
    }

    fn r43_a_wrong_contact_is_said_beside_its_field_and_changes_nothing(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", OLD).await;
        let wrong = change(&mut ming, &receipt, &[("name", ""), ("phone", "12"), ("email", "ming@")]).await;
        wrong.must_be(422);
        assert_eq!(wrong.all("p.error").len(), 3);
        assert_eq!(wrong.form("main form").value("email"), Some("ming@"), "what was typed stays");
        change(&mut ming, &receipt, &[("phone", ""), ("email", "")]).await
            .must_be(422).must_say("請填電話或電子郵件");
        let form = ming.open(&below(&receipt, "/contact")).await.form("main form");
        ming.send(form.without("language").smuggle("language", "xx")).await.must_be(422);
        assert_eq!(look_up(&mut centre.resident(), &reference(&receipt), OLD).await, 200);
        centre.settle().await;
        assert_eq!(centre.mails().await.iter().filter(|m| m.subject.contains("聯絡資料")).count(), 0);
        // A script is a strange name, and only text wherever it is shown.
        change(&mut ming, &receipt, &[("name", "<script>alert(1)</script>")]).await;
        let again = ming.open(&below(&receipt, "/contact")).await;
        assert!(again.all("main script").is_empty());
    }

    fn r43_links_in_the_old_mailbox_open_nothing_once_the_address_has_changed(centre) using [courses::service()] {
        let path = course(&centre, 1, 9, |_| {}).await;
        let (mut ann, mut ming, mut stranger) = (centre.resident(), centre.resident(), centre.resident());
        let first = register(&mut ann, &path, "林安", "ann@test.example").await;
        let receipt = register(&mut ming, &path, "王小明", OLD).await;
        centre.settle().await;
        let mailed = |body: &str| {
            let link = body.split_whitespace().find(|word| word.contains("/progress/")).unwrap();
            link.split_once("test.example").map_or(link, |(_, path)| path).to_owned()
        };
        let old = mailed(&centre.mail_to(OLD).await.body);
        stranger.open(&old).await.must_be(200);
        // A form that was open before the change is no way in either.
        let (open_form, offer) = (stranger.open(&below(&receipt, "/cancel")).await, below(&receipt, "/offer"));
        change(&mut ming, &receipt, &[("phone", "0922-333-444"), ("language", "en")]).await.must_be(200);
        stranger.open(&old).await.must_be(200);
        centre.pass(1);
        let changed = change(&mut ming, &receipt, &[("email", NEW)]).await;
        changed.must_be(200);
        for path in [old.as_str(), &receipt.path, &below(&receipt, "/contact"), &below(&receipt, "/answers"), &offer, &below(&receipt, "/calendar.ics")] {
            stranger.open(path).await.must_be(403).must_not_say("王小明");
        }
        stranger.open(&old).await.must_say("以報名編號查詢");
        stranger.send(open_form.form("main form").press("all")).await.must_be(403);
        assert_eq!(status(&centre, &changed).await, Status::Waitlisted, "nothing was cancelled");
        // The new mailbox has links that work, also for what comes later: the offer when a seat is free.
        centre.settle().await;
        ming.open(&mailed(&centre.mail_to(NEW).await.body)).await.must_be(200).must_say("王小明");
        let cancel = ann.open(&below(&first, "/cancel")).await;
        ann.send(cancel.form("main form").press("all")).await.must_be(200);
        centre.settle().await;
        let offer = mailed(&centre.mail_to(NEW).await.body);
        assert!(offer.contains("/offer?k="), "{offer}");
        ming.open(&offer).await.must_be(200).must_say("王小明");
        // A guessed reference is answered as a wrong key is.
        let guessed = office::reference::Reference::from_bits(7);
        stranger.open(&format!("/progress/{guessed}?k=x")).await.must_be(403);
    }

    fn r43_nobody_changes_the_contact_of_another_and_nobody_floods(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let (mut ming, mut hua) = (centre.resident(), centre.resident());
        let receipt = register(&mut ming, &path, "王小明", OLD).await;
        let other = register(&mut hua, &path, "李小華", "hua@test.example").await;
        // The key of one registration does not open the other.
        let (address, _) = receipt.path.split_once('?').unwrap();
        let key = other.path.split_once('?').unwrap().1;
        hua.open(&format!("{address}/contact?{key}")).await.must_be(403);
        hua.open(&format!("{address}/contact")).await.must_be(403);
        let forged = Request::post(format!("{address}/contact?{key}"))
            .header("host", "test.example")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("name=Eve&phone=&email=eve%40test.example&language=en"))
            .unwrap();
        assert_eq!(hua.raw(forged).await.status(), 403);
        let mut receipt = receipt;
        for number in 0..5 {
            receipt = change(&mut ming, &receipt, &[("email", &format!("m{number}@test.example"))]).await;
            receipt.must_be(200);
        }
        let wait = change(&mut ming, &receipt, &[("email", "m9@test.example")]).await;
        wait.must_be(429).must_say("更改次數太多");
        // A double click on what is so already is no change and writes nothing.
        centre.pass(16 * 60);
        change(&mut ming, &receipt, &[]).await.must_be(200);
        assert_eq!(last_row(&centre, &receipt).await.verb, "contact-changed");
        centre.settle().await;
        assert_eq!(centre.mails().await.iter().filter(|m| m.to == "m9@test.example").count(), 0);
        assert_eq!(centre.mails().await.iter().filter(|m| m.to == "m4@test.example").count(), 1);
    }

    fn r32_a_changed_contact_does_not_make_two_of_one_person(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let (mut ming, mut again) = (centre.resident(), centre.resident());
        let receipt = register(&mut ming, &path, "王小明", OLD).await;
        let fields = [("phone", "0922-333-444"), ("email", NEW)];
        change(&mut ming, &receipt, &fields).await.must_be(200);
        // The same name with the new telephone is the same person; with the old one it is somebody else.
        let form = again.open(&path).await.form("#register").fill("name", "王小明").fill("phone", "0922-333-444");
        let people = again.send(form.press("next")).await;
        let wrong = again.send(people.form("#register").press("next")).await;
        wrong.must_be(422).must_say("這個人已經報名這個課程了");
        let second = register(&mut again, &path, "王小明", "else@test.example").await;
        second.must_say("報名成功");
        change(&mut again, &second, &[("phone", "0922-333-444")]).await
            .must_be(422).must_say("已經有同一個人");
    }

    fn r43_when_all_is_over_the_contact_stays(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", OLD).await;
        let form = ming.open(&below(&receipt, "/contact")).await.form("main form").fill("email", NEW);
        centre.pass(40 * 86_400);
        ming.send(form).await.must_be(409);
        assert_eq!(look_up(&mut ming, &reference(&receipt), OLD).await, 200);
    }
}
