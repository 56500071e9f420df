//! Which checklists a case has, and what is missing before an answer.

use crate::model::{Check, Item, Nature, Purpose, Template};

/// What stands before an item of a template that is required.
const REQUIRED: char = '*';
/// Most items of a template.
pub const ITEMS_MAX: usize = 30;
/// Longest item.
pub const ITEM_CHARS_MAX: usize = 120;

/// Whether a template is for cases of this topic and nature.
pub fn fits(template: &Template, purpose: Purpose, topic: &str, nature: Nature) -> bool {
    !template.closed
        && template.purpose == purpose
        && (template.topic.is_empty() || template.topic == topic)
        && template.nature.is_none_or(|own| own == nature)
}

/// How many required things are not done.
pub fn unfinished<'a>(checks: impl IntoIterator<Item = &'a Check>) -> usize {
    checks.into_iter().filter(|check| check.required && check.ticked_at.is_none()).count()
}

/// The items of a typed text, one on a line; a star before it makes one required. Nothing when there are none, too
/// many, or one is too long.
pub fn items(text: &str) -> Option<Vec<Item>> {
    let item = |line: &str| {
        let required = line.starts_with([REQUIRED, '＊']);
        Item { text: line.trim_start_matches([REQUIRED, '＊']).trim().to_owned(), required }
    };
    let lines = text.lines().map(str::trim).map(item).filter(|item| !item.text.is_empty());
    let items: Vec<Item> = lines.collect();
    let fits = !items.is_empty()
        && items.len() <= ITEMS_MAX
        && items.iter().all(|item| item.text.chars().count() <= ITEM_CHARS_MAX);
    fits.then_some(items)
}

/// The same as it is typed.
pub fn text(items: &[Item]) -> String {
    let line =
        |item: &Item| if item.required { format!("{REQUIRED}{}", item.text) } else { item.text.clone() };
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn template(topic: &str, nature: Option<Nature>) -> Template {
        Template {
            id: "a".into(),
            title: "a".into(),
            purpose: Purpose::Usual,
            topic: topic.into(),
            nature,
            closed: false,
            items: Vec::new(),
        }
    }

    #[test]
    fn c14_a_template_is_for_its_topic_and_nature_or_for_all() {
        let fit = |template: &Template| fits(template, Purpose::Usual, "courses", Nature::Rights);
        assert!(fit(&template("", None)) && fit(&template("courses", Some(Nature::Rights))));
        assert!(!fit(&template("service", None)) && !fit(&template("", Some(Nature::Question))));
        assert!(!fit(&Template { closed: true, ..template("", None) }));
        assert!(!fit(&Template { purpose: Purpose::Remedy, ..template("", None) }));
    }

    #[test]
    fn c14_items_are_typed_one_on_a_line_and_a_star_makes_one_required() {
        let typed = " * 查明經過\n\n＊聯絡講師 \n公告";
        let read = items(typed).unwrap();
        assert_eq!(text(&read), "*查明經過\n*聯絡講師\n公告");
        assert_eq!(items(&text(&read)), Some(read));
        assert_eq!(items(" \n*\n"), None);
        assert_eq!(items(&"長".repeat(ITEM_CHARS_MAX + 1)), None);
        assert_eq!(items(&"一\n".repeat(ITEMS_MAX + 1)), None);
    }
}
