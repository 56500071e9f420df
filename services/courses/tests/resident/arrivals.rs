//! The opening second: more come than the desk takes in while people wait (R13).

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::Method;
use courses::desk::{self, Answer, Desk, NewParty, Task, Work};
use courses::public::arrival;
use courses::rules::admit::Refusal;
use courses::rules::draw::{GRACE_SECONDS, Lot};
use courses::store::arrival::NewArrival;
use courses::store::draw::Draw;
use foundation::centre;
use foundation::trail::Actor;
use serde_json::json;
use testing::both_engines;

use super::*;

/// Everybody lines up, however few they are.
async fn line_everybody_up(centre: &Fresh) {
    let now = centre.centre.clock.now();
    let write = move |conn: &mut Conn| centre::change_setting(conn, desk::PATIENCE, "0", now, "test");
    centre.centre.db.write(write).await.unwrap();
    centre.centre.reload_settings().await.unwrap();
}

/// A party in line that the desk of this process has not heard of: another process wrote it down.
async fn stands_there(centre: &Fresh, key: &str, number: i64) -> String {
    // A desk that has just begun looks at the line once; with the second answer it has.
    for _ in 0..2 {
        Desk::of(&centre.centre).unwrap().ask("nowhere", Work::Look, Actor::system()).await.unwrap();
    }
    let (id, now) = (format!("arrival-{key}"), centre.centre.clock.now());
    let (given, key) = (id.clone(), key.to_owned());
    let write = move |conn: &mut Conn| {
        let party = sample::party(&key, 1).with_fingerprint();
        let (fingerprint, party) = (party.fingerprint.clone(), serde_json::to_string(&party).unwrap());
        let request_key = store::desk::request_key("c", &key);
        let (id, fingerprint) = (given.clone(), fingerprint.as_str());
        let new = NewArrival {
            id,
            course_id: "c",
            number,
            request_key,
            party,
            fingerprint,
            address: None,
            email: "",
            came_at: now,
        };
        store::arrival::add(conn, &[new])
    };
    centre.centre.db.write(write).await.unwrap();
    id
}

/// Like [`stands_there`], at another course.
async fn stands_at(centre: &Fresh, course: &'static str, key: &str, number: i64) {
    let id = stands_there(centre, key, number).await;
    let request_key = store::desk::request_key(course, key);
    let write = move |conn: &mut Conn| {
        let set = "update courses_arrival set course_id = $2, request_key = $3 where id = $1";
        conn.execute(foundation::db::Sql(set), foundation::params![id, course, request_key])
    };
    centre.centre.db.write(write).await.unwrap();
}

