//! Small numbers that might tell who it is, and what would tell them by subtraction.

/// Which of the parts of a known whole are not shown: those below `least`, and the next larger ones until what
/// is hidden cannot be worked out from the whole.
pub fn hidden(parts: &[i64], least: i64) -> Vec<bool> {
    let mut hidden: Vec<bool> = parts.iter().map(|part| (1..least).contains(part)).collect();
    loop {
        let unseen = parts.iter().zip(&hidden).filter(|(_, is)| **is).map(|(part, _)| *part);
        let (count, sum) = unseen.fold((0, 0), |(count, sum), part| (count + 1, sum + part));
        if count == 0 || (count > 1 && sum >= least) {
            return hidden;
        }
        let seen = parts.iter().zip(&mut hidden).filter(|(part, is)| **part > 0 && !**is);
        match seen.min_by_key(|(part, _)| **part) {
            Some((_, is)) => *is = true,
            None => return hidden,
        }
    }
}

/// Whether the share of a part in a whole may be shown: neither the part nor the rest is small.
pub fn shares(part: i64, whole: i64, least: i64) -> bool {
    whole >= least.max(1) && ![part, whole - part].iter().any(|number| (1..least).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c17_a_small_number_cannot_be_worked_out_from_the_whole() {
        assert_eq!(hidden(&[9, 3, 7, 0], 5), [false, true, true, false], "3 is hidden, and 7 with it");
        assert_eq!(hidden(&[9, 3, 4, 7], 5), [false, true, true, false], "two hide one another");
        assert_eq!(hidden(&[9, 1, 1, 7], 5), [false, true, true, true], "both together are small still");
        assert_eq!(hidden(&[9, 7], 5), [false, false]);
        assert_eq!(hidden(&[3], 5), [true]);
        assert_eq!(hidden(&[1, 2], 0), [false, false], "the office sees all");
    }

    #[test]
    fn c17_no_share_tells_a_small_part_or_rest() {
        assert!(shares(10, 20, 5) && shares(20, 20, 5) && shares(0, 20, 5));
        assert!(!shares(3, 20, 5) && !shares(18, 20, 5) && !shares(4, 4, 5));
        assert!(shares(1, 2, 0) && !shares(0, 0, 0));
    }
}
