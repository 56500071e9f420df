//! What the centre itself has to lend, and which of the coming sessions have it.

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use office::instant::Instant;

use super::Announced;
use crate::model::{Resource, ResourceKind};
use crate::rules::plan::Span;
use crate::store::resource;

/// The classroom of the house, and the projector in it.
pub fn own(centre: &Centre, now: Instant) -> Vec<Resource> {
    [
        (ResourceKind::Room, "本中心第一教室", "可坐 40 人；有感應線圈，助聽器可直接收聽。"),
        (ResourceKind::Equipment, "投影機", "櫃檯借用，附 HDMI 與 USB-C 轉接頭。"),
    ]
    .map(|(kind, name, note)| Resource {
        id: centre.chance.id(now).into_string(),
        kind,
        name: name.into(),
        note: note.into(),
        active: true,
    })
    .into()
}

/// Books them for the sessions held in the house, as long as they are free.
///
/// # Errors
/// Any database error.
pub fn book(conn: &mut Conn, resources: &[Resource], all: &[Announced]) -> DbResult<()> {
    for one in resources {
        resource::add(conn, one)?;
    }
    let ids: Vec<String> = resources.iter().map(|one| one.id.clone()).collect();
    let here = all.iter().filter(|a| a.text.venue == 0 && !a.course.online);
    for session in here.flat_map(|a| &a.sessions) {
        let span = Span { starts_at: session.starts_at, ends_at: session.ends_at };
        if resource::list_booked(conn, &ids, span, &session.id)?.is_empty() {
            resource::book(conn, &session.id, span, &ids)?;
        }
    }
    Ok(())
}
