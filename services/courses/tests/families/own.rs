use courses::desk::{Answer, Desk, Work};
use courses::own::OWN_DATA;
use courses::sample;
use courses::store;
use courses::store::arrival::NewArrival;
use courses::store::interest::Interest;
use courses::store::past::WasThere;
use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::measures::Period;
use foundation::own_data::{Erased, Record};
use foundation::residents::Resident;
use foundation::trail::Actor;
use jiff::civil::date;
use office::instant::Instant;
use testing::{Fresh, both_engines};

use crate::{ask, course, party};

async fn held(centre: &Fresh, email: &str) -> Vec<Record> {
    let (resident, now) = (Resident { id: "r".into(), email: email.into() }, centre.centre.clock.now());
    centre.centre.db.read(move |conn| (OWN_DATA.list)(conn, &resident, now)).await.unwrap()
}

async fn erase(centre: &Fresh, email: &str) -> Erased {
    let (resident, now) = (Resident { id: "r".into(), email: email.into() }, centre.centre.clock.now());
    let inner = centre.centre.clone();
    centre.centre.db.write(move |conn| (OWN_DATA.erase)(conn, &inner, &resident, now)).await.unwrap()
}

fn text(records: &[Record]) -> String {
    format!("{records:?}")
}

/// Leaves what else is kept of a party: an appeal, a paper that was withdrawn, interest in another course.
fn leave_traces(conn: &mut Conn, id: &str) -> DbResult<()> {
    let now = Instant::parse("2026-11-23T02:00:00Z").unwrap();
    let seat = store::registration::list_seats(conn, id)?.remove(0).id;
    let number = office::Reference::from_bits(7);
    conn.execute(
        foundation::sql!(
            "insert into courses_no_show (id, seat_id, registration_id, course_id, person_key, kind, points,
             until_on, limit_points, delay_hours, rule, made_at, state, appeal, decision, decided_by)
             values ('n', $1, $2, 'c', 'wang', 'absent', 1, '2027-01-01', 3, 24, '', $3, 'appealed', '孩子發燒', '', '')"
        ),
        foundation::params![seat, id, now],
    )?;
    conn.execute(
        foundation::sql!(
            "insert into courses_certificate (id, number, course_id, seat_id, name, title, title_en, hours, rate,
             begins_on, ends_on, issued_at, issued_by, withdrawn_at, withdrawn_by, withdrawn_why)
             values ('p', $1, 'c', $2, '王小華', 'c', '', 30, 10000, '2026-11-23', '2026-11-23', $3, 's', $3, 's',
                     '王小美的名字寫錯')"
        ),
        foundation::params![number.as_str(), seat, now],
    )?;
    conn.execute(foundation::sql!("update courses_course set title = '才藝課' where id = 'later'"), &[])?;
    let interest = Interest {
        id: "i".into(),
        course_id: "later".into(),
        email: "mei@test.example".into(),
        persons: 2,
        district: String::new(),
        language: "zh-Hant".into(),
        confirmed_at: None,
        asked_persons: None,
    };
    store::interest::put(conn, &interest, now)?;
    Ok(())
}

/// A party in line before the desk under this number.
async fn line_up(centre: &Fresh, course: &str, number: i64, key: &str) -> String {
    let (id, now, course) = (format!("arrival-{key}"), centre.centre.clock.now(), course.to_owned());
    let (given, mut party) = (id.clone(), party(key, &[("王小華", 2015)]));
    (party.email, party.phone) = ("Mei@test.example".into(), "+886912345678".into());
    let write = move |conn: &mut Conn| {
        let text = serde_json::to_string(&party).unwrap();
        let (id, request_key, email) = (given.clone(), party.key.clone(), party.email.as_str());
        let (course_id, fingerprint, address) = (course.as_str(), "", Some("203.0.113.7"));
        let new = NewArrival {
            id,
            course_id,
            number,
            request_key,
            party: text,
            fingerprint,
            address,
            email,
            came_at: now,
        };
        store::arrival::add(conn, &[new])
    };
    centre.centre.db.write(write).await.unwrap();
    id
}

