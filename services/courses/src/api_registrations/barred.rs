//! A party that may not come, as a problem for programs: who, which rule, and which courses take it.

use axum::http::StatusCode;
use foundation::fault::Fault;
use foundation::i18n::Lang;
use foundation::web::Ctx;
use serde_json::json;

use crate::desk::NewParty;
use crate::entry;
use crate::planned::Planned;
use crate::rules::entry::Barred;

/// Rules of the course are not met, or options are full; with the courses that take the party as it is.
pub(super) async fn fault(
    ctx: &Ctx,
    planned: &Planned,
    party: &NewParty,
    (barred, is_full): (&[Barred], bool),
) -> Result<Fault, Fault> {
    let words = ctx.words.in_lang(Lang::En);
    let line = |b: &Barred| {
        let detail = words.say_with(b.why.key(), &entry::args(&words, &b.why, &planned.questions));
        json!({ "member": b.person, "code": b.why.key(), "detail": detail })
    };
    let (code, said) = match is_full {
        true => ("option-full", "An option of the form is full."),
        false => ("not-eligible", "The party does not meet the rules of the course."),
    };
    let others = entry::others(&ctx.centre, &planned.course.id, &party.members, ctx.now).await?;
    let others: Vec<String> = others.iter().map(|o| format!("/courses/{}", o.slug)).collect();
    let more = json!({ "barred": barred.iter().map(line).collect::<Vec<_>>(), "others": others });
    Ok(Fault::Refused(StatusCode::CONFLICT, code, said.to_owned(), more))
}
