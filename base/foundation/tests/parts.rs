//! Every part in every language: well wired, nothing left unsaid.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../examples/gallery/pages.rs"]
mod pages;

use std::collections::HashSet;

use foundation::i18n::{I18n, Lang, Words};
use foundation::parts;
use scraper::{ElementRef, Html, Selector};

fn words(lang: Lang) -> Words {
    I18n::new(foundation::LOCALES.iter().copied()).unwrap().words(lang)
}

/// Runs a check over every sample page in every language.
fn on_every_page(check: impl Fn(&str, &Html)) {
    for lang in Lang::ALL {
        for (name, page) in pages::all(&words(*lang)) {
            check(&format!("{}/{name}", lang.code()), &Html::parse_document(&page.into_string()));
        }
    }
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

fn ids(page: &Html) -> HashSet<&str> {
    all(page, "[id]").into_iter().filter_map(|element| element.attr("id")).collect()
}

#[test]
fn every_id_is_there_once() {
    on_every_page(|name, page| {
        let count = all(page, "[id]").len();
        assert_eq!(ids(page).len(), count, "{name} has an id twice");
    });
}

#[test]
fn every_input_has_a_label_and_every_label_an_input() {
    on_every_page(|name, page| {
        let labelled: HashSet<&str> =
            all(page, "label[for]").into_iter().filter_map(|l| l.attr("for")).collect();
        for input in all(page, "input:not([type=hidden]), select, textarea") {
            let id = input.attr("id").unwrap_or_else(|| panic!("{name}: {} has no id", input.html()));
            let wrapped =
                input.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == "label");
            assert!(wrapped || labelled.contains(id), "{name}: {id} has no label");
        }
        for label in all(page, "label[for]") {
            assert!(ids(page).contains(label.attr("for").unwrap()), "{name}: {}", label.html());
            assert_ne!(text(label), "", "{name}: an empty label");
        }
    });
}

#[test]
fn every_reference_between_elements_leads_somewhere() {
    on_every_page(|name, page| {
        let ids = ids(page);
        for attribute in ["aria-describedby", "aria-labelledby"] {
            for element in all(page, &format!("[{attribute}]")) {
                for id in element.attr(attribute).unwrap().split(' ') {
                    assert!(ids.contains(id), "{name}: {attribute}={id} leads nowhere");
                }
            }
        }
        for link in all(page, ".error-summary a, .skip, .anchor") {
            let target = link.attr("href").unwrap().trim_start_matches('#');
            assert!(ids.contains(target), "{name}: #{target} leads nowhere");
        }
    });
}

#[test]
fn a_wrong_field_says_so_to_eyes_and_ears() {
    let words = words(Lang::En);
    let field =
        parts::email(&words, "head.email", "E-mail").hint("For the ticket").value("a@").error(Some("Wrong"));
    let page = Html::parse_fragment(&maud::html! { (field) }.into_string());
    let input = all(&page, "input")[0];
    assert_eq!(input.attr("id"), Some("f-head-email"));
    assert_eq!(input.attr("aria-invalid"), Some("true"));
    assert_eq!(input.attr("aria-describedby"), Some("f-head-email-hint f-head-email-error"));
    assert_eq!(input.attr("autocomplete"), Some("email"));
    assert_eq!(input.attr("value"), Some("a@"), "what was typed is kept");
    assert_eq!(text(all(&page, "#f-head-email-error")[0]), "Error: Wrong");
    assert_eq!(parts::field_id("members[0].name"), "f-members-0-name");
}

#[test]
fn each_line_of_the_summary_says_which_field_it_is_about() {
    for (lang, said) in [
        (Lang::ZhHant, ["真實姓名：請填寫這一欄", "種類：請選擇", "太多了"]),
        (Lang::En, ["真實姓名: 請填寫這一欄", "種類: 請選擇", "太多了"]),
    ] {
        let words = words(lang);
        let mistakes = [("name", "請填寫這一欄"), ("kind", "請選擇"), ("", "太多了")];
        let kinds = vec![parts::choice("a", "甲"), parts::choice("b", "乙")];
        let main = maud::html! {
            (parts::error_summary(&words, &mistakes))
            (parts::text(&words, "name", "真實姓名").error(Some("請填寫這一欄")))
            (parts::radios(&words, "kind", "種類", kinds).error(Some("請選擇")))
        };
        let shell =
            parts::Shell { has_errors: true, ..parts::Shell::public(&words, "中心", "申請", "/") };
        let page = Html::parse_document(&shell.page(main).into_string());
        let lines: Vec<String> = all(&page, ".error-summary li").into_iter().map(text).collect();
        assert_eq!(lines, said);
    }
}

