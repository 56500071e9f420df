//! Breaches of personal data (D-5): report, clocks, letters by two people, the authority, the end.

use foundation::db::Conn;
use foundation::measures::Period;
use foundation::{params, sql};
use testing::{Fresh, Page, Role, Visitor, both_engines};

const LIST: &str = "/office/residents/breaches";

/// Reports a breach; gives the page of it.
async fn report(staff: &mut Visitor, fields: &[(&str, &str)]) -> Page {
    let page = staff.open("/office/residents/breaches/report").await;
    let mut form = page.form("form#report");
    let all = [("how_known", "民眾來電"), ("matters", "親職課程報名"), ("facts", "名單寄錯信箱。")];
    for (name, value) in all.iter().chain(fields) {
        form = form.fill(name, value);
    }
    staff.send(form.tick("kind", "leaked").tick("categories", "C001")).await
}

async fn press(staff: &mut Visitor, page: &Page, act: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = staff.open(&page.path).await.form(&format!("form#{act}"));
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    staff.send(form.press("act")).await
}

/// A breach that is contained, with a letter written by somebody of a section.
async fn drafted(centre: &Fresh) -> Page {
    let mut officer = centre.staff(&[Role::Promotion]).await;
    let page = report(&mut officer, &[("records", "120"), ("measures", "已請收件人刪除。")]).await;
    press(&mut officer, &page, "contain", &[]).await.must_be(200).must_say("已控制、查明");
    let words = [
        ("letter", "您的報名資料寄錯了人。"),
        ("letter_en", "Your data went astray."),
        ("contact", "07-215-6000"),
    ];
    press(&mut officer, &page, "draft", &words).await.must_be(200).must_say("您的報名資料寄錯了人。");
    page
}

/// Two workers do the same job at once, and it is done again.
async fn work(centre: &Fresh, name: &str) {
    let run = residents::service().jobs.iter().find(|job| job.name == name).unwrap().run;
    let (one, other) =
        tokio::join!(run(centre.centre.clone(), String::new()), run(centre.centre.clone(), String::new()));
    one.unwrap();
    other.unwrap();
    run(centre.centre.clone(), String::new()).await.unwrap();
}

async fn letters(centre: &Fresh) -> Vec<String> {
    centre.settle().await;
    let mails = centre
        .mails()
        .await
        .into_iter()
        .filter(|m| m.subject.contains("外洩通知") || m.subject.contains("your personal data"));
    let mut to: Vec<String> = mails.map(|m| m.to).collect();
    to.sort();
    to
}

/// The store is put back from a backup.
async fn restore(centre: &Fresh) {
    centre.pass(60);
    let (id, now) = (centre.centre.chance.id(centre.centre.clock.now()), centre.centre.clock.now());
    let note = move |conn: &mut Conn| foundation::backup::note_restored(conn, &id, now, ("test", ""));
    centre.centre.db.write(note).await.unwrap();
    centre.pass(60);
}

/// To whom letters of breaches are in a state.
async fn letters_that_are(centre: &Fresh, state: &'static str) -> Vec<String> {
    let read = move |conn: &mut Conn| {
        let rows = conn.rows(
            sql!("select to_address from foundation_mail where matter = 'residents_breach' and state = $1 order by to_address"),
            params![state],
        )?;
        rows.iter().map(|r| r.get(0)).collect()
    };
    centre.centre.db.read(read).await.unwrap()
}

/// What was done about a breach.
async fn verbs(centre: &Fresh, page: &Page) -> Vec<String> {
    let id = page.path.rsplit('/').next().unwrap().to_owned();
    let list = move |conn: &mut Conn| foundation::trail::list_of(conn, "residents_breach", &id);
    centre.centre.db.read(list).await.unwrap().into_iter().map(|row| row.verb).collect()
}

