use foundation::db::{Conn, Sql};
use testing::{Filled, Role, both_engines};

use crate::{approve, draft, first, link, number, office, petition, send};

fn of_li(form: Filled) -> Filled {
    form.fill("name", "李大同").fill("email", "li@test.example").fill("subject", "週末的課請再多一點")
}

both_engines! {
    /// C13, P12: whoever told the same does not read what another told, by whatever way it came.
    fn c13_what_one_petitioner_told_is_not_shown_to_another(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (mut mei, mut li) = (centre.resident(), centre.resident());
        let page = petition(&centre, &mut mei, |form| form).await;
        let form = mei.open(&page.link("補充說明")).await;
        let page = mei.send(form.form("main form").fill("text", "我住在左營，電話改了")).await;
        let own = page.path.clone();
        let merged = first(&mut office.handler).await;
        let page = petition(&centre, &mut li, of_li).await;
        let (other, into) = (page.path.clone(), page.all("dd strong")[0].clone());
        let page = send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await;
        page.must_be(200).must_say("週末的課請再多一點").must_say("平日都要上班").must_say("我住在左營");
        li.open(&other).await.must_be(200).must_not_say("我住在左營");
        let page = mei.open(&own).await;
        page.must_be(200).must_say("我住在左營").must_say("會一起答復");
        let form = mei.open(&page.link("補充說明")).await;
        mei.send(form.form("main form").fill("text", "週六也可以")).await.must_say("週六也可以");
        office.handler.open(&merged.path).await.must_say("已併案");
        first(&mut office.handler).await.must_say("週末的課請再多一點").must_say("週六也可以");
        centre.settle().await;
        assert!(!centre.mail_to("mei@test.example").await.body.contains(&into), "another's number opens nothing");
    }

    /// C13, P11: whoever was merged in is told of more time and gets the answer; the limit that ends first holds.
    fn c13_everybody_gets_the_answer_by_the_earlier_limit(centre) using [petitions::service()] {
        let mut early = office(&centre).await;
        let mut mei = centre.resident();
        let own = petition(&centre, &mut mei, |form| form).await.path;
        let merged = first(&mut early.handler).await;
        centre.pass(2 * 24 * 3600);
        // Whoever was signed in is no more.
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        let page = send(&mut handler, &merged, "#merger", &[("into", &into)]).await;
        page.must_say("115/12/01（二） 剩 3 個工作日");
        let page = send(&mut handler, &page, "#extension", &[("days", "10"), ("reasons", "要先問講師")]).await;
        page.must_be(200);
        approve(&mut director).await;
        centre.settle().await;
        for to in ["mei@test.example", "li@test.example"] {
            assert!(centre.mail_to(to).await.body.contains("要先問講師"), "{to}");
        }
        let page = first(&mut handler).await;
        send(&mut handler, &page, "#reply", &[("reply", "明年起增加。")]).await.must_be(200);
        approve(&mut director).await;
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        for to in ["mei@test.example", "li@test.example"] {
            assert!(centre.mail_to(to).await.body.contains("明年起增加。"), "{to}");
        }
        mei.open(&own).await.must_say("明年起增加。");
        let page = director.open(&merged.path).await;
        page.must_say("依限辦結").must_say("併入的案件");
        // Four weeks later both are asked whether it is solved, and both may say so.
        centre.pass(29 * 24 * 3600);
        centre.settle().await;
        for to in ["mei@test.example", "li@test.example"] {
            assert!(centre.mail_to(to).await.subject.contains("解決了嗎"), "{to}");
        }
        let page = mei.open(&own).await;
        mei.send(page.form("#solved").press("solved")).await.must_be(200).must_say("謝謝您的回覆");
        centre.pass(29 * 24 * 3600);
        centre.settle().await;
        let asked = centre.mails().await.into_iter().filter(|m| m.subject.contains("解決了嗎")).count();
        assert_eq!(asked, 2, "once");
    }

    /// C13: whoever takes a case back takes back nothing of those who were merged in: theirs goes on.
    fn c13_a_withdrawal_ends_nobody_elses_case(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |form| form).await;
        let merged = first(&mut office.handler).await;
        let mut li = centre.resident();
        let page = petition(&centre, &mut li, of_li).await;
        let into = page.all("dd strong")[0].clone();
        send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await.must_be(200);
        let form = li.open(&page.link("撤回")).await;
        li.send(form.form("main form")).await.must_say("您已撤回");
        let again = first(&mut office.handler).await;
        again.must_say("希望增加週末的親子課").must_say("來源案件").must_say(&number(&merged));
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains(&number(&again)));
        assert!(link(&centre, "mei@test.example").await.contains(&number(&again)));
        // And one answer, though both cases are hers.
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        let mails = centre.mails().await;
        assert_eq!(mails.iter().filter(|m| m.subject.starts_with("答復")).count(), 1, "{mails:?}");
    }

    /// C16: of a case that went on in another one the office enters an answer until the last day, and no longer.
    fn c16_nobody_is_asked_for_an_answer_after_the_last_day(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |form| form).await;
        let merged = first(&mut office.handler).await;
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await.must_be(200);
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        for days in [0, 0, 29, 60] {
            centre.settle().await;
            centre.pass(days * 24 * 3600 + 60);
            centre.settle().await;
            let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
            let page = handler.open(&merged.path).await;
            assert_eq!(page.all("form#answer").len(), usize::from(days < 60), "after {days} days: {}", page.text());
        }
    }

    /// P10: what was answered together with another's counts among what was answered before.
    fn p10_what_was_answered_in_another_case_was_answered(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for _ in 0..2 {
            petition(&centre, &mut centre.resident(), |form| form).await;
            centre.pass(1);
        }
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        for _ in 0..2 {
            let page = first(&mut office.handler).await;
            send(&mut office.handler, &page, "#merger", &[("into", &into)]).await.must_be(200);
        }
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        petition(&centre, &mut centre.resident(), |form| form).await;
        first(&mut office.handler).await.must_say("同一主題已經答復過 2 次");
    }

    /// C13, P15: what was merged into a case that is given to another agency was not answered.
    fn c13_what_was_merged_into_what_is_transferred_was_not_answered(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |form| form).await;
        let merged = first(&mut office.handler).await;
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        let page = send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await;
        send(&mut office.handler, &page, "#transfer", &[("agency", "社會局"), ("transfer", "屬社會局權責")]).await.must_be(200);
        let numbers = office.director.open("/office/petitions-numbers").await;
        numbers.must_say("件數 2 已答復 0 依限辦結 100.0%");
    }

    /// C13, C6, C14: whoever works on a case sees whom a merged one waits for and what is to be done there, and does it.
    fn c13_agencies_and_checklists_of_a_merged_case_are_seen_and_done(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |form| form).await;
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        let list = office.handler.open("/office/petitions/checklists").await;
        let fields = [("title", "課程檢核"), ("topic", "courses"), ("items", "*聯絡講師")];
        send(&mut office.handler, &list, "#template", &fields).await.must_be(200);
        petition(&centre, &mut centre.resident(), |form| form.fill("subject", "第三件要併的案子")).await;
        let inbox = office.handler.open("/office/petitions").await;
        let page = inbox.all("main table tbody tr").into_iter().find(|line| line.contains("第三件")).unwrap();
        let page = office.handler.open(&inbox.link(page.split_whitespace().next().unwrap())).await;
        let page = send(&mut office.handler, &page, "#consultation", &[("asked_agency", "社會局"), ("asked_matter", "是否補助")]).await;
        let page = send(&mut office.handler, &page, "#merger", &[("into", &into)]).await;
        page.must_be(200).must_say("週末的課請再多一點").must_say("社會局").must_say("是否補助").must_say("等候答復");
        page.must_say("聯絡講師").must_say("還有 1 項必做的沒有完成");
        send(&mut office.handler, &page, "#reply", &[("reply", "會增加。")]).await.must_be(422);
        let form = |kind: &str| {
            let begin = format!("id=\"{kind}-");
            let mut ids = page.source.split(&begin).skip(1).filter_map(|rest| rest.split('"').next());
            format!("#{kind}-{}", ids.find(|id| *id != "add").unwrap())
        };
        let answered = send(&mut office.handler, &page, &form("answered"), &[("agency_answer", "有補助")]).await;
        answered.must_be(200).must_say("有補助").must_not_say("等候答復");
        let page = office.handler.send(page.form(&form("checklist")).press("tick")).await;
        page.must_be(200).must_say("取消勾選").must_not_say("還有 1 項必做的沒有完成");
        send(&mut office.handler, &page, "#reply", &[("reply", "會增加。")]).await.must_be(200).must_say("擬復待核");
    }

    /// C13: where several were merged in, one case goes on for all of them when the last is taken back.
    fn c13_one_case_goes_on_for_all_who_were_merged_in(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let of = |name: &'static str, email: &'static str| move |form: Filled| form.fill("name", name).fill("email", email);
        petition(&centre, &mut centre.resident(), |form| form).await;
        let mei = first(&mut office.handler).await;
        let li = petition(&centre, &mut centre.resident(), of("李大同", "li@test.example")).await.all("dd strong")[0].clone();
        let page = send(&mut office.handler, &mei, "#merger", &[("into", &li)]).await;
        let mut last = centre.resident();
        let end = petition(&centre, &mut last, of("陳大文", "chen@test.example")).await;
        let into = end.all("dd strong")[0].clone();
        send(&mut office.handler, &page, "#merger", &[("into", &into)]).await.must_be(200);
        let form = last.open(&end.link("撤回")).await;
        last.send(form.form("main form")).await.must_say("您已撤回");
        let count = |conn: &mut Conn| {
            conn.first(Sql("select count(*) from petitions_case where closed_at is null"), &[])?
                .map_or(Ok(0), |row| row.get::<i64>(0))
        };
        assert_eq!(centre.centre.db.read(count).await.unwrap(), 1, "one goes on");
        first(&mut office.handler).await.must_say("王小美").must_say("李大同").must_not_say("陳大文");
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        centre.settle().await;
        let answered = |to: &str, mails: &[foundation::mail::Kept]| mails.iter().filter(|m| m.to == to && m.subject.starts_with("答復")).count();
        let mails = centre.mails().await;
        for (to, times) in [("mei@test.example", 1), ("li@test.example", 1), ("chen@test.example", 0)] {
            assert_eq!(answered(to, &mails), times, "{to}");
        }
    }

    /// C13: whoever was merged in and takes back the case that went on for them has taken all of it back.
    fn c13_a_case_that_went_on_after_a_withdrawal_can_be_taken_back(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let own = petition(&centre, &mut centre.resident(), |form| form).await.path;
        let merged = first(&mut office.handler).await;
        let mut li = centre.resident();
        let page = petition(&centre, &mut li, of_li).await;
        let into = page.all("dd strong")[0].clone();
        send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await.must_be(200);
        let form = li.open(&page.link("撤回")).await;
        li.send(form.form("main form")).await.must_say("您已撤回");
        centre.settle().await;
        let mut mei = centre.resident();
        let page = mei.open(&own).await;
        let more = mei.open(&page.link("補充說明")).await;
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        let form = mei.open(&page.link("撤回")).await;
        mei.send(form.form("main form")).await.must_say("您已撤回");
        let count = |conn: &mut Conn| {
            conn.first(Sql("select count(*) from petitions_case"), &[])?.map_or(Ok(0), |row| row.get::<i64>(0))
        };
        assert_eq!(centre.centre.db.read(count).await.unwrap(), 3, "no third case of hers");
        // Nobody reads what would be added to the one that went on in it, and nobody answers it.
        mei.open(&own).await.must_be(200).must_say("您已撤回").must_not_say("補充說明").must_not_say("會一起答復");
        mei.open(&more.path).await.must_be(410);
        mei.send(more.form("main form").fill("text", "週六也可以")).await.must_be(410).must_say("週六也可以");
    }

    /// C13, P14: whoever was merged in takes back their own alone: no answer and no question go to them, and the case
    /// it went on in goes on for the others.
    fn c13_whoever_was_merged_in_takes_back_their_own(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let own = petition(&centre, &mut mei, |form| form).await.path;
        let merged = first(&mut office.handler).await;
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await.must_be(200);
        draft(&mut office.handler, "會增加。").await.must_be(200).must_say("2 位");
        let page = mei.open(&own).await;
        let form = mei.open(&page.link("撤回")).await;
        form.must_say("您不會再收到答復");
        mei.send(form.form("main form")).await.must_be(200).must_say("您已撤回").must_not_say("補充說明");
        // Pressed twice, it was taken back once.
        mei.send(form.form("main form")).await.must_be(200).must_say("您已撤回");
        centre.settle().await;
        let mails = centre.mails().await;
        let told: Vec<_> = mails.iter().filter(|m| m.subject.contains("有併入的陳情人撤回")).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].to.starts_with(&office.handler_id) && told[0].subject.contains(&into), "{told:?}");
        let page = first(&mut office.handler).await;
        page.must_say(&into).must_say("併入的陳情人撤回").must_not_say("親子課").must_not_say("2 位");
        office.handler.open(&merged.path).await.must_say("已撤回");
        approve(&mut office.director).await;
        for days in [0, 29] {
            centre.settle().await;
            centre.pass(days * 24 * 3600 + 60);
            centre.settle().await;
        }
        let mails = centre.mails().await;
        for (to, times) in [("mei@test.example", 0), ("li@test.example", 1)] {
            for subject in ["答復", "解決了嗎"] {
                let got = mails.iter().filter(|m| m.to == to && m.subject.contains(subject)).count();
                assert_eq!(got, times, "{subject} to {to}");
            }
        }
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open("/office/petitions-numbers").await.must_say("件數 2 已答復 1");
    }

    /// C13: the office enters that somebody merged in takes back their own; once the answer is approved nobody does.
    fn c13_the_office_takes_back_for_whoever_was_merged_in(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let own = petition(&centre, &mut mei, |form| form).await.path;
        let merged = first(&mut office.handler).await;
        let page = petition(&centre, &mut centre.resident(), |form| form.fill("name", "陳大文").fill("email", "chen@test.example")).await;
        let chen = page.all("dd strong")[0].clone();
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        let inbox = office.handler.open("/office/petitions").await;
        let second = office.handler.open(&inbox.link(&chen)).await;
        for page in [&merged, &second] {
            send(&mut office.handler, page, "#merger", &[("into", &into)]).await.must_be(200);
        }
        let page = office.handler.open(&second.path).await;
        let page = send(&mut office.handler, &page, "#withdrawal", &[("withdrawn", "來電")]).await;
        page.must_be(200).must_say("已撤回").must_say("來電");
        assert!(centre.mails().await.iter().all(|m| !m.subject.contains("併入的陳情人撤回")), "who entered it knows");
        let page = mei.open(&own).await;
        let form = mei.open(&page.link("撤回")).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        let page = mei.open(&own).await;
        page.must_say("已和另一件合併處理");
        assert!(!page.source.contains("/withdrawal"), "{}", page.text());
        mei.send(form.form("main form")).await.must_be(200).must_say("已和另一件合併處理");
        let page = office.handler.open(&merged.path).await;
        assert_eq!(page.all("form#withdrawal").len(), 0, "{}", page.text());
        centre.settle().await;
        let mails = centre.mails().await;
        for (to, times) in [("mei@test.example", 1), ("chen@test.example", 0), ("li@test.example", 1)] {
            assert_eq!(mails.iter().filter(|m| m.to == to && m.subject.starts_with("答復")).count(), times, "{to}");
        }
    }

    /// C13: by the number they had first they take back the case that went on for them, and nobody else's.
    fn c13_by_the_first_number_what_went_on_is_taken_back(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let own = petition(&centre, &mut mei, |form| form).await.path;
        let merged = first(&mut office.handler).await;
        let mut li = centre.resident();
        let page = petition(&centre, &mut li, of_li).await;
        let into = page.all("dd strong")[0].clone();
        send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await.must_be(200);
        let form = li.open(&page.link("撤回")).await;
        li.send(form.form("main form")).await.must_say("您已撤回");
        let again = first(&mut office.handler).await;
        let third = petition(&centre, &mut centre.resident(), |form| form.fill("name", "陳大文").fill("email", "chen@test.example")).await;
        let inbox = office.handler.open("/office/petitions").await;
        let page = office.handler.open(&inbox.link(&third.all("dd strong")[0])).await;
        send(&mut office.handler, &page, "#merger", &[("into", &number(&again))]).await.must_be(200);
        let page = mei.open(&own).await;
        let form = mei.open(&page.link("撤回")).await;
        mei.send(form.form("main form")).await.must_say("您已撤回");
        office.handler.open(&again.path).await.must_say("已撤回");
        first(&mut office.handler).await.must_say("陳大文").must_not_say("王小美");
    }
}
