//! Residents (民眾): sign-in by a link, the household they may keep, their own data (D-3).

mod breach;
mod breach_letters;
mod breach_paper;
mod breach_watch;
mod demo;
mod door;
mod jobs;
mod measures;
mod model;
mod own;
mod public;
mod request;
mod rules;
mod settings;
mod staff;
mod store;

use std::sync::Arc;

use foundation::db::{Migration, Migrations, Text};
use foundation::i18n::Lang;
use foundation::residents::Households;
use foundation::service::{Routes, Service};
use foundation::staff::Role;

pub use settings::SETTINGS;

/// The schema of this service.
pub const MIGRATIONS: Migrations = Migrations {
    service: "residents",
    steps: &[
        Migration {
            number: 1,
            name: "household",
            text: Text::Both(include_str!("../migrations/0001-household.sql")),
        },
        Migration {
            number: 2,
            name: "requests",
            text: Text::Both(include_str!("../migrations/0002-requests.sql")),
        },
        Migration {
            number: 3,
            name: "notice",
            text: Text::Both(include_str!("../migrations/0003-notice.sql")),
        },
        Migration {
            number: 4,
            name: "breaches",
            text: Text::Both(include_str!("../migrations/0004-breaches.sql")),
        },
        Migration {
            number: 5,
            name: "breach-lists",
            text: Text::Both(include_str!("../migrations/0005-breach-lists.sql")),
        },
        Migration {
            number: 6,
            name: "custody-of",
            text: Text::Both(include_str!("../migrations/0006-custody-of.sql")),
        },
        Migration {
            number: 7,
            name: "breach-added",
            text: Text::Both(include_str!("../migrations/0007-breach-added.sql")),
        },
    ],
};

/// The table of contents of this service.
pub fn service() -> Service {
    Service {
        name: "residents",
        routes: staff::routes(public::routes(Routes::new())),
        migrations: MIGRATIONS,
        locales: &[
            (Lang::ZhHant, include_str!("../locales/zh-Hant/household.ftl")),
            (Lang::En, include_str!("../locales/en/household.ftl")),
            (Lang::ZhHant, include_str!("../locales/zh-Hant/requests.ftl")),
            (Lang::En, include_str!("../locales/en/requests.ftl")),
            (Lang::ZhHant, include_str!("../locales/zh-Hant/breaches.ftl")),
            (Lang::En, include_str!("../locales/en/breaches.ftl")),
        ],
        jobs: jobs::KINDS,
        measures: measures::ALL,
        menu: &[("/residents", "residents-menu")],
        office_menu: &[
            ("/office/residents", "requests-menu", staff::DECIDE),
            ("/office/residents/breaches", "breaches-menu", staff::REPORT),
        ],
        roles: &[
            (Role::Director, &[staff::DECIDE, staff::REPORT, staff::ANSWER_FOR]),
            (Role::Counselling, &[staff::REPORT]),
            (Role::Promotion, &[staff::REPORT]),
            (Role::Operator, &[staff::REPORT]),
        ],
        settings: SETTINGS,
        api: || serde_json::json!({}),
        start: |centre| {
            centre.put(Arc::new(Households { list: own::companions, of: own::household }));
        },
        home: Some(|ctx| Box::pin(public::breaches::draw(ctx))),
        today: Some(|ctx| Box::pin(staff::today::show(ctx))),
        look_up: None,
        own_data: own::OWN_DATA,
        calendars: foundation::calendar::NONE,
        demo: |centre, _| demo::fill(centre),
    }
}
