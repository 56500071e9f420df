//! Tries that are made at once.

use foundation::attempts;
use testing::{both_engines, tokio};

both_engines! {
    fn many_tries_at_once_gain_nothing(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        let subjects = vec!["progress:A".to_owned(), "progress@192.0.2.7".to_owned()];
        let tries: Vec<_> = (0..60).map(|n| {
            let db = centre.centre.db.clone();
            let mut subjects = subjects.clone();
            if n % 2 == 0 {
                subjects.reverse();
            }
            tokio::spawn(async move { db.write(move |conn| attempts::take(conn, &subjects, now)).await })
        }).collect();
        let mut taken = 0;
        for one in tries {
            taken += usize::from(one.await.unwrap().unwrap().is_none());
        }
        assert_eq!(taken, attempts::FAILURES_MAX);
        let db = &centre.centre.db;
        let since = now.plus_seconds(-60);
        let tries: Vec<_> = (0..60).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                db.write(move |conn| attempts::take_up_to(conn, "links", since, 3, now)).await
            })
        }).collect();
        let mut taken = 0;
        for one in tries {
            taken += usize::from(one.await.unwrap().unwrap());
        }
        assert_eq!(taken, 3);
    }
}
