//! Petitions for programs, below `/api/v1`: kiosks and what other agencies transfer, how a matter stands for whoever
//! knows it, and for programs of the centre the cases of their owner's sections and the figures.
//!
//! What is told is read by the rules of the pages. A confidential case may be told, and is never read here.

mod body;
mod description;
mod office;

use ::office::contact;
use ::office::reference::Reference;
use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use foundation::attempts;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::service::Routes;
use foundation::staff::token_hash;
use foundation::web::Ctx;
use foundation::web::api::{idempotency_key, json_answer, read_json};
use serde_json::{Value, json};

use crate::model::{Case, Grade, State};
use crate::public::{case, write};
use crate::rights::{HANDLE, NUMBERS};
use crate::staff::record;
use crate::store::request::Request;
use crate::store::{self, Act, request};
use crate::typed;
use crate::work::{self, letters};

pub use description::description;

/// The header with the contact of a petitioner: it stands in no address, which others keep.
const CONTACT: &str = "contact";

/// The addresses.
pub fn routes(routes: Routes) -> Routes {
    routes
        .public("/api/v1/petitions", post(add))
        .public("/api/v1/petitions/{reference}", get(show))
        .office("/api/v1/petitions", HANDLE, get(office::list))
        .office("/api/v1/petitions/{reference}/case", HANDLE, get(office::find))
        .office("/api/v1/petitions-numbers", NUMBERS, get(office::numbers))
}

/// What came of a request that tells something.
enum Told {
    /// The case, new or of the same request before.
    Case(Box<Case>),
    /// The key was used for something else.
    KeyReused,
}

/// `POST /api/v1/petitions`
async fn add(ctx: Ctx, headers: HeaderMap, sent: Bytes) -> Result<Response, Fault> {
    let key = idempotency_key(&headers)?;
    let sent_body: body::Body = read_json(&sent)?;
    let staff = ctx.staff().ok().filter(|staff| staff.may(HANDLE)).cloned();
    let who = staff.as_ref().map_or("", |staff| staff.id.as_str());
    let request = Request {
        key_hash: token_hash(&format!("{who}/{key}")),
        body_hash: token_hash(&String::from_utf8_lossy(&sent)),
    };
    let known = request.clone();
    if let Some(told) = ctx.centre.db.read(move |conn| find_told(conn, &known)).await? {
        return answer(told);
    }
    let topics = ctx.centre.db.read(store::list_topics).await?;
    let act = Act::of(&ctx);
    let told = match staff {
        Some(staff) => {
            let mut form = body::of_staff(sent_body, ctx.now);
            let typed = record::read(&ctx, &topics, &mut form);
            typed::against(&mut form, &ctx.centre, typed.new.nature, NEVER_ABOUT_THE_DIRECTOR);
            body::right(&ctx, &form)?;
            let (case, at, place) = (record::new_case(&act, typed.new, &staff), typed.taken_at, typed.place);
            let keep = move |conn: &mut Conn| {
                once(conn, &act, &request, &case, |conn, case| {
                    record::keep(conn, &act, case, &[], (at, &place))
                })
            };
            ctx.centre.db.write(keep).await?
        }
        None => {
            let language = sent_body.language.clone();
            let mut form = body::of_petitioner(sent_body);
            let mut new = write::read(&ctx, &topics, &mut form);
            typed::against(&mut form, &ctx.centre, new.nature, NEVER_ABOUT_THE_DIRECTOR);
            body::right(&ctx, &form)?;
            new.language = language.unwrap_or(new.language);
            new.grade = Grade::usual(&new.language);
            if !write::counts(&ctx, &new.told.email).await? {
                return Err(Fault::TooMany(3600));
            }
            let case = work::case_of(&act, new, State::Confirming);
            let keep = move |conn: &mut Conn| {
                once(conn, &act, &request, &case, |conn, case| write::keep(conn, &act, case, &[]))
            };
            ctx.centre.db.write(keep).await?
        }
    };
    ctx.centre.work_waits.notify_one();
    answer(told)
}

