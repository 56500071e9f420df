//! P12, D-11: what becomes of a report about the director: it is one however often it is sent, its messages arrive, what
//! belongs to it is passed on too, and it is destroyed after its years.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, Sql};
use foundation::params;
use petitions::model::{Told, readable};
use petitions::store::Act;
use petitions::work::intake::{self, Taken};
use petitions::work::passed::{pass_on, shelter};
use testing::{Filled, Fresh, Page, both_engines, second_process, tokio};

use crate::files::{PDF, send_file};
use crate::passed::{AGENCY, about, email_of, kept, letters, named, path, sees_nothing, set, standing};
use crate::{Office, fail_mail, first, office, petition};

const PATH: &str = "/office/petitions-passed";

async fn count(centre: &Fresh, text: &'static str) -> i64 {
    let read = move |conn: &mut Conn| conn.first(Sql(text), &[])?.map_or(Ok(0), |row| row.get(0));
    centre.centre.db.read(read).await.unwrap()
}

const REPORTS: &str = "select count(*) from petitions_passed";
const KEYS: &str = "select count(*) from foundation_record_key";
const FILES: &str = "select count(*) from foundation_file";
const LETTERS: &str = "select count(*) from foundation_mail where matter = 'petitions_passed'";

/// All reports came so many days earlier than they did.
async fn age(centre: &Fresh, days: i64) {
    let then = centre.centre.clock.now().plus_seconds(-days * 24 * 3600);
    let age = move |conn: &mut Conn| {
        conn.execute(Sql("update petitions_passed set received_at = $1"), params![then])
    };
    centre.centre.db.write(age).await.unwrap();
}

/// A report with a file, told on the website; its number and code.
async fn told(centre: &Fresh) -> (String, String) {
    let mut mei = centre.resident();
    let form = about(&mei.open("/opinions").await).fill("against", "director");
    let told = send_file(&mut mei, "/opinions", form, "收據.pdf", PDF).await;
    told.must_be(200).must_say("已轉給上級機關");
    centre.settle().await;
    kept(&told)
}

/// The letter of the archives authority about a report, entered.
fn letter(page: &Page, number: &str) -> Filled {
    let form = page.form("#destruction").tick("reports", &number.replace('-', ""));
    form.fill("letter", "檔徵字第 7 號").fill("letter_on", "115/11/20").tick("sure", "yes")
}

/// A message from Mei.
fn message(id: &str, subject: &str, text: &str) -> Vec<u8> {
    let head = format!("From: mei@test.example\r\nSubject: {subject}\r\nMessage-ID: <{id}@b.example>\r\n");
    format!("{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n").into_bytes()
}

async fn take(centre: &Fresh, message: &[u8]) -> Taken {
    intake::take(&centre.centre, message).await.unwrap()
}

/// An open report about a teacher, in the hands of the director.
async fn about_a_teacher(centre: &Fresh) -> Page {
    let change =
        |f: Filled| f.fill("nature", "wrongdoing").fill("against", "other").fill("subject", "某老師收受禮物");
    let page = petition(centre, &mut centre.resident(), change).await;
    centre.settle().await;
    page
}

async fn list(office: &mut Office) -> Page {
    let page = office.colleague.open(PATH).await;
    page.must_be(200).must_not_say("petitions-");
    page
}

