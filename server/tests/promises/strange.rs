//! What no browser sends: each gets a clear answer, and the store stays whole.

use foundation::db::Engine;
use serde_json::json;

use crate::centre::{COURSE, Centre, runtime};
use crate::client::{Answer, Client, once};
use crate::on_both_engines;
use crate::parties::{Party, path, told};
use crate::support::Serving;

/// Things people write where a name is asked for.
pub const NASTY: [&str; 6] = [
    "Robert'); drop table courses_registration;--",
    "\" or \"\"=\"",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}} ${7*7} %n%s",
    "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} 王\u{20BB7}",
];

pub fn served(engine: Engine) -> (Centre, Serving) {
    let centre = Centre::new(engine, 100);
    let serving = centre.serve();
    (centre, serving)
}

/// Nothing was stored, and the next one is served as ever.
async fn goes_on(centre: &Centre, address: &str, before: usize) {
    assert_eq!(centre.registrations().len(), before);
    let party = Party::new(9000 + before);
    let mut client = Client::connect(address).await.unwrap();
    told(&party.ask(&mut client).await.unwrap(), &party);
    centre.is_whole();
}

fn body(name: &str, members: &[&str]) -> String {
    let members: Vec<_> = members.iter().map(|name| json!({"name": name})).collect();
    let consent = json!({"notice_version": "1"});
    json!({"head": {"name": name, "email": "a@b.example"}, "members": members, "consent": consent})
        .to_string()
}

async fn register(address: &str, key: &str, body: &[u8]) -> Answer {
    once(address, "POST", &path(), &[("Idempotency-Key", key), ("Content-Type", "application/json")], body)
        .await
}

#[track_caller]
fn problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
    assert_eq!(answer.json()["code"], code, "{}", answer.text());
}

/// An error page says what happened and leads back.
#[track_caller]
pub fn page(answer: &Answer, status: u16) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    assert!(text.contains("<h1>") && text.contains("href=\"/\""), "a page with a way back: {text}");
}

fn form_path() -> String {
    format!("/courses/course-{COURSE}/register")
}

fn what_is_too_large_is_refused_in_words(engine: Engine) {
    let (centre, serving) = served(engine);
    let address = &serving.address;
    runtime().block_on(async {
        let large = "a".repeat(4 << 20);
        problem(&register(address, "large", large.as_bytes()).await, 413, "too-large");
        let mut client = Client::connect(address).await.unwrap();
        page(&client.form(&form_path(), &format!("name={large}")).await.unwrap(), 413);
        let crowd: Vec<String> = (0..10_000).map(|n| format!("王{n}")).collect();
        let crowd: Vec<&str> = crowd.iter().map(String::as_str).collect();
        let answer = register(address, "crowd", body("王", &crowd).as_bytes()).await;
        assert!([413, 422].contains(&answer.status), "{}", answer.text());
        let forms: String = (0..10_000).map(|n| format!("members%5B{n}%5D.name=a&")).collect();
        let mut client = Client::connect(address).await.unwrap();
        let answer = client.form(&form_path(), &format!("{forms}at=people&send=yes")).await.unwrap();
        assert!([413, 422].contains(&answer.status), "{}", answer.status);
        let long = format!("/courses?q={}", "a".repeat(300_000));
        let mut client = Client::connect(address).await.unwrap();
        client.send("GET", &long, &[], b"").await.unwrap_or_default();
        let answer = client.answer().await.unwrap();
        assert!([414, 431].contains(&answer.status), "{}", answer.status);
        let long = format!("/courses?q={}", "王".repeat(500));
        assert!(once(address, "GET", &long, &[], b"").await.status < 500);
        goes_on(&centre, address, 0).await;
    });
}

fn what_is_no_text_is_refused(engine: Engine) {
    let (centre, serving) = served(engine);
    let address = &serving.address;
    runtime().block_on(async {
        for path in
            ["/courses/%FF%FE", "/courses?q=%E7%8E", "/courses/a%00b", "/courses?q=%00", "/progress/%C3%28"]
        {
            page(&once(address, "GET", path, &[], b"").await, 400);
        }
        for path in ["/api/v1/courses/%FF", "/api/v1/courses?q=%00", "/api/v1/registrations/%80?contact=a"] {
            problem(&once(address, "GET", path, &[], b"").await, 400, "not-text");
        }
        for text in ["name=%FF%FE", "name=a&%C3%28=b"] {
            let mut client = Client::connect(address).await.unwrap();
            page(&client.form(&form_path(), text).await.unwrap(), 400);
        }
        problem(&register(address, "bytes", b"{\"head\":{\"name\":\"\xff\"}}").await, 400, "not-text");
        problem(&register(address, "nul", body("a\0b", &["a\0b"]).as_bytes()).await, 422, "invalid");
        let mut client = Client::connect(address).await.unwrap();
        let nul =
            client.form(&form_path(), "at=contact&next=yes&name=a%00b&email=a%40b.example").await.unwrap();
        assert_eq!(nul.status, 422, "{}", nul.text());
        let answer = once(address, "GET", "/courses?q=\u{7f}", &[], b"").await;
        assert!(answer.status < 500);
        goes_on(&centre, address, 0).await;
    });
}

