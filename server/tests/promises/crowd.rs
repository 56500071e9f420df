//! R02: many more people than seats, all at once.

use std::collections::BTreeSet;

use foundation::db::Engine;

use crate::centre::{Centre, fresh_url, runtime};
use crate::client::Client;
use crate::on_both_engines;
use crate::parties::{Crowd, Told};
use crate::support::Serving;

const SEATS: i64 = 200;
const PARTIES: usize = 2000;

fn r02_two_thousand_parties_for_two_hundred_seats(engine: Engine) {
    let centre = Centre::new(engine, SEATS);
    let server = centre.serve();
    serve_crowd(&centre, &[server], PARTIES);
}

on_both_engines! {
    r02_two_thousand_parties_for_two_hundred_seats,
    r17_seats_given_back_in_the_crowd_go_to_the_line_and_are_never_sold_twice,
}

fn r17_seats_given_back_in_the_crowd_go_to_the_line_and_are_never_sold_twice(engine: Engine) {
    let centre = Centre::new(engine, SEATS);
    let server = centre.serve();
    let crowd = Crowd::calm(600, &[&server.address]);
    let given_back = runtime().block_on(async {
        let coming = tokio::spawn({
            let crowd = crowd.clone();
            async move { crowd.come().await }
        });
        let (mut client, mut given_back) = (Client::connect(&server.address).await.unwrap(), BTreeSet::new());
        while !coming.is_finished() || given_back.len() < 40 {
            let told = crowd.told();
            let seated = |told: &Told| told.status == "confirmed" && !given_back.contains(&told.reference);
            let Some((n, told)) = told.into_iter().find(|(_, told)| seated(told)) else {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                continue;
            };
            let path = format!("/api/v1/registrations/{}/seats/1?contact=0912{n:06}", told.reference);
            let answer = client.ask("DELETE", &path, &[], b"").await.unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text());
            given_back.insert(told.reference);
        }
        coming.await.unwrap();
        given_back.len()
    });
    centre.is_whole();
    let kept = centre.registrations();
    assert_eq!(kept.len(), 600);
    let sum = |status: &str| kept.iter().filter(|k| k.status == status).map(|k| k.size).sum::<i64>();
    let (confirmed, offered) = (sum("confirmed"), sum("offered"));
    let free = SEATS - confirmed - offered;
    assert!(free >= 0 && offered > 0, "{confirmed} sit, {offered} are held, {given_back} were given back");
    let waits = kept.iter().find(|k| k.status == "waitlisted" && k.size <= free);
    assert_eq!(waits, None, "somebody waits who fits");
}

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
