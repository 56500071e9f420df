//! After the form: look up, cancel, change, hand over, answer an offer.

use courses::desk::{Answer, Desk, Work};
use courses::model::{Event, Method, Status};
use courses::rules::admit::Refusal;
use foundation::trail::{self, Actor};
use testing::both_engines;

use super::*;

const EMAIL: &str = "ming@test.example";

/// What the trail says of a receipt's registration.
async fn trail_of(centre: &Fresh, receipt: &Page) -> Vec<trail::Kept> {
    let reference = reference(receipt).replace('-', "");
    let read = move |conn: &mut Conn| {
        let found = store::registration::find_by_reference(conn, &reference)?.unwrap();
        trail::list_of(conn, courses::settle::REGISTRATION, &found.id)
    };
    centre.centre.db.read(read).await.unwrap()
}

/// The id of a receipt's registration.
async fn found(centre: &Fresh, receipt: &Page) -> String {
    let reference = reference(receipt).replace('-', "");
    let read = move |conn: &mut Conn| store::registration::find_by_reference(conn, &reference);
    centre.centre.db.read(read).await.unwrap().unwrap().id
}

/// What the QR codes of a receipt say.
async fn codes(centre: &Fresh, receipt: &Page) -> Vec<String> {
    let reference = reference(receipt).replace('-', "");
    let read = move |conn: &mut Conn| {
        let found = store::registration::find_by_reference(conn, &reference)?.unwrap();
        Ok((store::registration::list_seats(conn, &found.id)?, found.course_id))
    };
    let (seats, course_id) = centre.centre.db.read(read).await.unwrap();
    let seats = seats.into_iter().filter(|s| s.cancelled_at.is_none());
    seats.map(|s| courses::rules::code::seat_code(&centre.centre.keys, &course_id, &s.id)).collect()
}

