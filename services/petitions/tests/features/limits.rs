use foundation::db::{Conn, Sql};
use testing::{Fresh, both_engines};

use crate::{first, office, petition, typed};

/// Lets days go by, half a day at a time.
async fn days(centre: &Fresh, days: usize) {
    for _ in 0..2 * days {
        centre.pass(12 * 3600);
        centre.settle().await;
    }
}

async fn subjects(centre: &Fresh, to: &str) -> Vec<String> {
    centre.mails().await.into_iter().filter(|m| m.to == to).map(|m| m.subject).collect()
}

async fn email_of(centre: &Fresh, section: &str) -> String {
    let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
    people.into_iter().find(|p| p.section == section).unwrap().email
}

both_engines! {
    /// P9: where the handler has no account any more, somebody else is warned, and gets the lists.
    fn p9_warnings_reach_somebody(centre) using [petitions::service()] {
        office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let close = |conn: &mut Conn| conn.batch("update foundation_staff set state = 'closed' where section = 'promotion'");
        centre.centre.db.write(close).await.unwrap();
        let director = email_of(&centre, "direction").await;
        days(&centre, 12).await;
        let got = subjects(&centre, &director).await;
        let count = |part: &str| got.iter().filter(|s| s.contains(part)).count();
        assert!(count("過一半") == 1 && count("已逾期") == 1 && count("逾期案件") >= 2, "{got:?}");
    }

    /// P5, C1: no case is given to a closed account.
    fn c1_no_case_is_given_to_a_closed_account(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let id = office.handler_id.clone();
        let close = move |conn: &mut Conn| {
            conn.execute(Sql("update foundation_staff set state = 'closed' where id = $1"), foundation::params![id])
        };
        centre.centre.db.write(close).await.unwrap();
        petition(&centre, &mut centre.resident(), |f| f).await;
        first(&mut office.director).await.must_say("已登錄").must_say("尚未指定");
    }

    /// P9: the head of two sections gets the list of each; drafts that were not read back are in it.
    fn p9_each_section_has_its_list_and_drafts_are_in_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("topic", "service")).await;
        typed(&mut office.handler, "phone", |f| f).await.must_say("待朗讀確認");
        let director = email_of(&centre, "direction").await;
        days(&centre, 10).await;
        let mails: Vec<_> = centre.mails().await.into_iter().filter(|m| m.to == director).collect();
        let on = |day: &str| mails.iter().filter(|m| m.subject.contains("逾期案件 1 件") && m.created_at.date().to_string() == day).count();
        assert_eq!(on("2026-12-02"), 2, "one for each section");
        assert!(mails.iter().any(|m| m.subject.contains("待朗讀確認的口頭紀錄 1 件")));
        assert!(mails.iter().any(|m| m.subject.contains("逾期") && m.body.contains("還沒有朗讀確認")));
    }

    /// P9: the list of the week comes on its first office day, when Monday is a holiday too.
    fn p9_the_list_of_the_week_comes_after_a_holiday_too(centre) using [petitions::service()] {
        office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let off = |conn: &mut Conn| {
            foundation::calendar::add_closure(conn, "office", office::Date::constant(2026, 12, 7), "颱風", office::Instant::MIN, "system")
        };
        centre.centre.db.write(off).await.unwrap();
        let director = email_of(&centre, "direction").await;
        days(&centre, 16).await;
        let mails: Vec<_> = centre.mails().await.into_iter().filter(|m| m.to == director && m.subject.contains("逾期案件")).collect();
        let on = |day: &str| mails.iter().filter(|m| m.created_at.date().to_string() == day).count();
        assert_eq!((on("2026-12-07"), on("2026-12-08"), on("2026-12-09")), (0, 2, 1), "the daily one, and the one of the week");
    }
}
