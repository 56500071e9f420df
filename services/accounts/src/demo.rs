//! The people of a demonstration, with passwords everybody may know.

use std::sync::Arc;

use foundation::centre::{Centre, change_setting};
use foundation::jobs::Work;
use foundation::staff::Role;
use office::instant::Instant;

use crate::model::NewStaff;
use crate::{authenticator, terminal};

/// A sign-in of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// Name.
    pub name: &'static str,
    /// E-mail address.
    pub email: &'static str,
    /// Password.
    pub password: &'static str,
    /// Secret of the authenticator in Base32, where one is enrolled.
    pub totp_secret: Option<&'static str>,
    section: &'static str,
    roles: &'static [Role],
}

impl SignIn {
    /// The code the authenticator shows at a moment, where one is enrolled.
    pub fn code(&self, now: Instant) -> Option<String> {
        self.totp_secret.and_then(|secret| authenticator::code(secret, now))
    }
}

const fn person(
    name: &'static str,
    email: &'static str,
    section: &'static str,
    roles: &'static [Role],
) -> SignIn {
    SignIn { name, email, password: "Hearth-2026", totp_secret: None, section, roles }
}

/// Everybody one can sign in as. Only the operator has an authenticator, so that the others can be
/// tried at once.
pub const SIGN_INS: [SignIn; 7] = [
    person("林主任", "director@demo.example", "direction", &[Role::Director]),
    person("陳推廣", "promotion@demo.example", "promotion", &[Role::Promotion]),
    person("張輔導", "counselling@demo.example", "counselling", &[Role::Counselling]),
    person("李會計", "accountant@demo.example", "accounting", &[Role::Accountant]),
    person("黃志工", "volunteer@demo.example", "promotion", &[Role::Volunteer]),
    person("吳委員", "evaluator@demo.example", "direction", &[Role::Evaluator]),
    SignIn {
        totp_secret: Some("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
        ..person("系統管理者", "operator@demo.example", "direction", &[Role::Operator])
    },
];

/// Adds everybody, and lets a password do for whoever has no authenticator.
pub(crate) fn fill(centre: Arc<Centre>, _: u32) -> Work {
    Box::pin(async move {
        let (keys, chance, now) = (centre.keys.clone(), centre.chance.clone(), centre.clock.now());
        let fill = move |conn: &mut foundation::db::Conn| {
            for one in SIGN_INS {
                let new = NewStaff {
                    name: one.name.into(),
                    email: one.email.into(),
                    section: one.section.into(),
                    roles: one.roles.to_vec(),
                    password: one.password.into(),
                    must_change: false,
                    totp_secret: one.totp_secret.map(str::to_owned),
                };
                // Somebody who is there already is left as they are.
                let _ = terminal::add_staff(conn, &keys, &chance, now, &new)?;
            }
            change_setting(conn, "accounts.second_factor", "optional", now, "system")
        };
        centre.db.write(fill).await?;
        centre.reload_settings().await?;
        Ok(())
    })
}
