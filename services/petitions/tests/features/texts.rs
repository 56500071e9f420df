//! Canned texts: for what is written, the topic of the case and its language.

use testing::{Page, Visitor, both_engines};

use crate::{first, office, petition, send};

/// Keeps a canned text.
async fn keep(staff: &mut Visitor, title: &str, writing: &str, topic: &str, language: &str) {
    let page = staff.open("/office/petitions/texts").await;
    let text = format!("{title}的內容");
    let fields = [
        ("title", title),
        ("writing", writing),
        ("topic", topic),
        ("language", language),
        ("text", text.as_str()),
    ];
    send(staff, &page, "#text", &fields).await.must_be(200).must_say(title);
}

/// The titles that a form offers.
fn offered(page: &Page, select: &str) -> Vec<String> {
    page.all(&format!("select[name={select}] option[value]:not([value=\"\"])"))
}

both_engines! {
    /// C15: a text is offered where it belongs: for what is written, of the topic and the language of the case.
    fn c15_a_canned_text_is_offered_where_it_belongs(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let staff = &mut office.handler;
        keep(staff, "答復用", "reply", "", "zh-Hant").await;
        keep(staff, "補正用", "supplement", "", "zh-Hant").await;
        keep(staff, "課程補正", "supplement", "courses", "zh-Hant").await;
        keep(staff, "服務補正", "supplement", "service", "zh-Hant").await;
        keep(staff, "More", "supplement", "", "en").await;
        keep(staff, "展期用", "extension", "", "zh-Hant").await;
        keep(staff, "移轉用", "transfer", "", "zh-Hant").await;
        keep(staff, "不處理用", "leave", "", "zh-Hant").await;
        let wrong = staff.open("/office/petitions/texts").await.form("#text").fill("title", "無").fill("text", "無").without("writing").smuggle("writing", "poem");
        staff.send(wrong).await.must_be(422);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(staff).await;
        for (select, titles) in [
            ("canned", &["答復用"][..]),
            ("canned_supplement", &["補正用", "課程補正"]),
            ("canned_extension", &["展期用"]),
            ("canned_transfer", &["移轉用"]),
            ("canned_leave", &["不處理用"]),
        ] {
            let mut found = offered(&page, select);
            found.sort_unstable();
            assert_eq!(found, titles, "{select}");
        }
    }

    /// C15: a text is taken into any letter below what was typed; nothing leaves, and a text of another letter is none.
    fn c15_a_canned_text_is_taken_into_every_letter(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let staff = &mut office.handler;
        for writing in ["reply", "supplement", "extension", "leave", "transfer"] {
            keep(staff, writing, writing, "", "zh-Hant").await;
        }
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(staff).await;
        let reply = page.attribute("select[name=canned] option[value]:not([value=\"\"])", "value").unwrap();
        for writing in ["supplement", "extension", "leave", "transfer"] {
            let (select, form) = (format!("canned_{writing}"), format!("#{writing}"));
            let field = if writing == "extension" { "reasons" } else { writing };
            let id = page.attribute(&format!("select[name={select}] option[value]:not([value=\"\"])"), "value").unwrap();
            let take = |id: &str| page.form(&form).without(&select).smuggle(&select, id).fill(field, "您好：").press("take");
            staff.send(take(&reply)).await.must_be(422).must_say("您好：");
            let taken = staff.send(take(&id)).await;
            taken.must_be(200).must_say("已帶入罐頭文字").must_say("已分案");
            assert_eq!(taken.form(&form).value(field), Some(format!("您好：\n\n{writing}的內容").as_str()));
            let focus = taken.attribute(&format!("details.act[open] {form} textarea[autofocus]"), "name");
            assert_eq!(focus.as_deref(), Some(field), "whoever took it goes on in the open form");
            assert_eq!(page.attribute(&format!("{form} button"), "name"), None, "Enter in a field of {writing} takes nothing in");
        }
        let page = first(staff).await;
        send(staff, &page, "#supplement", &[("supplement", "supplement的內容")]).await.must_be(200).must_say("待補正");
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains("supplement的內容"));
    }
}
