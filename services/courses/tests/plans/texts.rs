//! What a course says of itself: in two languages, for several target groups, with pictures.

use crate::desk_of::{add, course};
use courses::questions;
use testing::{Page, Role, Visitor, both_engines};

/// The course `c` with everything its page can say, typed by staff; its edit page after saving.
async fn say_all(staff: &mut Visitor) -> Page {
    let form = staff.open("/office/courses/c/edit").await.form("form#course");
    let form = [
        ("description", "帶一本繪本來。"),
        ("description_en", "Bring a picture book."),
        ("place_en", "Classroom, third floor"),
        ("requirements", "每家至少一位大人"),
        ("requirements_en", "One adult per family"),
        ("directions", "捷運中央公園站 2 號出口"),
        ("directions_en", "MRT Central Park, exit 2"),
        ("language_note", "手語翻譯"),
        ("language_note_en", "Sign language"),
        ("fee", "200"),
        ("fee_note", "材料費，現場繳交"),
        ("fee_note_en", "For the materials, paid on the day"),
    ]
    .into_iter()
    .fold(form, |form, (name, value)| form.fill(name, value));
    let form = form.tick("also_for", "grandparents").tick("also_for", "couples").tick("photos", "yes");
    staff.send(form).await.must_be(200).must_say("已儲存");
    staff.open("/office/courses/c/edit").await
}

both_engines! {
    fn r1_every_text_of_a_course_is_read_in_the_language_of_the_page(centre) using [courses::service()] {
        add(&centre, "c", 10, |c| c.access_note = "有電梯".into()).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let form = say_all(&mut staff).await.form("form#course");
        assert_eq!(form.value("directions_en"), Some("MRT Central Park, exit 2"));
        let address = format!("/courses/{}", course(&centre, "c").await.slug);
        let mut resident = centre.resident();
        let chinese = resident.open(&address).await;
        for text in ["帶一本繪本來", "每家至少一位大人", "中央公園站", "手語翻譯", "材料費，現場繳交", "有電梯"] {
            chinese.must_be(200).must_say(text);
        }
        let english = resident.open(&format!("/en{address}")).await;
        for text in [
            "Bring a picture book", "One adult per family", "exit 2", "Sign language", "For the materials",
            "Classroom, third floor",
        ] {
            english.must_be(200).must_say(text);
        }
        english.must_not_say("帶一本繪本來").must_not_say("每家至少一位大人").must_not_say("材料費");
        // What nobody translated is shown in Chinese and marked as Chinese (WCAG 3.1.2).
        assert!(english.all("dd [lang=zh-Hant]").contains(&"有電梯".to_owned()));
        assert!(chinese.all("dd [lang]").is_empty());
    }

    fn r1_a_course_for_several_groups_is_found_under_each_and_counted_under_one(centre) using [courses::service()] {
        add(&centre, "c", 10, |_| {}).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        say_all(&mut staff).await;
        let mut resident = centre.resident();
        for (audience, found) in [("parent-and-child", 1), ("couples", 1), ("grandparents", 1), ("teachers", 0)] {
            let list = resident.open(&format!("/courses?audience={audience}")).await;
            assert_eq!(list.must_be(200).all(".cards h3 a").len(), found, "{audience}");
            let feed = resident.open(&format!("/feeds/courses.json?audience={audience}")).await;
            assert_eq!(feed.must_be(200).json()["items"].as_array().unwrap().len(), found, "{audience}");
            let answer = resident.open(&format!("/api/v1/courses?audience={audience}")).await;
            assert_eq!(answer.must_be(200).json()["items"].as_array().unwrap().len(), found, "{audience}");
        }
        resident.open("/feeds/courses.json?audience=nobody").await.must_be(404);
        resident.open("/api/v1/courses?audience=nobody").await.must_be(400);
        let answer = resident.open("/api/v1/courses").await.json();
        assert_eq!(answer["items"][0]["audience"], "parent-and-child");
        assert_eq!(answer["items"][0]["also_for"], serde_json::json!(["couples", "grandparents"]));
        // A group taken away is not found any more.
        let form = staff.open("/office/courses/c/edit").await.form("form#course").without("also_for");
        staff.send(form).await.must_be(200);
        let list = resident.open("/courses?audience=couples").await;
        assert_eq!(list.all(".cards h3 a").len(), 0);
    }

    fn r1_who_says_no_to_pictures_is_marked_on_every_list_of_staff(centre) using [courses::service()] {
        add(&centre, "c", 10, |_| {}).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        say_all(&mut staff).await;
        let path = format!("/courses/{}", course(&centre, "c").await.slug);
        let mut resident = centre.resident();
        resident.open(&path).await.must_say("活動中會拍照");
        let form = resident.open(&format!("{path}/register")).await.form("#register");
        let form = form.fill("name", "王小明").fill("email", "ming@test.example");
        let people = resident.send(form.press("next")).await;
        people.must_be(200).must_say("不要拍到這個人");
        let form = people.form("#register").fill("members[0].name", "王大寶");
        let form = form.tick(&format!("members[0].q.{}", questions::PHOTOS), "not-me");
        let check = resident.send(form.press("next")).await;
        let receipt = resident.send(check.form("#register").tick("consent", "yes").press("send")).await;
        receipt.must_say("報名成功").must_say("不要拍到這個人");
        staff.open("/office/courses/c/registrations").await.must_be(200).must_say("不入鏡：王大寶");
        staff.open("/office/courses/c/sessions/1/sheet").await.must_be(200).must_say("不入鏡");
        // Where no pictures are taken, nobody is asked.
        let form = staff.open("/office/courses/c/edit").await.form("form#course").without("photos");
        staff.send(form).await.must_be(200);
        let form = resident.open(&format!("{path}/register")).await.form("#register");
        let people = resident.send(form.fill("name", "林").fill("email", "lin@test.example").press("next")).await;
        people.must_be(200).must_not_say("不要拍到這個人");
    }
}
