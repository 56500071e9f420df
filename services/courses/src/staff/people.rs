//! The same person twice (R32): in this course, or in another one at the same hour; with the way to
//! merge two registrations into one.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, column};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use serde_json::json;

use super::acts;
use super::serving::{self, Served, address};
use crate::desk::{Answer, Work};
use crate::model::Registration;
use crate::planning::Act;
use crate::rules::double::{self, Likeness, Person};
use crate::settle::{self, REGISTRATION};
use crate::store;
use crate::store::people::{Found, Overlap};

/// Pairs suggested on one page.
const PAIRS: usize = 100;

/// Two seats that may belong to one person, the one to keep first.
struct Pair<'a> {
    keep: &'a Found,
    other: &'a Found,
    likeness: Likeness,
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such a course.
pub async fn get(ctx: Ctx, Path(course_id): Path<String>) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    page(&ctx, &served, &Form::default(), StatusCode::OK).await
}

/// Merges a registration into another: seats of persons who are in both are cancelled in the one
/// that goes, whoever is only there keeps the seat; the contact that is kept is completed.
///
/// # Errors
/// [`Fault::NotFound`] without such registrations in this person's charge.
pub async fn post(ctx: Ctx, Path(course_id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let ids = (form.text("keep").to_owned(), form.text("merge").to_owned());
    if ids.0 == ids.1 {
        return Err(Fault::NotFound);
    }
    let (act, words, course) = (Act::of(&ctx), ctx.words.clone(), served.course.id.clone());
    let merge = move |conn: &mut Conn| merge(conn, &act, &words, &course, &ids);
    match ctx.centre.db.write(merge).await?.ok_or(Fault::NotFound)? {
        Merged::Into(kept) => {
            Act::of(&ctx).settle(&served.course.id).await;
            Ok(ctx.go(&address(&served.course, &format!("{kept}?done=merged"))))
        }
        Merged::Nobody => {
            form.wrong("", "serve-merge-none");
            page(&ctx, &served, &form, StatusCode::CONFLICT).await
        }
        Merged::Not(answer) => {
            let said = acts::said(&ctx.words, &answer).ok_or(Fault::NotFound)?;
            form.wrong_with("", "serve-move-refused", vec![("why", Arg::from(said))]);
            page(&ctx, &served, &form, StatusCode::CONFLICT).await
        }
    }
}

/// What a merger came to.
enum Merged {
    /// Done; the registration that is kept.
    Into(String),
    /// Nobody is in both, or the one to keep has ended.
    Nobody,
    /// The desk does not do it.
    Not(Answer),
}

/// Merges under the lock of the ledger and in one transaction: the registration that is kept does not end
/// meanwhile, and both trails tell. Nothing when one of them is not there.
fn merge(
    conn: &mut Conn,
    act: &Act,
    words: &Words,
    course_id: &str,
    (kept, gone): &(String, String),
) -> DbResult<Option<Merged>> {
    let _lock = store::desk::find_ledger(conn, course_id)?;
    let parties = find_party(conn, course_id, kept)?.zip(find_party(conn, course_id, gone)?);
    let Some(((kept, kept_persons), (gone, gone_persons))) = parties else { return Ok(None) };
    let doubles = double::doubles(&kept_persons, &gone_persons);
    let seats: Vec<String> = doubles.iter().map(|p| p.seat_id.clone()).collect();
    if seats.is_empty() || !kept.status.is_live() {
        return Ok(Some(Merged::Nobody));
    }
    let args = [("reference", Arg::from(serving::reference(&kept.reference)))];
    let why = Some(words.say_with("serve-merge-why", &args));
    let work = Work::Cancel { registration_id: gone.id.clone(), seats, why };
    match settle::one(conn, &act.centre, course_id, work, &act.actor)? {
        Answer::Done(_) => {
            tell(conn, act, &kept, &gone, doubles.len())?;
            Ok(Some(Merged::Into(kept.id)))
        }
        other => Ok(Some(Merged::Not(other))),
    }
}

type Party = (Registration, Vec<Person>);

fn find_party(conn: &mut Conn, course_id: &str, id: &str) -> DbResult<Option<Party>> {
    let found = store::registration::find(conn, id)?.filter(|r| r.course_id == course_id);
    let Some(registration) = found else { return Ok(None) };
    let keys = store::people::list_keys(conn, id)?;
    let seats = store::registration::list_seats(conn, id)?.into_iter().filter(|s| s.cancelled_at.is_none());
    let persons = seats.map(|seat| Person {
        key: keys.get(&seat.id).cloned().unwrap_or_default(),
        seat_id: seat.id,
        name: seat.name,
        birth_year: seat.birth_year,
    });
    Ok(Some((registration, persons.collect())))
}

/// Completes the contact that is kept, and lets both trails tell.
fn tell(
    conn: &mut Conn,
    act: &Act,
    kept: &Registration,
    gone: &Registration,
    persons: usize,
) -> DbResult<()> {
    store::people::fill_contact(conn, &kept.id, &gone.phone, &gone.email, act.now)?;
    let about = |r: &Registration| Some(json!({"reference": r.reference, "seats": persons}).to_string());
    let entries = [
        Entry { after: about(gone), ..Entry::new(REGISTRATION, &kept.id, "merged-from") },
        Entry { after: about(kept), ..Entry::new(REGISTRATION, &gone.id, "merged-into") },
    ];
    let ids = [(); 2].map(|()| act.centre.chance.id(act.now));
    trail::add(conn, &ids, act.now, &act.actor, &entries)
}

async fn page(ctx: &Ctx, served: &Served, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let (id, now, sections) = (served.course.id.clone(), ctx.now, served.sections.clone());
    let (doubles, overlaps) = ctx
        .centre
        .db
        .read(move |conn| {
            Ok((
                store::people::list_doubles(conn, &id)?,
                store::people::list_overlaps(conn, &id, &sections, now)?,
            ))
        })
        .await?;
    let words = &ctx.words;
    let said = words.say("serve-people-title");
    let content = html! {
        (serving::done(ctx))
        (parts::error_summary(words, &form.said(words)))
        (serving::heading(ctx, &served.course, &said))
        (serving::tabs(ctx, &served.course, "people"))
        h2 { (words.say("serve-people-here")) }
        p.soft { (words.say("serve-people-about")) }
        (pairs(ctx, served, &suggest(&doubles)))
        h2 { (words.say("serve-people-hours")) }
        (hours(ctx, served, &overlaps))
    };
    let shell =
        parts::Shell { has_errors: !form.is_right(), ..serving::shell(ctx, &served.course, &said, false) };
    Ok(ctx.page(status, shell.page(content)))
}

/// The two in the order in which one keeps them.
pub(super) fn better_first<'a>(one: &'a Found, other: &'a Found) -> (&'a Found, &'a Found) {
    let first_is_kept = double::is_better((one.status, one.number), (other.status, other.number));
    if first_is_kept { (one, other) } else { (other, one) }
}

