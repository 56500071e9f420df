//! Special data (特種個人資料, 個人資料保護法 §6): what a form must not ask for (D-2).
//!
//! A question is read as a reader takes it: width, case, spaces and what nobody sees do not matter, nor in which way
//! the marks of Vietnamese are typed, or whether at all; a clause that tells people *not*
//! to write something asks for nothing; and an illness that is the subject of a talk (「失智症預防講座」) is no
//! question about anybody. Words that may mean something harmless (健康, 障礙, 過敏, 性別) are not in the table.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::digits::{is_blank, is_invisible, turns_direction};
use crate::list::closed_list;

closed_list! {
    /// The six classes of §6; what they cover is said in §4 of the enforcement rules (施行細則).
    pub enum SpecialData in "special-data" {
        /// 病歷.
        MedicalRecord = "medical-record" "病歷",
        /// 醫療: illnesses, diagnosis, treatment, medicine.
        Treatment = "treatment" "醫療",
        /// 基因.
        Genes = "genes" "基因",
        /// 性生活: orientation and practice.
        SexLife = "sex-life" "性生活",
        /// 健康檢查.
        HealthCheck = "health-check" "健康檢查",
        /// 犯罪前科.
        CriminalRecord = "criminal-record" "犯罪前科",
    }
}

/// The words of each class: Chinese ones, found anywhere in a clause without spaces; English and Vietnamese ones, found
/// between the edges of words.
type Words = (SpecialData, &'static [&'static str], &'static [&'static str]);

const WORDS: [Words; 6] = [
    (
        SpecialData::MedicalRecord,
        &["病歷", "病史", "病例", "就醫紀錄", "就醫記錄", "就診紀錄", "就診記錄"],
        &[
            "medical record",
            "medical records",
            "medical history",
            "health record",
            "health records",
            "case history",
            "bệnh án",
            "hồ sơ bệnh",
            "tiền sử bệnh",
            "bệnh sử",
        ],
    ),
    (
        SpecialData::Treatment,
        &[
            "疾病",
            "慢性病",
            "傳染病",
            "罹病",
            "罹患",
            "患有",
            "病名",
            "病症",
            "病情",
            "什麼病",
            "何種病",
            "癌症",
            "罹癌",
            "自閉症",
            "過動症",
            "發展遲緩",
            "糖尿病",
            "高血壓",
            "心臟病",
            "氣喘",
            "癲癇",
            "憂鬱症",
            "焦慮症",
            "思覺失調",
            "失智症",
            "愛滋",
            "診斷",
            "服藥",
            "服用藥",
            "吃藥",
            "什麼藥",
            "用藥情形",
            "用藥狀況",
            "用藥史",
            "用藥紀錄",
            "藥物過敏",
            "手術史",
            "動過手術",
            "開過刀",
            "就醫情形",
            "就醫史",
            "接受治療",
            "治療中",
            "精神科",
            "身心科",
            "健康狀況",
            "健康情形",
            "身體狀況",
        ],
        &[
            "disease",
            "diseases",
            "illness",
            "illnesses",
            "diagnosis",
            "diagnoses",
            "diagnosed",
            "medication",
            "medications",
            "prescription",
            "prescriptions",
            "what medicine",
            "what medicines",
            "which medicine",
            "which medicines",
            "any medicine",
            "any medicines",
            "taking medicine",
            "health problem",
            "health problems",
            "hiv",
            "autism",
            "autistic",
            "adhd",
            "medical condition",
            "medical conditions",
            "health condition",
            "health conditions",
            "state of health",
            "medical treatment",
            "surgery",
            "surgeries",
            "diabetes",
            "cancer",
            "epilepsy",
            "asthma",
            "depression",
            "dementia",
            "psychiatric",
            "drug allergy",
            "drug allergies",
            "bệnh gì",
            "có bệnh",
            "ung thư",
            "mắc bệnh",
            "bệnh mãn tính",
            "bệnh mạn tính",
            "bệnh nền",
            "bệnh tật",
            "chẩn đoán",
            "uống thuốc",
            "dùng thuốc",
            "thuốc đang dùng",
            "dị ứng thuốc",
            "đơn thuốc",
            "đang điều trị",
            "tình trạng sức khỏe",
            "tình trạng sức khoẻ",
        ],
    ),
    (
        SpecialData::Genes,
        &["基因", "染色體", "遺傳病", "遺傳疾病"],
        &[
            "gene",
            "genes",
            "genetic",
            "genome",
            "dna",
            "hereditary disease",
            "adn",
            "xét nghiệm gen",
            "di truyền",
        ],
    ),
    (
        SpecialData::SexLife,
        &["性生活", "性行為", "性經驗", "性取向", "性傾向", "性伴侶", "性慣行", "同性戀", "雙性戀", "異性戀"],
        &[
            "sex life",
            "sexual life",
            "sexual orientation",
            "sexual practice",
            "sexual practices",
            "sexual experience",
            "sexual partner",
            "sexual partners",
            "đời sống tình dục",
            "quan hệ tình dục",
            "xu hướng tình dục",
            "khuynh hướng tình dục",
        ],
    ),
    (
        SpecialData::HealthCheck,
        &[
            "健康檢查",
            "身體檢查",
            "體檢",
            "健檢報告",
            "健檢結果",
            "健檢資料",
            "做過健檢",
            "檢驗報告",
            "篩檢結果",
        ],
        &[
            "health check",
            "health checks",
            "health check-up",
            "medical check-up",
            "medical examination",
            "health examination",
            "physical examination",
            "physical exam",
            "medical test results",
            "khám sức khỏe",
            "khám sức khoẻ",
            "kết quả xét nghiệm",
        ],
    ),
    (
        SpecialData::CriminalRecord,
        &[
            "前科",
            "犯罪紀錄",
            "犯罪記錄",
            "刑事紀錄",
            "刑事記錄",
            "良民證",
            "被判刑",
            "判過刑",
            "緩起訴",
            "緩刑",
            "服刑",
            "坐過牢",
            "假釋",
            "更生人",
        ],
        &[
            "criminal record",
            "criminal records",
            "criminal history",
            "criminal conviction",
            "criminal convictions",
            "convicted",
            "police record",
            "been in prison",
            "tiền án",
            "tiền sự",
            "án tích",
            "lý lịch tư pháp",
        ],
    ),
];

