use testing::{Role, both_engines};

use crate::{add, relax, signed_in, somebody};

both_engines! {
    fn every_page_speaks_both_languages(centre) using [accounts::service()] {
        relax(&centre).await;
        let id = add(&centre, somebody("director@test.example", &[Role::Director])).await;
        let other = add(&centre, somebody("mei@test.example", &[Role::Volunteer])).await;
        let mut visitor = signed_in(&centre, "director@test.example").await;
        for path in ["account", "account/password", "account/second-factor", "staff", "staff/new", "tokens", &format!("staff/{id}"), &format!("staff/{other}")] {
            let chinese = visitor.open(&format!("/office/{path}")).await;
            chinese.must_be(200);
            let english = visitor.open(&format!("/en/office/{path}")).await;
            english.must_be(200);
            let text = english.text().replace("同仁", "");
            assert!(text.is_ascii() || !text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)), "{path}: {text}");
            for page in [chinese, english] {
                assert!(!page.source.contains("accounts-"), "{} says a key:\n{}", page.path, page.text());
            }
        }
        for path in ["/en/office/sign-in", "/office/sign-in"] {
            let page = centre.resident().open(path).await;
            page.must_be(200);
            assert!(!page.source.contains("accounts-"), "{}", page.text());
        }
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }
}
