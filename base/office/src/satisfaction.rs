//! Satisfaction (滿意度) on five steps, with what may be said about its certainty (rules Q7 and Q8).

use crate::list::closed_list;
use crate::percent::Percent;

/// Cells of fewer answers are not published (Q8).
pub const PUBLISH_MIN: u64 = 5;
/// The 97.5 % point of the normal distribution, for intervals of 95 %.
const Z: f64 = 1.959_963_984_540_054;

closed_list! {
    /// One answer on the five-step scale, or none.
    pub enum Answer in "satisfaction" {
        /// 非常滿意, 5.
        VerySatisfied = "very-satisfied" "非常滿意",
        /// 滿意, 4.
        Satisfied = "satisfied" "滿意",
        /// 普通, 3.
        Neutral = "neutral" "普通",
        /// 不滿意, 2.
        Dissatisfied = "dissatisfied" "不滿意",
        /// 非常不滿意, 1.
        VeryDissatisfied = "very-dissatisfied" "非常不滿意",
        /// 無意見或未使用: kept out of the denominator.
        NoOpinion = "no-opinion" "無意見或未使用",
    }
}

impl Answer {
    /// 5 for very satisfied to 1 for very dissatisfied; none for no opinion.
    pub const fn score(self) -> Option<u64> {
        match self {
            Answer::VerySatisfied => Some(5),
            Answer::Satisfied => Some(4),
            Answer::Neutral => Some(3),
            Answer::Dissatisfied => Some(2),
            Answer::VeryDissatisfied => Some(1),
            Answer::NoOpinion => None,
        }
    }
}

/// How many gave each answer to one question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Satisfaction {
    answers: std::collections::BTreeMap<Answer, u64>,
}

impl Satisfaction {
    /// Counts so many more of one answer.
    pub fn add(&mut self, answer: Answer, count: u64) {
        *self.answers.entry(answer).or_default() += count;
    }

    /// How many gave this answer.
    pub fn count(&self, answer: Answer) -> u64 {
        self.answers.get(&answer).copied().unwrap_or(0)
    }

    /// The answers that count: all but "no opinion".
    pub fn valid(&self) -> u64 {
        Answer::ALL.iter().filter(|answer| answer.score().is_some()).map(|answer| self.count(*answer)).sum()
    }

    /// The satisfied and very satisfied.
    pub fn satisfied(&self) -> u64 {
        self.count(Answer::VerySatisfied) + self.count(Answer::Satisfied)
    }

    /// Satisfied of valid; none without valid answers.
    pub fn share(&self) -> Option<Percent> {
        Percent::of(self.satisfied(), self.valid())
    }

    /// The mean score in hundredths (413 for 4.13), rounded half up; none without valid answers.
    pub fn mean_hundredths(&self) -> Option<u64> {
        let sum: u64 =
            self.answers.iter().filter_map(|(answer, n)| answer.score().map(|score| score * n)).sum();
        (200 * sum + self.valid()).checked_div(2 * self.valid())
    }

    /// The 95 % interval of the share. Only for random samples: of self-selected answers no sampling error
    /// may be stated (非隨機抽樣，不作抽樣誤差推論).
    pub fn interval(&self) -> Option<Interval> {
        wilson_95(self.satisfied(), self.valid())
    }
}

/// Two bounds of a share, each between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

/// The Wilson score interval at 95 %; none without answers or with more successes than answers.
pub fn wilson_95(successes: u64, answers: u64) -> Option<Interval> {
    if answers == 0 || successes > answers {
        return None;
    }
    let n = answers as f64;
    let p = successes as f64 / n;
    let divisor = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / divisor;
    let reach = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / divisor;
    Some(Interval { low: (centre - reach).max(0.0), high: (centre + reach).min(1.0) })
}

/// How many answers a random sample needs for ± `margin_percent` at 95 %; of a finite population fewer.
/// None for a margin of nothing.
pub fn sample_size(margin_percent: u32, population: Option<u64>) -> Option<u64> {
    if margin_percent == 0 {
        return None;
    }
    let margin = f64::from(margin_percent) / 100.0;
    let endless = Z * Z * 0.25 / (margin * margin);
    let size = population.map_or(endless, |people| endless / (1.0 + (endless - 1.0) / people.max(1) as f64));
    Some(size.ceil() as u64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn q7_no_opinion_stays_out_of_the_denominator() {
        let mut question = Satisfaction::default();
        for (answer, count) in Answer::ALL.iter().zip([30, 15, 3, 1, 1, 50]) {
            question.add(*answer, count);
        }
        assert_eq!((question.valid(), question.satisfied()), (50, 45));
        assert_eq!(question.share().unwrap().to_string(), "90.0%");
        assert_eq!(question.mean_hundredths(), Some(444));
        assert_eq!(Satisfaction::default().share(), None);
        assert_eq!(Satisfaction::default().mean_hundredths(), None);
    }

    #[test]
    fn q8_wilson_intervals_are_as_computed() {
        for (successes, n, low, high) in [(45, 50, 78.64, 95.65), (0, 10, 0.0, 27.75)] {
            let interval = wilson_95(successes, n).unwrap();
            assert!((interval.low * 100.0 - low).abs() < 0.005, "{interval:?}");
            assert!((interval.high * 100.0 - high).abs() < 0.005, "{interval:?}");
        }
        assert_eq!(wilson_95(0, 0), None);
        assert_eq!(wilson_95(2, 1), None);
    }

    #[test]
    fn q7_sample_sizes_are_as_computed() {
        for (margin, population, size) in
            [(3, None, 1_068), (5, None, 385), (5, Some(500), 218), (5, Some(100), 80), (5, Some(2_000), 323)]
        {
            assert_eq!(sample_size(margin, population), Some(size), "±{margin} of {population:?}");
        }
    }
}
