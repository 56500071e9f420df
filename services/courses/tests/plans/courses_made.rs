//! Staff plan courses: made, changed, announced, copied, called off.

use crate::desk_of::{self, add, course, jobs, register};
use courses::desk::Work;
use courses::model::{CourseStatus, Event, Status};
use courses::planning::COURSE;
use courses::{questions, store};
use foundation::sql;
use foundation::trail::{self, Actor, Entry};
use testing::{Filled, Fresh, Page, Role, Visitor, both_engines};

/// The form of a new course with everything that must be there.
pub fn filled(page: &Page) -> Filled {
    let form = page.must_be(200).form("form#course");
    [
        ("title", "親子共讀工作坊"),
        ("title_en", "Reading together"),
        ("summary", "和孩子一起讀繪本"),
        ("category", "parenting"),
        ("teaching", "workshop"),
        ("audience", "parent-and-child"),
        ("district", "64000070"),
        ("place", "三樓教室"),
        ("contact_phone", "07-215-3918"),
        ("starts_at", "2026-12-19T09:00"),
        ("ends_at", "2026-12-19T12:00"),
        ("weeks", "2"),
        ("opens_at", "2026-11-23T09:00"),
        ("closes_at", "2026-12-15T17:00"),
        ("capacity", "10"),
    ]
    .into_iter()
    .fold(form, |form, (name, value)| form.fill(name, value))
}

/// Makes a course through the form; answers its address.
async fn make(staff: &mut Visitor) -> String {
    let form = filled(&staff.open("/office/courses/new").await);
    let page = staff.send(form).await;
    page.must_be(200).must_say("課程已建立").must_say("第 2 場");
    page.path.split('?').next().unwrap().to_owned()
}

