//! P12: a report about the director is kept from the director, in a centre of two people too.

use foundation::centre::change_setting;
use foundation::db::{Conn, Sql};
use petitions::work::intake::{self, Taken};
use testing::{Filled, Fresh, Page, Visitor, both_engines};

use crate::secrecy::assert_nowhere;
use crate::{Office, filled, first, office, petition};

pub const AGENCY: &str = "ethics@city.example";

pub async fn set(centre: &Fresh, name: &'static str, value: String) {
    let now = centre.centre.clock.now();
    centre.centre.db.write(move |conn| change_setting(conn, name, &value, now, "system")).await.unwrap();
    centre.centre.reload_settings().await.unwrap();
}

pub async fn email_of(centre: &Fresh, section: &str) -> String {
    let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
    people.into_iter().find(|one| one.section == section).unwrap().email
}

/// An agency and a person of trust are named.
pub async fn named(centre: &Fresh) {
    set(centre, "petitions.superior_email", AGENCY.into()).await;
    let person = email_of(centre, "counselling").await;
    set(centre, "petitions.trusted_email", person).await;
}

pub fn about(page: &Page) -> Filled {
    filled(page)
        .fill("nature", "wrongdoing")
        .fill("subject", "主任收受廠商禮物")
        .fill("body", "上週五下午在辦公室親眼看到。")
}

/// What the director can open, none of which tells anything.
pub async fn sees_nothing(office: &mut Office, secrets: &[&str], number: &str) {
    let reference = number.replace('-', "");
    for path in [
        "/office/petitions",
        "/office/petitions?view=closed",
        "/office/petitions?view=archived",
        "/office/petitions?view=overdue",
        "/office/petitions-numbers",
        "/office/petitions-retention",
        "/office/petitions-archive",
        "/office/petitions/mail",
        "/office/outbox",
        "/office/trail",
    ] {
        let page = office.director.open(path).await;
        page.must_be(200);
        for secret in secrets.iter().chain([&number, &reference.as_str(), &"petitions_passed", &AGENCY]) {
            assert!(!page.source.contains(secret), "{path} tells {secret}");
        }
    }
    for path in ["/office/petitions-passed".to_owned(), format!("/office/petitions-passed/{reference}")] {
        office.director.open(&path).await.must_be(404);
        office.handler.open(&path).await.must_be(404);
    }
    let inbox = office.director.open("/office/petitions").await;
    let found = office.director.send(inbox.form("search form").fill("q", number)).await;
    assert_eq!(found.all("main table tbody tr a").len(), 0, "{}", found.text());
}

/// The letters that stand on no page.
pub async fn letters(centre: &Fresh) -> Vec<foundation::mail::Kept> {
    centre.settle().await;
    let read = |conn: &mut Conn| foundation::mail::list(conn, Some(foundation::mail::SHELTERED), "", 100);
    centre.centre.db.read(read).await.unwrap()
}

/// The path of the link in the newest of them to somebody.
pub async fn path(centre: &Fresh, to: &str) -> String {
    let letter = letters(centre).await.into_iter().find(|letter| letter.to == to).unwrap();
    let link = letter.body.split_whitespace().find(|word| word.starts_with("http://test.example")).unwrap();
    link.replace("http://test.example", "")
}

/// The number and the code that were told.
pub fn kept(page: &Page) -> (String, String) {
    let code = page.all("p strong").join(" ");
    let code = code.chars().filter(char::is_ascii_digit).collect();
    (page.all("dd strong")[0].clone(), code)
}

pub async fn standing(visitor: &mut Visitor, (number, code): &(String, String)) -> Page {
    let page = visitor.open("/progress").await;
    visitor.send(page.form("main form").fill("reference", number).fill("contact", code)).await
}

