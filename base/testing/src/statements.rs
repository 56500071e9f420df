//! Which statements the store is asked, for tests that count them.

use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

use foundation::db::STATEMENTS;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static TEXTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Listens from now on, in the whole process: one test of a process can count.
///
/// # Panics
/// When something listens already.
pub fn hear_statements() {
    tracing::subscriber::set_global_default(Listener).expect("nobody listens yet");
}

/// What the store was asked since this was last called.
pub fn take_statements() -> Vec<String> {
    std::mem::take(&mut *TEXTS.lock().unwrap_or_else(PoisonError::into_inner))
}

struct Listener;

struct Text;

impl Visit for Text {
    fn record_debug(&mut self, _: &Field, value: &dyn Debug) {
        TEXTS.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{value:?}"));
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == STATEMENTS
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Text);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
