//! Opinions and petitions (陳情、主任信箱、輿情): anybody is heard, and answered in time.

pub mod api;
pub mod check;
pub mod demo;
pub mod jobs;
pub mod measures;
pub mod model;
pub mod own;
pub mod public;
pub mod rights;
pub mod rules;
pub mod staff;
pub mod store;
pub mod typed;
pub mod work;

use foundation::db::{Migration, Migrations, Text};
use foundation::i18n::Lang;
use foundation::service::{Routes, Service};

/// The schema of this service.
pub const MIGRATIONS: Migrations = Migrations {
    service: "petitions",
    steps: &[
        Migration {
            number: 1,
            name: "cases",
            text: Text::Both(include_str!("../migrations/0001-cases.sql")),
        },
        Migration {
            number: 2,
            name: "office",
            text: Text::Both(include_str!("../migrations/0002-office.sql")),
        },
        Migration {
            number: 3,
            name: "merged",
            text: Text::Both(include_str!("../migrations/0003-merged.sql")),
        },
        Migration {
            number: 4,
            name: "sealed-rest",
            text: Text::Both(include_str!("../migrations/0004-sealed-rest.sql")),
        },
        Migration {
            number: 5,
            name: "surveyed",
            text: Text::Both(include_str!("../migrations/0005-surveyed.sql")),
        },
        Migration {
            number: 6,
            name: "by-phone",
            text: Text::Both(include_str!("../migrations/0006-by-phone.sql")),
        },
        Migration {
            number: 7,
            name: "warned",
            text: Text::Both(include_str!("../migrations/0007-warned.sql")),
        },
        Migration { number: 8, name: "mail", text: Text::Both(include_str!("../migrations/0008-mail.sql")) },
        Migration {
            number: 9,
            name: "opinions",
            text: Text::Both(include_str!("../migrations/0009-opinions.sql")),
        },
        Migration {
            number: 10,
            name: "waiting",
            text: Text::Both(include_str!("../migrations/0010-waiting.sql")),
        },
        Migration {
            number: 11,
            name: "checklists",
            text: Text::Both(include_str!("../migrations/0011-checklists.sql")),
        },
        Migration {
            number: 12,
            name: "reports",
            text: Text::Both(include_str!("../migrations/0012-reports.sql")),
        },
        Migration {
            number: 13,
            name: "scale",
            text: Text::Both(include_str!("../migrations/0013-scale.sql")),
        },
        Migration {
            number: 14,
            name: "requests",
            text: Text::Both(include_str!("../migrations/0014-requests.sql")),
        },
        Migration {
            number: 15,
            name: "answered",
            text: Text::Both(include_str!("../migrations/0015-answered.sql")),
        },
        Migration {
            number: 16,
            name: "destruction",
            text: Text::Both(include_str!("../migrations/0016-destruction.sql")),
        },
        Migration {
            number: 17,
            name: "excluded",
            text: Text::Both(include_str!("../migrations/0017-excluded.sql")),
        },
        Migration {
            number: 18,
            name: "calendars",
            text: Text::Both(include_str!("../migrations/0018-calendars.sql")),
        },
        Migration {
            number: 19,
            name: "archive",
            text: Text::Both(include_str!("../migrations/0019-archive.sql")),
        },
        Migration {
            number: 20,
            name: "passed",
            text: Text::Both(include_str!("../migrations/0020-passed.sql")),
        },
        Migration {
            number: 23,
            name: "contact-version",
            text: Text::Both(include_str!("../migrations/0023-contact-version.sql")),
        },
        Migration {
            number: 24,
            name: "passed-kept",
            text: Text::Both(include_str!("../migrations/0024-passed-kept.sql")),
        },
        Migration {
            number: 26,
            name: "forgetting",
            text: Text::Both(include_str!("../migrations/0026-forgetting.sql")),
        },
        Migration {
            number: 27,
            name: "agent",
            text: Text::Both(include_str!("../migrations/0027-agent.sql")),
        },
        Migration {
            number: 28,
            name: "texts-for",
            text: Text::Both(include_str!("../migrations/0028-texts-for.sql")),
        },
        Migration {
            number: 29,
            name: "signature",
            text: Text::Both(include_str!("../migrations/0029-signature.sql")),
        },
        Migration {
            number: 30,
            name: "passed-mail",
            text: Text::Both(include_str!("../migrations/0030-passed-mail.sql")),
        },
    ],
};