/// Pairs of registrations with a person in common, the surest first; one pair per two registrations.
fn suggest(found: &[Found]) -> Vec<Pair<'_>> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for (at, one) in found.iter().enumerate() {
        for other in found.iter().skip(at + 1).filter(|f| f.registration_id != one.registration_id) {
            let Some(likeness) = double::likeness(&one.person(), &other.person()) else { continue };
            let (keep, other) = better_first(one, other);
            let known = pairs.iter().any(|p| {
                p.keep.registration_id == keep.registration_id
                    && p.other.registration_id == other.registration_id
            });
            if !known && pairs.len() < PAIRS {
                pairs.push(Pair { keep, other, likeness });
            }
        }
    }
    pairs.sort_by_key(|p| p.likeness);
    pairs
}

fn pairs(ctx: &Ctx, served: &Served, pairs: &[Pair<'_>]) -> Markup {
    let words = &ctx.words;
    let mut columns = vec![
        column(words.say("serve-member")),
        column(words.say("serve-people-keep")),
        column(words.say("serve-people-other")),
        column(words.say("serve-people-why")),
    ];
    if served.serves {
        columns.push(column(words.say("serve-people-do")));
    }
    let rows = pairs.iter().map(|pair| {
        let mut cells = vec![
            html! { (pair.keep.name) },
            side(words, &served.course.id, pair.keep),
            side(words, &served.course.id, pair.other),
            html! { (why(words, pair.likeness)) },
        ];
        if served.serves {
            cells.push(merging(words, &served.course.id, pair.keep, pair.other));
        }
        cells
    });
    html! {
        (parts::table(words, words.say("serve-people-here"), columns, rows.collect()).caption_unseen().empty(words.say("serve-people-none")))
    }
}

/// The button that merges one registration of a course into another.
pub(super) fn merging(words: &Words, course_id: &str, keep: &Found, other: &Found) -> Markup {
    let action = words.path(&format!("/office/courses/{course_id}/registrations/people"));
    let fields = html! {
        (parts::hidden("keep", &keep.registration_id))
        (parts::hidden("merge", &other.registration_id))
        (parts::button(words.say("serve-merge")).quiet().about(&keep.name))
    };
    html! { (parts::form(action, fields)) }
}

/// Why two seats may be one person's, in words.
pub(super) fn why(words: &Words, likeness: Likeness) -> String {
    words.say(match likeness {
        Likeness::SamePerson => "serve-like-person",
        Likeness::SameNameAndYear => "serve-like-year",
        Likeness::SameName => "serve-like-name",
    })
}

/// A registration and how its party is reached.
pub(super) fn side(words: &Words, course_id: &str, found: &Found) -> Markup {
    let href = words.path(&format!("/office/courses/{course_id}/registrations/{}", found.registration_id));
    html! {
        a.number-code href=(href) { (serving::reference(&found.reference)) } " " (serving::state_tag(words, found.status))
        br; span.small.soft {
            (serving::phone(&found.phone))
            @if !found.phone.is_empty() && !found.email.is_empty() { " · " }
            (found.email)
            @if let Some(year) = found.birth_year { " · " (year) }
        }
    }
}

fn hours(ctx: &Ctx, served: &Served, overlaps: &[Overlap]) -> Markup {
    let words = &ctx.words;
    let columns = vec![
        column(words.say("serve-member")),
        column(words.say("serve-people-this")),
        column(words.say("serve-people-there")),
    ];
    let rows = overlaps.iter().map(|o| {
        let here = words.path(&address(&served.course, &o.registration_id));
        let there = words.path(&format!(
            "/office/courses/{}/registrations/{}",
            o.other_course_id, o.other_registration_id
        ));
        vec![
            html! { (o.name) },
            html! { a.number-code href=(here) { (serving::reference(&o.reference)) } br; (parts::time_short(words, o.starts_at)) },
            html! {
                (o.other_title) " " a.number-code href=(there) { (serving::reference(&o.other_reference)) } br;
                (parts::time_short(words, o.other_starts_at))
            },
        ]
    });
    html! {
        (parts::table(words, words.say("serve-people-hours"), columns, rows.collect()).caption_unseen().empty(words.say("serve-people-no-hours")))
    }
}
