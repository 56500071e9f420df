//! The form: a party registers, before the opening, after the close, when it is full, with mistakes.

use courses::model::{CourseStatus, Status};
use testing::both_engines;

use super::*;

const EMAIL: &str = "ming@test.example";

both_engines! {
    fn r26_a_party_is_registered_in_three_pages_each_with_own_answers_and_code(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |c| c.questions = asking()).await;
        let mut ming = centre.resident();
        let page = ming.open(&path).await;
        page.must_say("親子共讀工作坊").must_say("還有 10 個名額");
        assert_eq!(page.attribute("#f-phone", "autocomplete").as_deref(), Some("tel"));
        assert_eq!(page.attribute("#f-phone", "type").as_deref(), Some("tel"));
        let form = page.form("#register").fill("name", "王小明").fill("email", EMAIL).fill("district", "64000060");
        let people = ming.send(form.tick("q.car", "yes").fill("q.plate", "ABC-1234").press("next")).await;
        let people = ming.send(people.form("#register").press("add")).await;
        let form = people.form("#register")
            .fill("members[0].birth_year", "78").fill("members[0].sex", "male").tick("members[0].q.veg", "no")
            .fill("members[1].name", "王大寶").fill("members[1].birth_year", "2019")
            .tick("members[1].q.veg", "yes").tick("members[1].q.which", "vegan");
        let check = ming.send(form.press("next")).await;
        check.must_be(200).must_say("ABC-1234").must_say("王大寶").must_say("全素").must_say("1989（民國 78 年）");
        let receipt = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_be(200).must_say("報名成功").must_say("王小明").must_say("王大寶");
        assert_eq!(receipt.all("figure.qr figcaption").len(), 2);
        assert!(receipt.path.starts_with("/progress/") && !receipt.path.contains("ming"), "{}", receipt.path);
        let reference = reference(&receipt).replace('-', "");
        let seats = centre.centre.db.read(move |conn| {
            let found = store::registration::find_by_reference(conn, &reference)?.unwrap();
            store::registration::list_seats(conn, &found.id)
        }).await.unwrap();
        assert_eq!((seats[0].birth_year, seats[1].birth_year), (Some(1989), Some(2019)));
        assert_eq!((seats[0].sex.as_str(), seats[1].sex.as_str()), ("male", "unknown"));
        let drawn = |nth: usize| receipt.attribute(&format!("ul.cards li:nth-of-type({nth}) figure.qr path"), "d").unwrap();
        assert_ne!(drawn(1), drawn(2), "each has a code of its own");
        assert!(seats.iter().all(|s| s.district == "64000060"));
    }

    /// Enter presses the first button of a form, wherever it stands: it goes on, and switches no language.
    fn r26_enter_goes_on_and_switches_no_language(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |_| {}).await;
        let mut ming = centre.resident();
        let page = ming.open(&path).await;
        let first = |page: &Page| page.attribute("button[form=register], #register button", "name").unwrap();
        assert_eq!(first(&page), "next");
        let form = page.form("#register").fill("name", "王小明").fill("email", EMAIL);
        let people = ming.send(form.press("next")).await;
        assert_eq!(first(&people), "next");
        let check = ming.send(people.form("#register").press("next")).await;
        assert_eq!(first(&check), "send");
    }

    fn r35_a_hidden_question_is_neither_required_nor_stored(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |c| c.questions = asking()).await;
        let mut ming = centre.resident();
        let page = ming.open(&path).await;
        let form = page.form("#register").fill("name", "王小明").fill("email", EMAIL);
        // Nothing chosen: the question is missed, the one below it is not.
        let wrong = ming.send(form.clone().press("next")).await;
        wrong.must_be(422);
        assert_eq!(wrong.all(".error-summary a").len(), 1);
        // What hangs on "yes" is not kept with "no", whatever was typed.
        let people = ming.send(form.tick("q.car", "no").fill("q.plate", "ABC-1234").press("next")).await;
        let form = people.form("#register").tick("members[0].q.veg", "no").tick("members[0].q.which", "vegan");
        let check = ming.send(form.press("next")).await;
        check.must_say("確認並送出").must_not_say("ABC-1234").must_not_say("全素");
        let receipt = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_say("報名成功").must_not_say("ABC-1234").must_not_say("全素");
    }

    fn r34_no_button_drops_a_companion_silently(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |_| {}).await;
        let mut ming = centre.resident();
        let people = contact(&mut ming, &path, "王小明", EMAIL).await;
        let people = ming.send(people.form("#register").press("add")).await;
        let form = people.form("#register").fill("members[1].name", "王大寶");
        let three = ming.send(form.press("add")).await;
        assert_eq!(three.form("#register").value("members[1].name"), Some("王大寶"));
        // Back and forth keeps everybody, even with a name still missing.
        let back = ming.send(three.form("#register").press("to")).await;
        let again = ming.send(back.form("#register").press("next")).await;
        assert_eq!(again.form("#register").value("members[1].name"), Some("王大寶"));
        // Who is taken off is named and can be put back. The second "remove" button is the second person's.
        let form = again.form("#register").smuggle("remove", "1");
        let off = ming.send(form).await;
        off.must_say("已將王大寶從名單移除");
        assert_eq!(off.form("#register").value("members[1].name"), Some(""));
        let put_back = ming.send(off.form("#register").press("put-back")).await;
        assert_eq!(put_back.form("#register").value("members[2].name"), Some("王大寶"));
        let wrong = ming.send(put_back.form("#register").press("next")).await;
        wrong.must_be(422).must_say("請填寫姓名");
        assert_eq!(wrong.form("#register").value("members[2].name"), Some("王大寶"));
        // Enter presses the first button of the form: the one that goes on.
        assert_eq!(wrong.attribute("button[form=register], #register button", "name").as_deref(), Some("next"));
    }

    fn mistakes_stand_beside_their_fields_with_what_was_typed(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |_| {}).await;
        let mut ming = centre.resident();
        let page = ming.open(&path).await;
        let wrong = ming.send(page.form("#register").press("next")).await;
        wrong.must_be(422).must_say("請填電話或電子郵件");
        let form = wrong.form("#register").fill("name", "王小明").fill("phone", "12").fill("email", "ming@");
        let wrong = ming.send(form.press("next")).await;
        wrong.must_be(422);
        assert_eq!(wrong.all("p.error").len(), 2);
        assert_eq!(wrong.form("#register").value("phone"), Some("12"));
        let people = ming.send(wrong.form("#register").fill("phone", "").fill("email", EMAIL).press("next")).await;
        let form = people.form("#register").fill("members[0].birth_year", "3000");
        ming.send(form.press("next")).await.must_be(422).must_say("請填年份");
        let twice = ming.send(people.form("#register").press("add")).await;
        let form = twice.form("#register").fill("members[1].name", "王小明");
        ming.send(form.press("next")).await.must_be(422).must_say("這個人重複了");
        let check = ming.send(people.form("#register").press("next")).await;
        ming.send(check.form("#register").press("send")).await.must_be(422).must_say("請勾選已閱讀並同意");
    }

    fn d1_the_notice_is_shown_with_its_version_and_the_version_is_kept(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |_| {}).await;
        let mut ming = centre.resident();
        let people = contact(&mut ming, &path, "王小明", EMAIL).await;
        let check = ming.send(people.form("#register").press("next")).await;
        check.must_say("個人資料保護法第 8 條").must_say("告知事項第 1 版");
        let receipt = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_say("告知事項第 1 版");
        let reference = reference(&receipt).replace('-', "");
        let kept = centre.centre.db.read(move |c| store::registration::find_by_reference(c, &reference)).await;
        assert_eq!(kept.unwrap().unwrap().notice_version, "1");
    }

    fn r10_the_form_is_filled_before_the_opening_and_refused_until_the_second_it_opens(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        let path = course(&centre, 10, 10, |c| c.opens_at = now.plus_seconds(60)).await;
        let mut ming = centre.resident();
        ming.open(&path).await.must_be(200).must_say("開放");
        let people = contact(&mut ming, &path, "王小明", EMAIL).await;
        let check = ming.send(people.form("#register").press("next")).await;
        assert_eq!(check.attribute(".countdown", "data-form").as_deref(), Some("register"));
        centre.pass(59);
        let early = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        early.must_be(409).must_say("還沒開放報名").must_say("王小明");
        centre.pass(1);
        // One press sends what is still there, the consent included.
        ming.send(early.form("#register").press("send")).await.must_be(200).must_say("報名成功");
    }

    /// R09: the other language is the same page of the form, with all that was typed, without script too.
    fn r09_the_switch_of_language_keeps_a_half_filled_form(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        let people = contact(&mut ming, &path, "王小明", "ming@test.example").await;
        let people = ming.send(people.form("#register").press("add")).await;
        let switch = ".tools button[form=register][formnovalidate]";
        let to = people.attribute(switch, "formaction").unwrap();
        assert_eq!(to, format!("/en{path}"));
        let again = people.attribute(switch, "value").unwrap();
        let typed = people.form("#register").fill("members[1].name", "李小華").smuggle("to", &again).sent_to(&to);
        let english = ming.send(typed).await;
        english.must_be(200).must_say("Who comes");
        let form = english.form("#register");
        assert_eq!((form.value("members[0].name"), form.value("members[1].name")), (Some("王小明"), Some("李小華")));
        assert_eq!((form.value("phone"), form.value("email")), (Some("0912-345-678"), Some("ming@test.example")));
        assert_eq!(english.attribute(switch, "formaction").as_deref(), Some(path.as_str()));
    }

    fn r08_r09_a_form_left_open_past_the_close_cannot_confirm_and_keeps_what_was_typed(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |_| {}).await;
        let mut ming = centre.resident();
        let people = contact(&mut ming, &path, "王小明", EMAIL).await;
        let check = ming.send(people.form("#register").press("next")).await;
        centre.pass(13 * 24 * 3600);
        let closed = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        closed.must_be(409).must_say("報名已截止").must_say("王小明").must_say(EMAIL);
        ming.open(&path).await.must_be(200).must_say("報名已截止");
        let places = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert!(places.is_empty());
        // Staff open it once more: the same press works.
        let later = centre.centre.clock.now().plus_seconds(3600);
        centre.centre.db.write(move |conn| {
            let mut course = store::course::find(conn, "c")?.unwrap();
            course.closes_at = later;
            store::course::change(conn, &course)
        }).await.unwrap();
        ming.send(closed.form("main form").press("send")).await.must_say("報名成功");
    }

    fn r02_a_double_click_gives_one_registration_and_the_same_receipt(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |_| {}).await;
        let mut ming = centre.resident();
        let people = contact(&mut ming, &path, "王小明", EMAIL).await;
        let check = ming.send(people.form("#register").press("next")).await;
        let form = check.form("#register").tick("consent", "yes").press("send");
        let (first, second) = (ming.send(form.clone()).await, ming.send(form).await);
        assert_eq!(first.path, second.path);
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 1)]);
    }

    fn r36_a_question_of_the_party_is_asked_once_and_one_of_a_person_of_each(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |c| c.questions = asking()).await;
        let mut ming = centre.resident();
        let page = ming.open(&path).await;
        page.must_say("開車來嗎？").must_not_say("吃素嗎？");
        let form = page.form("#register").fill("name", "王小明").fill("email", EMAIL).tick("q.car", "no");
        let people = ming.send(form.press("next")).await;
        let people = ming.send(people.form("#register").press("add")).await;
        people.must_not_say("開車來嗎？");
        let form = people.form("#register").fill("members[1].name", "王大寶").tick("members[0].q.veg", "no")
            .tick("members[1].q.veg", "yes").tick("members[1].q.which", "vegan");
        let check = ming.send(form.press("next")).await;
        let receipt = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        let of = reference(receipt.must_be(200)).replace('-', "");
        let (kept, seats) = centre.centre.db.read(move |conn| {
            let kept = store::registration::find_by_reference(conn, &of)?.unwrap();
            Ok((kept.answers.clone(), store::registration::list_seats(conn, &kept.id)?))
        }).await.unwrap();
        let kept = questions::Answers::parse(&kept);
        assert_eq!((kept.text("car"), kept.text("veg")), ("no", ""));
        let of: Vec<_> = seats.iter().map(|s| questions::Answers::parse(&s.answers)).collect();
        let told: Vec<_> = of.iter().map(|a| (a.text("veg"), a.text("which"), a.text("car"))).collect();
        assert_eq!(told, [("no", "", ""), ("yes", "vegan", "")]);
    }

    /// R34: the form is sent, somebody goes back, brings another child and sends: neither is lost.
    fn r02_r34_a_form_sent_again_with_somebody_else_is_said_and_not_dropped(centre) using [courses::service()] {
        let path = course(&centre, 10, 10, |_| {}).await;
        let mut ming = centre.resident();
        let people = contact(&mut ming, &path, "王小明", EMAIL).await;
        let check = ming.send(people.form("#register").press("next")).await;
        let first = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        first.must_be(200).must_say("報名成功");
        let back = ming.send(check.form("#register").press("to")).await;
        let people = ming.send(back.form("#register").fill("email", "new@test.example").press("next")).await;
        let form = people.form("#register").fill("members[0].name", "王大寶").press("next");
        let check = ming.send(form).await;
        let said = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        said.must_be(409).must_say("剛才已經送出過").must_say("王大寶");
        let second = ming.send(said.form("#register").press("send")).await;
        second.must_be(200).must_say("報名成功").must_say("王大寶");
        assert_ne!(first.path, second.path);
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2)]);
    }

    fn r16_a_party_waits_in_line_with_its_own_place(centre) using [courses::service()] {
        let path = course(&centre, 1, 3, |_| {}).await;
        let mut visitor = centre.resident();
        register(&mut visitor, &path, "甲", "a@test.example").await.must_say("報名成功");
        visitor.open(&path).await.must_say("名額已滿");
        register(&mut visitor, &path, "乙", "b@test.example").await.must_say("候補第 1 位");
        let party = register_party(&mut visitor, &path, &["丙", "丁"], "c@test.example").await;
        party.must_say("候補第 2 位").must_say("丁");
        assert!(party.all("figure.qr").is_empty(), "no code for the door before there is a seat");
    }

    fn a_full_course_shows_the_way_out(centre) using [courses::service()] {
        let path = course(&centre, 1, 0, |_| {}).await;
        let (mut ming, mut hua) = (centre.resident(), centre.resident());
        let people = contact(&mut hua, &path, "李小華", "hua@test.example").await;
        register(&mut ming, &path, "王小明", EMAIL).await.must_say("報名成功");
        let full = send(&mut hua, people).await;
        full.must_be(409).must_say("名額與候補都滿了").must_say("李小華");
        assert!(full.link("還有名額").starts_with("/courses"));
        hua.open(&path).await.must_say("名額與候補都滿了");
    }

    fn r21_the_same_person_is_not_taken_twice(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        register(&mut ming, &path, "王小明", EMAIL).await.must_say("報名成功");
        let people = contact(&mut ming, &path, "王 小明", EMAIL).await;
        let wrong = ming.send(people.form("#register").press("next")).await;
        wrong.must_be(422).must_say("這個人已經報名這個課程了");
        register(&mut ming, &path, "王大寶", EMAIL).await.must_say("報名成功");
    }

    fn ten_thousand_members_are_refused(centre) using [courses::service()] {
        let path = course(&centre, 20_000, 0, |_| {}).await;
        let mut visitor = centre.resident();
        let people = contact(&mut visitor, &path, "王小明", EMAIL).await;
        let mut form = people.form("#register").smuggle("consent", "yes").smuggle("send", "yes");
        for place in 1..10_000 {
            form = form.smuggle(&format!("members[{place}].name"), &format!("P{place}"));
        }
        let refused = visitor.send(form).await;
        refused.must_be(422).must_say("一次最多報名 6 人");
        assert_eq!(refused.all("fieldset.group").len(), 6);
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert!(counts.is_empty());
    }

    fn script_and_sql_in_every_field_are_shown_harmless_and_over_long_names_refused(centre) using [courses::service()] {
        let nasty = "<script>alert(1)</script>'; drop table courses_seat; --";
        let path = course(&centre, 10, 0, |c| {
            c.questions = questions::render(&[Question::new("q1", "備註")]);
        }).await;
        let mut visitor = centre.resident();
        let page = visitor.open(&path).await;
        let form = page.form("#register").fill("name", nasty).fill("email", EMAIL).fill("q.q1", nasty);
        let people = visitor.send(form.press("next")).await;
        let check = visitor.send(people.form("#register").press("next")).await;
        check.must_say(nasty);
        let receipt = visitor.send(check.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_say("報名成功").must_say(nasty);
        for page in [&people, &check, &receipt] {
            assert!(!page.source.contains("<script>alert"), "{}", page.path);
        }
        let form = page.form("#register").fill("name", &"長".repeat(61)).fill("email", EMAIL).press("next");
        visitor.send(form).await.must_be(422).must_say("60");
        let broken = axum::extract::Request::builder().method("POST").uri(&path).header("host", "test.example")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from("name=%ff%fe&at=contact")).unwrap();
        assert_eq!(visitor.raw(broken).await.status(), 400);
    }

    fn a_course_that_was_called_off_or_is_not_announced_takes_nobody(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |c| c.status = CourseStatus::Cancelled).await;
        let mut visitor = centre.resident();
        visitor.open(&path).await.must_say("課程已取消");
        visitor.open("/courses/no-such/register").await.must_be(404);
    }

    fn r30_a_secret_course_is_registered_for_by_its_link_alone(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |c| c.secret = Some("hush".into())).await;
        let mut visitor = centre.resident();
        visitor.open(&path).await.must_be(404);
        register(&mut visitor, &format!("{path}?secret=hush"), "王小明", EMAIL).await.must_say("報名成功");
    }

    fn r31_with_approval_the_registration_awaits_it(centre) using [courses::service()] {
        let path = course(&centre, 1, 0, |c| c.method = courses::model::Method::Approval).await;
        let mut visitor = centre.resident();
        visitor.open(&path).await.must_say("審核");
        register(&mut visitor, &path, "甲", "a@test.example").await.must_say("已收到報名");
        register(&mut visitor, &path, "乙", "b@test.example").await.must_say("已收到報名");
    }

    fn every_page_of_the_form_speaks_english(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut visitor = centre.resident();
        let people = contact(&mut visitor, &format!("/en{path}"), "Anna Smith", EMAIL).await;
        people.must_say("Who comes?");
        let check = visitor.send(people.form("#register").press("next")).await;
        check.must_say("Check and send");
        let receipt = visitor.send(check.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_say("You have your places").must_say("Reading together");
        assert!(receipt.path.starts_with("/en/progress/"));
        centre.settle().await;
        assert!(centre.mail_to(EMAIL).await.subject.starts_with("You have your places"));
    }
}
