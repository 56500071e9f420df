//! How family education is given (推展方式).
//!
//! Source: 家庭教育法 §12 for the first seven and "other"; the rest is in daily use in the centres
//! (rule F8).

use crate::list::closed_list;

closed_list! {
    /// One way of giving family education.
    pub enum Method in "method" {
        /// 演講.
        Lecture = "lecture" "演講",
        /// 座談.
        Forum = "forum" "座談",
        /// 遠距教學.
        Distance = "distance" "遠距教學",
        /// 個案輔導.
        Casework = "casework" "個案輔導",
        /// 自學.
        SelfStudy = "self-study" "自學",
        /// 服務推廣: out to the people, at fairs, schools and stations.
        Outreach = "outreach" "服務推廣",
        /// 成長團體: a small closed group that meets several times.
        GrowthGroup = "growth-group" "成長團體",
        /// 工作坊.
        Workshop = "workshop" "工作坊",
        /// 營隊.
        Camp = "camp" "營隊",
        /// 電影討論.
        FilmTalk = "film-talk" "電影討論",
        /// 讀書會.
        ReadingGroup = "reading-group" "讀書會",
        /// 其他.
        Other = "other" "其他",
    }
}
