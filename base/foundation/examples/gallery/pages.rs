//! Sample pages that between them use every part.

use foundation::chart::bar;
use foundation::i18n::{Lang, Words};
use foundation::parts::{
    Pager, Shell, Sorted, Step, SummaryRow, Tab, Tone, Width, button, button_link, checkboxes, choice,
    column, copy_button, countdown, crumb, date, datetime_local, day, details, email, empty_state,
    error_summary, fieldset, file, filters, form, hidden, inset, menu_item, notice, number, outside_link,
    pager, panel, password, print_button, qr, radios, search, select, steps, summary_list, summary_row,
    table, tabs, tag, tel, text, textarea, time, warning_button, warning_text,
};
use jiff::Timestamp;
use jiff::civil;
use maud::{Markup, html};

/// Every sample page with its name.
pub fn all(words: &Words) -> Vec<(&'static str, Markup)> {
    vec![
        ("home", home(words)),
        ("courses", courses(words)),
        ("course", course(words)),
        ("register", register(words)),
        ("check", check(words)),
        ("receipt", receipt(words)),
        ("parts", parts(words)),
        ("board", board(words)),
        ("signage", signage(words)),
    ]
}

/// Sample text in both languages; real pages take theirs from locale files.
fn say(words: &Words, zh: &str, en: &str) -> String {
    if words.lang() == Lang::ZhHant { zh.to_owned() } else { en.to_owned() }
}

fn centre(words: &Words) -> String {
    say(words, "臺中市家庭教育中心", "Taichung Family Education Centre")
}

fn opens_at() -> Timestamp {
    Timestamp::from_second(1_796_000_400).unwrap_or_default()
}

fn public(words: &Words, path: &str, title: &str, here: bool, main: Markup) -> Markup {
    let s = |zh, en| say(words, zh, en);
    let menu = vec![
        menu_item(words.path("/courses"), s("課程與活動", "Courses"), path.starts_with("/courses")),
        menu_item(words.path("/progress"), s("查詢與取消", "My registration"), false),
        menu_item(words.path("/faq"), s("常見問題", "Questions"), false),
        menu_item(words.path("/news"), s("最新消息", "News"), false),
    ];
    let here =
        if here { vec![crumb(words.path("/courses"), s("課程與活動", "Courses"))] } else { vec![] };
    let name = centre(words);
    Shell {
        menu,
        here,
        updated_on: Some(civil::date(2026, 11, 22)),
        contact: Some(html! {
            p { (s("40343 臺中市西區民權路 101 號", "101 Minquan Rd., West Dist., Taichung 40343")) "　"
                (s("電話", "Tel.")) " 04-2212-9686　" (s("諮詢專線", "Helpline")) " 412-8185" }
        }),
        has_errors: title.contains("報名資料") || title.contains("Your party"),
        ..Shell::public(words, &name, title, path)
    }
    .page(main)
}

fn home(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    public(
        words,
        "/",
        &s("首頁", "Home"),
        false,
        html! {
            div.hero {
            h1 { (s("和家人一起，學著好好生活", "Learning to live well, together")) }
            p.lead { (s("親職、婚姻、代間與家人關係的課程，多半免費，人人可以報名。", "Courses for parents, couples and generations. Most are free; everyone may register.")) }
            (filters(words, "/courses", None, html! {
                (search(words, "q", s("找課程", "Find a course")).id("home-q"))
                (select(words, "district", s("行政區", "District"), vec![choice("", s("全部", "All")), choice("a", s("西屯區", "Xitun"))]))
            }))
            }
            h2 { (s("即將開放報名", "Opening soon")) }
            (cards(words))
        },
    )
}