/// Characters after which 「性…」 begins a word: elsewhere it ends one (女性行為, 彈性生活, 攻擊性傾向).
const BEFORE_SEX: &str = "的之您你有無過否關於與和及或婚前、";
/// Said of a subject that is taught, right after it.
const SUBJECT: &[&str] =
    &["預防", "防治", "防制", "講座", "課程", "宣導", "知識", "照護", "照顧", "認識", "飲食", "議題"];
/// Said of a subject that is taught, in Latin letters, right after it or after its care.
const SUBJECT_LATIN: &[&str] = &["prevention", "awareness", "talk", "course"];
/// Begins something else: what is said after it is not said of what stands before.
const AND: &str = "或及和與跟、/史・";
/// Words in which a word of the table happens to stand.
const HARMLESS: &[&str] =
    &["目前科", "學前科", "整體檢", "團體檢", "全體檢", "具體檢", "暑假釋", "治療中心", "性戀愛"];
/// Says that something is not asked at all.
const NOT_ASKED: &[&str] = &["不蒐集", "不收集", "不詢問", "不會詢問", "不會問"];
/// Begins a clause that tells people not to …
const NOT: &[&str] = &[
    "請勿",
    "請不要",
    "不必",
    "不用",
    "不需",
    "無須",
    "無需",
    "do not ",
    "don't ",
    "no need to ",
    "không cần ",
    "xin đừng ",
];
/// … write something.
const WRITE: &[&str] =
    &["填", "寫", "提供", "告訴", "write", "tell", "give", "fill", "enter", "điền", "viết", "ghi"];

