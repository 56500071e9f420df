//! Cases counted on another calendar than the office calendar (C4): named by the rule or by the topic, kept by the case.

use foundation::calendar::{self, Named};
use foundation::db::Conn;
use foundation::{params, sql};
use office::Date;
use office::calendar::{Day, YearSheet};
use petitions::store;
use testing::{Fresh, Role, both_engines};

use crate::{first, number, office, petition, send, typed};

/// A day on which offices work and schools do not.
const SCHOOL_HOLIDAY: Date = Date::constant(2026, 11, 27);

/// The calendar of the schools, of 2026 and 2027.
async fn school(centre: &Fresh) {
    let put = |conn: &mut Conn| {
        let named = Named { code: "school".into(), name: "學校行事曆".into(), name_en: String::new() };
        calendar::add(conn, &named, office::Instant::MIN, "system")?;
        for sheet in calendar::load(conn)?.years() {
            let off = |day: &Day| Day { off: day.off || day.date == SCHOOL_HOLIDAY, ..day.clone() };
            let sheet = YearSheet::from_days(sheet.days().iter().map(off).collect()).unwrap();
            calendar::put_year(conn, "school", &sheet)?;
        }
        Ok(())
    };
    centre.centre.db.write(put).await.unwrap();
}

/// From now on the cases of the topic are counted on this calendar.
async fn name(centre: &Fresh, topic: &'static str, calendar: &'static str) {
    let change = move |conn: &mut Conn| {
        let topic = store::find_topic(conn, topic)?.unwrap();
        store::change_topic(conn, &petitions::model::Topic { calendar: calendar.into(), ..topic })
    };
    centre.centre.db.write(change).await.unwrap();
}

/// The rule names this calendar from a day on.
async fn rule(centre: &Fresh, calendar: &'static str) {
    let add = move |conn: &mut Conn| {
        conn.execute(
            sql!("insert into foundation_rule (key, effective_from, value, source) values ('petitions.calendar', '2026-11-23', $1, 'x')"),
            params![calendar],
        )
    };
    centre.centre.db.write(add).await.unwrap();
}

/// Calendar and last day of a case.
async fn stands(centre: &Fresh, number: &str) -> (String, String) {
    let number = number.replace('-', "");
    let read = move |conn: &mut Conn| {
        let case = store::find_by_reference(conn, &number)?.unwrap();
        Ok((case.clock.calendar, case.due_on.to_string()))
    };
    centre.centre.db.write(read).await.unwrap()
}

async fn close(centre: &Fresh, code: &'static str, day: Date) {
    let close =
        move |conn: &mut Conn| calendar::add_closure(conn, code, day, "颱風", office::Instant::MIN, "system");
    centre.centre.db.write(close).await.unwrap();
    centre.pass(7 * 3600);
    centre.settle().await;
}

fn of(calendar: &str, due_on: &str) -> (String, String) {
    (calendar.to_owned(), due_on.to_owned())
}