fn cards(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    let courses = [
        (
            s("爸媽的情緒急救箱", "First aid for parents’ feelings"),
            s("親職教育", "Parenting"),
            Tone::Good,
            s("剩 12 席", "12 places left"),
        ),
        (
            s("祖孫一起做早餐：代間共學工作坊", "Breakfast with grandparents"),
            s("代間教育", "Generations"),
            Tone::Wait,
            s("候補中，前面 7 組", "Waiting list, 7 ahead"),
        ),
        (
            s("新婚夫妻的溝通練習", "Talking with each other, newly wed"),
            s("婚姻教育", "Marriage"),
            Tone::Info,
            s("12/01 09:00 開放", "Opens 1 Dec 09:00"),
        ),
        (
            s("失智家屬支持團體", "Support for families living with dementia"),
            s("家人關係", "Family"),
            Tone::Bad,
            s("已額滿", "Full"),
        ),
    ];
    html! {
        ul.cards {
            @for (title, category, tone, state) in courses {
                li.card {
                    p.small.soft { (category) }
                    h2 { a href="#" { (title) } }
                    p.small { (day(words, civil::date(2026, 12, 12))) " 09:30–11:30" br; (s("西屯區・逢甲國小視聽教室", "Xitun, Fengjia Primary School")) }
                    p.foot { (tag(tone, &state)) span.small.soft { (s("免費", "Free")) } }
                }
            }
        }
    }
}

fn courses(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    public(
        words,
        "/courses?q=x",
        &s("課程與活動", "Courses"),
        false,
        html! {
            h1 { (s("課程與活動", "Courses")) }
            (filters(words, "/courses", Some("/courses"), html! {
                (search(words, "q", s("關鍵字", "Words")).value(s("親子", "family")))
                (select(words, "category", s("類別", "Category"), vec![choice("", s("全部", "All")), choice("p", s("親職教育", "Parenting"))]).value("p"))
                (date(words, "from", s("從哪一天", "From")).unmarked())
                (checkboxes(words, "open", "", vec![choice("1", s("只看還有名額", "With places left"))]))
            }))
            p { (s("找到 132 門課程", "132 courses found")) }
            (cards(words))
            (pager(words, &Pager { previous: Some("#p".into()), next: Some("#n".into()), said: Some(s("第 21–40 筆，共 132 筆", "21–40 of 132")) }))
            (empty_state(&s("沒有符合的課程。", "No course matches."), html! { p { a href="#" { (s("清除條件，看全部課程", "Clear filters to see all courses")) } } }))
        },
    )
}

fn course(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    public(
        words,
        "/courses/feelings",
        &s("爸媽的情緒急救箱", "First aid for parents’ feelings"),
        true,
        html! {
            h1 { (s("爸媽的情緒急救箱", "First aid for parents’ feelings")) }
            p { (tag(Tone::Info, &s("即將開放", "Opening soon"))) " " (tag(Tone::Plain, &s("親職教育", "Parenting"))) }
            div.split {
                div {
                    p.lead { (s("孩子生氣、哭鬧、不說話的時候，大人可以怎麼辦？三次工作坊，用遊戲和對話練習接住孩子，也接住自己。", "When a child is angry, cries or goes silent, what can a grown-up do? Three workshops of play and talk.")) }
                    h2 { (s("時間與地點", "When and where")) }
                    dl.facts {
                        dt { (s("時間", "When")) } dd { (day(words, civil::date(2026, 12, 12))) " 09:30–11:30" br; (day(words, civil::date(2026, 12, 19))) " 09:30–11:30" }
                        dt { (s("地點", "Where")) } dd { (s("逢甲國小視聽教室（西屯區），有電梯與無障礙廁所", "Fengjia Primary School, step-free, accessible toilet")) }
                        dt { (s("對象", "For whom")) } dd { (s("家有 3–12 歲孩子的家長，每戶最多 4 人", "Parents of children of 3–12, up to 4 per household")) }
                        dt { (s("托育", "Childcare")) } dd { (s("有，3 歲以上，報名時登記", "Yes, from 3 years, ask when registering")) }
                        dt { (s("費用", "Price")) } dd { (s("免費", "Free")) }
                    }
                    (details(&s("名額怎麼分配", "How places are given"), html! { p { (s("依送出的先後順序。額滿後依序候補，有空位時以電子郵件通知，保留 24 小時。", "In the order of sending. Then a waiting list; an offer is held for 24 hours.")) } }))
                    (outside_link(words, "https://www.moe.gov.tw/", &s("教育部", "Ministry of Education")))
                }
                aside {
                    (countdown(words, opens_at()))
                    p { (button_link("#", s("先填報名表", "Fill in the form now"))) }
                    p.small.soft { (s("40 席，候補 20 席", "40 places, 20 on the waiting list")) }
                    (qr("https://hearth.example/courses/feelings", &s("本頁網址", "Address of this page")))
                    div.actions { (copy_button(words, "https://hearth.example/courses/feelings")) (print_button(words)) }
                }
            }
        },
    )
}

