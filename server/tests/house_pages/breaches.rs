//! Those concerned by a breach of personal data (D-5) are found in every service by what people call a matter.

use std::sync::Arc;

use courses::desk::{Desk, Work};
use courses::{sample, store};
use foundation::db::Conn;
use foundation::sql;
use foundation::trail::Actor;
use testing::{Fresh, Page, Role, Visitor, both_engines};

/// A course of two registrations; its slug.
async fn a_course(centre: &Fresh) -> String {
    let course = sample::course("c", centre.centre.clock.now());
    let (slug, sessions) = (course.slug.clone(), [sample::session(&course)]);
    let add = move |conn: &mut Conn| store::course::add(conn, &course, &sessions, 10, 10);
    centre.centre.db.write(add).await.unwrap();
    centre.centre.cache.bump(&["courses", courses::planned::TOPIC]);
    let desk = Desk::of(&centre.centre).unwrap();
    for key in ["a", "b"] {
        desk.ask("c", Work::Register(Arc::new(sample::party(key, 2))), Actor::resident(None)).await.unwrap();
    }
    slug
}

/// The page of a breach that a director has reported.
async fn reported(director: &mut Visitor) -> Page {
    let form = director.open("/office/residents/breaches/report").await.form("form#report");
    let form =
        form.fill("how_known", "來電").fill("matters", "課程").fill("facts", "名單外流").fill("records", "2");
    director.send(form.tick("kind", "leaked").tick("categories", "C001")).await
}

both_engines! {
    fn d5_those_concerned_are_found_by_course_and_by_number_and_stand_on_the_list_once(centre) using [courses::service(), petitions::service(), residents::service()] {
        let slug = a_course(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let page = reported(&mut director).await;
        let form = page.form("form#people");
        let refused = director.send(form.clone().fill("from_matters", "nothing-like-that").press("act")).await;
        refused.must_be(422).must_say("找不到");
        assert_eq!(refused.form("form#people").value("from_matters"), Some("nothing-like-that"));
        let address = format!("https://centre.example/courses/{slug}");
        director.send(form.clone().fill("from_matters", &address).press("act")).await.must_be(200).must_say("名單上 2 人");
        director.send(form.fill("from_matters", &slug).press("act")).await.must_be(200).must_say("名單上 2 人");
    }

    fn d5_two_of_one_name_in_a_course_who_left_no_contact_are_two_entries(centre) using [courses::service(), residents::service()] {
        let slug = a_course(&centre).await;
        let bare = |conn: &mut Conn| conn.execute(sql!("update courses_registration set name = '王大明', email = '', phone = ''"), &[]);
        centre.centre.db.write(bare).await.unwrap();
        let mut director = centre.staff(&[Role::Director]).await;
        let page = reported(&mut director).await;
        let form = page.form("form#people").fill("from_matters", &slug).press("act");
        director.send(form.clone()).await.must_be(200).must_say("名單上 2 人").must_say("不只一人叫「王大明」");
        director.send(form).await.must_be(200).must_say("名單上 2 人");
    }
}
