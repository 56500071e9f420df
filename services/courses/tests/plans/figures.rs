//! From the opened page to the person who came, and district by district.

use axum::body::Body;
use axum::extract::Request;
use courses::store;
use courses::store::past::WasThere;
use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use testing::{Fresh, Role, Visitor, both_engines, second_process};

use crate::desk_of;

/// The openings that were written down, by course and day.
async fn written(centre: &Fresh) -> Vec<(String, String, i64)> {
    let read = |conn: &mut Conn| -> DbResult<_> {
        conn.rows(sql!("select course_id, on_day, views from courses_view order by course_id, on_day"), &[])?
            .iter()
            .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .collect()
    };
    centre.centre.db.read(read).await.unwrap()
}

async fn ask(visitor: &mut Visitor, method: &str, path: &str, header: (&str, &str)) -> u16 {
    let request = Request::builder().method(method).uri(path).header("host", "test.example");
    let request = request.header(header.0, header.1).body(Body::empty()).unwrap();
    visitor.raw(request).await.status().as_u16()
}

/// Notes that the first so many seats of a course were there.
async fn came(centre: &Fresh, course: &'static str, persons: usize) {
    let in_at = centre.centre.clock.now();
    let write = move |conn: &mut Conn| {
        let seats: Vec<String> = conn
            .rows(
                sql!(
                    "select p.id from courses_seat p join courses_registration r on r.id = p.registration_id
                     where p.course_id = $1 and r.status = 'confirmed' order by p.id"
                ),
                params![course],
            )?
            .iter()
            .map(|r| r.get(0))
            .collect::<DbResult<_>>()?;
        let there = |seat_id: &String| WasThere {
            session_id: format!("{course}-1"),
            seat_id: seat_id.clone(),
            in_at,
            way: "list",
        };
        let there: Vec<WasThere> = seats.iter().take(persons).map(there).collect();
        store::past::add_attendance(conn, &there).map(|_| ())
    };
    centre.centre.db.write(write).await.unwrap();
}