fn register(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    let mistakes = [
        ("head.phone", s("請填手機號碼，例如 0912345678", "Enter a mobile number, like 0912345678")),
        ("consent", s("請先閱讀並同意個人資料的使用", "Read and accept how we use your data")),
    ];
    let wrong = |name: &str| mistakes.iter().find(|(field, _)| *field == name).map(|(_, said)| said.clone());
    let step = |zh, en, href: Option<&str>| Step { label: s(zh, en), href: href.map(Into::into) };
    public(
        words,
        "/courses/feelings/register",
        &s("報名資料", "Your party"),
        true,
        html! {
            (steps(words, &[step("場次", "Session", Some("#1")), step("報名資料", "Your party", None), step("確認", "Check", None), step("完成", "Done", None)], 1))
            (error_summary(words, &mistakes))
            h1 { (s("誰要參加？", "Who is coming?")) }
            (countdown(words, opens_at()).holds("party"))
            (form("#", html! {
                (hidden("key", "0198"))
                (text(words, "head.name", s("聯絡人姓名", "Name of the contact")).autocomplete("name").width(Width::Medium).value(s("王小明", "Wang Xiaoming")))
                (tel(words, "head.phone", s("手機", "Mobile")).hint(s("只用來通知這次活動", "Only for messages about this course")).value("0912").error(wrong("head.phone")))
                (email(words, "head.email", s("電子郵件", "E-mail")).optional())
                (fieldset(&s("成員 1", "Member 1"), html! {
                    (text(words, "members[0].name", s("姓名", "Name")).width(Width::Medium))
                    (number(words, "members[0].birth_year", s("出生年（民國）", "Year of birth")).hint(s("例如 105", "For example 2016")))
                    (radios(words, "members[0].meal", s("餐點", "Meal"), vec![
                        choice("m", s("葷食", "With meat")),
                        choice("v", s("素食", "Vegetarian")).hint(s("蛋奶素", "With egg and milk")),
                        choice("x", s("過敏或其他需要", "Allergy or another need")).reveals(html! { (text(words, "members[0].meal_other", s("請說明", "Tell us"))) }),
                    ]).value("x"))
                }))
                (radios(words, "childcare", s("需要托育嗎？", "Do you need childcare?"), vec![choice("y", s("需要", "Yes")).disabled(), choice("n", s("不需要", "No"))]).optional())
                (checkboxes(words, "consent", "", vec![choice("1", s("我已閱讀並同意個人資料的使用（第 3 版）", "I have read and accept how my data is used (version 3)"))]).error(wrong("consent")))
                div.actions { (button(s("下一步：確認資料", "Next: check your answers"))) (button(s("再加一位成員", "Add a member")).secondary().name("add", "1")) }
            }).id("party").keep("register-feelings"))
        },
    )
}

fn check(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    public(
        words,
        "/courses/feelings/register",
        &s("確認報名資料", "Check your answers"),
        true,
        html! {
            h1 { (s("請確認您的資料", "Check your answers")) }
            (summary_list(words, &[
                summary_row(s("聯絡人姓名", "Contact"), &s("王小明", "Wang Xiaoming"), Some("#head".into())),
                summary_row(s("手機", "Mobile"), "0912-345-678", Some("#phone".into())),
                SummaryRow { label: s("成員", "Members"), value: html! { (s("王小明、王小美（105 年生）", "Wang Xiaoming, Wang Xiaomei (2016)")) }, change: Some("#m".into()) },
                summary_row(s("課程", "Course"), &s("爸媽的情緒急救箱", "First aid for parents’ feelings"), None),
            ]))
            (warning_text(words, &s("送出後會立刻占用名額；不能來時請取消，讓給候補的家庭。", "Sending takes places at once; cancel when you cannot come.")))
            (form("#", html! { div.actions { (button(s("確認送出", "Send"))) (button_link("#", s("回上一步", "Back")).secondary()) } }))
        },
    )
}

