//! The rule book of a centre (rule X1): the legal numbers known to the house, and the versions the centre
//! added from a day on.
//!
//! A case keeps the name of the version it was opened under and asks [`version`] for it; versions are
//! added, never changed or taken out, so no later decision moves it. Rows hold only when a version
//! begins; it ends on the day before the next one begins.

use jiff::civil::{Date, date};
use office::calendar::OFFICE;
use office::instant::Instant;
use office::rule_book::{Rule, RuleBook, RuleRefusal, RuleValue, RuleVersion, Scope};

use crate::calendar;
use crate::db::{Conn, DbError, DbResult};
use crate::{params, sql};

/// The topic of the whole rule book, for what is kept of it in memory.
pub const TOPIC: &str = "rules";

/// A legal number as the law has it; the unit is the end of its key.
#[derive(Debug, Clone, Copy)]
pub struct DefaultRule {
    /// Its key, such as `petitions.reply_days`.
    pub key: &'static str,
    /// Its value: a whole number, or a word.
    pub value: Value,
    /// The first day on which it holds.
    pub effective_from: Date,
    /// Act and section.
    pub source: &'static str,
}

/// What a default rule sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Number(i64),
    /// One of the words with an explanation `rule-KEY--WORD`.
    Word(&'static str),
    /// The code of a calendar of the centre; the office calendar until a version says otherwise.
    Calendar,
}

const fn number(key: &'static str, value: i64, effective_from: Date, source: &'static str) -> DefaultRule {
    DefaultRule { key, value: Value::Number(value), effective_from, source }
}

const PRIVACY: Date = date(2012, 10, 1);
const BREACHES: Date = date(2012, 10, 1);
const INFORMATION: Date = date(2005, 12, 28);
const PETITIONS: Date = date(2016, 1, 1);
const COURSES: Date = date(2026, 1, 1);
const PLAN: Date = date(2012, 1, 1);
const VOLUNTEERS: Date = date(2018, 1, 1);

