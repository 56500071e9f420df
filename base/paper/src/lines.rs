//! Where a line of Chinese and Latin text may end (避頭尾): no closing mark begins a line, no opening mark
//! ends one, Latin words stay whole. Pure: the widths are an argument.

/// Marks that never begin a line.
const NOT_FIRST: &str = "。，、；：？！）」』】〉》〕｝…‧·％%),.;:?!]}’”ー々";
/// Marks that never end a line.
const NOT_LAST: &str = "（「『【〈《〔｛([{‘“";

/// Whether the character stands in a row of its own kind without spaces, so that a line may end after it.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0xA4CF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..)
}

/// Whether a line may end between two characters.
fn may_end(before: char, after: char) -> bool {
    if after == ' ' {
        return false;
    }
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

/// Breaks a text into lines no wider than `width`; a newline always ends one. A word that is wider than
/// a whole line is broken where it must be.
pub fn lines(text: &str, width: f32, measure: impl Fn(char) -> f32) -> Vec<String> {
    text.lines().flat_map(|line| wrap(&line.chars().collect::<Vec<_>>(), width, &measure)).collect()
}

fn wrap(chars: &[char], width: f32, measure: &impl Fn(char) -> f32) -> Vec<String> {
    let mut done = Vec::new();
    let mut rest = chars;
    loop {
        let end = first_line(rest, width, measure);
        let (line, left) = rest.split_at(end);
        done.push(line.iter().collect::<String>().trim_end().to_owned());
        let spaces = left.iter().take_while(|c| **c == ' ').count();
        rest = left.get(spaces..).unwrap_or_default();
        if rest.is_empty() {
            return done;
        }
    }
}

/// How many characters the first line takes: at least one.
fn first_line(chars: &[char], width: f32, measure: &impl Fn(char) -> f32) -> usize {
    let (mut used, mut good) = (0.0, None);
    for (at, c) in chars.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|i| chars.get(i))
            && may_end(*before, *c)
        {
            good = Some(at);
        }
        used += measure(*c);
        // A space at the end of a line takes no room.
        if used > width && *c != ' ' {
            return good.unwrap_or(at).max(1);
        }
    }
    chars.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character is as wide as a Chinese one, or half of it.
    fn wide(c: char) -> f32 {
        if is_wide(c) { 1.0 } else { 0.5 }
    }

    #[test]
    fn no_closing_mark_begins_a_line_and_no_opening_mark_ends_one() {
        for (text, expected) in [
            ("家庭教育中心。", vec!["家庭教育中", "心。"]),
            ("家庭教育中（心）", vec!["家庭教育中", "（心）"]),
            ("家庭教育（中心）", vec!["家庭教育", "（中心）"]),
            ("家庭教育中心，課程", vec!["家庭教育中", "心，課程"]),
            ("一\n二", vec!["一", "二"]),
        ] {
            assert_eq!(lines(text, 5.5, wide), expected, "{text}");
        }
    }

    #[test]
    fn latin_words_stay_whole_unless_they_are_wider_than_a_line() {
        assert_eq!(lines("Family education centre", 5.0, wide), ["Family", "education", "centre"]);
        assert_eq!(lines("參加 family day", 5.0, wide), ["參加", "family day"]);
        assert_eq!(lines("abcdefghijkl", 3.0, wide), ["abcdef", "ghijkl"]);
        assert_eq!(lines("", 3.0, wide), Vec::<String>::new());
    }

    #[test]
    fn nothing_is_lost_and_no_line_is_wider_than_it_may_be() {
        let text =
            "本中心辦理「親子共讀工作坊」（共三場次），全程參與者發給研習證明；Reading together, 3 hours.";
        for width in 2..40_u8 {
            let width = f32::from(width);
            let broken = lines(text, width, wide);
            let without = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            assert_eq!(without(&broken.concat()), without(text));
            assert!(broken.iter().all(|l| l.chars().map(wide).sum::<f32>() <= width), "{width}: {broken:?}");
        }
    }
}