/// Vietnamese words that begin as one of the table does and mean something else: without its marks, the money for a
/// meal (tiền ăn) is spelled as a criminal record is (tiền án).
const HARMLESS_VIETNAMESE: &[&str] = &[
    "tiền ăn trưa",
    "tiền ăn sáng",
    "tiền ăn chiều",
    "tiền ăn tối",
    "tiền ăn uống",
    "tiền ăn ở",
    "có bệnh viện",
];

/// The class of special data a question, hint or choice asks for, if any.
pub fn asked_in(text: &str) -> Option<SpecialData> {
    let folded: String = text.chars().filter(|c| !is_unseen(*c)).nfkc().collect::<String>().to_lowercase();
    let folded = folded.replace('’', "'").replace("但", ",").replace(" but ", ",");
    folded.split(|c| "。！？；，.!?;,\n\r".contains(c)).filter(|clause| !forbids(clause)).find_map(of_clause)
}

/// Whether nobody sees a character that may stand between two others.
fn is_unseen(c: char) -> bool {
    let is_nothing = is_invisible(c) || (is_blank(c) && !c.is_whitespace()) || turns_direction(c);
    is_nothing || matches!(c, '\u{034F}' | '\u{FE00}'..='\u{FE0F}')
}

fn of_clause(clause: &str) -> Option<SpecialData> {
    let squeezed: String = clause.chars().filter(|c| !c.is_whitespace()).collect();
    let squeezed = HARMLESS.iter().fold(squeezed, |text, word| text.replace(word, "□"));
    let spaced = clause.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = letters(&spaced);
    let is_in = |(_, chinese, latin): &&Words| {
        chinese.iter().any(|word| is_asked(&squeezed, word))
            || latin.iter().any(|word| match word.is_ascii() {
                true => is_word(&spaced, word),
                false => is_vietnamese(&letters, word),
            })
    };
    WORDS.iter().find(is_in).map(|(class, ..)| *class)
}

/// Whether a clause asks for nothing. 「If you do not tell us …」 asks all the same.
fn forbids(clause: &str) -> bool {
    let clause = plain(clause);
    let is_condition = clause.trim_start().starts_with("if ") || clause.contains(" if ");
    let asks_nothing = NOT_ASKED.iter().any(|not| clause.contains(not));
    asks_nothing
        || !is_condition
            && NOT.iter().any(|not| {
                clause.split_once(&plain(not)).is_some_and(|(_, rest)| {
                    WRITE.iter().any(|write| rest.trim_start().starts_with(&plain(write)))
                })
            })
}

/// A letter and the marks on it.
type Letter = (char, Vec<char>);

/// The letters of a text, each with its marks: `ế` is an e with two, `đ` a d with one.
fn letters(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for c in text.nfd() {
        match letters.last_mut() {
            Some((_, marks)) if is_combining_mark(c) => marks.push(c),
            _ if c == 'đ' => letters.push(('d', vec!['\u{0335}'])),
            _ => letters.push((c, Vec::new())),
        }
    }
    letters
}

/// A text without the marks on its letters.
fn plain(text: &str) -> String {
    letters(text).into_iter().map(|(letter, _)| letter).collect()
}

/// Whether a Vietnamese word stands in a clause; the marks that are typed must be its own, others may be left out.
fn is_vietnamese(clause: &[Letter], word: &str) -> bool {
    let word = letters(word);
    let begins_with = |text: &[Letter], word: &[Letter]| {
        let is_same = |((typed, marks), (meant, all)): (&Letter, &Letter)| {
            typed == meant && marks.iter().all(|mark| all.contains(mark))
        };
        text.len() >= word.len() && text.iter().zip(word).all(is_same)
    };
    let is_edge =
        |letter: Option<&Letter>| letter.is_none_or(|(c, _)| !c.is_alphanumeric() || *c > '\u{2E7F}');
    (0..clause.len()).any(|at| {
        let (before, text) = clause.split_at(at);
        begins_with(text, &word)
            && is_edge(before.last())
            && is_edge(text.get(word.len()))
            && !HARMLESS_VIETNAMESE.iter().any(|harmless| begins_with(text, &letters(harmless)))
    })
}

