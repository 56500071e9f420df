//! Devices without a network on both engines: what list they get, what becomes of what they tell.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use axum::http::Method;
use courses::desk::{Answer, Desk, NewParty, Registered, Work};
use courses::model::{Course, Seat, Session, Status};
use courses::rules::code::seat_code;
use courses::{sample, store};
use foundation::db::Conn;
use foundation::trail::{self, Actor};
use office::instant::Instant;
use serde_json::{Value, json};
use testing::{Fresh, Page, Role, Visitor, both_engines};

const BOARD: &str = "/office/courses/c/sessions/1/day";
const CLASHES: &str = "/office/courses/c/sessions/1/clashes";
const HOUR: i64 = 3600;

/// A course with one session of three hours that begins in an hour: at 11:00 in Taipei.
async fn add(centre: &Fresh, seats: i64) -> Course {
    let now = centre.centre.clock.now();
    let mut course = sample::course("c", now);
    course.starts_at = now.plus_seconds(HOUR);
    course.ends_at = course.starts_at.plus_seconds(3 * HOUR);
    course.closes_at = now.plus_seconds(HOUR / 2);
    let session = Session { id: "c-1".into(), ..sample::session(&course) };
    let kept = course.clone();
    centre
        .centre
        .db
        .write(move |conn| store::course::add(conn, &course, std::slice::from_ref(&session), seats, 10))
        .await
        .unwrap();
    kept
}

async fn register(centre: &Fresh, party: NewParty) -> (Registered, Vec<Seat>) {
    let desk = Desk::of(&centre.centre).unwrap();
    let work = Work::Register(Arc::new(party));
    let Answer::Registered(registered) = desk.ask("c", work, Actor::resident(None)).await.unwrap() else {
        panic!("the party is taken in")
    };
    let id = registered.id.clone();
    let seats = centre.centre.db.read(move |conn| store::registration::list_seats(conn, &id)).await.unwrap();
    (registered, seats)
}

/// A device with the list it took: its credentials and what the list says.
struct Device {
    id: String,
    secret: String,
    list: Value,
}

async fn take(visitor: &mut Visitor, base: &str) -> Page {
    visitor.api(Method::POST, &format!("{base}/list"), None, "{}").await
}

fn taken(page: &Page) -> Device {
    page.must_be(200);
    let answer = page.json();
    let list = serde_json::from_str(answer["list"].as_str().unwrap()).unwrap();
    Device {
        id: answer["device"].as_str().unwrap().into(),
        secret: answer["secret"].as_str().unwrap().into(),
        list,
    }
}

impl Device {
    async fn tell(&self, centre: &Fresh, acts: &[Value]) -> Page {
        let body = json!({ "device": self.id, "secret": self.secret, "acts": acts, "list": true });
        centre.resident().api(Method::POST, "/door/told", None, &body.to_string()).await
    }

    fn guest(&self, name: &str) -> Value {
        self.list["guests"]
            .as_array()
            .unwrap()
            .iter()
            .find(|g| g["name"] == name)
            .cloned()
            .unwrap_or_default()
    }
}

/// An act with an id of its own; `at` as minutes after ten, by the device's clock.
fn act(number: u32, what: &str, seat: &str, minute: i64, ahead_minutes: i64) -> Value {
    let ten = Instant::parse(testing::NOW).unwrap();
    json!({
        "id": format!("0193e3a0-0000-4000-8000-{number:012}"), "sequence": number, "what": what, "seat": seat,
        "at": ten.plus_seconds(minute * 60).to_string(), "ahead_ms": ahead_minutes * 60_000, "way": "code",
    })
}

/// A walk-in at ten to eleven with these fields.
fn walk_in(number: u32, fields: &[(&str, &str)]) -> Value {
    let mut told = act(number, "walk-in", "", 50, 0);
    told["fields"] = json!(fields);
    told
}

/// Where staff decide on a walk-in that is held.
fn held_at(walk_in: &Value) -> String {
    format!("{CLASHES}/{}", id(walk_in))
}

/// What is kept of what was typed for walk-ins that were held.
async fn typed(centre: &Fresh) -> Vec<String> {
    let read = |conn: &mut Conn| {
        let rows =
            conn.rows(foundation::sql!("select fields from courses_held_walk_in order by act_id"), &[])?;
        rows.iter().map(|r| r.get(0)).collect()
    };
    centre.centre.db.read(read).await.unwrap()
}

/// What was done with the session, in the words of the trail.
async fn session_rows(centre: &Fresh) -> Vec<String> {
    let read = |conn: &mut Conn| trail::list_of(conn, "courses_session", "c-1");
    centre.centre.db.read(read).await.unwrap().into_iter().map(|t| t.verb).collect()
}

fn id(act: &Value) -> String {
    act["id"].as_str().unwrap().into()
}

/// The first link to the course's door.
async fn door(staff: &mut Visitor, label: &str) -> String {
    let page = staff.open("/office/courses/c/doors").await;
    let made = staff.send(page.form("#new").fill("label", label)).await;
    made.attribute("a.door-link", "href").unwrap().strip_prefix("http://test.example").unwrap().to_owned()
        + "/1"
}

async fn verbs(centre: &Fresh, registered: &Registered) -> Vec<(String, String)> {
    let id = registered.id.clone();
    let read = move |conn: &mut Conn| trail::list_of(conn, courses::settle::REGISTRATION, &id);
    centre.centre.db.read(read).await.unwrap().into_iter().map(|t| (t.verb, t.actor)).collect()
}

