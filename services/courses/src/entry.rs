//! Who may come, in words: on the page of a course, beside a name, for programs; and what else fits.

use foundation::centre::Centre;
use foundation::db::DbResult;
use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use crate::desk::NewMember;
use crate::model::Course;
use crate::questions::Question;
use crate::rules::entry::{Bar, Barred, Entry, Party, Person, eligible};
use crate::store;
use crate::words;

/// Other courses that are named at most.
const OTHERS_MAX: usize = 3;

/// The arguments of the sentence of a rule that is not met.
pub fn args(words: &Words, why: &Bar, questions: &[Question]) -> Vec<(&'static str, Arg)> {
    let option = match why {
        Bar::OptionFull(question, choice) => option(words, questions, question, choice),
        _ => String::new(),
    };
    vec![("years", why.years().into()), ("option", option.into())]
}

/// What an option is called: the question, and the choice where it says more.
fn option(words: &Words, questions: &[Question], question: &str, choice: &str) -> String {
    let Some(found) = questions.iter().find(|q| q.id == question) else { return String::new() };
    let label = found.label_in(words.lang());
    match found.choices.iter().find(|c| c.code == choice) {
        Some(chosen) => format!("{label}：{}", chosen.label_in(words.lang())),
        None => label.to_owned(),
    }
}

/// Each rule that is not met as a sentence; whose it is stands before it.
pub fn said(words: &Words, barred: &[Barred], questions: &[Question]) -> Vec<String> {
    let sentence = |b: &Barred| {
        let said = words.say_with(b.why.key(), &args(words, &b.why, questions));
        match b.person {
            Some(place) => {
                let args = [("number", Arg::from(place + 1)), ("said", said.into())];
                words.say_with("entry-of-person", &args)
            }
            None => said,
        }
    };
    barred.iter().map(sentence).collect()
}

/// The rules of a course as sentences, for its page.
pub fn rules(words: &Words, course: &Course, entry: &Entry) -> Vec<String> {
    let mut rules = Vec::new();
    if entry.pair {
        rules.push(words.say_with("entry-rule-pair", &[("years", entry.adult_from.into())]));
    }
    let (from, to) = (entry.age_from, entry.age_to);
    let args = [("from", Arg::from(from.unwrap_or_default())), ("to", Arg::from(to.unwrap_or_default()))];
    match (from, to, entry.pair) {
        (Some(_), Some(_), false) => rules.push(words.say_with("entry-rule-age", &args)),
        (Some(_), None, false) => rules.push(words.say_with("entry-rule-age-from", &args)),
        (None, Some(_), false) => rules.push(words.say_with("entry-rule-age-to", &args)),
        (Some(_), Some(_), true) => rules.push(words.say_with("entry-rule-child", &args)),
        (Some(_), None, true) => rules.push(words.say_with("entry-rule-child-from", &args)),
        (None, Some(_), true) => rules.push(words.say_with("entry-rule-child-to", &args)),
        (None, None, _) => {}
    }
    if !entry.districts.is_empty() {
        let names: Vec<String> = entry.districts.iter().map(|d| words::district_name(words, d)).collect();
        let names = words.list(&names);
        rules.push(words.say_with("entry-rule-districts", &[("names", names.into())]));
    }
    if entry.group {
        let group = words::audiences_of(words, &course.audience, &course.also_for);
        rules.push(words.say_with("entry-rule-group", &[("group", group.into())]));
    }
    if !entry.earlier.is_empty() {
        rules.push(words.say("entry-rule-earlier"));
    }
    if entry.listed {
        rules.push(words.say_with("entry-rule-listed", &[("times", entry.times.into())]));
    }
    rules
}

/// What a form alone tells of a party: earlier courses and lists are asked at the desk.
pub fn judge(entry: &Entry, starts_at: Instant, members: &[NewMember], declares_group: bool) -> Vec<Barred> {
    let persons = members.iter().map(|m| Person {
        birth_year: m.birth_year,
        birth_on: m.birth_on,
        district: &m.district,
        attended: true,
    });
    let party = Party { persons: persons.collect(), declares_group, listed: true, uses: 0 };
    eligible(entry, starts_at.date(), &party)
}

/// Notes beside each person of a form what stands against it.
pub fn note(form: &mut Form, barred: &[Barred]) {
    for b in barred {
        let prefix = b.person.map(|place| format!("members[{place}].")).unwrap_or_default();
        let has_name = form.has(&format!("{prefix}name"));
        let field = match (&b.why, b.person) {
            (Bar::AgeUnknown, _) => format!("{prefix}birth_year"),
            // Where names are not asked, the year alone was changed.
            (Bar::TooYoung(_) | Bar::TooOld(_), _) if !has_name => format!("{prefix}birth_year"),
            (Bar::OptionFull(question, _), _) => format!("{prefix}q.{question}"),
            (Bar::Group, _) => "group".to_owned(),
            (_, Some(_)) => format!("{prefix}name"),
            (_, None) => String::new(),
        };
        // Beside its question an option needs no name.
        form.wrong_with(field, b.why.key(), vec![("years", b.why.years().into()), ("option", "…".into())]);
    }
}

/// Other courses that take these persons as they are: named beside a refusal (R28).
///
/// # Errors
/// Any database error.
pub async fn others(
    centre: &Centre,
    course_id: &str,
    members: &[NewMember],
    now: Instant,
) -> DbResult<Vec<store::entry::Other>> {
    let id = course_id.to_owned();
    let open = centre.db.read(move |conn| store::entry::list_others(conn, &id, now)).await?;
    let fits = |other: &store::entry::Other| {
        let persons = members.iter().map(|m| Person {
            birth_year: m.birth_year,
            birth_on: m.birth_on,
            district: &m.district,
            attended: false,
        });
        let party = Party { persons: persons.collect(), ..Party::default() };
        eligible(&other.entry, other.on, &party).is_empty()
    };
    Ok(open.into_iter().filter(fits).take(OTHERS_MAX).collect())
}

/// The same, drawn for people.
pub fn draw_others(ctx: &Ctx, others: &[store::entry::Other]) -> Markup {
    let words = &ctx.words;
    html! {
        @if others.is_empty() {
            p { a href=(words.path("/courses?open=yes")) { (words.say("register-other-courses")) } }
        } @else {
            (parts::notice(Tone::Info, &words.say("entry-others"), html! {
                ul {
                    @for other in others {
                        li {
                            a href=(words.path(&format!("/courses/{}", other.slug))) {
                                (words::either(words, &other.title, &other.title_en))
                            }
                            " " (parts::day(words, other.on))
                        }
                    }
                }
            }))
        }
    }
}