/// A program is asked whom a report of wrongdoing is about, and told to whom one about the director goes.
const NEVER_ABOUT_THE_DIRECTOR: (bool, bool) = (true, false);

/// Keeps a case, unless the same request, sent twice at once, did already.
fn once(
    conn: &mut Conn,
    act: &Act,
    request: &Request,
    case: &Case,
    keep: impl Fn(&mut Conn, &mut Case) -> DbResult<()>,
) -> DbResult<Told> {
    if !request::add(conn, request, &case.id, act.now)? {
        return Ok(find_told(conn, request)?.unwrap_or(Told::KeyReused));
    }
    let mut case = case.clone();
    keep(conn, &mut case)?;
    Ok(Told::Case(Box::new(case)))
}

/// What came of the same request before.
fn find_told(conn: &mut Conn, asked: &Request) -> DbResult<Option<Told>> {
    let Some((id, is_same)) = request::find(conn, asked)? else { return Ok(None) };
    // Of a case that was never confirmed nothing is left.
    let found = if is_same { store::find(conn, &id)? } else { None };
    Ok(Some(found.map_or(Told::KeyReused, |case| Told::Case(Box::new(case)))))
}

fn answer(told: Told) -> Result<Response, Fault> {
    let Told::Case(case) = told else {
        let said = "This Idempotency-Key was used for something else; send a new one.".to_owned();
        return Err(Fault::Refused(StatusCode::UNPROCESSABLE_ENTITY, "key-reused", said, Value::Null));
    };
    let mut shown = json!({ "reference": case.number() });
    if let (false, Some(members)) = (case.confidential, shown.as_object_mut()) {
        members.insert("status".into(), case.standing().code().into());
        members.insert("due_on".into(), due(&case));
    }
    let location = format!("/api/v1/petitions/{}", case.number());
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::LOCATION, location)];
    Ok((StatusCode::CREATED, headers, shown.to_string()).into_response())
}

/// The last day of the limit while it runs.
fn due(case: &Case) -> Value {
    if case.state.is_open() { case.due_on.to_string().into() } else { Value::Null }
}

/// `GET /api/v1/petitions/{reference}`: how it stands, for whoever knows how its petitioner is reached. Tries are
/// counted with those of the page.
async fn show(
    ctx: Ctx,
    reference: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let typed = headers.get(CONTACT).and_then(|h| h.to_str().ok()).unwrap_or_default().to_owned();
    if contact::fits(&typed, "", "").is_none() {
        let said =
            "Send the header `Contact`: the e-mail address, or at least three last digits of the telephone.";
        return Err(Fault::Bad("contact-missing", said.to_owned()));
    }
    let Path(reference) = reference.map_err(|_| Fault::NotFound)?;
    let reference = Reference::parse(&reference).map_err(|_| Fault::NotFound)?;
    let subjects = attempts::of_look_up(reference.as_str(), ctx.address.as_deref());
    let (keys, now) = (ctx.centre.keys.clone(), ctx.now);
    let find = move |conn: &mut Conn| {
        if let Some(seconds) = attempts::take(conn, &subjects, now)? {
            return Ok(Err(Fault::TooMany(seconds)));
        }
        let found = store::find_by_reference(conn, reference.as_str())?.filter(|case| !case.confidential);
        let Some(case) = found else { return Ok(Err(Fault::NotFound)) };
        if !case::knows(conn, &keys, &case, &typed)? {
            return Ok(Err(Fault::NotFound));
        }
        attempts::release(conn, &subjects, now)?;
        Ok(Ok(case))
    };
    let case = ctx.centre.db.write(find).await??;
    let path = case.lang().path(&letters::path(&ctx.centre.keys, &case, ""));
    let shown = json!({
        "reference": case.number(),
        "status": case.standing().code(),
        "received_on": case.clock.received_on.to_string(),
        "due_on": due(&case),
        "replied_at": case.replied_at.map(|at| at.rfc3339()),
        "case_url": format!("{}{path}", ctx.centre.base_url),
    });
    Ok(json_answer(&shown))
}