fn id(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

async fn publish(staff: &mut Visitor, address: &str) -> Page {
    let form = staff.open(address).await.form("form#publish").press("public");
    staff.send(form).await
}

both_engines! {
    fn r1_a_course_is_made_announced_seen_and_taken_back(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let address = make(&mut staff).await;
        let made = course(&centre, id(&address)).await;
        assert_eq!((made.slug.as_str(), made.status), ("reading-together-20261219", CourseStatus::Draft));
        assert_eq!(made.ends_at.field(), "2026-12-26T12:00");
        let mut resident = centre.resident();
        let public = format!("/courses/{}", made.slug);
        resident.open(&public).await.must_be(404);
        publish(&mut staff, &address).await.must_say("已公告");
        resident.open(&public).await.must_be(200).must_say("親子共讀工作坊");
        resident.open("/courses").await.must_say("親子共讀工作坊");
        let form = staff.open(&address).await.form("form#unpublish").press("public");
        staff.send(form).await.must_say("已收回成草稿");
        resident.open(&public).await.must_be(404);
        assert_eq!(desk_of::trail(&centre, id(&address)).await, ["created", "published", "unpublished"]);
        publish(&mut staff, &address).await;
        register(&centre, id(&address), "a", 2).await;
        let form = staff.open(&address).await.form("form#unpublish").press("public");
        staff.send(form).await.must_be(422).must_say("已經有人報名");
    }

    fn r59_the_history_of_a_course_tells_who_changed_what_from_what_to_what(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let address = make(&mut staff).await;
        publish(&mut staff, &address).await;
        let edit = staff.open(&format!("{address}/edit")).await;
        staff.send(edit.form("form#course").fill("capacity", "12").fill("closes_at", "2026-12-14T09:30")).await.must_be(200);
        register(&centre, id(&address), "zhang", 1).await;
        staff.open(&address).await.must_say("異動紀錄");
        let history = format!("{address}/history");
        let page = staff.open(&history).await;
        let rows = page.must_be(200).all("tbody tr");
        assert_eq!(rows.len(), 3);
        for said in ["王小明", "修改", "名額： 10", "名額： 12", "截止報名： 115/12/15", "截止報名： 115/12/14", "09:30"] {
            assert!(rows[0].contains(said), "{said} in {}", rows[0]);
        }
        assert!(rows[1].contains("公告") && rows[1].contains("草稿") && rows[2].contains("建立"), "{rows:?}");
        // It tells nothing of who registered.
        page.must_not_say("zhang");
        // A list taken out is told to the section in charge alone; the rest to whoever sees the course.
        let course_id = id(&address).to_owned();
        let now = centre.centre.clock.now();
        let ids = [centre.centre.chance.id(now)];
        let entry = move |conn: &mut foundation::db::Conn| {
            let after = Some("{\"file\":\"list.csv\",\"rows\":7}".to_owned());
            let row = Entry { after, ..Entry::new(COURSE, &course_id, "exported") };
            trail::add(conn, &ids, now, &Actor::system(), &[row])
        };
        centre.centre.db.write(entry).await.unwrap();
        staff.open(&history).await.must_say("匯出名單").must_say("list.csv");
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        other.open(&history).await.must_be(200).must_say("公告").must_not_say("list.csv");
        centre.staff(&[Role::Volunteer]).await.open(&history).await.must_be(404);
        centre.resident().open(&history).await.must_not_say("公告");
    }

    fn r59_a_long_history_is_paged_newest_first(centre) using [courses::service()] {
        add(&centre, "c", 10, |_| {}).await;
        let now = centre.centre.clock.now();
        let ids: Vec<_> = (0..51).map(|_| centre.centre.chance.id(now)).collect();
        let rows = move |conn: &mut foundation::db::Conn| {
            let after = |n: usize| Some(format!("{{\"capacity\":\"{n}\"}}"));
            let rows: Vec<_> = (0..51).map(|n| Entry { after: after(n), ..Entry::new(COURSE, "c", "changed") }).collect();
            trail::add(conn, &ids, now, &Actor::system(), &rows)
        };
        centre.centre.db.write(rows).await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let first = staff.open("/office/courses/c/history").await;
        let shown = first.all("tbody tr");
        assert!(shown.len() == 50 && shown[0].contains("名額： 50") && shown[49].contains("名額： 1"), "{shown:?}");
        let second = staff.open(&first.attribute("a[rel=next]", "href").unwrap()).await.all("tbody tr");
        assert!(second.len() == 1 && second[0].contains("名額： 0"), "{second:?}");
    }

    fn what_staff_type_into_any_field_of_a_course_is_only_text(centre) using [courses::service()] {
        const NASTY: &str = "</p><script>alert(1)</script>'); drop table x;--";
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let address = make(&mut staff).await;
        let edit = staff.open(&format!("{address}/edit")).await;
        let texts = [
            "title", "title_en", "summary", "summary_en", "description", "description_en", "place", "place_en",
            "address", "address_en", "requirements", "requirements_en", "directions", "directions_en",
            "access_note", "access_note_en", "childcare_note", "childcare_note_en", "language_note",
            "language_note_en", "contact_name", "fee_note", "fee_note_en",
        ];
        let form = texts.iter().fold(edit.form("form#course"), |form, name| form.fill(name, NASTY));
        staff.send(form).await.must_be(200);
        publish(&mut staff, &address).await.must_say("已公告");
        let slug = course(&centre, id(&address)).await.slug;
        let mut resident = centre.resident();
        for path in [format!("/courses/{slug}"), format!("/en/courses/{slug}"), "/courses".into(), "/signage".into()] {
            let page = resident.open(&path).await;
            page.must_be(200).must_say("drop table x");
            assert!(!page.source.contains("<script>alert"), "{path}");
        }
        for path in [address.clone(), format!("{address}/history"), "/office/courses".into(), "/office".into()] {
            let page = staff.open(&path).await;
            assert!(page.status.is_success() && !page.source.contains("<script>alert"), "{path}");
        }
    }

    fn r1_mistakes_stand_beside_their_fields_and_what_was_typed_stays(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let form = filled(&staff.open("/office/courses/new").await)
            .fill("title", "")
            .fill("contact_phone", "12")
            .fill("place", "<script>alert(1)</script>")
            .fill("closes_at", "2026-11-01T09:00");
        let page = staff.send(form).await;
        page.must_be(422).must_say("有些地方需要修正");
        assert_eq!(page.all("#f-title-error").len() + page.all("#f-contact_phone-error").len(), 2);
        let again = page.form("form#course");
        assert_eq!((again.value("place"), again.value("contact_phone")), (Some("<script>alert(1)</script>"), Some("12")));
        assert!(!page.source.contains("<script>alert"));
        let form = again.fill("title", "好課").fill("contact_phone", "07-2153918");
        let page = staff.send(form).await;
        page.must_be(422).must_say("截止時間要在開放時間之後");
    }

    fn r1_of_two_editors_the_second_is_told_and_keeps_what_was_typed(centre) using [courses::service()] {
        let mut one = centre.staff(&[Role::Promotion]).await;
        let mut other = centre.staff(&[Role::Promotion]).await;
        let address = make(&mut one).await;
        let edit = format!("{address}/edit");
        let (first, second) = (one.open(&edit).await.form("form#course"), other.open(&edit).await.form("form#course"));
        one.send(first.fill("place", "五樓禮堂")).await.must_be(200).must_say("已儲存");
        let page = other.send(second.fill("title", "繪本之夜")).await;
        page.must_be(409).must_say("有人剛剛改了這門課").must_say("五樓禮堂");
        let mine = page.form("form#course");
        assert_eq!((mine.value("title"), mine.value("place")), (Some("繪本之夜"), Some("三樓教室")));
        assert_eq!(course(&centre, id(&address)).await.title, "親子共讀工作坊");
        other.send(mine.fill("place", "五樓禮堂")).await.must_be(200).must_say("已儲存");
        let kept = course(&centre, id(&address)).await;
        assert_eq!((kept.title.as_str(), kept.place.as_str()), ("繪本之夜", "五樓禮堂"));
        let rows = desk_of::trail_rows(&centre, id(&address)).await;
        let last = rows.last().unwrap();
        assert_eq!(last.before.as_deref(), Some(r#"{"title":"親子共讀工作坊"}"#));
        assert_eq!(last.after.as_deref(), Some(r#"{"title":"繪本之夜"}"#));
    }

    fn r17_a_larger_room_is_offered_to_the_line_at_once_and_a_smaller_one_warns(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 1, |_| {}).await;
        let a = register(&centre, "c", "a", 1).await;
        let b = register(&centre, "c", "b", 2).await;
        assert_eq!((a.status, b.status), (Status::Confirmed, Status::Waitlisted));
        let form = staff.open("/office/courses/c/edit").await.form("form#course").fill("capacity", "6");
        staff.send(form).await.must_be(200);
        assert_eq!(desk_of::status(&centre, &b.id).await, Status::Offered);
        let form = staff.open("/office/courses/c/edit").await.form("form#course").fill("capacity", "2").fill("party_max", "2");
        let page = staff.send(form).await;
        page.must_be(200).must_say("目前錄取人數多於新的名額").must_say("錄取人數比名額多 1 人");
        assert_eq!(desk_of::status(&centre, &b.id).await, Status::Offered);
    }

    fn r04_seats_kept_back_leave_the_public_stock_and_fall_back_by_themselves(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 4, |_| {}).await;
        let page = staff.open("/office/courses/c/set-asides").await;
        let form = page.form("form#set-aside").fill("label", "新住民家庭").fill("seats", "5").fill("until_at", "2026-11-24T10:00");
        let page = staff.send(form).await;
        page.must_be(422).must_say("目前只剩 4 個名額可以保留");
        let form = page.form("form#set-aside").fill("seats", "3").fill("label_en", "new immigrant families");
        staff.send(form).await.must_be(200).must_say("已保留名額");
        let english = centre.resident().open("/en/courses/course-c").await;
        english.must_say("new immigrant families").must_not_say("新住民家庭");
        let a = register(&centre, "c", "a", 1).await;
        let b = register(&centre, "c", "b", 2).await;
        assert_eq!((a.status, b.status), (Status::Confirmed, Status::Waitlisted));
        centre.pass(24 * 3600 + 1);
        centre.settle().await;
        assert_eq!(desk_of::status(&centre, &b.id).await, Status::Offered);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open("/office/courses/c/set-asides").await.must_say("已開放");
        let form = staff.open("/office/courses/c/set-asides").await.form("form#set-aside");
        let form = form.fill("label", "x").fill("seats", "1").fill("until_at", "2026-11-24T11:00");
        let page = staff.send(form).await;
        let released = page.form("form[action$=set-asides]").press("release");
        staff.send(released).await.must_say("未使用的保留名額已開放");
    }

    fn r06_below_its_minimum_a_course_is_flagged_on_its_day_and_called_off_with_one_click(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let minimum = |c: &mut courses::model::Course| {
            c.minimum = 3;
            c.minimum_on = Some("2026-11-24".parse().unwrap());
            c.category = "parenting".into();
        };
        add(&centre, "c", 10, minimum).await;
        add(&centre, "next", 10, |c| { c.title = "下一梯".into(); c.starts_at = c.starts_at.plus_seconds(86_400 * 30); c.ends_at = c.ends_at.plus_seconds(86_400 * 30); }).await;
        register(&centre, "c", "a", 1).await;
        let english = courses::desk::NewParty { language: "en".into(), ..courses::sample::party("e", 1) };
        let desk = courses::desk::Desk::of(&centre.centre).unwrap();
        desk.ask("c", Work::Register(std::sync::Arc::new(english)), Actor::resident(None)).await.unwrap();
        staff.open("/office").await.must_not_say("未達最低人數");
        centre.pass(24 * 3600);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open("/office").await.must_say("未達最低人數");
        let page = staff.open("/office/courses/c").await;
        page.must_say("目前錄取 2 人，最低 3 人");
        let link = page.link("停開並通知所有人");
        let form = staff.open(&link).await.form("form#cancellation").fill("next", "next");
        assert_eq!(form.value("reason"), Some("報名人數未達開課標準"));
        staff.send(form).await.must_say("正在逐一通知").must_say("下一梯");
        assert_eq!(course(&centre, "c").await.status, CourseStatus::Cancelled);
        register_is_told(&centre, "cancelled-course:").await;
        let told = centre.mail_to("a@test.example").await;
        assert!(told.body.contains("報名人數未達開課標準") && told.body.contains("/courses/course-next"), "{}", told.body);
        let told = centre.mail_to("e@test.example").await;
        for said in ["Reason: Too few people registered", "You are welcome in “Reading together”", "/en/courses/course-next"] {
            assert!(told.body.contains(said), "{said} in {}", told.body);
        }
        assert!(!told.body.contains("歡迎改報"), "{}", told.body);
        let english = centre.resident().open("/en/courses/course-c").await;
        english.must_say("Too few people registered").must_not_say("報名人數未達開課標準");
        let public = centre.resident().open("/courses/course-c").await;
        public.must_be(200).must_say("報名人數未達開課標準").must_say("/courses/course-next");
        staff.open("/office").await.must_not_say("未達最低人數");
        staff.open("/office/courses/c/cancellation").await.must_be(200);
    }

    fn r30_a_secret_link_is_made_renewed_and_removed(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 10, |_| {}).await;
        let mut resident = centre.resident();
        resident.open("/courses").await.must_say("親子共讀工作坊");
        let press = |page: Page, which: usize| {
            let form = page.form("form#secret");
            if which == 0 { form.press("secret") } else { form.smuggle("secret", "none") }
        };
        let form = press(staff.open("/office/courses/c").await, 0);
        staff.send(form).await.must_say("新的不公開連結已產生");
        let old = course(&centre, "c").await.secret.unwrap();
        resident.open("/courses").await.must_not_say("親子共讀工作坊");
        resident.open("/courses/course-c").await.must_be(404);
        resident.open(&format!("/courses/course-c?secret={old}")).await.must_be(200);
        let form = press(staff.open("/office/courses/c").await, 0);
        staff.send(form).await;
        resident.open(&format!("/courses/course-c?secret={old}")).await.must_be(404);
        let form = press(staff.open("/office/courses/c").await, 1);
        staff.send(form).await.must_say("已取消不公開連結");
        resident.open("/courses/course-c").await.must_be(200);
        assert_eq!(desk_of::trail(&centre, "c").await, ["secret-made", "secret-rotated", "secret-removed"]);
    }

    fn r31_a_course_is_switched_to_approval_and_the_board_shows_who_waits(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 10, |_| {}).await;
        let form = staff.open("/office/courses/c/edit").await.form("form#course").fill("method", "approval");
        staff.send(form).await.must_be(200);
        assert_eq!(register(&centre, "c", "a", 2).await.status, Status::Pending);
        staff.open("/office").await.must_say("等待審核");
        staff.open("/office/courses/c").await.must_say("有 2 人等待審核");
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        other.open("/office").await.must_not_say("等待審核");
    }

    fn r35_r36_r37_the_form_is_put_together_without_script(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 10, |_| {}).await;
        let builder = "/office/courses/c/questions";
        let form = staff.open(builder).await.form("form#question");
        let form = form.fill("label", "吃素嗎？").fill("kind", "yes-no").fill("whose", "person").press("put");
        staff.send(form).await.must_be(200).must_say("吃素嗎？");
        let form = staff.open(builder).await.form("form#question");
        let form = form.fill("label", "哪一種？").fill("kind", "one").fill("whose", "person").fill("choices", "蛋奶素").press("put");
        let page = staff.send(form).await;
        page.must_be(422).must_say("請至少給兩個不同的選項");
        let q1 = questions::parse(&course(&centre, "c").await.questions)[0].id.clone();
        let form = page.form("form#question").fill("choices", "蛋奶素 / Ovo-lacto\n全素").fill("shown_when", &format!("{q1}=yes"));
        let form = form.fill("keep", "days").fill("keep_days", "30").press("put");
        staff.send(form).await.must_be(200).must_say("吃素嗎？ = 是").must_say("課程結束後 30 天");
        let kept = questions::parse(&course(&centre, "c").await.questions);
        assert_eq!(kept[1].choices[0].label_en, "Ovo-lacto");
        assert_eq!(kept[1].shown_when.as_ref().unwrap().question, q1);
        assert_eq!(kept[1].keep, Some(questions::Keep::DaysAfter(30)));
        let up = staff.open(builder).await.form("tr:nth-child(2) form").press("up");
        staff.send(up).await.must_be(422).must_say("不能這樣排");
        let remove = staff.open(builder).await.form("tr:nth-child(1) form").press("remove");
        staff.send(remove).await.must_be(422).must_say("後面有題目要看這一題的答案");
        register(&centre, "c", "a", 1).await;
        let page = staff.open(&format!("{builder}?change={q1}")).await;
        let form = page.form("form#question").fill("kind", "text").press("put");
        staff.send(form).await.must_be(422);
        let form = page.form("form#question").fill("whose", "registration").press("put");
        staff.send(form).await.must_be(422).must_say("問誰不能再改");
        let remove = staff.open(builder).await.form("tr:nth-child(2) form").press("remove");
        staff.send(remove).await.must_be(200).must_not_say("哪一種？");
    }

    fn d2_a_question_for_special_data_is_refused_beside_its_field_and_by_every_channel(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let stored = r#"[{"id":"old","kind":"text","whose":"person","label":"過去病史"}]"#;
        add(&centre, "c", 10, |c| c.questions = stored.into()).await;
        let builder = "/office/courses/c/questions";
        let page = staff.open(builder).await;
        page.must_say("過去病史").must_say("這裡問到「病歷」");
        let typed = page.form("form#question").fill("label", "身體").fill("hint", "有沒有慢性病？").fill("kind", "text").fill("whose", "person").press("put");
        let page = staff.send(typed).await;
        page.must_be(422).must_say("這裡問到「醫療」").must_say("個人資料保護法第 6 條").must_say("需要什麼協助");
        assert_eq!(page.form("form#question").value("hint"), Some("有沒有慢性病？"));
        let typed = page.form("form#question").fill("hint", "食物過敏請寫在這裡").press("put");
        staff.send(typed).await.must_be(200).must_say("身體");
        // What is there already hinders neither other changes nor registrations; it is told, and not copied.
        register(&centre, "c", "a", 1).await;
        let old = centre.centre.db.read(|conn| courses::check::special_questions(conn, office::Instant::parse("2026-01-01T00:00:00Z").unwrap())).await.unwrap();
        assert_eq!(old, [("c".to_owned(), "過去病史".to_owned())]);
        let act = courses::planning::Act { centre: centre.centre.clone(), actor: Actor::system(), now: centre.centre.clock.now() };
        let seen = Some(course(&centre, "c").await.changed_at);
        let json = r#"[{"id":"q2","kind":"text","whose":"person","label":"有無前科"}]"#;
        let refused = centre.centre.db.write(move |conn| courses::planning::course::ask(conn, &act, "c", seen, json)).await.unwrap();
        assert!(refused.is_err());
        let form = staff.open("/office/courses/c/series").await.form("form#series").fill("rule", "list").fill("days", "2027-01-08");
        let page = staff.send(form).await;
        staff.send(page.form("form#make-series").press("make")).await.must_be(422).must_say("請先改問");
    }

    /// R35, R37: answers of a question that is removed are not those of the next one, and not kept unseen.
    fn r35_a_question_that_was_answered_goes_with_its_answers_and_lends_its_id_to_none(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 10, |_| {}).await;
        let builder = "/office/courses/c/questions";
        let put = async |staff: &mut Visitor, label: &str| {
            let form = staff.open(builder).await.form("form#question").fill("label", label);
            staff.send(form.fill("kind", "text").fill("whose", "person").press("put")).await.must_be(200);
            questions::parse(&course(&centre, "c").await.questions).last().unwrap().id.clone()
        };
        let first = put(&mut staff, "怕狗嗎").await;
        let mut party = courses::sample::party("a", 1);
        party.members[0].answers = format!(r#"{{"{first}":"花生"}}"#);
        let desk = courses::desk::Desk::of(&centre.centre).unwrap();
        desk.ask("c", Work::Register(std::sync::Arc::new(party)), Actor::system()).await.unwrap();
        let remove = staff.open(builder).await.form("tr:nth-child(1) form").press("remove");
        let page = staff.send(remove).await;
        page.must_be(422).must_say("回答也會一起刪除").must_say("怕狗嗎");
        staff.send(page.form("form#sure").press("sure")).await.must_be(200).must_not_say("怕狗嗎");
        let second = put(&mut staff, "可以自己回家").await;
        assert_ne!(first, second);
        let left = centre.centre.db.read(|conn| {
            conn.first(foundation::sql!("select count(*) from courses_seat where answers like '%花生%'"), &[])?.unwrap().get::<i64>(0)
        });
        assert_eq!(left.await.unwrap(), 0);
        staff.open("/office/courses/c/history").await.must_not_say("花生");
    }

    /// R03, R35: a choice whose words are corrected keeps answers and limit; one that goes takes its limit along.
    fn r03_a_choice_that_is_corrected_keeps_its_limit_and_one_that_goes_loses_it(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 10, |_| {}).await;
        let builder = "/office/courses/c/questions";
        let form = staff.open(builder).await.form("form#question").fill("label", "午餐").fill("kind", "one");
        staff.send(form.fill("whose", "person").fill("choices", "葷\n肅").press("put")).await.must_be(200);
        let id = questions::parse(&course(&centre, "c").await.questions)[0].id.clone();
        let page = staff.open("/office/courses/c/entry").await;
        staff.send(page.form("#options").fill(&format!("limit.{id}.c2"), "20")).await.must_be(200);
        let limits = async || {
            let read = |conn: &mut foundation::db::Conn| store::entry::list_options(conn, &["c".to_owned()]);
            let limits = centre.centre.db.read(read).await.unwrap().remove("c").unwrap_or_default();
            limits.into_iter().map(|((_, choice), places)| (choice, places)).collect::<Vec<_>>()
        };
        let change = async |staff: &mut Visitor, choices: &str| {
            let page = staff.open(&format!("{builder}?change={id}")).await;
            staff.send(page.form("form#question").fill("choices", choices).press("put")).await
        };
        let asked = change(&mut staff, "葷\n素").await;
        asked.must_be(422).must_say("請說明不見的那個選項怎麼了");
        staff.send(asked.form("form#question").fill("renamed", "corrected").press("put")).await.must_be(200);
        let kept = questions::parse(&course(&centre, "c").await.questions).remove(0).choices;
        assert_eq!((kept[1].code.as_str(), kept[1].label.as_str(), limits().await), ("c2", "素", vec![("c2".into(), 20)]));
        let asked = change(&mut staff, "葷\n自備").await;
        staff.send(asked.form("form#question").fill("renamed", "gone").press("put")).await.must_be(200);
        assert_eq!(limits().await, []);
        // What nobody chose and nothing limits is changed without a question.
        change(&mut staff, "葷食\n自備").await.must_be(200);
    }

    fn r56_a_course_is_copied_as_a_series_with_everything_but_its_registrations(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 7, |c| c.questions = r#"[{"id":"q1","kind":"text","whose":"person","label":"？"}]"#.into()).await;
        register(&centre, "c", "a", 1).await;
        calendar(&centre, "2027-01-01", "開國紀念日").await;
        let form = staff.open("/office/courses/c/series").await.form("form#series");
        let form = form.fill("rule", "list").fill("days", "116/1/1\n2027-01-08").tick("publish", "yes");
        let page = staff.send(form).await;
        page.must_be(200).must_say("將建立 2 個梯次").must_say("放假日：開國紀念日");
        let form = page.form("form#make-series").press("make");
        staff.send(form).await.must_say("系列課程已建立");
        let series = centre.centre.db.read(|conn| store::plan::list_series(conn, "c")).await.unwrap();
        assert_eq!(series.len(), 3);
        let copy = course(&centre, &series[1].id).await;
        let model = course(&centre, "c").await;
        assert_eq!((copy.starts_at.date().to_string().as_str(), copy.status), ("2027-01-01", CourseStatus::Published));
        assert_eq!(copy.starts_at.time(), model.starts_at.time());
        assert_eq!(copy.opens_at.seconds_since(model.opens_at), copy.starts_at.seconds_since(model.starts_at));
        assert_eq!((copy.questions.as_str(), copy.party_max), (model.questions.as_str(), model.party_max));
        let seats = centre.centre.db.read(move |conn| store::plan::find_seats(conn, &copy.id, copy.changed_at)).await.unwrap();
        assert_eq!((seats.capacity, seats.taken), (7, 0));
    }

    /// R11, R12, R56: what makes a course fair goes along, as it was declared.
    fn r56_a_copy_counts_its_sessions_from_one_and_has_the_letters_for_later_days(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let address = make(&mut staff).await;
        let model = id(&address).to_owned();
        let find = |id: String| centre.centre.db.read(move |conn| store::course::list_sessions(conn, &id));
        let first = find(model.clone()).await.unwrap().remove(0);
        let form = staff.open(&format!("{address}/sessions/{}", first.id)).await.form("form#cancel-session");
        staff.send(form.press("cancel")).await.must_say("場次已取消");
        let now = centre.centre.clock.now();
        let (of, starts_at) = (model.clone(), course(&centre, &model).await.starts_at);
        let letters = move |conn: &mut foundation::db::Conn| {
            for (id, send_at) in [("at-once", now), ("day-before", starts_at.plus_seconds(-24 * 3600))] {
                let letter = store::message::Message {
                    id: id.into(),
                    course_id: of.clone(),
                    subject: id.into(),
                    body: "…".into(),
                    to_whom: "{\"states\":[\"confirmed\"],\"attended\":\"\",\"question\":\"\",\"answer\":\"\"}".into(),
                    receivers: 3,
                    without_email: 0,
                    send_at,
                    sent_at: None,
                    created_at: now,
                    created_by: "x".into(),
                };
                store::message::add(conn, &letter)?;
            }
            Ok(())
        };
        centre.centre.db.write(letters).await.unwrap();
        let form = staff.open(&format!("{address}/series")).await.form("form#series");
        let look = staff.send(form.fill("rule", "list").fill("days", "2027-01-09")).await;
        staff.send(look.form("form#make-series").press("make")).await.must_say("系列課程已建立");
        let asked = model.clone();
        let series = centre.centre.db.read(move |conn| store::plan::list_series(conn, &asked)).await.unwrap();
        let copy = course(&centre, &series.iter().find(|s| s.id != model).unwrap().id).await;
        let sessions = find(copy.id.clone()).await.unwrap();
        assert_eq!(sessions.iter().map(|s| s.number).collect::<Vec<_>>(), [1]);
        let asked = copy.id.clone();
        let letters = centre.centre.db.read(move |conn| store::message::list(conn, &asked)).await.unwrap();
        let letters: Vec<_> = letters.iter().map(|l| (l.subject.as_str(), l.send_at, l.receivers)).collect();
        assert_eq!(letters, [("day-before", copy.starts_at.plus_seconds(-24 * 3600), 0)]);
    }

    fn r42_a_course_that_is_called_otherwise_is_told_with_a_calendar_file(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 7, |_| {}).await;
        register(&centre, "c", "a", 1).await;
        centre.settle().await;
        let form = staff.open("/office/courses/c/edit").await.form("form#course").fill("title", "繪本之夜");
        staff.send(form).await.must_be(200);
        centre.settle().await;
        let told = centre.mail_to("a@test.example").await;
        assert!(told.subject.contains("課程異動") && told.body.contains("名稱"), "{}", told.body);
        let file = told.calendar.unwrap();
        assert!(file.contains("SUMMARY:繪本之夜") && file.contains("SEQUENCE:1"), "{file}");
    }

    /// R42: a title that is put right before the papers are printed is no course that moved.
    fn r42_what_is_put_right_after_the_end_is_told_to_nobody(centre) using [courses::service()] {
        add(&centre, "c", 7, |_| {}).await;
        register(&centre, "c", "a", 1).await;
        centre.settle().await;
        let before = centre.mails().await.len();
        centre.pass(40 * 24 * 3600);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let form = staff.open("/office/courses/c/edit").await.form("form#course").fill("title", "繪本之夜");
        staff.send(form).await.must_be(200);
        assert_eq!(course(&centre, "c").await.title, "繪本之夜");
        let at = course(&centre, "c").await.starts_at;
        let form = staff.open("/office/courses/c/sessions/c-1").await.form("form#session");
        let form = form.fill("starts_at", &at.plus_seconds(600).field());
        staff.send(form).await.must_be(200).must_say("場次已更新");
        centre.settle().await;
        assert_eq!(centre.mails().await.len(), before);
    }

    /// R04, R56: when a course begins earlier, what is kept back falls back while the line can still have it.
    fn r04_seats_kept_back_fall_back_in_time_when_the_course_begins_earlier(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 2, |_| {}).await;
        let until_at = course(&centre, "c").await.starts_at;
        let write = move |conn: &mut foundation::db::Conn| {
            let aside = courses::model::SetAsideOf { id: "a".into(), label: "新住民".into(), label_en: String::new(), seats: 2, used: 0, until_at };
            store::plan::add_set_aside(conn, "c", &aside)
        };
        centre.centre.db.write(write).await.unwrap();
        let waits = register(&centre, "c", "b", 1).await;
        assert_eq!(waits.status, Status::Waitlisted);
        let form = staff.open("/office/courses/c/sessions/c-1").await.form("form#session");
        let form = form.fill("starts_at", "2026-11-28T14:00").fill("ends_at", "2026-11-28T16:00");
        staff.send(form).await.must_be(200);
        let aside = centre.centre.db.read(|conn| store::plan::list_set_asides(conn, "c")).await.unwrap().remove(0);
        assert_eq!(aside.until_at.field(), "2026-11-27T14:00");
        staff.open("/office/courses/c/history").await.must_say("提前釋出保留名額");
        centre.pass(aside.until_at.seconds_since(centre.centre.clock.now()));
        centre.settle().await;
        assert_eq!(desk_of::status(&centre, &waits.id).await, Status::Offered);
    }

    fn r56_a_copy_has_the_draw_the_pools_and_the_share_of_its_model(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 7, |c| c.method = courses::model::Method::Lottery).await;
        let model = course(&centre, "c").await;
        let until_at = model.opens_at.plus_seconds(3600);
        let opens_at = model.opens_at.plus_seconds(-3600);
        let write = move |conn: &mut foundation::db::Conn| {
            let aside = courses::model::SetAsideOf { id: "a".into(), label: "前鎮".into(), label_en: String::new(), seats: 2, used: 1, until_at };
            store::plan::add_set_aside(conn, "c", &aside)?;
            store::pool::add(conn, "a", "c", ("district", "64000090"), opens_at)?;
            store::certificate::change_percent(conn, "c", 60)
        };
        centre.centre.db.write(write).await.unwrap();
        let form = staff.open("/office/courses/c/series").await.form("form#series");
        let form = form.fill("rule", "list").fill("days", "2027-01-08").tick("publish", "yes");
        let look = staff.send(form).await;
        // A draw without a public number is not announced, as a copy no more than by itself.
        let refused = staff.send(look.form("form#make-series").press("make")).await;
        assert_eq!(refused.status, 422, "{}", refused.source);
        assert_eq!(centre.centre.db.read(|conn| store::plan::list_series(conn, "c")).await.unwrap().len(), 0);
        let write = move |conn: &mut foundation::db::Conn| {
            let draw = store::draw::Draw {
                source: "大樂透".into(), extra_lots: 2, entries: 3, closed_at: Some(until_at), ..Default::default()
            };
            store::draw::put(conn, "c", &draw)
        };
        centre.centre.db.write(write).await.unwrap();
        staff.send(look.form("form#make-series").press("make")).await.must_say("系列課程已建立");
        let series = centre.centre.db.read(|conn| store::plan::list_series(conn, "c")).await.unwrap();
        let copy = course(&centre, &series.iter().find(|s| s.id != "c").unwrap().id).await;
        let by = copy.starts_at.seconds_since(model.starts_at);
        let id = copy.id.clone();
        let (draw, pool, percent, aside) = centre.centre.db.read(move |conn| {
            let aside = store::plan::list_set_asides(conn, &id)?.remove(0);
            Ok((store::draw::find(conn, &id)?, store::pool::find(conn, &aside.id)?, store::certificate::find_percent(conn, &id)?, aside))
        }).await.unwrap();
        assert_eq!((draw.source.as_str(), draw.extra_lots, draw.entries, draw.closed_at), ("大樂透", 2, 0, None));
        assert_eq!(pool, Some(("district".into(), "64000090".into(), opens_at.plus_seconds(by))));
        assert_eq!((percent, aside.used, aside.until_at), (Some(60), 0, until_at.plus_seconds(by)));
        let looks = desk_of::jobs_at(&centre, "courses.look").await;
        assert!(looks.contains(&(copy.id.clone(), copy.closes_at.plus_seconds(courses::rules::draw::GRACE_SECONDS))), "{looks:?}");
    }

    /// R04, R17: what was released once is not kept back again when one of its parties gives up.
    fn r04_a_seat_given_up_of_a_released_set_aside_is_everybodys(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let desk = add(&centre, "c", 2, |_| {}).await;
        let until_at = course(&centre, "c").await.starts_at;
        let write = move |conn: &mut foundation::db::Conn| {
            let aside = courses::model::SetAsideOf { id: "a".into(), label: "新住民".into(), label_en: String::new(), seats: 2, used: 0, until_at };
            store::plan::add_set_aside(conn, "c", &aside)
        };
        centre.centre.db.write(write).await.unwrap();
        let kept = courses::desk::NewParty { by_staff: true, set_aside: Some("a".into()), ..courses::sample::party("kept", 1) };
        let asked = desk.ask("c", Work::Register(std::sync::Arc::new(kept)), Actor::system()).await.unwrap();
        let courses::desk::Answer::Registered(kept) = asked else { panic!("{asked:?}") };
        let (b, d) = (register(&centre, "c", "b", 1).await, register(&centre, "c", "d", 1).await);
        assert_eq!((b.status, d.status), (Status::Waitlisted, Status::Waitlisted));
        let page = staff.open("/office/courses/c/set-asides").await;
        staff.send(page.form("form[action$=set-asides]").press("release")).await.must_be(200);
        assert_eq!(desk_of::status(&centre, &b.id).await, Status::Offered);
        let give_up = Work::Cancel { registration_id: kept.id, seats: vec![], why: None };
        desk.ask("c", give_up, Actor::resident(None)).await.unwrap();
        assert_eq!(desk_of::status(&centre, &d.id).await, Status::Offered);
    }

    fn r56_a_moved_session_raises_its_revision_and_tells_those_concerned(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 7, |_| {}).await;
        register(&centre, "c", "a", 1).await;
        let form = staff.open("/office/courses/c/sessions/c-1").await.form("form#session");
        let form = form.fill("starts_at", "2026-12-08T14:00").fill("ends_at", "2026-12-08T16:00");
        staff.send(form).await.must_be(200).must_say("場次已更新");
        let sessions = centre.centre.db.read(|conn| store::course::list_sessions(conn, "c")).await.unwrap();
        assert_eq!((sessions[0].revision, sessions[0].starts_at.field()), (1, "2026-12-08T14:00".into()));
        assert_eq!(course(&centre, "c").await.ends_at.field(), "2026-12-08T16:00");
        register_is_told(&centre, "moved:").await;
        let form = staff.open("/office/courses/c/sessions").await.form("form#session");
        let form = form.fill("starts_at", "2026-12-01T14:00").fill("ends_at", "2026-12-01T16:00").fill("topic", "先修");
        staff.send(form).await.must_say("已新增場次").must_say("先修");
        let sessions = centre.centre.db.read(|conn| store::course::list_sessions(conn, "c")).await.unwrap();
        assert_eq!(sessions.iter().map(|s| s.topic.as_str()).collect::<Vec<_>>(), ["先修", ""]);
        let form = staff.open("/office/courses/c/sessions/c-1").await.form("form#cancel-session").press("cancel");
        staff.send(form).await.must_say("場次已取消");
        assert_eq!(course(&centre, "c").await.ends_at.field(), "2026-12-01T16:00");
    }

    fn r1_r56_a_course_that_ends_earlier_takes_no_registrations_after_it(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let minimum = |c: &mut courses::model::Course| {
            c.minimum = 3;
            c.minimum_on = Some("2026-12-06".parse().unwrap());
        };
        let desk = add(&centre, "c", 7, minimum).await;
        register(&centre, "c", "a", 1).await;
        let session = staff.open("/office/courses/c/sessions/c-1").await.form("form#session");
        let early = session.clone().fill("starts_at", "2026-11-20T14:00").fill("ends_at", "2026-11-20T16:00");
        staff.send(early).await.must_be(422).must_say("在開放報名之前就結束");
        let form = session.fill("starts_at", "2026-11-28T14:00").fill("ends_at", "2026-11-28T16:00");
        staff.send(form).await.must_be(200).must_say("已一併提前");
        let moved = course(&centre, "c").await;
        let fields = [moved.closes_at.field(), moved.change_until.field(), moved.ends_at.field()];
        assert_eq!(fields, ["2026-11-28T16:00"; 3]);
        assert_eq!(moved.minimum_on.unwrap().to_string(), "2026-11-28");
        staff.open("/office/courses/c/history").await.must_say("截止報名： 115/11/28").must_say("截止報名： 115/12/");
        // A later session called off does the same.
        let form = staff.open("/office/courses/c/sessions").await.form("form#session");
        let form = form.fill("starts_at", "2026-12-05T14:00").fill("ends_at", "2026-12-05T16:00");
        staff.send(form).await.must_say("已新增場次");
        let page = staff.open("/office/courses/c/edit").await;
        let form = page.form("form#course").fill("closes_at", "2026-12-05T12:00");
        staff.send(form).await.must_be(200);
        let sessions = centre.centre.db.read(|conn| store::course::list_sessions(conn, "c")).await.unwrap();
        let form = staff.open(&format!("/office/courses/c/sessions/{}", sessions[1].id)).await;
        staff.send(form.form("form#cancel-session").press("cancel")).await.must_say("已一併提前");
        assert_eq!(course(&centre, "c").await.closes_at.field(), "2026-11-28T16:00");
        centre.pass(6 * 24 * 3600);
        let mut resident = centre.resident();
        let page = resident.open("/courses/course-c/register").await;
        assert!(page.all("form#register, form input[name=phone]").is_empty(), "{}", page.source);
        let late = Work::Register(std::sync::Arc::new(courses::sample::party("late", 1)));
        let answer = desk.ask("c", late, Actor::resident(None)).await.unwrap();
        assert_eq!(answer, courses::desk::Answer::Refused(courses::rules::admit::Refusal::Closed));
    }

    fn staff_of_a_section_change_the_courses_of_their_section_and_the_director_all(centre) using [courses::service()] {
        add(&centre, "c", 7, |_| {}).await;
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        other.open("/office/courses/c").await.must_be(200);
        assert!(other.open("/office/courses/c").await.all("form#secret").is_empty());
        for below in ["edit", "sessions", "questions", "set-asides", "series", "cancellation"] {
            other.open(&format!("/office/courses/c/{below}")).await.must_be(404);
        }
        let form = filled(&other.open("/office/courses/new").await).fill("section", "promotion");
        other.send(form).await.must_be(422).must_say("您只能建立和修改自己組別的課程");
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open("/office/courses/c/edit").await.must_be(200);
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        accountant.open("/office/courses/c").await.must_be(200);
        accountant.open("/office/courses/c/edit").await.must_be(404);
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        volunteer.open("/office").await.must_be(200).must_say("今天沒有場次");
        volunteer.open("/office/courses").await.must_be(404);
        let mut operator = centre.staff_of("direction", &[Role::Operator]).await;
        operator.open("/office").await.must_be(200).must_say("一切正常").must_not_say("今天的場次");
    }

    fn the_board_shows_the_day_and_what_turns_and_offers_that_run_out(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let desk = add(&centre, "c", 1, |c| { c.starts_at = c.opens_at.plus_seconds(24 * 3600 + 3600); c.ends_at = c.starts_at.plus_seconds(3600); }).await;
        add(&centre, "d", 1, |c| { c.title = "即將開放".into(); c.opens_at = c.opens_at.plus_seconds(2 * 24 * 3600); }).await;
        add(&centre, "e", 1, |c| c.title = "遞補中".into()).await;
        staff.open("/office").await.must_say("親子共讀工作坊").must_say("尚未開始").must_say("即將開放").must_say("開放報名");
        let a = register(&centre, "e", "a", 1).await;
        register(&centre, "e", "b", 1).await;
        desk.ask("e", Work::Cancel { registration_id: a.id.clone(), seats: vec![], why: None }, Actor::resident(None)).await.unwrap();
        staff.open("/office").await.must_say("24 小時內到期的遞補通知").must_say("遞補中");
        let _ = desk.ask("e", Work::Happen { registration_id: a.id, event: Event::Accept, why: None }, Actor::resident(None)).await;
        let list = staff.open("/office/courses?q=即將").await;
        list.must_say("即將開放").must_not_say("遞補中");
        staff.open("/office/courses?status=draft").await.must_say("沒有符合條件的課程");
        let english = staff.open("/en/office/courses").await;
        english.must_be(200).must_say("New course");
    }
}

/// The job that tells everyone waits, and its mail reaches whoever is registered with a calendar entry.
async fn register_is_told(centre: &Fresh, payload: &str) {
    assert!(jobs(centre, "courses.write").await.iter().any(|job| job.starts_with(payload)));
    centre.settle().await;
    let mail = centre.mail_to("a@test.example").await;
    let calendar = mail.calendar.expect("a calendar entry goes along");
    assert!(!calendar.contains("SEQUENCE:0"), "{calendar}");
    assert_eq!(calendar.contains("STATUS:CANCELLED"), payload.starts_with("cancelled"), "{calendar}");
}

async fn calendar(centre: &Fresh, day: &'static str, note: &'static str) {
    let write = move |conn: &mut foundation::db::Conn| {
        conn.execute(
            sql!("insert into foundation_calendar_day (day, off, note) values ($1, $2, $3)"),
            foundation::params![day, true, note],
        )
    };
    centre.centre.db.write(write).await.unwrap();
}
