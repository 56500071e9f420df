//! Checklists inside a case: those of its topic and nature, ticked one by one, and the other ways of law.

use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;

use super::{acts, letters};
use crate::model::{Case, Check, Done, LetterKind, Purpose, Refusal, Remedy, Template};
use crate::rules::checklist;
use crate::store::{self, Act};

/// The checklist of a purpose until a centre arranges its own; there is none for every case.
fn usual(act: &Act, purpose: Purpose) -> Option<Template> {
    let words = act.centre.words(Lang::BASE);
    let said = |what: &str| words.say(&format!("petitions-usual-{}-{what}", purpose.code()));
    (purpose != Purpose::Usual).then(|| Template {
        id: purpose.code().to_owned(),
        title: said("title"),
        purpose,
        topic: String::new(),
        nature: None,
        closed: false,
        items: checklist::items(&said("items")).unwrap_or_default(),
    })
}

/// The case gets the checklists that fit it and that it has not yet.
///
/// # Errors
/// Any database error.
pub fn add_fitting(conn: &mut Conn, act: &Act, case: &Case, purpose: Purpose) -> DbResult<()> {
    let mut templates = store::list_templates(conn)?;
    if !templates.iter().any(|template| template.purpose == purpose) {
        templates.extend(usual(act, purpose));
    }
    for template in templates {
        if checklist::fits(&template, purpose, &case.topic, case.nature) {
            store::add_checks(conn, act, case, &template)?;
        }
    }
    Ok(())
}

/// The case gets a checklist that was chosen.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, act: &Act, case: &Case, template: &str) -> Done<()> {
    let found = store::list_templates(conn)?.into_iter().find(|t| t.id == template && !t.closed);
    let Some(template) = found.filter(|_| case.state.is_open()) else { return Ok(Err(Refusal::Illegal)) };
    store::add_checks(conn, act, case, &template)?;
    store::save(conn, act, case, case, "checklist_added", &template.title)?;
    Ok(Ok(()))
}

/// A checklist that does not fit after all goes, while nothing of it was done.
///
/// # Errors
/// Any database error.
pub fn drop(conn: &mut Conn, act: &Act, case: &Case, template: &str) -> Done<()> {
    let title = store::list_checks(conn, &case.id)?.into_iter().find(|check| check.template_id == template);
    let Some(check) = title.filter(|_| case.state.is_open()) else { return Ok(Err(Refusal::Illegal)) };
    if !store::drop_checks(conn, &case.id, template)? {
        return Ok(Err(Refusal::Changed));
    }
    store::save(conn, act, case, case, "checklist_dropped", &check.title)?;
    Ok(Ok(()))
}

/// What is to be done in a case and in those that go on in it.
fn checks(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<Vec<(String, Check)>> {
    let mut ids = vec![case.id.clone()];
    ids.extend(acts::shown_with(conn, act, case)?.into_iter().map(|merged| merged.id));
    let mut all = Vec::new();
    for id in ids {
        all.extend(store::list_checks(conn, &id)?.into_iter().map(|check| (id.clone(), check)));
    }
    Ok(all)
}

/// One thing was done, or was not after all, of this case or of one that goes on in it.
///
/// # Errors
/// Any database error.
pub fn tick(conn: &mut Conn, act: &Act, case: &Case, id: &str, done: bool) -> Done<()> {
    let found = checks(conn, act, case)?.into_iter().find(|(_, check)| check.id == id);
    let Some((of, check)) = found.filter(|_| case.state.is_open()) else { return Ok(Err(Refusal::Illegal)) };
    if !store::tick(conn, act, &of, id, done)? {
        return Ok(Err(Refusal::Changed));
    }
    store::save(conn, act, case, case, if done { "ticked" } else { "unticked" }, &check.text)?;
    Ok(Ok(()))
}

/// Whether something required is not done yet, in a case or in one that goes on in it.
///
/// # Errors
/// Any database error.
pub fn is_unfinished(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<bool> {
    Ok(checklist::unfinished(checks(conn, act, case)?.iter().map(|(_, check)| check)) > 0)
}

/// The petitioner is told of another way of law (行政程序法 §172), and the case gets the checklist of it.
///
/// # Errors
/// Any database error.
pub fn tell_remedy(conn: &mut Conn, act: &Act, case: &mut Case, kind: Remedy, own: &str) -> Done<()> {
    if !case.state.is_open() {
        return Ok(Err(Refusal::Illegal));
    }
    if !case.told.has_contact() {
        return Ok(Err(Refusal::NoContact));
    }
    if !store::add_remedy(conn, act, &case.id, kind)? {
        return Ok(Err(Refusal::Known));
    }
    add_fitting(conn, act, case, kind.purpose())?;
    let words = act.centre.words(case.lang());
    let said = words.say(&format!("petitions-remedy-text-{}", kind.code()));
    letters::write(conn, act, case, LetterKind::Remedy, &format!("{said}\n\n{own}"))?;
    store::save(conn, act, case, case, "remedy_told", kind.code())?;
    Ok(Ok(()))
}
