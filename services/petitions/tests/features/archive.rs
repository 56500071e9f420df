//! D-11: cases on which all is done are handed to the archive with their file number and years.

use foundation::db::{Conn, Sql};
use foundation::params;
use testing::both_engines;

use crate::destruction::end_all;
use crate::{approve, draft, first, number, office, petition, typed};

const PATH: &str = "/office/petitions-archive";

both_engines! {
    /// D-11, X8: many cases are handed over at once; each gets its file number and its years, the trail says so, it is
    /// found in the archive, and its petitioner and the figures know how it ended.
    fn d11_finished_cases_go_to_the_archive_many_at_once(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut resident = centre.resident();
        let own = petition(&centre, &mut resident, |f| f).await;
        let case = first(&mut office.director).await;
        draft(&mut office.handler, "會增加週末的課。").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        let waits = office.handler.open(PATH).await;
        waits.must_be(200).must_say("沒有待歸檔的案件");
        end_all(&centre).await;
        for subject in ["停車的問題", "廁所的問題"] {
            let page = typed(&mut office.handler, "letter", |f| f.fill("subject", subject)).await;
            let withdrawal = page.form("#withdrawal").fill("withdrawn", "來電撤回");
            office.handler.send(withdrawal).await.must_be(200);
        }
        let figures = "/office/petitions-numbers?from=2026-11-01&to=2026-11-30";
        centre.settle().await;
        let before = office.director.open(figures).await.text();
        office.colleague.open(PATH).await.must_say("沒有待歸檔的案件");
        let page = office.handler.open(PATH).await;
        page.must_say("希望增加週末的親子課").must_say("停車的問題").must_not_say("petitions-");
        let none = office.handler.send(page.form("#archive")).await;
        none.must_be(422).must_say("請先勾選");
        let id = case.path.rsplit('/').next().unwrap().to_owned();
        let page = office.handler.send(page.form("#archive").tick("case", &id)).await;
        page.must_be(200).must_say("停車的問題").must_not_say("希望增加週末的親子課");
        // Sent twice, or by a colleague at the same time: nothing more happens.
        let form = none.form("#archive").tick("case", &id);
        office.handler.send(form).await.must_be(200);
        let page = office.handler.open(PATH).await;
        office.handler.send(page.form("#archive").press("all")).await.must_say("沒有待歸檔的案件");
        let page = office.handler.open(&case.path).await;
        page.must_say("已歸檔").must_say("辦理結果 已結案").must_say(&format!("檔號 115/{}", number(&case))).must_say("屆滿日");
        assert_eq!(page.all("#trail tr, table tr").iter().filter(|row| row.contains("歸檔")).count(), 1);
        let archived = office.handler.open("/office/petitions?view=archived").await;
        archived.must_say("希望增加週末的親子課").must_say("停車的問題");
        office.handler.open("/office/petitions?view=closed").await.must_not_say("停車的問題");
        office.colleague.open("/office/petitions?view=archived").await.must_not_say("停車的問題");
        resident.open(&own.path).await.must_say("已結案").must_not_say("已歸檔");
        centre.settle().await;
        assert_eq!(office.director.open(figures).await.text(), before, "the figures say how a case ended");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// D-11: what is not in the archive is on no destruction list, and what goes on is not handed over.
    fn d11_only_what_is_in_the_archive_is_listed_for_destruction(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f).await;
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let form = office.handler.open(PATH).await;
        form.must_say("沒有待歸檔的案件");
        office.handler.send(form.form("#archive").smuggle("case", &id)).await.must_be(200);
        office.handler.open(&page.path).await.must_not_say("已歸檔");
        office.handler.send(page.form("#withdrawal").fill("withdrawn", "撤回")).await.must_be(200);
        end_all(&centre).await;
        let list = office.director.open("/office/petitions-retention").await;
        office.director.send(list.form("#make")).await.must_be(422);
        crate::destruction::archive(&centre).await;
        office.director.send(list.form("#make")).await.must_be(200).must_say("件數 1");
        let all = |conn: &mut Conn| {
            conn.first(Sql("select count(*) from petitions_archive where years = $1"), params![5_i64])?
                .map_or(Ok(0), |row| row.get::<i64>(0))
        };
        assert_eq!(centre.centre.db.read(all).await.unwrap(), 1);
    }
}
