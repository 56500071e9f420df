//! Attendance, and certificates with a number and a check page (R53, R54).

use axum::body::Body;
use axum::extract::Request;
use foundation::web::{Peer, body_bytes};
use testing::{Page, Role, Visitor, both_engines};

use super::*;

const CERTIFICATES: &str = "/office/courses/c/certificates";

/// A course of two sessions: 王小明 came to both, 王小華 to one, 李大同 to none.
async fn over(centre: &Fresh) -> (Registered, Registered) {
    add(centre, "c", 2, |c| c.title_en = "Reading together".into()).await;
    let family = register(centre, "c", &["王小明", "王小華"]).await;
    let other = register(centre, "c", &["李大同"]).await;
    centre.pass(HOUR);
    came(centre, "c", 1, &[&family.seats[0], &family.seats[1]]).await;
    centre.pass(7 * DAY);
    came(centre, "c", 2, &[&family.seats[0]]).await;
    centre.pass(4 * HOUR);
    (family, other)
}

/// Issues what is due and answers the list.
async fn issue(staff: &mut Visitor) -> Page {
    let page = staff.open(CERTIFICATES).await;
    staff.send(page.form("#issue")).await
}

async fn numbers(centre: &Fresh) -> Vec<String> {
    let read = |conn: &mut Conn| store::certificate::list(conn, "c");
    let all = centre.centre.db.read(read).await.unwrap();
    all.iter().map(courses::after::paper::number).collect()
}

/// Asks for a number from somewhere.
async fn check(visitor: &mut Visitor, number: &str, from: &str) -> u16 {
    let path = format!("/certificates/{number}");
    let mut request =
        Request::builder().uri(path).header("host", "test.example").body(Body::empty()).unwrap();
    request.extensions_mut().insert(Peer(from.parse().unwrap()));
    visitor.raw(request).await.status().as_u16()
}

async fn download(visitor: &mut Visitor, path: &str) -> (u16, Vec<u8>) {
    let request = Request::builder().uri(path).header("host", "test.example");
    let cookie =
        visitor.cookie(foundation::staff::COOKIE).map(|c| format!("{}={c}", foundation::staff::COOKIE));
    let request = request.header("cookie", cookie.unwrap_or_default()).body(Body::empty()).unwrap();
    let response = visitor.raw(request).await;
    let status = response.status().as_u16();
    (status, body_bytes(response.into_body()).await.unwrap().to_vec())
}

