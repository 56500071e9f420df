//! `POST /office/residents/breaches/{id}`: what is done about a breach, by the button that was pressed.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Arg, Lang};
use foundation::own_data;
use foundation::web::Ctx;
use office::email::Email;
use office::instant::Instant;
use office::phone::Phone;
use office::reference::Reference;

use super::ANSWER_FOR;
use super::breach::show;
use super::breach_people::place;
use super::breaches::{LINE_CHARS_MAX, TEXT_CHARS_MAX, past, read, skipped};
use crate::breach::{Breach, ByHand, Event, State, Way, keys};
use crate::breach_letters;
use crate::public::breaches;
use crate::store::{self, Act, NewPerson};

/// Most matters named at once.
const MATTERS_MAX: usize = 50;

/// What a form came to: nothing wrong, or a field and the key of what is wrong with it, with its arguments.
type Done = DbResult<Option<(&'static str, &'static str, Vec<(&'static str, Arg)>)>>;

/// Somebody else saved something after the form was opened.
const CHANGED: [&str; 2] = ["breach-error-facts-changed", "breach-error-letter-changed"];

/// Somebody bears a name that is on the list already.
pub const SAME_NAMES: &str = "breach-error-names";
/// Most names that one message says.
const NAMES_SAID: usize = 10;

fn wrong(field: &'static str, key: &'static str) -> Done {
    Ok(Some((field, key, Vec::new())))
}

/// Somebody else did something meanwhile that forbids it.
fn gone() -> Done {
    wrong("", "breach-error-gone")
}

/// One act.
///
/// # Errors
/// [`Fault::NotFound`] without such a breach, and for who does not answer for it where that is needed.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let act = form.text("act").to_owned();
    let is_open_to_all = ["facts", "incident", "contain", "draft"].contains(&act.as_str());
    if !is_open_to_all && !ctx.staff()?.may(ANSWER_FOR) {
        return Err(Fault::NotFound);
    }
    let asked = id.clone();
    let breach =
        ctx.centre.db.read(move |conn| store::find_breach(conn, &asked)).await?.ok_or(Fault::NotFound)?;
    let step = read_step(&ctx, &mut form, &act, breach);
    if !form.is_right() {
        return show(&ctx, &id, Some(&form)).await;
    }
    let (Some(step), doer, centre, asked) = (step, Act::of(&ctx), ctx.centre.clone(), id.clone()) else {
        return Err(Fault::NotFound);
    };
    let body = move |conn: &mut Conn| -> Done {
        let Some(was) = store::lock_breach(conn, &asked)? else { return gone() };
        if was.state == State::Closed {
            return gone();
        }
        let wrong = take(conn, &centre, &doer, &was, &step)?;
        if wrong.is_none() {
            store::settle_breach(conn, &doer, &asked)?;
        }
        Ok(wrong)
    };
    if let Some((field, key, args)) = ctx.centre.db.write(body).await? {
        form.wrong_with(field, key, args);
        if CHANGED.contains(&key) {
            // What was typed stays; the next press writes it over what is shown now.
            form.drop_fields("seen");
        }
        if key == SAME_NAMES {
            form.drop_fields("others");
        }
        return show(&ctx, &id, Some(&form)).await;
    }
    if act == "announce" {
        breaches::drop_kept(&ctx);
    }
    ctx.centre.work_waits.notify_one();
    // Whoever tells one after the other goes on where they were.
    let place = if act == "by-hand" { place(skipped(&ctx)) } else { String::new() };
    Ok(ctx.go(&format!("/office/residents/breaches/{id}{place}")))
}

/// What is to be done, with what was typed for it.
#[derive(Clone)]
enum Step {
    /// With the mark of the facts they were typed over.
    Facts(Box<Breach>, String),
    Contain,
    Incident(Instant, String),
    Authority(Instant, Way, String),
    /// With the mark of the letter it was typed over.
    Draft([String; 3], String),
    Approve(String),
    People(People),
    ByHand(String, ByHand),
    Announce(String),
    Close(String),
}

/// Who is to be put on the list.
#[derive(Clone)]
struct People {
    typed: Vec<NewPerson>,
    /// Matters whose people are meant.
    matters: Vec<String>,
    /// Everybody with a sign-in.
    accounts: bool,
    /// Who bears a name that is on the list already is somebody else.
    others: bool,
    /// How many were on the list that this was said of.
    seen: String,
}

fn read_step(ctx: &Ctx, form: &mut Form, act: &str, breach: Breach) -> Option<Step> {
    let told = |form: &mut Form, name: &str, known_at: Instant| {
        let at = past(form, name, ctx.now);
        if at.is_none() && form.text(name).trim().is_empty() {
            form.wrong(name, "form-required");
        }
        // A field holds whole minutes.
        if at.is_some_and(|at| at < known_at.plus_seconds(-60)) {
            form.wrong(name, "breach-error-before-known");
        }
        at.unwrap_or(ctx.now)
    };
    Some(match act {
        "facts" => Step::Facts(Box::new(read(form, ctx.now, breach)), form.text("seen").to_owned()),
        "contain" => Step::Contain,
        "incident" => {
            let at = told(form, "incident_told_at", breach.known_at);
            Step::Incident(at, form.optional("incident_reference", LINE_CHARS_MAX))
        }
        "authority" => {
            let at = told(form, "authority_told_at", breach.known_at);
            let way = form.choice("way", Way::from_code).unwrap_or(Way::System);
            Step::Authority(at, way, form.optional("reference", LINE_CHARS_MAX))
        }
        "draft" => {
            let (letter, letter_en) =
                (form.required("letter", TEXT_CHARS_MAX), form.optional("letter_en", TEXT_CHARS_MAX));
            let contact = form.required("contact", LINE_CHARS_MAX);
            Step::Draft([letter, letter_en, contact], form.text("seen").to_owned())
        }
        "approve" => Step::Approve(form.text("seen").to_owned()),
        "people" => {
            let matters = matters(form);
            let (accounts, others) = (form.has("accounts"), form.has("others"));
            let seen = form.text("seen").to_owned();
            Step::People(People { typed: addresses(form), matters, accounts, others, seen })
        }
        "by-hand" => Step::ByHand(form.text("person").to_owned(), ByHand::from_code(form.text("by_hand"))?),
        "announce" => Step::Announce(form.required("announced_why", TEXT_CHARS_MAX)),
        "close" => Step::Close(form.optional("closed_why", TEXT_CHARS_MAX)),
        _ => return None,
    })
}

/// Matters as people name them, one a line: a number, or the last word of an address.
fn matters(form: &mut Form) -> Vec<String> {
    let typed = form.text("from_matters").to_owned();
    let lines: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MATTERS_MAX {
        form.wrong("from_matters", "breach-error-matters-many");
    }
    let word = |line: &str| {
        let last = line.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        Reference::parse(last).map_or_else(|_| last.to_owned(), |r| r.as_str().to_owned())
    };
    lines.into_iter().map(word).collect()
}

/// One person a line: an e-mail, a name, or both with a comma; `en` behind another comma asks for English.
fn addresses(form: &mut Form) -> Vec<NewPerson> {
    let typed = form.text("addresses").to_owned();
    let is_named = form.has("accounts") || !form.text("from_matters").trim().is_empty();
    if typed.trim().is_empty() && !is_named {
        form.wrong("addresses", "form-required");
    }
    let mut persons = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut person = NewPerson {
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            language: String::new(),
            which: String::new(),
        };
        for part in line.split([',', '，', '\t', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            match (part.contains('@'), Lang::from_code(part)) {
                (true, _) => match Email::parse(part) {
                    Ok(_) if !person.email.is_empty() => form.wrong("addresses", "breach-error-two"),
                    Ok(email) => person.email = email.to_string(),
                    Err(_) => form.wrong("addresses", "breach-error-address"),
                },
                (false, Some(lang)) => person.language = lang.code().to_owned(),
                (false, None) if Phone::parse(part).is_ok() => person.phone = part.to_owned(),
                (false, None) if !person.name.is_empty() => form.wrong("addresses", "breach-error-two"),
                (false, None) => person.name = part.chars().filter(|c| !c.is_control()).take(100).collect(),
            }
        }
        if is_empty(&person) {
            form.wrong("addresses", "breach-error-nobody");
        }
        persons.push(person);
    }
    if persons.len() > store::PERSONS_MAX {
        form.wrong("addresses", "breach-error-many");
    }
    persons
}

/// Whether nobody could ever be told by this.
fn is_empty(person: &NewPerson) -> bool {
    [&person.name, &person.email, &person.phone].into_iter().all(String::is_empty)
}

fn take(conn: &mut Conn, centre: &Centre, act: &Act, was: &Breach, step: &Step) -> Done {
    let (is, verb) = match step {
        Step::Facts(typed, seen) => {
            let is = with_facts(was, typed);
            if is == *was {
                return Ok(None);
            }
            if *seen != was.facts_mark() {
                return wrong("", CHANGED[0]);
            }
            (is, "facts-changed")
        }
        Step::Contain => match was.state.after(Event::Contain) {
            Ok(_) if was.measures.is_empty() => return wrong("measures", "breach-error-measures"),
            Ok(state) => (Breach { state, ..was.clone() }, "contained"),
            Err(_) => return gone(),
        },
        Step::Incident(..) if was.incident_told_at.is_some() => return gone(),
        Step::Incident(at, reference) => {
            let (told, reference) = (Some(*at), Some(reference.clone()));
            (Breach { incident_told_at: told, incident_reference: reference, ..was.clone() }, "incident-told")
        }
        Step::Authority(..) if was.authority_told_at.is_some() => return gone(),
        Step::Authority(at, way, reference) => {
            let told = Breach {
                authority_told_at: Some(*at),
                authority_way: Some(*way),
                authority_reference: Some(reference.clone()),
                ..was.clone()
            };
            (told, "authority-told")
        }
        Step::Draft(typed, seen) => return draft(conn, act, was, typed, seen),
        Step::Approve(seen) if *seen != was.mark() => return wrong("approve", "breach-error-changed"),
        Step::Approve(_) => return approve(conn, act, was),
        Step::People(asked) => return people(conn, centre, act, was, asked),
        Step::ByHand(person, way) => {
            store::tell_person(conn, act, &was.id, person, *way)?;
            return Ok(None);
        }
        Step::Announce(why) => {
            if was.approved_at.is_none() || was.announced_at.is_some() {
                return gone();
            }
            breaches::note_change(conn)?;
            let why = Some(why.clone());
            (Breach { announced_at: Some(act.now), announced_why: why, ..was.clone() }, "announced")
        }
        Step::Close(why) => return close(conn, act, was, why),
    };
    store::change_breach(conn, act, was, &is, verb)?;
    Ok(None)
}

/// What the form of the facts holds; the rest stays as it is now.
fn with_facts(was: &Breach, typed: &Breach) -> Breach {
    Breach {
        happened_at: typed.happened_at,
        how_known: typed.how_known.clone(),
        kind: typed.kind,
        matters: typed.matters.clone(),
        categories: typed.categories.clone(),
        records: typed.records,
        persons: typed.persons,
        system_records: typed.system_records,
        is_incident: typed.is_incident,
        facts: typed.facts.clone(),
        measures: typed.measures.clone(),
        ..was.clone()
    }
}

/// A letter is written, or written anew.
fn draft(conn: &mut Conn, act: &Act, was: &Breach, typed: &[String; 3], seen: &str) -> Done {
    // The law asks for it once the facts are found out, and what was approved stays as it is.
    if was.state == State::Known || was.approved_at.is_some() {
        return gone();
    }
    let [letter, letter_en, contact] = typed.clone();
    let is = Breach { letter, letter_en, contact, written_by: Some(act.who().to_owned()), ..was.clone() };
    // Pressed twice, or by another who changed nothing: it stays by who wrote it.
    if is.mark() == was.mark() {
        return Ok(None);
    }
    if seen != was.mark() {
        return wrong("", CHANGED[1]);
    }
    store::change_breach(conn, act, was, &is, "letter-written")?;
    Ok(None)
}

/// A second person approves what was written, and asks for the letters in the same transaction: pressed twice, or cut
/// off in between, everybody gets one.
fn approve(conn: &mut Conn, act: &Act, was: &Breach) -> Done {
    if was.letter.is_empty() || was.approved_at.is_some() {
        return gone();
    }
    if was.written_by.as_deref() == Some(act.who()) {
        return wrong("approve", "breach-error-same-person");
    }
    let approved_by = Some(act.who().to_owned());
    let is = Breach { approved_by, approved_at: Some(act.now), ..was.clone() };
    store::change_breach(conn, act, was, &is, "letter-approved")?;
    breach_letters::ask(conn, act, &was.id)?;
    Ok(None)
}

/// Those typed, those of the matters named, and everybody with a sign-in, are put on the list.
fn people(conn: &mut Conn, centre: &Centre, act: &Act, was: &Breach, asked: &People) -> Done {
    let known = names_known(conn, &was.id, &asked.typed)?;
    // What was said of the list as it was says nothing of who was added since, by the same form sent twice.
    let is_said = |conn: &mut Conn| -> DbResult<bool> {
        Ok(asked.others && asked.seen == store::count_reached(conn, &was.id)?.all.to_string())
    };
    if !known.is_empty() && !is_said(conn)? {
        return Ok(Some(("addresses", SAME_NAMES, names_said(&known))));
    }
    let mut all = asked.typed.clone();
    for matter in &asked.matters {
        match own_data::concerned(conn, centre, matter)? {
            found if found.is_empty() => return wrong("from_matters", "breach-error-matter"),
            found => all.extend(found),
        }
    }
    // Who told a petition without a name or a contact is reached by the announcement.
    all.retain(|person| !is_empty(person));
    if all.len() > store::PERSONS_MAX {
        return wrong("addresses", "breach-error-many");
    }
    let all: Vec<_> = keys(&all, &known).into_iter().zip(all).collect();
    store::add_persons(conn, act, &was.id, &all, asked.accounts)?;
    if was.approved_at.is_some() {
        breach_letters::ask(conn, act, &was.id)?;
    }
    Ok(None)
}

/// The names that are asked about: some of them, and how many more there are.
fn names_said(known: &HashMap<String, i64>) -> Vec<(&'static str, Arg)> {
    let mut names: Vec<&str> = known.keys().map(String::as_str).collect();
    names.sort_unstable();
    let more = names.len().saturating_sub(NAMES_SAID);
    names.truncate(NAMES_SAID);
    vec![("names", names.join("、").into()), ("more", i64::try_from(more).unwrap_or(i64::MAX).into())]
}

/// How many are on the list already without a contact, of each name that was typed without one.
fn names_known(conn: &mut Conn, breach_id: &str, typed: &[NewPerson]) -> DbResult<HashMap<String, i64>> {
    let bare = typed.iter().filter(|p| p.email.is_empty() && p.phone.is_empty());
    let names: Vec<String> = bare.map(|p| p.name.clone()).collect();
    if names.is_empty() { Ok(HashMap::new()) } else { store::count_names(conn, breach_id, &names) }
}

fn close(conn: &mut Conn, act: &Act, was: &Breach, why: &str) -> Done {
    let Ok(state) = was.state.after(Event::Close) else { return gone() };
    let undone = was.undone(store::count_reached(conn, &was.id)?);
    if !undone.is_empty() && why.is_empty() {
        return wrong("closed_why", "breach-error-why");
    }
    let closed_why = Some(why.to_owned()).filter(|why| !why.is_empty());
    let is = Breach { state, closed_at: Some(act.now), closed_why, ..was.clone() };
    store::change_breach(conn, act, was, &is, "closed")?;
    Ok(None)
}
