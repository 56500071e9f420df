//! The figures on both engines: they count what happened, and their parts make the total.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use courses::desk::{NewMember, NewParty};
use courses::model::{Session, Status};
use courses::{measures, sample, store};
use foundation::db::Conn;
use foundation::measures::{Measure, Period, Unit};
use jiff::civil::date;
use office::instant::Instant;
use office::{AgeBand, Audience, Category, Channel, HeadCount, Sex};
use store::desk::NewRow;
use store::past::WasThere;
use testing::{Fresh, Role, both_engines};

const YEAR: Period = Period { from: date(2026, 1, 1), to: date(2026, 12, 31) };

fn was_there(
    conn: &mut Conn,
    session_id: &str,
    in_at: Instant,
    seats: &[String],
) -> foundation::db::DbResult<()> {
    let one = |seat_id: &String| WasThere {
        session_id: session_id.into(),
        seat_id: seat_id.clone(),
        in_at,
        way: "list",
    };
    store::past::add_attendance(conn, &seats.iter().map(one).collect::<Vec<_>>()).map(|_| ())
}

fn measure(name: &str) -> Measure {
    *measures::ALL.iter().find(|m| m.name == name).unwrap()
}

async fn total(centre: &Fresh, name: &str, period: Period) -> i64 {
    let measure = measure(name);
    centre
        .centre
        .db
        .read(move |conn| (measure.total)(conn, period).map(|counted| counted.value))
        .await
        .unwrap()
}

async fn parts(centre: &Fresh, name: &str, by: &'static str) -> Vec<(String, i64)> {
    let measure = measure(name);
    let split = centre.centre.db.read(move |conn| (measure.split)(conn, YEAR, by)).await.unwrap();
    split.into_iter().map(|p| (p.code, p.value)).collect()
}

/// Numbers that look random and are the same on both engines.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A course on a day of the year with people of all kinds, some of whom came, and heads counted.
fn fill(conn: &mut Conn, dice: &mut Dice, number: i64, base: Instant) -> foundation::db::DbResult<()> {
    let id = format!("m{number:03}");
    let mut course = sample::course(&id, base.plus_seconds(i64::try_from(dice.roll(420)).unwrap() * 86_400));
    course.category = Category::ALL[dice.roll(Category::ALL.len())].code().into();
    course.audience = Audience::ALL[dice.roll(Audience::ALL.len())].code().into();
    course.district = ["64000060", "64000010", ""][dice.roll(3)].into();
    if dice.roll(8) == 0 {
        course.status = courses::model::CourseStatus::Cancelled;
    }
    let session = Session { cancelled: dice.roll(8) == 0, ..sample::session(&course) };
    store::course::add(conn, &course, std::slice::from_ref(&session), 20, 10)?;
    store::funnel::add_views(conn, &[(id.clone(), i64::try_from(dice.roll(50)).unwrap())], base.date())?;
    let mut seats = Vec::new();
    for party in 0..dice.roll(6) {
        let members = (0..=dice.roll(3)).map(|m| NewMember {
            name: format!("{id}-{party}-{m}"),
            person_key: format!("{id}-{party}-{m}"),
            birth_year: (dice.roll(3) > 0).then(|| 1940 + i64::try_from(dice.roll(85)).unwrap()),
            sex: Sex::ALL[dice.roll(4)].code().into(),
            answers: "{}".into(),
            ..NewMember::default()
        });
        let party = NewParty {
            members: members.collect(),
            key: format!("{id}-{party}"),
            channel: Channel::ALL[dice.roll(Channel::ALL.len())].code().into(),
            ..NewParty::default()
        };
        let status = if dice.roll(4) == 0 { Status::Waitlisted } else { Status::Confirmed };
        let given: Vec<String> = party.members.iter().map(|m| format!("s-{}", m.name)).collect();
        let has_seat = status == Status::Confirmed;
        seats.extend(given.iter().filter(|_| has_seat).cloned());
        let row = NewRow {
            course_id: &id,
            id: format!("r-{}", party.key),
            reference: party.key.clone(),
            status,
            number: 1,
            party: &party,
            seats: given,
            set_aside: None,
        };
        store::desk::add_registrations(conn, base, &[row])?;
    }
    seats.retain(|_| dice.roll(3) > 0);
    was_there(conn, &session.id, session.starts_at, &seats)?;
    let certificates: Vec<store::certificate::Certificate> =
        seats.iter().map(|seat| certificate(&id, seat, session.starts_at)).collect();
    store::certificate::add(conn, &certificates, "x")?;
    let heads: HeadCount = (0..dice.roll(4))
        .map(|_| (Sex::ALL[dice.roll(4)], AgeBand::ALL[dice.roll(8)], u32::try_from(dice.roll(30)).unwrap()))
        .collect();
    store::day::change_head_count(conn, &session.id, &heads)
}

