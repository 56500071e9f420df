//! The districts (行政區) of a city, as data: another city is another table (rule O6).

use std::sync::LazyLock;

use crate::digits::half_width;

/// The districts of Kaohsiung; codes of the Ministry of the Interior, to be checked against its list.
const KAOHSIUNG: &str = include_str!("../tables/kaohsiung-districts.csv");
/// The first line of a table.
pub const HEADER: &str = "code,name,english,traits";

/// The code of people and places outside the city (外縣市).
pub const OUTSIDE: &str = "outside";
/// The code where nothing was said (不詳).
pub const UNKNOWN: &str = "unknown";

/// One district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// Eight digits of the Ministry of the Interior.
    pub code: String,
    /// With 區, 鄉, 鎮 or 市: 鹽埕區.
    pub name: String,
    /// In English as the city writes it on its road signs: Fongshan.
    pub english: String,
    /// A district of indigenous peoples (原住民區).
    pub indigenous: bool,
    /// On the centre's list of remote districts (偏遠地區), where outreach is counted.
    pub remote: bool,
    /// Column and row, counted from 0, of its tile on a map that shows every district equally large.
    pub tile: Option<(u8, u8)>,
}

/// The districts of one city, in official order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Districts(Vec<District>);

/// Why a table of districts is refused; lines are counted from 1, the header included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DistrictsError {
    /// The first line is not `code,name,english,traits`.
    #[error("the first line must be {HEADER:?}")]
    WrongHeader,
    /// Not four fields, a code that is no number, an empty name, or an unknown trait.
    #[error("line {0} cannot be read")]
    BadLine(usize),
    /// A code or a name stands twice.
    #[error("line {0} repeats a district")]
    Duplicate(usize),
}

impl Districts {
    /// The 38 districts of Kaohsiung.
    pub fn kaohsiung() -> Self {
        Self::parse(KAOHSIUNG).unwrap_or(Districts(Vec::new()))
    }

    /// The districts of a county whose table comes with the program, read once; none of any other.
    pub fn of(county: &str) -> &'static Districts {
        static KNOWN: LazyLock<Districts> = LazyLock::new(Districts::kaohsiung);
        static NONE: Districts = Districts(Vec::new());
        if county == "kaohsiung" { &KNOWN } else { &NONE }
    }

    /// Reads a table of the columns `code,name,english,traits`; traits are `indigenous`, `remote` and the
    /// place of its tile on a map, `at:COLUMN:ROW`.
    ///
    /// # Errors
    /// [`DistrictsError`] names the line.
    pub fn parse(table: &str) -> Result<Self, DistrictsError> {
        let mut lines = table.trim_start_matches('\u{FEFF}').lines().zip(1..);
        if lines.next().map(|(line, _)| line.trim()) != Some(HEADER) {
            return Err(DistrictsError::WrongHeader);
        }
        let mut districts: Vec<District> = Vec::new();
        for (line, place) in lines.filter(|(line, _)| !line.trim().is_empty()) {
            let district = parse_line(line).ok_or(DistrictsError::BadLine(place))?;
            if districts.iter().any(|other| other.code == district.code || other.name == district.name) {
                return Err(DistrictsError::Duplicate(place));
            }
            districts.push(district);
        }
        Ok(Districts(districts))
    }

    /// Every district, in official order.
    pub fn all(&self) -> &[District] {
        &self.0
    }

    /// The same districts, of which those meant by these codes or names are the remote ones.
    #[must_use]
    pub fn with_remote(&self, words: &[&str]) -> Districts {
        let remote: Vec<&str> =
            words.iter().filter_map(|word| self.find_word(word)).map(|d| d.code.as_str()).collect();
        let is_remote = |d: &District| remote.contains(&d.code.as_str());
        Districts(self.0.iter().map(|d| District { remote: is_remote(d), ..d.clone() }).collect())
    }

    /// The district with this code.
    pub fn find(&self, code: &str) -> Option<&District> {
        self.0.iter().find(|district| district.code == code)
    }

    /// The district meant by a code or a name, with or without 區, as an imported table may hold.
    pub fn find_word(&self, word: &str) -> Option<&District> {
        let word = half_width(word);
        let word = word.trim();
        let short = |name: &str| name.trim_end_matches(['區', '鄉', '鎮', '市']) == word;
        self.0.iter().find(|district| {
            district.code == word
                || district.name == word
                || short(&district.name)
                || district.english.eq_ignore_ascii_case(word)
        })
    }
}

