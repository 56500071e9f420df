//! Accounts of staff: signing in with password and authenticator, one's own account, everybody's
//! accounts, tokens for programs (資通系統防護基準, 附表十).

pub mod authenticator;
pub mod demo;
mod model;
mod password;
mod rules;
mod settings;
mod store;
mod terminal;

use foundation::db::Migrations;
use foundation::i18n::Lang;
use foundation::service::{Routes, Service};
use foundation::staff::{MANAGE_STAFF, Right, Role, SEE_OFFICE};

pub use model::{Account, AlreadyThere, NewStaff, SECTIONS};
pub use settings::SETTINGS;
pub use terminal::{add_staff, list_staff, lock_staff, new_password, reset_password};

/// Make tokens with which programs act in one's name.
pub const MAKE_TOKENS: Right = Right("accounts.tokens");

/// The service.
pub fn service() -> Service {
    Service {
        name: "accounts",
        routes: Routes::new(),
        migrations: Migrations { service: "accounts", steps: &[] },
        locales: &[
            (Lang::ZhHant, include_str!("../locales/zh-Hant.ftl")),
            (Lang::En, include_str!("../locales/en.ftl")),
        ],
        jobs: &[],
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
        demo: demo::fill,
    }
}