both_engines! {
    fn r43_a_registration_is_looked_up_by_reference_and_last_digits_or_address(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        let reference = reference(&receipt);
        let mut other = centre.resident();
        let page = other.open("/progress").await;
        for contact in ["678", "0912345678", "MING@test.example"] {
            let form = page.form("main form").fill("reference", &reference.to_lowercase().replace('-', " "));
            let found = other.send(form.fill("contact", contact)).await;
            found.must_be(200).must_say("王小明");
            assert!(!found.path.contains(contact), "{}", found.path);
        }
        let form = page.form("main form").fill("reference", "K7Q2").fill("contact", "7");
        let wrong = other.send(form).await;
        wrong.must_be(422);
        assert_eq!(wrong.all("p.error").len(), 2);
    }

    fn r43_d8_guesses_get_one_answer_and_five_of_them_a_wait(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        let known = reference(&receipt);
        let unknown = office::Reference::from_bits(12_345).to_string();
        let mut other = centre.resident();
        let page = other.open("/progress").await;
        let ask = |reference: &str, contact: &str| page.form("main form").fill("reference", reference).fill("contact", contact);
        let wrong_contact = other.send(ask(&known, "999")).await;
        let no_such = other.send(ask(&unknown, "999")).await;
        assert_eq!((wrong_contact.status, wrong_contact.all(".error-summary")), (no_such.status, no_such.all(".error-summary")));
        for _ in 0..4 {
            other.send(ask(&known, "998")).await.must_be(422);
        }
        let waits = other.send(ask(&known, "678")).await;
        waits.must_be(429).must_say("15 分鐘");
        assert!(waits.headers.contains_key("retry-after"));
        centre.pass(14 * 60);
        other.send(ask(&known, "678")).await.must_be(429);
        centre.pass(60);
        other.send(ask(&known, "678")).await.must_be(200).must_say("王小明");
    }

    fn d8_whoever_guesses_references_has_to_wait_too(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let known = reference(&register(&mut ming, &path, "王小明", EMAIL).await);
        let mut statuses = Vec::new();
        for number in 0..6 {
            let guess = if number == 5 { known.clone() } else { office::Reference::from_bits(number).to_string() };
            let body = format!("reference={guess}&contact=678");
            let mut request = axum::extract::Request::builder().method("POST").uri("/progress")
                .header("host", "test.example").header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(body)).unwrap();
            // Whoever has one address of the sixth version has its whole network.
            let peer = format!("2001:db8::{number}").parse().unwrap();
            request.extensions_mut().insert(foundation::web::Peer(peer));
            statuses.push(ming.raw(request).await.status().as_u16());
        }
        assert_eq!(statuses, [422, 422, 422, 422, 422, 429]);
    }

    fn a_guessed_or_changed_link_opens_nothing(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        let (address, _) = receipt.path.split_once('?').unwrap();
        for query in ["", "?k=", "?k=00000000000000000000000000000000"] {
            ming.open(&format!("{address}{query}")).await.must_be(403).must_not_say("王小明");
        }
        let other = office::Reference::from_bits(7).to_string();
        ming.open(&receipt.path.replace(&reference(&receipt), &other)).await.must_be(403);
    }

    fn r39_one_seat_of_several_is_cancelled_without_login_and_the_others_stay(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register_party(&mut ming, &path, &["王小明", "王大寶", "王小寶"], EMAIL).await;
        let page = ming.open(&below(&receipt, "/cancel")).await;
        let nobody = ming.send(page.form("main form").press("chosen")).await;
        nobody.must_be(422).must_say("請選誰不能來");
        let second = page.attribute("#f-seat-2", "value").unwrap();
        let after = ming.send(page.form("main form").tick("seat", &second).press("chosen")).await;
        after.must_be(200).must_say("所選的名額已取消").must_say("王小寶").must_not_say("王大寶");
        // Opening the page again changes nothing; all can go.
        let page = ming.open(&below(&receipt, "/cancel")).await;
        let after = ming.send(page.form("main form").press("all")).await;
        after.must_say("已取消");
        assert_eq!(status(&centre, &receipt).await, Status::Cancelled);
    }

    fn r39_after_the_deadline_it_is_closed_with_a_number_to_call(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        let page = ming.open(&below(&receipt, "/cancel")).await;
        centre.pass(11 * 24 * 3600 + 1);
        for refused in [ming.send(page.form("main form").press("all")).await, ming.open(&below(&receipt, "/cancel")).await] {
            refused.must_be(409).must_say("已超過期限").must_say("07-215-3918");
        }
        ming.open(&below(&receipt, "/answers")).await.must_be(409);
        ming.open(&below(&receipt, "/seats/1")).await.must_be(409);
        assert_eq!(status(&centre, &receipt).await, Status::Confirmed);
    }

    /// Whoever looks again at what was cancelled is not told of a deadline that is still to come.
    fn r39_what_has_ended_is_not_called_too_late(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        let page = ming.open(&below(&receipt, "/cancel")).await;
        let other_tab = ming.open(&below(&receipt, "/answers")).await;
        ming.send(page.form("main form").press("all")).await.must_say("已取消");
        ming.send(other_tab.form("main form")).await.must_be(409).must_say("這筆報名已經結束");
        for end in ["/answers", "/contact"] {
            let ended = ming.open(&below(&receipt, end)).await;
            ended.must_be(409).must_say("這筆報名已經結束").must_not_say("前可以修改");
        }
    }

    fn answers_are_changed_until_the_deadline_and_the_trail_keeps_which(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |c| c.questions = asking()).await;
        let mut ming = centre.resident();
        let page = ming.open(&path).await;
        let form = page.form("#register").fill("name", "王小明").fill("email", EMAIL).tick("q.car", "no");
        let people = ming.send(form.press("next")).await;
        let check = ming.send(people.form("#register").tick("members[0].q.veg", "no").press("next")).await;
        let receipt = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        let page = ming.open(&below(&receipt, "/answers")).await;
        let form = page.form("main form").fill("q.car", "yes").fill("q.plate", "XYZ-9");
        let changed = ming.send(form).await;
        changed.must_say("已儲存修改").must_say("XYZ-9");
        let last = trail_of(&centre, &receipt).await.pop().unwrap();
        assert_eq!(last.verb, "answers-changed");
        let after = last.after.unwrap();
        assert!(after.contains("plate") && !after.contains("XYZ"), "{after}");
        let page = ming.open(&below(&receipt, "/answers")).await;
        ming.send(page.form("main form").fill("q.plate", "")).await.must_be(422);
    }

    fn r31_a_change_of_an_approved_registration_asks_for_approval_again(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |c| {
            c.method = Method::Approval;
            c.questions = questions::render(&[Question::new("q1", "備註")]);
        }).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        let id = centre.centre.db.read(|c| store::line::list_line(c, "c", i64::MAX)).await.unwrap();
        assert!(id.is_empty());
        let reference = reference(&receipt).replace('-', "");
        let found = centre.centre.db.read(move |c| store::registration::find_by_reference(c, &reference)).await;
        let id = found.unwrap().unwrap().id;
        let work = Work::Happen { registration_id: id, event: Event::Approve, why: None };
        Desk::of(&centre.centre).unwrap().ask("c", work, Actor::system()).await.unwrap();
        let page = ming.open(&below(&receipt, "/answers")).await;
        page.must_say("重新審核");
        ming.send(page.form("main form").fill("q.q1", "新的")).await.must_say("已收到報名");
        assert_eq!(status(&centre, &receipt).await, Status::Pending);
    }

    fn r31_r40_an_approved_seat_handed_over_is_looked_at_again_and_calendars_follow(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |c| c.method = Method::Approval).await;
        let mut ming = centre.resident();
        let receipt = register(&mut ming, &path, "王小明", EMAIL).await;
        let reference = reference(&receipt).replace('-', "");
        let found = centre.centre.db.read(move |c| store::registration::find_by_reference(c, &reference)).await;
        let id = found.unwrap().unwrap().id;
        let approve = Work::Happen { registration_id: id, event: Event::Approve, why: None };
        let mut sequences = Vec::new();
        for step in 0..3 {
            centre.pass(60);
            if step == 1 {
                let page = ming.open(&below(&receipt, "/seats/1")).await;
                page.must_say("重新審核");
                let page = ming.send(page.form("main form").fill("name", "林替補")).await;
                page.must_be(200).must_say("已收到報名");
                assert_eq!(status(&centre, &receipt).await, Status::Pending);
            } else {
                Desk::of(&centre.centre).unwrap().ask("c", approve.clone(), Actor::system()).await.unwrap();
            }
            centre.settle().await;
            let file = centre.mail_to(EMAIL).await.calendar.unwrap();
            let sequence = file.lines().find_map(|l| l.trim().strip_prefix("SEQUENCE:")).unwrap().to_owned();
            assert_eq!(file.contains("METHOD:CANCEL"), step == 1, "{file}");
            sequences.push(sequence.parse::<i64>().unwrap());
        }
        assert!(sequences[0] < sequences[1] && sequences[1] < sequences[2], "{sequences:?}");
        let findings = centre.centre.db.read(courses::check::ledgers).await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }

    fn r40_the_head_is_told_of_a_seat_handed_over_and_where_the_new_code_is(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register_party(&mut ming, &path, &["王小明", "王大寶"], EMAIL).await;
        for name in ["林替補", "陳替補"] {
            centre.pass(60);
            let page = ming.open(&below(&receipt, "/seats/2")).await;
            ming.send(page.form("main form").fill("name", name)).await.must_be(200);
            centre.settle().await;
            let told = centre.mail_to(EMAIL).await;
            assert!(told.subject.starts_with("名額已轉讓"), "{}", told.subject);
            assert!(told.body.contains(name) && told.body.contains("/progress/"), "{}", told.body);
        }
    }

    fn r40_a_handover_asks_for_the_rules_again_and_closes_before_the_course(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register_party(&mut ming, &path, &["王小明", "王大寶"], EMAIL).await;
        // Meanwhile the course is for children only.
        let rules = courses::rules::entry::Entry { age_to: Some(12), ..Default::default() };
        centre.centre.db.write(move |conn| store::entry::change_entry(conn, "c", &rules)).await.unwrap();
        let seat = below(&receipt, "/seats/2");
        let page = ming.open(&seat).await;
        let form = page.form("main form").fill("name", "王阿公");
        let wrong = ming.send(form.clone().fill("birth_year", "1950")).await;
        wrong.must_be(422).must_say("不能參加這個課程");
        ming.open(&receipt.path).await.must_say("王大寶").must_not_say("王阿公");
        ming.send(form.fill("name", "王小妹").fill("birth_year", "2018")).await.must_be(200).must_say("王小妹");
        // Past the last day to change it is closed, with whom to call.
        centre.pass(12 * 24 * 3600);
        let late = ming.open(&seat).await;
        late.must_be(409).must_say("07-215-3918");
    }

    fn r40_a_seat_is_handed_over_to_a_named_person_and_the_old_code_ends(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let receipt = register_party(&mut ming, &path, &["王小明", "王大寶"], EMAIL).await;
        let before = codes(&centre, &receipt).await;
        let page = ming.open(&below(&receipt, "/seats/2")).await;
        page.must_say("王大寶");
        let taken = ming.send(page.form("main form").fill("name", "王 小明")).await;
        taken.must_be(422).must_say("已報名");
        let after = ming.send(page.form("main form").fill("name", "王小妹")).await;
        after.must_be(200).must_say("名額已轉讓").must_say("王小妹").must_not_say("王大寶");
        let now = codes(&centre, &after).await;
        assert_eq!((now.len(), &now[0]), (2, &before[0]));
        assert_ne!(now[1], before[1]);
        let last = trail_of(&centre, &receipt).await.pop().unwrap();
        assert_eq!(last.verb, "handed-over");
        assert!(last.before.unwrap().contains("王○寶") && last.after.unwrap().contains("王○妹"));
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2)]);
    }

    fn r18_an_offer_is_held_until_a_time_and_taken_by_the_link_alone(centre) using [courses::service()] {
        let path = course(&centre, 1, 5, |_| {}).await;
        let (mut ming, mut hua) = (centre.resident(), centre.resident());
        let first = register(&mut ming, &path, "王小明", EMAIL).await;
        register(&mut hua, &path, "李小華", "hua@test.example").await.must_say("候補第 1 位");
        let page = ming.open(&below(&first, "/cancel")).await;
        ming.send(page.form("main form").press("all")).await;
        centre.settle().await;
        let mail = centre.mail_to("hua@test.example").await;
        assert!(mail.subject.contains("有名額了"), "{}", mail.subject);
        let link = mail.body.split_whitespace().find(|w| w.contains("/offer?")).unwrap();
        let link = link.strip_prefix("http://test.example").unwrap().to_owned();
        let mut phone = centre.resident();
        // Mail programs open links: nothing happens.
        for _ in 0..3 {
            phone.open(&link).await.must_be(200).must_say("民國115年11月24日");
        }
        let page = phone.open(&link).await;
        let done = phone.send(page.form("main form").press("accept")).await;
        done.must_say("名額是您的了").must_say("報名成功");
        phone.open(&link).await.must_say("遞補已結束");
    }

    fn r19_r22_an_offer_is_declined_or_runs_out_and_the_seat_moves_on(centre) using [courses::service()] {
        let path = course(&centre, 1, 5, |_| {}).await;
        let mut visitor = centre.resident();
        let a = register(&mut visitor, &path, "甲", "a@test.example").await;
        let b = register(&mut visitor, &path, "乙", "b@test.example").await;
        let c = register(&mut visitor, &path, "丙", "c@test.example").await;
        let page = visitor.open(&below(&a, "/cancel")).await;
        visitor.send(page.form("main form").press("all")).await;
        let offer = visitor.open(&below(&b, "/offer")).await;
        visitor.send(offer.form("main form").press("decline")).await.must_say("您已放棄遞補");
        assert_eq!(status(&centre, &c).await, Status::Offered);
        // Accepting after declining, or after the time, changes nothing.
        visitor.send(offer.form("main form").press("accept")).await.must_be(409);
        let late = visitor.open(&below(&c, "/offer")).await;
        centre.pass(24 * 3600);
        visitor.send(late.form("main form").press("accept")).await.must_be(409).must_say("遞補已結束");
        centre.pass(courses::rules::draw::GRACE_SECONDS);
        centre.settle().await;
        assert_eq!(status(&centre, &c).await, Status::Expired);
        visitor.open(&path).await.must_say("還有 1 個名額");
    }

    fn r19_the_line_is_left_by_the_link_without_login(centre) using [courses::service()] {
        let path = course(&centre, 1, 5, |_| {}).await;
        let mut visitor = centre.resident();
        register(&mut visitor, &path, "甲", "a@test.example").await;
        let b = register(&mut visitor, &path, "乙", "b@test.example").await;
        let page = visitor.open(&below(&b, "/cancel")).await;
        page.must_say("退出候補");
        visitor.send(page.form("main form").press("all")).await.must_say("已取消");
        assert_eq!(status(&centre, &b).await, Status::Cancelled);
    }

    fn r24_what_is_missing_is_demanded_before_an_offer_is_confirmed(centre) using [courses::service()] {
        let path = course(&centre, 1, 5, |_| {}).await;
        let mut visitor = centre.resident();
        let a = register(&mut visitor, &path, "甲", "a@test.example").await;
        let b = register(&mut visitor, &path, "乙", "b@test.example").await;
        // Meanwhile the form asks for more, and a consent was never given.
        centre.centre.db.write(|conn| {
            let mut course = store::course::find(conn, "c")?.unwrap();
            course.questions = asking();
            store::course::change(conn, &course)?;
            let found = store::line::list_line(conn, "c", i64::MAX)?;
            let now = course.changed_at;
            store::matter::change_answers(conn, &found[0].id, "{}", "", now)
        }).await.unwrap();
        let page = visitor.open(&below(&a, "/cancel")).await;
        visitor.send(page.form("main form").press("all")).await;
        let offer = visitor.open(&below(&b, "/offer")).await;
        offer.must_say("請先補上").must_say("吃素嗎？");
        let refused = visitor.send(offer.form("main form").press("accept")).await;
        refused.must_be(422).must_say("請勾選已閱讀並同意");
        assert_eq!(status(&centre, &b).await, Status::Offered);
        let form = refused.form("main form").tick("q.car", "no").tick("members[0].q.veg", "no");
        visitor.send(form.tick("consent", "yes").press("accept")).await.must_say("報名成功");
    }

    fn r41_i_cannot_come_is_one_press_even_on_the_last_day(centre) using [courses::service()] {
        let path = course(&centre, 1, 5, |_| {}).await;
        let mut visitor = centre.resident();
        let a = register(&mut visitor, &path, "甲", "a@test.example").await;
        let b = register(&mut visitor, &path, "乙", "b@test.example").await;
        centre.pass(13 * 24 * 3600);
        visitor.open(&a.path).await.must_say("我不能來");
        let page = visitor.open(&below(&a, "/absent")).await;
        page.must_be(200).must_say("甲");
        assert_eq!(status(&centre, &a).await, Status::Confirmed);
        visitor.send(page.form("main form")).await.must_say("已取消");
        assert_eq!(status(&centre, &b).await, Status::Offered);
        let last = trail_of(&centre, &a).await.pop().unwrap();
        assert!(last.reason.unwrap().contains("不克出席"));
    }

    /// R06, R18: nothing is taken, and nothing said, of an offer once everybody was told that the course is off.
    fn r06_an_offer_of_a_course_that_was_called_off_is_over(centre) using [courses::service()] {
        let path = course(&centre, 1, 5, |_| {}).await;
        let mut visitor = centre.resident();
        let a = register(&mut visitor, &path, "甲", "a@test.example").await;
        let b = register(&mut visitor, &path, "乙", "b@test.example").await;
        let page = visitor.open(&below(&a, "/cancel")).await;
        visitor.send(page.form("main form").press("all")).await.must_say("已取消");
        let offer = visitor.open(&below(&b, "/offer")).await;
        let accept = offer.form("main form").press("accept");
        let (inner, now) = (centre.centre.clone(), centre.centre.clock.now());
        let write = move |conn: &mut Conn| {
            let act = courses::planning::Act { centre: inner.clone(), actor: Actor::system(), now };
            let why = courses::planning::course::Why { reason: "颱風".into(), ..Default::default() };
            courses::planning::course::cancel(conn, &act, "c", &why)
        };
        centre.centre.db.write(write).await.unwrap().unwrap();
        visitor.send(accept).await.must_be(409);
        let id = found(&centre, &b).await;
        for event in [Event::Accept, Event::Seat] {
            let work = Work::Happen { registration_id: id.clone(), event, why: Some("補位".into()) };
            let answer = Desk::of(&centre.centre).unwrap().ask("c", work, Actor::system()).await.unwrap();
            assert_eq!(answer, Answer::Refused(Refusal::NotOffered));
        }
        centre.pass(24 * 3600 + courses::rules::draw::GRACE_SECONDS);
        centre.settle().await;
        assert_eq!(status(&centre, &b).await, Status::Expired);
        let told: Vec<String> = centre.mails().await.into_iter().filter(|m| m.to == "b@test.example").map(|m| m.subject).collect();
        assert!(told.last().unwrap().contains("停辦") || told.last().unwrap().contains("取消"), "{told:?}");
        assert!(!told.iter().any(|s| s.contains("逾期") || s.contains("成功")), "{told:?}");
    }
}
