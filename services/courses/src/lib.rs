//! Courses and activities (課程活動): a centre announces, residents register, staff run the day.

pub mod after;
pub mod api;
pub mod api_registrations;
pub mod api_staff;
pub mod carry;
pub mod day;
pub mod demo;
pub mod desk;
pub mod entry;
pub mod erasure;
pub mod feeds;
pub mod import;
pub mod invitation;
pub mod jobs;
pub mod letters;
pub mod mails;
pub mod matter;
pub mod measures;
pub mod model;
pub mod notice;
pub mod own;
pub mod planned;
pub mod planning;
pub mod public;
pub mod purge;
pub mod questions;
pub mod rights;
pub mod rules;
pub mod sample;
pub mod settle;
pub mod signage;
mod sitemap;
pub mod staff;
pub mod store;
pub mod views;
pub mod words;

pub use store::check;

use foundation::db::{Migration, Migrations, Text};
use foundation::i18n::Lang;
use foundation::service::{Routes, Service};

/// The schema of this service.
pub const MIGRATIONS: Migrations = Migrations {
    service: "courses",
    steps: &[
        Migration { number: 1, name: "desk", text: Text::Both(include_str!("../migrations/0001-desk.sql")) },
        Migration {
            number: 2,
            name: "texts",
            text: Text::Both(include_str!("../migrations/0002-texts.sql")),
        },
        Migration {
            number: 3,
            name: "certificates",
            text: Text::Both(include_str!("../migrations/0003-certificates.sql")),
        },
        Migration {
            number: 4,
            name: "families",
            text: Text::Both(include_str!("../migrations/0004-families.sql")),
        },
        Migration { number: 5, name: "own", text: Text::Both(include_str!("../migrations/0005-own.sql")) },
        Migration {
            number: 6,
            name: "devices",
            text: Text::Both(include_str!("../migrations/0006-devices.sql")),
        },
        Migration {
            number: 7,
            name: "no-shows",
            text: Text::Both(include_str!("../migrations/0007-no-shows.sql")),
        },
        Migration {
            number: 8,
            name: "hours",
            text: Text::Both(include_str!("../migrations/0008-hours.sql")),
        },
        Migration {
            number: 9,
            name: "arrivals",
            text: Text::Both(include_str!("../migrations/0009-arrivals.sql")),
        },
        Migration { number: 10, name: "draw", text: Text::Both(include_str!("../migrations/0010-draw.sql")) },
        Migration {
            number: 11,
            name: "interest",
            text: Text::Both(include_str!("../migrations/0011-interest.sql")),
        },
        Migration { number: 12, name: "pool", text: Text::Both(include_str!("../migrations/0012-pool.sql")) },
        Migration {
            number: 13,
            name: "carry",
            text: Text::Both(include_str!("../migrations/0013-carry.sql")),
        },
        Migration { number: 14, name: "move", text: Text::Both(include_str!("../migrations/0014-move.sql")) },
        Migration {
            number: 15,
            name: "draw-options",
            text: Text::Both(include_str!("../migrations/0015-draw-options.sql")),
        },
        Migration {
            number: 16,
            name: "given-back",
            text: Text::Both(include_str!("../migrations/0016-given-back.sql")),
        },
        Migration {
            number: 17,
            name: "codes",
            text: Text::Both(include_str!("../migrations/0017-codes.sql")),
        },
        Migration {
            number: 18,
            name: "fingerprints",
            text: Text::Both(include_str!("../migrations/0018-fingerprints.sql")),
        },
        Migration {
            number: 19,
            name: "mail-sections",
            text: Text::Both(include_str!("../migrations/0019-mail-sections.sql")),
        },
        Migration { number: 20, name: "own", text: Text::Both(include_str!("../migrations/0020-own.sql")) },
        Migration {
            number: 21,
            name: "draw-room",
            text: Text::Both(include_str!("../migrations/0021-draw-room.sql")),
        },
        Migration {
            number: 22,
            name: "interest-anew",
            text: Text::Both(include_str!("../migrations/0022-interest-anew.sql")),
        },
        Migration {
            number: 23,
            name: "look-up",
            text: Text::Both(include_str!("../migrations/0023-look-up.sql")),
        },
        Migration {
            number: 24,
            name: "turns",
            text: Text::Both(include_str!("../migrations/0024-turns.sql")),
        },
        Migration {
            number: 25,
            name: "english",
            text: Text::Both(include_str!("../migrations/0025-english.sql")),
        },
        Migration {
            number: 27,
            name: "carried",
            text: Text::Both(include_str!("../migrations/0027-carried.sql")),
        },
        Migration {
            number: 28,
            name: "wishes",
            text: Text::Both(include_str!("../migrations/0028-wishes.sql")),
        },
        Migration {
            number: 30,
            name: "held-walk-ins",
            text: Text::Both(include_str!("../migrations/0030-held-walk-ins.sql")),
        },
        Migration {
            number: 31,
            name: "hours-numbers",
            text: Text::Both(include_str!("../migrations/0031-hours-numbers.sql")),
        },
        Migration {
            number: 32,
            name: "arrivals-of-email",
            text: Text::Both(include_str!("../migrations/0032-arrivals-of-email.sql")),
        },
        Migration {
            number: 33,
            name: "declared",
            text: Text::Both(include_str!("../migrations/0033-declared.sql")),
        },
        Migration { number: 34, name: "away", text: Text::Both(include_str!("../migrations/0034-away.sql")) },
        Migration {
            number: 36,
            name: "views",
            text: Text::Both(include_str!("../migrations/0036-views.sql")),
        },
        Migration {
            number: 37,
            name: "counted-as",
            text: Text::Both(include_str!("../migrations/0037-counted-as.sql")),
        },
        Migration {
            number: 38,
            name: "interest-small",
            text: Text::Both(include_str!("../migrations/0038-interest-small.sql")),
        },
        Migration {
            number: 39,
            name: "waiting",
            text: Text::Both(include_str!("../migrations/0039-waiting.sql")),
        },
    ],
};

