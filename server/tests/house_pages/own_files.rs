//! D-3: the copy of one's own data takes one's own files along, and nobody else's.

use std::io::Read;

use foundation::db::Conn;
use foundation::files::{self, Kept};
use foundation::residents::COOKIE;
use petitions::model::{Case, Channel, Event, Grade, Kind, Nature, State, Told, Way};
use petitions::store::{self, Act, MATTER, SOMEBODY_ELSE};
use petitions::work::{self, New, attachments};
use testing::{Fresh, Visitor, both_engines};

/// A petition of somebody.
async fn petition(centre: &Fresh, email: &str, confidential: bool) -> Case {
    let act = Act::by(&centre.centre, "resident", centre.centre.clock.now());
    let told = Told {
        subject: "希望增加週末的課".into(),
        body: "平日都要上班。".into(),
        name: "王小美".into(),
        email: email.into(),
        ..Told::default()
    };
    let new = New {
        kind: Kind::Petition,
        channel: Channel::Web,
        nature: Nature::Suggestion,
        topic: String::new(),
        district: String::new(),
        language: "zh-Hant".into(),
        confidential,
        told,
        way: Way::Email,
        grade: Grade::Ordinary,
        received_on: act.now.date(),
        origin: String::new(),
        source: String::new(),
        tone: None,
        notice_version: String::new(),
    };
    let add = move |conn: &mut Conn| {
        let mut case = work::case_of(&act, new.clone(), State::Draft);
        store::add(conn, &act, &mut case)?;
        store::move_on(conn, &act, &mut case, Event::Confirm, "")?.unwrap();
        Ok(case)
    };
    centre.centre.db.write(add).await.unwrap()
}

async fn file(centre: &Fresh, case: &Case, id: &'static str, name: &str, by: &str, sealed: bool) {
    attachments::put(&centre.centre, id, format!("bytes of {id}").into(), sealed).await.unwrap();
    let kept = Kept {
        id: id.into(),
        name: name.into(),
        kind: "application/pdf".into(),
        size_bytes: 1,
        sha256: String::new(),
        matter: MATTER.into(),
        matter_id: case.id.clone(),
        created_at: centre.centre.clock.now(),
        created_by: by.into(),
    };
    centre.centre.db.write(move |conn| files::add(conn, &kept)).await.unwrap();
}

async fn sign_in(centre: &Fresh, email: &str) -> Visitor {
    let mut visitor = centre.resident();
    let page = visitor.open("/residents/sign-in").await;
    visitor.send(page.form("main form").fill("email", email)).await.must_be(200);
    centre.settle().await;
    let body = centre.mail_to(email).await.body;
    let link = body.split_whitespace().find(|word| word.starts_with("http://test.example/")).unwrap();
    let page = visitor.open(&link.replace("http://test.example", "")).await;
    visitor.send(page.form("main form")).await.must_be(200);
    visitor
}

/// The names and texts of what lies in the copy.
async fn copy(visitor: &mut Visitor) -> Vec<(String, String)> {
    let cookie = format!("{COOKIE}={}", visitor.cookie(COOKIE).unwrap());
    let request = axum::http::Request::get("/residents/own-data/copy.zip")
        .header("host", "test.example")
        .header("cookie", cookie);
    let answer = visitor.raw(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(answer.headers()["content-type"], "application/zip");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let bytes = axum::body::to_bytes(answer.into_body(), 10_000_000).await.unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        all.push((entry.name().to_owned(), text));
    }
    all
}

both_engines! {
    fn d3_the_copy_takes_ones_own_files_along_and_nobody_elses(centre) using [petitions::service(), residents::service()] {
        let own = petition(&centre, "mei@home.example", false).await;
        let other = petition(&centre, "lin@home.example", false).await;
        let secret = petition(&centre, "mei@home.example", true).await;
        file(&centre, &own, "f1", "收據.pdf", "resident", false).await;
        // Of a case that was secret once: its bytes lie sealed still.
        file(&centre, &own, "f2", "../../照片.jpg", "resident", true).await;
        file(&centre, &own, "f3", "鄰居的信.pdf", SOMEBODY_ELSE, false).await;
        file(&centre, &other, "f4", "別人的.pdf", "resident", false).await;
        file(&centre, &secret, "f5", "1.pdf", "resident", true).await;
        file(&centre, &own, "f6", "不見了.pdf", "resident", false).await;
        centre.centre.files.remove("f6").await.unwrap();
        let mut mei = sign_in(&centre, "mei@home.example").await;
        mei.open("/residents/own-data").await.must_say("連同檔案").must_say("收據.pdf").must_not_say("鄰居的信");
        let all = copy(&mut mei).await;
        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        let folder = format!("files/{}", own.number());
        let [first, second] = ["01-收據.pdf", "02-.._.._照片.jpg"].map(|name| format!("{folder}/{name}"));
        assert_eq!(names, ["own-data.json", "own-data.csv", first.as_str(), second.as_str(), "00-missing.txt"]);
        assert!(all[0].1.contains("收據.pdf") && !all[0].1.contains("鄰居的信"));
        assert_eq!([all[2].1.as_str(), &all[3].1], ["bytes of f1", "bytes of f2"]);
        assert!(all[4].1.contains("不見了.pdf"), "{}", all[4].1);
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }
}
