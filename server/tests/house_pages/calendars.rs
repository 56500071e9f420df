//! `/office/calendar` with more than one calendar: each with its years and closures, named by rules (C4).

use foundation::db::Conn;
use foundation::{calendar, rules, sql};
use jiff::civil::date;
use office::deadline::{DayMode, count};
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::calendar::{YEAR, upload_to, with_year};
use crate::trail_of;

async fn make(director: &mut Visitor, code: &str, name: &str, english: &str) -> Page {
    let page = director.open("/office/calendar").await;
    director.send(page.form("#named").fill("code", code).fill("name", name).fill("name_en", english)).await
}

/// A director of a centre with the office calendar and that of the schools, both of 2026.
async fn two(centre: &Fresh) -> Visitor {
    with_year(centre).await;
    let mut director = centre.staff(&[Role::Director]).await;
    make(&mut director, "school", "學校行事曆", "School calendar").await.must_be(200);
    assert_eq!(upload_to(&mut director, "school", YEAR).await.status, 303);
    director
}

async fn due(centre: &Fresh, code: &'static str) -> jiff::civil::Date {
    let calendar = centre.centre.db.read(move |conn| calendar::load_of(conn, code)).await.unwrap();
    count(&calendar, date(2026, 11, 24), DayMode::Work, 2).unwrap().due_on
}