/// The legal numbers the house knows, in the order in which they are shown.
pub const DEFAULTS: &[DefaultRule] = &[
    number("foundation.log_keep_months", 6, date(2019, 1, 1), "資通安全責任等級分級辦法附表十"),
    number("privacy.access_days", 15, PRIVACY, "個人資料保護法第 13 條第 1 項"),
    number("privacy.access_more_days", 15, PRIVACY, "個人資料保護法第 13 條第 1 項但書"),
    number("privacy.correction_days", 30, PRIVACY, "個人資料保護法第 13 條第 2 項"),
    number("privacy.correction_more_days", 30, PRIVACY, "個人資料保護法第 13 條第 2 項但書"),
    number(
        "privacy.breach_hours",
        72,
        BREACHES,
        "個人資料保護法第 12 條（114 年修正草案之子法，施行日期未定）",
    ),
    number(
        "privacy.breach_records",
        100,
        BREACHES,
        "個人資料保護法第 12 條（114 年修正草案之子法，施行日期未定）",
    ),
    number(
        "privacy.breach_system_records",
        10_000,
        BREACHES,
        "個人資料保護法第 12 條（114 年修正草案之子法，施行日期未定）",
    ),
    number(
        "privacy.breach_keep_years",
        5,
        BREACHES,
        "個人資料保護法第 12 條（114 年修正草案之子法，施行日期未定）",
    ),
    number("privacy.incident_hours", 1, date(2021, 8, 23), "資通安全事件通報及應變辦法第 4 條"),
    number("disclosure.decision_days", 15, INFORMATION, "政府資訊公開法第 12 條第 1 項"),
    number("disclosure.decision_more_days", 15, INFORMATION, "政府資訊公開法第 12 條第 1 項"),
    number("disclosure.supplement_days", 7, INFORMATION, "政府資訊公開法第 11 條"),
    number("disclosure.third_party_days", 10, INFORMATION, "政府資訊公開法第 12 條第 2 項"),
    number("petitions.reply_days", 30, PETITIONS, "行政院及所屬各機關處理人民陳情案件要點"),
    DefaultRule {
        key: "petitions.day_mode",
        value: Value::Word("work"),
        effective_from: PETITIONS,
        source: "文書處理手冊第 79 點",
    },
    DefaultRule {
        key: "petitions.calendar",
        value: Value::Calendar,
        effective_from: PETITIONS,
        source: "行政程序法第 48 條",
    },
    number("petitions.simple_days", 3, PETITIONS, "文書處理手冊公文處理時限"),
    number("petitions.joint_days", 5, PETITIONS, "文書處理手冊公文處理時限"),
    number("petitions.ordinary_days", 6, PETITIONS, "文書處理手冊公文處理時限"),
    number("petitions.complex_days", 30, PETITIONS, "行政院及所屬各機關處理人民陳情案件要點"),
    number("petitions.extend_days", 30, PETITIONS, "行政院及所屬各機關處理人民陳情案件要點"),
    number("petitions.confirm_days", 3, PETITIONS, "本中心主任信箱作業規定"),
    number("petitions.transfer_days", 1, PETITIONS, "臺北市政府陳情系統改分時限（採為預設）"),
    number("petitions.keep_years", 5, PETITIONS, "機關檔案保存年限及銷毀辦法；本機關檔案保存年限區分表"),
    number(
        "petitions.opinion_keep_years",
        5,
        PETITIONS,
        "機關檔案保存年限及銷毀辦法；本機關檔案保存年限區分表",
    ),
    number(
        "petitions.passed_keep_years",
        5,
        PETITIONS,
        "機關檔案保存年限及銷毀辦法；個人資料保護法第 11 條第 3 項",
    ),
    DefaultRule {
        key: "petitions.supplement_clock",
        value: Value::Word("runs"),
        effective_from: PETITIONS,
        source: "本中心作業規定",
    },
    DefaultRule {
        key: "petitions.agency_clock",
        value: Value::Word("runs"),
        effective_from: PETITIONS,
        source: "本中心作業規定",
    },
    number("courses.adult_years", 18, date(2023, 1, 1), "民法第 12 條"),
    number("house.letters_years", 3, PRIVACY, "個人資料保護法第 11 條第 3 項"),
    number("courses.keep_years", 3, PRIVACY, "個人資料保護法第 11 條第 3 項；報名的個人資料蒐集告知"),
    number("courses.no_show_points", 0, COURSES, "未實施"),
    number("courses.late_cancel_points", 0, COURSES, "未實施"),
    number("courses.no_show_limit_points", 3, COURSES, "未實施"),
    number("courses.no_show_delay_hours", 24, COURSES, "未實施"),
    number("courses.no_show_keep_days", 90, COURSES, "未實施"),
    number("courses.no_show_grace_hours", 48, COURSES, "未實施"),
    number("plan.green_percent", 100, PLAN, "中心管考作業原則"),
    number("plan.yellow_percent", 80, PLAN, "中心管考作業原則"),
    number("hotline.report_hours", 24, date(2015, 2, 4), "兒童及少年福利與權益保障法第 53 條"),
    number("volunteers.basic_training_hours", 6, VOLUNTEERS, "志願服務法第 9 條及教育訓練課程"),
    number("volunteers.honour_hours", 300, date(2001, 1, 20), "志願服務法第 20 條"),
    number("volunteers.honour_years", 3, date(2001, 1, 20), "志願服務法第 20 條"),
];

impl DefaultRule {
    /// The rule of this key, if the house knows it.
    pub fn find(key: &str) -> Option<&'static DefaultRule> {
        DEFAULTS.iter().find(|rule| rule.key == key)
    }

    /// A text as the value of such a rule; nothing when it is none.
    pub fn read(&self, text: &str) -> Option<RuleValue> {
        match self.value {
            Value::Number(_) => text.parse().ok().map(RuleValue::Integer),
            Value::Word(_) | Value::Calendar => Some(RuleValue::Text(text.to_owned())),
        }
    }

    fn rule(&self) -> Rule {
        let value = match self.value {
            Value::Number(number) => RuleValue::Integer(number),
            Value::Word(word) => RuleValue::Text(word.to_owned()),
            Value::Calendar => RuleValue::Text(OFFICE.to_owned()),
        };
        Rule {
            key: self.key.to_owned(),
            value,
            effective_from: self.effective_from,
            effective_to: None,
            source: self.source.to_owned(),
            scope: Scope::Everywhere,
        }
    }
}

/// A value as it is kept and typed.
pub fn value_text(value: &RuleValue) -> String {
    match value {
        RuleValue::Integer(number) => number.to_string(),
        RuleValue::Text(text) => text.clone(),
    }
}

