//! Every page of the house in both languages, for everybody who may see it.

use foundation::db::Conn;
use foundation::{calendar, jobs};
use office::calendar::YearSheet;
use testing::{Role, both_engines};

use crate::{dead_job, letter};

/// Beginnings of keys that no page may show.
const KEYS: [&str; 13] = [
    "webhooks-",
    "outbox-",
    "jobs-",
    "settings-",
    "setting-",
    "rules-",
    "rule-",
    "calendar-",
    "trail-",
    "unit-",
    "shell-",
    "day-mode-",
    "part-",
];

both_engines! {
    fn every_page_of_the_house_speaks_both_languages(centre) using [courses::service(), accounts::service()] {
        let sheet = YearSheet::parse(include_bytes!("../../calendar/2026.csv"), None).unwrap();
        let fill = move |conn: &mut Conn| calendar::put_year(conn, "office", &sheet);
        centre.centre.db.write(fill).await.unwrap();
        jobs::schedule(&centre.centre).await.unwrap();
        dead_job(&centre, "j1", "courses.write").await;
        let mail = letter(&centre, "A letter", "failed").await;
        let mut visitor = centre.staff(&[Role::Director, Role::Operator]).await;
        let settings = centre.centre.known_settings().map(|(name, _)| format!("settings/{name}"));
        let rules = foundation::rules::DEFAULTS.iter().map(|rule| format!("rules/{}", rule.key));
        let fixed = ["outbox", "outbox?state=sent", "jobs", "jobs/j1", "settings", "webhooks", "rules", "calendar", "calendar/2026", "trail",
            "calendar?received=2026-09-21&mode=cal&days=7"].map(str::to_owned);
        for path in fixed.into_iter().chain(settings).chain(rules).chain([format!("outbox/{mail}")]) {
            for prefix in ["", "/en"] {
                let page = visitor.open(&format!("{prefix}/office/{path}")).await;
                page.must_be(200);
                let seen = [page.text(), page.all("nav.menu").concat()].concat();
                for word in seen.split_whitespace() {
                    let is_key = KEYS.iter().any(|key| word.starts_with(key) && word.is_ascii());
                    assert!(!is_key, "{} says the key {word}", page.path);
                }
            }
        }
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }
}
