//! Accounts of staff: signing in with password and authenticator, one's own account, everybody's
//! accounts, tokens for programs (資通系統防護基準, 附表十).

pub mod authenticator;
pub mod demo;
mod door;
mod jobs;
mod model;
mod own;
mod password;
mod people;
mod rules;
mod settings;
mod staff;
mod store;
mod terminal;

use axum::routing::{get, post};
use foundation::db::{Migration, Migrations, Text};
use foundation::i18n::Lang;
use foundation::service::{Routes, Service};
use foundation::staff::{MANAGE_STAFF, Right, Role, SEE_OFFICE};

pub use model::{Account, AlreadyThere, NewStaff, SECTIONS};
pub use settings::SETTINGS;
pub use terminal::{add_staff, list_staff, lock_staff, new_password, reset_password};

/// Make tokens with which programs act in one's name.
pub const MAKE_TOKENS: Right = Right("accounts.tokens");

/// What this service keeps beside the tables of the foundation.
const MIGRATIONS: Migrations = Migrations {
    service: "accounts",
    steps: &[Migration {
        number: 1,
        name: "last-days",
        text: Text::Both(include_str!("../migrations/0001-last-days.sql")),
    }],
};

/// The service.
pub fn service() -> Service {
    Service {
        name: "accounts",
        routes: routes(),
        migrations: MIGRATIONS,
        locales: &[
            (Lang::ZhHant, include_str!("../locales/zh-Hant.ftl")),
            (Lang::En, include_str!("../locales/en.ftl")),
        ],
        jobs: jobs::JOBS,
        measures: &[],
        menu: &[],
        office_menu: &[
            ("/office/staff", "accounts-staff-menu", MANAGE_STAFF),
            ("/office/tokens", "accounts-tokens-menu", MAKE_TOKENS),
            ("/office/account", "accounts-own-menu", SEE_OFFICE),
        ],
        roles: &[
            (Role::Director, &[MAKE_TOKENS]),
            (Role::Promotion, &[MAKE_TOKENS]),
            (Role::Operator, &[MAKE_TOKENS]),
        ],
        settings: SETTINGS,
        api: || serde_json::json!({}),
        start: |_| (),
        home: None,
        today: None,
        look_up: None,
        own_data: foundation::own_data::NOTHING,
        calendars: foundation::calendar::NONE,
        demo: demo::fill,
    }
}

fn routes() -> Routes {
    use staff::{
        account, authenticator, password, people, person, person_new, second_factor, set_up, sign_in,
        sign_out, tokens,
    };
    Routes::new()
        .public("/office/sign-in", get(sign_in::get).post(sign_in::post))
        .holder("/office/second-factor", get(second_factor::get).post(second_factor::post))
        .holder("/office/set-up", get(set_up::get).post(set_up::post))
        .holder("/office/sign-out", post(sign_out::post))
        .office("/office/account", SEE_OFFICE, get(account::get))
        .office("/office/account/sessions", SEE_OFFICE, post(account::post))
        .office("/office/account/password", SEE_OFFICE, get(password::get).post(password::post))
        .office(
            "/office/account/second-factor",
            SEE_OFFICE,
            get(authenticator::get).post(authenticator::post),
        )
        .office("/office/staff", MANAGE_STAFF, get(people::get))
        .office("/office/staff/new", MANAGE_STAFF, get(person_new::get).post(person_new::post))
        .office("/office/staff/{id}", MANAGE_STAFF, get(person::get).post(person::post))
        .office("/office/staff/{id}/state", MANAGE_STAFF, post(person::state))
        .office("/office/staff/{id}/password", MANAGE_STAFF, post(person::password))
        .office("/office/staff/{id}/second-factor", MANAGE_STAFF, post(person::second_factor))
        .office("/office/tokens", MAKE_TOKENS, get(tokens::get).post(tokens::post))
        .office("/office/tokens/revocation", MAKE_TOKENS, post(tokens::revocation))
}