fn what_is_not_understood_is_refused(engine: Engine) {
    let (centre, serving) = served(engine);
    let address = &serving.address;
    runtime().block_on(async {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let deep_inside = format!("{{\"head\":{}1{}}}", "{\"a\":".repeat(20_000), "}".repeat(20_000));
        for (n, text) in ["", "{", "null", "[]", "{\"head\":3}", &deep, &deep_inside].iter().enumerate() {
            problem(&register(address, &format!("bad{n}"), text.as_bytes()).await, 400, "bad-json");
        }
        let right = body("王小明", &["王小明"]);
        problem(&once(address, "POST", &path(), &[], right.as_bytes()).await, 400, "idempotency-key");
        problem(&register(address, &"k".repeat(500), right.as_bytes()).await, 400, "idempotency-key");
        let none = once(
            address,
            "POST",
            "/api/v1/courses/none/registrations",
            &[("Idempotency-Key", "a")],
            right.as_bytes(),
        );
        problem(&none.await, 404, "not-found");
        for method in ["BREW", "DELETE", "PUT", "PATCH"] {
            let answer = once(address, method, "/courses", &[], b"").await;
            assert_eq!(answer.status, 405, "{method}: {}", answer.text());
        }
        let mut client = Client::connect(address).await.unwrap();
        for path in ["/", "/courses", "/healthz", "/courses/course-c1", "/no-such-page"] {
            let (head, get) =
                (client.ask("HEAD", path, &[], b"").await.unwrap(), client.get(path).await.unwrap());
            assert_eq!((head.status, head.text().as_str()), (get.status, ""), "{path}");
            assert_eq!(head.header("content-length"), get.header("content-length"), "{path}");
            assert!(
                !get.text().is_empty(),
                "{path}: whoever only asks for the head leaves the page to others"
            );
        }
        for garbage in ["\r\n\r\n\0\0\0", "GET\r\n\r\n", "HELLO WORLD\r\n\r\n", "\u{16}\u{3}\u{1}\0"] {
            let mut client = Client::connect(address).await.unwrap();
            client.send_raw(garbage.as_bytes()).await.unwrap();
            let answer = tokio::time::timeout(std::time::Duration::from_secs(1), client.answer()).await;
            assert!(!matches!(answer, Ok(Ok(answer)) if answer.status != 400), "{garbage:?}");
        }
        goes_on(&centre, address, 0).await;
    });
}

fn what_another_site_sends_is_refused(engine: Engine) {
    let (centre, serving) = served(engine);
    let address = &serving.address;
    runtime().block_on(async {
        let right = body("王小明", &["王小明"]);
        let evil: [&[(&str, &str)]; 6] = [
            &[("Origin", "https://evil.example")],
            &[("Origin", "null")],
            &[("Origin", "http://127.0.0.1")],
            &[("Sec-Fetch-Site", "cross-site")],
            &[("Sec-Fetch-Site", "same-site")],
            &[("Sec-Fetch-Site", "cross-site"), ("Content-Type", "text/plain")],
        ];
        for from in evil {
            let key = [("Idempotency-Key", "evil")];
            let answer = once(address, "POST", &path(), &[from, &key].concat(), right.as_bytes()).await;
            problem(&answer, 403, "forbidden");
            for path in [form_path().as_str(), "/progress", "/office/sign-in"] {
                let kind = [("Content-Type", "application/x-www-form-urlencoded")];
                page(&once(address, "POST", path, &[from, &kind].concat(), b"name=a").await, 403);
            }
        }
        let own = format!("http://{address}");
        let headers = [("Origin", own.as_str()), ("Idempotency-Key", "own")];
        assert_eq!(once(address, "POST", &path(), &headers, right.as_bytes()).await.status, 201);
        goes_on(&centre, address, 1).await;
    });
}