fn receipt(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    public(
        words,
        "/courses/feelings/receipt",
        &s("報名完成", "Registered"),
        true,
        html! {
            (panel(&s("報名完成", "You are registered"), html! { p { (s("您的報名編號", "Your reference number")) } p { strong { "A7K2-9QXM-4" } } }))
            p { (s("我們已寄出確認信到 ", "We have sent a confirmation to ")) b { "ming@example.org" } "。" }
            h2 { (s("報到 QR 碼", "Ticket")) }
            (qr("A7K2-9QXM-4", &s("報到用 QR 碼", "Ticket for check-in")))
            h2 { (s("接下來", "What happens next")) }
            ul { li { (s("活動前 7 天和前 1 天會寄提醒。", "We remind you 7 days and 1 day before.")) } li { (s("不能來？請在 12/10 前取消。", "Cannot come? Cancel by 10 December.")) } }
            div.actions { (button_link("#", s("加到行事曆", "Add to calendar"))) (print_button(words)) }
        },
    )
}

fn parts(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    public(
        words,
        "/parts",
        &s("元件", "Parts"),
        false,
        html! {
            h1 { (s("元件", "Parts")) }
            (notice(Tone::Good, &s("已儲存", "Saved"), html! { p { (s("名額已改為 40。", "There are 40 places now.")) } }))
            (notice(Tone::Bad, &s("沒有儲存", "Not saved"), html! { p { (s("別人剛才也改了這一筆。", "Someone else changed it.")) } }))
            (notice(Tone::Wait, "", html! { p { (s("颱風假：今天的課程延期。", "Typhoon: today’s courses are postponed.")) } }))
            (notice(Tone::Info, &s("說明", "Note"), html! { p { (time(words, opens_at())) } }))
            (inset(html! { p { (s("縮排的文字。", "Set apart.")) } }))
            (tabs(words, &s("名單", "List"), &[
                Tab { href: "#1".into(), label: s("已確認", "Confirmed"), count: Some(1240), current: true },
                Tab { href: "#2".into(), label: s("候補", "Waiting"), count: Some(7), current: false },
                Tab { href: "#3".into(), label: s("取消", "Cancelled"), count: None, current: false },
            ]))
            (table(words, s("報名名單", "Registrations"), vec![
                column(s("姓名", "Name")).sort("#n", Some(Sorted::Up)), column(s("狀態", "State")),
                column(s("人數", "People")).number().sort("#p", None), column(s("動作", "Actions")).unseen(),
            ], ["王小明", "陳阿好", "Nguyễn Thị Hoa"].iter().map(|name| vec![
                html! { (name) }, tag(Tone::Good, &s("已確認", "Confirmed")), html! { "3" },
                html! { (button(s("取消", "Cancel")).quiet().about(*name)) },
            ]).collect()).filter())
            (table(words, s("空的", "Empty"), vec![column("x")], vec![]).empty(s("今天沒有課程。", "No course today.")))
            (foundation::parts::chart(words, &s("各類出席人次", "Attendance by category"), &s("親職教育最多。", "Parenting leads."), &[
                bar(s("親職教育", "Parenting"), 12_840), bar(s("婚姻教育", "Marriage"), 3_210), bar(s("代間教育", "Generations"), 870), bar(s("其他", "Other"), 0),
            ]))
            (form("#", html! {
                (textarea(words, "note", s("備註", "Notes")).optional().rows(3).value("<b>1</b>"))
                (select(words, "district", s("行政區", "District"), vec![choice("a", s("西屯區", "Xitun")), choice("b", s("北屯區", "Beitun"))]).error(Some(s("請選擇行政區", "Choose a district"))))
                (datetime_local(words, "opens_at", s("開放時間", "Opens")).value("2026-12-01T09:00"))
                (password(words, "password", s("密碼", "Password")))
                (file(words, "photo", s("照片", "Photo")).hint(s("JPEG 或 PNG，5 MB 以內", "JPEG or PNG, up to 5 MB")).attribute("accept", "image/*"))
                (checkboxes(words, "topics", s("想收到哪些消息？", "Which news?"), vec![choice("a", s("親職", "Parenting")), choice("b", s("婚姻", "Marriage"))]).values(["a"]).hint(s("可複選", "Any of these")))
                div.actions { (button(s("儲存", "Save"))) (warning_button(s("取消整場活動", "Cancel the course"))) }
            }).files())
        },
    )
}

