//! Who finds which address of the office: every one is walked by the other section, by a role without
//! the right and by the director, so that an address that forgets to ask is found out here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use courses::desk::{Answer, Desk, Work};
use courses::{sample, store};
use foundation::service::Audience;
use foundation::staff::{COOKIE, Right, Role, SEE_OFFICE};
use foundation::trail::Actor;
use testing::{Fresh, Visitor, both_engines};

/// What other sections may open of a course: what the public is told or figures say, and the form to
/// register somebody whose call they took. Every other address of a course is its section's.
const FOR_ALL_SECTIONS: &[&str] =
    &["/office/courses/{id}", "/office/courses/{id}/history", "/office/courses/{id}/registrations/new"];

/// Addresses of what this centre has none of, so that nobody finds it: no certificate, no report of hours,
/// nobody held at a door without a network.
const OF_NOTHING: &[&str] = &["/certificates/{number}", "/hours/{record}", "/clashes/{act}"];

/// Every address for staff, with the right it asks for.
fn addresses() -> Vec<(&'static str, Right)> {
    let services = courses::service().routes;
    let house = foundation::pages::routes();
    let all = services.list().iter().chain(house.list());
    let office = all.filter_map(|(path, audience)| match audience {
        Audience::Office(right) => Some((*path, *right)),
        _ => None,
    });
    let found: Vec<_> = office.collect();
    assert!(found.len() > 40, "the lists are read");
    found
}

/// A course of the counselling section with one registration; the seat's and the registration's ids.
async fn set_up(centre: &Fresh) -> [String; 2] {
    let mut course = sample::course("o", centre.centre.clock.now());
    course.section = "counselling".into();
    let sessions = [sample::session(&course)];
    let write = move |conn: &mut foundation::db::Conn| store::course::add(conn, &course, &sessions, 9, 9);
    centre.centre.db.write(write).await.unwrap();
    let desk = Desk::of(&centre.centre).unwrap();
    let work = Work::Register(Arc::new(sample::party("a", 1)));
    let Answer::Registered(done) = desk.ask("o", work, Actor::resident(None)).await.unwrap() else {
        panic!()
    };
    let id = done.id.clone();
    let seats = centre.centre.db.read(move |conn| store::registration::list_seats(conn, &id)).await.unwrap();
    [done.id, seats[0].id.clone()]
}

/// The address with what stands in it.
fn filled(path: &str, [registration, seat]: &[String; 2]) -> String {
    let is_planning = path == "/office/courses/{id}/sessions/{session}";
    path.replace("{session}", if is_planning { "o-1" } else { "1" })
        .replace("{id}", "o")
        .replace("{number}", "1")
        .replace("{registration}", registration)
        .replace("{seat}", seat)
        .replace("{kind}", "csv")
        .replace("{name}", "nothing")
}

async fn ask(visitor: &mut Visitor, method: Method, path: &str) -> StatusCode {
    let session = visitor.cookie(COOKIE).unwrap_or_default().to_owned();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "test.example")
        .header(header::COOKIE, format!("{COOKIE}={session}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::empty())
        .unwrap();
    visitor.raw(request).await.status()
}

/// How an address of the office is asked; an address of the API is the public's by any other method.
fn methods(path: &str) -> Vec<Method> {
    if path.starts_with("/api/") { vec![Method::GET] } else { vec![Method::GET, Method::POST] }
}

/// Whether an address told nothing and did nothing: not found, or no such method.
fn is_nothing(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED)
}

both_engines! {
    fn r58_every_address_of_a_course_is_its_sections_unless_it_is_named_here(centre) using [courses::service()] {
        let ids = set_up(&centre).await;
        let mut other = centre.staff(&[Role::Promotion]).await;
        let mut own = centre.staff_of("counselling", &[Role::Counselling]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let of_course = |path: &str| path.contains("/courses/{id}");
        for (path, _) in addresses().into_iter().filter(|(path, _)| of_course(path)) {
            let address = filled(path, &ids);
            let is_open = FOR_ALL_SECTIONS.contains(&path);
            for method in methods(path) {
                let said = ask(&mut other, method.clone(), &address).await;
                assert!(is_open || is_nothing(said), "{method} {path} answers another section {said}");
            }
            // The walk is worth nothing where nobody finds anything.
            if OF_NOTHING.iter().any(|below| path.contains(below)) {
                continue;
            }
            for visitor in [&mut own, &mut director] {
                let said = ask(visitor, Method::GET, &address).await;
                assert_ne!(said, StatusCode::NOT_FOUND, "GET {path} is not found by whom it is for");
            }
        }
    }

    fn r58_every_address_of_the_office_asks_for_its_right(centre) using [courses::service()] {
        let ids = set_up(&centre).await;
        // Of the course's section, so that only the right is missing; the reader of evaluations has none.
        let mut without = centre.staff_of("counselling", &[Role::Evaluator]).await;
        let mut nobody = centre.resident();
        for (path, right) in addresses() {
            let address = filled(path, &ids);
            for method in methods(path) {
                let said = ask(&mut nobody, method.clone(), &address).await;
                assert!(!said.is_success(), "{method} {path} answers nobody {said}");
                if right != SEE_OFFICE {
                    let said = ask(&mut without, method.clone(), &address).await;
                    assert!(is_nothing(said), "{method} {path} answers without {right:?} {said}");
                }
            }
        }
    }
}