both_engines! {
    /// D-11, P12: a report is kept for the years of its day, and then destroyed whole by the letter of the archives
    /// authority, of which the director learns nothing; agency and reporter read that it was.
    fn d11_a_report_about_the_director_is_destroyed_after_its_years(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        let kept = told(&centre).await;
        let reading = path(&centre, AGENCY).await;
        let page = list(&mut office).await;
        page.must_say("120/11/23").must_not_say("年限已滿");
        assert!(page.all("#destruction").is_empty());
        let inbox = office.colleague.open("/office/petitions").await;
        let form = inbox.form("search form").to(PATH).smuggle("reports", &kept.0.replace('-', ""));
        let form = form.smuggle("letter", "7").smuggle("letter_on", "115/11/20").smuggle("sure", "yes");
        office.colleague.send(form.clone()).await.must_be(422).must_say("有保存年限還沒滿的").must_not_say("petitions-");
        office.director.send(form).await.must_be(404);
        // The last day of its years, and the one after it.
        age(&centre, 5 * 365 + 1).await;
        list(&mut office).await.must_not_say("年限已滿");
        age(&centre, 5 * 365 + 2).await;
        let page = list(&mut office).await;
        page.must_say("年限已滿");
        let early = office.colleague.send(letter(&page, &kept.0).without("sure").fill("letter_on", "100/1/1")).await;
        early.must_be(422).must_say("請確認已收到核准函");
        assert_eq!(early.form("#destruction").value("letter"), Some("檔徵字第 7 號"));
        office.colleague.send(letter(&page, &kept.0).fill("letter_on", "100/1/1")).await.must_be(422).must_say("不能早於檢舉收到的日期");
        office.colleague.send(letter(&page, &kept.0).without("reports")).await.must_be(422).must_say("請勾選要銷毀的檢舉");
        assert_eq!((count(&centre, FILES).await, count(&centre, LETTERS).await, count(&centre, KEYS).await), (1, 2, 2));
        let file = centre.centre.db.read(|conn: &mut Conn| conn.rows(Sql("select id from foundation_file"), &[])?[0].get::<String>(0)).await.unwrap();
        office.colleague.send(letter(&page, &kept.0)).await.must_be(200).must_say("銷毀中");
        for _ in 0..2 {
            centre.pass(100);
            centre.settle().await;
        }
        assert_eq!((count(&centre, FILES).await, count(&centre, LETTERS).await, count(&centre, KEYS).await), (0, 0, 0));
        assert_eq!(centre.centre.files.get(&file).await.unwrap(), None);
        assert_eq!(count(&centre, "select count(*) from petitions_passed where sealed <> '' or mark is not null").await, 0);
        // What stays: the number, the days and what was done.
        list(&mut office).await.must_say("已銷毀").must_say(&kept.0);
        let one = office.colleague.open(&format!("{PATH}/{}", kept.0.replace('-', ""))).await;
        one.must_be(200).must_say("檔徵字第 7 號").must_say("登錄銷毀核准函").must_not_say("收受").must_not_say("petitions-");
        assert_eq!(one.all("main table tbody tr").iter().filter(|row| row.contains("銷毀")).count(), 2, "{}", one.text());
        standing(&mut centre.resident(), &kept).await.must_be(200).must_say("已銷毀").must_say("115年11月23日").must_not_say("petitions-");
        let mut clerk = centre.resident();
        let page = clerk.open(&reading).await;
        page.must_be(200).must_say("已銷毀");
        assert!(page.all("#read").is_empty());
        sees_nothing(&mut office, &["主任收受", "親眼看到", "檔徵字"], &kept.0).await;
        assert_eq!(count(&centre, "select count(*) from petitions_destruction").await, 0);
    }

    /// D-11: the years of a report are those of its day; none end where they are set to 0.
    fn d11_a_report_keeps_the_years_of_its_day(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        let kept = told(&centre).await;
        let years = |day: &'static str, years: &'static str| {
            move |conn: &mut Conn| {
                let text = "insert into foundation_rule (key, effective_from, value, source) values ('petitions.passed_keep_years', $1, $2, 'x')";
                conn.execute(Sql(text), params![day, years])
            }
        };
        centre.centre.db.write(years("2026-11-24", "1")).await.unwrap();
        list(&mut office).await.must_say("120/11/23");
        centre.centre.db.write(years("2026-11-23", "0")).await.unwrap();
        list(&mut office).await.must_say("永久保存");
        age(&centre, 30 * 366).await;
        list(&mut office).await.must_say(&kept.0);
    }

    /// P3, P12: a report that is sent twice is one, with one message to the agency and the same receipt.
    fn p12_a_report_that_is_sent_twice_is_one(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        let mut mei = centre.resident();
        let form = about(&mei.open("/opinions").await).fill("against", "director");
        let one = kept(&mei.send(form.clone()).await);
        assert_eq!(kept(&mei.send(form.clone()).await), one, "the same receipt");
        let other = kept(&mei.send(form.fill("body", "今天又看到一次。")).await);
        assert_ne!(other.0, one.0, "what says something else is another");
        let page = office.handler.open("/office/petitions/new").await;
        let form = page.form("main form").fill("channel", "counter").fill("nature", "wrongdoing").fill("against", "director");
        let form = form.fill("topic", "courses").fill("subject", "主任收受廠商禮物").fill("body", "親眼看到。").fill("name", "陳大文");
        let form = form.fill("phone", "0912345678");
        let told = office.handler.send(form.clone()).await;
        told.must_be(200).must_say("已轉給上級機關");
        assert_eq!(kept(&office.handler.send(form).await), kept(&told));
        let mail = message("a", "report", "檢舉主任收受廠商禮物。");
        assert_eq!((take(&centre, &mail).await, take(&centre, &mail).await), (Taken::PassedOn, Taken::Before));
        assert_eq!(take(&centre, &message("b", "report", "檢舉主任收受廠商禮物。")).await, Taken::PassedOn);
        assert_eq!(count(&centre, REPORTS).await, 4);
        assert_eq!(letters(&centre).await.iter().filter(|letter| letter.to == AGENCY).count(), 4);
        assert_eq!(letters(&centre).await.iter().filter(|letter| letter.to == "mei@test.example").count(), 1);
        // Whoever sees it once more on another day tells of it anew, in the same words.
        centre.pass(24 * 3600 + 1);
        assert_eq!(take(&centre, &message("c", "report", "檢舉主任收受廠商禮物。")).await, Taken::PassedOn);
        assert_eq!(count(&centre, REPORTS).await, 5);
    }

    /// P12: what goes on with a report about the director is passed on too, though it names nobody: it answers the earlier
    /// message, or what was written of it. Of somebody else it is a message like any other.
    fn p12_what_goes_on_with_a_report_that_was_passed_on_is_passed_on(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        assert_eq!(take(&centre, &message("a", "檢舉", "檢舉主任收受廠商禮物。")).await, Taken::PassedOn);
        let answer = |id: &str, to: &str| [format!("References: <{to}>\r\n").as_bytes(), &message(id, "Re: 檢舉", &format!("再補充照片 {id}。"))].concat();
        assert_eq!(take(&centre, &answer("b", "a@b.example")).await, Taken::PassedOn);
        assert_eq!(take(&centre, &answer("c", "b@b.example")).await, Taken::PassedOn);
        let receipt = "select id from foundation_mail where matter = 'petitions_passed' and unique_key like '%:receipt' order by id limit 1";
        let receipt: String = centre.centre.db.read(move |conn: &mut Conn| conn.rows(Sql(receipt), &[])?[0].get(0)).await.unwrap();
        assert_eq!(take(&centre, &answer("d", &format!("{receipt}@test.example"))).await, Taken::PassedOn);
        assert_eq!((count(&centre, REPORTS).await, crate::residents::cases(&centre).await), (4, 0));
        office.director.open("/office/petitions").await.must_not_say("檢舉");
        let stranger = String::from_utf8(answer("e", "a@b.example")).unwrap().replace("mei@", "lin@");
        assert!(matches!(take(&centre, stranger.as_bytes()).await, Taken::New(_)));
        // While nobody is named who reads it, it waits at the mail server.
        set(&centre, "petitions.superior_email", String::new()).await;
        assert!(intake::take(&centre.centre, &answer("f", "a@b.example")).await.is_err());
        set(&centre, "petitions.superior_email", AGENCY.into()).await;
        assert_eq!(take(&centre, &answer("f", "a@b.example")).await, Taken::PassedOn);
    }

    /// P12: what answers the letter to the agency goes to the person of trust alone, and opens no report and no case; what
    /// a machine answers is only noted.
    fn p12_what_answers_a_letter_about_a_report_is_for_the_person_of_trust(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        let person = email_of(&centre, "counselling").await;
        let kept = told(&centre).await;
        let letter = "select id from foundation_mail where matter = 'petitions_passed' and unique_key like '%:agency'";
        let letter: String = centre.centre.db.read(move |conn: &mut Conn| conn.rows(Sql(letter), &[])?[0].get(0)).await.unwrap();
        let head = format!("References: <{letter}@test.example>\r\n");
        let said = message("a", "Re: 通知", "已收悉，由政風室辦理。").to_vec();
        assert_eq!(take(&centre, &[head.as_bytes(), &said].concat()).await, Taken::PassedOn);
        let machine = format!("Auto-Submitted: auto-replied\r\n{head}");
        let away = message("b", "Re: 檢舉主任", "承辦人休假，檢舉主任的信已收到。");
        assert_eq!(take(&centre, &[machine.as_bytes(), &away].concat()).await, Taken::PassedOn);
        assert_eq!((count(&centre, REPORTS).await, crate::residents::cases(&centre).await), (1, 0));
        let mine: Vec<_> = letters(&centre).await.into_iter().filter(|letter| letter.to == person).collect();
        assert_eq!(mine.iter().filter(|letter| letter.body.contains("由政風室辦理")).count(), 1);
        assert_eq!(count(&centre, "select count(*) from petitions_mail where sealed is not null").await, 0);
        sees_nothing(&mut office, &["政風室", "休假"], &kept.0).await;
        let page = list(&mut office).await;
        let number = page.all("main table tbody a").pop().unwrap();
        office.colleague.open(&page.link(&number)).await.must_say("有人回信，已轉給您").must_say("自動回覆或退信");
    }

    /// P12: two processes that get the same report at once keep one.
    fn p12_two_processes_keep_one_report(centre) using [petitions::service()] {
        office(&centre).await;
        named(&centre).await;
        let second = second_process(&centre, vec![petitions::service()]).await;
        let send = |house: &Arc<Centre>| {
            let house = house.clone();
            async move {
                let act = Act::by(&house, "resident", house.clock.now());
                let pass = move |conn: &mut Conn| {
                    let shelter = shelter(conn, &act.centre)?.unwrap();
                    let told = Told { subject: "主任收受廠商禮物".into(), ..Told::default() };
                    pass_on(conn, &act, &shelter, &told, &[])
                };
                house.db.write(pass).await.unwrap()
            }
        };
        let (one, other) = tokio::join!(send(&centre.centre), send(&second));
        assert_eq!(one, other);
        assert_eq!((count(&centre, REPORTS).await, count(&centre, LETTERS).await, count(&centre, KEYS).await), (1, 2, 1));
    }

    /// P12: the person of trust sees which message was not sent and sends it again, to the address that holds then; the
    /// doctor counts them, and nobody else learns of it.
    fn p12_a_message_that_was_not_sent_is_sent_again(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        let person = email_of(&centre, "counselling").await;
        let mut mei = centre.resident();
        let form = about(&mei.open("/opinions").await).fill("against", "director");
        let kept = kept(&mei.send(form).await);
        fail_mail(&centre, AGENCY).await;
        fail_mail(&centre, Box::leak(person.clone().into_boxed_str())).await;
        centre.settle().await;
        let page = list(&mut office).await;
        page.must_say("給上級機關的通知沒有確實寄出").must_say("給您的通知沒有確實寄出").must_not_say("給檢舉人的回條");
        let counted = centre.centre.db.read(petitions::check::messages).await.unwrap();
        assert_eq!(counted, 2);
        set(&centre, "petitions.superior_email", "new@city.example".into()).await;
        let reference = kept.0.replace('-', "");
        let form = page.form(&format!("#agency-{reference}"));
        office.director.send(form.clone()).await.must_be(404);
        for _ in 0..2 {
            let page = office.colleague.send(form.clone()).await;
            page.must_be(200).must_not_say("給上級機關的通知沒有確實寄出").must_say("給您的通知沒有確實寄出");
        }
        office.colleague.send(page.form(&format!("#person-{reference}"))).await.must_be(200).must_not_say("沒有確實寄出");
        let sent = letters(&centre).await;
        let mut to: Vec<&str> = sent.iter().map(|letter| letter.to.as_str()).collect();
        to.sort_unstable();
        let mut right = vec!["new@city.example", person.as_str()];
        right.sort_unstable();
        assert_eq!(to, right);
        assert!(sent.iter().all(|letter| letter.secret && letter.state == "sent"));
        centre.resident().open(&path(&centre, "new@city.example").await).await.must_be(200).must_say("閱讀檢舉內容");
        office.colleague.open(&format!("{PATH}/{reference}")).await.must_say("再寄一次通知");
        sees_nothing(&mut office, &["主任收受", "new@city.example"], &kept.0).await;
    }

    /// P4, P12: what answers an open report of wrongdoing and names the director is a report of its own and not added to
    /// the case; what only quotes a letter that names the director is added.
    fn p12_an_answer_about_the_director_is_passed_on_too(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        named(&centre).await;
        about_a_teacher(&centre).await;
        let case = first(&mut office.director).await;
        let subject = centre.mail_to("mei@test.example").await.subject;
        let subject = subject.split_once('[').unwrap().1;
        let subject = format!("Re: {} [{subject}", crate::number(&case));
        let quoted = message("q", &subject, "老師昨天又收了。\r\n> 請主任指定承辦人");
        assert!(matches!(take(&centre, &quoted).await, Taken::Added(_)));
        let about_director = message("d", &subject, "其實是主任叫他收的。\r\n> 您的案件");
        assert_eq!(take(&centre, &about_director).await, Taken::PassedOn);
        assert_eq!(take(&centre, &about_director).await, Taken::Before);
        first(&mut office.director).await.must_say("老師昨天又收了").must_not_say("主任叫他收");
        assert_eq!((count(&centre, REPORTS).await, letters(&centre).await.len()), (1, 3));
        // Of a sender who may be somebody else it opens no case that the director reads either.
        set(&centre, "petitions.mail_host", "mx.centre.example".into()).await;
        let head = "Authentication-Results: mx.centre.example; dmarc=fail header.from=test.example\r\n";
        let claimed = message("c", &format!("Re: {}", crate::number(&case)), "主任也知道這件事。");
        let claimed = [head.as_bytes(), claimed.as_slice()].concat();
        assert_eq!(take(&centre, &claimed).await, Taken::PassedOn);
        let page = list(&mut office).await;
        let number = page.all("main table tbody a").pop().unwrap();
        office.colleague.open(&page.link(&number)).await.must_say("其實是主任叫他收的。");
        let mine = letters(&centre).await.into_iter().find(|letter| letter.to == "mei@test.example").unwrap();
        assert!(mine.body.contains("直接轉給上級機關") && readable(&number.replace('-', "")) == number);
    }

    /// P12: whoever adds to a report of wrongdoing reads that what concerns the director is told on its own.
    fn p12_what_is_added_to_a_report_says_where_the_director_is_reported(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let supplement = |page: &Page| page.attribute("a[href*='/supplement']", "href").unwrap();
        let page = petition(&centre, &mut mei, |f| f).await;
        let plain = mei.open(&supplement(&page)).await;
        plain.must_be(200).must_not_say("主任");
        named(&centre).await;
        let told = about_a_teacher(&centre).await;
        let page = standing(&mut mei, &kept(&told)).await;
        let form = mei.open(&supplement(&page)).await;
        form.must_be(200).must_say("要檢舉中心主任，請不要寫在這裡").must_not_say("petitions-");
        assert_eq!(form.link("另外檢舉中心主任"), "/opinions");
        set(&centre, "petitions.superior_email", String::new()).await;
        mei.open(&form.path).await.must_say("0800-286-586");
    }
}