/// Waits until nobody stands in line any more.
async fn line_is_gone(centre: &Fresh) {
    for _ in 0..1000 {
        let waiting = "select count(*) from courses_arrival where decided_at is null";
        let count = |conn: &mut Conn| conn.first(foundation::db::Sql(waiting), &[])?.unwrap().get::<i64>(0);
        if centre.centre.db.read(count).await.unwrap() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("somebody stands there for ever");
}

/// Where the registration of this key at a course stands.
async fn standing(centre: &Fresh, course: &str, key: &str) -> String {
    let key = store::desk::request_key(course, key);
    let read = move |conn: &mut Conn| {
        let row = "select status from courses_registration where request_key = $1";
        conn.first(foundation::db::Sql(row), foundation::params![key])?.unwrap().get::<String>(0)
    };
    centre.centre.db.read(read).await.unwrap()
}

async fn draw_of(centre: &Fresh, course: &'static str) -> Draw {
    centre.centre.db.read(move |conn| store::draw::find(conn, course)).await.unwrap()
}

async fn ask(centre: &Fresh, key: &str) -> Answer {
    let work = Work::Register(Arc::new(sample::party(key, 1)));
    Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap()
}

/// Has the ledger of the course in its hands until told to let go: meanwhile nothing is settled.
struct Holding {
    may_go: Arc<AtomicBool>,
    held: tokio::task::JoinHandle<()>,
}

impl Holding {
    async fn begin(centre: &Fresh) -> Holding {
        let (is_held, may_go) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (holds, goes, db) = (is_held.clone(), may_go.clone(), centre.centre.db.clone());
        let hold = move |conn: &mut Conn| {
            store::arrival::lock(conn, &["c".to_owned()])?;
            holds.store(true, Ordering::SeqCst);
            while !goes.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok(())
        };
        let held = tokio::spawn(async move { db.write(hold).await.unwrap() });
        while !is_held.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Holding { may_go, held }
    }

    async fn end(self) {
        self.may_go.store(true, Ordering::SeqCst);
        self.held.await.unwrap();
    }
}

/// Brings an ask to the desk now, whatever it waits for; the answer is awaited later.
async fn begin<T>(asking: impl Future<Output = T>) -> Pin<Box<impl Future<Output = T>>> {
    let mut asking = Box::pin(asking);
    tokio::select! {
        biased;
        _ = &mut asking => panic!("the desk is held up"),
        () = std::future::ready(()) => asking,
    }
}

/// Opens an address until somebody whose turn came sees its receipt.
async fn wait_for_turn(visitor: &mut Visitor, path: &str) -> Page {
    for _ in 0..1000 {
        let page = visitor.open(path).await;
        if !page.path.starts_with("/courses/arrivals/") || page.status == 409 {
            return page;
        }
        page.must_be(200).must_say("您排在第");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody's turn comes");
}

/// The person of this party was in a draw of another course and got nothing.
async fn lost_a_draw(centre: &Fresh, key: &str) {
    let now = centre.centre.clock.now();
    let drawn = Course { slug: "drawn".into(), ..sample::course("drawn", now) };
    let add = move |conn: &mut Conn| store::course::add(conn, &drawn, &[sample::session(&drawn)], 0, 10);
    centre.centre.db.write(add).await.unwrap();
    let work = Work::Register(Arc::new(NewParty { by_staff: true, ..sample::party(key, 1) }));
    let asked = Desk::of(&centre.centre).unwrap().ask("drawn", work, Actor::system()).await.unwrap();
    let Answer::Registered(lost) = asked else { panic!("{asked:?}") };
    let write = move |conn: &mut Conn| {
        let held = Draw { drawn_at: Some(now), ..Draw::default() };
        store::draw::put(conn, "drawn", &held)?;
        let lot = Lot { code: "a".into(), size: 1, weight: 1, wants: Vec::new() };
        store::draw::add_entries(conn, "drawn", &[(lost.id.clone(), lot)])?;
        conn.execute(foundation::sql!("update courses_draw_entry set place = 'line'"), &[])
    };
    centre.centre.db.write(write).await.unwrap();
}

both_engines! {
    fn r13_who_lines_up_keeps_the_place_over_reload_and_gets_the_receipt_behind_the_same_link(centre) using [courses::service()] {
        course(&centre, 1, 10, |_| {}).await;
        let first = stands_there(&centre, "first", 1).await;
        let second = stands_there(&centre, "second", 2).await;
        let link = |id: &str| arrival::path(&centre.centre.keys, id);
        let mut visitor = centre.resident();
        for _ in 0..2 {
            visitor.open(&link(&second)).await.must_be(200).must_say("您排在第 2 位").must_say("大約還要 1 秒");
        }
        let page = visitor.open(&format!("/en{}", link(&first))).await;
        page.must_be(200).must_say("You are number 1 in line");
        assert_eq!(page.headers["cache-control"], "no-store");
        // Whoever comes now stands behind them, although the desk has nothing to do.
        let Answer::InLine(third) = ask(&centre, "third").await else { panic!("somebody stands there") };
        wait_for_turn(&mut visitor, &link(&first)).await.must_say("報名成功");
        wait_for_turn(&mut visitor, &link(&second)).await.must_say("候補第 1 位");
        wait_for_turn(&mut visitor, &link(&third)).await.must_say("候補第 2 位");
        assert!(matches!(ask(&centre, "third").await, Answer::Registered(r) if r.again));
        assert!(matches!(ask(&centre, "fourth").await, Answer::Registered(_)), "the line is gone");
    }

    fn r13_a_crowd_in_line_is_settled_in_the_order_of_arrival_and_once_each(centre) using [courses::service()] {
        line_everybody_up(&centre).await;
        course(&centre, 50, 1000, |_| {}).await;
        let desk = Desk::of(&centre.centre).unwrap();
        let works = (0..200).map(|i| Work::Register(Arc::new(sample::party(&format!("p{:03}", i % 150), 1))));
        let answers = desk.ask_all("c", works, &Actor::resident(None)).await.unwrap();
        let ids: Vec<&String> = answers.iter().filter_map(|a| if let Answer::InLine(id) = a { Some(id) } else { None }).collect();
        assert!(ids.len() >= 150, "{} lined up", ids.len());
        let mut last = centre.resident();
        wait_for_turn(&mut last, &arrival::path(&centre.centre.keys, ids.last().unwrap())).await;
        let seated = centre.centre.db.read(|conn| {
            conn.rows(foundation::sql!("select request_key, status from courses_registration order by number"), &[])?
                .iter().map(|r| Ok((r.get::<String>(0)?, r.get::<String>(1)?))).collect::<foundation::db::DbResult<Vec<_>>>()
        }).await.unwrap();
        assert_eq!(seated.len(), 150);
        for (i, (key, status)) in seated.iter().enumerate() {
            assert_eq!((key.as_str(), status.as_str()), (format!("c/p{i:03}").as_str(), if i < 50 { "confirmed" } else { "waitlisted" }));
        }
        assert!(centre.centre.db.read(courses::check::ledgers).await.unwrap().is_empty());
        let left = centre.centre.db.read(|conn| {
            conn.first(foundation::sql!("select count(*) from courses_arrival where party <> ''"), &[])?.unwrap().get::<i64>(0)
        }).await.unwrap();
        assert_eq!(left, 0, "what was settled is blanked in the line");
    }

    fn r13_the_form_leads_to_the_place_in_line_and_on_to_the_receipt(centre) using [courses::service()] {
        line_everybody_up(&centre).await;
        let path = course(&centre, 10, 10, |_| {}).await;
        let mut ming = centre.resident();
        let people = contact(&mut ming, &path, "王小明", "ming@test.example").await;
        let check = ming.send(people.form("#register").press("next")).await;
        let sent = ming.send(check.form("#register").tick("consent", "yes").press("send")).await;
        let receipt = wait_for_turn(&mut ming, &sent.path).await;
        receipt.must_be(200).must_say("報名成功").must_say("王小明");
        centre.settle().await;
        assert!(centre.mail_to("ming@test.example").await.subject.contains("親子共讀工作坊"));
    }

    fn r13_a_program_is_told_to_ask_again_and_gets_its_answer_under_the_same_key(centre) using [courses::service()] {
        line_everybody_up(&centre).await;
        course(&centre, 100, 10, |_| {}).await;
        let mut kiosk = centre.resident();
        let body = json!({
            "head": { "name": "王小明", "phone": "0912345678" }, "members": [{ "name": "王小明" }],
            "channel": "kiosk", "consent": { "notice_version": "1" },
        }).to_string();
        let mut answer = kiosk.api(Method::POST, "/api/v1/courses/c/registrations", Some("k"), &body).await;
        let said = answer.json();
        assert_eq!((answer.status.as_u16(), said["status"].as_str()), (202, Some("in-line")));
        assert!(said["arrival_url"].as_str().unwrap().starts_with("http://test.example/courses/arrivals/"));
        for _ in 0..1000 {
            answer = kiosk.api(Method::POST, "/api/v1/courses/c/registrations", Some("k"), &body).await;
            if answer.status != 202 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        answer.must_be(201);
        assert_eq!(answer.json()["status"], "confirmed");
    }

    fn r13_a_program_is_refused_after_the_line_as_it_is_at_once(centre) using [courses::service()] {
        const PATH: &str = "/api/v1/courses/c/registrations";
        course(&centre, 100, 10, |_| {}).await;
        let rules = courses::rules::entry::Entry { age_to: Some(12), ..Default::default() };
        centre.centre.db.write(move |conn| store::entry::change_entry(conn, "c", &rules)).await.unwrap();
        let mut kiosk = centre.resident();
        let body = json!({
            "head": { "name": "王小明", "phone": "0912345678" }, "members": [{ "name": "王小明", "birth_year": 1980 }],
            "channel": "kiosk", "consent": { "notice_version": "1" },
        }).to_string();
        let at_once = kiosk.api(Method::POST, PATH, Some("k1"), &body).await;
        at_once.must_be(409);
        assert_eq!(at_once.json()["barred"][0]["code"], "entry-too-old");
        line_everybody_up(&centre).await;
        let mut answer = kiosk.api(Method::POST, PATH, Some("k2"), &body).await;
        for _ in 0..1000 {
            if answer.status != 202 {
                break;
            }
            assert!(answer.headers.contains_key("retry-after"));
            tokio::time::sleep(Duration::from_millis(10)).await;
            answer = kiosk.api(Method::POST, PATH, Some("k2"), &body).await;
        }
        for said in ["status", "code", "barred", "others"] {
            assert_eq!(answer.json()[said], at_once.json()[said], "{said}");
        }
    }

    /// R11, R13: who lost a draw registers earlier; in a crowd that is known before they line up.
    fn r11_a_pool_for_earlier_losers_is_known_to_the_line(centre) using [courses::service()] {
        line_everybody_up(&centre).await;
        let now = centre.centre.clock.now();
        course(&centre, 10, 10, |c| c.opens_at = now.plus_seconds(3600)).await;
        lost_a_draw(&centre, "loser").await;
        let pool = move |conn: &mut Conn| {
            let until = now.plus_seconds(7200);
            let aside = "insert into courses_set_aside (id, course_id, label, seats, used, until_at)
                         values ('aside', 'c', 'losers', 2, 0, $1)";
            conn.execute(foundation::db::Sql(aside), foundation::params![until])?;
            store::pool::add(conn, "aside", "c", ("loser", ""), now.plus_seconds(-60))
        };
        centre.centre.db.write(pool).await.unwrap();
        assert!(matches!(ask(&centre, "stranger").await, Answer::Refused(Refusal::NotOpen { .. })));
        let Answer::InLine(id) = ask(&centre, "loser").await else { panic!("its pool is open") };
        let mut visitor = centre.resident();
        wait_for_turn(&mut visitor, &arrival::path(&centre.centre.keys, &id)).await.must_say("報名成功");
    }

    fn r13_nobody_lines_up_before_the_opening_and_a_place_is_nobody_elses(centre) using [courses::service()] {
        line_everybody_up(&centre).await;
        let opens_at = centre.centre.clock.now().plus_seconds(3600);
        course(&centre, 0, 0, |c| c.opens_at = opens_at).await;
        assert!(matches!(ask(&centre, "early").await, Answer::Refused(_)));
        centre.pass(2 * 3600);
        let id = stands_there(&centre, "late", 1).await;
        let mut visitor = centre.resident();
        visitor.open(&format!("/courses/arrivals/{id}")).await.must_be(404);
        visitor.open(&format!("/courses/arrivals/{id}?k=00")).await.must_be(404);
        let other = arrival::path(&centre.centre.keys, "arrival-other");
        visitor.open(&other).await.must_be(404);
        ask(&centre, "later").await;
        let over = wait_for_turn(&mut visitor, &arrival::path(&centre.centre.keys, &id)).await;
        over.must_be(409).must_say("這次沒有報上名");
    }

    fn r13_a_key_of_somebody_who_stands_in_line_opens_nothing_to_another_party(centre) using [courses::service()] {
        course(&centre, 10, 10, |_| {}).await;
        let id = stands_there(&centre, "first", 1).await;
        let ask = async |party: NewParty| {
            let work = Work::Register(Arc::new(party));
            Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap()
        };
        let other = NewParty { phone: "+886987654321".into(), ..sample::party("first", 1) };
        assert_eq!(ask(other.clone().with_fingerprint()).await, Answer::KeyReused);
        assert_eq!(ask(sample::party("first", 1).with_fingerprint()).await, Answer::InLine(id.clone()));
        let mut visitor = centre.resident();
        wait_for_turn(&mut visitor, &arrival::path(&centre.centre.keys, &id)).await.must_say("報名成功");
        assert_eq!(ask(other.with_fingerprint()).await, Answer::KeyReused, "settled, it is nobody else's either");
    }

    fn r13_a_program_whose_party_could_not_be_settled_is_told_so(centre) using [courses::service()] {
        course(&centre, 100, 10, |_| {}).await;
        let mut kiosk = centre.resident();
        let body = json!({
            "head": { "name": "王小明", "phone": "0912345678" }, "members": [{ "name": "王小明" }],
            "channel": "kiosk", "consent": { "notice_version": "1" },
        }).to_string();
        // Whoever serves the line may have emptied it before the program asks: then it is simply taken in.
        let mut last = String::new();
        for at in 0..20 {
            let key = format!("k{at}");
            let failed = stands_there(&centre, &format!("api:{key}"), 2 * at + 1).await;
            let now = centre.centre.clock.now();
            let write = move |conn: &mut Conn| {
                store::arrival::decide(conn, std::slice::from_ref(&failed), "failed", now)?;
                conn.execute(foundation::sql!("update courses_arrival set fingerprint = ''"), &[])
            };
            centre.centre.db.write(write).await.unwrap();
            stands_there(&centre, &format!("other{at}"), 2 * at + 2).await;
            let told = kiosk.api(Method::POST, "/api/v1/courses/c/registrations", Some(&key), &body).await;
            if told.status == 409 {
                last = told.json()["code"].as_str().unwrap_or_default().to_owned();
                break;
            }
        }
        assert_eq!(last, "not-processed");
    }

    /// R14: the list is closed as soon as those who stood in line at that moment are entered, and not before.
    fn r14_who_stands_in_line_when_the_window_closes_is_drawn(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        course(&centre, 3, 10, |c| (c.method, c.opens_at) = (courses::model::Method::Window, now)).await;
        let Answer::Registered(first) = ask(&centre, "first").await else { panic!("nobody stands there") };
        assert_eq!(first.status, Status::Entered);
        centre.pass(9 * 60);
        stands_there(&centre, "second", 1).await;
        stands_there(&centre, "third", 2).await;
        centre.pass(60 + GRACE_SECONDS);
        centre.settle().await;
        let look = || Desk::of(&centre.centre).unwrap();
        look().ask("c", Work::Look, Actor::system()).await.unwrap();
        assert_eq!(draw_of(&centre, "c").await.closed_at, None, "two are not on the list yet");
        assert!(matches!(ask(&centre, "late").await, Answer::InLine(_)));
        line_is_gone(&centre).await;
        for (key, expected) in [("second", "entered"), ("third", "entered"), ("late", "waitlisted")] {
            assert_eq!(standing(&centre, "c", key).await, expected, "{key}");
        }
        centre.settle().await;
        let draw = draw_of(&centre, "c").await;
        assert_eq!((draw.closed_at.is_some(), draw.entries, draw.entries_hash.len()), (true, 3, 64));
        assert!(centre.centre.db.read(courses::check::ledgers).await.unwrap().is_empty());
    }

    fn r15_who_stands_in_line_when_a_lottery_closes_is_drawn(centre) using [courses::service()] {
        line_everybody_up(&centre).await;
        let closes_at = centre.centre.clock.now().plus_seconds(3600);
        course(&centre, 3, 10, |c| (c.method, c.closes_at) = (courses::model::Method::Lottery, closes_at)).await;
        stands_at(&centre, "c", "first", 1).await;
        // One of them cannot be read at all: the list does not wait for it for ever.
        stands_at(&centre, "c", "second", 2).await;
        let spoil = foundation::sql!("update courses_arrival set party = '?' where number = 2");
        centre.centre.db.write(move |conn| conn.execute(spoil, &[])).await.unwrap();
        centre.pass(3600 + GRACE_SECONDS);
        centre.settle().await;
        assert_eq!(draw_of(&centre, "c").await.closed_at, None);
        assert_eq!(ask(&centre, "late").await, Answer::Refused(Refusal::Closed));
        // Somebody lines up elsewhere: the desk sees to the line.
        let now = centre.centre.clock.now();
        let other = Course { slug: "d".into(), ..sample::course("d", now) };
        let add = move |conn: &mut Conn| store::course::add(conn, &other, &[sample::session(&other)], 5, 5);
        centre.centre.db.write(add).await.unwrap();
        let work = Work::Register(Arc::new(sample::party("elsewhere", 1)));
        let asked = Desk::of(&centre.centre).unwrap().ask("d", work, Actor::resident(None)).await.unwrap();
        assert!(matches!(asked, Answer::InLine(_)), "{asked:?}");
        line_is_gone(&centre).await;
        assert_eq!(standing(&centre, "c", "first").await, "entered");
        centre.settle().await;
        let draw = draw_of(&centre, "c").await;
        assert_eq!((draw.closed_at.is_some(), draw.entries), (true, 1));
    }

    /// R14: who is in time is judged by when the form came, however long the desk is held up.
    fn r14_who_came_before_the_closing_and_waited_at_the_desk_is_drawn(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        course(&centre, 3, 10, |c| (c.method, c.opens_at) = (courses::model::Method::Window, now)).await;
        centre.pass(10 * 60 - 1);
        let holding = Holding::begin(&centre).await;
        let in_time = begin(ask(&centre, "in time")).await;
        let second = begin(ask(&centre, "second")).await;
        centre.pass(1);
        let late = begin(ask(&centre, "late")).await;
        centre.pass(GRACE_SECONDS);
        let desk = Desk::of(&centre.centre).unwrap();
        let look = begin(desk.ask("c", Work::Look, Actor::system())).await;
        holding.end().await;
        let mut stands = Vec::new();
        for asked in [in_time, second, late] {
            let Answer::Registered(registered) = asked.await else { panic!("the desk has nothing else to do") };
            stands.push(registered.status);
        }
        assert_eq!(stands, [Status::Entered, Status::Entered, Status::Waitlisted]);
        look.await.unwrap();
        centre.settle().await;
        let draw = draw_of(&centre, "c").await;
        assert_eq!((draw.closed_at.is_some(), draw.entries), (true, 2));
    }

    /// R15: the list is closed by whoever is asked after its time, for those before are settled then.
    fn r15_a_list_is_not_closed_by_what_was_asked_before_or_together_with_an_entry_in_time(centre) using [courses::service()] {
        let closes_at = centre.centre.clock.now().plus_seconds(3600);
        course(&centre, 3, 10, |c| (c.method, c.closes_at) = (courses::model::Method::Lottery, closes_at)).await;
        centre.pass(2 * 3600);
        let at = |work: Work, seconds: i64| {
            let (actor, came_at) = (Actor::system(), closes_at.plus_seconds(seconds));
            Task { course_id: "c".into(), work, actor, came_at }
        };
        let settle = async |tasks: Vec<Task>| {
            let inner = centre.centre.clone();
            let write = move |conn: &mut Conn| {
                let tasks = BTreeMap::from([("c", tasks.iter().collect::<Vec<_>>())]);
                courses::settle::courses(conn, &inner, &tasks)
            };
            centre.centre.db.write(write).await.unwrap();
            draw_of(&centre, "c").await.closed_at.is_some()
        };
        assert!(!settle(vec![at(Work::Look, GRACE_SECONDS - 1)]).await, "the desk may have others before it");
        let entry = |key: &str| Work::Register(Arc::new(sample::party(key, 1)));
        let together = vec![at(entry("a"), -1), at(entry("late"), 0), at(Work::Look, GRACE_SECONDS)];
        assert!(!settle(together).await, "the entry is not written yet");
        assert_eq!(standing(&centre, "c", "a").await, "entered");
        centre.settle().await;
        let draw = draw_of(&centre, "c").await;
        assert_eq!((draw.closed_at.is_some(), draw.entries), (true, 1));
    }

    /// R15: a look that an earlier program planned for the end of the entries leads to one after the grace.
    fn r15_who_looks_as_the_entries_end_has_the_list_closed_later(centre) using [courses::service()] {
        let closes_at = centre.centre.clock.now().plus_seconds(3600);
        course(&centre, 3, 10, |c| (c.method, c.closes_at) = (courses::model::Method::Lottery, closes_at)).await;
        centre.pass(3600);
        Desk::of(&centre.centre).unwrap().ask("c", Work::Look, Actor::system()).await.unwrap();
        centre.settle().await;
        assert!(draw_of(&centre, "c").await.closed_at.is_none());
        centre.pass(GRACE_SECONDS);
        centre.settle().await;
        assert!(draw_of(&centre, "c").await.closed_at.is_some());
    }

    /// R10: neither before the opening nor after the close, by the moment in which the form came.
    fn r10_opening_and_close_hold_for_when_the_form_came_and_not_for_when_it_is_settled(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        let (opens_at, closes_at) = (now.plus_seconds(60), now.plus_seconds(120));
        course(&centre, 3, 10, |c| (c.opens_at, c.closes_at) = (opens_at, closes_at)).await;
        centre.pass(59);
        let holding = Holding::begin(&centre).await;
        let early = begin(ask(&centre, "early")).await;
        centre.pass(1);
        let first = begin(ask(&centre, "first")).await;
        centre.pass(59);
        let last = begin(ask(&centre, "last")).await;
        centre.pass(1);
        let late = begin(ask(&centre, "late")).await;
        holding.end().await;
        assert_eq!(early.await, Answer::Refused(Refusal::NotOpen { opens_at }));
        assert!(matches!(first.await, Answer::Registered(_)));
        assert!(matches!(last.await, Answer::Registered(_)));
        assert_eq!(late.await, Answer::Refused(Refusal::Closed));
    }

    /// R18: an offer that is accepted in time is not lost while the desk is held up.
    fn r18_an_offer_accepted_in_time_is_kept_however_long_the_desk_takes(centre) using [courses::service()] {
        course(&centre, 1, 10, |_| {}).await;
        let Answer::Registered(first) = ask(&centre, "first").await else { panic!() };
        let Answer::Registered(second) = ask(&centre, "second").await else { panic!() };
        ask(&centre, "third").await;
        let desk = Desk::of(&centre.centre).unwrap();
        let asks = async |work: Work| desk.ask("c", work, Actor::resident(None)).await.unwrap();
        asks(Work::Cancel { registration_id: first.id, seats: vec![], why: None }).await;
        let (key, id) = ("second", second.id.clone());
        assert_eq!(standing(&centre, "c", key).await, "offered");
        let read = move |conn: &mut Conn| store::registration::find(conn, &id);
        let until = centre.centre.db.read(read).await.unwrap().unwrap().offered_until.unwrap();
        centre.pass(until.seconds_since(centre.centre.clock.now()) - 1);
        let holding = Holding::begin(&centre).await;
        let accept = Work::Happen { registration_id: second.id, event: courses::model::Event::Accept, why: None };
        let accepted = begin(asks(accept)).await;
        centre.pass(60);
        let look = begin(asks(Work::Look)).await;
        holding.end().await;
        assert_eq!(accepted.await, Answer::Done(Status::Confirmed));
        look.await;
        assert_eq!((standing(&centre, "c", key).await, standing(&centre, "c", "third").await), ("confirmed".into(), "waitlisted".into()));
        assert!(centre.centre.db.read(courses::check::ledgers).await.unwrap().is_empty());
    }

    fn r13_a_place_in_line_is_counted_from_its_head_and_all_lines_are_known(centre) using [courses::service()] {
        course(&centre, 10, 10, |_| {}).await;
        let mut ids = Vec::new();
        for (key, number) in [("a", 5), ("b", 6), ("d", 7)] {
            ids.push(stands_there(&centre, key, number).await);
        }
        let (head, last, now) = (ids[0].clone(), ids[2].clone(), centre.centre.clock.now());
        let read = move |conn: &mut Conn| {
            let before = store::arrival::find(conn, &last)?.unwrap().ahead;
            store::arrival::decide(conn, std::slice::from_ref(&head), "full", now)?;
            let ahead = [&head, &last].map(|id| store::arrival::find(conn, id).unwrap().unwrap().ahead);
            Ok((before, ahead, store::arrival::count_lines(conn)?))
        };
        let (before, ahead, all) = centre.centre.db.write(read).await.unwrap();
        assert_eq!((before, ahead), (2, [0, 1]));
        assert_eq!(all, courses::rules::pace::Lines { lines: 1, parties: 2 });
    }

    fn r13_a_row_that_cannot_be_read_stops_nobody_behind_it(centre) using [courses::service()] {
        course(&centre, 10, 10, |_| {}).await;
        let head = stands_there(&centre, "head", 1).await;
        stands_there(&centre, "second", 2).await;
        let spoil = foundation::sql!("update courses_arrival set came_at = 'once' where number = 1");
        centre.centre.db.write(move |conn| conn.execute(spoil, &[])).await.unwrap();
        assert!(matches!(ask(&centre, "third").await, Answer::InLine(_)));
        line_is_gone(&centre).await;
        for key in ["second", "third"] {
            assert_eq!(standing(&centre, "c", key).await, "confirmed", "{key}");
        }
        let page = centre.resident().open(&arrival::path(&centre.centre.keys, &head)).await;
        page.must_be(409);
    }

    fn r09_who_is_refused_after_the_line_finds_all_that_was_typed_in_the_form_again(centre) using [courses::service()] {
        course(&centre, 0, 0, |_| {}).await;
        let id = stands_there(&centre, "late", 1).await;
        ask(&centre, "later").await;
        let mut visitor = centre.resident();
        let over = wait_for_turn(&mut visitor, &arrival::path(&centre.centre.keys, &id)).await;
        over.must_be(409).must_say("名額和候補都已額滿");
        let form = visitor.send(over.form("#again").press("to")).await;
        form.must_say("late 0").must_say("late@test.example");
        // Forgotten with the arrival itself.
        centre.pass(8 * 24 * 3600);
        courses::purge::run(centre.centre.clone()).await.unwrap();
        visitor.open(&arrival::path(&centre.centre.keys, &id)).await.must_be(404);
    }
}

/// R14: what another process of the centre is still settling when the list is to be closed is on it.
#[test]
fn r14_who_came_in_time_to_another_process_is_drawn() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![courses::service()]).await;
        let other = testing::second_process(&centre, vec![courses::service()]).await;
        let now = centre.centre.clock.now();
        course(&centre, 3, 10, |c| (c.method, c.opens_at) = (courses::model::Method::Window, now)).await;
        // It came to the other process a second before the end, and is slow to be settled.
        other.clock.set(now.plus_seconds(10 * 60 - 1));
        centre.pass(10 * 60 + GRACE_SECONDS - 1);
        let look = async || {
            Desk::of(&centre.centre).unwrap().ask("c", Work::Look, Actor::system()).await.unwrap();
            draw_of(&centre, "c").await
        };
        assert_eq!(look().await.closed_at, None);
        let work = Work::Register(Arc::new(sample::party("in time", 1)));
        let asked = Desk::of(&other).unwrap().ask("c", work, Actor::resident(None)).await.unwrap();
        assert!(matches!(asked, Answer::Registered(r) if r.status == Status::Entered));
        centre.pass(1);
        let draw = look().await;
        assert_eq!((draw.closed_at.is_some(), draw.entries), (true, 1));
    });
}

