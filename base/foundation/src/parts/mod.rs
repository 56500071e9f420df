//! Accessible page parts as typed functions (WCAG 2.2 AA), working without script.
//!
//! Functions are nouns: `text(words, "name", "姓名")` is a field, `button("送出")`
//! a button; what may vary is set by methods and the value is put into a maud
//! page in brackets. Words come from the caller's locale; the few a part says
//! itself are in this crate's.

#![allow(
    clippy::needless_pass_by_value,
    reason = "markup written in place is handed over, so that pages read without ampersands"
)]

mod action;
mod field;
mod form;
mod list;
mod message;
mod picture;
mod shell;
mod table;
mod time;

pub use action::{
    Button, ButtonLink, button, button_link, copy_button, outside_link, print_button, warning_button,
};
pub use field::{
    Choice, Field, Kind, Width, checkboxes, choice, date, datetime_local, email, field_id, file, hidden,
    number, password, radios, search, select, tel, text, textarea,
};
pub use form::{Form, error_summary, fieldset, filters, form, person_search};
pub use list::{Step, SummaryRow, Tab, details, steps, summary_list, summary_row, tabs};
pub use message::{Tone, empty_state, inset, notice, panel, sentence, tag, warning_text};
pub use picture::{chart, qr};
pub use shell::{Crumb, MenuItem, Shell, ShellKind, Typed, crumb, menu_item};
pub use table::{Column, Pager, Sorted, Table, column, pager, table};
pub use time::{Countdown, countdown, day, day_short, time, time_short};
