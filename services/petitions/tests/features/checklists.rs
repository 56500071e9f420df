use testing::{Page, Visitor, both_engines};

use crate::{approve, first, office, petition, send};

const PATH: &str = "/office/petitions/checklists";

/// A template for courses with one thing that is required.
async fn template(staff: &mut Visitor) -> Page {
    let page = staff.open(PATH).await;
    let fields = [("title", "課程檢核"), ("topic", "courses"), ("items", "*聯絡講師\n公告結果")];
    send(staff, &page, "#template", &fields).await
}

/// The form of the checklist with an item.
fn list_form(page: &Page, title: &str) -> String {
    let ids = page.source.split("id=\"checklist-").skip(1).filter_map(|rest| rest.split('"').next());
    let forms = ids.filter(|id| *id != "add").map(|id| format!("#checklist-{id}"));
    forms.into_iter().find(|form| page.all(form)[0].contains(title)).unwrap()
}

both_engines! {
    /// C14: staff arrange templates; a new case of their topic has their things to do, ticked with who and when.
    fn c14_a_case_has_the_checklists_of_its_topic_and_says_who_ticked_what(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.handler.open(PATH).await;
        page.must_say("私權爭執").must_not_say("petitions-");
        let wrong = send(&mut office.handler, &page, "#template", &[("title", "課程檢核"), ("items", "*")]).await;
        wrong.must_be(422).must_say("請寫 1 到 30 項");
        assert_eq!(wrong.form("#template").value("title"), Some("課程檢核"));
        template(&mut office.handler).await.must_be(200).must_say("課程檢核");
        petition(&centre, &mut centre.resident(), |f| f.fill("topic", "service")).await;
        first(&mut office.director).await.must_not_say("聯絡講師");
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = office.handler.open("/office/petitions?view=mine").await;
        let path = page.attribute("main table a", "href").unwrap();
        let page = office.handler.open(&path).await;
        page.must_say("課程檢核").must_say("聯絡講師 必做").must_say("公告結果").must_not_say("petitions-");
        let form = page.form(&list_form(&page, "課程檢核"));
        let ticked = office.handler.send(form.press("tick")).await;
        ticked.must_be(200).must_say("取消勾選").must_say("完成檢核事項");
        office.handler.send(page.form(&list_form(&page, "課程檢核")).press("tick")).await.must_be(422).must_say("剛才有人改過");
        let page = office.handler.send(ticked.form(&list_form(&ticked, "課程檢核")).press("untick")).await;
        assert!(!page.must_be(200).all(&list_form(&page, "課程檢核"))[0].contains("取消勾選"));
        // What is in a case stays when its template changes; a list nobody began goes.
        let templates = office.handler.open(PATH).await;
        let link = templates.link("課程檢核");
        let one = office.handler.open(&link).await;
        send(&mut office.handler, &one, "#template", &[("items", "改過的事項")]).await.must_be(200);
        let page = office.handler.open(&path).await;
        page.must_not_say("改過的事項");
        let gone = office.handler.send(page.form(&list_form(&page, "課程檢核")).press("drop")).await;
        assert!(!gone.must_be(200).all("form[id^=checklist]").iter().any(|list| list.contains("聯絡講師")));
        let added = gone.form("#checklist-add");
        office.handler.send(added.press("add")).await.must_be(422);
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// C14: who proposes an answer is warned of what is required and not done; who decides sees it too.
    fn c14_an_answer_without_what_is_required_is_warned_of(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        template(&mut office.handler).await.must_be(200);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        page.must_say("還有 1 項必做的沒有完成");
        let page = send(&mut office.handler, &page, "#reply", &[("reply", "會增加。")]).await;
        page.must_be(422).must_say("仍要送核請勾選").must_say("會增加。");
        let page = office.handler.send(page.form("#reply").tick("unfinished", "yes")).await;
        page.must_be(200).must_say("擬復待核");
        first(&mut office.director).await.must_say("還有 1 項必做的沒有完成");
        approve(&mut office.director).await.must_say("已核定");
    }

    /// P6, P5: the petitioner is told of an appeal, or that it is between private persons; the case gets the list of it.
    fn p6_the_petitioner_is_told_of_other_ways_of_law(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        page.must_not_say("確認是否為行政處分");
        let fields = [("remedy", "appeal"), ("remedy_text", "請向教育局提起。")];
        let wrong = send(&mut office.handler, &page, "#remedy", &fields[..1]).await;
        wrong.must_be(422);
        let page = send(&mut office.handler, &page, "#remedy", &fields).await;
        page.must_be(200).must_say("已告知").must_say("確認是否為行政處分").must_say("告知依法另有的途徑");
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(mail.body.contains("提起訴願") && mail.body.contains("請向教育局提起。"), "{}", mail.body);
        send(&mut office.handler, &page, "#remedy", &fields).await.must_be(422).must_say("已經告知過了");
        let private = [("remedy", "private"), ("remedy_text", "三民區公所調解委員會")];
        send(&mut office.handler, &page, "#remedy", &private).await.must_be(200).must_say("不能裁決私權爭執");
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains("調解委員會聲請調解"));
    }
}