both_engines! {
    fn r53_staff_and_the_party_see_the_rate_and_what_was_called_off_does_not_count(centre) using [courses::service()] {
        let (family, _) = over(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/c/attendance").await;
        page.must_say("100.0%").must_say("50.0%").must_say("0.0%");
        let file = staff.send(page.form("#export").fill("kind", "csv")).await;
        file.must_be(200);
        assert!(file.source.contains("王小華") && file.source.contains("50.00%"), "{}", file.source);
        let mut resident = centre.resident();
        let receipt = resident.open(&progress(&centre, &family, "")).await;
        receipt.must_say("已辦理 2 場，出席 2 場，出席率 100.0%").must_say("已辦理 2 場，出席 1 場，出席率 50.0%");
        receipt.must_say("符合研習證明的條件").must_say("出席率不足，沒有研習證明").must_not_say("李大同");
        let call_off = |conn: &mut Conn| conn.execute(
            foundation::sql!("update courses_session set cancelled = true where id = $1"), foundation::params!["c-2"]);
        centre.centre.db.write(call_off).await.unwrap();
        resident.open(&progress(&centre, &family, "")).await.must_say("已辦理 1 場，出席 1 場，出席率 100.0%").must_not_say("50.0%");
    }

    fn r54_whoever_attended_enough_gets_one_numbered_certificate_and_the_party_downloads_it(centre) using [courses::service()] {
        let (family, _) = over(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(CERTIFICATES).await;
        page.must_say("發給 1 份研習證明").must_say("出席率不足");
        let again = page.form("#issue");
        issue(&mut staff).await.must_say("研習證明已發給");
        staff.send(again).await.must_be(200);
        let numbers = numbers(&centre).await;
        assert_eq!(numbers.len(), 1, "two presses give nobody two");
        assert_eq!(verbs(&centre, &family).await.iter().filter(|v| *v == "certificate-issued").count(), 1);
        centre.settle().await;
        let mail = centre.mail_to("ming@test.example").await;
        assert!(mail.subject.contains("研習證明可以下載了"), "{}", mail.subject);
        let mut resident = centre.resident();
        let receipt = resident.open(&progress(&centre, &family, "")).await;
        let href = receipt.attribute("#record + p + ul a", "href").unwrap();
        let (status, pdf) = download(&mut resident, &href).await;
        assert_eq!(status, 200);
        assert!(pdf.starts_with(b"%PDF-1.7"), "a paper");
        // All papers in one file, and the trail knows who took them.
        let (status, file) = download(&mut staff, &format!("{CERTIFICATES}/all.zip")).await;
        assert_eq!((status, &file[..2]), (200, &b"PK"[..]));
        let read = |conn: &mut Conn| trail::list_of(conn, "courses_course", "c");
        assert!(centre.centre.db.read(read).await.unwrap().iter().any(|t| t.verb == "exported"));
    }

    fn r54_the_rate_is_each_courses_own_and_no_certificate_comes_before_the_end(centre) using [courses::service()] {
        add(&centre, "c", 2, |_| {}).await;
        let one = register(&centre, "c", &["王小明"]).await;
        centre.pass(HOUR);
        came(&centre, "c", 1, &[&one.seats[0]]).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open(CERTIFICATES).await.must_say("課程尚未結束").must_not_say("發給 1 份");
        centre.pass(7 * DAY + 4 * HOUR);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(CERTIFICATES).await;
        page.must_say("出席率達 80%").must_not_say("發給 1 份");
        let wrong = staff.send(page.form("#percent").fill("percent", "101")).await;
        wrong.must_be(422);
        assert_eq!(wrong.attribute("#percent input[name=percent]", "value").as_deref(), Some("101"));
        staff.send(page.form("#percent").fill("percent", "50")).await.must_say("發給 1 份研習證明");
        let page = staff.open(CERTIFICATES).await;
        staff.send(page.form("#percent").fill("percent", "0")).await.must_say("不發研習證明").must_not_say("發給 1 份");
    }

    fn r54_the_check_page_says_valid_withdrawn_or_unknown_and_no_more_than_it_must(centre) using [courses::service()] {
        over(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        issue(&mut staff).await;
        let number = numbers(&centre).await.remove(0);
        let mut anyone = centre.resident();
        let page = anyone.open("/certificates").await;
        let found = anyone.send(page.form("main form").fill("number", &number.to_lowercase().replace('-', " "))).await;
        found.must_be(200).must_say("這份證明有效").must_say("王○明").must_say("親子共讀工作坊").must_not_say("王小明");
        anyone.open(&format!("/en/certificates/{number}")).await.must_say("This certificate is valid").must_say("Reading together");
        assert_eq!(found.headers.get("cache-control").unwrap(), "no-store");
        anyone.send(page.form("main form").fill("number", "K7Q2")).await.must_be(422).must_say("K7Q2");
        // Withdrawn, with a reason that only staff see.
        let page = staff.open(&format!("{CERTIFICATES}/{number}")).await;
        staff.send(page.form("#withdraw")).await.must_be(422);
        staff.send(page.form("#withdraw").fill("why", "簽到有誤")).await.must_say("已撤銷").must_say("簽到有誤");
        anyone.open(&format!("/certificates/{number}")).await.must_say("這份證明已撤銷").must_not_say("王").must_not_say("簽到有誤");
        let unknown = office::Reference::from_bits(99).to_string();
        anyone.open(&format!("/certificates/{unknown}")).await.must_be(404).must_say("查無這個證號");
        anyone.open("/certificates/%3Cscript%3E").await.must_be(404).must_not_say("<script>");
    }

    fn r54_whoever_holds_a_certificate_is_told_that_it_was_withdrawn(centre) using [courses::service()] {
        let (family, _) = over(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        issue(&mut staff).await;
        for nth in 0..2 {
            // Issued anew and withdrawn again, it is told again.
            centre.pass(60);
            let number = numbers(&centre).await.remove(nth);
            let page = staff.open(&format!("{CERTIFICATES}/{number}")).await;
            staff.send(page.form("#withdraw").fill("why", "簽到有誤")).await.must_be(200);
            centre.settle().await;
            let told = centre.mails().await.into_iter().filter(|m| m.subject.contains("已撤銷")).collect::<Vec<_>>();
            assert_eq!(told.len(), nth + 1, "{told:?}");
            assert!(!told[nth].body.contains("簽到有誤") && told[nth].calendar.is_none(), "{}", told[nth].body);
            let mut resident = centre.resident();
            resident.open(&progress(&centre, &family, "")).await.must_say("研習證明已撤銷").must_not_say("發給後會在這裡");
            issue(&mut staff).await;
        }
    }

    fn r54_a_name_that_cannot_be_printed_is_not_promised_a_paper(centre) using [courses::service()] {
        add(&centre, "c", 1, |_| {}).await;
        let one = register(&centre, "c", &["王\u{1F600}"]).await;
        centre.pass(HOUR);
        came(&centre, "c", 1, &[&one.seats[0]]).await;
        centre.pass(4 * HOUR);
        let mut resident = centre.resident();
        let receipt = resident.open(&progress(&centre, &one, "")).await;
        receipt.must_say("系統印不出的字").must_not_say("發給後會在這裡");
    }

    fn r54_d8_guessing_numbers_is_slow(centre) using [courses::service()] {
        over(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        issue(&mut staff).await;
        let number = numbers(&centre).await.remove(0);
        let mut guesser = centre.resident();
        for bits in 0..5 {
            assert_eq!(check(&mut guesser, &office::Reference::from_bits(bits).to_string(), &format!("2001:db8::{bits}")).await, 404);
        }
        assert_eq!(check(&mut guesser, &number, "2001:db8::9").await, 429, "even the right one has to wait");
        for _ in 0..7 {
            assert_eq!(check(&mut guesser, &number, "192.0.2.8").await, 200, "who finds what was asked for never waits");
        }
    }

    fn r54_a_corrected_name_gets_a_new_number_and_the_old_one_is_withdrawn(centre) using [courses::service()] {
        let (family, _) = over(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        issue(&mut staff).await;
        let old = numbers(&centre).await.remove(0);
        let page = staff.open(&format!("{CERTIFICATES}/{old}")).await;
        staff.send(page.form("#name").fill("name", "王\u{1F600}")).await.must_be(422).must_say("印不出來");
        let new = staff.send(page.form("#name").fill("name", "王曉明")).await;
        new.must_be(200).must_say("已換發").must_say("王曉明");
        let both = numbers(&centre).await;
        assert_eq!(both.len(), 2);
        // Pressed twice, or from an old page: nothing more is issued.
        staff.send(page.form("#name").fill("name", "王曉明")).await;
        assert_eq!(numbers(&centre).await.len(), 2);
        let mut anyone = centre.resident();
        anyone.open(&format!("/certificates/{old}")).await.must_say("已撤銷");
        anyone.open(&format!("/certificates/{}", both[1])).await.must_say("有效");
        let mut resident = centre.resident();
        resident.open(&progress(&centre, &family, "")).await.must_say("王曉明").must_say(&both[1]).must_not_say(&old);
    }

    fn r54_nobody_gets_a_certificate_that_is_not_theirs(centre) using [courses::service()] {
        let (family, other) = over(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        issue(&mut staff).await;
        let number = numbers(&centre).await.remove(0);
        let mut resident = centre.resident();
        let mine = progress(&centre, &family, &format!("/certificates/{number}"));
        let theirs = progress(&centre, &other, &format!("/certificates/{number}"));
        let forged = mine.split('?').next().unwrap().to_owned() + "?k=00000000000000000000000000000000";
        assert_eq!(download(&mut resident, &mine).await.0, 200);
        resident.open(&theirs).await.must_be(404);
        resident.open(&forged).await.must_be(403);
        for roles in [&[Role::Volunteer][..], &[Role::Accountant]] {
            let mut wrong = centre.staff(roles).await;
            for path in ["/all.zip", &format!("/{number}"), &format!("/{number}/paper")] {
                assert_ne!(download(&mut wrong, &format!("{CERTIFICATES}{path}")).await.0, 200, "{roles:?} {path}");
            }
        }
        // Another section finds neither the list, which names people, nor the papers.
        let mut counselling = centre.staff_of("counselling", &[Role::Counselling]).await;
        counselling.open(CERTIFICATES).await.must_be(404);
        assert_eq!(download(&mut counselling, &format!("{CERTIFICATES}/all.zip")).await.0, 404);
        counselling.open(&format!("{CERTIFICATES}/{number}")).await.must_be(404);
    }
}
