//! Lists as files (R58): registrations or persons with stable ids and an answer per question, for
//! office programs; what leaves the house leaves a trail.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::sheet::{self, Cell, Kind};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;

use super::registration::sex;
use super::serving;
use crate::questions::{self, Answers, Question, Whose};
use crate::store;
use crate::store::list::{Filter, From, Line, Person};

/// Rows taken with one read.
const AT_ONCE: i64 = 500;
/// Kind of the matter in the trail.
const COURSE: &str = "courses_course";

/// The file.
///
/// # Errors
/// [`Fault::NotFound`] without such a course, or when this person may not take lists out.
pub async fn post(ctx: Ctx, Path(course_id): Path<String>, form: Form) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    if !served.exports {
        return Err(Fault::NotFound);
    }
    let kind = Kind::from_code(form.text("kind")).unwrap_or(Kind::Csv);
    let asked = questions::asked_by(&served.course);
    let by_persons = form.text("what") != "parties";
    let (columns, rows) = if by_persons {
        (person_columns(&ctx.words, &asked), persons(&ctx, &served.course.id, &asked).await?)
    } else {
        (party_columns(&ctx.words, &asked), parties(&ctx, &served.course.id, &asked).await?)
    };
    let what = if by_persons { "persons" } else { "registrations" };
    let name = format!("{}-{what}-{}.{}", served.course.slug, ctx.now.date(), kind.code());
    let bytes = sheet::write(kind, &served.course.title, &columns, &rows).map_err(|_| Fault::Internal)?;
    note(&ctx, &served.course.id, &name, rows.len()).await?;
    let disposition = format!("attachment; filename=\"{}\"", name.replace(['"', '\\', '\r', '\n'], "_"));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static(kind.content_type());
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

async fn note(ctx: &Ctx, course_id: &str, file: &str, rows: usize) -> Result<(), Fault> {
    let (id, now, actor) = (ctx.centre.chance.id(ctx.now), ctx.now, ctx.actor());
    let (course_id, after) =
        (course_id.to_owned(), serde_json::json!({"file": file, "rows": rows}).to_string());
    ctx.centre
        .db
        .write(move |conn| {
            let entry = Entry { after: Some(after.clone()), ..Entry::new(COURSE, &course_id, "exported") };
            trail::add(conn, std::slice::from_ref(&id), now, &actor, &[entry])
        })
        .await?;
    Ok(())
}

/// The columns named as in the API, so that a file read back means the same.
fn person_columns(words: &Words, asked: &[Question]) -> Vec<String> {
    let fixed = [
        "seat_id",
        "registration_id",
        "reference",
        "number",
        "member",
        "status",
        "name",
        "birth_year",
        "sex",
        "district",
        "head",
        "phone",
        "email",
        "channel",
        "created_at",
        "cancelled_at",
        "sessions_attended",
    ];
    with_questions(words, &fixed, asked.iter())
}

fn party_columns(words: &Words, asked: &[Question]) -> Vec<String> {
    let fixed = [
        "registration_id",
        "reference",
        "number",
        "status",
        "seats",
        "name",
        "phone",
        "email",
        "language",
        "channel",
        "created_at",
        "offered_until",
        "over_reason",
        "ended_why",
        "notice_version",
    ];
    with_questions(words, &fixed, asked.iter().filter(|q| q.whose == Whose::Registration))
}

fn with_questions<'a>(
    words: &Words,
    fixed: &[&str],
    asked: impl Iterator<Item = &'a Question>,
) -> Vec<String> {
    let fixed = fixed.iter().map(|name| (*name).to_owned());
    fixed.chain(asked.map(|q| format!("{} ({})", q.label_in(words.lang()), q.id))).collect()
}

async fn persons(ctx: &Ctx, course_id: &str, asked: &[Question]) -> Result<Vec<Vec<Cell>>, Fault> {
    let mut rows = Vec::new();
    let mut after = (0, 0);
    loop {
        let id = course_id.to_owned();
        let body =
            move |conn: &mut foundation::db::Conn| store::list::list_persons(conn, &id, true, after, AT_ONCE);
        let page = ctx.centre.db.read(body).await?;
        rows.extend(page.iter().map(|p| person_row(&ctx.words, p, asked)));
        match page.last() {
            Some(last) if i64::try_from(page.len()).unwrap_or(0) == AT_ONCE => {
                after = (last.number, last.member);
            }
            _ => return Ok(rows),
        }
    }
}

async fn parties(ctx: &Ctx, course_id: &str, asked: &[Question]) -> Result<Vec<Vec<Cell>>, Fault> {
    let mut rows = Vec::new();
    let mut after = 0;
    loop {
        let id = course_id.to_owned();
        let body = move |conn: &mut foundation::db::Conn| {
            store::list::list(conn, &id, &Filter::default(), From::After(after), AT_ONCE)
        };
        let page = ctx.centre.db.read(body).await?;
        rows.extend(page.iter().map(|l| party_row(&ctx.words, l, asked)));
        match page.last() {
            Some(last) if i64::try_from(page.len()).unwrap_or(0) == AT_ONCE => after = last.number,
            _ => return Ok(rows),
        }
    }
}

fn person_row(words: &Words, p: &Person, asked: &[Question]) -> Vec<Cell> {
    let mut row: Vec<Cell> = vec![
        (&p.seat_id).into(),
        (&p.registration_id).into(),
        serving::reference(&p.reference).into(),
        p.number.into(),
        p.member.into(),
        p.status.code().into(),
        (&p.name).into(),
        p.birth_year.into(),
        sex(words, &p.sex).into(),
        (&p.district).into(),
        (&p.head).into(),
        serving::phone(&p.phone).into(),
        (&p.email).into(),
        (&p.channel).into(),
        p.created_at.rfc3339().into(),
        p.cancelled_at.map(|at| at.rfc3339()).into(),
        p.attended.into(),
    ];
    let (own, party) = (Answers::parse(&p.answers), Answers::parse(&p.party_answers));
    row.extend(asked.iter().map(|q| {
        let answers = if q.whose == Whose::Person { &own } else { &party };
        Cell::from(serving::answer(words, q, answers))
    }));
    row
}

fn party_row(words: &Words, l: &Line, asked: &[Question]) -> Vec<Cell> {
    let mut row: Vec<Cell> = vec![
        (&l.id).into(),
        serving::reference(&l.reference).into(),
        l.number.into(),
        l.status.code().into(),
        l.size.into(),
        (&l.name).into(),
        serving::phone(&l.phone).into(),
        (&l.email).into(),
        (&l.language).into(),
        (&l.channel).into(),
        l.created_at.rfc3339().into(),
        l.offered_until.map(|at| at.rfc3339()).into(),
        l.over_reason.clone().into(),
        l.ended_why.clone().into(),
        (&l.notice_version).into(),
    ];
    let answers = Answers::parse(&l.answers);
    let asked = asked.iter().filter(|q| q.whose == Whose::Registration);
    row.extend(asked.map(|q| Cell::from(serving::answer(words, q, &answers))));
    row
}
