//! A living demonstration: topics, heads, canned texts, and invented cases in every state.

use std::sync::Arc;

use foundation::centre::{Centre, change_setting};
use foundation::db::{Conn, DbResult};
use foundation::jobs::Work;
use foundation::staff::{self, Colleague, Role, Staff};
use office::instant::Instant;

use crate::model::{
    Case, Channel, Event, Grade, Item, Kind, Nature, ProposalKind, Purpose, Record, State, Template, Told,
    Tone, Topic, Writing,
};
use crate::store::{self, Act, Head, Text};
use crate::work::{self, New, acts, decision, intake, waiting};

const DAY: i64 = 24 * 3600;

/// Code of the calendar of the schools, and of the topic whose cases are counted on it.
pub const SCHOOL: &str = "school";

/// Code, name, name in English, section.
const TOPICS: [(&str, &str, &str, &str); 7] = [
    ("courses", "課程活動", "Courses and activities", "promotion"),
    ("registration", "報名與候補", "Registration and waiting lists", "promotion"),
    ("service", "服務態度", "How you were served", "counselling"),
    ("counselling", "諮詢輔導", "Counselling", "counselling"),
    ("places", "場地與設施", "Places and facilities", "promotion"),
    (SCHOOL, "學校合作", "Work with schools", "promotion"),
    ("other", "其他", "Something else", "counselling"),
];

const SURNAMES: [&str; 8] = ["陳", "林", "黃", "張", "李", "王", "吳", "劉"];
const GIVEN: [&str; 6] = ["怡君", "志明", "淑芬", "家豪", "美玲", "俊傑"];

/// Topic, nature, subject, text.
const MATTERS: [(&str, Nature, &str, &str); 9] = [
    (
        "courses",
        Nature::Suggestion,
        "希望增加週末的親子課",
        "平日都要上班，週末的親子課太少，希望每個月至少多兩場。",
    ),
    (
        "registration",
        Nature::Question,
        "候補多久會通知",
        "我排在候補第三位，想知道大概什麼時候會通知，可不可以請人代替。",
    ),
    ("places", Nature::Suggestion, "停車位不夠", "週六上課時停車場都滿了，希望先公告附近的停車地點。"),
    ("service", Nature::Rights, "電話一直沒人接", "上週二到週四上午打了五次電話都沒有人接，希望改善。"),
    (
        "counselling",
        Nature::Question,
        "諮詢需要預約嗎",
        "想帶先生一起來談親子溝通，請問要先預約嗎，費用怎麼算。",
    ),
    ("courses", Nature::Suggestion, "課程希望有台語", "長輩聽台語比較習慣，祖孫課可以用台語進行嗎。"),
    ("places", Nature::Rights, "輪椅進不去教室", "上週的課在二樓，電梯維修，家母坐輪椅無法參加。"),
    (
        SCHOOL,
        Nature::Suggestion,
        "希望到學校辦親職講座",
        "班親會想請中心到學校辦一場親職講座，請問學期中哪幾週可以安排。",
    ),
    ("other", Nature::Question, "志工怎麼報名", "退休了想當志工，請問什麼時候招募。"),
];

/// Messages that open no case until somebody looked at them: an automatic answer, a newsletter, and a question that the
/// mail server took for spam.
const LETTERS: [&str; 3] = [
    "From: 林小姐 <lin@demo.example>\r\nSubject: 自動回覆：課程通知\r\nAuto-Submitted: auto-replied\r\n\
     Message-ID: <1@demo.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
     我這週休假，下週一回來後再回覆您。急事請打 07-2153918。\r\n",
    "From: 家長協會 <news@parents.example>\r\nSubject: 十二月電子報：陪孩子過冬\r\nList-Id: <news.parents.example>\r\n\
     Message-ID: <2@parents.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
     本期主題：寒假作息、冬至搓湯圓、親子共讀書單。不想再收到請點取消訂閱。\r\n",
    "From: 陳先生 <chen@demo.example>\r\nSubject: 請問祖孫課還有名額嗎\r\nX-Spam-Flag: YES\r\n\
     Message-ID: <3@demo.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
     您好，想帶父親一起參加週六的祖孫課，網站上顯示額滿，請問會加開嗎？謝謝。陳先生\r\n",
];

/// Fills a demonstration centre.
pub fn fill(centre: Arc<Centre>, large: u32) -> Work {
    Box::pin(async move {
        let now = centre.clock.now();
        let inside = centre.clone();
        centre.db.write(move |conn| arrange(conn, &inside, now)).await?;
        for number in 0..OLD {
            let inside = centre.clone();
            centre.db.write(move |conn| add_old(conn, &inside, now, number)).await?;
        }
        let count = 24 * usize::try_from(large).unwrap_or(1);
        for number in 0..count {
            let inside = centre.clone();
            centre.db.write(move |conn| add(conn, &inside, now, number, count)).await?;
        }
        for message in LETTERS {
            let _ = intake::take(&centre, message.as_bytes()).await;
        }
        Ok(())
    })
}

