//! Petitions with 100,000 cases, asked over HTTP as people at work ask: the inbox, a search, a case, the look-up of a
//! petitioner, the figures.

mod store;

use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use foundation::centre::Centre;
use foundation::db::Conn;
use foundation::service::Service;
use foundation::staff::{self, Role, Stage};
use foundation::web::{App, Limits, listen};
use office::Date;
use office::instant::Instant;
use petitions::model::{Channel, Grade, Kind, Nature, State, Told, Topic, Way};
use petitions::store::{Act, numbers};
use petitions::work::{self, New};

use crate::client::Client;
use crate::house::{self, Server, Store};
use crate::report;
use store::Row;

/// Cases, unless `HEARTH_BENCH_CASES` says otherwise.
const CASES: usize = 100_000;
/// Years over which they came.
const YEARS: i64 = 5;
const DAY: i64 = 24 * 3600;
/// How often each page is asked for.
const ASKED: usize = 200;
/// Cases written together.
const AT_ONCE: usize = 1_000;

const WHERE: [&str; 8] =
    ["前金館", "三民教室", "左營會館", "線上課程", "諮詢專線", "鳳山分館", "網站", "服務台"];
const WHAT: [&str; 10] = [
    "希望增加週末的親子課",
    "候補多久會通知",
    "停車位不夠",
    "電話一直沒人接",
    "退費的規定不清楚",
    "輪椅進不去教室",
    "課程希望有台語",
    "講師遲到半小時",
    "報名系統無法登入",
    "冷氣太冷，長輩受不了",
];
const TOPICS: [(&str, &str); 6] = [
    ("courses", "promotion"),
    ("registration", "promotion"),
    ("service", "counselling"),
    ("counselling", "counselling"),
    ("places", "promotion"),
    ("other", "counselling"),
];
const CHANNELS: [&str; 10] =
    ["web", "web", "web", "web", "phone", "phone", "email", "letter", "city", "press"];
const NATURES: [&str; 8] =
    ["suggestion", "suggestion", "suggestion", "question", "question", "question", "rights", "rights"];
/// How cases end.
const ENDS: [&str; 20] = [
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "closed",
    "archived",
    "transferred",
    "transferred",
    "not_processed",
    "withdrawn",
    "closed",
];

fn services() -> Vec<Service> {
    vec![courses::service(), accounts::service(), petitions::service()]
}

/// `serve-petitions ADDRESS URL`.
pub async fn serve(args: &[&str]) {
    let [address, url] = args else { panic!("serve-petitions ADDRESS URL") };
    let centre = house::open_empty(url, services()).await;
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let app = Arc::new(App::new(vec![(vec![], centre.clone())]).unwrap());
    foundation::jobs::schedule(&centre).await.unwrap();
    tokio::spawn(foundation::jobs::work(centre));
    listen(app, listener, Limits::default(), std::future::pending()).await;
}

/// Who asks, and about what.
struct Filled {
    handler: String,
    director: String,
    /// Ids of cases.
    ids: Vec<String>,
    /// Their numbers, and the addresses of who wrote them.
    known: Vec<(String, String)>,
}

