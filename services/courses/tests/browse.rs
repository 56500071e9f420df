//! Finding a course: list, search, page, calendar, feeds, board, interface for programs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, header};
use courses::desk::{Answer, Desk, NewMember, NewParty, Work};
use courses::model::{Course, CourseStatus, Method as HowGiven, Session};
use courses::{sample, store};
use foundation::trail::Actor;
use testing::{Fresh, Page, both_engines};

const DAY: i64 = 86_400;

/// Announces a course with one session.
async fn announce(centre: &Fresh, id: &str, capacity: i64, change: impl Fn(&mut Course)) {
    announce_with(centre, id, capacity, change, |_| {}).await;
}

async fn announce_with(
    centre: &Fresh,
    id: &str,
    capacity: i64,
    change: impl Fn(&mut Course),
    change_sessions: impl Fn(&mut Vec<Session>),
) {
    let mut course = sample::course(id, centre.centre.clock.now());
    course.slug = id.to_owned();
    change(&mut course);
    let mut sessions = vec![sample::session(&course)];
    change_sessions(&mut sessions);
    let write =
        move |conn: &mut foundation::db::Conn| store::course::add(conn, &course, &sessions, capacity, 10);
    centre.centre.db.write(write).await.unwrap();
    centre.centre.cache.bump(&["courses", courses::planned::TOPIC]);
}

async fn take_seats(centre: &Fresh, id: &str, size: usize) {
    let member = |i: usize| NewMember {
        name: format!("人{i}"),
        person_key: format!("{id}-{i}"),
        answers: "{}".into(),
        ..NewMember::default()
    };
    let party = NewParty {
        key: format!("{id}-{size}"),
        name: "人0".into(),
        channel: "web".into(),
        registered_by: "resident".into(),
        answers: "{}".into(),
        members: (0..size).map(member).collect(),
        ..NewParty::default()
    };
    let desk = Desk::of(&centre.centre).unwrap();
    let answer = desk.ask(id, Work::Register(Arc::new(party)), Actor::resident(None)).await.unwrap();
    assert!(matches!(answer, Answer::Registered(_)), "{answer:?}");
}

/// The titles of the cards on a list.
fn titles(page: &Page) -> Vec<String> {
    page.must_be(200).all(".cards .card h3 a")
}

/// Asks with one more header, without following; status and ETag.
async fn ask(centre: &Fresh, method: Method, path: &str, none_match: Option<&str>) -> Page {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "test.example");
    if let Some(etag) = none_match {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    let response = centre.resident().raw(request.body(Body::empty()).unwrap()).await;
    Page::read(path.to_owned(), response).await
}

fn titled(title: &'static str, title_en: &'static str) -> impl Fn(&mut Course) {
    move |c| {
        c.title = title.into();
        c.title_en = title_en.into();
        c.audience = "everyone".into();
        c.summary = String::new();
        c.summary_en = String::new();
    }
}

