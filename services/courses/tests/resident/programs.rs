//! The interface for programs, as described in OpenAPI.

use axum::http::Method;
use courses::model::Status;
use serde_json::{Value, json};
use testing::{Role, both_engines};

use super::*;

fn party(names: &[&str]) -> Value {
    let members: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    json!({
        "head": { "name": names[0], "phone": "0912345678", "email": "ming@test.example" },
        "members": members, "channel": "kiosk", "consent": { "notice_version": "1" },
    })
}

const PATH: &str = "/api/v1/courses/c/registrations";

async fn post(visitor: &mut Visitor, key: &str, body: &Value) -> Page {
    visitor.api(Method::POST, PATH, Some(key), &body.to_string()).await
}

both_engines! {
    fn a_program_registers_a_party_and_the_same_key_gets_the_same_answer(centre) using [courses::service()] {
        course(&centre, 10, 0, |_| {}).await;
        let mut kiosk = centre.resident();
        let first = post(&mut kiosk, "k1", &party(&["王小明", "王大寶"])).await;
        first.must_be(201);
        let said = first.json();
        assert_eq!((said["status"].as_str(), said["seats"].as_array().map(Vec::len)), (Some("confirmed"), Some(2)));
        assert!(said["manage_url"].as_str().unwrap().starts_with("http://test.example/progress/"));
        let again = post(&mut kiosk, "k1", &party(&["王小明", "王大寶"])).await;
        assert_eq!((again.status, again.json()), (first.status, said.clone()));
        let other = post(&mut kiosk, "k1", &party(&["李小華"])).await;
        other.must_be(422);
        assert_eq!(other.json()["code"], "key-reused");
        // As many persons, but one of them another.
        let other = post(&mut kiosk, "k1", &party(&["王小明", "王二寶"])).await;
        other.must_be(422);
        assert_eq!(other.json()["code"], "key-reused");
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2)]);
        let link = said["manage_url"].as_str().unwrap().strip_prefix("http://test.example").unwrap();
        kiosk.open(link).await.must_say("王大寶");
    }

    fn r10_a_program_is_refused_before_the_opening_with_the_time_of_it(centre) using [courses::service()] {
        let opens_at = centre.centre.clock.now().plus_seconds(60);
        course(&centre, 10, 0, |c| c.opens_at = opens_at).await;
        let mut kiosk = centre.resident();
        centre.pass(59);
        let early = post(&mut kiosk, "k1", &party(&["王小明"])).await;
        early.must_be(409);
        let said = early.json();
        assert_eq!((said["code"].as_str(), said["opens_at"].as_str()), (Some("not-open"), Some(opens_at.rfc3339().as_str())));
        assert_eq!(early.headers["content-type"], "application/problem+json");
        centre.pass(1);
        post(&mut kiosk, "k1", &party(&["王小明"])).await.must_be(201);
    }

    fn a_full_course_and_a_waiting_list_are_told_apart(centre) using [courses::service()] {
        course(&centre, 1, 1, |_| {}).await;
        let mut kiosk = centre.resident();
        post(&mut kiosk, "k1", &party(&["甲"])).await.must_be(201);
        let waits = post(&mut kiosk, "k2", &party(&["乙"])).await;
        assert_eq!((waits.json()["status"].as_str(), waits.json()["position"].as_i64()), (Some("waitlisted"), Some(1)));
        let full = post(&mut kiosk, "k3", &party(&["丙"])).await;
        full.must_be(409);
        assert_eq!(full.json()["code"], "course-full");
    }

    fn bad_bodies_get_clear_problems_and_never_a_five_hundred(centre) using [courses::service()] {
        course(&centre, 10, 0, |c| c.questions = asking()).await;
        let mut kiosk = centre.resident();
        let none = kiosk.api(Method::POST, PATH, None, &party(&["甲"]).to_string()).await;
        assert_eq!((none.status.as_u16(), none.json()["code"].as_str()), (400, Some("idempotency-key")));
        for (text, code) in [("", "bad-json"), ("{", "bad-json"), ("[]", "bad-json"), ("{\"head\":1}", "bad-json")] {
            let answer = kiosk.api(Method::POST, PATH, Some("k"), text).await;
            assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (400, Some(code)), "{text}");
        }
        let wrong = post(&mut kiosk, "k", &party(&["甲"])).await;
        wrong.must_be(422);
        let fields: Vec<String> = wrong.json()["errors"].as_array().unwrap().iter()
            .map(|e| e["field"].as_str().unwrap().to_owned()).collect();
        assert_eq!(fields, ["answers.car", "members[0].answers.veg"]);
        let crowd: Vec<String> = (0..7).map(|i| format!("P{i}")).collect();
        let crowd: Vec<&str> = crowd.iter().map(String::as_str).collect();
        let wrong = post(&mut kiosk, "k", &party(&crowd)).await;
        assert_eq!((wrong.status.as_u16(), wrong.json()["code"].as_str(), wrong.json()["max"].as_i64()), (422, Some("wrong-size"), Some(6)));
        let mut right = party(&["甲"]);
        right["answers"] = json!({ "car": false });
        right["members"][0]["answers"] = json!({ "veg": "yes", "which": "vegan" });
        post(&mut kiosk, "k", &right).await.must_be(201);
        for (pointer, value) in [("/members/0/answers/veg", json!({})), ("/answers/nothing", json!("x")), ("/head/language", json!("xx"))] {
            let mut wrong = right.clone();
            let (at, name) = pointer.rsplit_once('/').unwrap();
            wrong.pointer_mut(at).unwrap().as_object_mut().unwrap().insert(name.into(), value);
            post(&mut kiosk, "k9", &wrong).await.must_be(422);
        }
        let mut phone = right.clone();
        phone["channel"] = "phone".into();
        post(&mut kiosk, "k2", &phone).await.must_be(422);
        post(&mut kiosk, "k3", &json!({ "head": { "name": "甲" }, "members": [], "consent": { "notice_version": "1" } }))
            .await.must_be(422);
        kiosk.api(Method::POST, "/api/v1/courses/none/registrations", Some("k"), &right.to_string()).await.must_be(404);
    }

    fn a_district_is_one_of_the_county_and_kept_or_told_to_be_wrong(centre) using [courses::service()] {
        course(&centre, 10, 0, |_| {}).await;
        let mut kiosk = centre.resident();
        let mut body = party(&["王小明"]);
        body["head"]["district"] = "Atlantis".into();
        let wrong = post(&mut kiosk, "k1", &body).await;
        wrong.must_be(422);
        assert_eq!((wrong.json()["errors"][0]["field"].as_str(), wrong.json()["errors"][0]["code"].as_str()),
            (Some("head.district"), Some("api-error-district")));
        body["head"]["district"] = "64000070".into();
        post(&mut kiosk, "k1", &body).await.must_be(201);
        let kept = |conn: &mut Conn| conn.first(foundation::sql!("select district from courses_seat"), &[])?.unwrap().get::<String>(0);
        assert_eq!(centre.centre.db.read(kept).await.unwrap(), "64000070");
    }

    fn r32_a_token_of_staff_says_the_channel_and_that_somebody_comes_twice(centre) using [courses::service()] {
        course(&centre, 10, 0, |_| {}).await;
        let _ = centre.staff(&[Role::Promotion]).await;
        let now = centre.centre.clock.now();
        let add = move |conn: &mut Conn| {
            let staff = conn.first(foundation::sql!("select id from foundation_staff"), &[])?.unwrap().get::<String>(0)?;
            conn.execute(
                foundation::sql!(
                    "insert into foundation_token (token_hash, name, staff_id, scope, created_at, ends_at)
                     values ($1, 'desk', $2, 'courses.serve', $3, $4)"
                ),
                foundation::params![foundation::staff::token_hash("secret"), staff, now, now.plus_seconds(3600)],
            )
        };
        centre.centre.db.write(add).await.unwrap();
        let ask = async |key: &str, body: &Value| {
            let request = axum::extract::Request::post(PATH)
                .header("host", "test.example")
                .header("authorization", "Bearer secret")
                .header("idempotency-key", key)
                .body(axum::body::Body::from(body.to_string()))
                .unwrap();
            Page::read(PATH.into(), centre.resident().raw(request).await).await
        };
        let mut body = party(&["王小明"]);
        body.as_object_mut().unwrap().remove("channel");
        let silent = ask("k1", &body).await;
        assert_eq!((silent.status.as_u16(), silent.json()["errors"][0]["field"].as_str()), (422, Some("channel")));
        body["channel"] = "phone".into();
        ask("k1", &body).await.must_be(201);
        ask("k1", &body).await.must_be(201);
        let twice = ask("k2", &body).await;
        assert_eq!((twice.status.as_u16(), twice.json()["code"].as_str()), (409, Some("already-registered")));
        body["anyway"] = true.into();
        ask("k2", &body).await.must_be(201);
    }

    fn r43_a_program_looks_up_and_gives_up_a_seat_with_the_contact(centre) using [courses::service()] {
        course(&centre, 10, 0, |_| {}).await;
        let mut kiosk = centre.resident();
        let said = post(&mut kiosk, "k1", &party(&["王小明", "王大寶"])).await.json();
        let path = format!("/api/v1/registrations/{}", said["reference"].as_str().unwrap());
        kiosk.api(Method::GET, &path, None, "").await.must_be(400);
        let found = kiosk.api(Method::GET, &format!("{path}?contact=678"), None, "").await;
        assert_eq!(found.json()["seats"], said["seats"]);
        let seat = said["seats"][1]["id"].as_str().unwrap();
        let left = kiosk.api(Method::DELETE, &format!("{path}/seats/{seat}?contact=678"), None, "").await;
        left.must_be(200);
        assert_eq!(left.json()["seats"].as_array().map(Vec::len), Some(1));
        kiosk.api(Method::DELETE, &format!("{path}/seats/{seat}?contact=678"), None, "").await.must_be(404);
        for _ in 0..5 {
            kiosk.api(Method::GET, &format!("{path}?contact=111"), None, "").await.must_be(404);
        }
        let waits = kiosk.api(Method::GET, &format!("{path}?contact=678"), None, "").await;
        assert_eq!((waits.status.as_u16(), waits.json()["code"].as_str()), (429, Some("too-many")));
        centre.pass(15 * 60 + 11 * 24 * 3600);
        let late = kiosk.api(Method::DELETE, &format!("{path}/seats/1?contact=678"), None, "").await;
        assert_eq!((late.status.as_u16(), late.json()["code"].as_str()), (409, Some("too-late")));
    }
}
