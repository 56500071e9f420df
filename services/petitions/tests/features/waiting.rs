use foundation::db::{Conn, Sql};
use foundation::params;
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::secrecy::assert_nowhere;
use crate::{approve, first, link, number, office, petition, send, typed};

const DAY: i64 = 24 * 3600;

/// The rules of today say that the clock stands still while these are waited for.
async fn stops(centre: &Fresh, keys: &'static [&'static str]) {
    let add = move |conn: &mut Conn| {
        for key in keys {
            conn.execute(
                Sql("insert into foundation_rule (key, effective_from, value, source) values ($1, '2026-11-23', 'stops', 'x')"),
                params![*key],
            )?;
        }
        Ok(())
    };
    centre.centre.db.write(add).await.unwrap();
}

const BOTH: &[&str] = &["petitions.agency_clock", "petitions.supplement_clock"];

/// Days go by; whoever was signed in is no more, so somebody else of the section goes on.
async fn later(centre: &Fresh, days: i64) -> Visitor {
    centre.pass(days * DAY);
    centre.settle().await;
    centre.staff_of("promotion", &[Role::Promotion]).await
}

async fn ask(staff: &mut Visitor, page: &Page, matter: &str) -> Page {
    send(staff, page, "#consultation", &[("asked_agency", "社會局"), ("asked_matter", matter)]).await
}

/// The form that takes the answer of the agency in that was asked last.
fn answer_form(page: &Page) -> String {
    let id = page.source.split("id=\"answered-").last().and_then(|rest| rest.split('"').next());
    format!("#answered-{}", id.unwrap())
}

