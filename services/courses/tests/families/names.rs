use courses::rules::entry::Entry;
use testing::both_engines;

use crate::{below, contact, course, send, set_rules};

both_engines! {
    /// R38: names are shown to others with a seat only as each person agreed, and for a set time.
    fn r38_names_are_shown_only_as_agreed_and_for_a_set_time(centre) using [courses::service()] {
        let path = course(&centre, "c", 3, |_| {}).await;
        set_rules(&centre, "c", Entry { names_days: Some(7), ..Entry::default() }).await;
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        people.must_say("可以讓其他參加者看到這個名字");
        let two = mei.send(people.form("#register").tick("members[0].show_name", "yes").press("add")).await;
        let two = two.form("#register").fill("members[1].name", "王小美");
        let check = mei.send(two.press("next")).await;
        let hers = mei.send(check.form("#register").tick("consent", "yes").press("send")).await;
        let mut chen = centre.resident();
        let people = contact(&mut chen, &path, "陳大明", "chen@test.example").await;
        let his = send(&mut chen, people).await;
        his.must_say("王小華").must_not_say("王小美");
        mei.open(&below(&hers, "")).await.must_not_say("陳大明");
        let mut late = centre.resident();
        let people = contact(&mut late, &path, "林阿水", "lin@test.example").await;
        let waits = send(&mut late, people).await;
        waits.must_not_say("王小華");
        let receipt = chen.open(&below(&his, "")).await;
        let seat = receipt.attribute("input[name=show]", "value").unwrap();
        chen.send(receipt.form("form[action*='/names']").tick("show", &seat)).await.must_say("已儲存");
        mei.open(&below(&hers, "")).await.must_say("陳大明");
        let receipt = chen.open(&below(&his, "")).await;
        chen.send(receipt.form("form[action*='/names']").without("show")).await;
        mei.open(&below(&hers, "")).await.must_not_say("陳大明");
        // Somebody else's seat cannot be put into the form.
        let receipt = chen.open(&below(&his, "")).await;
        let theirs = mei.open(&below(&hers, "")).await.attribute("input[name=show]:not([checked])", "value").unwrap();
        chen.send(receipt.form("form[action*='/names']").smuggle("show", &theirs)).await;
        chen.open(&below(&his, "")).await.must_not_say("王小美");
        centre.pass((14 + 8) * 24 * 3600);
        chen.open(&below(&his, "")).await.must_not_say("王小華");
    }

    /// R38: the agreement is each person's own: it goes with the seat that is handed over or given back.
    fn r38_an_agreement_ends_with_the_seat_of_the_person_who_gave_it(centre) using [courses::service()] {
        let path = course(&centre, "c", 9, |_| {}).await;
        set_rules(&centre, "c", Entry { names_days: Some(7), ..Entry::default() }).await;
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        let two = mei.send(people.form("#register").tick("members[0].show_name", "yes").press("add")).await;
        let two = two.form("#register").fill("members[1].name", "王小美").tick("members[1].show_name", "yes");
        let check = mei.send(two.press("next")).await;
        let hers = mei.send(check.form("#register").tick("consent", "yes").press("send")).await;
        let mut chen = centre.resident();
        let people = contact(&mut chen, &path, "陳大明", "chen@test.example").await;
        let his = send(&mut chen, people).await;
        his.must_say("王小華").must_say("王小美");
        let seat = mei.open(&below(&hers, "/seats/1")).await;
        mei.send(seat.form("main form").fill("name", "林替補")).await.must_be(200);
        chen.open(&below(&his, "")).await.must_not_say("王小華").must_not_say("林替補").must_say("王小美");
        let cancel = mei.open(&below(&hers, "/cancel")).await;
        let first = cancel.attribute("input[name=seat]", "value").unwrap();
        let second = cancel.attribute(&format!("input[name=seat]:not([value='{first}'])"), "value").unwrap();
        mei.send(cancel.form("main form").tick("seat", &second).press("chosen")).await.must_be(200);
        chen.open(&below(&his, "")).await.must_not_say("王小美");
        // Nobody outside sees any of it: not the page of the course, nor who only waits.
        centre.resident().open("/courses/course-c").await.must_not_say("王小美").must_not_say("陳大明");
    }
}