both_engines! {
    fn r45_r49_r52_a_device_gets_the_signed_list_of_one_session_with_what_a_door_may_see(centre) using [courses::service()] {
        add(&centre, 3).await;
        let questions = r#"[{"id":"food","kind":"text","whose":"person","label":"飲食","label_en":"","hint":"","hint_en":"","required":false,"choices":[],"at_door":true},{"id":"why","kind":"text","whose":"person","label":"為何","label_en":"","hint":"","hint_en":"","required":false,"choices":[]}]"#;
        centre.centre.db.write(|conn| {
            let mut course = store::course::find(conn, "c")?.unwrap();
            course.questions = questions.into();
            store::course::change(conn, &course)
        }).await.unwrap();
        let mut party = sample::party("王家", 2);
        party.phone = "+886912345678".into();
        party.members[0].answers = r#"{"food":["花生過敏"],"why":["不足為外人道"]}"#.into();
        register(&centre, party).await;
        let (_, waits) = register(&centre, sample::party("李家", 2)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let link = door(&mut staff, "側門志工").await;
        let page = take(&mut centre.resident(), &link).await;
        let answer = page.json();
        let text = answer["list"].as_str().unwrap();
        assert!(centre.centre.keys.verify_openly("list", text, answer["signature"].as_str().unwrap()));
        let device = taken(&page);
        assert_eq!(device.list["guests"].as_array().unwrap().len(), 4);
        assert_eq!(device.guest("王家 0")["status"], "confirmed");
        for secret in ["912345678", "王家@test", "不足為外人道", "李家 0"] {
            assert!(!page.source.contains(secret), "{secret} is not for a door");
        }
        assert!(text.contains(&waits[0].id), "who waits is known as one who waits");
        // Six hours after its making the link ends; the list two hours after the session.
        assert!(device.list["expires_at"].as_str().unwrap().starts_with("2026-11-23T08:00"));
        let of_staff = taken(&take(&mut staff, BOARD).await);
        assert_eq!(of_staff.guest("王家 0")["answers"], json!([["飲食", "花生過敏"]]));
        let read = |conn: &mut Conn| trail::list_of(conn, "courses_session", "c-1");
        let rows = centre.centre.db.read(read).await.unwrap();
        assert_eq!(rows.iter().filter(|t| t.verb == "list-taken").count(), 2);
        assert!(rows.iter().any(|t| t.actor == "door:側門志工"));
    }

    fn r52_a_list_is_given_out_shortly_before_and_not_after_and_never_without_the_right(centre) using [courses::service()] {
        add(&centre, 3).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let link = door(&mut staff, "側門").await;
        take(&mut centre.staff(&[Role::Accountant]).await, BOARD).await.must_be(404);
        assert_ne!(take(&mut centre.resident(), BOARD).await.status.as_u16(), 200);
        take(&mut centre.resident(), "/door/0123456789/1").await.must_be(404);
        centre.pass(6 * HOUR + 60);
        staff = centre.staff(&[Role::Promotion]).await;
        take(&mut centre.resident(), &link).await.must_be(410);
        take(&mut staff, BOARD).await.must_be(409);
        // Next year's session gives no list today.
        centre.pass(-400 * 24 * HOUR);
        staff = centre.staff(&[Role::Promotion]).await;
        take(&mut staff, BOARD).await.must_be(425);
    }

    fn r46_two_devices_let_in_one_seat_one_entry_counts_and_the_clash_shows_both(centre) using [courses::service()] {
        add(&centre, 5).await;
        let (one, seats) = register(&centre, sample::party("王家", 1)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let side = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        let main = taken(&take(&mut centre.resident(), &door(&mut staff, "正門").await).await);
        centre.pass(2 * HOUR);
        // The clock of the side door is three minutes slow, and the main door was quicker all the same.
        let late = act(1, "came", &seats[0].id, 50, 3);
        let early = act(2, "came", &seats[0].id, 51, 0);
        let answer = side.tell(&centre, std::slice::from_ref(&late)).await.json();
        assert_eq!(answer["kept"], json!([id(&late)]));
        let fresh: Value = serde_json::from_str(answer["list"].as_str().unwrap()).unwrap();
        assert!(fresh["guests"][0]["in_at"].as_str().unwrap().starts_with("2026-11-23T02:53"));
        staff = centre.staff(&[Role::Promotion]).await;
        staff.open(CLASHES).await.must_say("沒有衝突");
        main.tell(&centre, std::slice::from_ref(&early)).await.must_be(200);
        // Told again, in another order and in parts: nothing changes.
        side.tell(&centre, std::slice::from_ref(&late)).await.must_be(200);
        main.tell(&centre, &[early.clone(), early.clone()]).await.must_be(200);
        let page = staff.open(CLASHES).await;
        page.must_say("同一名額報到兩次").must_say("10:51 正門").must_say("10:53 側門").must_say("裝置時鐘差 -3 分鐘");
        assert_eq!(page.all("tbody tr").len(), 1);
        staff.open(BOARD).await.must_say("10:51 已報到").must_say("1 / 1");
        let said = verbs(&centre, &one).await;
        assert_eq!(said.iter().filter(|(verb, _)| verb == "came").count(), 2, "each telling left a row, once");
        // Only who serves the course judges.
        centre.staff(&[Role::Volunteer]).await.open(CLASHES).await.must_be(404);
    }

    fn r46_what_was_done_online_meanwhile_and_offline_is_put_together(centre) using [courses::service()] {
        add(&centre, 5).await;
        let (_, seats) = register(&centre, sample::party("王家", 1)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut staff, BOARD).await);
        centre.pass(HOUR);
        staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(BOARD).await;
        staff.send(page.form("#marks").press("came")).await.must_say("11:00 已報到");
        // The device had seen the person at ten past ten; and let them out at half past eleven.
        centre.pass(HOUR);
        let acts = [act(1, "came", &seats[0].id, 10, 0), act(2, "left", &seats[0].id, 90, 0)];
        device.tell(&centre, &acts).await.must_be(200);
        staff = centre.staff(&[Role::Promotion]).await;
        staff.open(BOARD).await.must_say("11:30 已離場");
        staff.open(CLASHES).await.must_say("10:10").must_say("11:00 連線報到");
        staff.open("/office/courses/c/attendance").await.must_say("10:10–11:30").must_say("30 分鐘");
        // The last step is taken back online, whoever did it.
        let page = staff.open(BOARD).await;
        staff.send(page.form("#marks").press("undo")).await.must_say("10:10 已報到");
    }

    fn r46_an_undone_entry_is_none_and_a_cancellation_meanwhile_is_shown(centre) using [courses::service()] {
        add(&centre, 2).await;
        let (_, wang) = register(&centre, sample::party("王家", 1)).await;
        let (gone, chen) = register(&centre, sample::party("陳家", 1)).await;
        let (_, waits) = register(&centre, sample::party("李家", 1)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut staff, BOARD).await);
        centre.pass(HOUR);
        let desk = Desk::of(&centre.centre).unwrap();
        let cancel = Work::Cancel { registration_id: gone.id.clone(), seats: vec![], why: None };
        desk.ask("c", cancel, Actor::system()).await.unwrap();
        centre.pass(HOUR);
        let mut undo = act(2, "undo", &wang[0].id, 6, 0);
        undo["undoes"] = act(1, "", "", 0, 0)["id"].clone();
        let acts = [
            act(1, "came", &wang[0].id, 5, 0), undo,
            act(3, "came", &chen[0].id, 50, 0), act(4, "came", &chen[0].id, 70, 0), act(5, "came", &waits[0].id, 50, 0),
        ];
        device.tell(&centre, &acts).await.must_be(200);
        staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(CLASHES).await;
        page.must_say("報到後取消：仍計入").must_say("已取消仍放行：不計入");
        let all = page.all("tbody tr").join("|");
        assert!(!all.contains("王家"), "what was undone clashes with nothing: {all}");
        let attended = centre.centre.db.read(|conn| {
            let course = store::course::find(conn, "c")?.unwrap();
            let session = store::course::list_sessions(conn, &course.id)?.remove(0);
            Ok(store::day::count_present(conn, &session)?.total())
        }).await.unwrap();
        // Mr Chen was there before he cancelled; Li had moved up into his seat, if the desk gave it.
        assert!(attended >= 1);
    }

    fn r46_who_came_without_a_seat_counts_once_staff_gave_one(centre) using [courses::service()] {
        add(&centre, 1).await;
        register(&centre, sample::party("王家", 1)).await;
        let (waiting, seats) = register(&centre, sample::party("李家", 1)).await;
        assert_eq!(waiting.status, Status::Waitlisted);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut staff, BOARD).await);
        centre.pass(HOUR);
        device.tell(&centre, &[act(1, "came", &seats[0].id, 50, 0)]).await.must_be(200);
        staff = centre.staff(&[Role::Promotion]).await;
        staff.open(CLASHES).await.must_say("沒有名額仍放行：不計入").must_say("10:50");
        staff.open(BOARD).await.must_say("0 / 1");
        let page = staff.open(BOARD).await;
        let page = staff.send(page.form("#code").fill("code", &seat_code(&centre.centre.keys, "c", &seats[0].id))).await;
        let page = staff.send(page.form("#seating")).await;
        staff.send(page.form("#seating").fill("over", "加一張椅子")).await.must_say("10:50 已經報到過");
        staff.open(CLASHES).await.must_say("沒有衝突");
        staff.open(BOARD).await.must_say("1 / 2");
    }

    fn r51_a_walk_in_of_a_device_is_registered_once_by_the_desk(centre) using [courses::service()] {
        add(&centre, 2).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        centre.pass(HOUR);
        let mut walk_in = act(1, "walk-in", "", 50, 0);
        walk_in["fields"] = json!([["name1", "張三"], ["sex1", "male"], ["born1", "75"], ["name2", "張小弟"], ["over", "yes"]]);
        let temporary = format!("{}:2", id(&walk_in));
        let left = act(2, "left", &temporary, 60, 0);
        let acts = [walk_in.clone(), left];
        for _ in 0..2 {
            let answer = device.tell(&centre, &acts).await.json();
            assert_eq!((answer["kept"].as_array().unwrap().len(), &answer["waits"]), (2, &json!([])));
        }
        staff = centre.staff(&[Role::Promotion]).await;
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2)]);
        staff.open(BOARD).await.must_say("10:50 已報到").must_say("11:00 已離場");
        // The room is full now: the next is on the waiting list, and the device is told.
        let mut next = act(3, "walk-in", "", 55, 0);
        next["fields"] = json!([["name1", "李四"]]);
        let answer = device.tell(&centre, std::slice::from_ref(&next)).await.json();
        assert_eq!(answer["waits"], json!([id(&next)]));
        staff.open(CLASHES).await.must_say("李四").must_say("沒有名額仍放行：不計入");
    }

    /// R51: who was let in by mistake on a device has no seat and no place in line, whoever hears of it first.
    fn r51_a_walk_in_undone_on_a_device_gives_its_seat_back(centre) using [courses::service()] {
        add(&centre, 1).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        centre.pass(HOUR);
        let undo = |number: u32, of: &Value| {
            let seat = format!("{}:1", id(of));
            let mut undo = act(number, "undo", &seat, 56, 0);
            undo["undoes"] = json!(seat);
            undo
        };
        let seated = walk_in(1, &[("name1", "張三")]);
        let waiting = walk_in(2, &[("name1", "李四")]);
        let staying = walk_in(3, &[("name1", "陳五")]);
        let stays = format!("{}:1", id(&staying));
        let left = act(4, "left", &stays, 55, 0);
        let mut back = act(5, "undo", &stays, 56, 0);
        back["undoes"] = left["id"].clone();
        let answer = device.tell(&centre, &[seated.clone(), waiting.clone(), staying, left, back]).await.json();
        assert_eq!(answer["waits"].as_array().unwrap().len(), 2);
        for _ in 0..2 {
            let acts = [seated.clone(), waiting.clone(), undo(6, &seated), undo(7, &waiting)];
            let answer = device.tell(&centre, &acts).await.json();
            assert_eq!(answer["kept"].as_array().unwrap().len(), 4);
        }
        let mut counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        counts.retain(|(status, _)| *status != Status::Cancelled);
        assert_eq!(counts.iter().map(|(_, n)| n).sum::<i64>(), 1, "who came stays: {counts:?}");
    }

    /// R46: whoever was let in is inside: what the desk cannot register waits for staff, and is never lost.
    fn r46_a_walk_in_that_is_barred_or_over_all_limits_is_registered_and_the_trail_says_by_whom(centre) using [courses::service()] {
        add(&centre, 1).await;
        centre.centre.db.write(|conn| {
            conn.execute(foundation::sql!("update courses_ledger set waiting_max = 0 where course_id = 'c'"), &[])?;
            let entry = courses::rules::entry::Entry { age_from: Some(60), ..Default::default() };
            store::entry::change_entry(conn, "c", &entry)
        }).await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        centre.pass(HOUR);
        let young = walk_in(1, &[("name1", "張三"), ("born1", "104")]);
        let more = walk_in(2, &[("name1", "李四"), ("born1", "50")]);
        for _ in 0..2 {
            let answer = device.tell(&centre, &[young.clone(), more.clone()]).await.json();
            assert_eq!((&answer["kept"], &answer["refused"], &answer["held"]), (&json!([id(&young), id(&more)]), &json!([]), &json!([])));
            assert_eq!(answer["waits"], json!([id(&more)]), "neither a seat nor a place in line was left");
        }
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts.iter().map(|(_, n)| n).sum::<i64>(), 2, "{counts:?}");
        staff = centre.staff(&[Role::Promotion]).await;
        staff.open(BOARD).await.must_say("10:50 已報到");
        staff.open(CLASHES).await.must_say("李四").must_say("沒有名額仍放行：不計入");
        let read = |conn: &mut Conn| -> foundation::db::DbResult<Vec<(String, String)>> {
            conn.rows(foundation::sql!("select actor, coalesce(reason, '') from foundation_trail where verb = 'rules-waived' order by id"), &[])?
                .iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
        };
        let waived = centre.centre.db.read(read).await.unwrap();
        assert_eq!(waived, vec![("door:側門".to_owned(), "walk-in-offline".to_owned()); 2]);
    }

    fn r46_a_walk_in_with_a_wrong_field_is_held_put_right_and_taken_in_with_the_devices_times(centre) using [courses::service()] {
        add(&centre, 1).await;
        register(&centre, sample::party("王家", 1)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        centre.pass(2 * HOUR);
        let wrong = walk_in(1, &[("name1", "張三"), ("phone", "12"), ("name2", "張小弟")]);
        let mut undo = act(2, "undo", &format!("{}:2", id(&wrong)), 55, 0);
        undo["undoes"] = json!(format!("{}:2", id(&wrong)));
        let left = act(3, "left", &format!("{}:1", id(&wrong)), 70, 0);
        for acts in [[wrong.clone(), undo.clone()], [wrong.clone(), left.clone()]] {
            let answer = device.tell(&centre, &acts).await.json();
            assert_eq!((answer["kept"].as_array().unwrap().len(), &answer["refused"]), (2, &json!([])));
            assert_eq!(answer["held"], json!([{ "id": id(&wrong), "why": "form" }]));
        }
        staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(CLASHES).await;
        assert_eq!(page.all("#held tbody tr").len(), 1, "told twice, held once");
        page.must_say("張三").must_say("側門").must_say("資料有誤");
        centre.staff(&[Role::Volunteer]).await.open(&held_at(&wrong)).await.must_be(404);
        let one = staff.open(&held_at(&wrong)).await;
        one.must_say("10:50").must_say("復原了 1 次");
        let again = staff.send(one.form("#held")).await;
        again.must_be(422);
        assert_eq!(again.all("p.error").len(), 1);
        staff.send(again.form("#held").fill("phone", "0912345678")).await.must_be(200).must_say("沒有衝突");
        staff.open("/office/courses/c/attendance").await.must_say("10:50–11:10");
        staff.open(BOARD).await.must_say("1 / 2");
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2)], "over the limit, as they were inside; not who was let in by mistake");
        // Told once more, nothing happens again; what was typed is kept with the registration alone.
        device.tell(&centre, &[wrong.clone(), undo, left]).await.must_be(200);
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2)]);
        assert_eq!(typed(&centre).await, [String::new(), String::new(), String::new()]);
        let rows = session_rows(&centre).await;
        let of = |verb: &str| rows.iter().filter(|v| *v == verb).count();
        assert_eq!((of("walk-in-held"), of("walk-in-taken")), (1, 1), "{rows:?}");
    }

    fn r46_a_walk_in_of_an_ended_device_or_a_course_called_off_is_held_and_can_be_dropped(centre) using [courses::service()] {
        add(&centre, 3).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let first = taken(&take(&mut staff, BOARD).await);
        let second = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        let page = staff.open("/office/courses/c/doors").await;
        staff.send(page.form("#doors").press("door")).await;
        centre.pass(HOUR);
        let ended = walk_in(1, &[("name1", "張三")]);
        for _ in 0..2 {
            let answer = second.tell(&centre, std::slice::from_ref(&ended)).await.json();
            assert_eq!((&answer["kept"], &answer["held"]), (&json!([id(&ended)]), &json!([{ "id": id(&ended), "why": "ended" }])));
        }
        let call_off = |conn: &mut Conn| {
            let mut course = store::course::find(conn, "c")?.unwrap();
            course.status = courses::model::CourseStatus::Cancelled;
            store::course::change(conn, &course)
        };
        centre.centre.db.write(call_off).await.unwrap();
        let off = walk_in(2, &[("name1", "李四")]);
        for _ in 0..2 {
            let answer = first.tell(&centre, std::slice::from_ref(&off)).await.json();
            assert_eq!(answer["held"], json!([{ "id": id(&off), "why": "called-off" }]));
        }
        staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(CLASHES).await;
        page.must_say("裝置已停用").must_say("課程不開放登錄");
        // Nobody is registered in a course that was called off.
        let one = staff.open(&held_at(&off)).await;
        staff.send(one.form("#held")).await.must_be(422);
        staff.send(one.form("#drop").press("drop")).await.must_be(200).must_not_say("李四");
        let one = staff.open(&held_at(&ended)).await;
        staff.send(one.form("#drop").press("drop")).await.must_say("沒有衝突").must_not_say("張三");
        assert_eq!(typed(&centre).await, [String::new(), String::new()]);
        // Told again after the decision: it is kept, and stays dropped.
        let answer = first.tell(&centre, std::slice::from_ref(&off)).await.json();
        assert_eq!((&answer["kept"], &answer["held"]), (&json!([id(&off)]), &json!([])));
        staff.open(CLASHES).await.must_not_say("李四");
        let rows = session_rows(&centre).await;
        assert_eq!(rows.iter().filter(|v| *v == "walk-in-dropped").count(), 2);
    }

    /// R46: who is let in after the door link ended, or on another day, is not registered unseen.
    fn r46_a_walk_in_after_the_link_or_on_another_day_is_held_and_one_registered_before_is_not(centre) using [courses::service()] {
        add(&centre, 5).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let of_link = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        let of_staff = taken(&take(&mut staff, BOARD).await);
        centre.pass(2 * 24 * HOUR);
        let at = |number: u32, minute: i64| {
            let mut told = act(number, "walk-in", "", minute, 0);
            told["fields"] = json!([["name1", "張三"]]);
            told
        };
        let in_time = at(1, 50);
        let (late, next_day) = (at(2, 7 * 60), at(3, 24 * 60));
        let answer = of_link.tell(&centre, &[in_time.clone(), late.clone()]).await.json();
        assert_eq!(answer["held"], json!([{ "id": id(&late), "why": "ended" }]));
        let answer = of_staff.tell(&centre, std::slice::from_ref(&next_day)).await.json();
        assert_eq!(answer["held"], json!([{ "id": id(&next_day), "why": "other-day" }]));
        staff = centre.staff(&[Role::Promotion]).await;
        staff.open(CLASHES).await.must_say("放行時不是活動當天");
        // The device is ended: what was registered before is told again, and is not held.
        centre.centre.db.write(|conn| {
            conn.execute(foundation::sql!("update courses_device set ended_at = taken_at"), &[])
        }).await.unwrap();
        let answer = of_link.tell(&centre, std::slice::from_ref(&in_time)).await.json();
        assert_eq!((&answer["kept"], &answer["held"]), (&json!([id(&in_time)]), &json!([])));
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 1)]);
    }

    /// R46: who is left out when a held walk-in is taken in leaves nothing to the others.
    fn r46_a_person_left_out_of_a_held_walk_in_leaves_their_acts_to_nobody(centre) using [courses::service()] {
        add(&centre, 5).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        centre.pass(2 * HOUR);
        let party = walk_in(1, &[("name1", "張三"), ("phone", "12"), ("name2", "張小弟"), ("name3", "張小妹")]);
        let of = |number: u32, what: &str, person: u32, minute: i64| act(number, what, &format!("{}:{person}", id(&party)), minute, 0);
        device.tell(&centre, &[party.clone(), of(2, "left", 2, 60), of(3, "left", 3, 70)]).await.must_be(200);
        staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(&held_at(&party)).await;
        let sent = page.form("#held").fill("phone", "").fill("name2", "");
        staff.send(sent).await.must_say("沒有衝突");
        staff.open(BOARD).await.must_say("張小妹").must_say("11:10 已離場").must_not_say("11:00 已離場");
        // What is told later is about whoever had the number on the device.
        let answer = device.tell(&centre, &[of(4, "came", 3, 80), of(5, "left", 2, 85)]).await.json();
        assert_eq!(answer["kept"].as_array().unwrap().len(), 2);
        staff.open(BOARD).await.must_not_say("已離場");
    }

    /// R46: of two who decide at once one decides: who is dropped has no seat, who has one was taken in.
    fn r46_a_held_walk_in_is_taken_in_or_dropped_and_never_both(centre) using [courses::service()] {
        add(&centre, 50).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let mut other = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        let parties: Vec<Value> = (0..10).map(|n| walk_in(n, &[("name1", "張三"), ("phone", "12")])).collect();
        device.tell(&centre, &parties).await.must_be(200);
        for party in &parties {
            let (one, two) = (staff.open(&held_at(party)).await, other.open(&held_at(party)).await);
            let takes = staff.send(one.form("#held").fill("phone", ""));
            tokio::join!(takes, other.send(two.form("#drop").press("drop")));
        }
        let read = |conn: &mut Conn| -> foundation::db::DbResult<i64> {
            let row = conn.first(foundation::sql!("select count(*) from courses_held_walk_in where outcome = 'taken'"), &[])?;
            row.unwrap().get(0)
        };
        let was_taken = centre.centre.db.read(read).await.unwrap();
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        let confirmed = counts.iter().find(|(status, _)| *status == Status::Confirmed).map_or(0, |(_, n)| *n);
        assert_eq!(confirmed, was_taken, "{counts:?}");
        let rows = session_rows(&centre).await;
        assert_eq!(rows.iter().filter(|v| v.starts_with("walk-in-") && *v != "walk-in-held").count(), 10);
    }

    /// R46: the service stopped after a walk-in was registered and before that was written down: dropped, nothing
    /// of it stays.
    fn r46_a_held_walk_in_that_is_dropped_leaves_no_registration(centre) using [courses::service()] {
        add(&centre, 1).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        let (one, other) = (walk_in(1, &[("name1", "張三"), ("phone", "12")]), walk_in(2, &[("name1", "李四"), ("phone", "12")]));
        device.tell(&centre, &[one.clone(), other.clone()]).await.must_be(200);
        let key = format!("walk-in:{}", id(&one));
        register(&centre, NewParty { by_staff: true, ..sample::party(&key, 1) }).await;
        let page = staff.open(&held_at(&one)).await;
        staff.send(page.form("#drop").press("drop")).await.must_be(200);
        let page = staff.open(&held_at(&other)).await;
        staff.send(page.form("#held").fill("phone", "")).await.must_be(200).must_say("沒有衝突");
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Cancelled, 0), (Status::Confirmed, 1)]);
        assert!(centre.centre.db.read(courses::check::ledgers).await.unwrap().is_empty());
    }

    /// R46: a walk-in whose coming was taken back on the device is taken in without a seat.
    fn r46_a_held_walk_in_that_was_taken_back_holds_no_seat(centre) using [courses::service()] {
        add(&centre, 1).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        let party = walk_in(1, &[("name1", "張三"), ("phone", "12")]);
        let mut undo = act(2, "undo", &format!("{}:1", id(&party)), 60, 0);
        undo["undoes"] = json!(format!("{}:1", id(&party)));
        device.tell(&centre, &[party.clone(), undo]).await.must_be(200);
        let page = staff.open(&held_at(&party)).await;
        staff.send(page.form("#held").fill("phone", "")).await.must_be(200);
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Cancelled, 0)]);
    }

    /// R46: staff decide between a device's question and the writing down of its answer: it tells the act again, and
    /// then it is about whoever has the seat by now.
    fn r46_an_act_about_a_walk_in_that_was_just_decided_on_is_told_again(centre) using [courses::service()] {
        add(&centre, 3).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        centre.pass(2 * HOUR);
        let party = walk_in(1, &[("name1", "張三"), ("phone", "12")]);
        let left = act(2, "left", &format!("{}:1", id(&party)), 60, 0);
        device.tell(&centre, &[party.clone(), left.clone()]).await.must_be(200);
        let act_id = id(&left);
        let read = move |conn: &mut Conn| store::held::find(conn, &act_id);
        let before = centre.centre.db.read(read).await.unwrap().unwrap();
        let forget = foundation::sql!("delete from courses_held_walk_in where what = 'left'");
        centre.centre.db.write(move |conn| conn.execute(forget, &[])).await.unwrap();
        staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(&held_at(&party)).await;
        staff.send(page.form("#held").fill("phone", "")).await.must_be(200);
        let kept = before.clone();
        let outcome = centre.centre.db.write(move |conn| courses::day::held::keep(conn, std::slice::from_ref(&kept))).await.unwrap();
        assert_eq!((outcome.again, outcome.new, outcome.too_many), (vec![before.act_id], vec![], vec![]));
        staff.open(BOARD).await.must_say("張三").must_not_say("已離場");
        let answer = device.tell(&centre, std::slice::from_ref(&left)).await.json();
        assert_eq!(answer["kept"], json!([id(&left)]));
        staff.open(BOARD).await.must_say("11:00 已離場");
    }

    /// R46: the office sees that walk-ins wait, on its first page and at the door, until somebody decided.
    fn r46_the_office_is_told_that_walk_ins_wait(centre) using [courses::service()] {
        add(&centre, 3).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut staff, BOARD).await);
        staff.open("/office").await.must_not_say("等待決定的現場報名");
        let wrong = walk_in(1, &[("name1", "張三"), ("phone", "12")]);
        let left = act(2, "left", &format!("{}:1", id(&wrong)), 60, 0);
        device.tell(&centre, &[wrong.clone(), left]).await.must_be(200);
        staff.open(BOARD).await.must_say("報到衝突（1 筆待決定）");
        let page = staff.open("/office").await;
        page.must_say("等待決定的現場報名").must_not_say("張三");
        assert!(page.source.contains(&format!("href=\"{CLASHES}\"")));
        centre.staff(&[Role::Volunteer]).await.open("/office").await.must_not_say("等待決定的現場報名");
        let one = staff.open(&held_at(&wrong)).await;
        staff.send(one.form("#drop").press("drop")).await.must_be(200);
        staff.open("/office").await.must_not_say("等待決定的現場報名");
        staff.open(BOARD).await.must_not_say("待決定");
    }

    /// D-11: what was typed of a walk-in that nobody decided on goes with the other parties of its course.
    fn d11_a_walk_in_that_nobody_decided_on_is_blanked_in_time(centre) using [courses::service()] {
        add(&centre, 3).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut staff, BOARD).await);
        device.tell(&centre, &[walk_in(1, &[("name1", "張三"), ("phone", "12")])]).await.must_be(200);
        centre.pass(3 * 365 * 24 * HOUR);
        courses::purge::run(centre.centre.clone()).await.unwrap();
        assert!(typed(&centre).await[0].contains("張三"), "not before its time");
        centre.pass(40 * 24 * HOUR);
        courses::purge::run(centre.centre.clone()).await.unwrap();
        assert_eq!(typed(&centre).await, [String::new()]);
        staff = centre.staff(&[Role::Promotion]).await;
        staff.open("/office").await.must_not_say("等待決定的現場報名");
    }

    fn r46_a_stolen_device_leaves_a_bounded_heap(centre) using [courses::service()] {
        add(&centre, 3).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut staff, BOARD).await);
        let nobody: Vec<Value> = (0..60).map(|n| walk_in(n, &[("name1", "")])).collect();
        let answer = device.tell(&centre, &nobody).await.json();
        assert_eq!((answer["held"].as_array().unwrap().len(), answer["refused"].as_array().unwrap().len()), (50, 10));
        assert_eq!(answer["refused"][0], json!({ "id": id(&nobody[50]), "why": "many" }));
        assert_eq!(answer["kept"].as_array().unwrap().len(), 50);
        // What is told of one of them has a bound of its own, and what was decided counts no more.
        let seat = format!("{}:1", id(&nobody[0]));
        let after: Vec<Value> = (100..145).map(|n| act(n, "left", &seat, 60, 0)).collect();
        let answer = device.tell(&centre, &after).await.json();
        assert_eq!((answer["kept"].as_array().unwrap().len(), answer["refused"].as_array().unwrap().len()), (40, 5));
        let page = staff.open(&held_at(&nobody[0])).await;
        staff.send(page.form("#drop").press("drop")).await.must_be(200);
        let answer = device.tell(&centre, &nobody[50..52]).await.json();
        assert_eq!((&answer["kept"], answer["refused"].as_array().unwrap().len()), (&json!([id(&nobody[50])]), 1));
        let long = walk_in(61, &[("name1", &"王".repeat(3000))]);
        let answer = device.tell(&centre, std::slice::from_ref(&long)).await.json();
        assert_eq!(answer["refused"], json!([{ "id": id(&long), "why": "form" }]));
    }

    /// R51: what the device takes (journeys/door-rules.test.mjs), the centre takes, and nothing else.
    fn r51_the_centre_takes_the_walk_ins_of_the_shared_cases(centre) using [courses::service()] {
        add(&centre, 100).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut staff, BOARD).await);
        let all: Value = serde_json::from_str(include_str!("door-cases.json")).unwrap();
        assert!(testing::NOW.starts_with(all["walk_ins_on"].as_str().unwrap()));
        let cases = all["walk_ins"].as_array().unwrap();
        let acts: Vec<Value> = cases.iter().zip(0..).map(|(case, n)| {
            let mut told = act(n, "walk-in", "", 50, 0);
            told["fields"] = case["fields"].clone();
            told
        }).collect();
        let answer = device.tell(&centre, &acts).await.json();
        let held: Vec<&Value> = answer["held"].as_array().unwrap().iter().map(|h| &h["id"]).collect();
        for (case, told) in cases.iter().zip(&acts) {
            let is_wrong = !case["wrong"].as_array().unwrap().is_empty();
            assert_eq!(held.contains(&&told["id"]), is_wrong, "{}", case["it"]);
        }
    }

    fn r52_an_ended_device_or_link_gets_no_list_and_what_it_tells_only_waits(centre) using [courses::service()] {
        add(&centre, 3).await;
        let (_, seats) = register(&centre, sample::party("王家", 1)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let first = taken(&take(&mut staff, BOARD).await);
        let second = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        let page = staff.open("/office/courses/c/doors").await;
        page.must_say("持有名單的裝置");
        // The link ends with the devices that took their list with it.
        staff.send(page.form("#doors").press("door")).await;
        let page = staff.open("/office/courses/c/doors").await;
        staff.send(page.form("#devices").press("device")).await.must_say("已停用");
        centre.pass(HOUR);
        for (number, device) in [(1, &first), (2, &second)] {
            let answer = device.tell(&centre, &[act(number, "came", &seats[0].id, 50, 0)]).await.json();
            assert_eq!((&answer["ended"], answer.get("list")), (&json!(true), None));
        }
        staff = centre.staff(&[Role::Promotion]).await;
        staff.open(BOARD).await.must_say("0 / 1");
        let page = staff.open(CLASHES).await;
        assert_eq!(page.all("tbody tr").len(), 2);
        page.must_say("裝置已停用：不計入");
        let forged = Device { secret: "0".repeat(64), ..first };
        forged.tell(&centre, &[]).await.must_be(410);
    }

    fn r46_what_is_told_late_still_counts_until_the_time_is_over(centre) using [courses::service()] {
        add(&centre, 3).await;
        let (_, seats) = register(&centre, sample::party("王家", 1)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut centre.resident(), &door(&mut staff, "側門").await).await);
        centre.pass(3 * 24 * HOUR);
        let answer = device.tell(&centre, &[act(1, "came", &seats[0].id, 50, 0), act(2, "left", &seats[0].id, 24 * 60, 0)]).await.json();
        assert_eq!(answer.get("list"), None, "the list has ended");
        assert_eq!(answer["kept"].as_array().unwrap().len(), 2);
        staff = centre.staff(&[Role::Promotion]).await;
        staff.open(BOARD).await.must_say("10:50 已報到");
        // The link had ended when the second was done.
        staff.open(CLASHES).await.must_say("裝置已停用：不計入");
        centre.pass(15 * 24 * HOUR);
        device.tell(&centre, &[]).await.must_be(410);
    }

    fn r46_nonsense_of_a_device_is_refused_and_changes_nothing(centre) using [courses::service()] {
        add(&centre, 3).await;
        let (_, seats) = register(&centre, sample::party("王家", 1)).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let device = taken(&take(&mut staff, BOARD).await);
        let mut wrong_id = act(1, "came", &seats[0].id, 0, 0);
        wrong_id["id"] = json!("'; drop table courses_act; --");
        let mut wrong_time = act(2, "came", &seats[0].id, 0, 0);
        wrong_time["at"] = json!("yesterday");
        let mut far = act(5, "left", &seats[0].id, 0, 0);
        far["ahead_ms"] = json!(i64::MAX);
        let acts = [wrong_id, wrong_time, act(3, "dance", &seats[0].id, 0, 0), act(4, "came", "no-such-seat", 0, 0), far];
        let answer = device.tell(&centre, &acts).await.json();
        assert_eq!(answer["refused"].as_array().unwrap().len(), 3);
        staff.open(BOARD).await.must_say("0 / 1");
        let many: Vec<Value> = (0..201).map(|n| act(n, "came", &seats[0].id, 0, 0)).collect();
        device.tell(&centre, &many).await.must_be(413);
        centre.resident().api(Method::POST, "/door/told", None, "{").await.must_be(400);
        centre.resident().api(Method::POST, "/door/told", None, r#"{"device":"x","secret":"y"}"#).await.must_be(410);
    }

    fn r45_r52_the_page_and_its_worker_are_the_same_for_all_and_keep_nothing_personal(centre) using [courses::service()] {
        add(&centre, 3).await;
        register(&centre, sample::party("王家", 1)).await;
        let mut visitor = centre.resident();
        let page = visitor.open("/door/device").await;
        page.must_be(200).must_not_say("王家");
        assert_eq!(page.attribute("#device", "data-key").unwrap(), centre.centre.keys.public_key());
        let worker = visitor.open("/door/worker.js").await;
        let files = worker.source.split("const FILES = ").nth(1).unwrap().split(';').next().unwrap();
        let files: Vec<String> = serde_json::from_str(files).unwrap();
        assert!(files.len() >= 10);
        for file in &files {
            assert!(file.starts_with("/door/device") || file.starts_with("/static/"), "{file} may hold something personal");
            visitor.open(file).await.must_be(200);
        }
        let manifest = visitor.open("/en/door/device/manifest.webmanifest").await.json();
        assert_eq!((&manifest["display"], &manifest["start_url"]), (&json!("standalone"), &json!("/en/door/device")));
        visitor.open("/en/door/worker.js").await.must_be(200);
        visitor.open("/door/device/secrets.txt").await.must_be(404);
        visitor.open("/en/door/device").await.must_be(200).must_say("Check-in without a network");
    }

    /// R52: a link gives its list to so many devices at a time; who is done, or is ended, makes room.
    fn r52_a_door_link_gives_so_many_lists_at_a_time(centre) using [courses::service()] {
        add(&centre, 3).await;
        let now = centre.centre.clock.now();
        let set = move |conn: &mut Conn| {
            foundation::centre::change_setting(conn, "courses.lists_per_door_max", "2", now, "test")
        };
        centre.centre.db.write(set).await.unwrap();
        centre.centre.reload_settings().await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let link = door(&mut staff, "側門").await;
        let first = taken(&take(&mut centre.resident(), &link).await);
        taken(&take(&mut centre.resident(), &link).await);
        take(&mut centre.resident(), &link).await.must_be(429);
        // Another link, and staff themselves, are not held up by it.
        let other = door(&mut staff, "大門").await;
        taken(&take(&mut centre.resident(), &other).await);
        taken(&take(&mut staff, BOARD).await);
        let done = json!({ "device": first.id, "secret": first.secret, "acts": [], "list": false, "done": true });
        centre.resident().api(Method::POST, "/door/told", None, &done.to_string()).await.must_be(200);
        taken(&take(&mut centre.resident(), &link).await);
    }

    /// R45: a telephone whose browser reads no codes sends grey values; nonsense is refused, nothing is kept.
    fn r45_a_picture_is_read_for_a_telephone_that_cannot(centre) using [courses::service()] {
        let mut phone = centre.resident();
        for (path, body) in [("/door/scan?width=0", "x"), ("/door/scan?width=99999", "x"), ("/door/scan?width=30", "xxx"), ("/door/scan", "")] {
            phone.api(Method::POST, path, None, body).await.must_be(400);
        }
        let blank = phone.api(Method::POST, "/door/scan?width=100", None, &"a".repeat(100 * 100)).await;
        blank.must_be(200);
        assert!(blank.json()["text"].is_null());
        let manifest = phone.open("/door/device/manifest.webmanifest").await.json();
        let icons = manifest["icons"].as_array().unwrap();
        assert!(icons.iter().any(|i| i["type"] == "image/png" && i["sizes"] == "512x512"), "{icons:?}");
        for icon in icons.iter().filter(|i| i["type"] == "image/png") {
            let picture = phone.open(icon["src"].as_str().unwrap()).await;
            picture.must_be(200);
            assert_eq!(picture.headers["content-type"], "image/png");
        }
    }
}