/// The words of this service, one file per group of screens.
const LOCALES: &[(Lang, &str)] = &[
    (Lang::ZhHant, include_str!("../locales/zh-Hant/names.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/public.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/letters.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/office.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/numbers.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/mail.ftl")),
    (Lang::En, include_str!("../locales/en/mail.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/waiting.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/checklists.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/reports.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/retention.ftl")),
    (Lang::En, include_str!("../locales/en/retention.ftl")),
    (Lang::ZhHant, include_str!("../locales/zh-Hant/passed.ftl")),
    (Lang::En, include_str!("../locales/en/passed.ftl")),
    (Lang::En, include_str!("../locales/en/names.ftl")),
    (Lang::En, include_str!("../locales/en/public.ftl")),
    (Lang::En, include_str!("../locales/en/letters.ftl")),
    (Lang::En, include_str!("../locales/en/office.ftl")),
    (Lang::En, include_str!("../locales/en/numbers.ftl")),
    (Lang::En, include_str!("../locales/en/waiting.ftl")),
    (Lang::En, include_str!("../locales/en/checklists.ftl")),
    (Lang::En, include_str!("../locales/en/reports.ftl")),
];

/// Below how many cases a number is not shown in public: name and default.
pub(crate) const SMALL_COUNT: (&str, &str) = ("petitions.small_count", "5");

/// The number of the class in which petitions are filed (分類號), a part of their file number.
pub(crate) const CLASS_NUMBER: (&str, &str) = ("petitions.class_number", "");

/// What a centre may set: name and default. Lengths of subject and text of the web form, days after an
/// answer until the petitioner is asked whether it is solved, and for how many days; below how many a
/// number is not shown in public; where answers to letters go, the topic of what comes by e-mail, and the mail server
/// that finds out who sent it; the class in which cases are filed; where reports about the director go, whom to call where they cannot, and who in the
/// house sees them; the hours in which staff are reminded.
pub const SETTINGS: &[(&str, &str)] = &[
    ("petitions.subject_chars_min", "6"),
    ("petitions.subject_chars_max", "200"),
    ("petitions.body_chars_max", "600"),
    ("petitions.question_after_days", "28"),
    (work::QUESTION_OPEN_DAYS, "7"),
    SMALL_COUNT,
    ("petitions.reply_email", ""),
    (work::intake::MAIL_TOPIC, ""),
    CLASS_NUMBER,
    (work::intake::MAIL_HOST, ""),
    (work::passed::AGENCY, ""),
    (work::passed::TELEPHONE, work::passed::HOTLINE),
    (work::passed::PERSON, ""),
];

/// The table of contents of this service.
pub fn service() -> Service {
    Service {
        name: "petitions",
        routes: api::routes(staff::routes(public::routes(Routes::new()))),
        migrations: MIGRATIONS,
        locales: LOCALES,
        jobs: jobs::KINDS,
        measures: measures::ALL,
        menu: &[("/opinions", "petitions-menu")],
        office_menu: &[
            ("/office/petitions", "petitions-office-menu", rights::HANDLE),
            ("/office/petitions-numbers", "petitions-numbers-menu", rights::NUMBERS),
        ],
        roles: rights::ROLES,
        settings: SETTINGS,
        api: api::description,
        start: |_| {},
        home: None,
        today: Some(|ctx| Box::pin(staff::today::show(ctx))),
        look_up: Some(public::case::look_up),
        own_data: own::OWN_DATA,
        calendars: store::list_calendars,
        demo: demo::fill,
    }
}