both_engines! {
    fn a_course_is_found_by_parts_of_chinese_words_and_by_mixed_text(centre) using [courses::service()] {
        announce(&centre, "reading", 5, titled("親子共讀工作坊", "Reading together")).await;
        announce(&centre, "phones", 5, titled("孩子的 3C 與手機約定", "A family agreement about phones")).await;
        let mut visitor = centre.resident();
        for (words, found) in [
            ("親子", vec!["親子共讀工作坊"]),
            ("共讀", vec!["親子共讀工作坊"]),
            ("子共讀工", vec!["親子共讀工作坊"]),
            ("讀親", vec![]),
            ("read", vec!["親子共讀工作坊"]),
            ("TOGETHER", vec!["親子共讀工作坊"]),
            ("手機 3c", vec!["孩子的 3C 與手機約定"]),
            ("手機 phone", vec!["孩子的 3C 與手機約定"]),
            ("工作坊", vec!["親子共讀工作坊"]),
            ("演講 新興區 親職教育", vec!["親子共讀工作坊", "孩子的 3C 與手機約定"]),
            ("手機 親子", vec![]),
            ("％（)'\";--", vec!["親子共讀工作坊", "孩子的 3C 與手機約定"]),
        ] {
            let list = visitor.open("/courses").await;
            let list = visitor.send(list.form("search form").fill("q", words)).await;
            assert_eq!(list.attribute("input[name=q]", "value").as_deref(), Some(words), "what was typed stays");
            let mut shown = titles(&list);
            shown.sort();
            let mut found: Vec<String> = found.iter().map(|t: &&str| (*t).to_owned()).collect();
            found.sort();
            assert_eq!(shown, found, "{words}");
        }
        visitor.open("/courses?q=沒有").await.must_say("沒有符合條件的課程").must_say("看所有課程");
    }

    fn a_list_is_narrowed_by_category_method_district_target_group_date_and_places_left(centre) using [courses::service()] {
        announce(&centre, "a", 5, |c| c.title = "甲".into()).await;
        announce(&centre, "b", 1, |c| {
            c.title = "乙".into();
            c.category = "marriage".into();
            c.teaching = "workshop".into();
            c.district = "64000120".into();
            c.audience = "couples".into();
            c.starts_at = c.starts_at.plus_seconds(30 * DAY);
            c.ends_at = c.ends_at.plus_seconds(30 * DAY);
        }).await;
        take_seats(&centre, "b", 1).await;
        let mut visitor = centre.resident();
        for (query, found) in [
            ("category=marriage", vec!["乙"]),
            ("teaching=workshop", vec!["乙"]),
            ("district=64000120", vec!["乙"]),
            ("audience=couples", vec!["乙"]),
            ("from=2026-12-20", vec!["乙"]),
            ("open=yes", vec!["甲"]),
            ("category=marriage&open=yes", vec![]),
            ("category=nonsense&from=tomorrow&after=xx&district=abc", vec!["甲", "乙"]),
        ] {
            assert_eq!(titles(&visitor.open(&format!("/courses?{query}")).await), found, "{query}");
        }
    }

    fn the_pages_of_a_list_have_no_gap_and_no_double(centre) using [courses::service()] {
        for i in 0..30 {
            // Several begin at the same moment.
            announce(&centre, &format!("c{i:02}"), 5, |c| {
                c.title = format!("課{i:02}");
                c.starts_at = c.starts_at.plus_seconds(DAY * (i / 7));
            }).await;
        }
        let (mut visitor, mut seen, mut path) = (centre.resident(), Vec::new(), "/courses?category=parenting".to_owned());
        loop {
            let page = visitor.open(&path).await;
            let shown = titles(&page);
            assert!(shown.len() <= 12);
            seen.extend(shown);
            match page.attribute("nav.pager a[rel=next]", "href") {
                Some(next) => path = next,
                None => break,
            }
        }
        let all: Vec<String> = (0..30).map(|i| format!("課{i:02}")).collect();
        assert_eq!(seen, all);
        assert!(path.contains("category=parenting"), "the pager keeps the conditions");
    }

    fn a_course_page_tells_what_when_where_for_whom_and_how_places_are_given(centre) using [courses::service()] {
        announce(&centre, "c", 20, |c| c.description = "## 帶什麼\n\n一本**繪本**".into()).await;
        let page = centre.resident().open("/courses/c").await;
        page.must_be(200)
            .must_say("親子共讀工作坊").must_say("民國115年12月7日（一） 10:00–13:00")
            .must_say("高雄市前金區中正四路209號").must_say("電梯可達").must_say("林承辦").must_say("07-215-3918")
            .must_say("3 小時").must_say("免費").must_say("怎麼錄取").must_say("依報名送出的先後錄取")
            .must_say("一次最多可以報 6 人").must_say("保留名額 24 小時").must_say("尚有 20 個名額").must_say("繪本");
        assert_eq!(page.all("main h3"), ["帶什麼"]);
        assert_eq!(page.link("我要報名"), "/courses/c/register");
        assert!(page.link("在地圖程式開啟").starts_with("geo:"));
        assert_eq!(page.attribute("[itemprop=startDate]", "content").as_deref(), Some("2026-12-07T10:00:00+08:00"));
        assert_eq!(page.attribute("meta[property='og:url']", "content").as_deref(), Some("http://test.example/courses/c"));
        assert_eq!(page.attribute("img.qr-code", "src").as_deref(), Some("/courses/c/qr.svg"));
        let qr = centre.resident().open("/courses/c/qr.svg").await;
        assert_eq!(qr.headers[header::CONTENT_TYPE], "image/svg+xml");
    }

    fn what_can_be_done_follows_the_state_of_the_course(centre) using [courses::service()] {
        announce(&centre, "approval", 5, |c| c.method = HowGiven::Approval).await;
        announce(&centre, "full", 1, |_| {}).await;
        announce(&centre, "early", 5, |c| c.opens_at = c.opens_at.plus_seconds(2 * DAY)).await;
        announce(&centre, "closed", 5, |c| c.closes_at = c.opens_at.plus_seconds(3600)).await;
        take_seats(&centre, "full", 1).await;
        let mut visitor = centre.resident();
        visitor.open("/courses/approval").await.must_say("由承辦人審核").link("申請參加");
        visitor.open("/courses/full").await.must_say("額滿，可候補").link("登記候補");
        let early = visitor.open("/courses/early").await;
        early.must_say("尚未開放報名").link("先填寫報名表");
        assert_eq!(early.attribute(".countdown", "data-until").as_deref(), Some("2026-11-24T10:00:00+08:00"));
        let closed = visitor.open("/courses/closed").await;
        closed.must_say("報名截止");
        assert!(!closed.source.contains("/register"));
    }

    fn r10_a_kept_page_changes_at_the_second_registration_opens(centre) using [courses::service()] {
        announce(&centre, "c", 5, |c| c.opens_at = c.opens_at.plus_seconds(DAY + 120)).await;
        let mut visitor = centre.resident();
        for path in ["/courses/c", "/courses"] {
            visitor.open(path).await.must_say("尚未開放報名");
        }
        assert_eq!(visitor.open("/api/v1/courses?open=true").await.json()["items"], serde_json::json!([]));
        centre.pass(119);
        visitor.open("/courses/c").await.must_say("尚未開放報名");
        centre.pass(1);
        for path in ["/courses/c", "/courses", "/"] {
            visitor.open(path).await.must_not_say("尚未開放報名").must_say("尚有 5 個名額");
        }
        assert_eq!(visitor.open("/api/v1/courses?open=true").await.json()["items"][0]["registration"], "open");
    }

    fn a_kept_page_is_dropped_when_a_seat_is_taken(centre) using [courses::service()] {
        announce(&centre, "c", 5, |_| {}).await;
        let mut visitor = centre.resident();
        for path in ["/courses", "/courses/c", "/"] {
            visitor.open(path).await.must_say("尚有 5 個名額");
        }
        take_seats(&centre, "c", 2).await;
        for path in ["/courses", "/courses/c", "/"] {
            visitor.open(path).await.must_say("尚有 3 個名額");
        }
        assert_eq!(visitor.open("/api/v1/courses/c").await.json()["seats_left"], 3);
    }

    fn an_unchanged_page_is_not_sent_again_and_head_has_no_body(centre) using [courses::service()] {
        announce(&centre, "c", 5, |_| {}).await;
        for path in ["/courses", "/courses/c", "/api/v1/courses", "/api/v1/courses/c", "/feeds/courses.atom",
                     "/feeds/courses.ics", "/courses/c/calendar.ics", "/api/v1/openapi.json"] {
            let first = ask(&centre, Method::GET, path, None).await;
            let etag = first.must_be(200).headers[header::ETAG].to_str().unwrap().to_owned();
            let again = ask(&centre, Method::GET, path, Some(&etag)).await;
            assert_eq!((again.must_be(304).source.as_str(), path), ("", path));
            let head = ask(&centre, Method::HEAD, path, None).await;
            assert_eq!((head.must_be(200).source.as_str(), path), ("", path));
            assert_eq!(head.headers[header::CONTENT_LENGTH], first.source.len().to_string());
        }
    }

    fn english_pages_are_english_and_what_has_no_english_is_marked_chinese(centre) using [courses::service()] {
        announce(&centre, "c", 5, |_| {}).await;
        announce(&centre, "d", 5, |c| { c.title_en = String::new(); c.summary_en = String::new(); }).await;
        let mut visitor = centre.resident();
        let list = visitor.open("/en/courses").await;
        list.must_say("Reading together").must_say("Parenting").must_say("5 places left");
        assert_eq!(list.attribute("h3 a[lang='zh-Hant']", "href").as_deref(), Some("/en/courses/d"));
        let page = visitor.open("/en/courses/c").await;
        page.must_be(200).must_say("How places are given").must_say("Mon 7 Dec 2026").must_say("Person in charge");
        assert_eq!(page.link("Register"), "/en/courses/c/register");
        assert_eq!(page.attribute("html", "lang").as_deref(), Some("en"));
    }

    fn an_unknown_course_is_not_found_and_the_page_shows_a_way_back(centre) using [courses::service()] {
        let mut visitor = centre.resident();
        for path in ["/courses/nothing", "/courses/a%27b", "/courses/nothing/calendar.ics", "/feeds/courses.atom?category=x"] {
            let page = visitor.open(path).await;
            assert_eq!(page.must_be(404).link("看所有課程"), "/courses");
        }
        let problem = visitor.open("/api/v1/courses/nothing").await;
        assert_eq!(problem.must_be(404).json()["code"], "not-found");
        assert_eq!(problem.headers[header::CONTENT_TYPE], "application/problem+json");
    }

    fn r30_drafts_and_secret_courses_are_in_no_list_feed_or_board(centre) using [courses::service()] {
        announce(&centre, "draft", 5, |c| { c.title = "草稿課".into(); c.status = CourseStatus::Draft; }).await;
        announce(&centre, "hidden", 5, |c| { c.title = "祕密課".into(); c.secret = Some("pss+t".into()); }).await;
        announce(&centre, "open", 5, |c| c.title = "公開課".into()).await;
        let mut visitor = centre.resident();
        for path in ["/", "/courses", "/courses?q=課", "/api/v1/courses", "/feeds/courses.ics", "/feeds/courses.atom",
                     "/feeds/courses.json", "/signage", "/sitemap", "/feeds"] {
            let page = visitor.open(path).await;
            assert!(!page.must_be(200).source.contains("草稿課") && !page.source.contains("祕密課"), "{path}");
            assert!(page.source.contains("公開課") || path == "/sitemap" || path == "/feeds", "{path}");
        }
        for path in ["/courses/draft", "/courses/hidden", "/courses/hidden?secret=psst", "/courses/hidden?secret=",
                     "/courses/hidden/calendar.ics", "/courses/hidden/qr.svg", "/api/v1/courses/hidden", "/api/v1/courses/draft"] {
            visitor.open(path).await.must_be(404);
        }
        let page = visitor.open("/courses/hidden?secret=pss%2Bt").await;
        assert_eq!(page.must_be(200).headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(page.link("我要報名"), "/courses/hidden/register?secret=pss%2Bt");
        visitor.open("/courses/hidden").await.must_be(404);
        visitor.open("/courses/hidden/calendar.ics?secret=pss%2Bt").await.must_be(200);
    }

    fn what_is_over_leaves_the_lists_the_same_day_and_its_page_stays(centre) using [courses::service()] {
        announce(&centre, "c", 5, |_| {}).await;
        let mut visitor = centre.resident();
        assert_eq!(titles(&visitor.open("/courses").await).len(), 1);
        centre.pass(14 * DAY + 3 * 3600 - 1);
        assert_eq!(titles(&visitor.open("/courses").await).len(), 1);
        centre.pass(1);
        assert!(titles(&visitor.open("/courses").await).is_empty());
        visitor.open("/").await.must_not_say("親子共讀工作坊");
        assert_eq!(visitor.open("/api/v1/courses").await.json()["items"], serde_json::json!([]));
        assert!(!visitor.open("/feeds/courses.ics").await.source.contains("BEGIN:VEVENT"));
        visitor.open("/courses/c").await.must_be(200).must_say("這門課已經結束");
    }

    fn a_cancelled_course_is_shown_with_its_reason_until_its_end(centre) using [courses::service()] {
        announce(&centre, "c", 5, |c| { c.status = CourseStatus::Cancelled; c.cancel_reason = "颱風停課".into(); }).await;
        let mut visitor = centre.resident();
        visitor.open("/courses").await.must_say("已取消");
        let page = visitor.open("/courses/c").await;
        page.must_say("這門課已經取消").must_say("颱風停課");
        assert!(!page.source.contains("/courses/c/register"));
        visitor.open("/signage").await.must_say("已取消");
        centre.pass(14 * DAY + 3 * 3600);
        assert!(titles(&visitor.open("/courses").await).is_empty());
    }

    fn r42_a_calendar_entry_keeps_its_id_and_counts_its_changes(centre) using [courses::service()] {
        announce_with(&centre, "c", 5, |c| c.title = "逗點, 分號; 課".into(), |sessions| {
            let second = Session { id: "c-2".into(), number: 2, revision: 3, cancelled: true, topic: "第二次".into(), ..sessions[0].clone() };
            sessions.push(second);
        }).await;
        for path in ["/courses/c/calendar.ics", "/feeds/courses.ics", "/feeds/courses.ics?category=parenting&district=64000060"] {
            let file = centre.resident().open(path).await;
            assert_eq!(file.must_be(200).headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
            let calendar: icalendar::Calendar = file.source.parse().unwrap();
            let events: Vec<&icalendar::Event> = calendar.events().collect();
            let value = |i: usize, key: &str| icalendar::Component::property_value(events[i], key).unwrap().to_owned();
            assert_eq!(events.len(), 2);
            assert_eq!((value(0, "UID"), value(0, "SEQUENCE"), value(0, "STATUS")),
                       ("c-1@test.example".into(), "0".into(), "CONFIRMED".into()));
            assert_eq!((value(1, "UID"), value(1, "SEQUENCE"), value(1, "STATUS")),
                       ("c-2@test.example".into(), "4".into(), "CANCELLED".into()));
            assert_eq!(value(0, "DTSTART"), "20261207T020000Z");
            assert!(file.source.contains("逗點\\, 分號\\; 課"));
        }
        let other = centre.resident().open("/feeds/courses.ics?category=marriage").await;
        assert!(!other.must_be(200).source.contains("BEGIN:VEVENT"));
    }

    fn m11_feeds_are_well_formed_and_say_what_was_called_off(centre) using [courses::service()] {
        announce(&centre, "c", 5, |c| c.title = "A & B <課>".into()).await;
        announce(&centre, "d", 5, |c| { c.title = "停".into(); c.status = CourseStatus::Cancelled; }).await;
        let mut visitor = centre.resident();
        let feed: atom_syndication::Feed = visitor.open("/feeds/courses.atom").await.source.parse().unwrap();
        let titles: Vec<&str> = feed.entries.iter().map(|e| e.title.value.as_str()).collect();
        assert_eq!(titles, ["A & B <課>", "【已取消】停"]);
        assert_eq!(feed.entries[0].id, "urn:uuid:c");
        assert_eq!(feed.entries[0].links[0].href, "http://test.example/courses/c");
        let feed = visitor.open("/en/feeds/courses.json").await.json();
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(feed["items"][0]["url"], "http://test.example/en/courses/c");
        assert_eq!(feed["items"][1]["_hearth"]["status"], "cancelled");
    }

    fn m11_who_subscribes_hears_of_the_last_course_too(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        let write = move |conn: &mut foundation::db::Conn| {
            for n in 0..230 {
                let mut course = sample::course(&format!("c{n:03}"), now);
                course.slug = format!("c{n:03}");
                if n == 229 {
                    course.status = CourseStatus::Cancelled;
                    course.changed_at = now.plus_seconds(60);
                }
                store::course::add(conn, &course, &[sample::session(&course)], 5, 5)?;
            }
            Ok(())
        };
        centre.centre.db.write(write).await.unwrap();
        centre.centre.cache.bump(&["courses", courses::planned::TOPIC]);
        let mut visitor = centre.resident();
        let feed: atom_syndication::Feed = visitor.open("/feeds/courses.atom").await.source.parse().unwrap();
        assert_eq!((feed.entries.len(), feed.entries[0].id.as_str()), (230, "urn:uuid:c229"), "what changed last is first");
        let feed = visitor.open("/feeds/courses.json").await.json();
        assert_eq!(feed["items"].as_array().unwrap().len(), 230);
        assert_eq!(visitor.open("/feeds/courses.ics").await.source.matches("BEGIN:VEVENT").count(), 230);
    }

    fn the_lobby_board_shows_today_and_what_comes_next(centre) using [courses::service()] {
        announce(&centre, "later", 5, |c| c.title = "改天".into()).await;
        announce(&centre, "today", 5, |c| {
            c.title = "今天的課".into();
            c.starts_at = c.changed_at.plus_seconds(3600);
            c.ends_at = c.changed_at.plus_seconds(7200);
        }).await;
        let mut visitor = centre.resident();
        let board = visitor.open("/signage").await;
        let rows = board.must_be(200).all("tbody tr");
        assert!(rows[0].contains("11:00–12:00") && rows[0].contains("今天的課") && rows[0].contains("準時"), "{rows:?}");
        assert!(rows[1].contains("12 月 7 日 週一 10:00") && rows[1].contains("改天"), "{rows:?}");
        assert_eq!(board.attribute("body", "data-refresh").as_deref(), Some("60"));
        centre.pass(3600);
        visitor.open("/signage").await.must_say("進行中");
        centre.pass(3600);
        visitor.open("/signage").await.must_say("今天沒有其他課程").must_not_say("今天的課");
    }

    fn the_interface_lists_courses_in_pages_by_cursor(centre) using [courses::service()] {
        for i in 0..60 {
            announce(&centre, &format!("c{i:02}"), 5, |c| c.starts_at = c.starts_at.plus_seconds(i % 3)).await;
        }
        let mut visitor = centre.resident();
        let first = visitor.open("/api/v1/courses").await.json();
        let cursor = first["next"].as_str().unwrap();
        let second = visitor.open(&format!("/api/v1/courses?cursor={cursor}")).await.json();
        assert!(second["next"].is_null());
        let mut ids: Vec<String> = [&first, &second].iter()
            .flat_map(|p| p["items"].as_array().unwrap()).map(|c| c["id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        assert_eq!(ids, (0..60).map(|i| format!("c{i:02}")).collect::<Vec<_>>());
        let one = &first["items"][0];
        for key in ["id", "slug", "title", "sessions", "capacity", "seats_left", "waiting", "opens_at", "closes_at", "method", "status"] {
            assert!(!one[key].is_null(), "{key}");
        }
        assert_eq!(visitor.open("/api/v1/courses/c00").await.json()["sessions"][0]["starts_at"], "2026-12-07T10:00:00+08:00");
        assert_eq!(visitor.open("/api/v1/courses?q=共讀&category=parenting&district=64000060&open=false").await.json()["items"].as_array().unwrap().len(), 50);
    }

    fn the_interface_refuses_what_it_does_not_understand(centre) using [courses::service()] {
        let mut visitor = centre.resident();
        for query in ["category=nothing", "open=maybe", "cursor=x", "district=abc", "limit=5", "q=a&q=b"] {
            let page = visitor.open(&format!("/api/v1/courses?{query}")).await;
            assert_eq!((page.must_be(400).json()["code"].as_str(), query), (Some("bad-parameter"), query));
        }
        let long = "長".repeat(101);
        visitor.open(&format!("/api/v1/courses?q={long}")).await.must_be(400);
        visitor.open("/api/v1/courses/%FF").await.must_be(400);
        let page = visitor.api(Method::DELETE, "/api/v1/courses", None, "").await;
        assert_eq!(page.must_be(405).json()["code"], "method-not-allowed");
    }

    fn the_interface_describes_every_row_it_answers_with(centre) using [courses::service()] {
        announce(&centre, "c", 5, |_| {}).await;
        let mut visitor = centre.resident();
        let document = visitor.open("/api/v1/openapi.json").await.json();
        let told = &document["webhooks"]["registrationChanged"]["post"];
        assert!(told["parameters"].as_array().unwrap().iter().any(|p| p["name"] == "Hearth-Signature"), "{told}");
        assert_eq!(document["openapi"], "3.1.0");
        let full = visitor.open("/api/v1/courses/c").await.json();
        let schemas = &document["components"]["schemas"];
        let own = &schemas["CourseInFull"]["allOf"][1]["properties"];
        for key in full.as_object().unwrap().keys() {
            let described = !schemas["CourseRow"]["properties"][key].is_null() || !own[key].is_null();
            assert!(described, "{key} is not described: {}", schemas["CourseInFull"]);
        }
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                assert!(operation["responses"].is_object() && operation["summary"].is_string(), "{method} {path}");
            }
        }
        visitor.open("/api").await.must_say("/api/v1/courses/{id}").must_say("If-None-Match");
    }

    fn every_word_is_said_in_both_languages(centre) using [courses::service()] {
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    fn the_home_page_invites_to_courses_that_have_places(centre) using [courses::service()] {
        announce(&centre, "full", 1, |c| c.title = "滿了".into()).await;
        announce(&centre, "free", 3, |c| c.title = "還有".into()).await;
        take_seats(&centre, "full", 1).await;
        let mut visitor = centre.resident();
        let home = visitor.open("/").await;
        home.must_say("還有").must_not_say("滿了");
        let found = visitor.send(home.form("search form").fill("q", "滿了")).await;
        assert_eq!((titles(&found), found.path.starts_with("/courses?")), (vec!["滿了".to_owned()], true));
    }

    fn a_small_demonstration_has_something_of_everything(centre) using [courses::service()] {
        courses::demo::fill(centre.centre.clone(), 1).await.unwrap();
        let mut visitor = centre.resident();
        let first = visitor.open("/api/v1/courses").await.json();
        let items = first["items"].as_array().unwrap();
        assert!(items.len() >= 24, "{}", items.len());
        for state in ["open", "waiting", "not-open", "cancelled", "closed"] {
            assert!(items.iter().any(|c| c["registration"] == state), "{state}");
        }
        let parenting = items.iter().filter(|c| c["category"] == "parenting").count();
        assert!((8..=11).contains(&parenting), "{parenting} of {} are for parents (X9: 278 of 763)", items.len());
        assert!(items.iter().all(|c| c["title_en"].as_str().unwrap().is_ascii()), "English is complete");
        assert!(items.iter().all(|c| c["seats_left"].as_i64().unwrap() >= 0));
    }
}

/// What an answer gives as `next` is a cursor as the description has it, on the last days of a month too.
/// PostgreSQL reads the pattern as the clients that check it do.
#[test]
fn every_next_is_a_cursor_as_described() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![courses::service()]).await;
        let on = office::Instant::parse("2026-12-30T02:00:00Z").unwrap();
        for i in 0..51 {
            announce(&centre, &format!("c{i:02}"), 5, |c| c.starts_at = on).await;
        }
        let mut visitor = centre.resident();
        let next = visitor.open("/api/v1/courses").await.json()["next"].as_str().unwrap().to_owned();
        assert!(next.starts_with("2026-12-30T"), "{next}");
        let document = visitor.open("/api/v1/openapi.json").await.json();
        let asked = document["paths"]["/api/v1/courses"]["get"]["parameters"].as_array().unwrap();
        let cursor = asked.iter().find(|p| p["name"] == "cursor").unwrap();
        let pattern = cursor["schema"]["pattern"].as_str().unwrap().to_owned();
        let days = [
            ("2026-12-29", true),
            ("2026-12-30", true),
            ("2026-12-31", true),
            ("2026-02-28", true),
            ("2028-02-29", true),
            ("2026-02-29", false),
            ("2026-02-30", false),
            ("2026-11-31", false),
            ("2026-13-01", false),
        ];
        for (day, is_one) in days {
            let (cursor, pattern) = (next.replace("2026-12-30", day), pattern.clone());
            let read = move |conn: &mut foundation::db::Conn| {
                let asked = foundation::db::Sql("select cast($1 as text) ~ cast($2 as text)");
                conn.first(asked, foundation::params![cursor, pattern])?.unwrap().get::<bool>(0)
            };
            assert_eq!(centre.centre.db.read(read).await.unwrap(), is_one, "{day}");
        }
    });
}
