//! What is done with a case: one small form each, back to the case afterwards.

mod canned;
pub mod checked;
pub mod consulted;
pub mod decided;
pub mod forms;
pub mod moved;

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Path;
use axum::response::Response;
use foundation::db::{Conn, DbError};
use foundation::fault::Fault;
use foundation::files::Kept;
use foundation::form::Form;
use foundation::staff::{self, Staff};
use foundation::upload::{Given, Upload};
use foundation::web::Ctx;

use super::case::{find, show};
use crate::model::{Case, Done, Event, Grade, Kind, Nature, NoteKind, Refusal, Tone, Writing};
use crate::public::answer;
use crate::rights::SECTIONS;
use crate::rules::joint::{self, ALONG};
use crate::store::{self, Act};
use crate::typed::{self, Lengths};
use crate::work::{self, acts, destruction, letters};
use office::special_data::asked_in;

/// Longest text of a note or a letter.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// How an oral record is confirmed: signed or stamped on paper, signed on the screen (電子簽章法 §5), read back.
const CONFIRMED: [&str; 3] = ["signed", "e-signed", "read-back"];
/// Longest reason.
pub const WHY_CHARS_MAX: usize = 2_000;

/// Does something with a case this person may see, in one transaction; then the case again, with a
/// sentence beside `field` when it cannot be done. What a refusal began is taken back.
///
/// # Errors
/// [`Fault::NotFound`] without such a case; any fault of the store.
async fn act<F>(ctx: &Ctx, id: &str, form: Form, field: &'static str, body: F) -> Result<Response, Fault>
where
    F: Fn(&mut Conn, &Act, &Staff, Case) -> Done<()> + Send + 'static,
{
    act_and_go(ctx, id, form, field, move |conn, act, staff, case| {
        let id = case.id.clone();
        Ok(body(conn, act, staff, case)?.map(|()| id))
    })
    .await
}

/// The same, going on to the case whose id comes out of it.
///
/// # Errors
/// As [`act`].
async fn act_and_go<F>(
    ctx: &Ctx,
    id: &str,
    mut form: Form,
    field: &'static str,
    body: F,
) -> Result<Response, Fault>
where
    F: Fn(&mut Conn, &Act, &Staff, Case) -> Done<String> + Send + 'static,
{
    if !form.is_right() {
        return show(ctx, id, &form).await;
    }
    let (act, staff, asked) = (Act::of(ctx), ctx.staff()?.clone(), id.to_owned());
    let refused = Arc::new(Mutex::new(None));
    let told = refused.clone();
    let run = move |conn: &mut Conn| match find(conn, &act, &staff, &asked)? {
        None => Ok(None),
        Some(case) => match body(conn, &act, &staff, case)? {
            Ok(to) => Ok(Some(to)),
            Err(refusal) => {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
                // An error takes the transaction back.
                Err(DbError::Statement("refused".into()))
            }
        },
    };
    let outcome = ctx.centre.db.write(run).await;
    let refusal = *refused.lock().unwrap_or_else(PoisonError::into_inner);
    match refusal.map_or_else(|| outcome.map(Ok), |refusal| Ok(Err(refusal)))? {
        Ok(None) => Err(Fault::NotFound),
        Ok(Some(to)) => {
            ctx.centre.work_waits.notify_one();
            // Whoever gave a sealed case away sees it no more.
            let (act, staff, there) = (Act::of(ctx), ctx.staff()?.clone(), to.clone());
            let still = ctx.centre.db.write(move |conn| find(conn, &act, &staff, &there)).await?;
            let path =
                if still.is_some() { format!("/office/petitions/{to}") } else { "/office/petitions".into() };
            Ok(ctx.go(&path))
        }
        Err(refusal) => {
            form.wrong(refusal.field().unwrap_or(field), refusal.key());
            show(ctx, id, &form).await
        }
    }
}

/// Keeps the bytes of files that came with a form that is right, for a case this person may see.
async fn take_files(ctx: &Ctx, id: &str, form: &mut Form, files: &[Given]) -> Result<Vec<Kept>, Fault> {
    let fits = typed::attachments(form, files);
    if !form.is_right() || fits.is_empty() {
        return Ok(Vec::new());
    }
    let (act, staff, asked) = (Act::of(ctx), ctx.staff()?.clone(), id.to_owned());
    let find = move |conn: &mut Conn| find(conn, &act, &staff, &asked);
    let case = ctx.centre.db.write(find).await?.ok_or(Fault::NotFound)?;
    typed::put_files(&Act::of(ctx), &case.id, case.confidential, fits).await
}

/// The oral record was read back or signed.
///
/// # Errors
/// As [`act`].
pub async fn confirmation(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response, Fault> {
    let (mut form, files) = typed::arrived(upload);
    let how = form.choice("how", |code| CONFIRMED.into_iter().find(|h| *h == code)).unwrap_or_default();
    let signature = form.text("signature").to_owned();
    // A signature on the screen is as good as one on paper if the other side could have asked for paper.
    let (is_signed_here, paper_offered) = (how == CONFIRMED[1], form.has("may_object"));
    if is_signed_here && !paper_offered {
        form.wrong("may_object", "petitions-wrong-may-object");
    }
    let subject = form.required("told_subject", Lengths::OFFICE.subject_max).replace(['\n', '\t'], " ");
    let body = form.required("told_body", Lengths::OFFICE.body_max);
    let objections = form.optional("objections", WHY_CHARS_MAX);
    let kept = take_files(&ctx, &id, &mut form, &files).await?;
    act(&ctx, &id, form, "how", move |conn, act, _, mut case| {
        let signature = case.told.signature(&signature, paper_offered).filter(|_| is_signed_here);
        if is_signed_here && signature.is_none() {
            return Ok(Err(Refusal::Unsigned));
        }
        typed::add_files(conn, act, &kept, case.confidential)?;
        acts::confirm_record(conn, act, &mut case, (how, signature), (&subject, &body), &objections)
    })
    .await
}

/// Somebody else works on it; without a handler the section decides.
///
/// # Errors
/// As [`act`].
pub async fn assignment(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let handler = form.text("handler").to_owned();
    let section = form.choice("section", |code| SECTIONS.iter().find(|s| **s == code).copied());
    let section = section.unwrap_or_default();
    let begin = form.has("begin");
    act(&ctx, &id, form, "handler", move |conn, act, _, mut case| {
        if !handler.is_empty() && !work::handles(conn, &handler)? {
            return Ok(Err(Refusal::NoHandler));
        }
        let assigned = acts::assign(conn, act, &mut case, section, &handler)?;
        match assigned {
            Ok(()) if begin => store::move_on(conn, act, &mut case, Event::Begin, ""),
            other => Ok(other),
        }
    })
    .await
}

/// What kind of case it is, who works along, whether it is secret.
///
/// # Errors
/// As [`act`].
pub async fn particulars(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let asked = id.clone();
    let read = move |conn: &mut Conn| Ok((store::list_topics(conn)?, store::find(conn, &asked)?));
    let (topics, case) = ctx.centre.db.read(read).await?;
    let nature = form.choice("nature", Nature::from_code);
    let grade = form.choice("grade", Grade::from_code);
    let topic = typed::topic_or(&mut form, &topics, &case.map(|case| case.topic).unwrap_or_default());
    let district = typed::district(&mut form, &ctx.centre);
    let joint: Vec<String> = form.texts("joint").map(str::to_owned).collect();
    if joint.iter().any(|section| !ALONG.contains(&section.as_str())) {
        form.wrong("joint", "form-choose");
    }
    let tone = Tone::from_code(form.text("tone"));
    let (secret, stamp) = (form.has("secret"), form.text("stamp").to_owned());
    act(&ctx, &id, form, "topic", move |conn, act, _, mut case| {
        let (Some(nature), Some(grade)) = (nature, grade) else { return Ok(Err(Refusal::Illegal)) };
        if stamp != case.stamp() {
            return Ok(Err(Refusal::Changed));
        }
        let before = case.clone();
        (case.nature, case.grade) = (nature, grade);
        case.topic.clone_from(&topic);
        case.district.clone_from(&district);
        case.tone = tone.filter(|_| case.kind == Kind::Opinion);
        case.joint = joint::text(joint.iter().map(String::as_str), &case.section);
        if secret || nature.is_confidential() {
            store::change_secrecy(conn, act, &mut case, true)?;
        }
        acts::change_particulars(conn, act, &before, &mut case)
    })
    .await
}

/// What the petitioner said afterwards, asked by telephone.
///
/// # Errors
/// As [`act`].
pub async fn answer(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let answer = answer::read(&mut form, ctx.now);
    act(&ctx, &id, form, "solved", move |conn, act, _, case| match &answer {
        Some(answer) => acts::answer(conn, act, &case, answer),
        None => Ok(Err(Refusal::Illegal)),
    })
    .await
}

/// It is secret no more.
///
/// # Errors
/// As [`act`].
pub async fn unsealing(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let why = form.required("unsealed", WHY_CHARS_MAX);
    act(&ctx, &id, form, "unsealed", move |conn, act, _, mut case| acts::unseal(conn, act, &mut case, &why))
        .await
}

/// An oral draft that is not to be registered.
///
/// # Errors
/// As [`act`].
pub async fn discarding(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let why = form.required("discarded", WHY_CHARS_MAX);
    act(&ctx, &id, form, "discarded", move |conn, act, _, mut case| acts::discard(conn, act, &mut case, &why))
        .await
}

/// How the petitioner is reached is corrected; what did not arrive goes again.
///
/// # Errors
/// As [`act`].
pub async fn contact(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let who = typed::who(&mut form);
    let way = typed::way(&mut form, &who);
    let again = form.has("again");
    act(&ctx, &id, form, "email", move |conn, act, _, mut case| {
        letters::change_contact(conn, act, &mut case, &who, way, again)
    })
    .await
}

/// A case on which work ended is kept, whatever its years.
///
/// # Errors
/// As [`act`].
pub async fn hold(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let why = form.required("held", WHY_CHARS_MAX);
    act(&ctx, &id, form, "held", move |conn, act, _, case| {
        let held = destruction::hold(conn, act, &case, &why)?;
        Ok(if held { Ok(()) } else { Err(Refusal::Illegal) })
    })
    .await
}

/// Somebody must not read it.
///
/// # Errors
/// As [`act`].
pub async fn exclusion(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let person = form.required("excluded", 100);
    act(&ctx, &id, form, "excluded", move |conn, act, _, mut case| match staff::is_active(conn, &person)? {
        true => acts::exclude(conn, act, &mut case, &person),
        false => Ok(Err(Refusal::Illegal)),
    })
    .await
}

/// A note among colleagues.
///
/// # Errors
/// As [`act`].
pub async fn note(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let text = form.required("note", TEXT_CHARS_MAX);
    act(&ctx, &id, form, "note", move |conn, act, _, case| {
        store::add_note(conn, act, &case, NoteKind::Internal, &text).map(Ok)
    })
    .await
}

/// The petitioner is asked for more.
///
/// # Errors
/// As [`act`].
pub async fn supplement(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    if form.has("take") {
        return canned::take(&ctx, &id, form, Writing::Supplement).await;
    }
    let text = form.required("supplement", TEXT_CHARS_MAX);
    if let Some(class) = asked_in(&text) {
        let class = ctx.words.say(class.name_key());
        form.wrong_with("supplement", "petitions-wrong-special", vec![("class", class.into())]);
    }
    act(&ctx, &id, form, "supplement", move |conn, act, _, mut case| {
        acts::ask_supplement(conn, act, &mut case, &text)
    })
    .await
}

/// More came by another way, or is waited for no longer.
///
/// # Errors
/// As [`act`].
pub async fn supplement_received(
    ctx: Ctx,
    Path(id): Path<String>,
    upload: Upload,
) -> Result<Response, Fault> {
    let (mut form, files) = typed::arrived(upload);
    let text = form.required("supplied", TEXT_CHARS_MAX);
    let kept = take_files(&ctx, &id, &mut form, &files).await?;
    act(&ctx, &id, form, "supplied", move |conn, act, _, mut case| {
        if !case.state.is_open() {
            return Ok(Err(Refusal::Illegal));
        }
        typed::add_files(conn, act, &kept, case.confidential)?;
        acts::supplement(conn, act, &mut case, NoteKind::Supplement, &text)
    })
    .await
}
