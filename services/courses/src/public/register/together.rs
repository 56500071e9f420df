//! Who comes together: somebody registered already, another course at the same hour (R32), and other
//! courses for whom this one does not fit (R28).

use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::i18n::Arg;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::Desired;
use super::draft::{Draft, Step, prefix};
use crate::entry;
use crate::store;
use crate::store::people::Elsewhere;

/// Looks for each person in this course and, at the same hour, in others: who is here already goes
/// back to the people; a clash is only told, for one may know better.
///
/// # Errors
/// When the store cannot answer.
pub(super) async fn look(ctx: &Ctx, desired: &Desired, draft: &mut Draft) -> Result<(Step, Markup), Fault> {
    let members = draft.party(desired, ctx.now).members;
    let (id, keys) = (desired.shown.course.id.clone(), members.iter().map(|m| m.person_key.clone()));
    let keys: Vec<String> = keys.collect();
    let read = move |conn: &mut Conn| store::people::list_elsewhere(conn, &id, &keys);
    let found = ctx.centre.db.read(read).await?;
    let (here, there): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|e| e.course_id == desired.shown.course.id);
    for (place, member) in members.iter().enumerate() {
        if here.iter().any(|e| e.name == member.name) {
            draft.form.wrong(format!("{}name", prefix(place)), "entry-already");
        }
    }
    if !here.is_empty() && draft.form.is_right() {
        draft.form.wrong("", "entry-already");
    }
    let step = if here.is_empty() { Step::Check } else { Step::People };
    Ok((step, clash(ctx, desired, &there)))
}

/// That somebody is elsewhere at that hour. Where is told only to whom that registration belongs: a
/// name and a telephone number are no proof of being somebody.
fn clash(ctx: &Ctx, desired: &Desired, there: &[Elsewhere]) -> Markup {
    if there.is_empty() {
        return html! {};
    }
    let words = &ctx.words;
    let mut names: Vec<&str> = there.iter().map(|e| e.name.as_str()).collect();
    names.dedup();
    let names = words.list(&names);
    let own = desired.resident.as_ref().map(|r| r.email.as_str()).unwrap_or_default();
    let own = there.iter().filter(|e| !own.is_empty() && e.email.eq_ignore_ascii_case(own));
    let said = |e: &Elsewhere| {
        let args = [("name", Arg::from(e.name.as_str())), ("title", Arg::from(e.title.as_str()))];
        words.say_with("entry-clash-course", &args)
    };
    let own: Vec<String> = own.map(said).collect();
    parts::notice(
        Tone::Wait,
        &words.say("entry-clash-title"),
        html! {
            p { (words.say_with("entry-clash-text", &[("names", names.into())])) }
            @if !own.is_empty() { ul { @for line in &own { li { (line) } } } }
        },
    )
}

/// Other courses for a party that this one does not fit; nothing when it does.
///
/// # Errors
/// When the store cannot answer.
pub(super) async fn others(ctx: &Ctx, desired: &Desired, draft: &mut Draft) -> Result<Markup, Fault> {
    if !draft.form.mistakes().iter().any(|m| m.key.starts_with("entry-")) {
        return Ok(html! {});
    }
    let mistakes = draft.form.clone();
    let members = draft.party(desired, ctx.now).members;
    draft.form = mistakes;
    let others = entry::others(&ctx.centre, &desired.shown.course.id, &members, ctx.now).await?;
    Ok(entry::draw_others(ctx, &others))
}
