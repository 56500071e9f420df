//! The resident's journey from the form to the day after, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod after;
mod archive;
mod arrivals;
mod contact;
mod form;
mod letters;
mod programs;

use courses::model::{Course, Status};
use courses::questions::{self, Choice, Kind, Question, ShownWhen, Whose};
use courses::{sample, store};
use foundation::db::Conn;
use testing::{Fresh, Page, Visitor};

/// Adds a course `c` with one session and opens its form.
async fn course(centre: &Fresh, capacity: i64, waiting_max: i64, change: impl FnOnce(&mut Course)) -> String {
    let mut course = sample::course("c", centre.centre.clock.now());
    change(&mut course);
    let sessions = [sample::session(&course)];
    let path = format!("/courses/{}/register", course.slug);
    let write = move |conn: &mut Conn| store::course::add(conn, &course, &sessions, capacity, waiting_max);
    centre.centre.db.write(write).await.unwrap();
    path
}

/// Vegetarian food (and which), asked of each person; how the party travels (and its plate), asked once.
fn asking() -> String {
    let choice =
        |code: &str, label: &str| Choice { code: code.into(), label: label.into(), ..Choice::default() };
    questions::render(&[
        Question { kind: Kind::YesNo, required: true, ..Question::new("car", "開車來嗎？") },
        Question {
            required: true,
            shown_when: Some(ShownWhen { question: "car".into(), answer: "yes".into() }),
            ..Question::new("plate", "車號")
        },
        Question {
            kind: Kind::YesNo,
            whose: Whose::Person,
            required: true,
            ..Question::new("veg", "吃素嗎？")
        },
        Question {
            kind: Kind::One,
            whose: Whose::Person,
            required: true,
            choices: vec![choice("milk", "蛋奶素"), choice("vegan", "全素")],
            shown_when: Some(ShownWhen { question: "veg".into(), answer: "yes".into() }),
            ..Question::new("which", "哪一種？")
        },
    ])
}

/// Fills the contact page and goes on.
async fn contact(visitor: &mut Visitor, path: &str, name: &str, email: &str) -> Page {
    let page = visitor.open(path).await;
    page.must_be(200);
    let form = page.form("#register").fill("name", name).fill("phone", "0912-345-678").fill("email", email);
    visitor.send(form.press("next")).await
}

/// Goes from the page of the people to the check page and sends.
async fn send(visitor: &mut Visitor, people: Page) -> Page {
    let check = visitor.send(people.form("#register").press("next")).await;
    check.must_say("確認並送出");
    visitor.send(check.form("#register").tick("consent", "yes").press("send")).await
}

/// Registers one person.
async fn register(visitor: &mut Visitor, path: &str, name: &str, email: &str) -> Page {
    let people = contact(visitor, path, name, email).await;
    send(visitor, people).await
}

/// Registers a party.
async fn register_party(visitor: &mut Visitor, path: &str, names: &[&str], email: &str) -> Page {
    let mut page = contact(visitor, path, names[0], email).await;
    for (place, name) in names.iter().enumerate().skip(1) {
        let form = page.form("#register").press("add");
        page = visitor.send(form).await;
        // The name is typed now and sent with the next button.
        page = type_name(visitor, &page, place, name).await;
    }
    send(visitor, page).await
}

/// Types a name and presses a button that stays on the page: going back and forth keeps everything.
async fn type_name(visitor: &mut Visitor, page: &Page, place: usize, name: &str) -> Page {
    let form = page.form("#register").fill(&format!("members[{place}].name"), name).press("to");
    let back = visitor.send(form).await;
    visitor.send(back.form("#register").press("next")).await
}

/// The reference on a receipt.
fn reference(receipt: &Page) -> String {
    receipt.all(".panel strong").first().cloned().unwrap()
}

/// The address of a page of the registration a receipt shows.
fn below(receipt: &Page, below: &str) -> String {
    let (path, query) = receipt.path.split_once('?').unwrap();
    let query = query.split('&').next().unwrap();
    format!("{path}{below}?{query}")
}

/// Where the registration of a receipt stands.
async fn status(centre: &Fresh, receipt: &Page) -> Status {
    let reference = reference(receipt).replace('-', "");
    let read = move |conn: &mut Conn| store::registration::find_by_reference(conn, &reference);
    centre.centre.db.read(read).await.unwrap().unwrap().status
}