both_engines! {
    fn d5_a_breach_is_for_who_reports_and_answers_and_for_nobody_else(centre) using [residents::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let page = report(&mut director, &[("records", "100")]).await;
        page.must_be(200).must_say("達 100 筆以上").must_say("還有 72 小時");
        director.open("/office").await.must_say("處理中的個資外洩事故 1").must_say("還有 72 小時");
        centre.staff(&[Role::Volunteer]).await.open("/office").await.must_be(200).must_not_say("外洩");
        for role in [Role::Evaluator, Role::Volunteer, Role::Accountant] {
            let mut other = centre.staff(&[role]).await;
            for path in [LIST, "/office/residents/breaches/report", page.path.as_str(), &format!("{}/paper.odt", page.path)] {
                other.open(path).await.must_be(404);
            }
        }
        press(&mut director, &page, "people", &[("addresses", "陳小美, mei@home.example")]).await.must_say("mei@home.example");
        let mut operator = centre.staff(&[Role::Operator]).await;
        let seen = operator.open(&page.path).await;
        seen.must_be(200).must_say("達 100 筆以上").must_not_say("陳小美").must_not_say("mei@home.example");
        let forged = director.open(&page.path).await.form("form#people").fill("addresses", "x@home.example").press("act");
        operator.send(forged).await.must_be(404);
    }

    fn d5_wrong_input_is_said_beside_the_field_and_kept(centre) using [residents::service()] {
        let mut officer = centre.staff(&[Role::Counselling]).await;
        let page = officer.open("/office/residents/breaches/report").await;
        let form = page.form("form#report").fill("facts", "<script>alert(1)</script>").fill("known_at", "2027-05-01T09:00");
        let page = officer.send(form.fill("records", "很多").fill("happened_at", "昨天")).await;
        page.must_be(422).must_say("這個時間還沒到").must_say("請用這種寫法");
        assert!(!page.source.contains("<script>alert"), "what was typed is shown as text");
        let form = page.form("form#report");
        assert_eq!((form.value("facts"), form.value("records")), (Some("<script>alert(1)</script>"), Some("很多")));
        let mut director = centre.staff(&[Role::Director]).await;
        let page = report(&mut director, &[]).await;
        page.must_say("筆數還不清楚");
        let page = press(&mut director, &page, "people", &[("addresses", "陳小美, mei@@home")]).await;
        page.must_be(422).must_say("電子郵件看不懂");
        assert_eq!(page.form("form#people").value("addresses"), Some("陳小美, mei@@home"));
        press(&mut director, &page, "contain", &[]).await.must_be(422).must_say("已採取的措施");
        director.open(&format!("{LIST}/nothing")).await.must_be(404);
    }

    fn d5_x1_a_breach_keeps_the_limits_it_was_reported_under(centre) using [residents::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let page = report(&mut director, &[("records", "100")]).await;
        let day = centre.centre.clock.now().date().to_string();
        let add = move |conn: &mut Conn| {
            conn.execute(
                sql!("insert into foundation_rule (key, effective_from, value, source) values ('privacy.breach_hours', $1, '24', '個資法')"),
                params![day],
            )
        };
        centre.centre.db.write(add).await.unwrap();
        director.open(&page.path).await.must_say("還有 72 小時");
        report(&mut director, &[("records", "100")]).await.must_say("還有 24 小時");
        report(&mut director, &[("records", "3")]).await.must_say("不必通報主管機關");
    }

    fn d5_a_letter_goes_out_once_when_another_person_approves_it(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let list = "陳小美, mei@home.example\nLee, lee@home.example, en\nMEI@home.example\n王大明";
        press(&mut director, &page, "people", &[("addresses", list)]).await.must_say("名單上 3 人，已通知 0 人");
        let approve = director.open(&page.path).await.form("form#approve").press("act");
        director.send(approve.clone()).await.must_be(200).must_say("核定");
        director.send(approve).await.must_be(422);
        assert_eq!(letters(&centre).await, ["lee@home.example", "mei@home.example"]);
        let mail = centre.mail_to("lee@home.example").await;
        assert!(mail.body.contains("Your data went astray.") && mail.body.contains("07-215-6000"), "{}", mail.body);
        // Who comes later gets the same letter, and nobody a second one.
        press(&mut director, &page, "people", &[("addresses", "mei@home.example\nnew@home.example")]).await;
        assert_eq!(letters(&centre).await, ["lee@home.example", "mei@home.example", "new@home.example"]);
        let shown = director.open(&page.path).await;
        shown.must_say("名單上 4 人，已通知 3 人").must_say("已控制、查明");
        let by_hand = shown.form("td form").press("by_hand");
        director.send(by_hand).await.must_say("名單上 4 人，已通知 4 人").must_say("已通知當事人");
    }

    fn d5_after_a_restore_who_may_have_a_letter_gets_no_second_one_unasked(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        press(&mut director, &page, "people", &[("addresses", "lee@home.example\nmei@home.example")]).await.must_be(200);
        press(&mut director, &page, "approve", &[]).await.must_be(200);
        restore(&centre).await;
        press(&mut director, &page, "people", &[("addresses", "new@home.example")]).await.must_be(200);
        centre.settle().await;
        assert_eq!(letters_that_are(&centre, "sent").await, ["new@home.example"]);
        assert_eq!(letters_that_are(&centre, "unsure").await, ["lee@home.example", "mei@home.example"]);
    }

    fn d5_d10_a_warning_of_what_is_reported_after_a_restore_leaves(centre) using [residents::service()] {
        let known_at = centre.centre.clock.now().field();
        centre.pass(5 * 3600);
        restore(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let page = director.open("/office/residents/breaches/report").await;
        let form = page.form("form#report").fill("how_known", "告警").fill("matters", "網站").fill("facts", "遭入侵");
        let form = form.fill("known_at", &known_at).fill("records", "5").tick("kind", "stolen").tick("categories", "C001");
        director.send(form.tick("is_incident", "yes")).await.must_be(200);
        work(&centre, "residents.breach-watch").await;
        assert_eq!(letters_that_are(&centre, "unsure").await, Vec::<String>::new());
        assert_eq!(letters_that_are(&centre, "queued").await.len(), 1);
    }

    fn d5_what_is_saved_twice_is_written_once_and_stays_by_who_wrote_it(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut officer = centre.staff(&[Role::Promotion]).await;
        let opened = officer.open(&page.path).await;
        let draft = opened.form("form#draft").fill("letter", "換了一份文字。").press("act");
        let facts = opened.form("form#facts").fill("facts", "七筆。").press("act");
        for form in [&draft, &draft, &facts, &facts] {
            officer.send(form.clone()).await.must_be(200);
        }
        let count = |verbs: &[String], verb: &str| verbs.iter().filter(|v| *v == verb).count();
        let done = verbs(&centre, &page).await;
        assert_eq!((count(&done, "letter-written"), count(&done, "facts-changed")), (2, 1), "{done:?}");
        // Who saves it as it stands has not written it, and may approve it.
        let mut director = centre.staff(&[Role::Director]).await;
        press(&mut director, &page, "draft", &[]).await.must_be(200);
        press(&mut director, &page, "approve", &[]).await.must_be(200).must_say("核定");
    }

    fn d5_those_concerned_count_as_told_when_the_letters_have_left(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        press(&mut director, &page, "people", &[("addresses", "mei@home.example")]).await;
        press(&mut director, &page, "approve", &[]).await.must_say("已控制、查明");
        assert_eq!(letters(&centre).await, ["mei@home.example"]);
        work(&centre, "residents.breach-watch").await;
        director.open(&page.path).await.must_say("已通知當事人");
    }

    fn d5_who_wrote_a_letter_does_not_approve_it(centre) using [residents::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let page = report(&mut director, &[("records", "1"), ("measures", "已收回。")]).await;
        press(&mut director, &page, "contain", &[]).await;
        press(&mut director, &page, "draft", &[("letter", "信"), ("contact", "電話")]).await.must_be(200);
        press(&mut director, &page, "people", &[("addresses", "mei@home.example")]).await;
        press(&mut director, &page, "approve", &[]).await.must_be(422).must_say("擬稿的人不能核定");
        assert!(letters(&centre).await.is_empty());
    }

    fn d5_a_breach_is_closed_when_everybody_is_told_or_with_a_reason(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        press(&mut director, &page, "close", &[]).await.must_be(422).must_say("請寫明原因");
        let before = [("authority_told_at", "2020-01-01T09:00")];
        press(&mut director, &page, "authority", &before).await.must_be(422).must_say("不能早於得知");
        let form = director.open(&page.path).await.form("form#authority").tick("way", "system").fill("reference", "PDPC-7");
        director.send(form.press("act")).await.must_be(200).must_say("PDPC-7").must_say("在時限內");
        // What was told stays as it was told, whatever a page that was open longer says.
        let late = director.open(&page.path).await.form("form#close").to(&page.path).smuggle("authority_told_at", "2026-11-23T09:59").smuggle("way", "system");
        director.send(late.smuggle("act", "authority")).await.must_be(422).must_say("別人剛剛已經做了");
        press(&mut director, &page, "people", &[("addresses", "陳小美, mei@test.example")]).await.must_be(200);
        press(&mut director, &page, "approve", &[]).await;
        centre.settle().await;
        let mut resident = centre.resident();
        resident.open("/residents/breaches").await.must_be(200).must_say("目前沒有公告");
        press(&mut director, &page, "announce", &[]).await.must_be(422);
        press(&mut director, &page, "announce", &[("announced_why", "一萬人沒有電子郵件")]).await.must_be(200).must_say("已通知當事人");
        resident.open("/residents/breaches").await.must_say("您的報名資料寄錯了人。").must_not_say("一萬人");
        resident.open("/en/residents/breaches").await.must_say("Your data went astray.");
        press(&mut director, &page, "close", &[]).await.must_be(200).must_say("已結案").must_say("Your data went astray.");
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let trail = centre.centre.db.read(move |conn| foundation::trail::list_of(conn, "residents_breach", &id)).await.unwrap();
        let verbs: Vec<&str> = trail.iter().map(|row| row.verb.as_str()).collect();
        for verb in ["reported", "contained", "letter-written", "authority-told", "letter-approved", "announced", "notified", "closed"] {
            assert!(verbs.contains(&verb), "{verb}: {verbs:?}");
        }
        for name in ["paper.odt", "paper.pdf"] {
            director.open(&format!("{}/{name}", page.path)).await.must_be(200);
        }
        // Kept for the years of the rule, then gone with its list.
        centre.pass(5 * 366 * 86_400 - 3600);
        work(&centre, "residents.purge").await;
        let left = async |centre: &Fresh| {
            let count = |conn: &mut Conn| {
                conn.rows(sql!("select b.id from residents_breach b union all select p.id from residents_breach_person p union all select m.id from foundation_mail m where m.matter = 'residents_breach'"), &[]).map(|r| r.len())
            };
            centre.centre.db.read(count).await.unwrap()
        };
        assert_eq!(left(&centre).await, 3, "the breach, who is concerned, the letter");
        centre.pass(3 * 3600);
        work(&centre, "residents.purge").await;
        assert_eq!(left(&centre).await, 0);
    }

    fn d5_the_home_page_leads_to_an_announcement_while_there_is_one(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let mut resident = centre.resident();
        resident.open("/").await.must_be(200).must_not_say("個資外洩公告");
        resident.open("/residents/breaches").await.must_say("目前沒有公告");
        press(&mut director, &page, "approve", &[]).await.must_be(200);
        resident.open("/").await.must_not_say("個資外洩公告");
        press(&mut director, &page, "announce", &[("announced_why", "一萬人沒有電子郵件")]).await.must_be(200);
        let home = resident.open("/").await;
        resident.open(&home.link("個資外洩公告")).await.must_be(200).must_say("您的報名資料寄錯了人。");
        let english = resident.open("/en").await;
        assert_eq!(english.link("Announcements of data breaches"), "/en/residents/breaches");
        // Whoever comes again is shown the page that was kept: the store is not asked.
        centre.centre.db.write(|conn: &mut Conn| conn.execute(sql!("update residents_breach set announced_at = null"), &[])).await.unwrap();
        resident.open("/").await.must_say("個資外洩公告");
        centre.pass(366 * 86_400);
        resident.open("/").await.must_not_say("個資外洩公告");
        resident.open("/residents/breaches").await.must_say("目前沒有公告");
    }

    fn d5_breaches_are_numbered_and_counted_by_the_year_in_which_they_became_known(centre) using [residents::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        report(&mut director, &[("known_at", "2025-12-31T23:59")]).await.must_say("2025-1");
        report(&mut director, &[("known_at", "2026-01-01T00:00")]).await.must_say("2026-1");
        report(&mut director, &[]).await.must_say("2026-2");
        // Those of earlier years may be gone: no number is given twice.
        centre.centre.db.write(|conn: &mut Conn| conn.execute(sql!("delete from residents_breach where number = '2026-1'"), &[])).await.unwrap();
        report(&mut director, &[]).await.must_say("2026-3");
        let measures = residents::service().measures;
        let total = measures.iter().find(|m| m.name == "residents.breaches").unwrap().total;
        for (year, count) in [(2025, 1), (2026, 2), (2027, 0)] {
            let period = Period::of_year(year);
            let counted = centre.centre.db.read(move |conn: &mut Conn| total(conn, period)).await.unwrap();
            assert_eq!(counted.value, count, "{year}");
        }
    }

    fn d5_what_is_closed_is_listed_page_by_page(centre) using [residents::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let page = report(&mut director, &[]).await;
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let many = move |conn: &mut Conn| {
            for n in 10..70 {
                conn.execute(
                    sql!(
                        "insert into residents_breach (id, number, state, known_at, how_known, kind, matters, categories,
                         is_incident, facts, measures, hours, records_min, system_records_min, incident_hours, rules,
                         letter, letter_en, contact, closed_at, reported_by, created_at, changed_at)
                         select $2, $3, 'closed', known_at, how_known, kind, matters, categories, is_incident, facts,
                                measures, hours, records_min, system_records_min, incident_hours, rules, letter,
                                letter_en, contact, $4, reported_by, created_at, changed_at
                         from residents_breach where id = $1"
                    ),
                    params![id, format!("x{n}"), format!("2024-{n}"), format!("2025-01-01T00:00:{n}.000000Z").replace("T00:00:6", "T00:01:0")],
                )?;
            }
            Ok(())
        };
        centre.centre.db.write(many).await.unwrap();
        let first = director.open(LIST).await;
        first.must_say("2026-1").must_say("2024-69").must_say("2024-20").must_not_say("2024-19");
        let second = director.open(&first.attribute("nav.pager a[rel=next]", "href").unwrap()).await;
        second.must_say("2026-1").must_say("2024-19").must_say("2024-10").must_not_say("2024-20");
        director.open(&second.attribute("nav.pager a[rel=prev]", "href").unwrap()).await.must_say("2024-69");
    }

    fn of_two_entries_of_the_menu_the_nearest_is_here(centre) using [residents::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let page = director.open(LIST).await;
        assert_eq!(page.all("nav [aria-current=true]").len(), 1, "{:?}", page.all("nav [aria-current=true]"));
    }

    fn d5_nobody_approves_a_text_they_did_not_see(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let seen = director.open(&page.path).await.form("form#approve");
        let mut officer = centre.staff(&[Role::Promotion]).await;
        press(&mut officer, &page, "draft", &[("letter", "換了一份文字。")]).await.must_be(200);
        director.send(seen.press("act")).await.must_be(422).must_say("文字剛才有人改過").must_say("換了一份文字。");
        press(&mut director, &page, "approve", &[]).await.must_be(200);
    }

    fn d5_nobody_is_lost_between_the_lines(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        for (typed, said) in [("a@test.example, b@test.example", "一行只能寫一個人"), ("甲, 乙", "一行只能寫一個人"), ("en", "沒有姓名")] {
            press(&mut director, &page, "people", &[("addresses", typed)]).await.must_be(422).must_say(said).must_say(typed);
        }
        let many = "X\n".repeat(51);
        press(&mut director, &page, "people", &[("from_matters", &many)]).await.must_be(422).must_say("一次最多 50 個");
    }

    fn d5_of_two_who_save_the_facts_at_once_the_later_is_asked(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let (mut one, mut other) = (centre.staff(&[Role::Promotion]).await, centre.staff(&[Role::Counselling]).await);
        let theirs = one.open(&page.path).await.form("form#facts").fill("records", "7").fill("facts", "七筆。");
        let mine = other.open(&page.path).await.form("form#facts").fill("facts", "八筆。").fill("records", "120");
        one.send(theirs.press("act")).await.must_be(200).must_say("七筆。");
        let asked = other.send(mine.press("act")).await;
        asked.must_be(422).must_say("有人改過這些事實").must_say("別人存的");
        let list = asked.all(".notice dl").join(" ");
        assert!(list.contains("七筆。") && list.contains('7') && !list.contains("民眾來電"), "{list}");
        let form = asked.form("form#facts");
        assert_eq!((form.value("facts"), form.value("records")), (Some("八筆。"), Some("120")), "what was typed stays");
        let still = one.open(&page.path).await;
        still.must_say("七筆。").must_not_say("八筆。");
        // What is wrong in between does not make the form a newer one.
        let wrong = one.send(still.form("form#facts").fill("facts", "九筆。").fill("records", "很多").press("act")).await;
        wrong.must_be(422);
        other.send(form.press("act")).await.must_be(200).must_say("八筆。");
        one.send(wrong.form("form#facts").fill("records", "9").press("act")).await.must_be(422).must_say("有人改過這些事實");
        // The letter is drafted in the same way, and an act elsewhere on the page leaves both forms as they are kept.
        let theirs = one.open(&page.path).await.form("form#draft").fill("letter", "甲信。");
        let mine = other.open(&page.path).await.form("form#draft").fill("letter", "乙信。");
        one.send(theirs.press("act")).await.must_be(200);
        let asked = other.send(mine.press("act")).await;
        asked.must_be(422).must_say("有人改過通知內容").must_say("甲信。");
        assert_eq!(asked.form("form#draft").value("letter"), Some("乙信。"));
        assert_eq!(asked.form("form#facts").value("facts"), Some("八筆。"));
        other.send(asked.form("form#draft").press("act")).await.must_be(200).must_say("乙信。").must_not_say("甲信。");
    }

    fn d5_two_of_one_name_without_a_contact_are_two_entries(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let list = "王大明\n王大明\n李小芬, 0912345678\n李小芬, 0912-345-678";
        let shown = press(&mut director, &page, "people", &[("addresses", list)]).await;
        shown.must_say("名單上 3 人").must_say("不只一人叫「王大明」");
        // The same list once more may be the same people or others: nobody is put on it until somebody says so.
        let asked = press(&mut director, &page, "people", &[("addresses", "王大明\n林小玲")]).await;
        asked.must_be(422).must_say("已經有人叫「王大明」").must_say("名單上 3 人");
        assert_eq!(asked.form("form#people").value("addresses"), Some("王大明\n林小玲"));
        let others = asked.form("form#people").tick("others", "yes").press("act");
        director.send(others.clone()).await.must_be(200).must_say("名單上 5 人");
        // The same form sent again is asked about again: the list is another now.
        let again = director.send(others).await;
        again.must_be(422).must_say("已經有人叫「林小玲、王大明」，").must_say("名單上 5 人");
        assert_eq!(again.form("form#people").value("others"), None, "said anew or not at all");
        press(&mut director, &page, "people", &[("addresses", "李小芬, 0912345678")]).await.must_say("名單上 5 人");
    }

    fn d5_of_many_names_on_the_list_already_some_are_said_and_how_many_more(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let many: String = (10..22).map(|n| format!("民眾{n}\n")).collect();
        press(&mut director, &page, "people", &[("addresses", &many)]).await.must_be(200);
        let asked = press(&mut director, &page, "people", &[("addresses", &many)]).await;
        asked.must_be(422).must_say("、民眾19」等（還有 2 個名字），也沒有聯絡方式");
        let english = director.open(&format!("/en{}", page.path)).await.form("form#people").fill("addresses", &many);
        director.send(english.press("act")).await.must_be(422).must_say("民眾19” (and 2 more names) is on the list already");
    }

    fn d5_everybody_with_a_sign_in_is_put_on_the_list_however_many_they_are(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let fill = |conn: &mut Conn| {
            let all: Vec<_> = (0..20_001).map(|n| (format!("r{n:05}"), format!("R{n}@home.example"))).collect();
            let rows: Vec<_> = all.iter().map(|(id, email)| foundation::row![id, email, "2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z"]).collect();
            conn.insert_many(sql!("insert into foundation_resident (id, email, created_at, seen_at) values ($1, $2, $3, $4)"), &rows)
        };
        centre.centre.db.write(fill).await.unwrap();
        press(&mut director, &page, "people", &[("addresses", "r7@home.example\nmei@home.example")]).await.must_be(200);
        let form = director.open(&page.path).await.form("form#people").tick("accounts", "yes").press("act");
        director.send(form.clone()).await.must_be(200).must_say("名單上 20002 人");
        director.send(form).await.must_be(200).must_say("名單上 20002 人");
        let added = verbs(&centre, &page).await.iter().filter(|verb| *verb == "persons-added").count();
        assert_eq!(added, 3, "one row for each time it was asked");
    }

    fn d5_whoever_is_told_by_hand_leads_back_to_where_they_stood(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let many: String = (100..340).map(|n| format!("民眾{n}\n")).collect();
        press(&mut director, &page, "people", &[("addresses", &many)]).await.must_be(200);
        press(&mut director, &page, "approve", &[]).await.must_be(200);
        let second = director.open(&format!("{}?skip=100", page.path)).await;
        let told = director.send(second.form("td form").press("by_hand")).await;
        told.must_be(200).must_say("已通知 1 人").must_say("第 101–200 人");
        assert!(told.path.ends_with("?skip=100#people-list"), "{}", told.path);
    }

    fn d5_those_not_told_come_first_also_when_letters_are_forgotten(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        press(&mut director, &page, "people", &[("addresses", "mei@home.example")]).await.must_be(200);
        press(&mut director, &page, "people", &[("addresses", "王大明")]).await.must_be(200);
        press(&mut director, &page, "approve", &[]).await.must_be(200);
        centre.settle().await;
        centre.centre.db.write(|conn: &mut Conn| conn.execute(sql!("delete from foundation_mail"), &[])).await.unwrap();
        let shown = director.open(&page.path).await;
        shown.must_say("名單上 2 人，已通知 1 人");
        let rows = shown.all("tbody tr");
        assert!(rows[0].contains("王大明") && rows[1].contains("mei@home.example"), "{rows:?}");
    }

    fn d5_the_list_is_read_page_by_page_and_taken_out_as_a_whole(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let many: String = (0..601).map(|n| format!("p{n:03}@home.example\n")).collect();
        let first = press(&mut director, &page, "people", &[("addresses", &many)]).await;
        first.must_say("名單上 601 人").must_say("第 1–100 人，共 601 人").must_not_say("p100@home.example");
        let second = director.open(&first.attribute("nav.pager a[rel=next]", "href").unwrap()).await;
        second.must_say("p100@home.example").must_not_say("p099@home.example").must_say("第 101–200 人");
        let last = director.open(&format!("{}?skip=600", page.path)).await;
        last.must_say("第 601–601 人").must_say("p600@home.example");
        assert_eq!(last.all("nav.pager a[rel=next]").len(), 0);
        let take = first.form("form#persons").press("kind");
        let mut officer = centre.staff(&[Role::Promotion]).await;
        officer.send(take.clone()).await.must_be(404);
        let mut csv = first.form("form#persons");
        csv = csv.smuggle("kind", "csv");
        let file = director.send(csv).await;
        assert_eq!(file.must_be(200).source.lines().count(), 602, "{}", file.source);
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let trail = centre.centre.db.read(move |conn| foundation::trail::list_of(conn, "residents_breach", &id)).await.unwrap();
        assert!(trail.iter().any(|row| row.verb == "exported"));
    }

    fn d5_those_who_wait_for_a_letter_are_written_to_in_slices_by_two_at_once(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let many: String = (0..1201).map(|n| format!("p{n}@home.example\n")).collect();
        press(&mut director, &page, "people", &[("addresses", &many)]).await.must_be(200);
        press(&mut director, &page, "approve", &[]).await.must_be(200);
        let count = async |centre: &Fresh| {
            let count = |conn: &mut Conn| {
                conn.first(sql!("select count(*), count(distinct to_address) from foundation_mail where matter = 'residents_breach'"), &[]).map(|r| r.map(|r| (r.get::<i64>(0).unwrap(), r.get::<i64>(1).unwrap())))
            };
            centre.centre.db.read(count).await.unwrap().unwrap()
        };
        assert_eq!(count(&centre).await, (0, 0), "the page that approves writes none");
        let other = testing::second_process(&centre, vec![residents::service()]).await;
        let run = residents::service().jobs.iter().find(|job| job.name == "residents.write").unwrap().run;
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let (one, two) = tokio::join!(run(centre.centre.clone(), id.clone()), run(other, id.clone()));
        one.unwrap();
        two.unwrap();
        run(centre.centre.clone(), id).await.unwrap();
        assert_eq!(count(&centre).await, (1201, 1201));
    }

    fn d5_two_processes_do_not_undo_what_the_other_did(centre) using [residents::service()] {
        let page = drafted(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        press(&mut director, &page, "people", &[("addresses", "mei@test.example")]).await.must_be(200);
        press(&mut director, &page, "approve", &[]).await.must_be(200);
        centre.settle().await;
        let other = testing::second_process(&centre, vec![residents::service()]).await;
        let watch = residents::service().jobs.iter().find(|job| job.name == "residents.breach-watch").unwrap().run;
        let form = director.open(&page.path).await.form("form#authority").tick("way", "system").fill("reference", "PDPC-7");
        let (told, watched) = tokio::join!(director.send(form.press("act")), watch(other, String::new()));
        watched.unwrap();
        told.must_be(200);
        director.open(&page.path).await.must_say("PDPC-7").must_say("已通知當事人");
    }

    fn d5_d10_who_answers_is_warned_once_before_and_once_after_the_time(centre) using [residents::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let page = director.open("/office/residents/breaches/report").await;
        let form = page.form("form#report").fill("how_known", "告警").fill("matters", "網站").fill("facts", "遭入侵").fill("records", "500");
        let page = director.send(form.tick("kind", "stolen").tick("categories", "C001").tick("is_incident", "yes")).await;
        page.must_be(200).must_say("通報資安事件").must_say("還有 60 分鐘");
        let warned = async |centre: &Fresh| {
            work(centre, "residents.breach-watch").await;
            let mails = centre.mails().await;
            ["資安事件的時間過了一半", "資安事件逾期", "主管機關的時間過了一半", "主管機關逾期"]
                .map(|what| mails.iter().filter(|m| m.subject.contains(what)).count())
        };
        assert_eq!(warned(&centre).await, [0, 0, 0, 0]);
        centre.pass(1801);
        assert_eq!(warned(&centre).await, [1, 0, 0, 0]);
        centre.pass(3600);
        assert_eq!(warned(&centre).await, [1, 1, 0, 0]);
        centre.pass(36 * 3600);
        assert_eq!(warned(&centre).await, [1, 1, 1, 0]);
        centre.pass(40 * 3600);
        assert_eq!(warned(&centre).await, [1, 1, 1, 1]);
    }
}
