//! A living demonstration centre: announced courses with people registered, and a past to count.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::jobs::{JobError, Work};
use foundation::trail::{self, Actor, Entry};
use office::instant::Instant;

use crate::desk::{Answer, Desk, NewParty, Work as Ask};
use crate::model::{Course, CourseStatus, Event, Fill, Method, Session, Status};
use crate::planning::COURSE;
use crate::sample;
use crate::store;

mod after;
mod draw;
mod entry;
mod form;
mod past;
mod people;
mod rooms;
mod texts;

use people::Dice;
use texts::{COURSES, SECRET, Text, Trait, VENUES};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Fills an empty demonstration centre. 1 is small; with more, each unit is a fifth of half a
/// year of a large centre: 5 are 763 meetings held, with some 220,000 attendances (X9), and those to come.
pub fn fill(centre: Arc<Centre>, large: u32) -> Work {
    Box::pin(async move {
        let now = centre.clock.now();
        let mut dice = Dice::new(&centre.chance);
        past::fill(&centre, &mut dice, now, large).await?;
        after::fill(&centre, now).await?;
        announce(&centre, now).await?;
        register(&centre, &mut dice, now).await
    })
}

/// What there is of a course before anybody registers.
struct Announced {
    text: &'static Text,
    course: Course,
    sessions: Vec<Session>,
}

async fn announce(centre: &Arc<Centre>, now: Instant) -> Result<(), JobError> {
    let all: Vec<Announced> = COURSES.iter().map(|text| announced(centre, text, now)).collect();
    let kept_back = centre.chance.id(now).into_string();
    let pool = centre.chance.id(now).into_string();
    let resources = rooms::own(centre, now);
    let ids: Vec<_> = (0..2 * all.len()).map(|_| centre.chance.id(now)).collect();
    let write = move |conn: &mut foundation::db::Conn| {
        for a in &all {
            let (seats, waiting, _) = a.text.seats;
            store::course::add(conn, &a.course, &a.sessions, seats, waiting)?;
            store::funnel::add_views(conn, &[(a.course.id.clone(), seats * 4)], now.date())?;
            if a.course.method.is_drawn() {
                store::draw::put(conn, &a.course.id, &draw::declared())?;
            }
            if a.text.is == Trait::OpensLater {
                // Whoever lives in the district registers now already.
                let until = a.course.opens_at.plus_seconds(2 * DAY);
                store::past::add_kept_back(conn, &pool, &a.course.id, "新興區居民", 4, until)?;
                let early = now.plus_seconds(-HOUR);
                store::pool::add(conn, &pool, &a.course.id, ("district", "64000060"), early)?;
            }
            if a.text.is == Trait::KeptBack {
                let until = a.course.starts_at.plus_seconds(-7 * DAY);
                store::past::add_kept_back(conn, &kept_back, &a.course.id, "新住民家庭", 4, until)?;
            }
        }
        rooms::book(conn, &resources, &all)?;
        trail::add(conn, &ids, now, &Actor::system(), &entries(&all))
    };
    centre.db.write(write).await?;
    centre.cache.bump(&["courses", crate::planned::TOPIC]);
    Ok(())
}

/// What the history of each course begins with.
fn entries(all: &[Announced]) -> Vec<Entry<'_>> {
    let verbs = ["created", "published"];
    all.iter().flat_map(|a| verbs.map(|verb| Entry::new(COURSE, &a.course.id, verb))).collect()
}

/// The moment so many days from now at an hour in Taipei.
fn at(now: Instant, days: i64, hour: i64) -> Instant {
    let day = now.plus_seconds(days * DAY).date();
    Instant::start_of(day).unwrap_or(now).plus_seconds(hour * HOUR)
}

fn announced(centre: &Centre, text: &'static Text, now: Instant) -> Announced {
    let (days, hour, ..) = text.when;
    let starts_at = match text.is {
        // On the next full hour but one, so that there is something to check in at.
        Trait::Today => now.plus_seconds(2 * HOUR - now.micros().div_euclid(1_000_000).rem_euclid(HOUR)),
        Trait::Running => now.plus_seconds(-now.micros().div_euclid(1_000_000).rem_euclid(HOUR)),
        _ => at(now, days, hour),
    };
    let opens_at = match text.is {
        Trait::OpensNow => now.plus_seconds(120),
        Trait::OpensLater => at(now, 3, 9),
        Trait::Window => now.plus_seconds(-60),
        _ => at(now, -14, 9),
    };
    let mut course = in_words(centre, text, now);
    course.opens_at = opens_at;
    let until = if text.is == Trait::Today { HOUR / 2 } else { DAY };
    course.closes_at = starts_at.plus_seconds(-until);
    course.change_until = starts_at.plus_seconds(-3 * DAY).max(opens_at);
    course.minimum_on = (course.minimum > 0).then(|| starts_at.plus_seconds(-7 * DAY).date());
    if text.is == Trait::Secret {
        course.secret = Some(SECRET.into());
    }
    if text.is == Trait::Draft {
        course.status = CourseStatus::Draft;
    }
    let sessions = meetings(centre, &mut course, text, starts_at);
    Announced { text, course, sessions }
}