both_engines! {
    fn a1_a_page_is_counted_each_time_it_is_opened_and_nobody_is_noted(centre) using [courses::service()] {
        desk_of::add(&centre, "c", 10, |_| {}).await;
        desk_of::add(&centre, "hidden", 10, |c| c.secret = Some("s3".into())).await;
        let mut anyone = centre.resident();
        for _ in 0..3 {
            let page = anyone.open("/courses/course-c").await;
            page.must_be(200);
            assert!(page.headers.get("set-cookie").is_none());
        }
        anyone.open("/en/courses/course-c?from=poster").await.must_be(200);
        assert_eq!(ask(&mut anyone, "HEAD", "/courses/course-c", ("accept", "*/*")).await, 200);
        for agent in ["Mozilla/5.0 (compatible; Googlebot/2.1)", "bingbot", "facebookexternalhit/1.1;line-poker/1.0"] {
            assert_eq!(ask(&mut anyone, "GET", "/courses/course-c", ("user-agent", agent)).await, 200);
        }
        ask(&mut anyone, "GET", "/courses/course-c", ("sec-purpose", "prefetch")).await;
        anyone.open("/courses/hidden").await.must_be(404);
        anyone.open("/courses/course-hidden").await.must_be(404);
        anyone.open("/courses/course-hidden?secret=s3").await.must_be(200);
        // Nothing is written while pages are given out.
        assert_eq!(written(&centre).await, []);
        centre.centre.beat().await;
        let day = "2026-11-23".to_owned();
        assert_eq!(written(&centre).await, [("c".into(), day.clone(), 4), ("hidden".into(), day.clone(), 1)]);
        // A page that is kept goes on counting, another day by itself; what others count is added.
        centre.pass(24 * 3600);
        anyone.open("/courses/course-c").await.must_be(200);
        centre.centre.beat().await;
        centre.centre.beat().await;
        let other = second_process(&centre, vec![courses::service()]).await;
        let app = std::sync::Arc::new(foundation::web::App::new(vec![(vec!["test.example".into()], other.clone())]).unwrap());
        Visitor::new(app).open("/courses/course-c").await.must_be(200);
        other.beat().await;
        assert_eq!(written(&centre).await[..2], [("c".into(), day, 5), ("c".into(), "2026-11-24".into(), 1)]);
    }

    fn a2_from_the_page_to_the_person_who_came(centre) using [courses::service()] {
        desk_of::add(&centre, "c", 6, |_| {}).await;
        desk_of::add(&centre, "d", 6, |c| c.title = "祖父母節".into()).await;
        desk_of::add(&centre, "off", 6, |c| c.status = courses::model::CourseStatus::Cancelled).await;
        let mut anyone = centre.resident();
        for _ in 0..20 {
            anyone.open("/courses/course-c").await.must_be(200);
        }
        anyone.open("/courses/course-d").await.must_be(200);
        for (key, size) in [("one", 3), ("two", 2), ("three", 3)] {
            desk_of::register(&centre, "c", key, size).await;
        }
        came(&centre, "c", 4).await;
        // Who cancelled asked all the same.
        let three = centre.centre.db.read(|conn| {
            let row = conn.first(foundation::sql!("select id from courses_registration where request_key like '%three'"), &[])?;
            row.unwrap().get::<String>(0)
        });
        let work = courses::desk::Work::Cancel { registration_id: three.await.unwrap(), seats: vec![], why: None };
        let desk = courses::desk::Desk::of(&centre.centre).unwrap();
        desk.ask("c", work, foundation::trail::Actor::resident(None)).await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/funnel").await;
        page.must_be(200);
        assert_eq!(page.all("figure tbody td"), ["21", "8（38.1%）", "5（62.5%）", "4（80.0%）"]);
        let row = |page: &testing::Page, title: &str| {
            page.all("main .table tbody tr, main tbody tr").into_iter().find(|row| row.starts_with(title)).unwrap()
        };
        assert!(row(&page, "親子共讀工作坊").contains("20 8 親子共讀工作坊 5 親子共讀工作坊 4"), "{}", page.text());
        assert!(row(&page, "祖父母節").ends_with("1 0 祖父母節 0 祖父母節 0 祖父母節"), "{}", page.text());
        // From each number to those behind it, for the section in charge; the figures are for all.
        assert!(page.source.contains("/office/courses/c/registrations?status=confirmed"));
        staff.open("/office/courses/c/attendance").await.must_be(200);
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        let theirs = other.open("/office/courses/funnel").await;
        theirs.must_say("8（38.1%）");
        assert!(!theirs.source.contains("/registrations"), "{}", theirs.source);
        centre.staff_of("promotion", &[Role::Volunteer]).await.open("/office/courses/funnel").await.must_be(404);
        // The same of one course, on its page; another year has nothing.
        staff.open("/office/courses/c").await.must_say("從瀏覽到出席").must_say("8（40.0%）");
        staff.open("/office/courses/funnel?from=2025-01-01&to=2025-12-31").await.must_say("期間內沒有已公告的課程");
        staff.open("/en/office/courses/funnel").await.must_say("Openings of course pages").must_say("8 (38.1%)");
        // And as measures, which lead here.
        let measure = staff.open("/office/measures/courses.asked").await;
        measure.must_say("8").must_say("依教育類別");
        staff.open(&measure.link("查看明細")).await.must_say("從瀏覽到出席").must_say("8（38.1%）");
    }

    fn a5_every_district_stands_in_a_map_and_a_table_with_what_was_held(centre) using [courses::service()] {
        desk_of::add(&centre, "c", 10, |c| c.district = "64000380".into()).await;
        desk_of::add(&centre, "d", 10, |c| c.district = "64000380".into()).await;
        desk_of::add(&centre, "e", 10, |_| {}).await;
        desk_of::add(&centre, "online", 10, |c| c.district = String::new()).await;
        desk_of::register(&centre, "c", "one", 3).await;
        came(&centre, "c", 3).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/districts").await;
        page.must_be(200).must_say("2／38 行政區有活動").must_say("1／8 偏遠地區有活動").must_say("另有 1 場");
        assert_eq!(page.all("svg.tiles text.tile-name").len(), 38);
        let rows = page.all("tbody tr");
        assert_eq!(rows.len(), 38);
        assert!(rows.contains(&"那瑪夏區 偏遠 原住民區 2 3".to_owned()), "{rows:?}");
        assert!(rows.contains(&"茂林區 偏遠 原住民區 尚無活動 0 0".to_owned()), "{rows:?}");
        let rows = staff.open(&page.link("那瑪夏區")).await;
        rows.must_say("只列 那瑪夏區 的場次").must_say("2 場");
        assert_eq!(rows.all("tbody tr").len(), 2);
        let measure = staff.open("/office/measures/courses.remote_reached").await;
        staff.open(&measure.must_say("12.50%").link("查看明細")).await.must_say("1／8 偏遠地區有活動");
        staff.open("/en/office/courses/districts").await.must_say("1 of 8 remote districts");
    }

    fn a5_which_districts_are_remote_is_for_the_centre_to_say(centre) using [courses::service()] {
        desk_of::add(&centre, "e", 10, |c| c.district = "64000100".into()).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let form = director.open("/office/settings/centre.remote_districts").await.form("#change");
        let wrong = director.send(form.clone().fill("value", "旗津、安平")).await;
        wrong.must_be(422).must_say("請填本中心的行政區名稱");
        assert_eq!(wrong.form("#change").value("value"), Some("旗津、安平"));
        director.send(form.fill("value", "旗津 茂林區, 桃源")).await.must_be(200).must_say("旗津區、茂林區、桃源區");
        let page = director.open("/office/courses/districts").await;
        page.must_say("1／3 偏遠地區有活動");
        assert!(page.all("tbody tr").contains(&"旗津區 偏遠 1 0".to_owned()), "{}", page.text());
        director.open("/office/measures/courses.remote_reached").await.must_say("33.33%");
    }
}
