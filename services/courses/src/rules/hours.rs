//! Hours for the records of civil servants and teachers (公務人員終身學習、教師研習): what is to be
//! reported now, against what was reported before. Pure.

use std::collections::HashMap;

use crate::model::Course;

/// A record that hours are reported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Record {
    /// The learning record of civil servants (公務人員終身學習).
    CivilServant,
    /// The learning record of teachers (教師研習).
    Teacher,
}

foundation::codes!(Record { CivilServant = "civil-servant", Teacher = "teacher" });

impl Record {
    /// The hours a course counts in this record, in tenths; 0 for none.
    pub fn hours(self, course: &Course) -> i64 {
        match self {
            Record::CivilServant => course.civil_servant_hours,
            Record::Teacher => course.teacher_hours,
        }
    }

    /// The records a course counts in.
    pub fn of(course: &Course) -> Vec<Record> {
        Record::ALL.iter().copied().filter(|r| r.hours(course) > 0).collect()
    }
}

/// What a person is to have in the record, or had in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitled {
    /// The seat.
    pub seat_id: String,
    /// The name.
    pub name: String,
    /// Hours in tenths; 0 when too little was attended.
    pub hours: i64,
    /// What tells the identity number from another one; empty once it was purged.
    pub mark: String,
    /// The number as it may be shown; empty once it was purged.
    pub masked: String,
}

/// How a line differs from what was reported before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Reported for the first time.
    New,
    /// Reported before with another name or other hours.
    Corrected,
    /// Reported before, and no longer due.
    Withdrawn,
}

foundation::codes!(Change { New = "new", Corrected = "corrected", Withdrawn = "withdrawn" });

/// The lines to be reported now: what is new, and what changed since it was reported. `reported` has each seat
/// as it was reported last. The receiving system knows a person by the number: with another one, the old line
/// is withdrawn and a new one reported.
pub fn changes(entitled: &[Entitled], reported: &HashMap<String, Entitled>) -> Vec<(Entitled, Change)> {
    let withdrawn = |before: &Entitled| (Entitled { hours: 0, ..before.clone() }, Change::Withdrawn);
    let lines = |e: &Entitled| match reported.get(&e.seat_id).filter(|before| before.hours > 0) {
        None if e.hours > 0 => vec![(e.clone(), Change::New)],
        None => Vec::new(),
        Some(before) if e.hours == 0 => vec![withdrawn(before)],
        Some(before) if is_other(&before.mark, &e.mark) => vec![withdrawn(before), (e.clone(), Change::New)],
        Some(before) if before.name != e.name || before.hours != e.hours => {
            vec![(e.clone(), Change::Corrected)]
        }
        Some(_) => Vec::new(),
    };
    let mut all: Vec<(Entitled, Change)> = entitled.iter().flat_map(lines).collect();
    // Whoever is not there any more at all gets nothing either.
    let is_gone =
        |before: &&Entitled| before.hours > 0 && !entitled.iter().any(|e| e.seat_id == before.seat_id);
    let mut gone: Vec<_> = reported.values().filter(is_gone).map(withdrawn).collect();
    gone.sort_by(|a, b| a.0.seat_id.cmp(&b.0.seat_id));
    all.extend(gone);
    all
}

/// Whether two marks tell of two numbers; one that was purged tells nothing.
pub fn is_other(before: &str, now: &str) -> bool {
    !before.is_empty() && !now.is_empty() && before != now
}

/// One column of the file: its heading and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As the receiving system calls it.
    pub heading: String,
    /// What stands in it.
    pub field: Field,
}

/// What can stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The identity number.
    IdNumber,
    /// The name.
    Name,
    /// Title of the course.
    Course,
    /// First day, `1151122`.
    Begins,
    /// Last day, `1151122`.
    Ends,
    /// Hours, `1.5`.
    Hours,
    /// New, corrected or withdrawn.
    Change,
    /// The centre.
    Centre,
}