/// Median and p99 of each page, on each engine.
pub async fn measure() {
    let cases = std::env::var("HEARTH_BENCH_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES);
    println!("## Petitions with {cases} cases");
    for engine in ["sqlite", "postgres"] {
        let Some(store) = Store::fresh(engine) else { continue };
        let begun = Stopwatch::now();
        let filled = fill(&store.url, cases).await;
        report::line(&format!("{engine}: filled in"), begun.elapsed().as_secs_f64(), "s");
        let server = Server::start("serve-petitions", &[&store.url]).await;
        let mut client = Client::connect(&server.address).await.unwrap();
        for (what, goal, asks) in asks(&mut client, &filled).await {
            let mut times = Vec::new();
            for n in 0..ASKED {
                let begun = Stopwatch::now();
                for ask in &asks[n % asks.len()] {
                    let answer = client.send(ask).await.unwrap();
                    assert!(matches!(answer.status, 200 | 303), "{what}: {} {ask}", answer.status);
                }
                times.push(begun.elapsed());
            }
            told(&format!("{engine}, {what}"), times, goal);
        }
        report::line(&format!("{engine}: resident"), server.resident_mib(), "MiB");
    }
}

fn told(what: &str, mut times: Vec<Duration>, goal: &str) {
    let [median, p99] = [0.5, 0.99].map(|share| report::percentile(&mut times, share).as_secs_f64() * 1000.0);
    println!("{what:<58} {median:>8.1} ms, p99 {p99:>8.1} ms {goal}");
}

/// What is asked for: a name, a goal, and requests that take turns; those of one turn follow each other.
type Asks = Vec<(&'static str, &'static str, Vec<Vec<String>>)>;

async fn asks(client: &mut Client, filled: &Filled) -> Asks {
    let (handler, director) = (filled.handler.as_str(), filled.director.as_str());
    let once = |ask: String| vec![vec![ask]];
    let inbox = |query: &str, who: &str| once(get(&format!("/office/petitions{query}"), who));
    let search = |words: &str| once(post("/office/petitions", &[("q", words)], director));
    let later = later(client, director).await;
    let deep = "?view=closed&id=z&after=2024-06-01T00%3A00%3A00.000000Z";
    let cases = filled.ids.iter().map(|id| vec![get(&format!("/office/petitions/{id}"), director)]).collect();
    let numbers = filled.known.iter().map(|(number, _)| search(number).remove(0)).collect();
    let mut looked_up = Vec::new();
    for (number, email) in &filled.known {
        let ask = post("/progress", &[("reference", number), ("contact", email)], "");
        let found = client.send(&ask).await.unwrap();
        let to = found.location.unwrap_or_else(|| panic!("no case {number}"));
        looked_up.push(vec![ask, get(&to, "")]);
    }
    let year = |year: i64| get(&format!("/office/petitions-numbers?year={year}"), director);
    let this = i64::from(office_year());
    let month = "/office/measures/petitions.received?from=2026-10-01&to=2026-10-31";
    vec![
        ("inbox of a section", "(goal 100)", inbox("", handler)),
        ("inbox of the director", "(goal 100)", inbox("", director)),
        ("a later page", "(goal 100)", once(get(&later, director))),
        ("mine", "(goal 100)", inbox("?view=mine", handler)),
        ("overdue", "(goal 100)", inbox("?view=overdue", handler)),
        ("waiting for a decision", "(goal 100)", inbox("?view=asked", director)),
        ("waiting to be sent", "(goal 100)", inbox("?view=unsent", director)),
        ("closed, of a section", "(goal 100)", inbox("?view=closed", handler)),
        ("closed, far back", "(goal 100)", inbox(deep, handler)),
        ("search by a common word", "", search("親子")),
        ("search by several words", "", search("左營 停車")),
        ("search by a word that is nowhere", "", search("沒有這個")),
        ("search by number", "", numbers),
        ("a case", "", cases),
        ("look-up by the petitioner, and the case", "", looked_up),
        ("figures of this year", "", once(year(this))),
        ("figures of a year before", "", once(year(this - 2))),
        ("figures of a month, one measure", "", once(get(month, director))),
        ("figures in public", "", once(get("/opinions/numbers", ""))),
        ("board", "", once(get("/office", director))),
    ]
}

fn office_year() -> i16 {
    foundation::clock::Clock::System.now().date().year()
}

/// The fifth page of the inbox, found by the link to the next one.
async fn later(client: &mut Client, who: &str) -> String {
    let mut path = "/office/petitions".to_owned();
    for _ in 0..4 {
        let page = client.send(&get(&path, who)).await.unwrap();
        let text = String::from_utf8_lossy(&page.body).replace("&amp;", "&");
        let Some((_, rest)) = text.split_once("?view=open&after=") else { break };
        path = format!("/office/petitions?view=open&after={}", rest.split('"').next().unwrap());
    }
    path
}

fn get(path: &str, who: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: bench.example\r\ncookie: {}={who}\r\n\r\n", staff::COOKIE)
}

fn post(path: &str, fields: &[(&str, &str)], who: &str) -> String {
    let body = foundation::form::encode(fields);
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench.example\r\ncookie: {}={who}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        staff::COOKIE,
        body.len()
    )
}