#[test]
fn what_was_typed_cannot_break_out_of_its_field() {
    let words = words(Lang::ZhHant);
    let typed = "\"><script>alert(1)</script></textarea>&";
    for field in [parts::text(&words, "a", "A"), parts::textarea(&words, "a", "A")] {
        let page = Html::parse_fragment(&maud::html! { (field.value(typed)) }.into_string());
        assert_eq!(all(&page, "script").len(), 0);
        let kept = all(&page, "input")
            .first()
            .map_or_else(|| text(all(&page, "textarea")[0]), |input| input.attr("value").unwrap().to_owned());
        assert_eq!(kept, typed);
    }
}

#[test]
fn a4_every_page_has_the_habits_of_taiwanese_sites() {
    on_every_page(|name, page| {
        assert_eq!(all(page, "h1").len(), 1, "{name} has one heading of the first level");
        assert_eq!(all(page, "main").len(), 1, "{name}");
        assert_ne!(text(all(page, "title")[0]), "", "{name}");
        let lang = all(page, "html")[0].attr("lang").unwrap();
        assert!(name.starts_with(lang), "{name} says it is in {lang}");
        if name.ends_with("signage") {
            return;
        }
        for key in ["U", "C", "Z"] {
            assert_eq!(all(page, &format!("a[accesskey={key}]")).len(), 1, "{name} has the anchor {key}");
        }
        assert_eq!(all(page, "a.skip[href='#main']").len(), 1, "{name} has a skip link");
        let hrefs: Vec<_> = all(page, "footer a").into_iter().filter_map(|a| a.attr("href")).collect();
        if !name.ends_with("board") {
            for wanted in ["/sitemap", "/privacy", "/open-data-licence", "/accessibility"] {
                assert!(hrefs.iter().any(|href| href.ends_with(wanted)), "{name} leads to {wanted}");
            }
        }
    });
}

#[test]
fn every_button_link_and_picture_has_a_name() {
    on_every_page(|name, page| {
        for element in all(page, "a, button, summary, legend, caption, th, option") {
            assert_ne!(text(element), "", "{name}: {}", element.html());
        }
        for picture in all(page, "img") {
            assert!(picture.attr("alt").is_some(), "{name}: {}", picture.html());
        }
        for picture in all(page, "svg") {
            assert_eq!(picture.attr("role"), Some("img"), "{name}");
            assert!(picture.attr("aria-label").is_some() || picture.html().contains("<title>"), "{name}");
        }
    });
}

#[test]
fn every_word_is_said_in_the_language_of_the_page() {
    on_every_page(|name, page| {
        let key = |word: &str| {
            ["shell-", "part-", "date-", "month-", "weekday-"].iter().any(|p| word.starts_with(p))
        };
        let said = text(all(page, "body")[0]);
        assert!(!said.split_whitespace().any(key), "{name} shows a key");
        if name.starts_with("en/") {
            let foreign = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
            let said = said.replace("中文", "").replace("王小明", "").replace("陳阿好", "");
            assert!(!said.contains(foreign), "{name} shows Chinese: {said}");
        }
    });
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_another_host() {
    on_every_page(|name, page| {
        assert_eq!(
            all(page, "style, [style], script:not([src]), [onclick]").len(),
            0,
            "{name} has inline style or script"
        );
        for element in all(page, "[src], link[rel=stylesheet], link[rel=icon]") {
            let address = element.attr("src").or(element.attr("href")).unwrap();
            assert!(address.starts_with("/static/"), "{name} asks for {address}");
        }
    });
}

#[test]
fn a_page_leads_to_itself_in_the_other_language() {
    on_every_page(|name, page| {
        let link = all(page, "link[rel=alternate][hreflang]")[0];
        let (lang, path) = Lang::split_path(link.attr("href").unwrap());
        assert!(!name.starts_with(lang.code()), "{name} leads to its own language");
        assert_eq!(lang.code(), link.attr("hreflang").unwrap());
        if name == "en/courses" {
            assert_eq!(path, "/courses?q=x");
        }
    });
}