foundation::codes!(Field {
    IdNumber = "id_number",
    Name = "name",
    Course = "course",
    Begins = "begins_on",
    Ends = "ends_on",
    Hours = "hours",
    Change = "change",
    Centre = "centre",
});

/// Reads `身分證字號=id_number, 姓名=name, …`, as the setting has it; parts that name no known field are
/// left out, so that a slip loses a column and not the file.
pub fn columns(text: &str) -> Vec<Column> {
    let column = |part: &str| {
        let (heading, field) = part.split_once('=')?;
        Some(Column { heading: heading.trim().to_owned(), field: Field::from_code(field.trim())? })
    };
    text.split([',', '，', '\n']).filter_map(column).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entitled(seat: &str, name: &str, hours: i64) -> Entitled {
        with_number(seat, name, hours, "A")
    }

    fn with_number(seat: &str, name: &str, hours: i64, mark: &str) -> Entitled {
        Entitled { seat_id: seat.into(), name: name.into(), hours, mark: mark.into(), masked: String::new() }
    }

    #[test]
    fn r53_only_what_is_new_or_changed_since_is_reported() {
        let before = [
            entitled("same", "甲", 30),
            entitled("name", "乙", 30),
            entitled("late", "丙", 30),
            entitled("gone", "丁", 30),
            entitled("back", "戊", 0),
            with_number("number", "辛", 30, "B"),
            with_number("purged", "壬", 30, "B"),
        ];
        let reported = before.map(|e| (e.seat_id.clone(), e)).into();
        let now = [
            entitled("same", "甲", 30),
            entitled("name", "乙乙", 30),
            entitled("late", "丙", 0),
            entitled("back", "戊", 30),
            entitled("new", "己", 30),
            entitled("none", "庚", 0),
            entitled("number", "辛", 30),
            with_number("purged", "壬", 30, ""),
        ];
        let lines: Vec<_> =
            changes(&now, &reported).into_iter().map(|(e, c)| (e.seat_id, e.hours, e.mark, c)).collect();
        let expected = [
            ("name", 30, "A", Change::Corrected),
            ("late", 0, "A", Change::Withdrawn),
            ("back", 30, "A", Change::New),
            ("new", 30, "A", Change::New),
            ("number", 0, "B", Change::Withdrawn),
            ("number", 30, "A", Change::New),
            ("gone", 0, "A", Change::Withdrawn),
        ];
        assert_eq!(
            lines,
            expected.map(|(seat, hours, mark, c)| (seat.to_owned(), hours, mark.to_owned(), c))
        );
    }

    #[test]
    fn columns_are_read_from_the_setting_and_slips_left_out() {
        let read = columns("身分證字號=id_number，姓名 = name, 時數=hour, 無");
        let expected = [("身分證字號", Field::IdNumber), ("姓名", Field::Name)];
        assert_eq!(read, expected.map(|(heading, field)| Column { heading: heading.into(), field }));
    }

    proptest! {
        #[test]
        fn r53_after_a_report_nothing_is_left_to_report(
            now in proptest::collection::hash_map("[a-f]", (0_i64..4, 0_usize..2, "[AB]?"), 0..6),
            before in proptest::collection::hash_map("[a-f]", (0_i64..4, 0_usize..2, "[AB]?"), 0..6),
        ) {
            let name = |which: usize| ["甲", "乙"].get(which).copied().unwrap_or_default().to_owned();
            let of = |(s, (h, n, m)): (String, (i64, usize, String))| with_number(&s, &name(n), h * 10, &m);
            let now: Vec<_> = now.into_iter().map(of).collect();
            let mut reported: HashMap<_, _> =
                before.into_iter().map(of).map(|e| (e.seat_id.clone(), e)).collect();
            for (line, _) in changes(&now, &reported) {
                reported.insert(line.seat_id.clone(), line);
            }
            prop_assert_eq!(changes(&now, &reported), vec![]);
            for e in now.iter().filter(|e| e.hours > 0) {
                let last = reported.get(&e.seat_id).map(|r| (&r.name, r.hours));
                prop_assert_eq!(last, Some((&e.name, e.hours)));
            }
        }
    }
}
