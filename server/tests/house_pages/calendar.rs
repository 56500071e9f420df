//! `/office/calendar`: import with the reason of a refusal, days of a year, closures, counting.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use foundation::db::Conn;
use foundation::{calendar, staff};
use jiff::civil::date;
use office::deadline::{DayMode, count};
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::trail_of;

/// The official calendar of 2026.
pub const YEAR: &[u8] = include_bytes!("../../calendar/2026.csv");

/// Sends a file as a browser does.
async fn upload(visitor: &mut Visitor, file: &[u8]) -> Page {
    upload_to(visitor, "office", file).await
}

/// Sends a file of a calendar as a browser does.
pub async fn upload_to(visitor: &mut Visitor, calendar: &str, file: &[u8]) -> Page {
    let mut body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"calendar\"\r\n\r\n{calendar}\r\n--b\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"115.csv\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let request = Request::post("/office/calendar/years")
        .header(header::HOST, "test.example")
        .header(header::COOKIE, format!("{}={}", staff::COOKIE, visitor.cookie(staff::COOKIE).unwrap()))
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .body(Body::from(body))
        .unwrap();
    Page::read("/office/calendar/years".into(), visitor.raw(request).await).await
}

pub async fn with_year(centre: &Fresh) {
    let put = |conn: &mut Conn| {
        calendar::put_year(conn, "office", &office::calendar::YearSheet::parse(YEAR, None).unwrap())
    };
    centre.centre.db.write(put).await.unwrap();
}

both_engines! {
    fn x4_a_calendar_is_imported_or_refused_with_the_reason_beside_the_field(centre) using [courses::service(), accounts::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        director.open("/office/calendar").await.must_say("還沒有匯入任何年度");
        let text = String::from_utf8(YEAR.to_vec()).unwrap();
        let without_a_day = text.lines().filter(|line| !line.starts_with("20260704")).collect::<Vec<_>>().join("\r\n");
        for (file, reason) in [
            (&b"<!DOCTYPE html><html></html>"[..], "這是網頁"),
            (&b"date,weekday\n"[..], "第一行應為"),
            (without_a_day.as_bytes(), "缺少 2026-07-04"),
            (text.replace("20260101,四,2", "20260101,四,1").as_bytes(), "應為 0 或 2"),
            (&b"\xa6\xe8\xa4\xb8\xa4\xe9\xb4\xc1"[..], "Big5"),
            (&[b'a'; 270 * 1024][..], "檔案太大"),
            (&[b'a'; 400 * 1024][..], "檔案太大"),
            (&b""[..], "請選擇檔案"),
        ] {
            let page = upload(&mut director, file).await;
            page.must_be(422).must_say(reason);
            assert!(page.all("#import .error, #import .field").iter().any(|field| field.contains(reason)), "{reason} stands beside the field");
        }
        director.open("/office/calendar").await.must_say("還沒有匯入任何年度");
        let done = upload(&mut director, YEAR).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(trail_of(&centre, "foundation_calendar_day", "2026").await[0].after.as_deref(), Some("120 days off"));
        director.open("/office/calendar?imported=2026").await.must_say("已匯入民國 115 年的辦公日曆：放假 120 天").must_say("民國 115 年（2026） 365 120 16 0 0");
        let year = director.open("/office/calendar/2026").await;
        year.must_say("115/01/01（四） 放假 開國紀念日").must_say("115/11/23（一） 上班");
        director.open("/office/calendar/2031").await.must_be(404);
        director.open("/office/calendar/x").await.must_be(404);
    }

    fn x6_a_limit_is_counted_with_its_sum_on_the_page(centre) using [courses::service(), accounts::service()] {
        with_year(&centre).await;
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        let page = volunteer.open("/office/calendar").await;
        let ask = |received: &str, mode: &str, days: &str| page.form("search form").fill("received", received).fill("mode", mode).fill("days", days);
        for (mode, days, due) in [("work", "6", "民國115年10月1日（四）"), ("work", "30", "民國115年11月6日（五）"), ("cal", "7", "民國115年9月29日（二）"), ("cal", "30", "民國115年10月21日（三）")] {
            volunteer.send(ask("2026-09-21", mode, days)).await.must_say(&format!("期限到 {due}"));
        }
        volunteer.send(ask("2026-09-21", "work", "6")).await.must_say("115/09/25（五） 不計 中秋節").must_say("115/10/01（四） 6");
        volunteer.send(ask("2026-11-07", "cal", "7")).await.must_say("到這一天上午為止");
        volunteer.send(ask("115/09/21", "work", "1")).await.must_say("民國115年9月22日（二）");
        volunteer.send(ask("2026-12-28", "work", "9")).await.must_be(422).must_say("請先匯入該年度");
        volunteer.send(ask("", "work", "0")).await.must_be(422).must_say("1 到 1000");
        assert!(page.all("#import").is_empty() && page.all("#closure").is_empty(), "a volunteer only looks");
    }

    fn a_typhoon_day_is_no_office_day_until_it_is_taken_back(centre) using [courses::service(), accounts::service()] {
        with_year(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let due = async || {
            let calendar = centre.centre.db.read(calendar::load).await.unwrap();
            count(&calendar, date(2026, 11, 24), DayMode::Work, 2).unwrap().due_on
        };
        assert_eq!(due().await, date(2026, 11, 26));
        let page = director.open("/office/calendar").await;
        let closure = |day: &str, reason: &str| page.form("#closure").fill("day", day).fill("reason", reason);
        director.send(closure("2026-11-28", "颱風")).await.must_be(422).must_say("這一天本來就放假");
        director.send(closure("2027-03-01", "颱風")).await.must_be(422).must_say("請先匯入該年度");
        let wrong = director.send(closure("2026-11-25", "")).await;
        assert_eq!(wrong.must_be(422).form("#closure").value("day"), Some("2026-11-25"));
        director.send(closure("2026-11-25", "天鵝颱風")).await.must_say("天鵝颱風").must_say("王小明");
        assert_eq!(due().await, date(2026, 11, 27));
        director.send(closure("2026-11-25", "天鵝颱風")).await.must_be(422).must_say("已經登記停班");
        director.open("/office/calendar/2026").await.must_say("115/11/25（三） 停班停課 天鵝颱風");
        let page = director.open("/office/calendar").await;
        director.send(page.form("#removal").press("day")).await.must_say("沒有登記停班停課的日子");
        assert_eq!(due().await, date(2026, 11, 26));
        let verbs: Vec<String> = trail_of(&centre, "foundation_closure", "2026-11-25").await.into_iter().map(|row| row.verb).collect();
        assert_eq!(verbs, ["added", "removed"]);
        let mut promotion = centre.staff(&[Role::Promotion]).await;
        promotion.send(page.form("#removal").press("day")).await.must_be(404);
    }
}