both_engines! {
    /// P12: it goes to the superior agency and the person of trust, and nobody else learns of it.
    fn p12_a_report_about_the_director_is_kept_from_the_director(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        let figures = office.director.open("/office/petitions-numbers").await.text();
        let mut mei = centre.resident();
        let page = mei.open("/opinions").await;
        page.must_say("檢舉的對象").must_not_say("請不要寫在這裡");
        let wrong = mei.send(about(&page)).await;
        wrong.must_be(422).must_say("請選擇檢舉的對象");
        assert_eq!(wrong.form("main form").value("subject"), Some("主任收受廠商禮物"));
        let told = mei.send(about(&page).fill("against", "director")).await;
        told.must_be(200).must_say("已轉給上級機關");
        let kept = kept(&told);
        centre.settle().await;
        let secrets = ["主任收受", "親眼看到", "王小美", "mei@test"];
        assert_nowhere(&centre, &secrets).await;
        let sent = letters(&centre).await;
        let person = email_of(&centre, "counselling").await;
        let to: Vec<&str> = sent.iter().map(|letter| letter.to.as_str()).collect();
        assert_eq!(to.len(), 2, "{to:?}");
        assert!(to.contains(&AGENCY) && to.contains(&person.as_str()), "{to:?}");
        assert!(sent.iter().all(|letter| letter.secret && !letter.body.contains("禮物")));
        sees_nothing(&mut office, &secrets, &kept.0).await;
        assert_eq!(office.director.open("/office/petitions-numbers").await.text(), figures);
        let director = email_of(&centre, "direction").await;
        assert!(centre.mails().await.iter().all(|mail| mail.to != director && !mail.to.contains("mei@")));
        standing(&mut mei, &kept).await.must_be(200).must_say("尚未閱讀").must_not_say("收受");
        standing(&mut mei, &(kept.0.clone(), "12345678".into())).await.must_not_say("上級機關閱讀");
        // The agency: what opens links by itself reads nothing.
        let mut clerk = centre.resident();
        let path = path(&centre, AGENCY).await;
        let page = clerk.open(&path).await;
        page.must_be(200).must_not_say("收受");
        standing(&mut mei, &kept).await.must_say("尚未閱讀");
        let read = clerk.send(page.form("#read")).await;
        read.must_say("主任收受廠商禮物").must_say("親眼看到").must_say("王小美");
        standing(&mut mei, &kept).await.must_not_say("尚未閱讀");
        clerk.open(&path.replace("k=", "k=0")).await.must_be(403);
        // The person of trust.
        let list = office.colleague.open("/office/petitions").await;
        let list = office.colleague.open(&list.link("檢舉主任的案件")).await;
        let one = office.colleague.open(&list.link(&kept.0)).await;
        one.must_be(200).must_say("親眼看到").must_say("上級機關閱讀").must_not_say("petitions-");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// P12: a report about somebody else goes its usual way.
    fn p12_a_report_about_somebody_else_waits_for_the_director(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        let change = |f: Filled| f.fill("nature", "wrongdoing").fill("against", "other").fill("subject", "某老師收受禮物");
        petition(&centre, &mut centre.resident(), change).await;
        first(&mut office.director).await.must_say("某老師收受禮物");
    }

    /// P12: where it cannot be kept from the director the form says whom to turn to, before anything is written.
    fn p12_where_it_cannot_be_kept_from_the_director_the_form_says_so(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        mei.open("/opinions").await.must_say("要檢舉中心主任，請不要寫在這裡").must_say("0800-286-586").must_not_say("檢舉的對象");
        // The director is nobody's person of trust, nor the agency.
        set(&centre, "petitions.superior_email", AGENCY.into()).await;
        let director = email_of(&centre, "direction").await;
        set(&centre, "petitions.trusted_email", director.clone()).await;
        mei.open("/opinions").await.must_say("請不要寫在這裡");
        named(&centre).await;
        let page = mei.open("/opinions").await;
        page.must_not_say("請不要寫在這裡");
        set(&centre, "petitions.superior_email", director).await;
        let late = mei.send(about(&page).fill("against", "director")).await;
        late.must_be(422).must_say("現在無法轉給上級機關").must_say("0800-286-586");
        let none = |conn: &mut Conn| conn.first(Sql("select count(*) from petitions_case"), &[])?.map_or(Ok(0), |row| row.get::<i64>(0));
        assert_eq!(centre.centre.db.read(none).await.unwrap(), 0);
    }

    /// P12, P4: told at the counter or by e-mail it goes the same way.
    fn p12_told_at_the_counter_or_by_e_mail_it_goes_the_same_way(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        let page = office.handler.open("/office/petitions/new").await;
        let form = page.form("main form").fill("channel", "counter").fill("nature", "wrongdoing").fill("topic", "courses");
        let form = form.fill("subject", "主任收受廠商禮物").fill("body", "親眼看到。").fill("name", "陳大文").fill("phone", "0912345678");
        office.handler.send(form.clone()).await.must_be(422).must_say("請選擇檢舉的對象");
        let told = office.handler.send(form.fill("against", "director")).await;
        told.must_be(200).must_say("已轉給上級機關");
        let message = "From: mei@test.example\r\nSubject: =?utf-8?B?5qqi6IiJ?=\r\nMessage-ID: <a@b.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n檢舉主任收受廠商禮物。\r\n";
        assert_eq!(intake::take(&centre.centre, message.as_bytes()).await.unwrap(), Taken::PassedOn);
        assert_eq!(letters(&centre).await.iter().filter(|letter| letter.to == AGENCY).count(), 2);
        let mut mei = centre.resident();
        mei.open(&path(&centre, "mei@test.example").await).await.must_be(200).must_say("尚未閱讀");
        sees_nothing(&mut office, &["主任收受", "親眼看到", "陳大文", "mei@test"], &kept(&told).0).await;
        let inbox = office.colleague.open("/office/petitions-passed").await;
        assert_eq!(inbox.all("main table tbody tr").len(), 2);
    }
}