fn statements_and_scripts_in_every_field_are_only_text(engine: Engine) {
    let (centre, serving) = served(engine);
    let address = &serving.address;
    runtime().block_on(async {
        for (n, nasty) in NASTY.iter().enumerate() {
            let child = format!("{nasty} 2");
            let answer = register(
                address,
                &format!("{nasty:?}").replace(|c: char| !c.is_ascii(), "?"),
                body(nasty, &[nasty, &child]).as_bytes(),
            )
            .await;
            assert_eq!(answer.status, 201, "{nasty}: {}", answer.text());
            let link = answer.json()["manage_url"].as_str().unwrap().to_owned();
            let link = link.split_once("//").unwrap().1.split_once('/').unwrap().1.to_owned();
            let receipt = once(address, "GET", &format!("/{link}"), &[], b"").await;
            is_harmless(&receipt, 200);
            assert_eq!(centre.registrations()[n].name.trim(), nasty.trim(), "kept as typed");
            let mut client = Client::connect(address).await.unwrap();
            let typed = encoded(nasty);
            let fields = [
                "name",
                "phone",
                "email",
                "key",
                "at",
                "consent",
                "q.x",
                "members%5B0%5D.name",
                "remove",
                "to",
            ];
            for field in fields {
                let text = format!("{field}={typed}&next=yes");
                let page = client.form(&form_path(), &text).await.unwrap();
                is_harmless(&page, if page.status == 200 { 200 } else { 422 });
            }
            for field in [
                "q", "category", "district", "method", "audience", "open", "from", "to", "after", "page",
                "cursor",
            ] {
                let found = client.get(&format!("/courses?{field}={typed}")).await.unwrap();
                is_harmless(&found, found.status);
                let found = client.get(&format!("/api/v1/courses?{field}={typed}")).await.unwrap();
                assert!(found.status < 500, "{field}={typed}: {}", found.text());
            }
            let looked =
                client.form("/progress", &format!("reference={typed}&contact={typed}")).await.unwrap();
            is_harmless(&looked, 422);
            let found = client.get(&format!("/courses/{typed}")).await.unwrap();
            is_harmless(&found, 404);
        }
        goes_on(&centre, address, NASTY.len()).await;
    });
}

/// A page on which nothing that was typed became markup.
#[track_caller]
pub fn is_harmless(answer: &Answer, status: u16) {
    let text = answer.text();
    assert!(answer.status == status && status < 500, "{}: {text}", answer.status);
    assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{text}");
    assert!(answer.header("content-security-policy").contains("script-src 'self'"));
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

fn guessed_references_all_get_the_same_answer_and_then_a_wait(engine: Engine) {
    let (centre, serving) = served(engine);
    let address = &serving.address;
    runtime().block_on(async {
        let party = Party::new(1);
        let mut client = Client::connect(address).await.unwrap();
        let known = told(&party.ask(&mut client).await.unwrap(), &party).reference;
        let unknown: String = known.chars().rev().collect();
        let look = |reference: String, from: String| async move {
            let path = format!("/api/v1/registrations/{reference}?contact=999");
            once(address, "GET", &path, &[("X-Forwarded-For", &from)], b"").await
        };
        let wrong_contact = look(known.clone(), "10.1.1.1".into()).await;
        let no_such = look(unknown, "10.1.1.2".into()).await;
        assert_eq!((wrong_contact.status, wrong_contact.text()), (404, no_such.text()));
        // One visitor who tries many, and many visitors who try one.
        for n in 0..6 {
            let guess = office::Reference::from_bits(1000 + n).to_string();
            let answer = look(guess, "10.1.1.3".into()).await;
            assert_eq!(answer.status, if n < 5 { 404 } else { 429 }, "{}", answer.text());
        }
        let mut last = 404;
        for n in 0..6 {
            let answer = look(known.clone(), format!("10.2.2.{n}")).await;
            last = answer.status;
            if last == 429 {
                problem(&answer, 429, "too-many");
                assert_ne!(answer.header("retry-after"), "");
            }
        }
        assert_eq!(last, 429);
    });
    centre.is_whole();
}

on_both_engines! {
    what_is_too_large_is_refused_in_words,
    what_is_no_text_is_refused,
    what_is_not_understood_is_refused,
    what_another_site_sends_is_refused,
    statements_and_scripts_in_every_field_are_only_text,
    guessed_references_all_get_the_same_answer_and_then_a_wait,
}