fn parse_line(line: &str) -> Option<District> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let [code, name, english, traits] = fields.as_slice() else { return None };
    let has = |wanted: &str| traits.split_whitespace().any(|found| found == wanted);
    let known = |found: &str| matches!(found, "indigenous" | "remote") || tile(found).is_some();
    let known = traits.split_whitespace().all(known);
    let is_code = (1..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    (is_code && !name.is_empty() && !english.is_empty() && known).then(|| District {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        english: (*english).to_owned(),
        indigenous: has("indigenous"),
        remote: has("remote"),
        tile: traits.split_whitespace().find_map(tile),
    })
}

/// The place that the trait `at:COLUMN:ROW` says.
fn tile(word: &str) -> Option<(u8, u8)> {
    let (column, row) = word.strip_prefix("at:")?.split_once(':')?;
    let place = |text: &str| text.parse::<u8>().ok().filter(|place| *place < 40);
    Some((place(column)?, place(row)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn o6_kaohsiung_has_38_districts_in_steps_of_ten_and_three_indigenous_ones() {
        let districts = Districts::kaohsiung();
        assert_eq!(districts.all().len(), 38);
        for (district, code) in districts.all().iter().zip((64_000_010..).step_by(10)) {
            assert_eq!(district.code, code.to_string());
        }
        let indigenous: Vec<_> = districts.all().iter().filter(|d| d.indigenous).map(|d| &*d.name).collect();
        assert_eq!(indigenous, ["茂林區", "桃源區", "那瑪夏區"]);
    }

    #[test]
    fn o6_a_district_is_found_by_code_name_or_short_name() {
        let districts = Districts::kaohsiung();
        for word in ["64000080", "苓雅區", "苓雅", " lingya "] {
            assert_eq!(districts.find_word(word).unwrap().name, "苓雅區", "{word}");
        }
        assert_eq!(districts.find_word("安平"), None);
        assert_eq!(districts.find("64000380").unwrap().english, "Namasia");
        assert_eq!(Districts::of("kaohsiung").all(), districts.all());
        assert!(Districts::of("nowhere").all().is_empty());
    }

    #[test]
    fn a5_every_district_has_a_tile_of_its_own_and_the_remote_ones_can_be_told() {
        let districts = Districts::kaohsiung();
        let tiles: std::collections::BTreeSet<_> = districts.all().iter().map(|d| d.tile.unwrap()).collect();
        assert_eq!(tiles.len(), 38);
        let remote = |districts: &Districts| {
            districts.all().iter().filter(|d| d.remote).map(|d| d.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(remote(&districts).len(), 8);
        let told = districts.with_remote(&["旗津", "64000360", "nowhere"]);
        assert_eq!(remote(&told), ["旗津區", "茂林區"]);
    }

    #[test]
    fn o6_another_city_is_another_table_and_a_bad_table_is_refused() {
        let tainan = Districts::parse("code,name,english,traits\n67000320,安平區,Anping,\n").unwrap();
        assert_eq!(tainan.all().len(), 1);
        assert_eq!(Districts::parse("code;name\n"), Err(DistrictsError::WrongHeader));
        assert_eq!(Districts::parse(&format!("{HEADER}\n1,甲區,A")), Err(DistrictsError::BadLine(2)));
        for wrong in
            ["1,甲區,A,far", "1,甲區,A,at:1", "1,甲區,A,at:x:1", "a,甲區,A,", ",甲區,A,", "1,,A,", "1,甲區,,"]
        {
            assert_eq!(
                Districts::parse(&format!("{HEADER}\n{wrong}")),
                Err(DistrictsError::BadLine(2)),
                "{wrong}"
            );
        }
        assert_eq!(
            Districts::parse(&format!("{HEADER}\n1,甲區,A,\n1,乙區,B,")),
            Err(DistrictsError::Duplicate(3))
        );
    }
}