fn with(people: &[Colleague], role: Role) -> String {
    people.iter().find(|p| p.roles.contains(&role)).map_or_else(String::new, |p| p.id.clone())
}

fn arrange(conn: &mut Conn, centre: &Arc<Centre>, now: Instant) -> DbResult<()> {
    let people = staff::list_active(conn)?;
    let own = |section: &str| match section {
        "promotion" => with(&people, Role::Promotion),
        _ => with(&people, Role::Counselling),
    };
    for ((code, name, name_en, section), position) in TOPICS.into_iter().zip(1..) {
        let topic = Topic {
            code: code.into(),
            name: name.into(),
            name_en: name_en.into(),
            section: section.into(),
            handler: own(section),
            stand_in: own(if section == "promotion" { "counselling" } else { "promotion" }),
            position,
            closed: false,
            calendar: if code == SCHOOL { SCHOOL.into() } else { String::new() },
        };
        store::change_topic(conn, &topic)?;
    }
    let director = with(&people, Role::Director);
    for section in crate::rights::SECTIONS {
        let head = Head { section: (*section).into(), head: director.clone(), stand_in: String::new() };
        store::change_head(conn, &head)?;
    }
    let counsellor = people.iter().find(|p| p.roles.contains(&Role::Counselling));
    let trusted = counsellor.map_or_else(String::new, |p| p.email.clone());
    for (name, value) in
        [(work::passed::AGENCY, "ethics@city.demo.example"), (work::passed::PERSON, &trusted)]
    {
        change_setting(conn, name, value, now, &director)?;
    }
    let act = Act::by(centre, &director, now);
    add_texts(conn, &act)?;
    let item = |text: &str, required| Item { text: text.into(), required };
    let template = Template {
        id: act.id().into_string(),
        title: "場地與設施".into(),
        purpose: Purpose::Usual,
        topic: "places".into(),
        nature: None,
        closed: false,
        items: vec![item("到現場看過", true), item("向場地管理單位查證", true), item("公告改善結果", false)],
    };
    store::change_template(conn, &act, &template)
}

/// Canned texts for an answer and for other letters.
fn add_texts(conn: &mut Conn, act: &Act) -> DbResult<()> {
    let texts = [
        (
            Writing::Reply,
            "感謝建議",
            "zh-Hant",
            "謝謝您的建議。我們已經列入明年度的課程規劃，並會在網站公告結果。",
        ),
        (
            Writing::Reply,
            "需要預約",
            "zh-Hant",
            "諮詢請先打電話預約，不收費用。服務時間為週一至週五上午九時至下午五時。",
        ),
        (
            Writing::Supplement,
            "請補時間地點",
            "zh-Hant",
            "請告訴我們發生的日期、時間和地點，我們才能查明。直接回覆這封信就可以。",
        ),
        (Writing::Extension, "要先開會", "zh-Hant", "這件事要和相關單位開會討論後才能答復。"),
        (
            Writing::Reply,
            "Thank you",
            "en",
            "Thank you for your suggestion. It goes into our plan for next year.",
        ),
    ];
    for (writing, title, language, text) in texts {
        let id = act.id().into_string();
        let new = Text {
            id,
            title: title.into(),
            writing,
            topic: String::new(),
            language: language.into(),
            text: text.into(),
        };
        store::add_text(conn, act, &new)?;
    }
    Ok(())
}

/// Items of the press of years ago, for the next destruction list.
const OLD: usize = 4;

fn add_old(conn: &mut Conn, centre: &Arc<Centre>, now: Instant, number: usize) -> DbResult<()> {
    let Some((topic, nature, subject, body)) = MATTERS.get(number % MATTERS.len()) else { return Ok(()) };
    let at = now.plus_seconds(-(6 * 366 + i64::try_from(number).unwrap_or(0)) * DAY);
    let new = New {
        kind: Kind::Opinion,
        channel: Channel::Press,
        nature: *nature,
        topic: (*topic).into(),
        district: office::district::UNKNOWN.into(),
        language: "zh-Hant".into(),
        confidential: false,
        told: Told { subject: (*subject).into(), body: (*body).into(), ..Told::default() },
        way: Told::default().way(),
        grade: Grade::Ordinary,
        received_on: at.date(),
        origin: String::new(),
        source: "https://news.example/2020".into(),
        tone: Some(Tone::Neutral),
        notice_version: String::new(),
    };
    let mut case = work::case_of(&Act::by(centre, "resident", at), new, State::Draft);
    store::add(conn, &Act::by(centre, "resident", at), &mut case)?;
    let _ = work::register(conn, &Act::by(centre, "resident", at), &mut case)?;
    let handler = Act::by(centre, &case.handler, at.plus_seconds(2 * DAY));
    let _ = store::move_on(conn, &handler, &mut case, Event::Close, "")?;
    // The newest of them waits to be handed over.
    if number > 0 {
        let _ = work::archive::add(conn, &Act::by(centre, &case.handler, now), &mut case)?;
    }
    Ok(())
}