fn certificate(course: &str, seat: &str, at: Instant) -> store::certificate::Certificate {
    store::certificate::Certificate {
        id: format!("z-{seat}"),
        number: format!("n-{seat}"),
        course_id: course.into(),
        seat_id: seat.into(),
        name: "x".into(),
        title: "x".into(),
        title_en: String::new(),
        hours: 30,
        rate: 10_000,
        begins_on: at.date(),
        ends_on: at.date(),
        issued_at: at,
        withdrawn_at: None,
        withdrawn_why: None,
    }
}

both_engines! {
    fn x9_the_parts_of_every_count_make_its_total(centre) using [courses::service()] {
        let base = Instant::parse("2025-12-01T01:00:00Z").unwrap();
        centre.centre.db.write(move |conn| {
            let mut dice = Dice(11);
            (0..60).try_for_each(|number| fill(conn, &mut dice, number, base))
        }).await.unwrap();
        let mut seen = 0;
        for measure in measures::ALL.iter().filter(|m| m.unit == Unit::Count) {
            let whole = total(&centre, measure.name, YEAR).await;
            assert!(whole > 20, "{}: {whole}", measure.name);
            for by in measure.dimensions {
                let split = parts(&centre, measure.name, by).await;
                assert_eq!(split.iter().map(|(_, n)| n).sum::<i64>(), whole, "{} by {by}: {split:?}", measure.name);
                seen += 1;
            }
        }
        assert_eq!(seen, 4 + 5 + 7 + 4 + 4 * 4);
        // A year is its halves, and its months.
        let half = |from, to| Period { from, to };
        for name in ["courses.sessions", "courses.registrations", "courses.attended"] {
            let first = total(&centre, name, half(date(2026, 1, 1), date(2026, 6, 30))).await;
            let second = total(&centre, name, half(date(2026, 7, 1), date(2026, 12, 31))).await;
            assert_eq!(first + second, total(&centre, name, YEAR).await);
        }
        let by_age = parts(&centre, "courses.attended", "age-band").await;
        assert!(by_age.iter().all(|(code, _)| AgeBand::from_code(code).is_some()), "{by_age:?}");
        let by_channel = parts(&centre, "courses.attended", "channel").await;
        assert_eq!(by_channel.last().unwrap().0, "none", "heads that were only counted have no channel");
    }

    fn x9_shares_are_of_what_they_say(centre) using [courses::service()] {
        let base = centre.centre.clock.now();
        centre.centre.db.write(move |conn| {
            let course = sample::course("c", base);
            let session = sample::session(&course);
            store::course::add(conn, &course, std::slice::from_ref(&session), 8, 10)?;
            for (at, (channel, size)) in [("web", 2), ("line", 1), ("phone", 1)].into_iter().enumerate() {
                let members = (0..size).map(|m| NewMember { person_key: format!("{at}{m}"), ..NewMember::default() });
                let party = NewParty { key: channel.into(), channel: channel.into(), members: members.collect(), ..NewParty::default() };
                let seats = (0..size).map(|m| format!("s{at}{m}")).collect();
                let row = NewRow { course_id: "c", id: format!("r{at}"), reference: format!("r{at}"), status: Status::Confirmed, number: 1,
                    party: &party, seats, set_aside: None };
                store::desk::add_registrations(conn, base, &[row])?;
            }
            was_there(conn, &session.id, base, &["s00".into(), "s01".into(), "s10".into()])
        }).await.unwrap();
        for (name, share) in [("courses.seat_use", 5_000), ("courses.no_show_rate", 2_500), ("courses.attendance_rate", 7_500), ("courses.online_share", 6_667)] {
            assert_eq!(total(&centre, name, YEAR).await, share, "{name}");
        }
        let mut staff = centre.staff(&[Role::Accountant]).await;
        let page = staff.open("/office/measures?from=2026-01-01&to=2026-12-31").await;
        page.must_say("參加人次").must_say("50.00%").must_say("66.67%");
        let page = staff.open(&page.link("參加人次")).await;
        page.must_say("依性別").must_say("各項相加等於合計 3");
        let rows = staff.open(&page.link("查看明細")).await;
        rows.must_say("親子共讀工作坊").must_say("3 總人次");
        let csv = staff.open(&page.link("CSV")).await;
        assert!(csv.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        assert!(csv.source.contains("courses.attended,2026-01-01,2026-12-31,sex,unknown,不詳,3,count") || csv.source.contains(",sex,,"), "{}", csv.source);
        staff.open("/office/measures/courses.nothing").await.must_be(404);
    }
}

/// A course that begins after a moment, with one party for each channel.
async fn registered(centre: &Fresh, id: &'static str, base: Instant, channels: &'static [&'static str]) {
    let write = move |conn: &mut Conn| {
        let course = sample::course(id, base);
        store::course::add(conn, &course, &[sample::session(&course)], 8, 10)?;
        for (at, channel) in channels.iter().enumerate() {
            let member = NewMember { person_key: format!("{id}{at}"), ..NewMember::default() };
            let (key, channel) = (format!("{id}{at}"), (*channel).to_owned());
            let party = NewParty { key, channel, members: vec![member], ..NewParty::default() };
            let (reference, seats) = (format!("{id}r{at}"), vec![format!("{id}s{at}")]);
            let row = NewRow {
                course_id: id,
                id: reference.clone(),
                reference,
                status: Status::Confirmed,
                number: i64::try_from(at).unwrap() + 1,
                party: &party,
                seats,
                set_aside: None,
            };
            store::desk::add_registrations(conn, base, &[row])?;
        }
        Ok(())
    };
    centre.centre.db.write(write).await.unwrap();
}

/// Sixty courses of the year.
async fn year(centre: &Fresh) {
    let base = Instant::parse("2025-12-01T01:00:00Z").unwrap();
    let write = move |conn: &mut Conn| {
        let mut dice = Dice(11);
        (0..60).try_for_each(|number| fill(conn, &mut dice, number, base))
    };
    centre.centre.db.write(write).await.unwrap();
}

both_engines! {
    fn a6_a_person_who_comes_often_is_counted_once(centre) using [courses::service()] {
        year(&centre).await;
        assert!(total(&centre, "courses.persons", YEAR).await > 20);
        let one = |conn: &mut Conn| conn.batch("update courses_seat set person_key = 'p'");
        centre.centre.db.write(one).await.unwrap();
        assert_eq!(total(&centre, "courses.persons", YEAR).await, 1);
        let parts = parts(&centre, "courses.persons", "category").await;
        assert!(parts.len() > 3 && parts.iter().all(|(_, n)| *n == 1), "{parts:?}");
    }

    fn a4_the_share_of_online_registrations_is_told_by_year(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        registered(&centre, "c", now, &["web", "phone"]).await;
        registered(&centre, "d", now.plus_seconds(-365 * 86_400), &["phone", "counter", "web"]).await;
        let last = Period { from: date(2025, 1, 1), to: date(2025, 12, 31) };
        assert_eq!(total(&centre, "courses.online_share", YEAR).await, 5_000);
        assert_eq!(total(&centre, "courses.online_share", last).await, 3_333);
    }

    fn a5_districts_with_a_session_are_a_share_of_all(centre) using [courses::service()] {
        assert_eq!(total(&centre, "courses.districts_reached", YEAR).await, 0);
        year(&centre).await;
        // Two of the 38 districts, none of them remote.
        assert_eq!(total(&centre, "courses.districts_reached", YEAR).await, 526);
        assert_eq!(total(&centre, "courses.remote_reached", YEAR).await, 0);
        // Every district is among the parts, those without a session with 0.
        let by_district = parts(&centre, "courses.sessions", "district").await;
        assert_eq!(by_district.iter().filter(|(code, _)| code.starts_with("64")).count(), 38);
        assert_eq!(by_district.iter().filter(|(_, n)| *n == 0).count(), 36);
        assert!(by_district.contains(&("64000380".to_owned(), 0)), "{by_district:?}");
    }
}
