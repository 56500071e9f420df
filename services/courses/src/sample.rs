//! A course to try things with, for tests and the demonstration centre.

use office::instant::Instant;

use crate::desk::{NewMember, NewParty};
use crate::model::{Course, CourseStatus, Fill, Method, Session};
use crate::rules::person;

/// An announced course with one session in two weeks that takes registrations now.
pub fn course(id: &str, now: Instant) -> Course {
    let day = 24 * 3600;
    let starts_at = now.plus_seconds(14 * day);
    Course {
        id: id.to_owned(),
        slug: format!("course-{id}"),
        series_id: None,
        title: "親子共讀工作坊".into(),
        title_en: "Reading together".into(),
        summary: "和孩子一起讀繪本，說說心裡的話。".into(),
        summary_en: "Read picture books with your child and talk about feelings.".into(),
        description: String::new(),
        description_en: String::new(),
        category: "parenting".into(),
        teaching: "lecture".into(),
        audience: "parent-and-child".into(),
        also_for: Vec::new(),
        district: "64000060".into(),
        place: "家庭教育中心三樓教室".into(),
        place_en: String::new(),
        address: "高雄市前金區中正四路209號".into(),
        address_en: String::new(),
        requirements: String::new(),
        requirements_en: String::new(),
        directions: String::new(),
        directions_en: String::new(),
        access_note: "電梯可達，有無障礙廁所".into(),
        access_note_en: String::new(),
        childcare_note: String::new(),
        childcare_note_en: String::new(),
        language_note: String::new(),
        language_note_en: String::new(),
        photos: false,
        online: false,
        section: "promotion".into(),
        contact_name: "林承辦".into(),
        contact_phone: "+88672153918".into(),
        fee: 0,
        fee_note: String::new(),
        fee_note_en: String::new(),
        hours: 30,
        civil_servant_hours: 0,
        teacher_hours: 0,
        method: Method::Order,
        fill: Fill::StrictOrder,
        party_max: 6,
        offer_hours: 24,
        opens_at: now.plus_seconds(-day),
        closes_at: starts_at.plus_seconds(-day),
        change_until: starts_at.plus_seconds(-3 * day),
        minimum: 0,
        minimum_on: None,
        starts_at,
        ends_at: starts_at.plus_seconds(3 * 3600),
        status: CourseStatus::Published,
        cancel_reason: String::new(),
        cancel_reason_en: String::new(),
        next_run: String::new(),
        next_run_en: String::new(),
        secret: None,
        questions: "[]".into(),
        notice_version: "1".into(),
        changed_at: now,
    }
}

/// The one session of a course.
pub fn session(course: &Course) -> Session {
    Session {
        id: format!("{}-1", course.id),
        number: 1,
        starts_at: course.starts_at,
        ends_at: course.ends_at,
        topic: String::new(),
        topic_en: String::new(),
        revision: 0,
        cancelled: false,
    }
}

/// A party of `size` persons that comes over the web; `key` tells it from others.
pub fn party(key: &str, size: usize) -> NewParty {
    let members = (0..size).map(|i| {
        let name = format!("{key} {i}");
        NewMember {
            person_key: person::key(&name, "", key),
            name,
            answers: "{}".into(),
            ..NewMember::default()
        }
    });
    NewParty {
        key: key.into(),
        name: format!("{key} 0"),
        email: format!("{key}@test.example"),
        language: "zh-Hant".into(),
        channel: "web".into(),
        registered_by: "resident".into(),
        answers: "{}".into(),
        notice_version: "1".into(),
        members: members.collect(),
        ..NewParty::default()
    }
}