/// Fills a centre.
async fn fill(url: &str, cases: usize) -> Filled {
    let centre = house::open_empty(url, services()).await;
    let now = centre.clock.now();
    let (director, director_id) = sign_up(&centre, "direction", Role::Director).await;
    let (handler, promotion) = sign_up(&centre, "promotion", Role::Promotion).await;
    let (_, counselling) = sign_up(&centre, "counselling", Role::Counselling).await;
    let people = [promotion, counselling];
    arrange(&centre, &people, now).await;
    let mut filled = Filled { handler, director, ids: Vec::new(), known: Vec::new() };
    let step = YEARS * 365 * DAY / i64::try_from(cases).unwrap();
    for from in (0..cases).step_by(AT_ONCE) {
        let to = (from + AT_ONCE).min(cases);
        // Every seventeenth is confidential.
        let (secret, open): (Vec<usize>, Vec<usize>) = (from..to).partition(|n| n % 17 == 16);
        let at = |n: usize| now.plus_seconds(-step * i64::try_from(cases - n).unwrap());
        let rows: Vec<Row> = open.into_iter().map(|n| case(&centre, &people, n, at(n), now)).collect();
        if let Some(row) = rows.get(from / AT_ONCE % rows.len()).filter(|row| row.kind == "petition") {
            filled.ids.push(row.id.clone());
            filled.known.push((row.reference.clone(), row.email.clone()));
        }
        let inside = centre.clone();
        let director_id = director_id.clone();
        centre.db.write(move |conn| add(conn, &inside, &rows, &director_id)).await.unwrap();
        let secret: Vec<(usize, Instant)> = secret.into_iter().map(|n| (n, at(n))).collect();
        let (inside, people) = (centre.clone(), people.clone());
        centre.db.write(move |conn| add_secret(conn, &inside, &people, &secret, now)).await.unwrap();
    }
    centre.db.write(store::settle).await.unwrap();
    for month in centre.db.read(numbers::list_stale).await.unwrap() {
        centre.db.write(move |conn| numbers::keep(conn, &month)).await.unwrap();
    }
    filled
}

/// An account with a session: the session and the id.
async fn sign_up(centre: &Arc<Centre>, section: &str, role: Role) -> (String, String) {
    let new = accounts::NewStaff {
        name: format!("{section} 王小明"),
        email: format!("{section}@bench.example"),
        section: section.into(),
        roles: vec![role],
        password: "a long password".into(),
        must_change: false,
        totp_secret: None,
    };
    let (inside, now, token) = (centre.clone(), centre.clock.now(), centre.chance.token());
    let asked = token.clone();
    let add = move |conn: &mut Conn| {
        let id = accounts::add_staff(conn, &inside.keys, &inside.chance, now, &new)?.unwrap();
        staff::add_session(conn, &asked, &id, Stage::Full, now)?;
        Ok(id)
    };
    let id = centre.db.write(add).await.unwrap();
    (token, id)
}

/// Topics and the office calendar.
async fn arrange(centre: &Arc<Centre>, people: &[String; 2], now: Instant) {
    use office::calendar::{Day, YearSheet};
    let year = now.date().year();
    let mut sheets = Vec::new();
    for year in year - 5..=year + 1 {
        let mut day = Date::constant(year, 1, 1);
        let mut days = Vec::new();
        while day.year() == year {
            let off = day.weekday().to_monday_one_offset() > 5;
            days.push(Day { date: day, off, note: String::new() });
            day = day.tomorrow().unwrap();
        }
        sheets.push(YearSheet::from_days(days).unwrap());
    }
    let people = people.clone();
    let put = move |conn: &mut Conn| {
        sheets.iter().try_for_each(|sheet| foundation::calendar::put_year(conn, "office", sheet))?;
        for ((code, section), position) in TOPICS.into_iter().zip(1..) {
            let topic = Topic {
                code: code.into(),
                name: code.into(),
                name_en: code.into(),
                section: section.into(),
                handler: of_section(&people, section),
                stand_in: String::new(),
                position,
                closed: false,
                calendar: String::new(),
            };
            petitions::store::change_topic(conn, &topic)?;
        }
        Ok(())
    };
    centre.db.write(put).await.unwrap();
}

fn of_section(people: &[String; 2], section: &str) -> String {
    people[usize::from(section == "counselling")].clone()
}

