use std::fs;
use std::sync::Arc;

use foundation::centre::{Centre, change_setting};
use foundation::db::{Conn, Sql};
use petitions::jobs::mailbox::{self, Emptied};
use petitions::rules::mail::{Sort, Unreadable};
use petitions::work::intake::{self, NotTaken, Taken};
use testing::{Fresh, Role, both_engines, second_process};

use crate::secrecy::assert_nowhere;
use crate::{approve, draft, first, link, number, office, send};

const MEI: &str = "=?utf-8?B?546L5bCP576O?= <mei@test.example>";
const TEXT: &str = "平日都要上班，週末的課太少。";

/// A message as it arrives.
fn raw(from: &str, subject: &str, head: &str, text: &str) -> Vec<u8> {
    let head = format!("From: {from}\r\nTo: opinions@test.example\r\nSubject: {subject}\r\n{head}");
    format!("{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n").into_bytes()
}

fn id(name: &str) -> String {
    format!("Message-ID: <{name}@test.example>\r\n")
}

async fn take(centre: &Fresh, message: &[u8]) -> Taken {
    intake::take(&centre.centre, message).await.unwrap()
}

/// The id of a new case out of a message.
async fn opened(centre: &Fresh, message: &[u8]) -> String {
    match take(centre, message).await {
        Taken::New(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn count(centre: &Arc<Centre>, text: &'static str) -> i64 {
    let read = move |conn: &mut Conn| conn.first(Sql(text), &[])?.map_or(Ok(0), |row| row.get(0));
    centre.db.read(read).await.unwrap()
}

async fn set(centre: &Fresh, name: &'static str, value: &'static str) {
    let now = centre.centre.clock.now();
    centre.centre.db.write(move |conn| change_setting(conn, name, value, now, "system")).await.unwrap();
    centre.centre.reload_settings().await.unwrap();
}

const CASES: &str = "select count(*) from petitions_case";

/// A message with one attachment in base 64.
fn with_file(name: &str, content: &str) -> Vec<u8> {
    with_file_of(MEI, "a file", name, content)
}

/// The same from somebody, with a subject.
pub fn with_file_of(from: &str, subject: &str, name: &str, content: &str) -> Vec<u8> {
    let head = format!(
        "{}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\n",
        id(name)
    );
    let file = format!(
        "--edge\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\nContent-Disposition: attachment\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{content}\r\n--edge--\r\n"
    );
    let text = format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{TEXT}\r\n{file}");
    format!("From: {from}\r\nSubject: {subject}\r\n{head}{text}").into_bytes()
}

both_engines! {
    /// P2, P3, P13: a message is a petition: registered, given a number, acknowledged once, with the way to see it.
    fn c1_a_message_becomes_a_petition_once(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let message = raw(MEI, "希望增加週末的親子課", &id("a"), TEXT);
        let case = opened(&centre, &message).await;
        assert_eq!(take(&centre, &message).await, Taken::Before);
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        page.must_be(200).must_say("電子郵件").must_say("希望增加週末的親子課").must_say(TEXT).must_say("王小美");
        page.must_say("寄件人：王小美 <mei@test.example>").must_say("電子郵件收件").must_say("已登錄");
        let page = centre.resident().open(&link(&centre, "mei@test.example").await).await;
        page.must_be(200).must_say(TEXT).must_say("收件通知").must_not_say("寄件人");
        let mails = centre.mails().await;
        assert_eq!(mails.iter().filter(|m| m.to == "mei@test.example").count(), 1, "{mails:?}");
        let letter = centre.mail_to("mei@test.example").await;
        assert!(letter.body.contains("個人資料告知事項"), "the notice of the law: {}", letter.body);
        assert_eq!(count(&centre.centre, CASES).await, 1);
    }

    /// C1: answers to our letters come to their case, by the signed subject or the letter's id, whoever writes; what
    /// somebody else writes is for staff alone.
    fn c1_an_answer_comes_to_its_case(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let case = opened(&centre, &raw(MEI, "希望增加週末的親子課", &id("a"), TEXT)).await;
        centre.settle().await;
        let letter = centre.mail_to("mei@test.example").await;
        let own = link(&centre, "mei@test.example").await;
        let reference = format!("{}In-Reply-To: <{}@centre.example>\r\n", id("b"), letter.id);
        let by_letter = raw("mei@test.example", "Re: hello", &reference, "週六也可以");
        assert_eq!(take(&centre, &by_letter).await, Taken::Added(case.clone()));
        let by_token = raw("li@test.example", &format!("Re: {}", letter.subject), &id("c"), "我是她先生");
        assert_eq!(take(&centre, &by_token).await, Taken::Added(case.clone()));
        let thread = format!("{}References: <b@test.example>\r\n", id("d"));
        assert_eq!(take(&centre, &raw(MEI, "more", &thread, "還有週日")).await, Taken::Added(case.clone()));
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        page.must_say("週六也可以").must_say("我是她先生").must_say("還有週日").must_say("寄件人：li@test.example");
        let page = centre.resident().open(&own).await;
        page.must_say("週六也可以").must_say("還有週日").must_not_say("我是她先生").must_not_say("li@test.example");
        centre.settle().await;
        assert_eq!(centre.mails().await.iter().filter(|m| m.to.starts_with("li@")).count(), 0);
        assert_eq!(count(&centre.centre, CASES).await, 1);
    }

    /// D-3, C1: a file that somebody else sent is for staff alone: the petitioner neither sees nor gets it.
    fn d3_a_file_that_somebody_else_sent_is_not_the_petitioners(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let case = opened(&centre, &with_file("own.pdf", "JVBERi0xLjc=")).await;
        centre.settle().await;
        let subject = format!("Subject: Re: {}", centre.mail_to("mei@test.example").await.subject);
        let other = String::from_utf8(with_file("theirs.pdf", "JVBERi0xLjc=")).unwrap();
        let other = other.replace(MEI, "li@test.example").replace("Subject: a file", &subject);
        assert_eq!(take(&centre, other.as_bytes()).await, Taken::Added(case.clone()));
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        page.must_say("own.pdf").must_say("theirs.pdf");
        let mut mei = centre.resident();
        let own = mei.open(&link(&centre, "mei@test.example").await).await;
        own.must_say("own.pdf").must_not_say("theirs.pdf");
        let theirs = page.link("theirs.pdf");
        let (mine, id) = (own.link("own.pdf"), theirs.rsplit('/').next().unwrap());
        mei.open(&mine).await.must_be(200);
        let (before, key) = mine.split_once('?').unwrap();
        let guessed = format!("{}/{id}?{key}", before.rsplit_once('/').unwrap().0);
        mei.open(&guessed).await.must_be(404);
    }

    /// P2: a topic that is not there is found by the doctor, who says what to do; so is a half set way past the director.
    fn p2_settings_that_name_what_is_not_there_are_found(centre) using [petitions::service()] {
        office(&centre).await;
        let wrong = async || centre.centre.db.read(petitions::check::settings).await.unwrap();
        assert_eq!(wrong().await, Vec::<String>::new());
        set(&centre, "petitions.mail_topic", "cuorses").await;
        set(&centre, "petitions.superior_email", "ethics@city.example").await;
        let found = wrong().await;
        assert!(found.len() == 2 && found[0].contains("\"cuorses\"") && found[0].contains("arrangement"), "{found:?}");
        set(&centre, "petitions.mail_topic", "courses").await;
        assert_eq!(wrong().await.len(), 1);
    }

    /// C1: a number is no secret: it adds to a case with its sender, else it is a case of its own for staff to merge.
    fn c1_a_number_alone_opens_nobody_elses_case(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let case = opened(&centre, &raw(MEI, "希望增加週末的親子課", &id("a"), TEXT)).await;
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        let (number, subject) = (number(&page), format!("about {}", number(&page)));
        let forged = opened(&centre, &raw("li@test.example", &subject, &id("b"), "請撤回這件")).await;
        office.colleague.open(&format!("/office/petitions/{case}")).await.must_not_say("請撤回這件");
        let page = office.colleague.open(&format!("/office/petitions/{forged}")).await;
        page.must_say("請撤回這件").must_say(&format!("主旨提到案號 {number}"));
        for forged in ["[#0123456789abcdef]", "[#]"] {
            let subject = format!("{subject} {forged}");
            assert!(matches!(take(&centre, &raw("li@test.example", &subject, &id(forged.trim_matches(['[', ']', '#'])), "x")).await, Taken::New(_)));
        }
        assert_eq!(take(&centre, &raw("Mei@TEST.example", &subject, &id("c"), "週六")).await, Taken::Added(case));
    }

    /// C1: who answers what has ended opens a case that names the one before.
    fn c1_an_answer_to_what_has_ended_opens_a_case_of_its_own(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let ended = opened(&centre, &raw(MEI, "希望增加週末的親子課", &id("a"), TEXT)).await;
        let page = office.colleague.open(&format!("/office/petitions/{ended}")).await;
        let handler = page.form("#assignment").fill("section", "promotion").fill("handler", &office.handler_id);
        office.colleague.send(handler).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        let page = approve(&mut office.director).await;
        let before = number(&page);
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        let letter = centre.mail_to("mei@test.example").await;
        let case = opened(&centre, &raw(MEI, &format!("Re: {}", letter.subject), &id("b"), "還是沒有增加")).await;
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        page.must_say("還是沒有增加").must_say("來源案件").must_say(&before);
        assert!(!page.all("h1")[0].contains("[#"), "the signed word is no part of the subject");
        // The answer did not arrive: that is noted with the case, though it has ended, and told.
        let about = format!("{}References: <{}@centre.example>\r\nReturn-Path: <>\r\n", id("c"), letter.id);
        let returned = raw("MAILER-DAEMON@test.example", "Undelivered", &about, "unknown user");
        assert_eq!(take(&centre, &returned).await, Taken::Added(ended.clone()));
        let told = centre.mails().await.into_iter().any(|m| m.subject.contains("可能沒有送達") && m.to.starts_with(&office.handler_id));
        assert!(told, "its handler is told");
        office.handler.open(&format!("/office/petitions/{ended}")).await.must_say("unknown user").must_say("已答復");
    }

    /// C1: machines open no case and are never answered; what they say of a letter is noted, a return told.
    fn c1_machines_open_no_case_and_get_no_answer(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let case = opened(&centre, &raw(MEI, "希望增加週末的親子課", &id("a"), TEXT)).await;
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        let handler = page.form("#assignment").fill("section", "promotion").fill("handler", &office.handler_id);
        office.colleague.send(handler).await;
        centre.settle().await;
        let letter = centre.mail_to("mei@test.example").await;
        let before = centre.mails().await.len();
        for (name, head, sort) in [
            ("b", "Auto-Submitted: auto-replied\r\n", Sort::Automatic),
            ("c", "List-Id: <news.example>\r\n", Sort::List),
            ("d", "Return-Path: <>\r\n", Sort::Bounce),
            ("e", "X-Spam-Flag: YES\r\n", Sort::Spam),
        ] {
            let message = raw("x@test.example", "news", &format!("{}{head}", id(name)), "a word of a machine");
            assert_eq!(take(&centre, &message).await, Taken::Apart(sort));
        }
        let about = format!("{}In-Reply-To: <{}@centre.example>\r\nAuto-Submitted: auto-replied\r\n", id("f"), letter.id);
        assert_eq!(take(&centre, &raw(MEI, "Away", &about, "我休假中")).await, Taken::Added(case.clone()));
        centre.settle().await;
        assert_eq!(centre.mails().await.len(), before, "nobody was answered");
        let about = format!("{}References: <{}@centre.example>\r\nReturn-Path: <>\r\n", id("g"), letter.id);
        let returned = raw("MAILER-DAEMON@test.example", "Undelivered", &about, "unknown user");
        assert_eq!(take(&centre, &returned).await, Taken::Added(case.clone()));
        let notice = centre.mails().await.pop().unwrap();
        assert!(notice.subject.contains("可能沒有送達") && notice.to.starts_with(&office.handler_id), "{notice:?}");
        let page = office.handler.open(&format!("/office/petitions/{case}")).await;
        page.must_say("我休假中").must_say("unknown user").must_say("已分案");
        assert_eq!(count(&centre.centre, CASES).await, 1);
        // Of what a machine says about a case no file is taken; what is set apart keeps its own.
        let about = format!("In-Reply-To: <{}@centre.example>\r\nAuto-Submitted: auto-replied\r\n", letter.id);
        let report = [about.as_bytes(), &with_file("report.pdf", "JVBERi0xLjc=")].concat();
        assert_eq!(take(&centre, &report).await, Taken::Added(case.clone()));
        assert_eq!(count(&centre.centre, "select count(*) from foundation_forgetting").await, 0);
        // A person looks at what opened no case.
        let page = office.handler.open("/office/petitions/mail").await;
        page.must_be(200).must_say("a word of a machine").must_say("垃圾信");
        let page = office.handler.send(page.form("article form")).await;
        page.must_be(200);
        assert_eq!(count(&centre.centre, CASES).await, 2);
        centre.pass(31 * 24 * 3600);
        centre.settle().await;
        assert_eq!(count(&centre.centre, "select count(*) from petitions_mail where sealed is not null").await, 0);
        assert_eq!(count(&centre.centre, "select count(*) from petitions_mail").await, 8, "each is known again");
    }

    /// P3, P10, P14: without a real name it is registered all the same, and the name is asked for and taken.
    fn p3_a_message_without_a_real_name_is_registered_and_asked(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let case = opened(&centre, &raw("mei123 <mei@test.example>", "週末的課", &id("a"), TEXT)).await;
        centre.settle().await;
        let letter = centre.mail_to("mei@test.example").await;
        assert!(letter.subject.starts_with("請補充說明") && letter.body.contains("真實姓名"), "{letter:?}");
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        page.must_say("待補正");
        let answer = raw("mei123 <mei@test.example>", &format!("Re: {}", letter.subject), &id("b"), "姓名：王小美");
        assert_eq!(take(&centre, &answer).await, Taken::Added(case.clone()));
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        page.must_say("處理中").must_say("王小美");
        // English is answered in English, in the days of a foreign language (P9, P11).
        opened(&centre, &raw("Anne Brown <anne@test.example>", "Weekend courses", &id("c"), "There are too few of them.")).await;
        centre.settle().await;
        assert!(centre.mail_to("anne@test.example").await.body.contains("We have received"), "in English");
    }

    /// P12, C12: a report of wrongdoing is sealed from the first moment, with its file, and in no log or outbox.
    fn c12_a_report_by_mail_is_sealed_from_the_beginning(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let case = opened(&centre, &raw(MEI, "檢舉某老師收受禮物", &id("a"), "去年中秋收了月餅")).await;
        centre.settle().await;
        let words = ["月餅", "某老師", "王小美", "小美", "mei@test.example"];
        assert_nowhere(&centre, &words).await;
        office.colleague.open(&format!("/office/petitions/{case}")).await.must_be(404);
        let page = office.director.open(&format!("/office/petitions/{case}")).await;
        page.must_be(200).must_say("月餅").must_say("mei@test.example");
        let subject = format!("Re: {}", number(&page));
        assert_eq!(take(&centre, &raw(MEI, &subject, &id("b"), "還有月餅的照片")).await, Taken::Added(case.clone()));
        assert_nowhere(&centre, &words).await;
        let apart = raw(MEI, "檢舉某老師", &format!("{}Precedence: bulk\r\n", id("c")), "月餅");
        assert_eq!(take(&centre, &apart).await, Taken::Apart(Sort::List));
        assert_nowhere(&centre, &words).await;
        office.colleague.open("/office/petitions/mail").await.must_be(200).must_not_say("月餅");
        office.director.open("/office/petitions/mail").await.must_say("月餅");
        // What belongs to a secret case tells who wrote it, whatever it says itself.
        let reply = raw(MEI, "Re: hello", &format!("{}References: <a@test.example>\r\nX-Spam-Flag: YES\r\n", id("d")), "週六在家");
        assert_eq!(take(&centre, &reply).await, Taken::Apart(Sort::Spam));
        office.colleague.open("/office/petitions/mail").await.must_be(200).must_not_say("週六在家").must_not_say("王小美");
        let page = office.director.open("/office/petitions/mail").await;
        page.must_say("週六在家");
        let page = office.director.send(page.form("article form")).await;
        page.must_be(200);
        assert_eq!(count(&centre.centre, "select count(*) from petitions_case where confidential").await, 2);
        assert_nowhere(&centre, &["週六在家"]).await;
    }

    /// C1, P9: a message that was set apart was received when it came, not when somebody looked at it.
    fn c1_what_was_set_apart_was_received_when_it_came(centre) using [petitions::service()] {
        office(&centre).await;
        let spam = raw(MEI, "希望增加週末的親子課", &format!("{}X-Spam-Flag: YES\r\n", id("a")), TEXT);
        assert_eq!(take(&centre, &spam).await, Taken::Apart(Sort::Spam));
        centre.pass(3 * 24 * 3600);
        let mut colleague = centre.staff_of("counselling", &[Role::Counselling]).await;
        let page = colleague.open("/office/petitions/mail").await;
        colleague.send(page.form("article form")).await.must_be(200);
        first(&mut colleague).await.must_say("民國115年11月23日（一）收件");
    }

    /// C1: messages that opened no case and the texts of the sections are for who works there, not for who joins a case.
    fn c1_who_joins_a_case_reads_no_messages_and_changes_no_texts(centre) using [petitions::service()] {
        office(&centre).await;
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        accountant.open("/office/petitions").await.must_be(200).must_not_say("罐頭文字");
        for path in ["mail", "texts", "checklists"] {
            accountant.open(&format!("/office/petitions/{path}")).await.must_be(404);
        }
    }

    /// P2, P13: attachments are judged as those of the form; what is not taken is said in the case and to the sender.
    fn p13_attachments_are_judged_and_refusals_said(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let case = opened(&centre, &with_file("receipt.pdf", "JVBERi0xLjc=")).await;
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        let file = office.colleague.open(&page.link("receipt.pdf")).await;
        assert_eq!(file.source.as_bytes(), b"%PDF-1.7");
        let case = opened(&centre, &with_file("run.exe", "TVqQAAMAAAA=")).await;
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        page.must_say("下列附件沒有收下").must_say("run.exe").must_say("只收 JPG");
        centre.settle().await;
        let letter = centre.mail_to("mei@test.example").await;
        assert!(letter.body.contains("run.exe") && letter.body.contains("只收 JPG"), "{}", letter.body);
    }

    /// C1: nobody's mailbox is filled with acknowledgements, and a flood waits at the mail server.
    fn c1_acknowledgements_and_floods_are_limited(centre) using [petitions::service()] {
        office(&centre).await;
        for n in 0..30 {
            opened(&centre, &raw(MEI, "S", &id(&n.to_string()), &format!("{TEXT} {n}"))).await;
        }
        let one_more = raw(MEI, "S", &id("more"), TEXT);
        let later = intake::take(&centre.centre, &one_more).await;
        assert!(matches!(later, Err(NotTaken::Later(_))), "{later:?}");
        // Nothing is kept of what is not taken, not even the key of a file.
        let keys = "select count(*) from foundation_record_key";
        let before = count(&centre.centre, keys).await;
        let secret = String::from_utf8(with_file("a.pdf", "JVBERi0xLjc=")).unwrap().replace(TEXT, "檢舉某老師");
        let later = intake::take(&centre.centre, secret.as_bytes()).await;
        assert!(matches!(later, Err(NotTaken::Later(_))), "{later:?}");
        assert_eq!(count(&centre.centre, keys).await, before);
        centre.settle().await;
        assert_eq!(centre.mails().await.iter().filter(|m| m.to == "mei@test.example").count(), 5);
        centre.pass(3601);
        opened(&centre, &one_more).await;
    }

    /// C1: two processes that take the same message at once make one case of it.
    fn c1_two_processes_take_a_message_once(centre) using [petitions::service()] {
        office(&centre).await;
        let other = second_process(&centre, vec![petitions::service()]).await;
        for n in 0..5 {
            let message = raw(&format!("a{n}@test.example"), "S", &id(&n.to_string()), TEXT);
            let (one, two) = testing::tokio::join!(intake::take(&centre.centre, &message), intake::take(&other, &message));
            let (one, two) = (one.unwrap(), two.unwrap());
            assert!((one == Taken::Before) != (two == Taken::Before), "{one:?} {two:?}");
        }
        assert_eq!(count(&centre.centre, CASES).await, 5);
    }

    /// C1: a Maildir is emptied: what is taken is gone, what cannot be stays flagged, what cannot yet stays.
    fn c1_a_mailbox_is_emptied(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let folder = std::env::temp_dir().join(format!("hearth-mailbox-{}", std::process::id()));
        fs::create_dir_all(folder.join("new")).unwrap();
        fs::write(folder.join("new/1.a"), raw(MEI, "希望增加週末的親子課", &id("a"), TEXT)).unwrap();
        fs::write(folder.join("new/2.b"), raw(MEI, "希望增加週末的親子課", &id("a"), TEXT)).unwrap();
        fs::write(folder.join("new/3.c"), b"rubbish").unwrap();
        centre.centre.put(Arc::new(mailbox::Mailbox(folder.clone())));
        centre.pass(60);
        centre.settle().await;
        first(&mut office.colleague).await.must_say("希望增加週末的親子課");
        assert_eq!(fs::read_dir(folder.join("new")).unwrap().count(), 0);
        assert_eq!(fs::read(folder.join("cur/3.c:2,F")).unwrap(), b"rubbish");
        assert_eq!(mailbox::empty(&centre.centre, &folder, 9).await.unwrap(), Emptied::default());
        assert_eq!(count(&centre.centre, CASES).await, 1);
        fs::remove_dir_all(folder).unwrap();
        let refused = intake::take(&centre.centre, b"rubbish").await;
        assert_eq!(refused, Err(NotTaken::Unreadable(Unreadable::NoMail)));
    }

    /// C1: one sender's flood waits behind the messages of everybody else.
    fn c1_a_flood_stops_nobody_elses_message(centre) using [petitions::service()] {
        office(&centre).await;
        let folder = std::env::temp_dir().join(format!("hearth-flood-{}", std::process::id()));
        fs::create_dir_all(folder.join("new")).unwrap();
        for n in 0..30 {
            opened(&centre, &raw(MEI, "S", &id(&n.to_string()), &format!("{TEXT} {n}"))).await;
        }
        for n in 0..3 {
            fs::write(folder.join(format!("new/1.{n}")), raw(MEI, "S", &id(&format!("more{n}")), TEXT)).unwrap();
        }
        fs::write(folder.join("new/2.b"), raw("li@test.example", "S", &id("li"), TEXT)).unwrap();
        let mut taken = 0;
        for _ in 0..2 {
            taken += mailbox::empty(&centre.centre, &folder, 3).await.unwrap().taken;
        }
        assert_eq!((taken, fs::read_dir(folder.join("new")).unwrap().count()), (1, 3));
        fs::remove_dir_all(folder).unwrap();
    }

    /// C1: new cases go to the topic the centre set, and so to its handler; its own messages open none.
    fn c1_new_cases_go_to_the_topic_that_was_set(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        set(&centre, "petitions.mail_topic", "courses").await;
        set(&centre, "petitions.reply_email", "opinions@test.example").await;
        opened(&centre, &raw(MEI, "希望增加週末的親子課", &id("a"), TEXT)).await;
        let page = first(&mut office.handler).await;
        page.must_say("課程活動").must_say("已分案");
        send(&mut office.handler, &page, "#note", &[("note", "收到")]).await.must_be(200);
        let own = raw("Opinions@test.example", "S", &id("b"), TEXT);
        assert_eq!(take(&centre, &own).await, Taken::Apart(Sort::Automatic));
    }

    /// C1, P2: the attachments of a message set apart go into the case that is opened from it, sealed until then, and
    /// are forgotten with it.
    fn c1_attachments_of_what_was_set_apart_come_along(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let spam = |name: &str, subject: &str, content: &str| {
            let raw = String::from_utf8(with_file(name, content)).unwrap().replace("a file", subject);
            format!("X-Spam-Flag: YES\r\n{raw}").into_bytes()
        };
        for message in [
            spam("receipt.pdf", "one", "JVBERi0xLjc="),
            spam("run.exe", "two", "TVqQAAMAAAA="),
            spam("other.pdf", "three", "JVBERi0xLjc="),
        ] {
            assert_eq!(take(&centre, &message).await, Taken::Apart(Sort::Spam));
            centre.pass(1);
        }
        assert_nowhere(&centre, &["receipt", "other.pdf"]).await;
        let ids = |conn: &mut Conn| conn.rows(Sql("select id from foundation_file order by id"), &[])?.iter().map(|r| r.get(0)).collect();
        let ids: Vec<String> = centre.centre.db.read(ids).await.unwrap();
        assert_eq!(ids.len(), 2);
        for id in &ids {
            let bytes = centre.centre.files.get(id).await.unwrap().unwrap();
            assert!(!bytes.windows(8).any(|part| part == b"%PDF-1.7"), "it lies sealed");
        }
        let page = office.colleague.open("/office/petitions/mail").await;
        page.must_say("附件（立案時一併歸入）：receipt.pdf").must_say("附件 1 個沒有保留").must_say("other.pdf");
        // Staff look at it later than bytes wait for what they belong to.
        centre.pass(3700);
        centre.settle().await;
        let mut colleague = centre.staff_of("counselling", &[Role::Counselling]).await;
        let page = colleague.open("/office/petitions/mail").await;
        let form = page.attribute("article:nth-of-type(3) form", "id").unwrap();
        let page = colleague.send(page.form(&format!("#{form}"))).await;
        let file = colleague.open(&page.must_be(200).link("receipt.pdf")).await;
        assert_eq!(file.source.as_bytes(), b"%PDF-1.7");
        centre.pass(31 * 24 * 3600);
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        let left = centre.centre.files.get(&ids[1]).await.unwrap();
        assert!(left.is_none() && centre.centre.files.get(&ids[0]).await.unwrap().is_some());
        assert_eq!(count(&centre.centre, "select count(*) from foundation_file").await, 1);
        assert_eq!(count(&centre.centre, "select count(*) from foundation_record_key").await, 1, "that of the file kept");
    }

    /// C1, P12: whoever is not known to be who they say comes into nobody's case by an address, and staff read it.
    fn c1_a_forged_sender_comes_into_nobodys_case(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        set(&centre, "petitions.mail_host", "mx.centre.example").await;
        let says = |host: &str, result: &str| format!("Authentication-Results: {host}; dmarc={result} header.from=test.example\r\n");
        let (passes, fails) = (says("mx.centre.example", "pass"), says("mx.centre.example", "fail"));
        let others = says("mx.evil.example", "pass");
        let case = opened(&centre, &raw(MEI, "希望增加週末的親子課", &format!("{}{passes}", id("a")), TEXT)).await;
        let page = office.colleague.open(&format!("/office/petitions/{case}")).await;
        page.must_say("寄件人已驗證");
        let subject = format!("about {}", number(&page));
        let thread = "References: <a@test.example>\r\n";
        for (name, subject, head) in [
            ("b", subject.as_str(), fails.clone()),
            ("c", &subject, others),
            ("d", "more", format!("{fails}{thread}")),
            ("e", &subject, String::new()),
        ] {
            let forged = opened(&centre, &raw(MEI, subject, &format!("{}{head}", id(name)), "請撤回這件")).await;
            let page = office.colleague.open(&format!("/office/petitions/{forged}")).await;
            page.must_say("寄件人未驗證").must_say("沒有自動寄出收件通知");
            centre.settle().await;
            let receipts = centre.mails().await.iter().filter(|mail| mail.to == "mei@test.example").count();
            assert_eq!(receipts, 1, "whoever has a forged address is not written to by itself");
        }
        office.colleague.open(&format!("/office/petitions/{case}")).await.must_not_say("請撤回這件");
        let more = raw(MEI, &subject, &format!("{}{passes}", id("f")), "週六");
        assert_eq!(take(&centre, &more).await, Taken::Added(case.clone()));
        // What only our letters say is believed all the same.
        centre.settle().await;
        let letter = centre.mail_to("mei@test.example").await;
        let answer = raw("li@test.example", &format!("Re: {}", letter.subject), &format!("{}{fails}", id("g")), "x");
        assert!(matches!(take(&centre, &answer).await, Taken::Added(_)));
        let spam = raw(MEI, "news", &format!("{}X-Spam-Flag: YES\r\n{fails}", id("h")), "x");
        assert_eq!(take(&centre, &spam).await, Taken::Apart(Sort::Spam));
        office.colleague.open("/office/petitions/mail").await.must_say("寄件人未驗證");
    }

    /// P12: what says to be from the petitioner of a secret case is secret, though it does not come into it.
    fn p12_what_may_be_of_a_secret_case_is_secret(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        opened(&centre, &raw(MEI, "檢舉某老師收受禮物", &id("a"), TEXT)).await;
        let number = number(&first(&mut office.director).await);
        set(&centre, "petitions.mail_host", "mx.centre.example").await;
        let doubtful = opened(&centre, &raw(MEI, &format!("Re: {number}"), &id("b"), "還有照片")).await;
        office.colleague.open(&format!("/office/petitions/{doubtful}")).await.must_be(404);
        office.director.open(&format!("/office/petitions/{doubtful}")).await.must_say("還有照片");
    }
}
