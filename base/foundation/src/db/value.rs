//! Values that go into statements and come out of rows.

use std::borrow::Cow;

use super::{DbError, DbResult};

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// SQL null.
    Null,
    /// `text`
    Text(String),
    /// `bigint`
    Int(i64),
    /// `boolean` (SQLite answers 0 or 1, which reads as a boolean too)
    Bool(bool),
}

/// A parameter of a statement.
#[derive(Debug, Clone)]
pub enum Param<'a> {
    /// SQL null.
    Null,
    /// `text`
    Text(Cow<'a, str>),
    /// `bigint`
    Int(i64),
    /// `boolean`
    Bool(bool),
    /// A list for `= any($n)`.
    Texts(Cow<'a, [String]>),
}

/// What can be a parameter. Build lists with [`crate::params!`].
pub trait ToParam {
    /// The parameter.
    fn to_param(&self) -> Param<'_>;
}

/// Parameters for a statement: `params![id, now, 3]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::ToParam::to_param(&$value)),*] };
}

/// One row for [`super::Conn::insert_many`]; takes references: `row![id, &mail.to, "queued"]`.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::ToParam::to_param($value)),*] };
}

/// An enum that is kept as words: all its values, the word of each, and back, also as a parameter and out of a
/// row: `codes!(Fill { StrictOrder = "strict-order", WhatFits = "what-fits" });`
#[macro_export]
macro_rules! codes {
    ($name:ident { $($variant:ident = $code:literal),* $(,)? }) => {
        impl $name {
            /// All values.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The stored word.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            /// The value of a stored word.
            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }
        }

        impl $crate::db::ToParam for $name {
            fn to_param(&self) -> $crate::db::Param<'_> {
                $crate::db::Param::Text(self.code().into())
            }
        }

        impl $crate::db::FromValue for $name {
            fn from_value(value: &$crate::db::Value) -> Option<$name> {
                match value {
                    $crate::db::Value::Text(text) => $name::from_code(text),
                    _ => None,
                }
            }
        }
    };
}

impl ToParam for str {
    fn to_param(&self) -> Param<'_> {
        Param::Text(Cow::Borrowed(self))
    }
}
impl ToParam for String {
    fn to_param(&self) -> Param<'_> {
        Param::Text(Cow::Borrowed(self))
    }
}
impl ToParam for i64 {
    fn to_param(&self) -> Param<'_> {
        Param::Int(*self)
    }
}
impl ToParam for i32 {
    fn to_param(&self) -> Param<'_> {
        Param::Int(i64::from(*self))
    }
}
impl ToParam for u32 {
    fn to_param(&self) -> Param<'_> {
        Param::Int(i64::from(*self))
    }
}
impl ToParam for bool {
    fn to_param(&self) -> Param<'_> {
        Param::Bool(*self)
    }
}
impl ToParam for Vec<String> {
    fn to_param(&self) -> Param<'_> {
        Param::Texts(Cow::Borrowed(self))
    }
}
impl ToParam for [String] {
    fn to_param(&self) -> Param<'_> {
        Param::Texts(Cow::Borrowed(self))
    }
}
impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, ToParam::to_param)
    }
}
impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Param<'_> {
        (**self).to_param()
    }
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub(super) Vec<Value>);

impl Row {
    /// All values, in the order of the columns.
    pub fn values(&self) -> &[Value] {
        &self.0
    }

    /// The value of column `column` (from 0) as the wanted type.
    ///
    /// # Errors
    /// [`DbError::Shape`] when the column is missing or of another type.
    pub fn get<T: FromValue>(&self, column: usize) -> DbResult<T> {
        let value = self.0.get(column).unwrap_or(&Value::Null);
        T::from_value(value).ok_or_else(|| DbError::Shape { column, detail: shape(value).into() })
    }

    /// How many columns the row has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the row has no column at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The kind of a value, never its content: errors are logged.
fn shape(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Text(_) => "a text",
        Value::Int(_) => "a number",
        Value::Bool(_) => "a truth value",
    }
}

/// What can be read from a row.
pub trait FromValue: Sized {
    /// The value, or nothing when it has another shape.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.clone()) } else { None }
    }
}
impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(n) = value { Some(*n) } else { None }
    }
}
impl FromValue for u32 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(n) = value { u32::try_from(*n).ok() } else { None }
    }
}
impl FromValue for i32 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(n) = value { i32::try_from(*n).ok() } else { None }
    }
}
impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(b) => Some(*b),
            Value::Int(n) => Some(*n != 0),
            _ => None,
        }
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        if *value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

/// Types of the office are kept as text.
macro_rules! kept_as_text {
    ($type:ty, $read:expr) => {
        impl ToParam for $type {
            fn to_param(&self) -> Param<'_> {
                Param::Text(Cow::Owned(self.to_string()))
            }
        }
        impl FromValue for $type {
            fn from_value(value: &Value) -> Option<Self> {
                if let Value::Text(text) = value { $read(text) } else { None }
            }
        }
    };
}

kept_as_text!(office::instant::Instant, office::instant::Instant::parse);
kept_as_text!(jiff::civil::Date, |text: &String| text.parse().ok());

impl ToParam for office::id::Id {
    fn to_param(&self) -> Param<'_> {
        Param::Text(Cow::Borrowed(self.as_str()))
    }
}
impl ToParam for office::reference::Reference {
    fn to_param(&self) -> Param<'_> {
        Param::Text(Cow::Borrowed(self.as_str()))
    }
}