both_engines! {
    /// C6, P14: while another agency is asked the clock stands still where the rule says so; the sum names it.
    fn c6_the_clock_stands_still_while_another_agency_is_asked(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        stops(&centre, BOTH).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        page.must_say("等其他機關答復時期限停止計算").must_say("等補正時期限停止計算");
        let future = [("asked_agency", "社會局"), ("asked_matter", "是否補助"), ("asked_on", "2026-11-24")];
        send(&mut office.handler, &page, "#consultation", &future).await.must_be(422).must_say("今天或之前").must_say("是否補助");
        let early = [("asked_agency", "社會局"), ("asked_matter", "是否補助"), ("asked_on", "2026-11-22")];
        send(&mut office.handler, &page, "#consultation", &early).await.must_be(422).must_say("不能早於收件日");
        ask(&mut office.handler, &page, "是否補助").await.must_be(200).must_say("等其他機關").must_say("等候答復").must_say("停止計算");
        let mut handler = later(&centre, 3).await;
        let page = first(&mut handler).await;
        page.must_say("115/12/04").must_say("等其他機關答復，到今天停 3 天").must_say("等候中，期限順延");
        let form = answer_form(&page);
        let early = [("answered_on", "2026-11-22"), ("agency_answer", "有補助")];
        send(&mut handler, &page, &form, &early).await.must_be(422).must_say("不能早於洽詢日").must_say("有補助");
        let page = send(&mut handler, &page, &form, &[("agency_answer", "有補助")]).await;
        page.must_be(200).must_say("有補助").must_say("115/12/03").must_say("115年11月25日（三），等其他機關答復，停 2 天");
        page.must_say("115/12/04（五） → 115/12/03（四）").must_say("期限續算").must_not_say("等候答復");
        later(&centre, 1).await;
        first(&mut centre.staff_of("direction", &[Role::Director]).await).await.must_say("115/12/03");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// C6, X1: nothing stands still by default, and a rule of later stops no case that is there.
    fn c6_nothing_stands_still_by_default_nor_by_a_later_rule(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        stops(&centre, BOTH).await;
        let page = first(&mut office.handler).await;
        page.must_say("等其他機關答復時期限照算").must_say("等補正時期限照算");
        ask(&mut office.handler, &page, "是否補助").await.must_say("等候答復").must_not_say("停止計算");
        let mut handler = later(&centre, 3).await;
        first(&mut handler).await.must_say("115/12/01").must_not_say("停 ");
    }

    /// C6, C5: two who are waited for stop a day once; an extension keeps both, an answer ends them.
    fn c6_two_stops_count_once_and_outlive_an_extension(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        stops(&centre, BOTH).await;
        let mut mei = centre.resident();
        petition(&centre, &mut mei, |f| f).await;
        let page = first(&mut office.handler).await;
        let page = ask(&mut office.handler, &page, "是否補助").await;
        send(&mut office.handler, &page, "#supplement", &[("supplement", "哪一門課？")]).await.must_say("待補正");
        let own = link(&centre, "mei@test.example").await;
        mei.open(&own).await.must_say("期限停止計算");
        let mut handler = later(&centre, 3).await;
        let page = first(&mut handler).await;
        page.must_say("115/12/04").must_say("等陳情人補正，到今天停 3 天").must_say("停止計算 3 天");
        send(&mut handler, &page, "#extension", &[("days", "5"), ("reasons", "等社會局")]).await.must_be(200);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let page = approve(&mut director).await;
        page.must_say("展期 1 次").must_say("115年11月25日（三），等陳情人補正，停 2 天").must_say("等其他機關答復，到今天停 3 天");
        page.must_say("115/12/11");
        let page = first(&mut handler).await;
        let page = send(&mut handler, &page, "#reply", &[("reply", "會增加。")]).await;
        page.must_be(200).must_say("115/12/10").must_say("115年11月25日（三），等其他機關答復，停 2 天").must_say("停止計算 2 天");
    }

    /// C6: an agency that was asked while a draft waited is waited for no more once the answer is approved, and what
    /// it says later moves no clock.
    fn c6_an_agency_asked_while_a_draft_waits_is_waited_for_no_more(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        stops(&centre, BOTH).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        let page = send(&mut office.handler, &page, "#reply", &[("reply", "會增加。")]).await;
        ask(&mut office.handler, &page, "是否補助").await.must_be(200).must_say("停止計算");
        let mut handler = later(&centre, 3).await;
        first(&mut handler).await.must_say("到今天停 3 天");
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let page = approve(&mut director).await;
        page.must_say("等其他機關答復，停 2 天").must_not_say("到今天停").must_say("115/12/03");
        later(&centre, 3).await;
        let mut handler = later(&centre, 3).await;
        let page = handler.open(page.path.split('?').next().unwrap()).await;
        let page = send(&mut handler, &page, &answer_form(&page), &[("agency_answer", "有補助")]).await;
        page.must_be(200).must_say("有補助").must_say("等其他機關答復，停 2 天").must_not_say("115/12/09");
    }

    /// C6: whoever closes an opinion waits for nobody any more.
    fn c6_a_closed_opinion_waits_for_nobody(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        stops(&centre, BOTH).await;
        let press = |f: testing::Filled| f.fill("name", "").fill("phone", "").fill("source", "https://news.example/1").fill("tone", "bad");
        let page = typed(&mut office.handler, "press", press).await;
        ask(&mut office.handler, &page, "是否補助").await.must_be(200).must_say("停止計算");
        let mut handler = later(&centre, 3).await;
        let page = first(&mut handler).await;
        let page = send(&mut handler, &page, "#closing", &[("done", "已澄清")]).await;
        page.must_be(200).must_say("已結案").must_say("等其他機關答復，停 2 天").must_not_say("到今天");
    }

    /// C13, C6: what is split off or goes on by itself after a withdrawal keeps its stops.
    fn c13_a_case_that_goes_on_by_itself_keeps_its_stops(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        stops(&centre, BOTH).await;
        let own = petition(&centre, &mut centre.resident(), |f| f).await.all("dd strong")[0].clone();
        let page = first(&mut office.handler).await;
        ask(&mut office.handler, &page, "是否補助").await.must_be(200);
        let mut handler = later(&centre, 3).await;
        let li = |f: testing::Filled| f.fill("name", "李大同").fill("email", "li@test.example");
        let into = petition(&centre, &mut centre.resident(), li).await.all("dd strong")[0].clone();
        let path = handler.open("/office/petitions").await.link(&own);
        let page = handler.open(&path).await;
        let part = [("split_subject", "停車"), ("split_body", "車位太少"), ("split_topic", "courses")];
        send(&mut handler, &page, "#split", &part).await.must_say("停車").must_say("115/12/03").must_say("停 2 天");
        let page = send(&mut handler, &page, "#merger", &[("into", &into)]).await;
        send(&mut handler, &page, "#withdrawal", &[("withdrawn", "來電")]).await.must_say("已撤回");
        let page = first(&mut handler).await;
        page.must_say("希望增加週末的親子課").must_say("115/12/03").must_say("等其他機關答復，停 2 天");
        assert_ne!(number(&page), own);
    }

    /// P12, C12: what another agency is asked about a secret case, and says, is sealed; also if it became so later.
    fn c12_what_another_agency_is_asked_about_a_secret_case_is_sealed(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f).await;
        ask(&mut office.handler, &page, "某老師的聘期").await.must_be(200).must_say("某老師的聘期");
        let secret = page.form("#particulars").tick("secret", "yes");
        let page = office.handler.send(secret).await;
        page.must_say("只有承辦人與核定的人看得到內容").must_say("某老師的聘期").must_say("社會局");
        let form = answer_form(&page);
        let page = send(&mut office.handler, &page, &form, &[("agency_answer", "聘到明年")]).await;
        page.must_be(200).must_say("聘到明年");
        assert_nowhere(&centre, &["某老師", "聘到明年"]).await;
        let page = office.director.open(&page.path).await;
        let page = send(&mut office.director, &page, "#unsealing", &[("unsealed", "當事人同意")]).await;
        page.must_be(200).must_say("聘到明年").must_say("社會局");
    }
}
