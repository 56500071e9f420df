//! The courses of the demonstration: invented, in the proportions in which a centre really holds
//! them (rule X9: more than a third for parents).

/// What is special about a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trait {
    /// Nothing.
    Plain,
    /// Places are given by approval.
    Approval,
    /// Entering the draw is open.
    Lottery,
    /// Its list of entries is closed; the draw is to come.
    Closed,
    /// The draw was held.
    Drawn,
    /// The fair window is open for the first minutes of the demonstration.
    Window,
    /// Registration opens two minutes after the demonstration starts.
    OpensNow,
    /// Registration opens in days.
    OpensLater,
    /// Called off.
    Cancelled,
    /// Held online.
    Online,
    /// Seats are kept back for priority families.
    KeptBack,
    /// Begins on the full hour after the next, seen from the demonstration's start.
    Today,
    /// Began on the full hour before it.
    Running,
    /// Found by a secret link only.
    Secret,
    /// Being prepared.
    Draft,
}

/// A course in words.
pub struct Text {
    /// Word in its address.
    pub slug: &'static str,
    /// Title in Chinese and in English.
    pub title: (&'static str, &'static str),
    /// Summary in Chinese and in English.
    pub summary: (&'static str, &'static str),
    /// Category, method of teaching, target group.
    pub codes: (&'static str, &'static str, &'static str),
    /// Which venue.
    pub venue: usize,
    /// In how many days it starts; the hour; minutes of a meeting; weekly meetings.
    pub when: (i64, i64, i64, i64),
    /// Seats, places in line, persons who register in the demonstration.
    pub seats: (i64, i64, i64),
    /// What is special.
    pub is: Trait,
}

/// A venue; each text in Chinese and in English.
#[derive(Debug, Clone, Copy, Default)]
pub struct Venue {
    /// Name.
    pub name: (&'static str, &'static str),
    /// Address.
    pub address: (&'static str, &'static str),
    /// District, as a code.
    pub district: &'static str,
    /// How everyone can use it.
    pub access: (&'static str, &'static str),
    /// How to get there.
    pub directions: (&'static str, &'static str),
}

/// The venues.
pub const VENUES: [Venue; 7] = [
    Venue {
        name: ("家庭教育中心三樓教室", "Family Education Centre, classroom on the third floor"),
        address: ("高雄市前金區中正四路209號", "209 Zhongzheng 4th Road, Cianjin District, Kaohsiung"),
        district: "64000070",
        access: (
            "有電梯與無障礙廁所；服務臺可借輪椅與助聽器。",
            "Lift and accessible toilet; the desk lends wheelchairs and hearing aids.",
        ),
        directions: (
            "捷運市議會站 2 號出口，步行 5 分鐘。",
            "MRT City Council, exit 2, five minutes on foot.",
        ),
    },
    Venue {
        name: ("鳳山婦幼青少年館", "Fongshan House for Women, Children and Youth"),
        address: ("高雄市鳳山區光復路二段120號", "120 Guangfu Road Section 2, Fongshan District, Kaohsiung"),
        district: "64000120",
        access: (
            "一樓平面入口，無障礙車位 2 格，設有哺集乳室。",
            "Step-free entrance, two accessible parking spaces, a room for nursing.",
        ),
        directions: ("捷運鳳山站 1 號出口，步行 8 分鐘。", "MRT Fongshan, exit 1, eight minutes on foot."),
    },
    Venue {
        name: ("左營分館親子閱讀室", "Zuoying branch library, family reading room"),
        address: ("高雄市左營區實踐路100號", "100 Shihjian Road, Zuoying District, Kaohsiung"),
        district: "64000030",
        access: ("電梯可達，地板為軟墊，嬰兒車可推入。", "Lift, soft floor, room for prams."),
        directions: ("捷運左營站轉乘公車 301，左營下路站下車。", "Bus 301 from MRT Zuoying."),
    },
    Venue {
        name: ("岡山文化中心會議室", "Gangshan Cultural Centre, meeting room"),
        address: ("高雄市岡山區岡山南路42號", "42 Gangshan South Road, Gangshan District, Kaohsiung"),
        district: "64000190",
        access: (
            "無障礙坡道與廁所，可申請聽打服務。",
            "Ramp and accessible toilet; live captions on request.",
        ),
        directions: ("臺鐵岡山站步行 10 分鐘。", "Ten minutes on foot from Gangshan station."),
    },
    Venue {
        name: ("旗山社區大學教室", "Cishan Community College, classroom"),
        address: ("高雄市旗山區延平一路700號", "700 Yanping 1st Road, Cishan District, Kaohsiung"),
        district: "64000300",
        access: (
            "教室在一樓；廁所入口有一階，需要協助請先來電。",
            "On the ground floor; one step to the toilet, please phone if you need help.",
        ),
        directions: (
            "旗山轉運站步行 6 分鐘；校內可停車。",
            "Six minutes from Cishan bus station; parking inside.",
        ),
    },
    Venue {
        name: ("小港社教館演講廳", "Siaogang Social Education Hall, auditorium"),
        address: ("高雄市小港區學府路115號", "115 Syuefu Road, Siaogang District, Kaohsiung"),
        district: "64000110",
        access: (
            "輪椅席 6 席，舞臺旁有手語翻譯位置。",
            "Six wheelchair places; sign language beside the stage.",
        ),
        directions: ("捷運小港站 2 號出口轉乘接駁車。", "Shuttle bus from MRT Siaogang, exit 2."),
    },
    Venue {
        name: ("三民區聯合活動中心", "Sanmin District activity centre"),
        address: ("高雄市三民區大順二路468號", "468 Dashun 2nd Road, Sanmin District, Kaohsiung"),
        district: "64000050",
        access: ("電梯可達，設有兒童遊戲角。", "Lift; a corner where children can play."),
        directions: ("輕軌大順鼎山站步行 5 分鐘。", "Five minutes from light rail Dashun Dingshan."),
    },
];

macro_rules! texts {
    ($($slug:literal $zh:literal $en:literal / $szh:literal $sen:literal /
       $codes:tt @ $venue:literal $when:tt $seats:tt $is:ident;)+) => {
        &[$(Text {
            slug: $slug, title: ($zh, $en), summary: ($szh, $sen), codes: $codes, venue: $venue,
            when: $when, seats: $seats, is: Trait::$is,
        }),+]
    };
}

/// The announced courses.
pub const COURSES: &[Text] = texts! {
    "reading-together" "親子共讀：把故事讀成對話" "Reading together: turning stories into talks" /
        "用一本繪本和孩子聊情緒。帶著您家那本「再讀一次」的書來。" "Talk about feelings with one picture book. Bring the one your child always asks for again." /
        ("parenting", "workshop", "parent-and-child") @ 2 (6, 10, 120, 1) (24, 12, 31) Plain;
    "gentle-limits" "溫柔而堅定：三到六歲的界線" "Kind and firm: limits for ages three to six" /
        "不打不罵，也不事事順著。從一天裡最難的十分鐘開始練習。" "Neither shouting nor giving in: practise with the hardest ten minutes of your day." /
        ("parenting", "lecture", "parents") @ 0 (9, 19, 120, 1) (60, 20, 38) Plain;
    "teen-phones" "孩子的手機，全家的約定" "A family agreement about phones" /
        "和國中生一起寫一份真的守得住的 3C 使用約定。" "Write an agreement about screens with your teenager that both sides can keep." /
        ("parenting", "forum", "parents") @ 5 (12, 14, 150, 1) (80, 30, 44) Plain;
    "new-parents-night" "新手爸媽的第一百天" "The first hundred days" /
        "餵奶、睡眠、分工與情緒，助產師與過來人陪您聊。" "Feeding, sleep, sharing the work and the feelings, with a midwife and parents who have been there." /
        ("parenting", "growth-group", "new-parents") @ 1 (14, 10, 120, 4) (12, 8, 16) Plain;
    "fathers-kitchen" "爸爸的廚房" "Dad's kitchen" /
        "爸爸和孩子一起做三道菜，邊切邊聊。食材由中心準備。" "Fathers and children cook three dishes and talk while they chop. We bring the food." /
        ("parenting", "workshop", "parent-and-child") @ 6 (15, 9, 180, 1) (20, 10, 20) Plain;
    "adhd-parents" "陪分心的孩子長大" "Growing up with a child who drifts off" /
        "認識注意力不足，練習把一件事拆成三小步。" "Understand attention problems and practise cutting one task into three small steps." /
        ("parenting", "lecture", "parents") @ 3 (19, 14, 120, 1) (50, 20, 21) Plain;
    "online-parenting" "線上教養下午茶：兄弟姊妹吵架了" "Online tea time: when siblings fight" /
        "不用出門，一小時聽懂爭吵背後的需要；可以關鏡頭。" "One hour from home: what a quarrel is asking for. Your camera may stay off." /
        ("parenting", "distance", "parents") @ 0 (8, 15, 60, 1) (100, 50, 57) Online;
    "single-parent-circle" "一個人也可以：單親爸媽支持團體" "One can be enough: a circle for single parents" /
        "六次聚會，同一群人，慢慢說。備有托育。" "Six evenings with the same small group. Childcare is there." /
        ("parenting", "growth-group", "single-parents") @ 0 (21, 19, 120, 6) (10, 5, 6) Approval;
    "grandparents-raising" "阿公阿嬤帶孫班" "Grandparents who bring up grandchildren" /
        "體力、教養與手機，一次一個主題，也聽您說。" "Strength, upbringing and mobile phones, one topic at a time, and time to be heard." /
        ("parenting", "reading-group", "skipped-generation") @ 4 (17, 9, 120, 3) (20, 10, 12) Plain;
    "couple-talk" "聽懂另一半的話" "Hearing what your partner says" /
        "夫妻一起練習十句不吵起來的開場白。" "Ten opening sentences that do not end in a quarrel, practised in pairs." /
        ("marriage", "workshop", "couples") @ 0 (20, 14, 180, 1) (30, 10, 32) KeptBack;
    "before-wedding" "婚前的五個問題" "Five questions before the wedding" /
        "錢、家務、孩子、雙方父母與吵架，婚前先談一遍。" "Money, housework, children, parents and quarrels: talk about them before." /
        ("marriage", "workshop", "engaged") @ 1 (27, 13, 240, 2) (24, 12, 10) OpensLater;
    "film-marriage" "電影裡的婚姻：觀影與討論" "Marriage at the movies" /
        "看一部電影，說說我們自己。歡迎一個人來。" "Watch a film, talk about ourselves. Come alone if you like." /
        ("marriage", "film-talk", "everyone") @ 5 (11, 18, 180, 1) (120, 0, 63) Plain;
    "silver-couples" "退休以後，天天在家" "Retired, and home all day" /
        "空巢與退休夫妻的新日常：分開的時間，和一起的時間。" "A new everyday life for couples after work: time apart and time together." /
        ("marriage", "forum", "seniors") @ 3 (30, 10, 120, 1) (40, 20, 9) Plain;
    "caring-for-parents" "照顧爸媽之前" "Before caring for your parents" /
        "兄弟姊妹怎麼談照顧？長照資源、預立醫療與自己的界線。" "How brothers and sisters can talk about care: services, advance decisions and your own limits." /
        ("filial", "lecture", "everyone") @ 0 (16, 14, 150, 1) (70, 30, 35) Plain;
    "gender-at-home" "誰洗碗？家務的性別課" "Who does the dishes?" /
        "全家一起畫出家務地圖，看見沒被看見的工作。" "Draw a map of the housework together and see the work nobody sees." /
        ("gender", "workshop", "everyone") @ 6 (23, 14, 120, 1) (30, 10, 14) Plain;
    "grief-child" "陪孩子說再見" "Saying goodbye with a child" /
        "失去親人之後，怎麼跟孩子談死亡。小團體，請先來電。" "After a death in the family: how to talk with children. A small group." /
        ("parental-loss", "growth-group", "parents") @ 0 (24, 10, 120, 4) (8, 4, 4) Approval;
    "three-generations" "三代同堂的一天" "A day of three generations" /
        "祖孫三代一起完成一張家族地圖，帶一張老照片來。" "Grandparents, parents and children make a family map. Bring an old photograph." /
        ("ethics", "camp", "everyone") @ 1 (13, 9, 360, 1) (45, 20, 52) Plain;
    "family-stories" "說家史：寫下阿嬤的故事" "Writing down grandmother's story" /
        "四個下午，學會訪談與書寫，留下一本薄薄的家書。" "Four afternoons of listening and writing, and a thin family book at the end." /
        ("ethics", "workshop", "grandparents") @ 4 (26, 14, 150, 4) (16, 8, 7) Plain;
    "pocket-money" "零用錢怎麼給" "Pocket money" /
        "從三個罐子開始，教孩子花、存與分享。親子同桌。" "Three jars: teaching children to spend, save and share, at one table." /
        ("resources", "workshop", "parent-and-child") @ 2 (18, 10, 120, 1) (24, 12, 18) OpensNow;
    "time-for-family" "忙碌家庭的時間整理" "Time for busy families" /
        "把一週攤開來看，找出屬於家人的三小時。" "Lay out a week and find three hours that belong to the family." /
        ("resources", "distance", "parents") @ 0 (22, 20, 90, 2) (60, 20, 11) Online;
    "new-resident-mothers" "新住民媽媽的說故事班" "Storytelling for mothers from abroad" /
        "用母語也用中文，把家鄉的故事說給孩子聽。越南語、印尼語通譯。" "Tell your children the stories of your first home, in your language and in Chinese. Vietnamese and Indonesian interpreters." /
        ("multicultural", "reading-group", "new-residents") @ 6 (10, 10, 120, 5) (15, 10, 15) Plain;
    "feelings-kids" "情緒小偵探：國小親子營" "Feelings detectives: a camp for pupils and parents" /
        "兩天的營隊，認識生氣、害怕與嫉妒，學會說「我覺得」。" "Two days to get to know anger, fear and envy, and to say “I feel”." /
        ("emotional", "camp", "parent-and-child") @ 1 (34, 9, 420, 2) (40, 30, 63) Plain;
    "calm-parents" "先照顧好自己：父母的情緒急救" "First aid for parents' feelings" /
        "在爆炸之前停下來的五種方法，當場練習。" "Five ways to stop before you explode, practised on the spot." /
        ("emotional", "lecture", "parents") @ 3 (5, 19, 120, 1) (50, 20, 27) Cancelled;
    "one-or-two" "生不生？聊聊人生的選擇" "Children or not: talking about a choice" /
        "不催生，也不勸退。想清楚，再一起決定。" "Nobody pushes. Think it through, then decide together." /
        ("population", "forum", "couples") @ 0 (28, 19, 120, 1) (40, 20, 13) Plain;
    "forest-family-day" "森林家庭日" "A family day in the forest" /
        "名額少、想來的人多，所以抽籤。一起走兩公里，聽樹說話。" "Few places and many who would like to come, so we draw lots. Two kilometres together, listening to trees." /
        ("ethics", "camp", "parent-and-child") @ 4 (32, 9, 300, 1) (24, 12, 47) Lottery;
    "night-sky" "山上看星星" "Looking at stars from the hill" /
        "天文館的老師帶著望遠鏡來。名單已封存，等公開號碼開出就抽籤。" "A teacher of the observatory brings the telescopes. The list is closed; the draw waits for its public number." /
        ("emotional", "camp", "everyone") @ 3 (22, 18, 240, 1) (20, 10, 31) Closed;
    "family-theatre" "全家演一齣戲" "A play by the whole family" /
        "三個週末，把家裡的小事排成一齣戲。已經抽籤，看得到結果。" "Three weekends to turn small things at home into a play. Drawn already: see the result." /
        ("ethics", "workshop", "everyone") @ 1 (20, 14, 150, 3) (18, 12, 34) Drawn;
    "baby-massage" "嬰兒按摩" "Baby massage" /
        "開放報名的前三十分鐘不分先後，一起抽籤，不用搶。" "The first thirty minutes are drawn by lot, so nobody has to hurry." /
        ("parenting", "workshop", "new-parents") @ 1 (25, 10, 90, 2) (12, 8, 15) Window;
    "weekday-playgroup" "平日親子共玩：玩出親密感" "Weekday playgroup" /
        "不用買玩具，家裡就有。和孩子在地板上待一個鐘頭。" "No toys to buy: an hour on the floor with what every home has." /
        ("parenting", "workshop", "parent-and-child") @ 0 (0, 0, 120, 1) (30, 10, 26) Today;
    "letters-to-parents" "寫給爸媽的一封信" "A letter to mother and father" /
        "說不出口的，先寫下來。給成年子女的書寫工作坊。" "Write what cannot be said yet: a workshop for grown-up children." /
        ("filial", "workshop", "everyone") @ 0 (0, 0, 120, 1) (20, 5, 18) Running;
    "volunteers-autumn" "志工在職訓練（內部場）" "Volunteers' training" /
        "只開放給本中心志工，請由通知信中的連結報名。" "For our volunteers only, by the link in your letter." /
        ("parenting", "lecture", "volunteers") @ 0 (29, 9, 180, 1) (40, 0, 0) Secret;
    "spring-preview" "明年春季課程（籌備中）" "Next spring (being prepared)" /
        "籌備中。" "Being prepared." /
        ("parenting", "lecture", "parents") @ 0 (90, 10, 120, 1) (40, 10, 0) Draft;
};

/// The secret of the course that is found by its link only.
pub const SECRET: &str = "demo-volunteers";

/// What a course's page says at length.
pub const DESCRIPTION: &str = "\
**您會帶走什麼**

- 一個回家當天就能試的方法
- 一份可以貼在冰箱上的小卡
- 一群知道您在說什麼的人

**流程**

1. 報到與暖身
2. 短講與示範
3. 小組練習
4. 提問與分享

請提早十分鐘報到。
";

/// The same in English.
pub const DESCRIPTION_EN: &str = "\
**What you take home**

- one thing to try on the same day
- a small card for the door of the fridge
- a group of people who know what you are talking about

**How it goes**

1. arriving and warming up
2. a short talk and an example
3. practice in small groups
4. questions and stories

Please come ten minutes early.
";
