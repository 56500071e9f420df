//! The ten categories of family education (家庭教育類別) that every course, case and report carries.
//!
//! Source: Family Education Act (家庭教育法, 2019-05-08) §2 and its Enforcement Rules (施行細則,
//! 2020-06-23) §2; rule F1.

use crate::list::closed_list;

closed_list! {
    /// One of the ten categories of 施行細則 §2.
    pub enum Category in "category" {
        /// 親職教育: to be a better parent.
        Parenting = "parenting" "親職教育",
        /// 子職教育: the child's part towards its parents.
        Filial = "filial" "子職教育",
        /// 性別教育: respect between the sexes in family life.
        Gender = "gender" "性別教育",
        /// 婚姻教育: to prepare for and to keep a marriage.
        Marriage = "marriage" "婚姻教育",
        /// 失親教育: for families that lost a parent.
        ParentalLoss = "parental-loss" "失親教育",
        /// 倫理教育: duties and respect within the family.
        Ethics = "ethics" "倫理教育",
        /// 資源管理教育: time, money and other means of a household.
        Resources = "resources" "資源管理教育",
        /// 多元文化教育: families of different cultures and forms.
        Multicultural = "multicultural" "多元文化教育",
        /// 情緒教育: feelings and how to live with them.
        Emotional = "emotional" "情緒教育",
        /// 人口教育: births, ageing and the family over a life.
        Population = "population" "人口教育",
    }
}

closed_list! {
    /// One of the nine categories of the Act before 2020, as old records carry them.
    pub enum OldCategory in "old-category" {
        /// 親職教育.
        Parenting = "parenting" "親職教育",
        /// 子職教育.
        Filial = "filial" "子職教育",
        /// 性別教育.
        Gender = "gender" "性別教育",
        /// 婚姻教育.
        Marriage = "marriage" "婚姻教育",
        /// 失親教育.
        ParentalLoss = "parental-loss" "失親教育",
        /// 倫理教育.
        Ethics = "ethics" "倫理教育",
        /// 多元文化教育.
        Multicultural = "multicultural" "多元文化教育",
        /// 家庭資源與管理教育.
        Resources = "resources" "家庭資源與管理教育",
        /// 其他家庭教育事項: has no successor, a person must choose.
        Other = "other" "其他家庭教育事項",
    }
}

impl OldCategory {
    /// The category of today that continues this one; none for "other", which a person must re-class.
    pub const fn successor(self) -> Option<Category> {
        Some(match self {
            OldCategory::Parenting => Category::Parenting,
            OldCategory::Filial => Category::Filial,
            OldCategory::Gender => Category::Gender,
            OldCategory::Marriage => Category::Marriage,
            OldCategory::ParentalLoss => Category::ParentalLoss,
            OldCategory::Ethics => Category::Ethics,
            OldCategory::Multicultural => Category::Multicultural,
            OldCategory::Resources => Category::Resources,
            OldCategory::Other => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_there_are_ten_categories_and_codes_find_them_again() {
        assert_eq!(Category::ALL.len(), 10);
        for category in Category::ALL {
            assert_eq!(Category::from_code(category.code()), Some(*category));
            assert_eq!(Category::from_word(category.term()), Some(*category));
        }
    }

    #[test]
    fn f1_the_nine_old_categories_map_to_the_ten_but_other_needs_a_person() {
        assert_eq!(OldCategory::ALL.len(), 9);
        assert_eq!(OldCategory::Resources.successor(), Some(Category::Resources));
        let unmapped: Vec<_> = OldCategory::ALL.iter().filter(|old| old.successor().is_none()).collect();
        assert_eq!(unmapped, [&OldCategory::Other]);
    }
}
