#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
use super::*;
use jiff::civil::date;

/// The weekday holidays of 2026 (rule X5): month, day, remark.
const HOLIDAYS_2026: [(i8, i8, &str); 16] = [
    (1, 1, "開國紀念日"),
    (2, 16, "農曆除夕"),
    (2, 17, "春節"),
    (2, 18, "春節"),
    (2, 19, "春節"),
    (2, 20, "補假"),
    (2, 27, "補假"),
    (4, 3, "補假"),
    (4, 6, "補假"),
    (5, 1, "勞動節"),
    (6, 19, "端午節"),
    (9, 25, "中秋節"),
    (9, 28, "孔子誕辰紀念日/教師節"),
    (10, 9, "補假"),
    (10, 26, "補假"),
    (12, 25, "行憲紀念日"),
];

/// A year in the published form, with weekends and the given weekday holidays off.
fn file(year: i16, holidays: &[(i8, i8, &str)], worked: &[Date]) -> String {
    let mut text = format!("\u{FEFF}{HEADER}\r\n");
    let mut day = date(year, 1, 1);
    while day.year() == year {
        let holiday = holidays.iter().find(|(m, d, _)| (*m, *d) == (day.month(), day.day()));
        let off = (is_weekend(day) && !worked.contains(&day)) || holiday.is_some();
        let note =
            holiday.map_or(if worked.contains(&day) { "補行上班" } else { "" }, |(_, _, note)| *note);
        let (flag, sign) = (if off { 2 } else { 0 }, weekday(day.weekday()));
        text.push_str(&format!("{},{sign},{flag},{note}\r\n", day.strftime("%Y%m%d")));
        day = day.tomorrow().unwrap();
    }
    text
}

/// The calendar of 2026 for the tests of this crate.
pub(crate) fn calendar_2026() -> Calendar {
    let mut calendar = Calendar::new();
    let text = file(2026, &HOLIDAYS_2026, &[]);
    assert_eq!(calendar.add(YearSheet::parse(text.as_bytes(), Some(2026)).unwrap()), None);
    calendar
}

fn refusal(change: impl FnOnce(String) -> String) -> CalendarRefusal {
    YearSheet::parse(change(file(2026, &HOLIDAYS_2026, &[])).as_bytes(), Some(2026)).unwrap_err()
}

#[test]
fn x5_2026_has_16_weekday_holidays_120_days_off_and_no_make_up_saturday() {
    let calendar = calendar_2026();
    let sheet = calendar.years().next().unwrap();
    assert_eq!(sheet.days().len(), 365);
    assert_eq!(sheet.days().iter().filter(|day| day.is_weekday_holiday()).count(), 16);
    assert_eq!(sheet.days_off(), 120);
    assert!(!sheet.days().iter().any(Day::is_make_up));
    assert_eq!(calendar.day(date(2026, 9, 25)).unwrap().note, "中秋節");
}

#[test]
fn x5_a_make_up_saturday_is_an_office_day() {
    let text = file(2024, &[], &[date(2024, 2, 17)]);
    let sheet = YearSheet::parse(text.as_bytes(), None).unwrap();
    assert_eq!((sheet.year(), sheet.days().len()), (2024, 366));
    let mut calendar = Calendar::new();
    calendar.add(sheet);
    assert_eq!(calendar.is_office_day(date(2024, 2, 17)), Ok(true));
    assert!(calendar.day(date(2024, 2, 17)).unwrap().is_make_up());
    assert_eq!(calendar.is_office_day(date(2024, 2, 24)), Ok(false));
}

#[test]
fn x4_a_file_without_byte_order_mark_is_read_and_that_is_noted() {
    let text = file(2026, &HOLIDAYS_2026, &[]);
    assert!(YearSheet::parse(text.as_bytes(), None).unwrap().has_bom());
    assert!(!YearSheet::parse(text.trim_start_matches('\u{FEFF}').as_bytes(), None).unwrap().has_bom());
}

#[test]
fn x4_an_empty_file_is_refused() {
    for empty in ["", "\u{FEFF}", "\u{FEFF}\r\n \r\n", &format!("\u{FEFF}{HEADER}\r\n")] {
        assert_eq!(YearSheet::parse(empty.as_bytes(), None), Err(CalendarRefusal::Empty), "{empty:?}");
    }
    assert_eq!(
        YearSheet::parse(&vec![b' '; BYTES_MAX + 1], None),
        Err(CalendarRefusal::TooLarge(BYTES_MAX + 1))
    );
}

#[test]
fn x4_a_web_page_is_refused() {
    for page in ["<!DOCTYPE html><html>", "\u{FEFF}\n <HTML>", "404\n<html lang=zh>"] {
        assert_eq!(YearSheet::parse(page.as_bytes(), None), Err(CalendarRefusal::Html));
    }
}

#[test]
fn x4_another_encoding_is_named_and_refused() {
    // 西元日期 and 星期 in Big5.
    let big5 = b"\xA6\xE8\xA4\xB8\xA4\xE9\xB4\xC1,\xACP\xB4\xC1\r\n20250101,\xA4T,2,\r\n";
    assert_eq!(YearSheet::parse(big5, None), Err(CalendarRefusal::NotUtf8(Encoding::Big5)));
    assert_eq!(YearSheet::parse(b"\xFF\xFE\x7F\x89", None), Err(CalendarRefusal::NotUtf8(Encoding::Utf16)));
    assert_eq!(YearSheet::parse(b"\x80\x80", None), Err(CalendarRefusal::NotUtf8(Encoding::Unknown)));
}

