//! A centre of another county plans, offers and counts by its own districts.

use courses::measures;
use foundation::db::Conn;
use foundation::districts;
use foundation::measures::Period;
use jiff::civil::date;
use testing::{Fresh, Role, both_engines};

use crate::courses_made::filled;
use crate::desk_of;

const TAINAN: &str = "code,name,english,traits\n67000320,安平區,Anping,\n67000370,左鎮區,Zuojhen,remote\n";

/// Gives the centre the table of another county.
async fn move_to_tainan(centre: &Fresh) {
    let now = centre.centre.clock.now();
    centre.centre.db.write(move |conn: &mut Conn| districts::put(conn, TAINAN, now, "system")).await.unwrap();
    centre.centre.reload_settings().await.unwrap();
}

async fn reached(centre: &Fresh, name: &str) -> i64 {
    let measure = *measures::ALL.iter().find(|m| m.name == name).unwrap();
    let year = Period { from: date(2026, 1, 1), to: date(2026, 12, 31) };
    centre.centre.db.read(move |conn| (measure.total)(conn, year).map(|counted| counted.value)).await.unwrap()
}

both_engines! {
    fn x2_a_centre_of_another_county_works_with_its_own_districts(centre) using [courses::service()] {
        move_to_tainan(&centre).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let new = staff.open("/office/courses/new").await;
        new.must_say("安平區").must_not_say("前金區");
        staff.send(filled(&new)).await.must_be(422);
        let made = staff.send(filled(&new).fill("district", "67000320")).await;
        let address = made.must_be(200).path.split('?').next().unwrap().to_owned();
        let form = staff.open(&address).await.form("form#publish").press("public");
        staff.send(form).await.must_say("已公告");
        let mut resident = centre.resident();
        let courses = resident.open("/courses").await;
        courses.must_say("親子共讀工作坊").must_say("安平區").must_not_say("苓雅區");
        resident.open("/en/courses?district=67000320").await.must_say("Anping").must_say("Reading together");
        resident.open("/courses?q=安平").await.must_say("親子共讀工作坊");
        resident.open("/feeds").await.must_say("左鎮區").must_not_say("苓雅區");
        let register = resident.open("/courses/reading-together-20261219/register").await;
        register.must_be(200).must_say("左鎮區").must_not_say("苓雅區");
        let asides = staff.open(&format!("{address}/set-asides")).await;
        let typed = asides.form("#set-aside").fill("label", "安平").fill("seats", "2").fill("rule", "district")
            .fill("until_at", "2026-12-01T09:00").fill("pool_opens_at", "2026-11-23T09:00");
        staff.send(typed.fill("given", "前金區")).await.must_be(422);
        let asides = staff.open(&format!("{address}/set-asides")).await;
        let typed = asides.form("#set-aside").fill("label", "安平").fill("seats", "2").fill("rule", "district")
            .fill("until_at", "2026-12-01T09:00").fill("pool_opens_at", "2026-11-23T09:00");
        staff.send(typed.fill("given", "安平")).await.must_be(200);
        // One of two districts, and none of the remote ones.
        assert_eq!(reached(&centre, "courses.districts_reached").await, 5000);
        assert_eq!(reached(&centre, "courses.remote_reached").await, 0);
    }

    fn x2_what_was_kept_before_keeps_its_name(centre) using [courses::service()] {
        desk_of::add(&centre, "c", 10, |_| {}).await;
        let named = |page: &testing::Page| page.text().contains("前金區");
        assert!(named(&centre.resident().open("/courses/course-c").await));
        move_to_tainan(&centre).await;
        assert!(named(&centre.resident().open("/courses/course-c").await));
    }
}