both_engines! {
    fn c4_a_calendar_is_made_on_the_page_and_wrong_input_is_kept(centre) using [accounts::service()] {
        with_year(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        let page = director.open("/office/calendar").await;
        assert!(page.all("select[name=calendar]").is_empty(), "nothing is to be chosen while there is one");
        assert!(page.all("input[name=calendars]").is_empty());
        for (code, name, reason) in [("School", "學校行事曆", "小寫英文字母"), ("office", "學校行事曆", "已經有日曆"), ("school", "", "請填寫這一欄")] {
            let page = make(&mut director, code, name, "School calendar").await;
            page.must_be(422).must_say(reason);
            assert_eq!(page.form("#named").value("name_en"), Some("School calendar"), "what was typed is kept");
        }
        make(&mut director, "school", "學校行事曆", "School calendar").await.must_be(200).must_say("學校行事曆");
        make(&mut director, "school", "另一份", "").await.must_be(422).must_say("這個代碼已經有日曆");
        assert_eq!(trail_of(&centre, "foundation_calendar", "school").await[0].after.as_deref(), Some("學校行事曆"));
        director.open("/en/office/calendar").await.must_say("School calendar");
        let rename = director.open("/office/calendar").await.form("#rename");
        let strange = rename.clone().without("renamed").smuggle("renamed", "night").fill("new_name", "夜校");
        director.send(strange).await.must_be(422);
        let rename = rename.fill("renamed", "school");
        let page = director.send(rename.clone().fill("new_name_en", "Calendar of schools")).await;
        page.must_be(422).must_say("請填寫這一欄");
        assert_eq!(page.form("#rename").value("new_name_en"), Some("Calendar of schools"), "what was typed is kept");
        let page = director.send(rename.fill("new_name", "各級學校行事曆")).await;
        assert!(page.must_be(200).must_say("各級學校行事曆").all("#named-removal").len() == 1);
        director.open("/en/office/calendar").await.must_say("School calendar");
        let renamed = trail_of(&centre, "foundation_calendar", "school").await.pop().unwrap();
        assert_eq!([renamed.before, renamed.after].map(Option::unwrap), ["學校行事曆 School calendar", "各級學校行事曆 School calendar"]);
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        let page = volunteer.open("/office/calendar").await;
        page.must_say("學校行事曆");
        assert!(page.all("#named").is_empty(), "a volunteer only looks");
        let page = director.open("/office/calendar").await;
        volunteer.send(page.form("#named").fill("code", "night").fill("name", "夜校")).await.must_be(404);
        let page = director.send(page.form("#named-removal").press("code")).await;
        assert!(page.must_be(200).all("#named-removal").is_empty(), "it is taken away while nothing names it");
    }

    fn c4_years_are_imported_per_calendar_and_a_bad_file_changes_nothing(centre) using [accounts::service()] {
        with_year(&centre).await;
        let mut director = centre.staff(&[Role::Director]).await;
        make(&mut director, "school", "學校行事曆", "").await.must_be(200);
        let text = String::from_utf8(YEAR.to_vec()).unwrap();
        let page = upload_to(&mut director, "school", text.replace("20260101,四,2", "20260101,四,1").as_bytes()).await;
        page.must_be(422).must_say("應為 0 或 2");
        assert_eq!(page.form("#import").value("calendar"), Some("school"), "what was chosen is kept");
        upload_to(&mut director, "none", YEAR).await.must_be(422).must_say("請選一項");
        let years = async |code: &'static str| {
            let load = move |conn: &mut Conn| calendar::load_of(conn, code);
            centre.centre.db.read(load).await.unwrap().years().count()
        };
        assert_eq!((years("school").await, years("office").await), (0, 1));
        let school = text.replace("20261123,一,0,", "20261123,一,2,校慶補假");
        assert_eq!(upload_to(&mut director, "school", school.as_bytes()).await.status, 303);
        assert_eq!(trail_of(&centre, "foundation_calendar_day", "school/2026").await[0].after.as_deref(), Some("121 days off"));
        director.open("/office/calendar?imported=2026&calendar=school").await
            .must_say("已匯入民國 115 年的學校行事曆：放假 121 天")
            .must_say("辦公日曆 民國 115 年（2026） 365 120").must_say("學校行事曆 民國 115 年（2026） 365 121");
        director.open("/office/calendar/2026?calendar=school").await.must_say("115/11/23（一） 放假 校慶補假").must_say("民國 115 年的學校行事曆");
        director.open("/office/calendar/2026").await.must_say("115/11/23（一） 上班");
        director.open("/office/calendar/2026?calendar=none").await.must_be(404);
        assert_eq!(upload_to(&mut director, "school", YEAR).await.status, 303);
        assert_eq!((years("school").await, years("office").await), (1, 1), "a year is replaced in its own calendar");
    }

    fn c4_a_closure_holds_for_the_calendars_that_are_ticked(centre) using [accounts::service()] {
        let mut director = two(&centre).await;
        let page = director.open("/office/calendar").await;
        let closure = || page.form("#closure").fill("day", "2026-11-25").fill("reason", "天鵝颱風");
        assert_eq!(page.all("#closure input[name=calendars]").len(), 2);
        let none = director.send(closure().without("calendars")).await;
        none.must_be(422).must_say("請選一項");
        assert_eq!(none.form("#closure").value("reason"), Some("天鵝颱風"));
        assert_eq!(none.form("#closure").value("calendars"), None, "nothing is ticked again");
        make(&mut director, "night", "夜校行事曆", "").await.must_be(200);
        let all = director.open("/office/calendar").await;
        let all = all.form("#closure").fill("day", "2026-11-25").fill("reason", "天鵝颱風");
        director.send(all).await.must_be(422).must_say("夜校行事曆沒有 2026-11-25，請先匯入該年度");
        director.send(closure().without("calendars").smuggle("calendars", "school")).await.must_be(200).must_say("115/11/25（三） 學校行事曆 天鵝颱風");
        assert_eq!((due(&centre, "office").await, due(&centre, "school").await), (date(2026, 11, 26), date(2026, 11, 27)));
        director.send(closure().without("calendars").smuggle("calendars", "school")).await.must_be(422).must_say("已經登記停班停課");
        director.send(closure()).await.must_be(200).must_say("115/11/25（三） 辦公日曆 天鵝颱風");
        assert_eq!(due(&centre, "office").await, date(2026, 11, 27), "offices follow later");
        let page = director.open("/office/calendar").await;
        director.send(page.form("#removal").smuggle("day", "2026-11-25 office")).await.must_be(200).must_not_say("115/11/25（三） 辦公日曆");
        assert_eq!((due(&centre, "office").await, due(&centre, "school").await), (date(2026, 11, 26), date(2026, 11, 27)));
        let rows = trail_of(&centre, "foundation_closure", "2026-11-25").await;
        let told: Vec<_> = rows.iter().map(|row| row.after.as_deref().or(row.before.as_deref()).unwrap()).collect();
        assert_eq!(told, ["school", "office", "office: 天鵝颱風"]);
    }

    fn c4_a_limit_is_counted_on_the_page_on_the_calendar_that_is_chosen(centre) using [accounts::service()] {
        let mut director = two(&centre).await;
        let close = |conn: &mut Conn| calendar::add_closure(conn, "school", date(2026, 9, 22), "颱風", office::Instant::MIN, "system");
        centre.centre.db.write(close).await.unwrap();
        let page = director.open("/office/calendar").await;
        let ask = |calendar: &str| page.form("search form").fill("received", "2026-09-21").fill("days", "6").fill("counted_on", calendar);
        director.send(ask("office")).await.must_say("民國115年10月1日（四）").must_not_say("依辦公日曆計算");
        director.send(ask("school")).await.must_say("民國115年10月2日（五）").must_say("依學校行事曆計算");
        let wrong = page.form("search form").fill("received", "2026-09-21").fill("days", "6").without("counted_on").smuggle("counted_on", "none");
        director.send(wrong).await.must_be(422).must_say("請選一項");
    }

    fn c4_a_rule_names_a_calendar_that_is_there_and_that_then_stays(centre) using [accounts::service()] {
        let mut director = two(&centre).await;
        make(&mut director, "night", "夜校行事曆", "").await.must_be(200);
        director.open("/office/calendar").await.must_not_say("夜校行事曆還沒有");
        let page = director.open("/office/rules/petitions.calendar").await;
        page.must_say("辦公日曆").must_say("學校行事曆");
        let version = page.form("#new").fill("from", "2026-11-23").fill("source", "局長核定");
        let wrong = director.send(version.clone().smuggle("value", "moon")).await;
        wrong.must_be(422).must_say("沒有這份日曆");
        let field = wrong.all("#new .field").into_iter().find(|field| field.contains("沒有這份日曆"));
        assert!(field.is_some_and(|field| field.contains("學校行事曆")), "it stands beside the field");
        assert_eq!((wrong.form("#new").value("from"), wrong.form("#new").value("source")), (Some("2026-11-23"), Some("局長核定")));
        director.send(version.clone()).await.must_be(422);
        director.send(version.fill("value", "night")).await.must_be(200).must_say("夜校行事曆");
        let rule = centre.centre.db.read(|conn| rules::rule_on(conn, "petitions.calendar", date(2026, 11, 23))).await.unwrap();
        assert_eq!(rule.unwrap().text(), Some("night"));
        let page = director.open("/office/calendar").await;
        page.must_say("夜校行事曆還沒有民國 115 年（2026）").must_not_say("學校行事曆還沒有");
        let used = director.send(page.form("#named-removal").smuggle("code", "night")).await;
        used.must_be(422).must_say("不能移除");
        director.open("/office/rules").await.must_say("夜校行事曆");
    }

    fn c4_what_was_imported_before_is_of_the_office_calendar(centre) using [accounts::service()] {
        let rows = "
            insert into foundation_calendar_day (day, off, note) values ('2026-11-25', false, '');
            insert into foundation_closure (day, reason, added_at, added_by)
            values ('2026-11-25', '颱風', '2026-11-25T00:00:00Z', 'system')";
        let centre = Fresh::open_grown(centre.address.engine(), vec![], &[("foundation", 11)], rows).await;
        let read = |conn: &mut Conn| {
            let day =
                conn.first(sql!("select calendar from foundation_calendar_day where day = '2026-11-25'"), &[])?;
            let closure = conn.first(sql!("select calendar || ' ' || reason from foundation_closure"), &[])?;
            Ok((day.unwrap().get::<String>(0)?, closure.unwrap().get::<String>(0)?))
        };
        let found = centre.centre.db.read(read).await.unwrap();
        assert_eq!(found, ("office".to_owned(), "office 颱風".to_owned()));
    }
}
