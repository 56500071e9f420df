//! What residents and staff do with opinions and petitions, on both engines.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod after;
mod anonymous;
mod answers;
mod api;
mod archive;
mod calendars;
mod checklists;
pub mod destruction;
pub mod files;
mod hidden;
mod limits;
mod lines;
mod mail;
mod merging;
mod more_time;
mod notices;
mod numbers;
pub mod passed;
mod passed_kept;
mod reports;
mod residents;
mod restored;
mod scale;
pub mod secrecy;
mod strangers;
mod texts;
mod today;
mod twice;
mod waiting;
mod ways;
mod web;
mod work;
mod wrongdoing;

use foundation::db::Conn;
use petitions::model::Topic;
use petitions::store;
use testing::{Filled, Fresh, Page, Role, Visitor};

/// The staff of a centre whose director, two handlers and topics are there.
pub struct Office {
    pub director: Visitor,
    pub handler: Visitor,
    pub handler_id: String,
    pub colleague: Visitor,
}

/// Opens the office: topics, a calendar, people.
pub async fn office(centre: &Fresh) -> Office {
    calendar(centre).await;
    foundation::jobs::schedule(&centre.centre).await.unwrap();
    let director = centre.staff_of("direction", &[Role::Director]).await;
    let handler = centre.staff_of("promotion", &[Role::Promotion]).await;
    let colleague = centre.staff_of("counselling", &[Role::Counselling]).await;
    let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
    let handler_id = people.iter().find(|p| p.section == "promotion").unwrap().id.clone();
    let named = handler_id.clone();
    let topics = move |conn: &mut Conn| {
        for (code, name, section, handler) in
            [("courses", "課程活動", "promotion", named.as_str()), ("service", "服務態度", "counselling", "")]
        {
            store::change_topic(
                conn,
                &Topic {
                    code: code.into(),
                    name: name.into(),
                    name_en: code.into(),
                    section: section.into(),
                    handler: handler.into(),
                    stand_in: String::new(),
                    position: 1,
                    closed: false,
                    calendar: String::new(),
                },
            )?;
        }
        Ok(())
    };
    centre.centre.db.write(topics).await.unwrap();
    Office { director, handler, handler_id, colleague }
}

/// The years 2026 and 2027 with weekends off.
async fn calendar(centre: &Fresh) {
    use foundation::calendar::put_year;
    use office::calendar::{Day, YearSheet};
    let year = |year: i16| {
        let mut day = office::Date::constant(year, 1, 1);
        let mut days = Vec::new();
        while day.year() == year {
            let off = day.weekday().to_monday_one_offset() > 5;
            days.push(Day { date: day, off, note: String::new() });
            day = day.tomorrow().unwrap();
        }
        YearSheet::from_days(days).unwrap()
    };
    let put =
        move |conn: &mut Conn| [2026, 2027].into_iter().try_for_each(|y| put_year(conn, "office", &year(y)));
    centre.centre.db.write(put).await.unwrap();
}

/// The web form, filled.
pub fn filled(page: &Page) -> Filled {
    page.form("main form")
        .fill("nature", "suggestion")
        .fill("topic", "courses")
        .fill("subject", "希望增加週末的親子課")
        .fill("body", "平日都要上班，週末的課太少。")
        .fill("name", "王小美")
        .fill("email", "mei@test.example")
        .tick("consent", "2026-1")
}

/// The path of the first link in the newest mail to somebody.
pub async fn link(centre: &Fresh, email: &str) -> String {
    centre.settle().await;
    let mail = centre.mail_to(email).await;
    let word = mail
        .body
        .split_whitespace()
        .find_map(|w| w.find("http://test.example/").map(|at| w[at..].to_owned()));
    word.unwrap_or_else(|| panic!("no link: {}", mail.body)).replace("http://test.example", "")
}

/// A petition sent over the web and confirmed; the page of the case.
pub async fn petition(centre: &Fresh, visitor: &mut Visitor, change: impl Fn(Filled) -> Filled) -> Page {
    let page = visitor.open("/opinions").await;
    let filled = change(filled(&page));
    let email = filled.value("email").unwrap().to_owned();
    visitor.send(filled).await.must_be(200).must_say("還差一步");
    let page = visitor.open(&link(centre, &email).await).await;
    let page = visitor.send(page.form("main form")).await;
    page.must_be(200);
    page
}

/// The case that is first in the inbox.
pub async fn first(staff: &mut Visitor) -> Page {
    let inbox = staff.open("/office/petitions").await;
    inbox.must_be(200);
    let address = inbox.attribute("main table a", "href").unwrap_or_else(|| panic!("{}", inbox.text()));
    staff.open(&address).await
}

/// Sends one form of a page with these fields filled.
pub async fn send(staff: &mut Visitor, page: &Page, form: &str, fields: &[(&str, &str)]) -> Page {
    let filled = fields.iter().fold(page.form(form), |form, (name, value)| form.fill(name, value));
    staff.send(filled).await
}

/// The number of a case, from the page staff see.
pub fn number(page: &Page) -> String {
    page.all("h1")[0].split_whitespace().next().unwrap().to_owned()
}

/// Approves what waits in the first case.
pub async fn approve(director: &mut Visitor) -> Page {
    let page = first(director).await;
    let page = director.send(page.form("#decision").press("approve")).await;
    page.must_be(200);
    page
}

/// Types a case in; a record of word of mouth is confirmed.
pub async fn typed(staff: &mut Visitor, channel: &str, change: impl Fn(Filled) -> Filled) -> Page {
    let page = staff.open("/office/petitions/new").await;
    let form = page
        .form("main form")
        .fill("channel", channel)
        .fill("nature", "rights")
        .fill("topic", "courses")
        .fill("subject", "退費的規定")
        .fill("body", "課程取消，想知道怎麼退費。")
        .fill("name", "陳大文")
        .fill("phone", "0912345678");
    staff.send(change(form)).await
}

/// Mails that could not be delivered, to these addresses.
pub async fn fail_mail(centre: &Fresh, address: &'static str) {
    let fail = move |conn: &mut Conn| {
        conn.execute(
            foundation::db::Sql(
                "update foundation_mail set state = 'failed' where to_address = $1 and state = 'queued'",
            ),
            foundation::params![address],
        )
    };
    centre.centre.db.write(fail).await.unwrap();
}

/// The director gives the first case, which nobody has, to the handler.
pub async fn give(office: &mut Office) -> Page {
    let page = first(&mut office.director).await;
    let handler = office.handler_id.clone();
    let fields = [("section", "promotion"), ("handler", handler.as_str())];
    let page = send(&mut office.director, &page, "#assignment", &fields).await;
    page.must_be(200);
    page
}

/// Drafts an answer to the first case.
pub async fn draft(staff: &mut Visitor, text: &str) -> Page {
    let page = first(staff).await;
    staff.send(page.form("#reply").fill("reply", text)).await
}
