//! Courses and activities (課程活動): a centre announces, residents register, staff run the day.

pub mod desk;
pub mod jobs;
pub mod model;
pub mod rights;
pub mod rules;
pub mod sample;
pub mod settle;
pub mod store;

use foundation::db::{Migration, Migrations, Text};
use foundation::i18n::Lang;
use foundation::service::{Routes, Service};

/// The schema of this service.
pub const MIGRATIONS: Migrations = Migrations {
    service: "courses",
    steps: &[Migration {
        number: 1,
        name: "desk",
        text: Text::Both(include_str!("../migrations/0001-desk.sql")),
    }],
};

/// The table of contents of this service.
pub fn service() -> Service {
    Service {
        name: "courses",
        routes: Routes::new(),
        migrations: MIGRATIONS,
        locales: &[
            (Lang::ZhHant, include_str!("../locales/zh-Hant.ftl")),
            (Lang::En, include_str!("../locales/en.ftl")),
        ],
        jobs: jobs::KINDS,
        measures: &[],
        menu: &[],
        office_menu: &[],
        roles: rights::ROLES,
        settings: &[],
        api: || serde_json::json!({}),
        start: |centre| centre.put(desk::Desk::open(centre)),
        demo: |_, _| Box::pin(async { Ok(()) }),
    }
}