both_engines! {
    /// C3, C4: a closure of the schools moves the case that is counted on their days, says so there, and moves no other.
    fn c4_a_closure_of_the_schools_moves_the_cases_of_the_schools_alone(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        school(&centre).await;
        name(&centre, "courses", "school").await;
        let of_school = typed(&mut office.handler, "letter", |f| f).await;
        of_school.must_be(200).must_say("依學校行事曆計算");
        let of_office = typed(&mut office.director, "letter", |f| f.fill("topic", "service")).await;
        of_office.must_be(200).must_not_say("依辦公日曆計算").must_not_say("學校行事曆");
        assert_eq!(stands(&centre, &number(&of_school)).await, of("school", "2026-12-02"));
        assert_eq!(stands(&centre, &number(&of_office)).await, of("office", "2026-12-01"));
        close(&centre, "school", Date::constant(2026, 11, 26)).await;
        assert_eq!(stands(&centre, &number(&of_school)).await, of("school", "2026-12-03"));
        assert_eq!(stands(&centre, &number(&of_office)).await, of("office", "2026-12-01"));
        let open = |page: &testing::Page| page.path.clone();
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open(&open(&of_school)).await.must_say("行事曆變動，重算期限").must_say("115/12/02（三） → 115/12/03（四）").must_say("颱風");
        director.open(&open(&of_office)).await.must_not_say("行事曆變動").must_not_say("颱風");
        close(&centre, "office", Date::constant(2026, 11, 30)).await;
        assert_eq!(stands(&centre, &number(&of_school)).await, of("school", "2026-12-03"));
        assert_eq!(stands(&centre, &number(&of_office)).await, of("office", "2026-12-02"));
    }

    /// C4, X1: a case keeps its calendar, whatever becomes of rule, topic and grade; a new one has that of its day.
    fn c4_a_later_rule_moves_no_case(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        school(&centre).await;
        let before = petition(&centre, &mut centre.resident(), |f| f).await;
        let before = before.all("dd strong")[0].replace('-', "");
        rule(&centre, "school").await;
        close(&centre, "school", Date::constant(2026, 11, 26)).await;
        assert_eq!(stands(&centre, &before).await, of("office", "2026-12-01"));
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let page = first(&mut handler).await;
        let page = send(&mut handler, &page, "#particulars", &[("grade", "joint")]).await;
        page.must_be(200);
        assert_eq!(stands(&centre, &before).await, of("office", "2026-11-30"), "the grade sets the days, not the calendar");
        let later = typed(&mut handler, "letter", |f| f).await;
        later.must_say("petitions.calendar@*/2026-11-23").must_say("依學校行事曆計算");
        assert_eq!(stands(&centre, &number(&later)).await.0, "school");
        name(&centre, "courses", "office").await;
        let own = typed(&mut handler, "letter", |f| f).await;
        own.must_not_say("petitions.calendar@");
        assert_eq!(stands(&centre, &number(&own)).await.0, "office", "the topic goes before the rule");
        assert_eq!(stands(&centre, &number(&later)).await.0, "school");
        drop(office.director.open("/office/petitions").await);
    }

    /// C4: a topic is given a calendar on its page; one that is not there is refused beside the field.
    fn c4_a_topic_names_its_calendar(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.director.open("/office/petitions/arrangement?topic=courses").await;
        assert!(page.all("select[name=calendar]").is_empty(), "nothing is to be chosen while there is one");
        school(&centre).await;
        let page = office.director.open("/office/petitions/arrangement?topic=courses").await;
        let wrong = office.director.send(page.form("#topic").fill("name", "學校").without("calendar").smuggle("calendar", "none")).await;
        wrong.must_be(422).must_say("請選一項");
        assert_eq!(wrong.form("#topic").value("name"), Some("學校"), "what was typed is kept");
        let page = office.director.open("/office/petitions/arrangement?topic=courses").await;
        office.director.send(page.form("#topic").fill("calendar", "school")).await.must_be(200);
        let page = office.director.open("/office/petitions/arrangement?topic=courses").await;
        assert_eq!(page.form("#topic").value("calendar"), Some("school"));
        typed(&mut office.handler, "letter", |f| f).await.must_say("依學校行事曆計算");
        let uses = centre.centre.db.read(store::list_calendars).await.unwrap();
        assert_eq!(uses.len(), 2, "{uses:?}");
        assert!(uses.iter().all(|(code, runs)| code == "school" && *runs), "{uses:?}");
        let page = office.director.open("/office/calendar").await;
        let used = office.director.send(page.form("#closure").smuggle("code", "school").to("/office/calendar/calendars/removal")).await;
        used.must_be(422).must_say("不能移除");
    }

    /// C4, C8: what is left is counted on the calendar of the case, also in the inbox; staff are mailed on office days.
    fn c4_what_is_left_and_warnings_are_counted_on_the_calendar_of_the_case(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        school(&centre).await;
        name(&centre, "courses", "school").await;
        typed(&mut office.handler, "letter", |f| f).await;
        // Thursday, Friday off, the earlier end on Monday: one day of the schools is left, two of offices.
        close(&centre, "school", Date::constant(2026, 11, 25)).await;
        centre.pass(65 * 3600);
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let inbox = handler.open("/office/petitions").await;
        inbox.must_be(200).must_say("115/12/03").must_say("剩 1 個工作日");
        centre.pass(5 * 3600);
        centre.settle().await;
        let mails = centre.mails().await;
        assert!(mails.iter().any(|mail| mail.subject.contains("較早的算法")), "{:?}", mails.iter().map(|m| &m.subject).collect::<Vec<_>>());
    }
}