#[test]
fn x4_another_header_is_refused() {
    for header in ["西元日期,星期,是否放假", "西元日期, 星期,是否放假,備註", "日期,星期,是否放假,備註"]
    {
        let why = refusal(|text| text.replacen(HEADER, header, 1));
        assert_eq!(why, CalendarRefusal::WrongHeader(header.to_owned()));
    }
}

#[test]
fn x4_another_year_is_refused() {
    let text = file(2025, &[], &[]);
    let why = YearSheet::parse(text.as_bytes(), Some(2026)).unwrap_err();
    assert_eq!(why, CalendarRefusal::WrongYear { line: 2, found: date(2025, 1, 1), expected: 2026 });
    let why = refusal(|text| text + "20270101,五,2,開國紀念日\r\n");
    assert_eq!(why, CalendarRefusal::WrongYear { line: 367, found: date(2027, 1, 1), expected: 2026 });
}

#[test]
fn x4_a_missing_day_is_refused_wherever_it_is() {
    for (row, day) in [
        ("20260101,四,2,開國紀念日\r\n", date(2026, 1, 1)),
        ("20260615,一,0,\r\n", date(2026, 6, 15)),
        ("20261231,四,0,\r\n", date(2026, 12, 31)),
    ] {
        assert_eq!(refusal(|text| text.replacen(row, "", 1)), CalendarRefusal::MissingDay(day));
    }
}

#[test]
fn x4_a_day_that_stands_twice_is_refused() {
    let why = refusal(|text| text + "20260615,一,0,\r\n");
    assert_eq!(why, CalendarRefusal::Duplicate(date(2026, 6, 15)));
}

#[test]
fn x4_another_flag_is_refused() {
    for flag in ["1", "", "是", "02"] {
        let why = refusal(|text| text.replacen("20260102,五,0,", &format!("20260102,五,{flag},"), 1));
        assert_eq!(why, CalendarRefusal::OtherFlag { line: 3, found: flag.to_owned() });
    }
}

#[test]
fn x4_a_weekday_that_does_not_fit_the_date_is_refused() {
    for found in ["六", "星期五", ""] {
        let why = refusal(|text| text.replacen("20260102,五,", &format!("20260102,{found},"), 1));
        let day = date(2026, 1, 2);
        assert_eq!(
            why,
            CalendarRefusal::WrongWeekday { line: 3, date: day, found: found.to_owned(), right: '五' }
        );
    }
}

#[test]
fn x4_a_row_that_cannot_be_read_is_refused() {
    for found in ["2026/01/02", "20261302", "20260229", "1150102", "+2026010"] {
        let why = refusal(|text| text.replacen("20260102,", &format!("{found},"), 1));
        assert_eq!(why, CalendarRefusal::BadDate { line: 3, found: found.to_owned() });
    }
    let why = refusal(|text| text.replacen("20260102,五,0,", "20260102,五,0", 1));
    assert_eq!(why, CalendarRefusal::WrongFields { line: 3, fields: 3 });
}

#[test]
fn x4_a_day_outside_the_imported_years_is_an_error_not_an_office_day() {
    let calendar = calendar_2026();
    assert_eq!(calendar.is_office_day(date(2027, 1, 4)), Err(Unreached(date(2027, 1, 4))));
    assert_eq!(calendar.office_day_from(date(2026, 9, 25)), Ok(date(2026, 9, 29)));
}

#[test]
fn x4_a_revised_sheet_replaces_the_year() {
    let mut calendar = calendar_2026();
    let mut revised = HOLIDAYS_2026.to_vec();
    revised.push((7, 10, "颱風"));
    let text = file(2026, &revised, &[]);
    assert!(calendar.add(YearSheet::parse(text.as_bytes(), Some(2026)).unwrap()).is_some());
    assert_eq!(calendar.is_office_day(date(2026, 7, 10)), Ok(false));
}

/// The published files, where the folder with them lies beside the workspace.
#[test]
fn x4_the_published_files_are_read_and_the_big5_one_is_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/calendar");
    let Ok(files) = std::fs::read_dir(folder) else { return };
    for path in files.flatten().map(|file| file.path()) {
        let parsed = YearSheet::parse(&std::fs::read(&path).unwrap(), None);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        match parsed {
            Err(why) => {
                assert_eq!((name.as_str(), why), ("114-updated", CalendarRefusal::NotUtf8(Encoding::Big5)));
            }
            Ok(sheet) => assert_eq!(name[..3].parse::<i16>().unwrap() + 1911, sheet.year(), "{name}"),
        }
        if let Ok(sheet) = YearSheet::parse(&std::fs::read(&path).unwrap(), None)
            && sheet.year() == 2026
        {
            let mut published = Calendar::new();
            published.add(sheet);
            for day in calendar_2026().years().next().unwrap().days() {
                assert_eq!(published.is_office_day(day.date), Ok(!day.off), "{}", day.date);
            }
        }
    }
}

#[test]
fn c4_a_calendar_has_a_short_code_of_small_letters() {
    assert!(["office", "school", "night-school"].into_iter().all(is_calendar_code));
    let long = "a".repeat(31);
    assert!(
        !["", "School", "學校", "a b", "2026.csv", "a/b", long.as_str()].into_iter().any(is_calendar_code)
    );
}
