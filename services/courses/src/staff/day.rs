//! The day itself in the office: today's sessions, the door of each, and what is done before and
//! after (head-count, sign-in sheet, door links, attendance, corrections).

pub mod attendance;
pub mod clashes;
pub mod correction;
pub mod devices;
pub mod doors;
pub mod head_count;
pub mod held;
pub mod period;
pub mod sheet;
pub mod today;

use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::service::Routes;
use foundation::web::Ctx;

use crate::day::{Post, board, code, walk_in};
use crate::rights::{DOOR, EXPORT, SEE, SERVE};

/// The addresses of the day.
pub fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/day", DOOR, get(today::get))
        .office("/office/courses/{id}/sessions/{number}/day", DOOR, get(show))
        .office("/office/courses/{id}/sessions/{number}/day/search", DOOR, get(back).post(search))
        .office("/office/courses/{id}/sessions/{number}/day/marks", DOOR, get(back).post(marks))
        .office("/office/courses/{id}/sessions/{number}/day/code", DOOR, get(back).post(look_up))
        .office("/office/courses/{id}/sessions/{number}/day/walk-in", DOOR, get(ask_in).post(take_in))
        .office("/office/courses/{id}/sessions/{number}/day/list", DOOR, get(back).post(list))
        .office(
            "/office/courses/{id}/sessions/{number}/clashes",
            SERVE,
            get(clashes::get).post(clashes::post),
        )
        .office(
            "/office/courses/{id}/sessions/{number}/clashes/{act}",
            SERVE,
            get(held::get).post(held::post),
        )
        .office("/office/courses/{id}/sessions/{number}/day/seating", SERVE, get(back).post(seat))
        .office(
            "/office/courses/{id}/sessions/{number}/head-count",
            DOOR,
            get(head_count::get).post(head_count::post),
        )
        .office("/office/courses/{id}/sessions/{number}/sheet", EXPORT, get(sheet::get))
        .office(
            "/office/courses/{id}/sessions/{number}/attendance/{seat}",
            SERVE,
            get(correction::get).post(correction::post),
        )
        .office("/office/courses/{id}/doors", SERVE, get(doors::get).post(doors::post))
        .office("/office/courses/{id}/doors/end", SERVE, post(doors::end))
        .office("/office/courses/{id}/attendance", SEE, get(attendance::get).post(attendance::post))
        .office("/office/courses/{id}/devices/end", SERVE, post(devices::end))
        .office("/office/courses/attendance", SEE, get(period::get))
}

/// Course and number of a session, as they stand in the address.
type At = Path<(String, String)>;

async fn show(ctx: Ctx, Path((id, number)): At) -> Result<Response, Fault> {
    board::show(&ctx, &Post::office(&ctx, &id, &number).await?).await
}

async fn back(ctx: Ctx, Path((id, number)): At) -> Result<Response, Fault> {
    Ok(ctx.go(&Post::office(&ctx, &id, &number).await?.base))
}

async fn search(ctx: Ctx, Path((id, number)): At, form: Form) -> Result<Response, Fault> {
    board::search(&ctx, &Post::office(&ctx, &id, &number).await?, &form).await
}

async fn marks(ctx: Ctx, Path((id, number)): At, form: Form) -> Result<Response, Fault> {
    board::marks(&ctx, Post::office(&ctx, &id, &number).await?, &form).await
}

async fn look_up(ctx: Ctx, Path((id, number)): At, form: Form) -> Result<Response, Fault> {
    code::look_up(&ctx, &Post::office(&ctx, &id, &number).await?, &form).await
}

async fn ask_in(ctx: Ctx, Path((id, number)): At) -> Result<Response, Fault> {
    walk_in::show(&ctx, &Post::office(&ctx, &id, &number).await?).await
}

async fn take_in(ctx: Ctx, Path((id, number)): At, form: Form) -> Result<Response, Fault> {
    walk_in::take(&ctx, Post::office(&ctx, &id, &number).await?, form).await
}

async fn list(ctx: Ctx, Path((id, number)): At) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let label = ctx.staff()?.name.clone();
    crate::day::list::take(&ctx, post, label, None).await
}

async fn seat(ctx: Ctx, Path((id, number)): At, form: Form) -> Result<Response, Fault> {
    code::seat(&ctx, &Post::office(&ctx, &id, &number).await?, form).await
}