/// Gives a registration all that may be kept besides the form.
fn keep_more(conn: &mut Conn, id: &str) -> DbResult<()> {
    let now = Instant::parse("2026-11-23T02:00:00Z").unwrap();
    let seat = store::registration::list_seats(conn, id)?.remove(0).id;
    let (record, sealed) = (courses::rules::hours::Record::Teacher, Some("sealed".to_owned()));
    let (seat_id, masked, mark) = (seat.clone(), "A12****789".into(), "m".into());
    store::hours::keep_claim(conn, "c", &store::hours::Claim { seat_id, record, sealed, masked, mark }, now)?;
    store::shown::show_names(conn, &[(seat, "c".into(), now)])?;
    store::entry::add_waivers(conn, &[(id.to_owned(), "承辦人同意未滿六歲".into())])?;
    store::desk::change_over_reason(conn, id, Some("加一張椅子"))?;
    conn.execute(
        foundation::sql!("update courses_registration set ended_why = '來電說家裡有事' where id = $1"),
        foundation::params![id],
    )?;
    Ok(())
}

both_engines! {
    /// D-3: told in the language of the page, with days as it writes them; copies stay as they are kept.
    fn d3_titles_and_days_are_told_in_the_language_of_the_page(centre) using [courses::service()] {
        course(&centre, "c", 5, |_| {}).await;
        ask(&centre, "c", party("own", &[("王小明", 1989)])).await;
        let record = held(&centre, "own@test.example").await.remove(0);
        let of = |key: &str| record.fields.iter().find(|(k, _)| *k == key).unwrap().1.clone();
        let (title, at) = (of("own-registration-course"), of("own-registration-at"));
        let [chinese, english] = [Lang::ZhHant, Lang::En].map(|lang| centre.centre.words(lang));
        assert_eq!((title.said(&chinese), title.said(&english)), ("親子共讀工作坊".into(), "Reading together".into()));
        assert!(at.said(&chinese).starts_with("民國115年11月23日"), "{}", at.said(&chinese));
        assert!(at.said(&english).contains("23 Nov 2026"), "{}", at.said(&english));
        assert_eq!((title.code(), at.code()), ("親子共讀工作坊".into(), "2026-11-23 10:00".into()));
    }

    /// D-3: what stands in line, or was turned away and is kept for another try, is told and deleted too.
    fn d3_a_place_in_line_is_told_and_deleted(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        course(&centre, "later", 10, |_| {}).await;
        let full = line_up(&centre, "c", 1, "full").await;
        let failed = line_up(&centre, "c", 2, "failed").await;
        let now = centre.centre.clock.now();
        centre.centre.db.write(move |conn| {
            store::arrival::decide(conn, std::slice::from_ref(&full), "full", now)?;
            store::arrival::decide(conn, std::slice::from_ref(&failed), "failed", now)
        }).await.unwrap();
        let told = held(&centre, "mei@test.example").await;
        assert_eq!(told.iter().map(|r| (r.kind, r.kept)).collect::<Vec<_>>(), [("own-arrival", None)]);
        for part in ["王小華", "+886912345678", "Mei@test.example", "2015", "own-arrival-full"] {
            assert!(text(&told).contains(part), "{part}: {told:?}");
        }
        assert!(held(&centre, "chen@test.example").await.is_empty());
        assert_eq!(erase(&centre, "mei@test.example").await, Erased { erased: 1, kept: 0 });
        assert!(held(&centre, "mei@test.example").await.is_empty());
        let left = |conn: &mut Conn| {
            let kept = foundation::sql!("select id from courses_arrival where party <> '' or email <> '' or address is not null");
            Ok(conn.rows(kept, &[])?.len())
        };
        assert_eq!(centre.centre.db.read(left).await.unwrap(), 0);
        // Whose turn is still to come keeps its place.
        let body = |conn: &mut Conn| {
            let row = foundation::sql!("insert into courses_arrival (id, course_id, number, request_key, party, came_at, email)
                select 'waits', 'later', 1, 'waits', '{}', came_at, 'mei@test.example' from courses_arrival limit 1");
            conn.execute(row, &[])?;
            let (mei, now) = (Resident { id: "r".into(), email: "mei@test.example".into() }, Instant::parse("2026-11-23T02:00:00Z").unwrap());
            (OWN_DATA.list)(conn, &mei, now)
        };
        let told = centre.centre.db.write(body).await.unwrap();
        assert_eq!(told.iter().map(|r| r.kept).collect::<Vec<_>>(), [Some("own-arrival-kept")]);
    }

    /// D-3: nothing that is kept of a registration is left out.
    fn d3_numbers_papers_reasons_and_shown_names_are_told(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        course(&centre, "later", 10, |_| {}).await;
        let Answer::Registered(mei) = ask(&centre, "c", party("mei", &[("王小華", 2015), ("王小美", 2018)])).await else { panic!() };
        ask(&centre, "c", party("chen", &[("陳大明", 1980)])).await;
        centre.settle().await;
        centre.centre.db.write(move |conn| {
            leave_traces(conn, &mei.id)?;
            keep_more(conn, &mei.id)
        }).await.unwrap();
        let all = held(&centre, "mei@test.example").await;
        let all = text(&all);
        for part in ["A12****789", "王小美的名字寫錯", "承辦人同意未滿六歲", "加一張椅子", "來電說家裡有事", "own-registration-shown", "own-registration-certificate"] {
            assert!(all.contains(part), "{part}: {all}");
        }
        let other = text(&held(&centre, "chen@test.example").await);
        assert!(!other.contains("A12****789") && !other.contains("加一張椅子"), "{other}");
    }

    /// D-3: what is held is all told; a deletion takes who it was and leaves every count; seats of a course
    /// to come are kept and said to be.
    fn d3_a_deletion_takes_the_person_and_leaves_the_counts(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        course(&centre, "later", 10, |_| {}).await;
        let Answer::Registered(mei) = ask(&centre, "c", party("mei", &[("王小華", 2015), ("王小美", 2018)])).await else { panic!() };
        ask(&centre, "c", party("chen", &[("陳大明", 1980)])).await;
        centre.settle().await;
        let all = held(&centre, "Mei@test.example").await;
        assert_eq!(all.len(), 1);
        assert!(text(&all).contains("王小美") && !text(&all).contains("陳大明"), "{all:?}");
        assert_eq!(all[0].kept, Some("own-registration-kept-live"));
        assert_eq!(erase(&centre, "mei@test.example").await, Erased { erased: 0, kept: 1 });
        let work = Work::Cancel { registration_id: mei.id.clone(), seats: Vec::new(), why: None };
        Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap();
        centre.settle().await;
        let id = mei.id.clone();
        centre.centre.db.write(move |conn| leave_traces(conn, &id)).await.unwrap();
        let all = text(&held(&centre, "mei@test.example").await);
        assert!(all.contains("孩子發燒") && all.contains("own-interest") && all.contains("才藝課"), "{all}");
        let counts = |conn: &mut Conn| {
            let row = conn.first(foundation::sql!("select count(*), cast(sum(birth_year) as bigint) from courses_seat"), &[])?.unwrap();
            Ok((store::course::count_by_status(conn, "c")?, row.get::<i64>(0)?, row.get::<i64>(1)?))
        };
        let before = centre.centre.db.read(counts).await.unwrap();
        assert_eq!(erase(&centre, "mei@test.example").await, Erased { erased: 2, kept: 0 });
        assert_eq!(centre.centre.db.read(counts).await.unwrap(), before, "every count stays");
        assert!(held(&centre, "mei@test.example").await.is_empty());
        assert!(centre.mails().await.iter().all(|m| m.to != "mei@test.example"), "letters go too");
        let names = |conn: &mut Conn| {
            let rows = conn.rows(foundation::sql!("select name from courses_seat where name like '王%'"), &[])?;
            Ok(rows.len())
        };
        assert_eq!(centre.centre.db.read(names).await.unwrap(), 0);
        let traces = |conn: &mut Conn| {
            let row = conn.first(foundation::sql!(
                "select (select count(*) from courses_no_show where appeal <> '' or person_key = 'wang'),
                        (select count(*) from courses_certificate where name like '王%' or withdrawn_why <> ''),
                        (select count(*) from courses_interest)"), &[])?.unwrap();
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
        };
        assert_eq!(centre.centre.db.read(traces).await.unwrap(), (0, 0, 0));
        assert_eq!(held(&centre, "chen@test.example").await.len(), 1, "others keep theirs");
        centre.pass(30 * 24 * 3600);
        assert_eq!(erase(&centre, "chen@test.example").await, Erased { erased: 1, kept: 0 }, "the course is over");
    }

    /// D-1, D-11: what the notice says is kept for three years after the course is erased then by itself; counts
    /// stay, and so does the name on a paper that must stay provable.
    fn d11_three_years_after_a_course_nobody_is_known_any_more(centre) using [courses::service()] {
        course(&centre, "c", 10, |_| {}).await;
        course(&centre, "later", 10, |_| {}).await;
        let Answer::Registered(mei) = ask(&centre, "c", party("mei", &[("王小華", 2015), ("王小美", 2018)])).await else { panic!() };
        ask(&centre, "c", party("chen", &[("陳大明", 1980)])).await;
        centre.settle().await;
        let id = mei.id.clone();
        let issue = move |conn: &mut Conn| {
            leave_traces(conn, &id)?;
            conn.batch("update courses_certificate set withdrawn_at = null")
        };
        centre.centre.db.write(issue).await.unwrap();
        let known = |conn: &mut Conn| {
            let row = conn.first(foundation::sql!(
                "select (select count(*) from courses_registration where name <> '－' or phone <> '' or email <> ''),
                        (select count(*) from courses_seat where name <> '－' or person_key <> id),
                        (select count(*) from foundation_mail), (select count(*) from courses_no_show where appeal <> ''),
                        (select count(*) from courses_certificate where name = '王小華'),
                        (select count(*) from courses_seat where birth_year is not null)"), &[])?.unwrap();
            (0..6).map(|column| row.get::<i64>(column)).collect::<DbResult<Vec<_>>>()
        };
        centre.pass(3 * 365 * 24 * 3600);
        courses::purge::run(centre.centre.clone()).await.unwrap();
        assert_eq!(centre.centre.db.read(known).await.unwrap(), [2, 3, 2, 1, 1, 3], "not before its time");
        centre.pass(40 * 24 * 3600);
        courses::purge::run(centre.centre.clone()).await.unwrap();
        courses::purge::run(centre.centre.clone()).await.unwrap();
        assert_eq!(centre.centre.db.read(known).await.unwrap(), [0, 0, 0, 0, 1, 3]);
        let trail = centre.centre.db.read(|conn| foundation::trail::list_of(conn, "courses_course", "c")).await.unwrap();
        let erased: Vec<_> = trail.iter().filter(|t| t.verb == "parties-erased").filter_map(|t| t.after.as_deref()).collect();
        assert_eq!(erased, ["{\"parties\":2}"], "once");
    }

    /// A6, Z4: erasing takes out who somebody was; whoever was counted once in a year is one person still, also
    /// between the erasures of two courses, and afterwards nothing leads from the one to the other's name.
    fn a6_whoever_is_erased_is_still_counted_once(centre) using [courses::service()] {
        let mut seats = Vec::new();
        let mut parties = Vec::new();
        for (id, days) in [("c", 0), ("later", 5)] {
            course(&centre, id, 10, |course| {
                course.starts_at = course.starts_at.plus_seconds(days * 86_400);
                course.ends_at = course.ends_at.plus_seconds(days * 86_400);
            }).await;
            let Answer::Registered(mei) = ask(&centre, id, party("mei", &[("王小華", 2015)])).await else { panic!() };
            let asked = mei.id.clone();
            let seat = centre.centre.db.read(move |conn| store::registration::list_seats(conn, &asked)).await.unwrap().remove(0).id;
            seats.push((sample::session(&sample::course(id, centre.centre.clock.now())).id, seat));
            parties.push(mei.id);
        }
        let now = centre.centre.clock.now();
        let one = |(session_id, seat_id): (String, String)| WasThere { session_id, seat_id, in_at: now, way: "list" };
        let there: Vec<WasThere> = seats.into_iter().map(one).collect();
        let came = move |conn: &mut Conn| store::past::add_attendance(conn, &there).map(|_| ());
        centre.centre.db.write(came).await.unwrap();
        let year = Period { from: date(2026, 1, 1), to: date(2026, 12, 31) };
        let persons = courses::measures::ALL.iter().find(|m| m.name == "courses.persons").unwrap();
        let count = move |conn: &mut Conn| {
            let parts = (persons.split)(conn, year, "category")?;
            let kept = conn.first(foundation::sql!("select count(*) from courses_counted_as"), &[])?.unwrap();
            Ok(((persons.total)(conn, year)?.known(), parts.first().map(|p| p.value), kept.get::<i64>(0)?))
        };
        assert_eq!(centre.centre.db.read(count).await.unwrap(), (Some(1), Some(1), 0));
        for (id, kept) in parties.into_iter().zip([1, 0]) {
            centre.centre.db.write(move |conn: &mut Conn| store::own::erase_own(conn, std::slice::from_ref(&id), now)).await.unwrap();
            assert_eq!(centre.centre.db.read(count).await.unwrap(), (Some(1), Some(1), kept));
        }
    }
}
