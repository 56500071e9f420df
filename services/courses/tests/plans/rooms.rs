//! Rooms, teachers and equipment: a clash is refused while planning.

use crate::desk_of::add;
use courses::model::{Resource, ResourceKind};
use courses::planning::session::{Wanted, put};
use courses::planning::{Act, Refused};
use courses::rules::plan::Span;
use courses::store;
use foundation::trail::Actor;
use office::instant::Instant;
use testing::{Fresh, Role, both_engines};

async fn room(centre: &Fresh, name: &'static str) -> String {
    let new = Resource {
        id: name.into(),
        kind: ResourceKind::Room,
        name: name.into(),
        note: String::new(),
        active: true,
    };
    assert!(centre.centre.db.write(move |conn| store::resource::add(conn, &new)).await.unwrap());
    name.into()
}

fn span(from: &str, to: &str) -> Span {
    Span { starts_at: Instant::parse_field(from).unwrap(), ends_at: Instant::parse_field(to).unwrap() }
}

both_engines! {
    fn r57_rooms_are_listed_named_once_and_taken_out_of_use(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let form = staff.open("/office/rooms").await.form("form#room").fill("kind", "teacher").fill("name", "陳老師");
        let page = staff.send(form).await;
        page.must_be(200).must_say("已新增").must_say("陳老師");
        let again = page.form("form#room").fill("kind", "room").fill("name", "陳老師");
        staff.send(again).await.must_be(422).must_say("這個名稱已經有了");
        let one = staff.open(&page.link("陳老師")).await;
        let form = one.form("form#room").without("active").fill("note", "周末可");
        staff.send(form).await.must_be(200).must_say("已儲存");
        staff.open("/office/rooms").await.must_say("停用").must_say("周末可");
    }

    fn r57_a_clash_is_refused_and_names_the_other_course_and_time(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 7, |_| {}).await;
        add(&centre, "d", 7, |c| c.title = "祖孫烘焙".into()).await;
        room(&centre, "三樓教室").await;
        let form = staff.open("/office/courses/d/sessions/d-1").await.form("form#session").tick("resources", "三樓教室");
        staff.send(form).await.must_be(200).must_say("三樓教室");
        let form = staff.open("/office/courses/c/sessions/c-1").await.form("form#session").tick("resources", "三樓教室");
        let page = staff.send(form).await;
        page.must_be(409).must_say("這個時段已經有人使用").must_say("祖孫烘焙").must_say("115年12月7日");
        let form = page.form("form#session");
        assert_eq!(form.value("resources"), Some("三樓教室"), "what was ticked stays");
        let form = form.fill("starts_at", "2026-12-07T13:00").fill("ends_at", "2026-12-07T15:00");
        staff.send(form).await.must_be(200).must_say("三樓教室");
        // Moving the other session into it is refused as well, and calling it off frees the room.
        let form = staff.open("/office/courses/d/sessions/d-1").await.form("form#session").fill("ends_at", "2026-12-07T14:00");
        staff.send(form).await.must_be(409).must_say("親子共讀工作坊");
        let form = staff.open("/office/courses/c/cancellation").await.form("form#cancellation").fill("reason", "講師生病");
        staff.send(form).await.must_be(200);
        let form = staff.open("/office/courses/d/sessions/d-1").await.form("form#session").fill("ends_at", "2026-12-07T14:00");
        staff.send(form).await.must_be(200);
    }

    fn r57_of_two_who_plan_the_same_room_at_once_one_is_refused(centre) using [courses::service()] {
        let room = room(&centre, "禮堂").await;
        for id in ["a", "b", "c", "d"] {
            add(&centre, id, 7, |_| {}).await;
        }
        let act = Act { centre: centre.centre.clone(), actor: Actor::system(), now: centre.centre.clock.now() };
        let asks = ["a", "b", "c", "d"].map(|id| {
            let (act, room) = (act.clone(), room.clone());
            tokio::spawn(async move {
                let wanted = Wanted {
                    id: None,
                    span: span("2026-12-20 09:00", "2026-12-20 12:00"),
                    topic: String::new(),
                    topic_en: String::new(),
                    resources: vec![room],
                };
                let db = act.centre.db.clone();
                db.write(move |conn| put(conn, &act, id, &wanted)).await.unwrap()
            })
        });
        let mut refused = 0;
        for ask in asks {
            match ask.await.unwrap() {
                Ok(_) => {}
                Err(Refused::Clash(clashes)) => {
                    assert_eq!((clashes.len(), clashes[0].resource.as_str()), (1, "禮堂"));
                    refused += 1;
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(refused, 3);
    }

    fn r56_r57_a_series_is_copied_with_its_rooms_or_not_at_all(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        add(&centre, "c", 7, |_| {}).await;
        add(&centre, "d", 7, |c| {
            c.title = "祖孫烘焙".into();
            c.starts_at = c.starts_at.plus_seconds(14 * 86_400);
            c.ends_at = c.ends_at.plus_seconds(14 * 86_400);
        }).await;
        room(&centre, "三樓教室").await;
        for id in ["c", "d"] {
            let form = staff.open(&format!("/office/courses/{id}/sessions/{id}-1")).await.form("form#session");
            staff.send(form.tick("resources", "三樓教室")).await.must_be(200);
        }
        let form = staff.open("/office/courses/c/series").await.form("form#series").fill("count", "3");
        let make = staff.send(form).await.form("form#make-series").press("make");
        staff.send(make.clone()).await.must_be(409).must_say("祖孫烘焙");
        let count = centre.centre.db.read(store::course::count).await.unwrap();
        assert_eq!(count, 2, "nothing half-made");
        staff.send(make.without("book")).await.must_be(200).must_say("系列課程已建立");
        assert_eq!(centre.centre.db.read(store::course::count).await.unwrap(), 5);
        let form = staff.open("/office/courses/c/series").await.form("form#series").fill("first", "2027-03-01").fill("count", "2");
        let make = staff.send(form).await.form("form#make-series").press("make");
        staff.send(make).await.must_be(200);
        staff.open("/office/rooms/三樓教室").await.must_say("116年3月1日").must_say("116年3月8日");
        // What was taken out of use since is booked for no copy.
        let close = |conn: &mut foundation::db::Conn| {
            conn.execute(foundation::sql!("update courses_resource set active = false where id = '三樓教室'"), &[])
        };
        centre.centre.db.write(close).await.unwrap();
        let form = staff.open("/office/courses/c/series").await.form("form#series").fill("first", "2027-05-03").fill("count", "1");
        let make = staff.send(form).await.form("form#make-series").press("make");
        staff.send(make.clone()).await.must_be(422).must_say("「三樓教室」已停用");
        staff.send(make.without("book")).await.must_be(200).must_say("系列課程已建立");
    }
}