/// The whole book: the house's rules, each superseded by what the centre added.
///
/// # Errors
/// Any database error; also when a row cannot be read, which [`add`] never leaves behind.
pub fn load(conn: &mut Conn) -> DbResult<RuleBook> {
    let broken = |e: RuleRefusal| DbError::Statement(format!("the rule book: {e}"));
    let mut book = RuleBook::new();
    for default in DEFAULTS {
        book.add(default.rule()).map_err(broken)?;
    }
    let rows = conn.rows(
        sql!("select key, value, effective_from, source from foundation_rule order by key, effective_from"),
        &[],
    )?;
    for row in &rows {
        let key: String = row.get(0)?;
        // A rule that this version of the program does not know is nobody's business here.
        let Some(default) = DefaultRule::find(&key) else { continue };
        let shape = |column: usize, detail: &str| DbError::Shape { column, detail: detail.into() };
        let value = default.read(&row.get::<String>(1)?).ok_or_else(|| shape(1, "not a value"))?;
        let from = row.get::<String>(2)?.parse().map_err(|_| shape(2, "not a day"))?;
        book.supersede(Rule { value, effective_from: from, source: row.get(3)?, ..default.rule() })
            .map_err(broken)?;
    }
    Ok(book)
}

/// The version of a rule that holds on a day. Keep its [`Rule::version`] with the case.
///
/// # Errors
/// As [`load`].
pub fn rule_on(conn: &mut Conn, key: &str, day: Date) -> DbResult<Option<Rule>> {
    // Rules have one scope here: the store holds one centre.
    Ok(load(conn)?.rule_on(key, "", day).cloned())
}

/// The version a case kept.
///
/// # Errors
/// As [`load`].
pub fn version(conn: &mut Conn, kept: &RuleVersion) -> DbResult<Option<Rule>> {
    Ok(load(conn)?.version(kept).cloned())
}

/// A version to be added.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Of which rule.
    pub of: &'static DefaultRule,
    /// To what it is set.
    pub value: RuleValue,
    /// The first day on which it holds.
    pub effective_from: Date,
    /// Where it stands.
    pub source: String,
}

/// Adds a version from a day on; gives back the one that held before it.
///
/// # Errors
/// Any database error. A refusal inside when it does not begin after every version there is, or
/// begins before today: what held in the past stays as it was; or when it names a calendar that is not there.
pub fn add(conn: &mut Conn, new: &NewVersion, now: Instant) -> DbResult<Result<Option<Rule>, Refused>> {
    if new.effective_from < now.date() {
        return Ok(Err(Refused::Past));
    }
    if new.of.value == Value::Calendar && !calendar::is_known(conn, &value_text(&new.value))? {
        return Ok(Err(Refused::Calendar));
    }
    let mut book = load(conn)?;
    let before = book.rule_on(new.of.key, "", new.effective_from).cloned();
    let (value, effective_from) = (new.value.clone(), new.effective_from);
    let rule = Rule { value, effective_from, source: new.source.clone(), ..new.of.rule() };
    if let Err(refusal) = book.supersede(rule) {
        return Ok(Err(Refused::Book(refusal)));
    }
    let added = conn.execute(
        sql!(
            "insert into foundation_rule (key, effective_from, value, source) values ($1, $2, $3, $4)
             on conflict do nothing"
        ),
        params![new.of.key, new.effective_from.to_string(), value_text(&new.value), new.source],
    )?;
    // Somebody else added one for the same day just now.
    if added == 0 { Ok(Err(Refused::Past)) } else { Ok(Ok(before)) }
}

/// Why a version is not added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It would change what held already.
    Past,
    /// It names a calendar that is not there.
    Calendar,
    /// The book does not take it.
    Book(RuleRefusal),
}

impl Refused {
    /// The Fluent key of the message for people.
    pub const fn key(&self) -> &'static str {
        match self {
            Refused::Past => "rules-past",
            Refused::Calendar => "rules-calendar-unknown",
            Refused::Book(refusal) => refusal.key(),
        }
    }

    /// The field of a form beside which it is said.
    pub const fn field(&self) -> &'static str {
        match self {
            Refused::Calendar => "value",
            Refused::Past | Refused::Book(_) => "from",
        }
    }
}
