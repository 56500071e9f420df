//! The way by which a registration reached the centre (報名管道); all share one seat ledger (rule R2).

use crate::list::closed_list;

closed_list! {
    /// One way in.
    pub enum Channel in "channel" {
        /// 網路: the public pages, on a phone or computer, also after a QR code.
        Web = "web" "網路",
        /// LINE.
        Line = "line" "LINE",
        /// 自助機: a screen in the lobby.
        Kiosk = "kiosk" "自助機",
        /// 電話: staff typed what a caller said.
        Phone = "phone" "電話",
        /// 現場: staff at the counter, and walk-ins on the day.
        Counter = "counter" "現場",
        /// 紙本: a paper form, fax or letter.
        Paper = "paper" "紙本",
        /// 匯入: a list brought over from elsewhere.
        Import = "import" "匯入",
    }
}

impl Channel {
    /// Whether the resident did it alone over the network; the share of online registrations counts these.
    pub const fn is_online(self) -> bool {
        matches!(self, Channel::Web | Channel::Line)
    }

    /// Whether a member of staff typed it, so that the trail must name that person (R33).
    pub const fn is_by_staff(self) -> bool {
        matches!(self, Channel::Phone | Channel::Counter | Channel::Paper | Channel::Import)
    }
}
