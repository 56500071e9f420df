//! R02: many more people than seats, all at once.

use foundation::db::Engine;

use crate::centre::{Centre, fresh_url, runtime};
use crate::on_both_engines;
use crate::parties::Crowd;
use crate::support::Serving;

const SEATS: i64 = 200;
const PARTIES: usize = 2000;

fn r02_two_thousand_parties_for_two_hundred_seats(engine: Engine) {
    let centre = Centre::new(engine, SEATS);
    let server = centre.serve();
    serve_crowd(&centre, &[server], PARTIES);
}

on_both_engines! { r02_two_thousand_parties_for_two_hundred_seats }

#[test]
fn r02_two_processes_over_one_store_give_no_seat_twice() {
    let centre = Centre::new(Engine::Postgres, SEATS);
    let servers = [centre.serve(), centre.serve()];
    serve_crowd(&centre, &servers, PARTIES);
}

#[test]
fn r02_holds_when_every_transaction_is_serializable() {
    let url = fresh_url("options=-c%20default_transaction_isolation%3Dserializable&");
    let centre = Centre::at(tempfile::tempdir().unwrap(), url, SEATS);
    let shown = centre.read(|conn| {
        let row = conn.first(foundation::db::Sql("show transaction_isolation"), &[])?;
        row.unwrap().get::<String>(0)
    });
    assert_eq!(shown, "serializable");
    let servers = [centre.serve(), centre.serve()];
    serve_crowd(&centre, &servers, 600);
}

fn serve_crowd(centre: &Centre, servers: &[Serving], parties: usize) {
    let addresses: Vec<&str> = servers.iter().map(|s| s.address.as_str()).collect();
    let crowd = Crowd::new(parties, &addresses);
    runtime().block_on(crowd.come());
    assert_eq!(crowd.unanswered(), 0, "nobody was sent away");
    crowd.is_served_fairly(centre, SEATS);
}