/// The old ones are answered, the newest are open in various states.
fn add(conn: &mut Conn, centre: &Arc<Centre>, now: Instant, number: usize, count: usize) -> DbResult<()> {
    let pick = |list: &[&'static str], n: usize| list.get(n % list.len()).copied().unwrap_or_default();
    let Some((topic, nature, subject, body)) = MATTERS.get(number % MATTERS.len()) else { return Ok(()) };
    let age = i64::try_from(count - number).unwrap_or(1) * 4;
    let at = now.plus_seconds(-age * DAY);
    let channels =
        [Channel::Web, Channel::Phone, Channel::Web, Channel::Letter, Channel::Email, Channel::Press];
    let channel = channels.get(number % channels.len()).copied().unwrap_or(Channel::Web);
    let is_opinion = channel == Channel::Press;
    let name = format!("{}{}", pick(&SURNAMES, number), pick(&GIVEN, number / 2));
    let who = match is_opinion {
        true => Told::default(),
        false => Told { name, email: format!("petitioner{number}@demo.example"), ..Told::default() },
    };
    let told = Told { subject: (*subject).into(), body: (*body).into(), ..who };
    let districts = office::district::Districts::kaohsiung();
    let district = districts.all().get(number * 7 % 38).map_or_else(String::new, |d| d.code.clone());
    let new = New {
        kind: if is_opinion { Kind::Opinion } else { Kind::Petition },
        channel,
        nature: *nature,
        topic: (*topic).into(),
        district,
        language: "zh-Hant".into(),
        confidential: number % 11 == 10 && !is_opinion,
        way: told.way(),
        told,
        grade: if number.is_multiple_of(3) { Grade::Complex } else { Grade::Ordinary },
        received_on: at.date(),
        origin: String::new(),
        source: if is_opinion { "https://news.example/12345".into() } else { String::new() },
        tone: is_opinion.then_some(Tone::Bad),
        notice_version: work::NOTICE_VERSION.into(),
    };
    // What comes by itself is its petitioner's; the rest somebody typed in.
    let clerk = with(&staff::list_active(conn)?, Role::Promotion);
    let by = if matches!(channel, Channel::Web | Channel::Email) { "resident" } else { clerk.as_str() };
    let act = Act::by(centre, by, at);
    let mut case = work::case_of(&act, new, State::Draft);
    store::add(conn, &act, &mut case)?;
    if channel == Channel::Phone {
        let record = Record {
            place: "服務台".into(),
            taken_at: at,
            recorder: String::new(),
            objections: String::new(),
            confirmed_how: "read-back".into(),
            confirmed_at: Some(at),
            signature: None,
        };
        store::change_record(conn, &act, &case, &record)?;
    }
    let _ = work::register(conn, &act, &mut case)?;
    go_on(conn, centre, &mut case, age, number)
}

/// What became of it by now.
fn go_on(conn: &mut Conn, centre: &Arc<Centre>, case: &mut Case, age: i64, number: usize) -> DbResult<()> {
    let director = staff::list_active(conn)?.into_iter().find(|p| p.roles.contains(&Role::Director));
    let (Some(director), Kind::Petition) = (director, case.kind) else { return Ok(()) };
    let begun = case.created_at;
    let later = |days: i64| begun.plus_seconds(days * DAY);
    let handler = Act::by(centre, &case.handler, later(1));
    let draft = decision::Draft {
        kind: ProposalKind::Reply,
        text: "謝謝您的意見。我們已經檢討並改善，詳情請看網站公告；如有需要，歡迎來電。".into(),
        days: 0,
        ground: None,
        earlier: String::new(),
    };
    if age <= 12 {
        let _ = match number % 3 {
            0 => acts::ask_supplement(conn, &handler, case, "請告訴我們是哪一天、哪一門課。")?,
            1 => decision::propose(conn, &handler, case, &draft)?,
            _ => {
                let _ = store::move_on(conn, &handler, case, Event::Begin, "")?;
                waiting::ask(
                    conn,
                    &handler,
                    case,
                    "社會局",
                    "請問這項補助的對象與申請方式。",
                    later(1).date(),
                )?
            }
        };
        return Ok(());
    }
    let _ = decision::propose(conn, &handler, case, &draft)?;
    let decider = Staff {
        id: director.id.clone(),
        name: director.name.clone(),
        section: director.section.clone(),
        roles: director.roles.clone(),
        rights: vec![crate::rights::HANDLE, crate::rights::DECIDE],
    };
    let days = 3 + i64::try_from(number % 5).unwrap_or(0);
    let act = Act::by(centre, &director.id, later(days));
    if let Some(asked) = store::find_proposal(conn, &act, &case.id)? {
        let verdict = decision::Verdict { proposal: asked.id, approve: true, remark: String::new() };
        let _ = decision::decide(conn, &act, &decider, case, &verdict)?;
    }
    for letter in store::list_letters(conn, &act, &case.id)? {
        let _ = work::letters::prove(conn, &act, case, &letter.id, act.now, "")?;
    }
    Ok(())
}
