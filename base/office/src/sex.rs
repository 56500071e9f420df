//! Sex (性別) as official statistics split it: 男, 女, and the two that keep sums whole (rule X9).

use crate::list::closed_list;

closed_list! {
    /// A person's sex as given; giving it is voluntary (D-4), hence `Unknown`.
    pub enum Sex in "sex" {
        /// 男.
        Male = "male" "男",
        /// 女.
        Female = "female" "女",
        /// 其他.
        Other = "other" "其他",
        /// 不詳: not asked or not answered.
        Unknown = "unknown" "不詳",
    }
}
