//! The job `residents.breach-watch`: whoever answers for a breach is written to before a clock runs out, and when it
//! has.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::jobs::{JobError, JobKind};
use foundation::mail::{self, NewMail};
use foundation::staff::{self, Colleague, Role};
use office::instant::Instant;

use crate::breach::{Breach, State, warnings};
use crate::store::{self, Act, BREACH};

/// The job.
pub const WATCH: JobKind = JobKind {
    name: "residents.breach-watch",
    run: |centre, _| Box::pin(watch(centre)),
    every_seconds: Some(300),
};

async fn watch(centre: Arc<Centre>) -> Result<(), JobError> {
    for Breach { id, .. } in centre.db.read(store::list_open_breaches).await? {
        let inner = centre.clone();
        let body = move |conn: &mut Conn| {
            let act = Act::of_system(&inner);
            // Letters leave after the act that wrote them.
            store::settle_breach(conn, &act, &id)?;
            let open = store::find_breach(conn, &id)?.filter(|breach| breach.state != State::Closed);
            open.map_or(Ok(()), |breach| warn(conn, &inner, &act, &breach))
        };
        centre.db.write(body).await?;
    }
    Ok(())
}

/// The clocks of a breach that run: which, and until when.
fn clocks(breach: &Breach) -> impl Iterator<Item = (&'static str, Instant)> {
    let authority = breach.authority_due_at().filter(|_| breach.authority_told_at.is_none());
    let incident = breach.incident_due_at().filter(|_| breach.incident_told_at.is_none());
    authority.map(|due| ("authority", due)).into_iter().chain(incident.map(|due| ("incident", due)))
}

fn warn(conn: &mut Conn, centre: &Centre, act: &Act, breach: &Breach) -> DbResult<()> {
    for (clock, due_at) in clocks(breach) {
        for (what, since) in warnings(breach.known_at, due_at, act.now) {
            for person in in_charge(conn, clock)? {
                let letter = letter(centre, breach, clock, what, due_at, &person);
                // The key makes it one letter, however often the clock is looked at; none went before the report.
                mail::add_due(conn, &[act.id()], act.now, since.max(breach.created_at), &[letter])?;
            }
        }
    }
    Ok(())
}

/// The director, and of an incident whoever runs the system.
fn in_charge(conn: &mut Conn, clock: &str) -> DbResult<Vec<Colleague>> {
    let is_told = |person: &Colleague| {
        person.roles.contains(&Role::Director)
            || (clock == "incident" && person.roles.contains(&Role::Operator))
    };
    Ok(staff::list_active(conn)?.into_iter().filter(is_told).collect())
}

fn letter(
    centre: &Centre,
    breach: &Breach,
    clock: &str,
    what: &str,
    due_at: Instant,
    person: &Colleague,
) -> NewMail {
    let words = centre.words(Lang::BASE);
    let path = words.path(&format!("/office/residents/breaches/{}", breach.id));
    let args = [
        ("number", breach.number.as_str().into()),
        ("due", words.date_time(due_at.taipei()).into()),
        ("address", format!("{}{path}", centre.base_url).into()),
        ("centre", centre.name.as_str().into()),
    ];
    NewMail {
        unique_key: Some(format!("residents:breach-{clock}:{what}:{}:{}", breach.id, person.id)),
        to: person.email.clone(),
        subject: words.say_with(&format!("breach-warning-{clock}-{what}"), &args),
        body: words.say_with("breach-warning", &args),
        calendar: None,
        matter: BREACH,
        matter_id: breach.id.clone(),
        section: String::new(),
    }
}
