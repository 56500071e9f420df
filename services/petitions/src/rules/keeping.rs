//! How long cases are kept (檔案法; D-11), and how they are named on a list of what is to be destroyed.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::{Kind, readable};

/// The longest time that ends, in years (機關檔案保存年限及銷毀辦法); what is not among them is kept for ever.
const YEARS: [i64; 8] = [1, 3, 5, 10, 15, 20, 25, 30];

/// Key of the rule that says for how many years cases of a kind are kept.
pub fn rule(kind: Kind) -> &'static str {
    match kind {
        Kind::Petition => "petitions.keep_years",
        Kind::Opinion => "petitions.opinion_keep_years",
    }
}

/// Key of the rule that says for how many years reports about the director are kept after they were passed on.
pub const PASSED: &str = "petitions.passed_keep_years";

/// The years that may end by law, at least as many as were set; nothing where a case is kept for ever.
pub fn years(set: i64) -> Option<i64> {
    YEARS.into_iter().find(|years| set > 0 && *years >= set)
}

/// The day before which work on a case must have ended, that its years are over on `day`.
pub fn ended_before(day: Date, years: i64) -> Date {
    day.saturating_sub(years.clamp(1, 30).years())
}

/// The last day on which a case is kept, on which work ended on a day.
pub fn kept_until(ended_on: Date, years: i64) -> Date {
    ended_on.saturating_add(years.clamp(1, 30).years())
}

/// The file number (檔號): year of receipt, number of the class, number of the case.
pub fn file_number(received_on: Date, class: &str, reference: &str) -> String {
    let year = (received_on.year() - 1911).to_string();
    let parts = [year.as_str(), class.trim(), &readable(reference)].map(str::to_owned);
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn d11_only_the_years_of_the_law_end_and_never_sooner_than_was_set() {
        let ends =
            [(0, None), (-1, None), (1, Some(1)), (2, Some(3)), (5, Some(5)), (7, Some(10)), (31, None)];
        for (set, right) in ends {
            assert_eq!(years(set), right, "{set}");
        }
    }

    #[test]
    fn d11_a_case_is_kept_to_the_last_day_of_its_years() {
        let ended = date(2026, 11, 23);
        assert_eq!(kept_until(ended, 5), date(2031, 11, 23));
        assert!(ended >= ended_before(date(2031, 11, 23), 5), "the last day");
        assert!(ended < ended_before(date(2031, 11, 24), 5));
        let leap = date(2028, 2, 29);
        assert!(leap >= ended_before(date(2033, 2, 28), 5));
        assert!(leap < ended_before(date(2033, 3, 1), 5));
    }

    #[test]
    fn d11_the_file_number_names_year_class_and_case() {
        assert_eq!(
            file_number(date(2026, 11, 23), "020101", "ABCD2345"),
            format!("115/020101/{}", readable("ABCD2345"))
        );
        assert_eq!(file_number(date(2026, 11, 23), " ", "x"), "115/x");
    }
}
