//! The part of the page of a breach about those concerned: the list, whom to add, and the list as a file.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Pager, Tone, choice, column};
use foundation::sheet::{self, Cell, Kind};
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::breach::{area, section};
use super::breach_act::SAME_NAMES;
use crate::breach::{Breach, ByHand, Reached, State};
use crate::store::{self, Act, BREACH, Person};

/// Persons on a page.
const PAGE: i64 = 100;

/// Those concerned, as far as a page shows them.
#[derive(Default)]
pub struct People {
    persons: Vec<Person>,
    skip: i64,
    /// Names that stand on the list more than once without a contact.
    repeated: Vec<String>,
}

impl People {
    /// Reads a page of the list.
    ///
    /// # Errors
    /// Any database error.
    pub fn read(conn: &mut Conn, breach_id: &str, skip: i64) -> DbResult<People> {
        let persons = store::list_persons(conn, breach_id, PAGE, skip)?;
        Ok(People { persons, skip, repeated: store::list_repeated_names(conn, breach_id)? })
    }
}

/// The list and the form that adds to it.
pub fn people(ctx: &Ctx, b: &Breach, reached: Reached, people: &People, form: &Form) -> Markup {
    let words = &ctx.words;
    let columns = ["breach-person", "breach-person-stands"].map(|key| column(words.say(key)));
    let rows = people.persons.iter().map(|p| {
        vec![
            html! { (p.name) " " (p.email) " " @if !p.phone.is_empty() { a href={ "tel:" (p.phone) } { (p.phone) } } },
            html! { (stands(words, p)) " " (by_hand(ctx, b, p, people.skip)) },
        ]
    });
    let args = [("told", reached.told.into()), ("all", reached.all.into())];
    let address = words.path(&format!("/office/residents/breaches/{}/persons", b.id));
    html! {
        section {
            h2 #people-list { (words.say("breach-people")) }
            p { (words.say_with("breach-reached", &args)) }
            (parts::table(words, words.say("breach-people"), columns.to_vec(), rows.collect()).caption_unseen().empty(words.say("breach-nobody")))
            (parts::pager(words, &pager(words, b, reached, people)))
            @if reached.all > 0 {
                (parts::details(&words.say("breach-people-file"), html! {
                    p { (words.say("breach-people-file-about")) }
                    (parts::form(address, html! {
                        div.actions {
                            @for kind in Kind::ALL { (parts::button(kind.code().to_uppercase()).secondary().name("kind", kind.code())) }
                        }
                    }).id("persons"))
                }))
            }
        }
        @if b.state != State::Closed { (adding(ctx, b, reached, people, form)) }
    }
}

/// Where a page of the list is, behind the address of its breach.
pub fn place(skip: i64) -> String {
    format!("?skip={skip}#people-list")
}

fn pager(words: &Words, b: &Breach, reached: Reached, people: &People) -> Pager {
    let (skip, count) = (people.skip, i64::try_from(people.persons.len()).unwrap_or_default());
    let at = |skip: i64| words.path(&format!("/office/residents/breaches/{}{}", b.id, place(skip)));
    let args = [
        ("from", words.number(skip + 1).into()),
        ("to", words.number(skip + count).into()),
        ("all", words.number(reached.all).into()),
    ];
    Pager {
        previous: (skip > 0).then(|| at((skip - PAGE).max(0))),
        next: (skip + count < reached.all).then(|| at(skip + PAGE)),
        said: (count > 0).then(|| words.say_with("breach-people-page", &args)),
    }
}

fn adding(ctx: &Ctx, b: &Breach, reached: Reached, people: &People, form: &Form) -> Markup {
    let words = &ctx.words;
    let tick = |name: &str, key: &str| {
        let choices = vec![choice("yes", words.say(key))];
        parts::checkboxes(words, name, "", choices).values(form.texts(name)).optional()
    };
    let mut hint = words.say("breach-addresses-hint");
    if !people.repeated.is_empty() {
        let names = people.repeated.join("、");
        hint += &words.say_with("breach-names-repeated", &[("names", names.as_str().into())]);
    }
    let asks_others = form.has("others") || form.mistakes().iter().any(|m| m.key == SAME_NAMES);
    section(
        ctx,
        b,
        "people",
        &html! {
            (parts::hidden("seen", &reached.all.to_string()))
            (area(words, form, "from_matters", "breach-from-matters").hint(words.say("breach-from-matters-hint")).optional())
            (area(words, form, "addresses", "breach-addresses").hint(hint).optional())
            @if asks_others { (tick("others", "breach-others")) }
            (tick("accounts", "breach-accounts"))
        },
    )
}

