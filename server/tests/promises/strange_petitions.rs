//! What no browser sends to the form of opinions: it gets a clear answer, and nothing of it becomes more than text.

use foundation::db::{Conn, Engine, Sql};
use petitions::model::Topic;

use crate::centre::{Centre, runtime};
use crate::client::{Answer, once};
use crate::on_both_engines;
use crate::strange::{NASTY, is_harmless, page, served};
use crate::support::Serving;

/// The fields of a petition that is right.
const PETITION: [(&str, &str); 7] = [
    ("nature", "suggestion"),
    ("topic", "courses"),
    ("subject", "希望增加週末的課"),
    ("body", "平日都要上班。"),
    ("name", "王小美"),
    ("email", "mei@test.example"),
    ("consent", "2026-1"),
];

/// A petition with other fields and a file, in parts.
fn parts(changed: &[(&str, &[u8])], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let own = PETITION.iter().map(|(name, value)| (*name, value.as_bytes()));
    let own = own.filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    let mut body = Vec::new();
    for (name, value) in own.chain(changed.iter().copied()) {
        let head = format!("--e\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), value, b"\r\n"].concat());
    }
    if let Some((name, bytes)) = file {
        let head =
            format!("--e\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend_from_slice(b"--e--\r\n");
    body
}

async fn send_parts(address: &str, body: &[u8]) -> Answer {
    let kind = [("Content-Type", "multipart/form-data; boundary=e"), ("Sec-Fetch-Site", "same-origin")];
    once(address, "POST", "/opinions", &kind, body).await
}

fn with_topic(engine: Engine) -> (Centre, Serving) {
    let (centre, serving) = served(engine);
    let topic = |conn: &mut Conn| {
        let topic = Topic {
            code: "courses".into(),
            name: "課程".into(),
            name_en: String::new(),
            section: "promotion".into(),
            handler: String::new(),
            stand_in: String::new(),
            position: 1,
            closed: false,
            calendar: String::new(),
        };
        petitions::store::change_topic(conn, &topic)
    };
    centre.db.write_blocking(topic).unwrap();
    (centre, serving)
}

const PETITIONS: &str = "select count(*) from petitions_case";

fn what_no_browser_sends_makes_no_petition(engine: Engine) {
    let (centre, serving) = with_topic(engine);
    let address = &serving.address;
    runtime().block_on(async {
        let long = "a".repeat(700_000).into_bytes();
        for field in ["body", "subject", "name", "email", "whatever"] {
            page(&send_parts(address, &parts(&[(field, &long)], None)).await, 413);
        }
        let many: Vec<(String, &[u8])> = (0..10_000).map(|n| (format!("f{n}"), b"x".as_slice())).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let missing = [("nature", b"".as_slice()), ("subject", b"")];
        let answer = send_parts(address, &parts(&[&many[..], &missing].concat(), None)).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        for (field, value) in [
            ("body", b"a\0b".as_slice()),
            ("subject", b"a\x1b[31m red text"),
            ("name", "王\u{202e}小美".as_bytes()),
        ] {
            is_harmless(&send_parts(address, &parts(&[(field, value)], None)).await, 422);
        }
        for field in ["body", "name"] {
            page(&send_parts(address, &parts(&[(field, b"\xa4\xfd\xa4p")], None)).await, 400);
        }
        for nasty in NASTY {
            for field in
                ["nature", "topic", "district", "way", "secret", "consent", "email", "phone", "website"]
            {
                let answer =
                    send_parts(address, &parts(&[(field, nasty.as_bytes()), ("subject", b"")], None)).await;
                is_harmless(&answer, 422);
            }
        }
        // Nor is one answered in a way that the form does not offer.
        is_harmless(&send_parts(address, &parts(&[("way", b"interview")], None)).await, 422);
        // A head of a letter cannot be typed.
        for wrong in ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b.example>"] {
            is_harmless(&send_parts(address, &parts(&[("email", wrong.as_bytes())], None)).await, 422);
        }
        for broken in [b"".as_slice(), b"--e", b"--e\r\n\r\n", b"no parts at all"] {
            let answer = send_parts(address, broken).await;
            assert!([400, 422].contains(&answer.status), "{broken:?}: {}", answer.status);
        }
    });
    assert_eq!(centre.count(PETITIONS), 0);
    assert_eq!(centre.count("select count(*) from foundation_file"), 0);
}

fn files_that_pretend_to_be_something_are_not_taken_for_it(engine: Engine) {
    let (centre, serving) = with_topic(engine);
    let address = &serving.address;
    let folder = centre.folder.path().to_owned();
    runtime().block_on(async {
        // What says that it unpacks to very much is never unpacked.
        let bomb = [
            b"PK\x03\x04\x14\0\x08\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xffword/document.xml"
                .as_slice(),
            &[0; 4_000_000],
        ]
        .concat();
        let polyglot = [b"GIF89a/*".as_slice(), b"\xff\xd8\xff", b"*/=alert(1)"].concat();
        let wrong: [(&str, &[u8]); 7] = [
            ("a.html", b"<script>alert(1)</script>"),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("a.jpg", &polyglot),
            ("a.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
            ("a.pdf.exe", b"%PDF-1.7"),
            ("a.jpg", b"%PDF-1.7"),
            ("a.pdf", b""),
        ];
        for (name, bytes) in wrong {
            is_harmless(&send_parts(address, &parts(&[], Some((name, bytes)))).await, 422);
        }
        assert_eq!(centre.count(PETITIONS), 0);
        for (n, name) in ["../../../etc/passwd.docx", "..\\..\\x.docx", "a\u{202e}fdp.docx", "\u{1f468}.docx"]
            .iter()
            .enumerate()
        {
            let email = format!("mei{n}@test.example");
            let answer =
                send_parts(address, &parts(&[("email", email.as_bytes())], Some((name, &bomb)))).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (303, "/opinions/sent"),
                "{}",
                answer.text()
            );
        }
        let names = centre.read(|conn| {
            conn.rows(Sql("select name from foundation_file"), &[])?
                .iter()
                .map(|r| r.get::<String>(0))
                .collect::<Result<Vec<_>, _>>()
        });
        assert_eq!(names.len(), 4);
        assert!(
            names.iter().all(|name| !name.contains(['/', '\\', '\u{202e}']) && !name.starts_with('.')),
            "{names:?}"
        );
    });
    assert!(!folder.join("etc").exists());
}

/// What was typed is shown as it was to whoever confirms it, once, whatever comes twice.
fn a_petition_of_markup_is_only_text(engine: Engine) {
    let (centre, serving) = with_topic(engine);
    let address = &serving.address;
    runtime().block_on(async {
        for (n, nasty) in NASTY.iter().enumerate() {
            let email = format!("mei{n}@test.example");
            let subject = format!("{nasty}\u{202e} subject");
            let fields: [(&str, &[u8]); 6] = [
                ("subject", subject.as_bytes()),
                ("body", nasty.as_bytes()),
                ("name", nasty.as_bytes()),
                ("email", email.as_bytes()),
                ("address", nasty.as_bytes()),
                ("subject", b"another one"),
            ];
            let answer = send_parts(address, &parts(&fields, None)).await;
            assert_eq!(answer.status, 303, "{nasty}: {}", answer.text());
        }
        let cookie = centre.sign_in();
        let cookie = [("Cookie", cookie.as_str())];
        let links = centre.read(|conn| {
            let rows = conn.rows(Sql("select subject, body from foundation_mail order by id"), &[])?;
            rows.iter()
                .map(|r| Ok((r.get::<String>(0)?, r.get::<String>(1)?)))
                .collect::<Result<Vec<_>, foundation::db::DbError>>()
        });
        assert_eq!(links.len(), NASTY.len());
        for (subject, body) in links {
            assert!(!subject.contains(['\r', '\n']), "{subject:?}");
            let link = body
                .split_whitespace()
                .find_map(|word| word.find("/opinions/").map(|at| word[at..].to_owned()))
                .unwrap();
            let answer = once(address, "GET", &link, &[], b"").await;
            is_harmless(&answer, 200);
            assert!(
                answer.text().contains(" subject") && !answer.text().contains("another one"),
                "the first counts"
            );
            assert!(
                answer.header("cache-control").contains("no-store"),
                "{}",
                answer.header("cache-control")
            );
            let sent = [("Sec-Fetch-Site", "same-origin")];
            let answer = once(address, "POST", &link, &sent, b"").await;
            assert_eq!(answer.status, 303, "{}", answer.text());
            let own = answer.header("location").to_owned();
            assert_eq!(
                once(address, "POST", &link, &sent, b"").await.header("location"),
                own,
                "twice is once"
            );
            is_harmless(&once(address, "GET", &own, &[], b"").await, 200);
            let (path, key) = own.split_once("?k=").unwrap();
            let other = if key.starts_with('0') { '1' } else { '0' };
            for tampered in [path.to_owned(), format!("{path}?k="), format!("{path}?k={other}{}", &key[1..])]
            {
                page(&once(address, "GET", &tampered, &[], b"").await, 403);
            }
        }
        let inbox = once(address, "GET", "/office/petitions", &cookie, b"").await;
        is_harmless(&inbox, 200);
        let ids = centre.read(|conn| {
            conn.rows(Sql("select id from petitions_case"), &[])?
                .iter()
                .map(|r| r.get::<String>(0))
                .collect::<Result<Vec<_>, _>>()
        });
        for id in ids {
            let answer = once(address, "GET", &format!("/office/petitions/{id}"), &cookie, b"").await;
            is_harmless(&answer, 200);
            assert!(answer.header("cache-control").contains("no-store"));
        }
    });
    assert_eq!(centre.count(PETITIONS), i64::try_from(NASTY.len()).unwrap());
}

on_both_engines! {
    what_no_browser_sends_makes_no_petition,
    files_that_pretend_to_be_something_are_not_taken_for_it,
    a_petition_of_markup_is_only_text,
}
