//! For whom a course is meant (對象): the target groups by which courses are found and counted (X9).

use crate::list::closed_list;

closed_list! {
    /// One target group. A course may name several.
    pub enum Audience in "audience" {
        /// 一般民眾.
        Everyone = "everyone" "一般民眾",
        /// 家長: parents of children of any age.
        Parents = "parents" "家長",
        /// 親子: a parent together with a child.
        ParentAndChild = "parent-and-child" "親子",
        /// 新手父母: expecting or with a baby.
        NewParents = "new-parents" "新手父母",
        /// 將婚伴侶.
        Engaged = "engaged" "將婚伴侶",
        /// 夫妻.
        Couples = "couples" "夫妻",
        /// 祖父母.
        Grandparents = "grandparents" "祖父母",
        /// 長者.
        Seniors = "seniors" "長者",
        /// 兒童.
        Children = "children" "兒童",
        /// 青少年.
        Teenagers = "teenagers" "青少年",
        /// 單親家庭.
        SingleParents = "single-parents" "單親家庭",
        /// 隔代教養家庭: grandparents who raise grandchildren.
        SkippedGeneration = "skipped-generation" "隔代教養家庭",
        /// 新住民家庭.
        NewResidents = "new-residents" "新住民家庭",
        /// 原住民族家庭.
        Indigenous = "indigenous" "原住民族家庭",
        /// 身心障礙者家庭.
        Disability = "disability" "身心障礙者家庭",
        /// 教師.
        Teachers = "teachers" "教師",
        /// 志工.
        Volunteers = "volunteers" "志工",
        /// 公務人員.
        CivilServants = "civil-servants" "公務人員",
    }
}