/// A case by its number in the order of receipt; those of the last five weeks are open.
fn case(centre: &Arc<Centre>, people: &[String; 2], n: usize, at: Instant, now: Instant) -> Row {
    let (topic, section) = TOPICS[n % TOPICS.len()];
    let channel = CHANNELS[n / 3 % CHANNELS.len()];
    let is_opinion = channel == "press";
    let (age, days) = (now.seconds_since(at) / DAY, 5 + i64::try_from(n * 7 % 31).unwrap());
    let ended = (age > days).then(|| at.plus_seconds(days * DAY));
    let open = ["assigned", "in_progress", "in_progress", "supplement_wait", "reply_draft", "registered"];
    let state = match ended {
        None => open[n % open.len()],
        Some(_) if age - days < 28 => "replied",
        Some(_) => ENDS[n % ENDS.len()],
    };
    let is_answered = matches!(state, "closed" | "archived" | "replied");
    let districts = office::district::Districts::kaohsiung();
    let all = districts.all();
    Row {
        id: centre.chance.id(at).into_string(),
        reference: centre.chance.reference().as_str().to_owned(),
        kind: if is_opinion { "opinion" } else { "petition" },
        channel,
        nature: NATURES[n / 7 % NATURES.len()],
        topic,
        district: all[n * 11 % all.len()].code.clone(),
        subject: format!("{}{}（第{}次）", WHERE[n / 5 % WHERE.len()], WHAT[n / 2 % WHAT.len()], n % 97),
        body: "平日都要上班，週末的課太少，希望每個月至少多兩場；上次也寫過，還沒有收到回覆。".repeat(3),
        name: if is_opinion { String::new() } else { format!("陳{n}") },
        phone: String::new(),
        email: if is_opinion { String::new() } else { format!("writer{}@bench.example", n / 2) },
        state,
        section,
        joint: if n.is_multiple_of(23) {
            if section == "promotion" { "counselling" } else { "promotion" }
        } else {
            ""
        },
        handler: of_section(people, section),
        received_on: at.date(),
        due_on: at.plus_seconds(if n.is_multiple_of(29) { 10 } else { 42 } * DAY).date(),
        tone: if is_opinion { "bad" } else { "" },
        created_at: at,
        extensions: i64::from(n.is_multiple_of(13)),
        replied_at: ended.filter(|_| is_answered),
        in_time: ended.filter(|_| state != "withdrawn").map(|_| !n.is_multiple_of(29)),
        days_taken: ended.filter(|_| is_answered).map(|_| days),
        closed_at: ended,
    }
}

/// Cases with what is written about them.
fn add(conn: &mut Conn, centre: &Arc<Centre>, rows: &[Row], by: &str) -> foundation::db::DbResult<()> {
    let paper = |row: &Row, at: Instant| (centre.chance.id(at).into_string(), row.id.clone(), at);
    let all = |keep: &dyn Fn(&Row) -> bool| -> Vec<store::Paper> {
        rows.iter().filter(|row| keep(row)).map(|row| paper(row, row.created_at)).collect()
    };
    store::add_cases(conn, rows)?;
    store::add_notes(conn, &all(&|_| true), by)?;
    store::add_letters(conn, &all(&|row| row.kind == "petition"), "receipt", true)?;
    store::add_letters(conn, &all(&|row| row.replied_at.is_some()), "reply", true)?;
    store::add_proposals(conn, &all(&|row| row.replied_at.is_some()), "approved", by)?;
    store::add_proposals(conn, &all(&|row| row.state == "reply_draft"), "asked", by)?;
    let answered = rows.iter().filter(|row| row.state == "closed" && row.reference.ends_with('7'));
    let answered: Vec<_> = answered.map(|row| (row.id.clone(), row.created_at)).collect();
    store::add_answers(conn, &answered)?;
    let actor = foundation::trail::Actor::resident(None);
    for verb in ["added", "confirmed", "assigned"] {
        let entries: Vec<_> = rows
            .iter()
            .map(|row| foundation::trail::Entry::new(petitions::store::MATTER, &row.id, verb))
            .collect();
        let ids: Vec<_> = rows.iter().map(|row| centre.chance.id(row.created_at)).collect();
        let at = rows.first().map_or(Instant::MIN, |row| row.created_at);
        foundation::trail::add(conn, &ids, at, &actor, &entries)?;
    }
    Ok(())
}

/// Confidential cases, sealed as the service seals them.
fn add_secret(
    conn: &mut Conn,
    centre: &Arc<Centre>,
    people: &[String; 2],
    cases: &[(usize, Instant)],
    now: Instant,
) -> foundation::db::DbResult<()> {
    for (n, at) in cases {
        let (topic, section) = TOPICS[n % TOPICS.len()];
        let told = Told {
            subject: "某老師收受禮物".into(),
            body: "上個月看到家長送禮。".into(),
            name: format!("林{n}"),
            email: format!("secret{n}@bench.example"),
            ..Told::default()
        };
        let new = New {
            kind: Kind::Petition,
            channel: Channel::Web,
            nature: Nature::Wrongdoing,
            topic: topic.into(),
            district: String::new(),
            language: "zh-Hant".into(),
            confidential: true,
            told,
            way: Way::Email,
            grade: Grade::Ordinary,
            received_on: at.date(),
            origin: String::new(),
            source: String::new(),
            tone: None,
            notice_version: "2026-1".into(),
        };
        let act = Act::by(centre, "resident", *at);
        let mut case = work::case_of(&act, new, State::Assigned);
        (case.section, case.handler) = (section.to_owned(), of_section(people, section));
        petitions::store::add(conn, &act, &mut case)?;
        if now.seconds_since(*at) > 40 * DAY {
            store::end_secret(conn, &case.id, at.plus_seconds(9 * DAY))?;
        }
    }
    Ok(())
}