/// Another process writes somebody down in the line while this one is asked: whoever asks stands behind.
#[test]
fn r13_who_asks_while_another_process_lines_somebody_up_stands_behind() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![courses::service()]).await;
        let other = testing::second_process(&centre, vec![courses::service()]).await;
        course(&centre, 1, 10, |_| {}).await;
        let (is_held, may_go) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (holds, goes, now) = (is_held.clone(), may_go.clone(), other.clock.now());
        let line_up = move |conn: &mut Conn| {
            store::arrival::lock(conn, &["c".to_owned()])?;
            let new = NewArrival {
                id: "first".into(),
                course_id: "c",
                number: 1,
                request_key: store::desk::request_key("c", "first"),
                party: serde_json::to_string(&sample::party("first", 1)).unwrap(),
                fingerprint: "",
                address: None,
                email: "",
                came_at: now,
            };
            store::arrival::add(conn, &[new])?;
            holds.store(true, Ordering::SeqCst);
            while !goes.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok(())
        };
        let holding = tokio::spawn(async move { other.db.write(line_up).await });
        while !is_held.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let desk = Desk::of(&centre.centre).unwrap();
        let work = Work::Register(Arc::new(sample::party("second", 1)));
        let asking = tokio::spawn(async move { desk.ask("c", work, Actor::resident(None)).await });
        tokio::time::sleep(Duration::from_millis(200)).await;
        may_go.store(true, Ordering::SeqCst);
        holding.await.unwrap().unwrap();
        assert!(matches!(asking.await.unwrap().unwrap(), Answer::InLine(_)));
        line_is_gone(&centre).await;
        assert_eq!(standing(&centre, "c", "first").await, "confirmed");
        assert_eq!(standing(&centre, "c", "second").await, "waitlisted");
    });
}