fn board(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    let name = centre(words);
    let mut menu = vec![
        menu_item("#1", s("今天", "Today"), true),
        menu_item("#2", s("課程", "Courses"), false),
        menu_item("#3", s("報名", "Registrations"), false),
        menu_item("#4", s("信件匣", "Outbox"), false),
    ];
    if let Some(item) = menu.get_mut(2) {
        item.count = Some(12);
    }
    let row = |name: String, tone, state: String, seats: &str| {
        vec![
            html! { a href="#" { (name) } },
            html! { "09:30–11:30" },
            html! { (s("逢甲國小", "Fengjia")) },
            tag(tone, &state),
            html! { (seats) },
        ]
    };
    Shell { menu, person: Some(s("林淑芬", "Lin Shufen")), ..Shell::office(words, &name, s("今天", "Today"), "/office") }.page(html! {
        h1 { (s("今天", "Today")) " " small.soft { (day(words, civil::date(2026, 11, 23))) } }
        ul.stats {
            li.stat { b { "3" } (s("場活動", "sessions")) }
            li.stat { b { "126" } (s("人報名", "people expected")) }
            li.stat { b { "12" } (s("筆待審", "to approve")) }
            li.stat { b { "2" } (s("封信寄不出", "mails failed")) }
        }
        h2 { (s("今天的場次", "Sessions today")) }
        (table(words, s("今天的場次", "Sessions today"), vec![
            column(s("課程", "Course")).sort("#a", Some(Sorted::Up)), column(s("時間", "Time")), column(s("地點", "Place")),
            column(s("狀態", "State")), column(s("席次", "Seats")).number().sort("#b", None),
        ], vec![
            row(s("爸媽的情緒急救箱", "First aid for parents’ feelings"), Tone::Good, s("報到中", "Checking in"), "28 / 40"),
            row(s("祖孫一起做早餐", "Breakfast with grandparents"), Tone::Wait, s("人數不足", "Too few"), "6 / 30"),
            row(s("失智家屬支持團體", "Dementia support"), Tone::Bad, s("已取消", "Cancelled"), "0 / 20"),
        ]).caption_unseen().filter())
        div.actions { (button_link("#", s("新增課程", "New course"))) (button_link("#", s("匯出名單", "Export")).secondary()) }
    })
}

fn signage(words: &Words) -> Markup {
    let s = |zh, en| say(words, zh, en);
    let name = centre(words);
    Shell::signage(words, &name, s("今日活動", "Today"), "/signage").page(html! {
        header.board { h1 { (s("今日活動", "Today")) } p.clock { (day(words, civil::date(2026, 11, 23))) } }
        (table(words, s("今日活動", "Today"), vec![column(s("時間", "Time")), column(s("活動", "Course")), column(s("地點", "Room")), column(s("名額", "Places"))], vec![
            vec![html! { "09:30" }, html! { (s("爸媽的情緒急救箱", "First aid for parents’ feelings")) }, html! { "201" }, tag(Tone::Good, &s("可現場參加", "Walk in"))],
            vec![html! { "14:00" }, html! { (s("祖孫一起做早餐", "Breakfast with grandparents")) }, html! { "B1" }, tag(Tone::Bad, &s("已額滿", "Full"))],
        ]).caption_unseen())
    })
}
