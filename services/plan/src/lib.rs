//! The plan and its evidence (服務計畫與佐證): what a centre promises for a year, who does it, and how it
//! is proven.

pub mod document;
pub mod fields;
pub mod import;
pub mod model;
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
    steps: &[Migration {
        number: 1,
        name: "plan",
        text: Text::Both(include_str!("../migrations/0001-plan.sql")),
    }],
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
        ],
        jobs: &[],
        measures: &[],
        menu: &[("/plan", "plan-menu")],
        office_menu: &[("/office/plan", "plan-office-menu", rights::SEE)],
        roles: rights::ROLES,
        settings: &[],
        api: || serde_json::json!({}),
        start: |_| {},
        home: None,
        own_data: foundation::own_data::NOTHING,
        demo: |_, _| Box::pin(async { Ok(()) }),
    }
}
