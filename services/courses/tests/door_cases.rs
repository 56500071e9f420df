//! What is said at the door, case by case: the same file holds the device to the same words (R47).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use courses::model::{Course, CourseStatus, Session, Status};
use courses::rules::code::{Shown, code_mark, read_code};
use courses::rules::day::{Found, Open, Standing, Verdict, Word, is_open, judge, verdict};
use courses::sample;
use foundation::keys::Keys;
use office::instant::Instant;
use serde_json::Value;

fn cases() -> Value {
    serde_json::from_str(include_str!("door-cases.json")).unwrap()
}

fn moment(value: &Value) -> Option<Instant> {
    value.as_str().map(|text| Instant::parse(text).unwrap())
}

fn course_and_session(case: &Value, id: &str) -> (Course, Session) {
    let mut course = sample::course(id, moment(&case["now"]).unwrap());
    if case["called_off"] == true {
        course.status = CourseStatus::Cancelled;
    }
    let session = Session {
        starts_at: moment(&case["session"]["starts_at"]).unwrap(),
        ends_at: moment(&case["session"]["ends_at"]).unwrap(),
        cancelled: case["session"]["cancelled"] == true,
        ..sample::session(&course)
    };
    (course, session)
}

fn standing(seat: &Value) -> Standing {
    Standing {
        status: Status::from_code(seat["status"].as_str().unwrap()).unwrap(),
        is_cancelled: seat["cancelled"] == true,
        in_at: moment(&seat["in_at"]),
        out_at: moment(&seat["out_at"]),
        lacks_answers: !seat["to_ask"].as_array().unwrap().is_empty(),
    }
}

fn said(word: Word) -> (&'static str, Option<Instant>) {
    match word {
        Word::NotOurs => ("not-ours", None),
        Word::OtherCourse => ("other-course", None),
        Word::CalledOff => ("called-off", None),
        Word::OtherDay => ("other-day", None),
        Word::Person(Verdict::Welcome) => ("welcome", None),
        Word::Person(Verdict::Unanswered) => ("unanswered", None),
        Word::Person(Verdict::Here { since }) => ("here", Some(since)),
        Word::Person(Verdict::Left { at }) => ("left", Some(at)),
        Word::Person(Verdict::Waitlisted) => ("waitlisted", None),
        Word::Person(Verdict::Offered) => ("offered", None),
        Word::Person(Verdict::Pending) => ("pending", None),
        Word::Person(Verdict::Cancelled) => ("cancelled", None),
    }
}

#[test]
fn r47_the_centre_says_at_the_door_what_the_shared_cases_say() {
    let all = cases();
    let keys = Keys::new([7; 32]);
    let here = all["course"].as_str().unwrap();
    assert_eq!(keys.public_key(), all["public_key"].as_str().unwrap());
    let cases = all["cases"].as_array().unwrap();
    assert!(cases.len() >= 40, "the file was read");
    for case in cases {
        let it = case["it"].as_str().unwrap();
        let seats = case["seats"].as_array().unwrap();
        let (course, session) = course_and_session(case, here);
        let of = |found: Option<&Value>| -> Vec<Value> {
            let party = found.map(|s| s["registration"].clone());
            seats.iter().filter(|s| Some(&s["registration"]) == party.as_ref()).cloned().collect()
        };
        let (party, shown) = match read_code(&keys, case["shown"].as_str().unwrap()) {
            Shown::Seat(id) => (of(seats.iter().find(|s| s["seat"] == id.as_str())), Some(id)),
            Shown::Reference(reference) => {
                (of(seats.iter().find(|s| s["reference"] == reference.as_str())), None)
            }
            Shown::Neither => (Vec::new(), None),
        };
        let standings: Vec<Standing> = party.iter().map(standing).collect();
        let found = match party.first() {
            None => Found::Nothing,
            Some(first) if first["course"].as_str().is_some_and(|course| course != here) => {
                Found::OtherCourse
            }
            Some(_) => Found::Party {
                standings: &standings,
                shown: shown.and_then(|id| party.iter().position(|s| s["seat"] == id.as_str())),
            },
        };
        let open = is_open(&course, &session, moment(&case["now"]).unwrap());
        let word = judge(found, open);
        assert_eq!(said(word), (case["word"].as_str().unwrap(), moment(&case["at"])), "{it}");
        let is_here = matches!(found, Found::Party { .. }) && open == Open::Today;
        let enters: Vec<&Value> = party
            .iter()
            .zip(&standings)
            .filter(|(_, s)| is_here && verdict(s).may_enter())
            .map(|(s, _)| &s["seat"])
            .collect();
        let wanted: Vec<&Value> = case["enters"].as_array().unwrap().iter().collect();
        assert_eq!(enters, wanted, "{it}");
    }
}

#[test]
fn r45_the_list_knows_each_code_of_the_shared_cases_by_the_mark_the_centre_gives() {
    let all = cases();
    let marked = all["cases"].as_array().unwrap().iter().filter(|case| case["word"] == "welcome");
    let mut seen = 0;
    for case in marked {
        let shown = case["shown"].as_str().unwrap().trim();
        let code = shown.rsplit('/').next().unwrap();
        if code.contains('.') {
            seen += 1;
            let marks = case["seats"].as_array().unwrap().iter().map(|s| s["mark"].as_str().unwrap());
            assert!(marks.into_iter().any(|mark| mark == code_mark(code)), "{}", case["it"]);
        }
    }
    assert!(seen > 5);
}
