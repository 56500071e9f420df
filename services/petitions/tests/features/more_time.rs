//! More time: its days count from the day that was due, and end in time to be told.

use testing::{Role, both_engines};

use crate::{first, office, petition, send};

const DAY: i64 = 24 * 3600;

both_engines! {
    /// C5, P7: nobody is told a new date that has passed already, neither when more time is asked for nor when it is
    /// given late; what was typed is kept.
    fn c5_no_extension_ends_before_today(centre) using [petitions::service()] {
        office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        // Due on 1 December; it is Sunday the 13th.
        centre.pass(20 * DAY);
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let page = first(&mut handler).await;
        let short = send(&mut handler, &page, "#extension", &[("days", "3"), ("reasons", "還在等講師回覆")]).await;
        short.must_be(422).must_say("展期後的期限還是在今天以前").must_say("還在等講師回覆").must_say("已分案");
        assert_eq!(short.form("#extension").value("days"), Some("3"));
        assert!(short.attribute("input[name=days]", "aria-invalid").is_some(), "beside the field");
        let page = send(&mut handler, &page, "#extension", &[("days", "10"), ("reasons", "還在等講師回覆")]).await;
        page.must_be(200).must_say("展期待核");
        centre.pass(4 * DAY);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let page = first(&mut director).await;
        let late = director.send(page.form("#decision").press("approve")).await;
        late.must_be(422).must_say("展期後的期限還是在今天以前").must_say("展期待核");
        centre.settle().await;
        assert!(!centre.mail_to("mei@test.example").await.body.contains("還在等講師回覆"));
        let back = page.form("#decision").fill("remark", "請多延幾天").press("return");
        director.send(back).await.must_be(200).must_say("處理中").must_say("115/12/01").must_not_say("展期 1 次");
    }

    /// C5: every extension counts, each from the day that was due before, and each is told with its own reasons.
    fn c5_extensions_are_counted_one_after_the_other(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        for (days, reasons, said) in [("2", "等講師回覆", "展期 1 次，共 2 天"), ("3", "再等會議紀錄", "展期 2 次，共 5 天")] {
            let page = first(&mut office.handler).await;
            send(&mut office.handler, &page, "#extension", &[("days", days), ("reasons", reasons)]).await.must_be(200);
            let page = first(&mut office.director).await;
            office.director.send(page.form("#decision").press("approve")).await.must_be(200).must_say(said);
            centre.settle().await;
            assert!(centre.mail_to("mei@test.example").await.body.contains(reasons));
        }
        // The trail says from which day to which it moved.
        let page = first(&mut office.director).await;
        page.must_say("115/12/01（二） → 115/12/03（四）").must_say("115/12/03（四） → 115/12/08（二）");
        office.director.open("/office/petitions-numbers").await.must_say("曾展期 1");
    }
}
