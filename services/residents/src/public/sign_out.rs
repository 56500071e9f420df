//! `/residents/sign-out`: ends the session here, or on every device.

use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::residents::{self, COOKIE, MATTER};
use foundation::trail::Entry;
use foundation::web::{Ctx, with_cookie};

use crate::door;
use crate::store::Act;

/// Signs out.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, form: Form) -> Result<Response, Fault> {
    let everywhere = form.has("everywhere");
    if let (Some(token), Some(resident)) = (ctx.resident_token.clone(), residents::of(&ctx).await?) {
        let act = Act::of(&ctx);
        let end = move |conn: &mut Conn| {
            if everywhere {
                residents::end_sessions(conn, &resident.id)?;
            }
            residents::end_session(conn, &token)?;
            let verb = if everywhere { "signed-out-everywhere" } else { "signed-out" };
            act.note(conn, Entry::new(MATTER, &resident.id, verb))
        };
        ctx.centre.db.write(end).await?;
    }
    Ok(with_cookie(&ctx.centre, ctx.go(&format!("{}?done=out", door::HOME)), COOKIE, None))
}