/// How somebody stands, with the key of the words.
fn standing(person: &Person) -> (Tone, String) {
    match (person.told_way, person.written_at, person.letter.as_deref()) {
        (Some(way), ..) => (Tone::Good, format!("breach-told-{}", way.code())),
        (None, Some(_), Some("sent") | None) => (Tone::Good, "breach-letter-sent".to_owned()),
        (None, Some(_), Some("failed" | "unsure")) => (Tone::Bad, "breach-letter-failed".to_owned()),
        (None, Some(_), Some(_)) => (Tone::Wait, "breach-letter-queued".to_owned()),
        (None, None, _) => (Tone::Wait, "breach-not-told".to_owned()),
    }
}

fn stands(words: &Words, person: &Person) -> Markup {
    let (tone, key) = standing(person);
    parts::tag(tone, &words.say(&key))
}

fn by_hand(ctx: &Ctx, breach: &Breach, person: &Person, skip: i64) -> Markup {
    let words = &ctx.words;
    let is_open = person.told_at.is_none() && breach.approved_at.is_some() && breach.state != State::Closed;
    let reached = person.written_at.is_some() && matches!(person.letter.as_deref(), None | Some("sent"));
    let about = if person.name.is_empty() { &person.email } else { &person.name };
    html! {
        @if is_open && !reached {
            (parts::form(words.path(&format!("/office/residents/breaches/{}?skip={skip}", breach.id)), html! {
                (parts::hidden("act", "by-hand")) (parts::hidden("person", &person.id))
                @for way in ByHand::ALL {
                    (parts::button(words.say(&format!("breach-tell-{}", way.code()))).quiet().name("by_hand", way.code()).about(about.clone()))
                }
            }))
        }
    }
}

/// `POST /office/residents/breaches/{id}/persons`: the whole list as a file, noted in the trail.
///
/// # Errors
/// [`Fault::NotFound`] without such a breach.
pub async fn export(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let kind = Kind::from_code(form.text("kind")).unwrap_or(Kind::Csv);
    let (act, code) = (Act::of(&ctx), kind.code());
    let asked = id.clone();
    let read = move |conn: &mut Conn| {
        let Some(breach) = store::find_breach(conn, &asked)? else { return Ok(None) };
        Ok(Some((breach.number, store::list_persons(conn, &asked, i64::MAX, 0)?)))
    };
    let (number, persons) = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    let after = Some(serde_json::json!({ "kind": code, "rows": persons.len() }).to_string());
    let note = move |conn: &mut Conn| {
        act.note(conn, Entry { after: after.clone(), ..Entry::new(BREACH, &id, "exported") })
    };
    ctx.centre.db.write(note).await?;
    let words = &ctx.words;
    let keys = ["breach-column-name", "breach-column-email", "own-data-phone", "breach-person-stands"];
    let columns = keys.map(|key| words.say(key));
    let row = |p: &Person| -> Vec<Cell> {
        vec![
            Cell::from(&p.name),
            Cell::from(&p.email),
            Cell::from(&p.phone),
            words.say(&standing(p).1).into(),
        ]
    };
    let rows: Vec<_> = persons.iter().map(row).collect();
    let title = words.say("breach-people");
    let made = tokio::task::spawn_blocking(move || sheet::write(kind, &title, &columns, &rows)).await;
    let bytes = made.map_err(|_| Fault::Internal)?.map_err(|_| Fault::Internal)?;
    let file = format!("attachment; filename=\"breach-{number}-persons.{}\"", kind.code());
    let file = HeaderValue::from_str(&file).map_err(|_| Fault::Internal)?;
    let of_kind = HeaderValue::from_static(kind.content_type());
    Ok(([(header::CONTENT_TYPE, of_kind), (header::CONTENT_DISPOSITION, file)], bytes).into_response())
}
