//! The plan and its evidence (服務計畫與佐證): what a centre promises for a year, who does it, and how it
//! is proven.

pub mod demo;
pub mod document;
pub mod dossier;
pub mod fields;
pub mod figures;
pub mod frozen;
pub mod import;
pub mod jobs;
pub mod kept;
pub mod model;
pub mod picture;
pub mod public;
pub mod rights;
pub mod rules;
pub mod staff;
pub mod store;
pub mod words;

use foundation::db::{Migration, Migrations, Text};
use foundation::i18n::Lang;
use foundation::service::{Routes, Service};

/// The schema of this service.
pub const MIGRATIONS: Migrations = Migrations {
    service: "plan",
    steps: &[
        Migration { number: 1, name: "plan", text: Text::Both(include_str!("../migrations/0001-plan.sql")) },
        Migration {
            number: 2,
            name: "evidence",
            text: Text::Both(include_str!("../migrations/0002-evidence.sql")),
        },
        Migration {
            number: 3,
            name: "evaluation",
            text: Text::Both(include_str!("../migrations/0003-evaluation.sql")),
        },
        Migration {
            number: 4,
            name: "obligations",
            text: Text::Both(include_str!("../migrations/0004-obligations.sql")),
        },
        Migration {
            number: 5,
            name: "withdrawn",
            text: Text::Both(include_str!("../migrations/0005-withdrawn.sql")),
        },
        Migration {
            number: 6,
            name: "occasions-taken-back",
            text: Text::Both(include_str!("../migrations/0006-occasions-taken-back.sql")),
        },
        Migration {
            number: 7,
            name: "documents-taken-back",
            text: Text::Both(include_str!("../migrations/0007-documents-taken-back.sql")),
        },
        Migration {
            number: 8,
            name: "wholes",
            text: Text::Both(include_str!("../migrations/0008-wholes.sql")),
        },
        Migration {
            number: 9,
            name: "earlier",
            text: Text::Both(include_str!("../migrations/0009-earlier.sql")),
        },
        Migration {
            number: 10,
            name: "costs-taken-back",
            text: Text::Both(include_str!("../migrations/0010-costs-taken-back.sql")),
        },
        Migration {
            number: 12,
            name: "frozen-lights",
            text: Text::Both(include_str!("../migrations/0012-frozen-lights.sql")),
        },
        Migration {
            number: 13,
            name: "authors",
            text: Text::Both(include_str!("../migrations/0013-authors.sql")),
        },
        Migration {
            number: 15,
            name: "found-again",
            text: Text::Both(include_str!("../migrations/0015-found-again.sql")),
        },
        Migration {
            number: 18,
            name: "files-taken-back",
            text: Text::Both(include_str!("../migrations/0018-files-taken-back.sql")),
        },
        Migration {
            number: 19,
            name: "ended-on",
            text: Text::Both(include_str!("../migrations/0019-ended-on.sql")),
        },
    ],
};

/// The table of contents of this service.
pub fn service() -> Service {
    Service {
        name: "plan",
        routes: staff::routes(public::routes(Routes::new())),
        migrations: MIGRATIONS,
        locales: &[
            (Lang::ZhHant, include_str!("../locales/zh-Hant/plan.ftl")),
            (Lang::En, include_str!("../locales/en/plan.ftl")),
            (Lang::ZhHant, include_str!("../locales/zh-Hant/evidence.ftl")),
            (Lang::En, include_str!("../locales/en/evidence.ftl")),
            (Lang::ZhHant, include_str!("../locales/zh-Hant/evaluation.ftl")),
            (Lang::En, include_str!("../locales/en/evaluation.ftl")),
            (Lang::ZhHant, include_str!("../locales/zh-Hant/obligations.ftl")),
            (Lang::En, include_str!("../locales/en/obligations.ftl")),
        ],
        jobs: jobs::KINDS,
        measures: &[],
        menu: &[("/plan", "plan-menu")],
        office_menu: &[
            ("/office/plan", "plan-office-menu", rights::SEE),
            ("/office/plan/evaluation", "plan-evaluation-menu", rights::EVALUATE),
        ],
        roles: rights::ROLES,
        settings: SETTINGS,
        api: || serde_json::json!({}),
        start: |_| (),
        look_up: None,
        home: None,
        today: None,
        own_data: foundation::own_data::NOTHING,
        calendars: foundation::calendar::NONE,
        demo: demo::fill,
    }
}

/// What a centre may set: for how many minutes a number that still grows is good, the largest file in
/// megabytes, how long a link for evaluators may be good, how many days before
/// something ends people are told, and what hours are taken to be worth.
pub const SETTINGS: &[(&str, &str)] = &[
    (figures::MINUTES, "10"),
    (kept::MB_MAX, "20"),
    (staff::links::DAYS_MAX, "180"),
    (jobs::FIRST_DAYS, "7"),
    (jobs::AGAIN_DAYS, "1"),
    (staff::costs::STAFF_HOUR, "250"),
    (staff::costs::VOLUNTEER_HOUR, "190"),
];
