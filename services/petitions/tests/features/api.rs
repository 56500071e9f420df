//! Petitions for programs.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use foundation::db::{Conn, Sql};
use foundation::params;
use foundation::staff::token_hash;
use serde_json::{Value, json};
use testing::{Fresh, Page, both_engines};

use crate::secrecy::assert_nowhere;
use crate::{first, link, number, office, petition, typed};

const PATH: &str = "/api/v1/petitions";

/// A token of whoever is in charge of promotion, with these rights.
async fn token(centre: &Fresh, token: &'static str, staff_id: &str, rights: &'static str) {
    let (now, staff_id) = (centre.centre.clock.now(), staff_id.to_owned());
    let add = move |conn: &mut Conn| {
        conn.execute(
            Sql("insert into foundation_token (token_hash, name, staff_id, scope, created_at, ends_at) values ($1, 'desk', $2, $3, $4, $5)"),
            params![token_hash(token), staff_id, rights, now, now.plus_seconds(3600)],
        )
    };
    centre.centre.db.write(add).await.unwrap();
}

/// A request with a token, unless that is empty.
async fn ask(
    centre: &Fresh,
    method: Method,
    path: &str,
    token: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Page {
    let mut request = Request::builder().method(method).uri(path).header("host", "test.example");
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let text = if body.is_null() { String::new() } else { body.to_string() };
    let request = request.body(Body::from(text)).unwrap();
    Page::read(path.into(), centre.resident().raw(request).await).await
}

async fn tell(centre: &Fresh, token: &str, key: &str, body: &Value) -> Page {
    ask(centre, Method::POST, PATH, token, &[("idempotency-key", key)], body).await
}

async fn read(centre: &Fresh, path: &str, token: &str, headers: &[(&str, &str)]) -> Page {
    ask(centre, Method::GET, path, token, headers, &Value::Null).await
}

fn told() -> Value {
    json!({
        "nature": "suggestion", "topic": "courses", "subject": "希望增加週末的親子課", "body": "平日都要上班。",
        "petitioner": { "name": "王小美", "email": "mei@test.example" },
        "consent": { "notice_version": "2026-1" },
    })
}

/// Field and code of what is wrong.
fn wrong(page: &Page) -> Vec<(String, String)> {
    let errors = page.json()["errors"].as_array().unwrap().clone();
    errors
        .iter()
        .map(|e| (e["field"].as_str().unwrap().to_owned(), e["code"].as_str().unwrap().to_owned()))
        .collect()
}

both_engines! {
    /// P9: what is to be answered in a foreign language has the days for it, whatever language the page was in.
    fn p9_a_kiosk_that_tells_in_english_has_the_days_of_a_foreign_language(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut body = told();
        body["language"] = "en".into();
        tell(&centre, "", "k1", &body).await.must_be(201);
        let mut mei = centre.resident();
        let confirm = mei.open(&link(&centre, "mei@test.example").await).await;
        mei.send(confirm.form("main form")).await.must_be(200);
        first(&mut office.handler).await.must_say("案件類別 多單位或外文");
    }

    /// P2, P13: a kiosk tells what the form of the website takes; it counts once its link was opened.
    fn p2_a_kiosk_tells_and_the_link_confirms(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = tell(&centre, "", "k1", &told()).await;
        page.must_be(201);
        assert_eq!(page.json()["status"], "confirming");
        let again = tell(&centre, "", "k1", &told()).await;
        assert_eq!((again.status.as_u16(), again.json()), (201, page.json()), "the same again is the same");
        let mut other = told();
        other["subject"] = "別的事情也想反映".into();
        assert_eq!(tell(&centre, "", "k1", &other).await.must_be(422).json()["code"], "key-reused");
        office.handler.open("/office/petitions").await.must_not_say("希望增加週末");
        let mut mei = centre.resident();
        let confirm = mei.open(&link(&centre, "mei@test.example").await).await;
        mei.send(confirm.form("main form")).await.must_be(200);
        office.handler.open("/office/petitions").await.must_say("希望增加週末的親子課");
        let reference = page.json()["reference"].as_str().unwrap().to_owned();
        let path = format!("{PATH}/{reference}");
        assert_eq!(read(&centre, &path, "", &[]).await.must_be(400).json()["code"], "contact-missing");
        read(&centre, &path, "", &[("contact", "li@test.example")]).await.must_be(404);
        let page = read(&centre, &path, "", &[("contact", "mei@test.example")]).await;
        page.must_be(200);
        let shown = page.json();
        assert_eq!((shown["status"].as_str(), shown["due_on"].as_str()), (Some("assigned"), Some("2026-12-01")));
        let address = shown["case_url"].as_str().unwrap().replace("http://test.example", "");
        centre.resident().open(&address).await.must_be(200).must_say("希望增加週末的親子課");
    }

    /// Everything wrong is said at once by the names a program sent; limits are those of the page.
    fn p2_a_program_is_told_all_that_is_wrong_and_is_limited_as_the_page_is(centre) using [petitions::service()] {
        office(&centre).await;
        tell(&centre, "", "", &told()).await.must_be(400);
        for bad in [json!([]), json!({}), json!({ "nature": 1 }), json!("x")] {
            assert_eq!(tell(&centre, "", "k0", &bad).await.must_be(400).json()["code"], "bad-json");
        }
        let body = json!({
            "channel": "city", "nature": "praise", "topic": "none", "subject": "短", "body": "a\u{0}b", "way": "pigeon",
            "language": "xx", "petitioner": { "name": "", "phone": "12", "agent": "\u{7}" },
        });
        let page = tell(&centre, "", "k0", &body).await;
        page.must_be(422);
        let fields: Vec<String> = wrong(&page).into_iter().map(|(field, _)| field).collect();
        for field in ["channel", "nature", "topic", "subject", "body", "way", "language", "petitioner.name", "petitioner.phone", "petitioner.agent", "consent.notice_version"] {
            assert!(fields.iter().any(|f| f == field), "{field}: {fields:?}");
        }
        for n in 0..5 {
            tell(&centre, "", &format!("n{n}"), &told()).await.must_be(201);
        }
        let page = tell(&centre, "", "n5", &told()).await;
        page.must_be(429);
        assert!(page.headers.contains_key("retry-after"));
        tell(&centre, "", "n4", &told()).await.must_be(201);
    }

    /// C1, P10: what another agency transfers is registered at once under its channel; what is told by word of mouth waits
    /// until it is read back.
    fn c1_a_program_of_staff_enters_what_others_transfer(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        token(&centre, "desk", &office.handler_id, "petitions.handle").await;
        let mut body = told();
        body["channel"] = "city".into();
        body["source"] = "1999-115-0012345".into();
        body["received_at"] = "2026-11-20T09:30:00+08:00".into();
        let page = tell(&centre, "desk", "c1", &body).await;
        page.must_be(201);
        assert_eq!((page.json()["status"].as_str(), page.json()["due_on"].as_str()), (Some("assigned"), Some("2026-11-30")));
        let path = format!("{PATH}/{}/case", page.json()["reference"].as_str().unwrap());
        let case = read(&centre, &path, "desk", &[]).await;
        case.must_be(200);
        let case = case.json();
        assert_eq!((case["channel"].as_str(), case["source"].as_str()), (Some("city"), Some("1999-115-0012345")));
        assert_eq!((case["received_on"].as_str(), case["petitioner"]["name"].as_str()), (Some("2026-11-20"), Some("王小美")));
        body["channel"] = "counter".into();
        assert_eq!(tell(&centre, "desk", "c2", &body).await.must_be(201).json()["status"], "draft");
        body["channel"] = "web".into();
        assert_eq!(wrong(tell(&centre, "desk", "c3", &body).await.must_be(422)), [("channel".to_owned(), "form-choose".to_owned())]);
        // What was read in the press is an opinion of nobody in particular.
        let press = json!({ "channel": "press", "nature": "suggestion", "topic": "courses", "subject": "報導", "body": "內容", "tone": "bad" });
        tell(&centre, "desk", "c4", &press).await.must_be(201);
        office.handler.open("/office/petitions").await.must_say("報導").must_say("待朗讀確認");
        let inbox = office.handler.open("/office/petitions").await;
        let found = office.handler.send(inbox.form("search form").fill("q", case["reference"].as_str().unwrap())).await;
        let case = found.attribute("main table a", "href").unwrap();
        assert!(office.handler.open(&case).await.says("由程式讀出"), "who read it is noted");
    }

    /// S12: a token shows what its owner may see and its rights are for, page by page, and nothing else.
    fn s12_a_token_shows_the_cases_of_its_owner_by_pages(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        token(&centre, "desk", &office.handler_id, "petitions.handle").await;
        token(&centre, "chart", &office.handler_id, "petitions.numbers").await;
        for path in [PATH, "/api/v1/petitions/AAAA/case", "/api/v1/petitions-numbers"] {
            read(&centre, path, "", &[]).await.must_be(401);
            read(&centre, path, "nobody", &[]).await.must_be(401);
        }
        read(&centre, PATH, "chart", &[]).await.must_be(404);
        read(&centre, "/api/v1/petitions-numbers", "desk", &[]).await.must_be(404);
        let page = typed(&mut office.handler, "letter", |f| f).await;
        typed(&mut office.colleague, "letter", |f| f.fill("topic", "service").fill("subject", "別組的事")).await;
        let listed = read(&centre, PATH, "desk", &[]).await;
        listed.must_be(200);
        let items = listed.json()["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), 1);
        assert_eq!(items[0]["reference"].as_str(), Some(number(&page).as_str()));
        for (query, status) in [
            ("?view=mine", 200), ("?view=overdue", 200), ("?view=closed", 200), ("?view=all", 400), ("?x=1", 400), ("?cursor=a", 400),
            ("?cursor=2026-11-23~%00", 400), ("?cursor=2026-11-23~0", 200), ("?view=closed&cursor=2026-11-23T00:00:00.000000Z~0", 200),
        ] {
            read(&centre, &format!("{PATH}{query}"), "desk", &[]).await.must_be(status);
        }
        let page = read(&centre, "/api/v1/petitions-numbers?from=2026-11-01&to=2026-11-30", "chart", &[]).await;
        page.must_be(200);
        assert_eq!(page.json()["received"], 2);
        assert_eq!(page.json()["by"]["topic"], json!([{ "code": "courses", "count": 1 }, { "code": "service", "count": 1 }]));
        for query in ["?from=x", "?from=2026-1-1", "?to=2025-01-01&from=2026-01-01", "?to=9999-12-31", "?y=1"] {
            read(&centre, &format!("/api/v1/petitions-numbers{query}"), "chart", &[]).await.must_be(400);
        }
    }

    /// P12: a confidential case can be told, and nothing of it is ever read by a program.
    fn p12_nothing_confidential_is_read_by_a_program(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        token(&centre, "desk", &office.handler_id, "petitions.handle").await;
        let mut body = told();
        (body["nature"], body["subject"]) = ("wrongdoing".into(), "某老師收受禮物".into());
        assert_eq!(tell(&centre, "", "s0", &body).await.must_be(422).json()["errors"][0]["field"], "against");
        body["against"] = "director".into();
        assert!(tell(&centre, "", "s0", &body).await.must_be(422).source.contains("0800-286-586"), "to whom it goes");
        body["against"] = "other".into();
        let page = tell(&centre, "", "s1", &body).await;
        page.must_be(201);
        let reference = page.json()["reference"].as_str().unwrap().to_owned();
        assert_eq!(page.json(), json!({ "reference": reference }));
        let mut mei = centre.resident();
        let confirm = mei.open(&link(&centre, "mei@test.example").await).await;
        mei.send(confirm.form("main form")).await.must_be(200);
        assert_nowhere(&centre, &["某老師", "王小美"]).await;
        assert_eq!(tell(&centre, "", "s1", &body).await.json(), json!({ "reference": reference }));
        read(&centre, &format!("{PATH}/{reference}"), "", &[("contact", "mei@test.example")]).await.must_be(404);
        read(&centre, &format!("{PATH}/{reference}/case"), "desk", &[]).await.must_be(404);
        // Nor does an open case lead to it.
        let open = typed(&mut office.handler, "letter", |f| f).await;
        let open = number(&open);
        let [of, own] = [&reference, &open].map(|number| number.replace('-', ""));
        let lead = move |conn: &mut Conn| {
            conn.execute(Sql("update petitions_case set origin = $1, earlier = $1 where reference = $2"), params![of, own])
        };
        centre.centre.db.write(lead).await.unwrap();
        let case = read(&centre, &format!("{PATH}/{open}/case"), "desk", &[]).await.must_be(200).json();
        assert_eq!((case["origin"].as_str(), case["earlier"].as_str()), (Some(""), Some("")));
        let document = centre.resident().open("/api/v1/openapi.json").await.json();
        let described = document["components"]["schemas"]["PetitionCase"]["properties"].as_object().unwrap();
        assert!(described.keys().eq(case.as_object().unwrap().keys()), "each member is described");
        assert!(document["info"]["description"].as_str().unwrap().contains("petitions"));
        let items = read(&centre, PATH, "desk", &[]).await.json()["items"].as_array().unwrap().clone();
        assert!(matches!(items.as_slice(), [only] if only["reference"].as_str() == Some(&open)), "{items:?}");
    }

    /// D-8: guessing by programs and by the page is counted together.
    fn d8_a_program_has_no_more_tries_than_the_page(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        let number = page.all("dd strong")[0].clone();
        for _ in 0..4 {
            read(&centre, &format!("{PATH}/{number}"), "", &[("contact", "0900000000")]).await.must_be(404);
        }
        let mut anybody = centre.resident();
        let form = anybody.open("/progress").await.form("main form").fill("reference", &number).fill("contact", "0900000000");
        anybody.send(form).await.must_be(422);
        let page = read(&centre, &format!("{PATH}/{number}"), "", &[("contact", "mei@test.example")]).await;
        page.must_be(429);
        assert!(page.headers.contains_key("retry-after"));
    }

    /// Every operation is described, with every state and channel there is.
    fn the_description_names_every_operation(centre) using [petitions::service()] {
        let document = centre.resident().open("/api/v1/openapi.json").await.json();
        for (path, method) in [
            ("/api/v1/petitions", "post"), ("/api/v1/petitions", "get"), ("/api/v1/petitions/{reference}", "get"),
            ("/api/v1/petitions/{reference}/case", "get"), ("/api/v1/petitions-numbers", "get"),
        ] {
            assert!(document["paths"][path][method]["responses"]["default"].is_object(), "{method} {path}");
        }
        let states = document["components"]["schemas"]["PetitionProgress"]["properties"]["status"]["enum"].as_array().unwrap();
        assert_eq!(states.len(), petitions::model::State::ALL.len());
    }
}
