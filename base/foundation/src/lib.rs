//! The shell every service stands on: store, pages, forms, people, jobs, mail, files, settings.

pub mod archive;
pub mod attempts;
pub mod backup;
pub mod cache;
pub mod calendar;
pub mod centre;
pub mod chance;
pub mod chart;
pub mod clock;
pub mod config;
pub mod crowd;
pub mod db;
pub mod districts;
pub mod facts;
pub mod fault;
pub mod files;
pub mod forgetting;
pub mod form;
pub mod health;
pub mod house;
pub mod i18n;
pub mod jobs;
pub mod keys;
pub mod logs;
pub mod mail;
pub mod markdown;
pub mod measures;
pub mod metrics;
pub mod office_open;
pub mod openapi;
pub mod own_data;
pub mod pages;
pub mod parts;
pub mod qr;
pub mod residents;
pub mod rules;
pub mod sealed;
pub mod service;
pub mod sheet;
pub mod staff;
pub mod static_files;
pub mod trail;
pub mod upload;
pub mod web;
pub mod webhooks;

use db::{Migration, Migrations, Text};
use i18n::Lang;
use jobs::JobKind;

#[doc(hidden)]
pub use inventory;

/// The foundation's own schema.
pub const MIGRATIONS: Migrations = Migrations {
    service: "foundation",
    steps: &[
        Migration {
            number: 1,
            name: "ground",
            text: Text::Both(include_str!("../migrations/0001-ground.sql")),
        },
        Migration {
            number: 2,
            name: "house",
            text: Text::Both(include_str!("../migrations/0002-house.sql")),
        },
        Migration {
            number: 3,
            name: "residents",
            text: Text::Both(include_str!("../migrations/0003-residents.sql")),
        },
        Migration {
            number: 4,
            name: "record-keys",
            text: Text::Both(include_str!("../migrations/0004-record-keys.sql")),
        },
        Migration {
            number: 5,
            name: "file-of-matter",
            text: Text::Both(include_str!("../migrations/0005-file-of-matter.sql")),
        },
        Migration {
            number: 6,
            name: "secret-mail",
            text: Text::Both(include_str!("../migrations/0006-secret-mail.sql")),
        },
        Migration {
            number: 7,
            name: "mail-sections",
            text: Text::Both(include_str!("../migrations/0007-mail-sections.sql")),
        },
        Migration {
            number: 8,
            name: "shared-rows",
            text: Text::Both(include_str!("../migrations/0008-shared-rows.sql")),
        },
        Migration {
            number: 9,
            name: "webhooks",
            text: Text::Both(include_str!("../migrations/0009-webhooks.sql")),
        },
        Migration {
            number: 11,
            name: "deliveries-due",
            text: Text::Both(include_str!("../migrations/0011-deliveries-due.sql")),
        },
        Migration {
            number: 12,
            name: "calendars",
            text: Text::Both(include_str!("../migrations/0012-calendars.sql")),
        },
        Migration {
            number: 16,
            name: "forgetting",
            text: Text::Both(include_str!("../migrations/0016-forgetting.sql")),
        },
        Migration {
            number: 17,
            name: "forgetting-of-matter",
            text: Text::Both(include_str!("../migrations/0017-forgetting-of-matter.sql")),
        },
        Migration {
            number: 18,
            name: "quick",
            text: Text::Both(include_str!("../migrations/0018-quick.sql")),
        },
    ],
};

/// The words every page may use.
pub const LOCALES: &[(Lang, &str)] = &[
    (Lang::ZhHant, include_str!("../locales/zh-Hant.ftl")),
    (Lang::En, include_str!("../locales/en.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/house.ftl")),
    (Lang::En, include_str!("../locales/en/house.ftl")),
    (Lang::ZhHant, office::LOCALE_ZH_HANT),
    (Lang::En, office::LOCALE_EN),
];

/// Work the foundation does by itself.
pub const JOBS: &[JobKind] = &[
    JobKind {
        name: "foundation.seal",
        run: |centre, _| {
            Box::pin(async move {
                while centre.db.write(trail::seal).await? > 0 {}
                Ok(())
            })
        },
        every_seconds: Some(5),
    },
    JobKind {
        name: trail::CHECK,
        run: |centre, _| Box::pin(async move { Ok(trail::check_and_note(&centre).await?) }),
        every_seconds: Some(86_400),
    },
    JobKind {
        name: "foundation.letters",
        run: |centre, _| Box::pin(mail::forget(centre)),
        every_seconds: Some(86_400),
    },
    JobKind {
        name: "foundation.deliveries",
        run: |centre, _| Box::pin(webhooks::forget(centre)),
        every_seconds: Some(86_400),
    },
    JobKind {
        name: "foundation.files",
        run: |centre, _| Box::pin(forgetting::forget(centre)),
        every_seconds: Some(60),
    },
];

/// Settings of the centre itself: name and default.
pub const SETTINGS: &[(&str, &str)] = &[
    ("centre.phone", ""),
    ("centre.address", ""),
    ("centre.email", ""),
    (office_open::HOURS, office_open::USUAL_HOURS),
    (districts::COUNTY, districts::KAOHSIUNG),
    (districts::REMOTE, ""),
    (webhooks::PRIVATE, "no"),
];
