//! `/office/rules`: versions are added from a day on and never move what was opened before (X1).

use foundation::calendar;
use foundation::db::Conn;
use foundation::rules;
use jiff::civil::{Date, date};
use office::calendar::YearSheet;
use office::deadline::{DayMode, count};
use office::rule_book::{Rule, RuleVersion};
use testing::{Fresh, Role, both_engines};

use crate::trail_of;

async fn days_on(centre: &Fresh, day: Date) -> Option<i64> {
    let find = move |conn: &mut Conn| rules::rule_on(conn, "petitions.reply_days", day);
    centre.centre.db.read(find).await.unwrap().as_ref().and_then(Rule::integer)
}

both_engines! {
    fn x1_changing_a_rule_never_moves_what_was_opened_under_an_older_one(centre) using [courses::service(), accounts::service()] {
        let sheet = YearSheet::parse(include_bytes!("../../calendar/2026.csv"), None).unwrap();
        centre.centre.db.write(move |conn| calendar::put_year(conn, "office", &sheet)).await.unwrap();
        let opened_on = centre.centre.clock.now().date();
        let open = move |conn: &mut Conn| rules::rule_on(conn, "petitions.reply_days", opened_on);
        let kept = centre.centre.db.read(open).await.unwrap().unwrap().version().as_str().to_owned();
        let due = async || {
            let kept = RuleVersion::kept(kept.clone());
            let look = move |conn: &mut Conn| Ok((rules::version(conn, &kept)?.unwrap(), calendar::load(conn)?));
            let (rule, calendar) = centre.centre.db.read(look).await.unwrap();
            let days = u16::try_from(rule.integer().unwrap()).unwrap();
            count(&calendar, opened_on, DayMode::Cal, days).unwrap().due_on
        };
        let before = due().await;
        let mut director = centre.staff(&[Role::Director]).await;
        let page = director.open("/office/rules/petitions.reply_days").await;
        page.must_say("30 天").must_say("適用中");
        let version = |value: &str, from: &str, source: &str| page.form("#new").fill("value", value).fill("from", from).fill("source", source);
        director.send(version("14", "2026-11-22", "高市府函")).await.must_be(422).must_say("生效日不能早於今天");
        director.send(version("14", "2026-11-23", "")).await.must_be(422).must_say("請填寫這一欄");
        director.send(version("many", "2026-11-23", "高市府函")).await.must_be(422);
        let today = director.send(version("14", "2026-11-23", "高市府函")).await;
        today.must_be(200).must_say("14 天").must_say("115/11/22（日）").must_say("已失效");
        director.send(version("10", "2026-12-01", "高市府第二函")).await.must_say("尚未生效");
        director.send(version("7", "2026-11-25", "高市府第三函")).await.must_be(422).must_say("這段期間已有另一個版本");
        assert_eq!(days_on(&centre, date(2026, 11, 22)).await, Some(30));
        assert_eq!(days_on(&centre, date(2026, 11, 23)).await, Some(14));
        assert_eq!(days_on(&centre, date(2026, 12, 1)).await, Some(10));
        assert_eq!(due().await, before, "a case opened this morning keeps its limit");
        let trail = trail_of(&centre, "foundation_rule", "petitions.reply_days").await;
        assert_eq!(trail.len(), 2);
        assert_eq!(trail[1].before.as_deref(), Some("14 (高市府函)"));
        director.open("/office/rules").await.must_say("人民陳情的處理期限 14 天");
    }

    fn a_rule_that_is_a_word_is_chosen_and_only_the_director_adds_versions(centre) using [courses::service(), accounts::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let page = director.open("/office/rules/petitions.day_mode").await;
        let version = page.form("#new").fill("from", "2026-11-23").fill("source", "局長核定");
        director.send(version.clone().smuggle("value", "moon")).await.must_be(422).must_say("請選一項");
        director.send(version.clone().fill("value", "cal")).await.must_say("日曆日");
        let mut promotion = centre.staff(&[Role::Promotion]).await;
        let seen = promotion.open("/office/rules/petitions.day_mode").await;
        assert!(seen.must_say("日曆日").all("#new").is_empty());
        promotion.send(version.fill("value", "work")).await.must_be(404);
        director.open("/office/rules/petitions.none").await.must_be(404);
    }
}