/// The words of this service, one file per group of screens.
const LOCALES: &[(Lang, &str)] = &[
    (Lang::ZhHant, include_str!("../locales/zh-Hant/browse.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/register.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/edit.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/serve.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/day.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/after.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/device.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/rights.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/texts.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/entry.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/history.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/own.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/arrival.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/draw.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/carry.ftl")),
    (Lang::En, include_str!("../locales/en/carry.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/figures.ftl")),
    (Lang::En, include_str!("../locales/en/figures.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/interest.ftl")),
    (Lang::En, include_str!("../locales/en/interest.ftl")),
    (Lang::En, include_str!("../locales/en/draw.ftl")),
    (Lang::En, include_str!("../locales/en/browse.ftl")),
    (Lang::En, include_str!("../locales/en/register.ftl")),
    (Lang::En, include_str!("../locales/en/edit.ftl")),
    (Lang::En, include_str!("../locales/en/serve.ftl")),
    (Lang::En, include_str!("../locales/en/day.ftl")),
    (Lang::En, include_str!("../locales/en/after.ftl")),
    (Lang::En, include_str!("../locales/en/device.ftl")),
    (Lang::En, include_str!("../locales/en/rights.ftl")),
    (Lang::En, include_str!("../locales/en/texts.ftl")),
    (Lang::En, include_str!("../locales/en/entry.ftl")),
    (Lang::En, include_str!("../locales/en/history.ftl")),
    (Lang::En, include_str!("../locales/en/own.ftl")),
    (Lang::En, include_str!("../locales/en/arrival.ftl")),
];

/// The table of contents of this service.
pub fn service() -> Service {
    Service {
        name: "courses",
        routes: staff::routes(api::routes(feeds::routes(sitemap::routes(public::routes(Routes::new()))))),
        migrations: MIGRATIONS,
        locales: LOCALES,
        jobs: jobs::KINDS,
        measures: measures::ALL,
        menu: &[("/courses", "courses-menu"), ("/progress", "progress-menu")],
        office_menu: &[
            ("/office/courses", "edit-courses-menu", rights::SEE),
            ("/office/rooms", "rooms-menu", rights::EDIT),
            ("/office/day", "day-today", rights::DOOR),
            ("/office/no-shows", "no-show-title", rights::SERVE),
        ],
        roles: rights::ROLES,
        settings: SETTINGS,
        api: api::description,
        start: |centre| {
            centre.put(desk::Desk::open(centre));
            planned::open(centre);
            views::open(centre);
        },
        home: Some(|ctx| Box::pin(public::home::draw(ctx))),
        today: Some(|ctx| Box::pin(staff::board::show(ctx))),
        look_up: Some(public::progress::path),
        own_data: own::OWN_DATA,
        calendars: foundation::calendar::NONE,
        demo: demo::fill,
    }
}

/// What a centre may set: name and default. Of devices at the door: from how many hours before a session
/// one may take its list, how many hours after it the list ends, and for how many days after that a device
/// may still tell what was done.
pub const SETTINGS: &[(&str, &str)] = &[
    (after::record::PERCENT, "80"),
    (desk::PATIENCE, "2000"),
    ("courses.list_before_hours", "24"),
    ("courses.lists_per_door_max", "10"),
    ("courses.list_after_hours", "2"),
    ("courses.list_told_days", "14"),
    (after::hours::KEEP_DAYS, "60"),
    (after::hours::CIVIL_SERVANT_COLUMNS, after::hours::COLUMNS),
    (after::hours::TEACHER_COLUMNS, after::hours::COLUMNS),
];
