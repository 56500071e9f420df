//! The process is killed in the middle of it, or its visitors go away.

use std::time::{Duration, Instant};

use foundation::db::{Engine, Sql};

use crate::centre::{Centre, runtime};
use crate::client::{Client, once};
use crate::on_both_engines;
use crate::parties::{Crowd, Party, told};
use crate::support::until;

const SEATS: i64 = 200;
const PARTIES: usize = 1200;

fn after_kill_9_every_answer_given_still_holds(engine: Engine) {
    let centre = Centre::new(engine, SEATS);
    let mut server = centre.serve();
    let crowd = Crowd::new(PARTIES, &[&server.address]);
    let runtime = runtime();
    let coming = runtime.spawn({
        let crowd = crowd.clone();
        async move { crowd.come().await }
    });
    for answered in [PARTIES / 4, PARTIES / 2] {
        until("it is in the middle", || crowd.told().len() >= answered || coming.is_finished());
        assert!(!coming.is_finished(), "it was killed in the middle");
        drop(server); // kill -9
        crowd.move_to(&[]);
        every_answer_holds(&centre, &crowd);
        server = centre.serve();
        crowd.move_to(&[&server.address]);
    }
    runtime.block_on(coming).unwrap();
    assert!(crowd.unanswered() > 0, "somebody saw the end of it");
    crowd.is_served_fairly(&centre, SEATS);
    jobs_go_on(&centre);
    let mails = "select count(*) from foundation_mail m join courses_registration r on r.id = m.matter_id \
                 where m.matter = 'courses_registration' and m.state = 'sent'";
    until("everybody has mail", || centre.count(mails) >= i64::try_from(PARTIES).unwrap());
    let twice = "select count(*) from (select matter_id from foundation_mail group by matter_id \
                 having count(*) > 1) twice";
    assert_eq!((centre.count(mails), centre.count(twice)), (i64::try_from(PARTIES).unwrap(), 0));
}

on_both_engines! {
    after_kill_9_every_answer_given_still_holds,
    who_goes_away_before_the_answer_finds_it_later,
}

#[track_caller]
fn every_answer_holds(centre: &Centre, crowd: &Crowd) {
    let told = crowd.told();
    centre.is_whole();
    let kept = centre.registrations();
    for (n, told) in told {
        let kept = kept.iter().find(|k| k.key == crowd.party(n).key);
        let kept = kept.unwrap_or_else(|| panic!("{} was acknowledged and is gone", told.reference));
        assert_eq!((&kept.reference, &kept.status), (&told.reference, &told.status));
    }
}

/// What the killed processes were doing is done by the next. Where several processes may share a
/// store, the next one waits until the time of the first is up: here it is set forward.
pub fn jobs_go_on(centre: &Centre) {
    let overdue = "update foundation_job set leased_until = '2000-01-01T00:00:00.000000Z' \
                   where state = 'running'";
    if centre.db.address().engine() == Engine::Postgres {
        centre.db.write_blocking(move |conn| conn.execute(Sql(overdue), &[])).unwrap();
    }
    let open = "select count(*) from foundation_job where kind = 'courses.write'";
    until("no job is left over", || centre.count(open) == 0);
}

fn who_goes_away_before_the_answer_finds_it_later(engine: Engine) {
    let centre = Centre::new(engine, 50);
    let server = centre.serve();
    runtime().block_on(async {
        for n in 0..60 {
            let party = Party::new(n);
            let mut client = Client::connect(&server.address).await.unwrap();
            let bytes = party.request(&client);
            // Some send all and go; some go in the middle of a word.
            let sent = if n % 3 == 0 { bytes.len() - 40 } else { bytes.len() };
            client.send_raw(&bytes[..sent]).await.unwrap();
        }
        let settled = Instant::now() + Duration::from_millis(1500);
        while Instant::now() < settled {
            centre.is_whole();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let before = centre.registrations();
        assert!(before.iter().all(|k| k.key.rsplit('-').next().unwrap().parse::<usize>().unwrap() % 3 != 0));
        for n in 0..60 {
            let party = Party::new(n);
            let mut client = Client::connect(&server.address).await.unwrap();
            let told = told(&party.ask(&mut client).await.unwrap(), &party);
            let known = before.iter().find(|k| k.key == party.key);
            assert!(known.is_none_or(|k| k.reference == told.reference), "{told:?}");
        }
        assert_eq!(once(&server.address, "GET", "/readyz", &[], b"").await.status, 200);
    });
    assert_eq!(centre.registrations().len(), 60);
    centre.is_whole();
}
