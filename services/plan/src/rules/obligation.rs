//! What law and the plan ask of every centre, each year anew: a ready list from which tasks are taken.

use jiff::civil::{Date, date};

use crate::model::Text;
use crate::model::progress::Cadence;

/// An entry of the ready list; its words are `plan-obligation-` and its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obligation {
    /// Code.
    pub code: &'static str,
    /// How often it must be proven.
    pub cadence: Cadence,
    /// Days after a turn within which the proof is still in time.
    pub grace_days: i64,
    /// The last month it may be done in, where something other than the year ends it; the last day of it.
    pub last_month: Option<i8>,
    /// Words by which the action it belongs to is found.
    pub about: &'static [&'static str],
    /// Days, as month and day, from which on people are told of it before it is near.
    pub alerts: &'static [(i8, i8)],
}

const fn every(
    cadence: Cadence,
    grace_days: i64,
    code: &'static str,
    about: &'static [&'static str],
) -> Obligation {
    Obligation { code, cadence, grace_days, last_month: None, about, alerts: &[] }
}

const fn by_end_of(month: i8, code: &'static str, about: &'static [&'static str]) -> Obligation {
    Obligation { code, cadence: Cadence::Year, grace_days: 0, last_month: Some(month), about, alerts: &[] }
}

/// All of them: what acts ask first, then what every plan of the year asks.
pub const ALL: &[Obligation] = &[
    every(Cadence::Year, 0, "annual-plan", &["計畫", "公開"]),
    by_end_of(10, "training-plan", &["研習", "訓練", "培訓", "人員"]),
    Obligation {
        alerts: &[(9, 1), (11, 1)],
        ..every(Cadence::Year, 0, "training-hours", &["研習", "訓練", "專業", "人員"])
    },
    by_end_of(2, "volunteer-report", &["志工", "志願"]),
    by_end_of(1, "volunteer-insurance", &["志工", "志願"]),
    every(Cadence::Year, 0, "facility-safety", &["安全", "設施"]),
    every(Cadence::Year, 0, "accessibility-mark", &["無障礙", "網站", "資訊"]),
    every(Cadence::Year, 0, "records-destruction", &["檔案", "文書", "公文"]),
    every(Cadence::Year, 0, "security-drill", &["資訊", "資安", "個資", "系統"]),
    every(Cadence::Half, 0, "phishing-test", &["資訊", "資安", "個資", "系統"]),
    every(Cadence::Half, 10, "account-review", &["資訊", "資安", "個資", "系統"]),
    every(Cadence::Year, 0, "restore-test", &["資訊", "資安", "個資", "系統"]),
    every(Cadence::Quarter, 10, "disclosure-statistics", &["公開", "統計", "資訊"]),
    every(Cadence::Half, 10, "disclosure-budget", &["預算", "會計", "公開"]),
    every(Cadence::Year, 10, "disclosure-petitions", &["陳情", "公開", "意見"]),
    every(Cadence::Quarter, 10, "disclosure-subsidies", &["補助", "公開", "會計"]),
    every(Cadence::Month, 10, "publicity", &["宣導", "行銷", "媒體"]),
    every(Cadence::Month, 10, "organisation-slot", &["公開", "網站", "資訊"]),
    every(Cadence::Year, 10, "personal-data-register", &["個資", "資安", "資訊", "公開"]),
    every(Cadence::Half, 10, "petitions-analysis", &["陳情", "意見", "輿情"]),
    every(Cadence::Quarter, 10, "quality-report", &["滿意度", "電話", "意見"]),
    every(Cadence::Quarter, 10, "outreach-districts", &["外展", "偏遠", "社區", "各區", "多元"]),
    by_end_of(6, "volunteer-awards", &["志工", "志願"]),
    every(Cadence::Year, 10, "procedures-review", &["表單", "流程", "檢討"]),
    every(Cadence::Day, 0, "news-check", &["網站", "活動", "訊息", "資訊"]),
    every(Cadence::Month, 10, "link-check", &["連結", "網站", "資訊"]),
    every(Cadence::Quarter, 10, "event-leaflet", &["DM", "訊息", "宣導", "活動"]),
    every(Cadence::Event, 5, "event-photos", &["活動", "成果", "花絮", "網站"]),
    every(Cadence::Event, 10, "satisfaction", &["滿意度", "調查", "意見"]),
    every(Cadence::Month, 10, "telephone-test", &["電話", "禮貌"]),
    every(Cadence::Half, 10, "faq-review", &["問集", "問答", "FAQ", "常見"]),
    every(Cadence::Half, 10, "proposals-review", &["創新", "提案", "標竿"]),
    every(Cadence::Week, 1, "roster", &["專線", "諮詢", "值班", "志工"]),
];

impl Obligation {
    /// The obligation of a code.
    pub fn find(code: &str) -> Option<Obligation> {
        ALL.iter().copied().find(|o| o.code == code)
    }

    /// First and last day on which it is asked in a year, when it is taken today: what comes more than once a year
    /// is asked from now on, what comes once for the whole year.
    pub fn days(&self, year: i16, today: Date) -> (Date, Date) {
        let (first, last) = (date(year, 1, 1), date(year, 12, 31));
        let ends_on = self.last_month.map_or(last, |month| date(year, month, 1).last_of_month());
        let begins_on = match self.cadence {
            Cadence::Year | Cadence::Once => first,
            Cadence::Day | Cadence::Week => today,
            _ => today.first_of_month(),
        };
        (begins_on.clamp(first, ends_on), ends_on)
    }

    /// The newest day on which people are to be told of a turn before it is near, by a day.
    pub fn alert(&self, today: Date, (from, due_on): (Date, Date)) -> Option<Date> {
        let day = |(month, day): &(i8, i8)| date(due_on.year(), *month, *day);
        self.alerts.iter().map(day).filter(|day| (from..=today).contains(day)).max()
    }

    /// Whether an action sounds as if it answered for it.
    pub fn fits(&self, text: &Text) -> bool {
        self.about.iter().any(|word| text.action.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_once_is_asked_for_the_whole_year_and_the_rest_from_now_on() {
        let today = date(2026, 11, 23);
        let days = |code: &str| Obligation::find(code).map(|o| o.days(2026, today));
        assert_eq!(days("training-plan"), Some((date(2026, 1, 1), date(2026, 10, 31))));
        assert_eq!(days("volunteer-report"), Some((date(2026, 1, 1), date(2026, 2, 28))));
        assert_eq!(days("link-check"), Some((date(2026, 11, 1), date(2026, 12, 31))));
        assert_eq!(days("news-check"), Some((today, date(2026, 12, 31))));
        assert_eq!(Obligation::find("link-check").map(|o| o.days(2027, today).0), Some(date(2027, 1, 1)));
    }

    #[test]
    fn f3_hours_of_training_are_told_of_in_september_and_november() {
        let hours = Obligation::find("training-hours").unwrap();
        let turn = (date(2026, 1, 1), date(2026, 12, 31));
        assert_eq!(hours.alert(date(2026, 8, 31), turn), None);
        assert_eq!(hours.alert(date(2026, 10, 31), turn), Some(date(2026, 9, 1)));
        assert_eq!(hours.alert(date(2026, 11, 1), turn), Some(date(2026, 11, 1)));
        assert_eq!(Obligation::find("annual-plan").unwrap().alert(date(2026, 12, 1), turn), None);
    }

    #[test]
    fn every_cadence_is_on_the_list_and_every_code_once() {
        for cadence in Cadence::ALL.iter().filter(|c| **c != Cadence::Once) {
            assert!(ALL.iter().any(|o| o.cadence == *cadence), "{cadence:?}");
        }
        let mut codes: Vec<&str> = ALL.iter().map(|o| o.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
    }
}
