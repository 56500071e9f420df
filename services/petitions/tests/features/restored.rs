//! What time alone has said may have gone out before a store was put back from a backup: a person decides.

use foundation::db::{Conn, Sql};
use foundation::{backup, params};
use testing::{Filled, Fresh, Role, Visitor, both_engines};

use crate::{Office, approve, draft, first, office, petition, send, typed};

const DAY: i64 = 24 * 3600;

/// The store is put back now, from a backup made before all that time was to say since.
async fn put_back(centre: &Fresh) {
    let (now, id) = (centre.centre.clock.now(), centre.centre.chance.id(centre.centre.clock.now()));
    let note = move |conn: &mut Conn| backup::note_restored(conn, &id, now, ("test", "2026-11-23T02:00:00Z"));
    centre.centre.db.write(note).await.unwrap();
}

/// Half an hour goes by, and what is due is done.
async fn come_round(centre: &Fresh) {
    centre.pass(1800);
    centre.settle().await;
}

/// The days and states of the messages whose subject has this part.
async fn states(centre: &Fresh, part: &str) -> Vec<String> {
    let mails = centre.mails().await.into_iter().filter(|mail| mail.subject.contains(part));
    mails.map(|mail| format!("{} {}", mail.created_at.date(), mail.state)).collect()
}

/// A case of this petitioner that was answered by e-mail.
async fn answered(centre: &Fresh, office: &mut Office, mei: &mut Visitor, secret: bool) {
    petition(centre, mei, |f| if secret { f.tick("secret", "yes") } else { f }).await;
    draft(&mut office.handler, "會增加。").await.must_be(200);
    approve(&mut office.director).await;
    centre.settle().await;
    centre.pass(60);
    centre.settle().await;
}

both_engines! {
    /// P9: warnings and lists of before wait; those of later go out.
    fn p9_warnings_and_lists_of_before_a_restore_wait_for_a_person(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = office.director.open("/office/petitions/arrangement").await;
        let head = page.form("#head-of-promotion").fill("head", &office.handler_id);
        office.director.send(head).await.must_be(200);
        centre.settle().await;
        // Put back on the Friday, when the earlier end had been warned of.
        centre.pass(4 * DAY);
        put_back(&centre).await;
        come_round(&centre).await;
        assert_eq!(states(&centre, "較早的算法").await, ["2026-11-27 unsure"]);
        for _ in 0..5 {
            centre.pass(DAY);
            centre.settle().await;
        }
        assert_eq!(states(&centre, "已逾期").await, ["2026-12-02 sent"]);
        assert_eq!(states(&centre, "逾期案件").await, ["2026-12-02 sent"]);
        // Put back in the morning, and the next day when the list had been sent already.
        centre.pass(DAY - 4 * 3600);
        put_back(&centre).await;
        centre.pass(4 * 3600);
        centre.settle().await;
        centre.pass(DAY);
        put_back(&centre).await;
        come_round(&centre).await;
        let lists = states(&centre, "逾期案件").await;
        assert_eq!(lists, ["2026-12-02 sent", "2026-12-03 sent", "2026-12-04 unsure"]);
        centre.pass(3 * DAY);
        centre.settle().await;
        assert_eq!(states(&centre, "逾期案件").await.iter().filter(|list| *list == "2026-12-07 sent").count(), 2, "for the day and the week");
    }

    /// P9: what was to be said for the first time when the office was closed, said nobody before the restore.
    fn p9_nothing_was_said_at_a_weekend(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.handler.open(crate::reports::NOVEMBER).await;
        let report = send(&mut office.handler, &page, "#freeze", &[("title", "第一份")]).await;
        let fields = [("what", "把退費規定寫在報名頁"), ("handler", office.handler_id.as_str()), ("due_on", "2026-12-04")];
        send(&mut office.handler, &report, "#improvement", &fields).await.must_be(200);
        centre.pass(3 * DAY);
        let page = petition(&centre, &mut centre.resident(), |f| f).await;
        page.must_say("12月4日");
        centre.pass(10 * DAY);
        assert_eq!(centre.centre.clock.now().date().to_string(), "2026-12-06", "the Sunday after its last day");
        put_back(&centre).await;
        centre.pass(DAY);
        centre.settle().await;
        assert_eq!(states(&centre, "已逾期").await, ["2026-12-07 sent"]);
        assert_eq!(states(&centre, "改善提案已過期限").await, ["2026-12-07 sent"]);
    }

    /// P9: of what was taken down only after the restore, or is due earlier since, nobody was told before.
    fn p9_what_is_entered_after_a_restore_is_told_of(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let path = first(&mut office.handler).await.path;
        centre.settle().await;
        centre.pass(4 * DAY);
        put_back(&centre).await;
        come_round(&centre).await;
        assert_eq!(states(&centre, "已逾期").await, Vec::<String>::new());
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let page = handler.open(&path).await;
        send(&mut handler, &page, "#particulars", &[("grade", "simple")]).await.must_be(200);
        let early = |f: Filled| f.fill("received", "2026-11-16T09:30");
        typed(&mut handler, "letter", early).await.must_be(200);
        come_round(&centre).await;
        assert_eq!(states(&centre, "已逾期").await, ["2026-11-27 sent", "2026-11-27 sent"]);
    }

    /// P15: of what was late before it may be known.
    fn p15_who_was_late_before_a_restore_is_told_by_a_person(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.handler.open(crate::reports::NOVEMBER).await;
        let report = send(&mut office.handler, &page, "#freeze", &[("title", "第一份")]).await;
        for day in ["2026-11-24", "2026-11-26"] {
            let fields = [("what", "把退費規定寫在報名頁"), ("handler", office.handler_id.as_str()), ("due_on", day)];
            send(&mut office.handler, &report, "#improvement", &fields).await.must_be(200);
        }
        centre.pass(3 * DAY);
        put_back(&centre).await;
        come_round(&centre).await;
        centre.pass(DAY);
        centre.settle().await;
        assert_eq!(states(&centre, "改善提案已過期限").await, ["2026-11-26 unsure", "2026-11-27 sent"]);
    }

    /// C16, P12: whether it is solved is asked once; of a secret case nobody reads that either.
    fn c16_the_question_of_before_a_restore_waits_for_a_person(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        answered(&centre, &mut office, &mut centre.resident(), true).await;
        answered(&centre, &mut office, &mut centre.resident(), false).await;
        // One of them two days later.
        let at = centre.centre.clock.now().plus_seconds(2 * DAY);
        let later = move |conn: &mut Conn| {
            conn.execute(Sql("update petitions_case set replied_at = $1 where not confidential"), params![at])
        };
        centre.centre.db.write(later).await.unwrap();
        centre.pass(29 * DAY);
        put_back(&centre).await;
        for _ in 0..2 {
            centre.pass(DAY);
            centre.settle().await;
        }
        let read = |conn: &mut Conn| {
            let text = "select m.state, m.secret from foundation_mail m join petitions_letter l
                 on m.unique_key = 'petitions:letter:' || l.id where l.kind = 'question' order by m.id";
            conn.rows(Sql(text), &[])?.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
        };
        let asked: Vec<(String, bool)> = centre.centre.db.read(read).await.unwrap();
        assert_eq!(asked, [("unsure".to_owned(), true), ("sent".to_owned(), false)]);
    }
}