/// A course as its text says, without its dates.
fn in_words(centre: &Centre, text: &Text, now: Instant) -> Course {
    let venue = VENUES.get(text.venue).copied().unwrap_or_default();
    let (category, teaching, audience) = text.codes;
    let (.., minutes, weeks) = text.when;
    let online = text.is == Trait::Online;
    let own = |text: &str| if online { String::new() } else { text.to_owned() };
    let hours = minutes * weeks / 6;
    let [childcare, requirements, fee_note] = notes(text);
    let access = if online {
        ("可開啟即時字幕；會後提供逐字稿。", "Live captions; the full text afterwards.")
    } else {
        venue.access
    };
    let languages = if category == "multicultural" {
        ("越南語、印尼語通譯", "Vietnamese and Indonesian interpreters")
    } else {
        ("國語；手語翻譯請於 7 天前提出。", "Mandarin; please ask for sign language 7 days ahead.")
    };
    let is_camp = teaching == "camp";
    Course {
        slug: text.slug.into(),
        title: text.title.0.into(),
        title_en: text.title.1.into(),
        summary: text.summary.0.into(),
        summary_en: text.summary.1.into(),
        description: texts::DESCRIPTION.into(),
        description_en: texts::DESCRIPTION_EN.into(),
        category: category.into(),
        teaching: teaching.into(),
        audience: audience.into(),
        place: own(venue.name.0),
        place_en: own(venue.name.1),
        address: own(venue.address.0),
        address_en: own(venue.address.1),
        directions: own(venue.directions.0),
        directions_en: own(venue.directions.1),
        district: own(venue.district),
        requirements: requirements.0.into(),
        requirements_en: requirements.1.into(),
        also_for: also_for(audience),
        photos: !online && teaching != "growth-group",
        fee_note: fee_note.0.into(),
        fee_note_en: fee_note.1.into(),
        access_note: access.0.into(),
        access_note_en: access.1.into(),
        childcare_note: childcare.0.into(),
        childcare_note_en: childcare.1.into(),
        questions: form::questions(text),
        language_note: languages.0.into(),
        language_note_en: languages.1.into(),
        online,
        contact_name: "陳推廣".into(),
        fee: if is_camp { 300 } else { 0 },
        hours,
        civil_servant_hours: if teaching == "lecture" { hours } else { 0 },
        teacher_hours: if category == "parenting" { hours } else { 0 },
        method: match text.is {
            Trait::Approval => Method::Approval,
            Trait::Lottery | Trait::Closed | Trait::Drawn => Method::Lottery,
            Trait::Window => Method::Window,
            _ => Method::Order,
        },
        fill: if audience == "parent-and-child" { Fill::WhatFits } else { Fill::StrictOrder },
        minimum: if is_camp { 15 } else { 0 },
        ..sample::course(centre.chance.id(now).as_str(), now)
    }
}

/// Childcare, requirements and the note on the fee, in Chinese and in English.
fn notes(text: &Text) -> [(&'static str, &'static str); 3] {
    let (_, teaching, audience) = text.codes;
    let only = |is: bool, said| if is { said } else { ("", "") };
    [
        only(
            form::has_childcare(text),
            (
                "現場有臨時托育（3 至 10 歲），請於報名時填寫。",
                "Childcare on the spot (ages 3 to 10); tell us when you register.",
            ),
        ),
        only(
            audience == "parent-and-child",
            (
                "每家至少一位大人陪同；請穿方便活動的衣服。",
                "One adult with each family; wear clothes to move in.",
            ),
        ),
        only(teaching == "camp", ("材料與午餐，當天繳交。", "For materials and lunch, paid on the day.")),
    ]
}

/// Who else may come.
fn also_for(audience: &str) -> Vec<String> {
    let others: &[&str] = match audience {
        "parent-and-child" => &["grandparents", "children"],
        "parents" => &["grandparents", "teachers"],
        "engaged" => &["couples"],
        _ => &[],
    };
    others.iter().map(|code| (*code).to_owned()).collect()
}

