//! Bytes of files are forgotten in one way in the whole house, and what waited for it before waits on.

use foundation::db::{Conn, Sql};
use foundation::{params, sealed};
use testing::{Fresh, both_engines};

/// The steps at which petitions forgot files by themselves.
const BEFORE: &[(&str, u32)] = &[("foundation", 16), ("petitions", 23), ("plan", 17)];

/// A file of a destroyed case that lies sealed, one of a case that is there, and the job that looked after both.
const ROWS: &str = "
    insert into petitions_forgetting (file_id, matter_id, due_at) values
        ('gone', 'case-1', '2026-11-23T01:00:00.000000Z'), ('there', 'case-2', '2026-11-23T01:00:00.000000Z');
    insert into foundation_record_key (place, wrapped, made_at)
        values ('foundation_file/gone/bytes', '', '2026-11-23T01:00:00.000000Z');
    insert into foundation_file (id, name, kind, size_bytes, sha256, matter, matter_id, created_at, created_by) values
        ('there', '1.pdf', 'application/pdf', 5, '', 'petitions_case', 'case-2', '2026-11-23T01:00:00.000000Z', 'a');
    insert into foundation_job (id, kind, unique_key, payload, run_at, attempts, state, created_at) values
        ('1', 'petitions.forget', 'every:petitions.forget', '', '2026-11-23T01:00:00.000000Z', 0, 'waiting',
        '2026-11-23T01:00:00.000000Z');
    insert into petitions_destruction (id, over_on, stage, made_by, made_at, agency, letter, approved_on, recorded_by)
        values ('list', '2026-11-01', 'approved', 'a', '2026-11-01T00:00:00.000000Z', 'x', '1', '2026-11-02', 'a');
    insert into petitions_destruction_case
        (case_id, list_id, reference, kind, topic, section, received_on, closed_at, years, files, destroyed_at) values
        ('case-1', 'list', 'P-1', 'petition', '', '', '2020-01-01', '2020-02-01T00:00:00.000000Z', 5, 1,
        '2026-11-23T01:00:00.000000Z')";

async fn count(centre: &Fresh, text: &'static str, value: &'static str) -> i64 {
    let read = move |conn: &mut Conn| conn.first(Sql(text), params![value])?.unwrap().get(0);
    centre.centre.db.read(read).await.unwrap()
}

both_engines! {
    fn what_waited_before_is_forgotten(centre) using [] {
        let engine = centre.address.engine();
        let centre = Fresh::open_grown(engine, vec![petitions::service(), plan::service()], BEFORE, ROWS).await;
        for id in ["gone", "there"] {
            centre.centre.files.put(id, "bytes".into()).await.unwrap();
        }
        let waiting = "select count(*) from foundation_forgetting where matter_id = $1";
        assert_eq!(count(&centre, waiting, "case-1").await, 1);
        assert_eq!(
            count(&centre, "select count(*) from foundation_file where id = $1", "there").await,
            1,
            "it stays"
        );
        let carried_out = "select count(*) from petitions_destruction where stage = 'destroyed' and id = $1";
        petitions::work::destruction::destroy(&centre.centre).await.unwrap();
        assert_eq!(count(&centre, carried_out, "list").await, 0, "bytes are left");
        foundation::jobs::schedule(&centre.centre).await.unwrap();
        for _ in 0..3 {
            centre.settle().await;
            centre.pass(60);
        }
        assert_eq!(centre.centre.files.get("gone").await.unwrap(), None);
        assert!(centre.centre.files.get("there").await.unwrap().is_some());
        assert_eq!(count(&centre, carried_out, "list").await, 1);
        let key = "select count(*) from foundation_record_key where place = $1";
        assert_eq!(count(&centre, key, "foundation_file/gone/bytes").await, 0);
        assert_eq!(count(&centre, "select count(*) from foundation_job where state = $1", "dead").await, 0);
    }

    /// Bytes that got no row go with their key; what has its row stays, and nothing waits for it.
    fn bytes_without_a_row_go_with_their_key(centre) using [] {
        let (inside, now) = (centre.centre.clone(), centre.centre.clock.now());
        let add = move |conn: &mut Conn| {
            let ids = ["lost".to_owned(), "there".to_owned()];
            foundation::forgetting::later(conn, "case-1", &ids, now.plus_seconds(60))?;
            for id in &ids {
                let place = foundation::files::place(id);
                sealed::seal_bytes(conn, &inside.keys, &inside.chance, &place, b"bytes", now)?;
            }
            conn.batch(
                "insert into foundation_file
                 (id, name, kind, size_bytes, sha256, matter, matter_id, created_at, created_by)
                 values ('there', '1.pdf', 'application/pdf', 5, '', 'petitions_case', 'case-1', '2026-11-23T01:00:00.000000Z', 'a')",
            )?;
            // That it is to go sooner does not make it go while somebody may be keeping it still.
            foundation::forgetting::later(conn, "case-1", &ids, now)
        };
        centre.centre.db.write(add).await.unwrap();
        for id in ["lost", "there"] {
            centre.centre.files.put(id, "bytes".into()).await.unwrap();
        }
        let mut left = Vec::new();
        for _ in 0..2 {
            foundation::forgetting::forget(centre.centre.clone()).await.unwrap();
            for id in ["lost", "there"] {
                left.push(centre.centre.files.get(id).await.unwrap().is_some());
            }
            centre.pass(60);
        }
        assert_eq!(left, [true, true, false, true]);
        let keys = "select count(*) from foundation_record_key where place like $1";
        assert_eq!(count(&centre, keys, "foundation_file/%").await, 1);
        assert_eq!(
            count(&centre, "select count(*) from foundation_forgetting where matter_id = $1", "case-1").await,
            0
        );
    }
}