fn is_asked(clause: &str, word: &str) -> bool {
    clause.match_indices(word).any(|(at, found)| {
        let (before, after) = (clause.get(..at), clause.get(at + found.len()..));
        let begins = !word.starts_with('性')
            || before
                .and_then(|b| b.chars().next_back())
                .is_none_or(|c| BEFORE_SEX.contains(c) || !('\u{4E00}'..='\u{9FFF}').contains(&c));
        begins && !after.is_some_and(|rest| SUBJECT.iter().any(|subject| is_near(rest, subject)))
    })
}

/// Whether a text begins with a word, or with two characters and then the word, unless those begin something else.
fn is_near(text: &str, word: &str) -> bool {
    let own = text.chars().take(2).take_while(|c| !AND.contains(*c)).count();
    (0..=own).any(|skipped| text.chars().skip(skipped).collect::<String>().starts_with(word))
}

fn is_word(clause: &str, word: &str) -> bool {
    clause.match_indices(word).any(|(at, found)| {
        let (before, after) =
            (clause.get(..at).unwrap_or_default(), clause.get(at + found.len()..).unwrap_or_default());
        let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || c > '\u{2E7F}');
        let said = after.trim_start();
        let said = said.strip_prefix("care ").unwrap_or(said);
        let teaches = SUBJECT_LATIN.iter().any(|subject| said.starts_with(subject));
        is_edge(before.chars().next_back()) && is_edge(after.chars().next()) && !teaches
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d2_a_question_that_asks_for_special_data_is_known_in_three_languages() {
        use SpecialData::*;
        for (text, class) in [
            ("請附病歷影本", MedicalRecord),
            ("過去　病　史", MedicalRecord),
            ("Ｍｅｄｉｃａｌ　Ｈｉｓｔｏｒｙ", MedicalRecord),
            ("Tiền sử bệnh của bé", MedicalRecord),
            ("是否有慢性疾病？請說明", Treatment),
            ("目前服藥情形", Treatment),
            ("孩子有憂鬱症嗎", Treatment),
            ("Do you have any ILLNESS we should know of?", Treatment),
            ("Bạn mắc bệnh gì?", Treatment),
            ("藥物過敏", Treatment),
            ("請填健康狀況", Treatment),
            ("基因檢測結果", Genes),
            ("DNA檢測", Genes),
            ("您的性傾向", SexLife),
            ("Sexual orientation", SexLife),
            ("最近一次健康檢查日期", HealthCheck),
            ("Khám sức khỏe gần nhất", HealthCheck),
            ("有無犯罪前科", CriminalRecord),
            ("請附良民證", CriminalRecord),
            ("Have you ever been convicted of a crime?", CriminalRecord),
            ("Tiền án, tiền sự", CriminalRecord),
            ("吃什麼？請勿填姓名。有沒有糖尿病？", Treatment),
            ("有無疾病或飲食禁忌", Treatment),
            ("特殊疾病/飲食習慣", Treatment),
            ("您的疾病及照護需求", Treatment),
            ("Are you receiving cancer care?", Treatment),
            ("If you do not tell us about your illness we cannot help", Treatment),
            ("請不必填寫姓名 但請寫病史", MedicalRecord),
            ("孩子有自閉症嗎", Treatment),
            ("Do you take any medicines?", Treatment),
            ("Does your child have ADHD?", Treatment),
            ("Có bệnh nền không?", Treatment),
        ] {
            assert_eq!(asked_in(text), Some(class), "{text}");
        }
    }

    #[test]
    fn d2_a_question_is_known_however_its_letters_are_typed() {
        use SpecialData::*;
        for (text, class) in [
            ("Tiền sử bệnh của bé", MedicalRecord),
            ("Bạn mắc bệnh gì?", Treatment),
            ("Đang điều trị", Treatment),
            ("Tình trạng sức khỏe", Treatment),
            ("Tình trạng sức khoẻ", Treatment),
            ("Xu hướng tình dục", SexLife),
            ("Khám sức khỏe gần nhất", HealthCheck),
            ("Tiền án, tiền sự", CriminalRecord),
            ("Lý lịch tư pháp", CriminalRecord),
            ("Medical history", MedicalRecord),
            ("目前服藥情形", Treatment),
            ("有無犯罪前科", CriminalRecord),
        ] {
            let wide = |c: char| match c {
                '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
                ' ' => '\u{3000}',
                other => other,
            };
            let between = |unseen: &str| text.chars().flat_map(|c| [c.to_string(), unseen.into()]).collect();
            let ways: [(&str, String); 10] = [
                ("composed", text.nfc().collect()),
                ("decomposed", text.nfd().collect()),
                ("capitals", text.to_uppercase()),
                ("decomposed capitals", text.to_uppercase().nfd().collect()),
                ("without marks", plain(text)),
                ("capitals without marks", plain(&text.to_lowercase()).to_uppercase()),
                ("full width", text.nfd().map(wide).collect()),
                ("zero-width space between", between("\u{200B}")),
                ("joiners between", between("\u{200D}\u{200C}")),
                ("marks of direction and soft hyphens between", between("\u{200E}\u{AD}\u{FE0F}\u{034F}")),
            ];
            for (way, typed) in ways {
                assert_eq!(asked_in(&typed), Some(class), "{way}: {typed}");
            }
        }
    }

    #[test]
    fn d2_harmless_vietnamese_passes_however_it_is_typed() {
        for text in [
            "Tiền ăn trưa",
            "Dị ứng thức ăn",
            "Bạn cần giúp đỡ gì?",
            "Có bệnh viện nào gần đây không?",
            "Không cần điền tiền sử bệnh",
            "Xin đừng ghi bệnh án",
        ] {
            for typed in
                [text.to_owned(), text.nfd().collect(), text.to_uppercase(), plain(&text.to_lowercase())]
            {
                assert_eq!(asked_in(&typed), None, "{typed}");
            }
        }
        assert_eq!(asked_in("tiền ăn"), None, "marks that are typed are other ones");
    }

    #[test]
    fn d2_harmless_questions_pass() {
        for text in [
            "",
            "健康",
            "想聽的主題：健康飲食",
            "食物過敏",
            "Food allergies",
            "Dị ứng thức ăn",
            "性別",
            "需要輪椅位置嗎",
            "身心障礙者停車位",
            "需要什麼協助？",
            "What help do you need?",
            "Bạn cần giúp đỡ gì?",
            "素食或葷食",
            "女性行為與男性生活的刻板印象",
            "彈性生活安排",
            "性向測驗",
            "婚姻健檢",
            "失智症預防講座",
            "慢性病飲食課程",
            "Dementia care course",
            "請不要填疾病或用藥，只說需要什麼協助",
            "Please do not write about illnesses",
            "Bệnh viện gần nhà",
            "General remarks",
            "Eugene 的家長",
            "tiền ăn trưa",
            "犯罪預防",
            "前往科工館的交通方式",
            "懷孕週數",
            "緊急聯絡人",
            "您目前科系",
            "學前科目",
            "對整體檢討的建議",
            "團體檢討會",
            "暑假釋放壓力",
            "早療治療中心",
            "異性戀愛觀",
            "本活動不蒐集病歷",
        ] {
            assert_eq!(asked_in(text), None, "{text}");
        }
    }

    #[test]
    fn d2_telling_people_not_to_hide_something_still_asks_for_it() {
        assert_eq!(asked_in("請勿隱瞞病史"), Some(SpecialData::MedicalRecord));
        assert_eq!(asked_in("Do not hide any illness"), Some(SpecialData::Treatment));
    }
}