/// The weekly meetings of a course, which gets its start and end from them.
fn meetings(centre: &Centre, course: &mut Course, text: &Text, starts_at: Instant) -> Vec<Session> {
    let (.., minutes, weeks) = text.when;
    // A camp goes on the next day, anything else the next week.
    let apart = if course.teaching == "camp" { DAY } else { 7 * DAY };
    let sessions: Vec<Session> = (0..weeks)
        .map(|week| {
            let starts_at = starts_at.plus_seconds(week * apart);
            Session {
                id: centre.chance.id(course.changed_at).into_string(),
                number: week + 1,
                starts_at,
                ends_at: starts_at.plus_seconds(minutes * 60),
                topic: String::new(),
                topic_en: String::new(),
                revision: 0,
                cancelled: false,
            }
        })
        .collect();
    course.starts_at = starts_at;
    course.ends_at = sessions.last().map_or(starts_at, |s| s.ends_at);
    sessions
}

/// People register at the desk, course by course in the order of their arrival.
async fn register(centre: &Arc<Centre>, dice: &mut Dice, now: Instant) -> Result<(), JobError> {
    let year = i64::from(now.date().year());
    let mut number = 0;
    let mut queues = tokio::task::JoinSet::new();
    for text in COURSES {
        if matches!(text.is, Trait::OpensNow | Trait::OpensLater | Trait::Draft | Trait::Secret) {
            continue;
        }
        let (mut parties, mut persons) = (Vec::new(), 0);
        if matches!(text.slug, "reading-together" | "family-theatre") {
            parties.push(people::household(year, text.slug));
        }
        while persons < text.seats.2 {
            let alone = !matches!(text.codes.2, "parent-and-child" | "everyone" | "couples");
            let size = if alone { 1 } else { 2 + dice.below(3).saturating_sub(1) };
            let mut party = people::party(dice, size, year, number);
            let (all, each) = form::answers(dice, text);
            party.answers = all;
            party.members.iter_mut().for_each(|m| m.answers.clone_from(&each));
            // It has closed by now; they came before.
            party.by_staff = text.is == Trait::Running;
            parties.push(party);
            persons += i64::try_from(size).unwrap_or(1);
            number += 1;
        }
        queues.spawn(serve(centre.clone(), text, parties));
    }
    while let Some(done) = queues.join_next().await {
        done.map_err(|e| JobError(e.to_string()))??;
    }
    Ok(())
}

async fn serve(centre: Arc<Centre>, text: &'static Text, parties: Vec<NewParty>) -> Result<(), JobError> {
    let slug = text.slug;
    let found = centre.db.read(move |conn| store::course::find(conn, slug)).await?;
    let Some(course) = found else { return Ok(()) };
    let course_id = course.id.clone();
    let desk = Desk::of(&centre).map_err(|e| JobError(e.to_string()))?;
    let mut taken = Vec::new();
    for party in parties {
        let work = Ask::Register(Arc::new(party));
        let answer = desk.ask(&course.id, work, Actor::resident(None)).await;
        if let Answer::Registered(registered) = answer.map_err(|e| JobError(e.to_string()))? {
            taken.push(registered);
        }
    }
    for (place, registered) in taken.iter().enumerate() {
        let event = match (registered.status, place) {
            (Status::Pending, place) if place % 2 == 0 => Event::Approve,
            // Somebody changes their mind, and the line moves.
            (Status::Confirmed, 3) if text.seats.2 > text.seats.0 => Event::Cancel,
            _ => continue,
        };
        let registration_id = registered.id.clone();
        let work = match event {
            Event::Cancel => Ask::Cancel { registration_id, seats: vec![], why: None },
            event => Ask::Happen { registration_id, event, why: None },
        };
        desk.ask(&course.id, work, Actor::system()).await.map_err(|e| JobError(e.to_string()))?;
    }
    match text.is {
        Trait::Cancelled => call_off(&centre, course).await?,
        Trait::Closed => draw::close(&centre, course).await?,
        Trait::Drawn => draw::hold(&centre, course).await?,
        _ => {}
    }
    entry::set(&centre, slug, &course_id).await
}

async fn call_off(centre: &Arc<Centre>, mut course: Course) -> Result<(), JobError> {
    course.status = CourseStatus::Cancelled;
    course.cancel_reason = "講師臨時身體不適。我們正在安排下一場，確定後會優先通知您。".into();
    course.cancel_reason_en =
        "The speaker fell ill. We are arranging another date and tell you first.".into();
    course.changed_at = centre.clock.now();
    let topics = crate::planned::topics(&course.id);
    centre.db.write(move |conn| store::course::change(conn, &course)).await?;
    centre.cache.bump(&topics.each_ref().map(String::as_str));
    Ok(())
}
