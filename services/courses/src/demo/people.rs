//! The people of the demonstration: invented, alive only in a seed.

use foundation::chance::Chance;
use foundation::residents::DEMO_EMAIL;

use crate::desk::{NewMember, NewParty};
use crate::rules::person;

const SURNAMES: [&str; 20] = [
    "陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭", "謝", "郭", "洪", "曾", "邱",
    "廖", "賴", "周",
];
const GIVEN: [&str; 24] = [
    "怡君", "雅婷", "淑芬", "美玲", "佳蓉", "詩涵", "宜庭", "欣怡", "麗華", "秀英", "惠雯", "思妤", "志明",
    "家豪", "俊傑", "建宏", "宗翰", "冠廷", "承恩", "柏翰", "文雄", "信宏", "子晴", "宥廷",
];
/// Its telephone.
const HOUSEHOLD_PHONE: &str = "+886912345678";
/// How many of the given names are those of women.
const WOMEN: usize = 12;

/// A source of repeatable choices.
pub struct Dice {
    state: u64,
}

impl Dice {
    /// Dice thrown from the centre's chance.
    pub fn new(chance: &Chance) -> Dice {
        Dice { state: u64::from_le_bytes(chance.bytes()) | 1 }
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        // SplitMix64: enough for inventing people.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from((z ^ (z >> 31)) % bound).unwrap_or_default()
    }

    /// One of these.
    pub fn one_of<T: Copy + Default>(&mut self, all: &[T]) -> T {
        all.get(self.below(all.len())).copied().unwrap_or_default()
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}

/// The channels registrations come by, as a centre sees them.
const CHANNELS: [&str; 10] = ["web", "web", "web", "web", "web", "web", "line", "phone", "phone", "counter"];

/// A party of so many persons in which nobody was born after `year`.
pub fn party(dice: &mut Dice, size: usize, year: i64, number: usize) -> NewParty {
    let surname = dice.one_of(&SURNAMES);
    let phone = format!("+8869{:08}", 10_000_000 + (number * 7919 + dice.below(7919)) % 80_000_000);
    let email = format!("family{number}@example.org");
    let district = format!("640000{:02}0", 1 + dice.below(19));
    let mut members: Vec<NewMember> = Vec::with_capacity(size);
    for place in 0..size.max(1) {
        members.push(member(dice, place, year, surname, &district, &phone, &members));
    }
    let channel = dice.one_of(&CHANNELS);
    NewParty {
        key: format!("demo-{number}"),
        name: members.first().map(|m| m.name.clone()).unwrap_or_default(),
        email: if channel == "phone" && dice.percent(50) { String::new() } else { email },
        phone,
        language: "zh-Hant".into(),
        channel: channel.into(),
        registered_by: if matches!(channel, "phone" | "counter") { "demo" } else { "resident" }.into(),
        answers: "{}".into(),
        notice_version: "1".into(),
        members,
        ..NewParty::default()
    }
}

/// The family one may be in the demonstration; its household is kept elsewhere under the same names.
pub fn household(year: i64, slug: &str) -> NewParty {
    let one = |name: &str, age: i64, sex: &str| NewMember {
        person_key: person::key(name, HOUSEHOLD_PHONE, DEMO_EMAIL),
        name: name.into(),
        birth_year: Some(year - age),
        sex: sex.into(),
        district: "64000060".into(),
        answers: "{}".into(),
        ..NewMember::default()
    };
    NewParty {
        key: format!("demo-household-{slug}"),
        name: "王大明".into(),
        email: DEMO_EMAIL.into(),
        phone: HOUSEHOLD_PHONE.into(),
        language: "zh-Hant".into(),
        channel: "web".into(),
        registered_by: "resident".into(),
        answers: "{}".into(),
        notice_version: "1".into(),
        members: vec![one("王大明", 41, "male"), one("王小華", 9, "female")],
        ..NewParty::default()
    }
}

fn member(
    dice: &mut Dice,
    place: usize,
    year: i64,
    surname: &str,
    district: &str,
    phone: &str,
    family: &[NewMember],
) -> NewMember {
    // Two of three who come are women (X9); the head is grown up, the others are often children.
    let woman = dice.percent(65);
    let given = if woman { dice.below(WOMEN) } else { WOMEN + dice.below(GIVEN.len() - WOMEN) };
    let mut name = format!("{surname}{}", GIVEN.get(given).copied().unwrap_or_default());
    while family.iter().any(|m| m.name == name) {
        // A family gives each name once.
        name.push_str(dice.one_of(&["安", "恩", "樂", "平"]));
    }
    let age = if place == 0 { 27 + dice.below(45) } else { 3 + dice.below(14) };
    NewMember {
        person_key: person::key(&name, phone, ""),
        name,
        birth_year: Some(year - i64::try_from(age).unwrap_or(30)),
        sex: if woman { "female" } else { "male" }.into(),
        district: district.into(),
        answers: "{}".into(),
        ..NewMember::default()
    }
}
