//! What is over, and what search engines find.

use courses::model::CourseStatus;
use foundation::{params, sql};
use testing::both_engines;

use super::*;

const DAY: i64 = 86_400;

/// A course with one session that began so many days from now and to which so many came.
async fn held(centre: &Fresh, id: &str, days: i64, came: i64, change: impl FnOnce(&mut Course)) {
    let mut course = sample::course(id, centre.centre.clock.now());
    course.slug = id.to_owned();
    course.starts_at = course.changed_at.plus_seconds(days * DAY);
    course.ends_at = course.starts_at.plus_seconds(3 * 3600);
    change(&mut course);
    let sessions = [sample::session(&course)];
    let write = move |conn: &mut Conn| {
        store::course::add(conn, &course, &sessions, 30, 10)?;
        let text = sql!(
            "insert into courses_head_count (session_id, sex, age_band, persons) values ($1, $2, $3, $4)"
        );
        conn.execute(text, params![sessions[0].id, "female", "30-39", came])?;
        Ok(())
    };
    centre.centre.db.write(write).await.unwrap();
    centre.centre.cache.bump(&["courses", courses::planned::TOPIC]);
}

both_engines! {
    fn r5_what_is_over_leaves_the_list_by_itself_and_stands_in_the_archive_without_names(centre) using [courses::service()] {
        let path = course(&centre, 10, 0, |_| {}).await;
        let mut ming = centre.resident();
        register(&mut ming, &path, "王小明", "ming@test.example").await.must_say("報名成功");
        ming.open("/courses").await.must_say("親子共讀工作坊");
        ming.open("/courses/past").await.must_be(200).must_not_say("親子共讀工作坊");
        centre.pass(15 * DAY);
        ming.open("/courses").await.must_not_say("親子共讀工作坊");
        let archive = ming.open("/courses/past").await;
        archive.must_say("親子共讀工作坊").must_not_say("王小明");
        let page = ming.open(&archive.link("親子共讀工作坊")).await;
        page.must_be(200).must_say("已經結束").must_not_say("王小明");
        ming.open("/en/courses/past").await.must_be(200).must_say("Reading together");
    }

    fn r5_q8_the_archive_counts_people_and_hides_small_numbers(centre) using [courses::service()] {
        held(&centre, "many", -10, 23, |c| c.title = "多".into()).await;
        held(&centre, "few", -20, 4, |c| c.title = "少".into()).await;
        held(&centre, "draft", -30, 50, |c| c.status = CourseStatus::Draft).await;
        held(&centre, "off", -30, 50, |c| c.status = CourseStatus::Cancelled).await;
        held(&centre, "secret", -30, 50, |c| c.secret = Some("s".into())).await;
        held(&centre, "coming", 10, 7, |_| {}).await;
        let mut resident = centre.resident();
        let archive = resident.open("/courses/past").await;
        assert_eq!(archive.all("tbody a"), ["多", "少"]);
        let counts: Vec<String> = archive.all("tbody td.number");
        assert_eq!(counts, ["23", "少於 5"]);
        for (query, found) in [("q=多", 1), ("category=marriage", 0), ("category=parenting", 2), ("before=x", 2)] {
            let page = resident.open(&format!("/courses/past?{query}")).await;
            assert_eq!(page.must_be(200).all("tbody a").len(), found, "{query}");
        }
    }

    fn r5_the_archive_has_pages_without_gap_and_double(centre) using [courses::service()] {
        for number in 0..45 {
            held(&centre, &format!("p{number:02}"), -30 - number / 3, 9, |c| c.title = format!("課{number:02}")).await;
        }
        let (mut resident, mut seen) = (centre.resident(), Vec::new());
        let mut page = resident.open("/courses/past").await;
        loop {
            seen.extend(page.all("tbody a"));
            let Some(next) = page.attribute("nav.pager a", "href") else { break };
            if seen.len() >= 45 {
                break;
            }
            page = resident.open(&next).await;
        }
        assert_eq!(seen.len(), 45);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 45);
    }

    fn r5_a_course_shows_its_earlier_runs_with_counts_only(centre) using [courses::service()] {
        let series = |c: &mut Course| c.series_id = Some("s1".into());
        held(&centre, "first", -60, 31, series).await;
        held(&centre, "second", -30, 2, series).await;
        held(&centre, "other", -30, 77, |_| {}).await;
        held(&centre, "now", 10, 0, series).await;
        let mut resident = centre.resident();
        let page = resident.open("/courses/now").await;
        page.must_be(200).must_say("以前辦過的場次").must_say("31").must_say("少於 5").must_not_say("77");
        resident.open("/courses/other").await.must_not_say("以前辦過的場次");
    }

    fn search_engines_find_what_is_public_and_alive_in_every_language(centre) using [courses::service()] {
        held(&centre, "alive", 10, 0, |_| {}).await;
        held(&centre, "over", -10, 9, |_| {}).await;
        held(&centre, "draft", 10, 0, |c| c.status = CourseStatus::Draft).await;
        held(&centre, "secret", 10, 0, |c| c.secret = Some("s".into())).await;
        let mut robot = centre.resident();
        let map = robot.open("/sitemap.xml").await;
        let text = &map.must_be(200).source;
        let base = &centre.centre.base_url;
        assert!(text.contains(&format!("<loc>{base}/courses/alive</loc>")), "{text}");
        assert!(text.contains(&format!("<loc>{base}/en/courses/alive</loc>")));
        assert!(text.contains(&format!("hreflang=\"en\" href=\"{base}/en/courses/alive\"/>")));
        assert!(text.contains(&format!("<loc>{base}/courses/past</loc>")));
        for hidden in ["over", "draft", "secret", "office", "/progress/"] {
            assert!(!text.contains(hidden), "{hidden}");
        }
        // A course that ends leaves the map by itself.
        centre.pass(11 * DAY);
        assert!(!robot.open("/sitemap.xml").await.source.contains("alive"));
        let robots = robot.open("/robots.txt").await;
        let text = &robots.must_be(200).source;
        assert!(text.contains(&format!("Sitemap: {base}/sitemap.xml")) && text.contains("Disallow: /office"), "{text}");
    }
}
