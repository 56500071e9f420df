use foundation::db::{Conn, Sql};
use foundation::params;
use petitions::model::{Channel, Grade, Kind, Nature, State, Told, Way};
use petitions::rules::assign::Absence;
use petitions::store::{self, Act};
use petitions::work::{self, New};
use testing::{Fresh, Role, both_engines};

use crate::notices::head;
use crate::{approve, draft, filled, first, give, link, number, office, petition, send, typed};

const HALF_A_DAY: i64 = 12 * 3600;

/// One text of the case with this number.
async fn kept(centre: &Fresh, column: &str, number: &str) -> String {
    let statement: &'static str = Box::leak(
        format!("select cast({column} as text) from petitions_case where reference = $1").into_boxed_str(),
    );
    let reference = number.replace('-', "");
    let read = move |conn: &mut Conn| conn.first(Sql(statement), params![reference]);
    centre.centre.db.read(read).await.unwrap().unwrap().get(0).unwrap()
}

async fn id_of(centre: &Fresh, section: &'static str) -> String {
    let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
    people.into_iter().find(|p| p.section == section).unwrap().id
}

async fn close_day(centre: &Fresh, day: office::Date) {
    let close = move |conn: &mut Conn| {
        foundation::calendar::add_closure(conn, "office", day, "颱風", office::Instant::MIN, "system")
    };
    centre.centre.db.write(close).await.unwrap();
}

fn of_li(form: testing::Filled) -> testing::Filled {
    form.fill("name", "李大同").fill("email", "li@test.example")
}

both_engines! {
    /// C13, X1: a case that takes over a limit that ends first keeps its own day of receipt and its extensions.
    fn c13_merging_keeps_the_day_of_receipt(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "letter", |f| f.fill("grade", "complex")).await;
        let into = number(&page);
        centre.pass(24 * 3600);
        let mut handler = centre.staff_of("promotion", &[Role::Promotion]).await;
        let page = typed(&mut handler, "letter", |f| f.fill("grade", "simple")).await;
        let page = send(&mut handler, &page, "#merger", &[("into", &into)]).await;
        page.must_be(200).must_say("民國115年11月24日（二）收件，次日起算 3 個").must_say("115/11/27");
        assert_eq!(kept(&centre, "received_on", &into).await, "2026-11-23");
        centre.pass(7 * 3600);
        centre.settle().await;
        assert_eq!(kept(&centre, "due_on", &into).await, "2026-11-27", "counted again from the same day");
    }

    /// C13, P11: everybody who was merged in gets the answer, however many there are.
    fn c13_more_than_fifty_merged_ones_all_get_the_answer(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let own = petition(&centre, &mut centre.resident(), |f| f).await.all("dd strong")[0].replace('-', "");
        let (here, into) = (centre.centre.clone(), own.clone());
        let many = move |conn: &mut Conn| {
            let act = Act::system(&here);
            for n in 0..55 {
                let told = Told { subject: "同一件".into(), body: "同一件".into(), name: "陳".into(), email: format!("{n}@test.example"), ..Told::default() };
                let new = New {
                    kind: Kind::Petition, channel: Channel::Email, nature: Nature::Rights, topic: "courses".into(),
                    district: String::new(), language: "zh-Hant".into(), confidential: false, told, way: Way::Email,
                    grade: Grade::Ordinary, received_on: act.now.date(), origin: String::new(), source: String::new(),
                    tone: None, notice_version: String::new(),
                };
                let mut case = work::case_of(&act, new, State::Draft);
                case.merged_into.clone_from(&into);
                store::add(conn, &act, &mut case)?;
                let before = case.clone();
                (case.state, case.closed_at) = (State::Merged, Some(act.now));
                store::save(conn, &act, &before, &case, "merged", "")?;
            }
            Ok(())
        };
        centre.centre.db.write(many).await.unwrap();
        let page = first(&mut office.handler).await;
        page.must_say("寄給 56 位陳情人");
        draft(&mut office.handler, "會增加。").await.must_be(200);
        approve(&mut office.director).await;
        let count = |conn: &mut Conn| conn.first(Sql("select count(*) from petitions_letter where kind = 'reply'"), &[]);
        let letters: i64 = centre.centre.db.read(count).await.unwrap().unwrap().get(0).unwrap();
        assert_eq!(letters, 56);
    }

    /// C3, C13: a merged case is in time when the case it went on in is, also after a typhoon day.
    fn c13_a_merged_case_is_judged_by_the_limit_that_held(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let own = petition(&centre, &mut centre.resident(), |f| f).await.all("dd strong")[0].clone();
        let merged = first(&mut office.handler).await;
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await.must_be(200);
        close_day(&centre, office::Date::constant(2026, 12, 1)).await;
        centre.pass(9 * 24 * 3600);
        centre.settle().await;
        let (mut handler, mut director) =
            (centre.staff_of("promotion", &[Role::Promotion]).await, centre.staff_of("direction", &[Role::Director]).await);
        draft(&mut handler, "會增加。").await.must_be(200);
        approve(&mut director).await;
        for _ in 0..2 {
            centre.settle().await;
            centre.pass(60);
        }
        for number in [own, into] {
            assert!(["1", "true"].contains(&kept(&centre, "in_time", &number).await.as_str()), "{number}");
        }
    }

    /// C13, C5: what goes on by itself keeps the limit its petitioner was told of.
    fn c13_a_case_that_goes_on_by_itself_keeps_the_extension(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let merged = first(&mut office.handler).await;
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        let page = send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await;
        send(&mut office.handler, &page, "#extension", &[("days", "10"), ("reasons", "要開會")]).await.must_be(200);
        let page = approve(&mut office.director).await;
        page.must_say("115/12/15");
        let part = [("split_subject", "停車"), ("split_body", "車位太少"), ("split_topic", "courses")];
        send(&mut office.director, &page, "#split", &part).await.must_say("115/12/15").must_say("展期 1 次");
        send(&mut office.director, &page, "#withdrawal", &[("withdrawn", "來電")]).await.must_say("已撤回");
        centre.settle().await;
        let mail = centre.mail_to("mei@test.example").await;
        assert!(mail.body.contains("預計在民國115年12月15日（二）前答復您"), "{}", mail.body);
    }

    /// C3, P9: after a typhoon day that was entered late, what is left is warned of again.
    fn c3_a_typhoon_day_entered_late_brings_the_warnings_back(centre) using [petitions::service()] {
        office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        for _ in 0..18 {
            centre.pass(HALF_A_DAY);
            centre.settle().await;
        }
        let count = |subjects: &[String], part: &str| subjects.iter().filter(|s| s.contains(part)).count();
        let subjects = async || -> Vec<String> { centre.mails().await.into_iter().map(|m| m.subject).collect() };
        let before = subjects().await;
        assert_eq!((count(&before, "已逾期"), count(&before, "今天到期")), (1, 0), "{before:?}");
        close_day(&centre, office::Date::constant(2026, 12, 1)).await;
        for minutes in [200, 190, 35] {
            centre.pass(minutes * 60);
            centre.settle().await;
        }
        let after = subjects().await;
        assert_eq!(count(&after, "今天到期"), 1, "{after:?}");
        for _ in 0..2 {
            centre.pass(HALF_A_DAY);
            centre.settle().await;
        }
        let after = subjects().await;
        assert_eq!(count(&after, "已逾期"), 2, "{after:?}");
    }

    /// P9, C1: who stands in for a topic works on its cases while their handler is away, secret ones too.
    fn c1_who_stands_in_works_on_the_cases_of_the_absent(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let id = id_of(&centre, "counselling").await;
        let name = move |conn: &mut Conn| {
            let topic = store::find_topic(conn, "courses")?.unwrap();
            store::change_topic(conn, &petitions::model::Topic { stand_in: id.clone(), ..topic })
        };
        centre.centre.db.write(name).await.unwrap();
        typed(&mut office.handler, "letter", |f| f.fill("nature", "wrongdoing")).await;
        let page = give(&mut office).await;
        let path = page.path.split('?').next().unwrap().to_owned();
        office.handler.open(&path).await.must_be(200);
        office.colleague.open(&path).await.must_be(404);
        let day = office::Date::constant(2026, 11, 23);
        let away = Absence { id: "a".into(), staff_id: office.handler_id.clone(), from: day, to: day };
        centre.centre.db.write(move |conn| store::add_absence(conn, &away)).await.unwrap();
        let page = office.colleague.open(&path).await;
        page.must_be(200).must_say("退費的規定");
        send(&mut office.colleague, &page, "#reply", &[("reply", "依規定退費。")]).await.must_be(200).must_say("擬復待核");
    }

    /// C1: while the handler of its topic is away, a new case goes to who stands in; while both are, the section decides.
    fn c1_a_new_case_goes_to_who_stands_in_for_the_absent(centre) using [petitions::service()] {
        let office = office(&centre).await;
        let stand_in = id_of(&centre, "counselling").await;
        let named = stand_in.clone();
        let name = move |conn: &mut Conn| {
            let topic = store::find_topic(conn, "courses")?.unwrap();
            store::change_topic(conn, &petitions::model::Topic { stand_in: named.clone(), ..topic })
        };
        centre.centre.db.write(name).await.unwrap();
        let day = office::Date::constant(2026, 11, 23);
        for (away, handler) in [("", office.handler_id.clone()), (&office.handler_id, stand_in.clone()), (&stand_in, String::new())] {
            if !away.is_empty() {
                let away = Absence { id: away.to_owned(), staff_id: away.to_owned(), from: day, to: day };
                centre.centre.db.write(move |conn| store::add_absence(conn, &away)).await.unwrap();
            }
            let own = petition(&centre, &mut centre.resident(), |f| f).await.all("dd strong")[0].clone();
            assert_eq!(kept(&centre, "handler", &own).await, handler);
            assert_eq!(kept(&centre, "state", &own).await, if handler.is_empty() { "registered" } else { "assigned" });
        }
    }

    /// S12: where the head has no account any more, or drafted it, who stands in decides.
    fn s12_who_stands_in_for_the_head_decides_when_the_head_cannot(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut peer = centre.staff_of("counselling", &[Role::Counselling]).await;
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let peer_id = people.iter().filter(|p| p.section == "counselling").map(|p| p.id.clone()).max().unwrap();
        head(&centre, "promotion", &office.handler_id, &peer_id).await;
        let move_peer = { let id = peer_id.clone(); move |conn: &mut Conn| {
            conn.execute(Sql("update foundation_staff set section = 'promotion' where id = $1"), params![id])
        } };
        centre.centre.db.write(move_peer).await.unwrap();
        petition(&centre, &mut centre.resident(), |f| f).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        let page = first(&mut peer).await;
        peer.send(page.form("#decision").press("approve")).await.must_be(200).must_say("已核定");
        let gone = id_of(&centre, "direction").await;
        head(&centre, "promotion", &gone, &peer_id).await;
        let close = move |conn: &mut Conn| {
            conn.execute(Sql("update foundation_staff set state = 'closed' where id = $1"), params![gone])
        };
        centre.centre.db.write(close).await.unwrap();
        // What was approved leaves the list.
        for _ in 0..2 {
            centre.settle().await;
            centre.pass(60);
        }
        petition(&centre, &mut centre.resident(), of_li).await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#extension", &[("days", "5"), ("reasons", "要開會")]).await.must_be(200);
        let page = first(&mut peer).await;
        peer.send(page.form("#decision").press("approve")).await.must_be(200).must_say("展期 1 次");
    }

    /// S12: in a centre of two the head of each section stands in for the other: they find what waits, decide, and see no
    /// more of the other section than that.
    fn s12_the_head_of_another_section_stands_in(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut other = centre.staff_of("counselling", &[Role::Counselling]).await;
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let other_id = people.iter().filter(|p| p.section == "counselling").map(|p| p.id.clone()).max().unwrap();
        head(&centre, "promotion", &office.handler_id, &other_id).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let path = first(&mut office.handler).await.path;
        other.open(&path).await.must_be(404);
        draft(&mut office.handler, "會增加。").await.must_be(200);
        let list = other.open("/office/petitions?view=asked").await;
        let page = other.open(&list.attribute("main table a", "href").unwrap()).await;
        let decided = other.send(page.form("#decision").press("approve")).await;
        decided.must_be(200);
        other.open(&path).await.must_be(404);
        office.handler.open(&path).await.must_say("已核定");
    }

    /// P11, S12: who drafts and who decides see how many get it; nobody is merged in while a draft waits.
    fn p11_nobody_is_merged_into_a_case_whose_draft_waits(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let merged = first(&mut office.handler).await;
        let into = petition(&centre, &mut centre.resident(), of_li).await.all("dd strong")[0].clone();
        let path = office.handler.open("/office/petitions").await.link(&into);
        let page = office.handler.open(&path).await;
        page.must_not_say("位陳情人");
        send(&mut office.handler, &page, "#reply", &[("reply", "您的孩子王小明")]).await.must_be(200);
        send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await.must_be(422).must_say("已有一件事待核定");
        let page = office.handler.open(&path).await;
        office.handler.send(page.form("#take-back").press("take_back")).await.must_be(200);
        let page = send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await;
        page.must_be(200).must_say("這份答復會寄給 2 位陳情人");
    }

    /// P10: an opinion that was closed is no clear answer, and no ground to leave a petition.
    fn p10_a_closed_opinion_is_no_answer(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let press = |f: testing::Filled| f.fill("name", "").fill("phone", "").fill("source", "https://news.example/1").fill("tone", "bad");
        let page = typed(&mut office.handler, "press", press).await;
        let opinion = number(&page);
        send(&mut office.handler, &page, "#closing", &[("done", "已澄清")]).await.must_be(200);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        let fields = [("ground", "repeated"), ("leave", "同一事由"), ("earlier", opinion.as_str())];
        send(&mut office.handler, &page, "#leave", &fields).await.must_be(422).must_say("還沒有明確答復");
    }

    /// P9: what is written in another language has the limit of the foreign-language grade.
    fn p9_a_petition_in_another_language_has_its_own_limit(centre) using [petitions::service()] {
        office(&centre).await;
        let mut visitor = centre.resident();
        let page = visitor.open("/en/opinions").await;
        visitor.send(filled(&page)).await.must_be(200);
        let page = visitor.open(&link(&centre, "mei@test.example").await).await;
        let page = visitor.send(page.form("main form")).await;
        let number = page.all("dd strong")[0].clone();
        assert_eq!(kept(&centre, "grade", &number).await, "joint");
        assert_eq!(kept(&centre, "days", &number).await, "5");
    }

    /// S12, P12: more time for a secret case is decided by who may read it.
    fn s12_more_time_for_a_secret_case_is_decided_by_who_may_read_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.tick("secret", "yes")).await;
        let page = first(&mut office.handler).await;
        let page = send(&mut office.handler, &page, "#extension", &[("days", "5"), ("reasons", "要開會")]).await;
        page.must_be(200).must_say("由主任（第1層）核定");
    }

    /// C15: a canned text that was taken in is no mistake; where none was chosen, that is said.
    fn c15_a_canned_text_is_taken_in_without_a_mistake(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.handler.open("/office/petitions/texts").await;
        send(&mut office.handler, &page, "#text", &[("title", "感謝"), ("text", "謝謝您的建議。")]).await.must_be(200);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        page.must_say("較早的算法： 115/11/30");
        office.handler.send(page.form("#reply").fill("reply", "您好：").press("take")).await.must_be(422).must_say("您好：");
        let id = page.attribute("#reply select[name=canned] option[value]:not([value=\"\"])", "value").unwrap();
        let taken = office.handler.send(page.form("#reply").fill("canned", &id).fill("reply", "您好：").press("take")).await;
        taken.must_be(200).must_say("已帶入罐頭文字");
        assert!(taken.form("#reply").value("reply").unwrap().contains("謝謝您的建議。"));
    }

    /// C7, C8: the office says its hours, several a day; nobody is reminded in the break.
    fn c8_nobody_is_reminded_outside_office_hours(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = office.director.open("/office/petitions/arrangement").await;
        let wrong = send(&mut office.director, &page, "#hours", &[("hours", "12:00-08:00")]).await;
        wrong.must_be(422).must_say("不能重疊");
        let page = send(&mut office.director, &page, "#hours", &[("hours", "10:00-12:00 14:00-15:00")]).await;
        page.must_be(200);
        assert_eq!(page.form("#hours").value("hours"), Some("10:00-12:00 14:00-15:00"));
        petition(&centre, &mut centre.resident(), |f| f).await;
        for _ in 0..12 * 24 {
            centre.pass(3600);
            centre.settle().await;
        }
        let warned: Vec<i8> = centre
            .mails()
            .await
            .into_iter()
            .filter(|m| m.subject.contains("案件"))
            .map(|m| m.created_at.taipei().hour())
            .collect();
        assert!(warned.len() > 3 && warned.iter().all(|hour| [10, 11, 14].contains(hour)), "{warned:?}");
    }

    /// P5: several sections work on a case along with the one in charge; each is told, finds it and sees it.
    fn p5_several_sections_join_a_case_and_each_is_told_and_sees_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        for other in [&mut office.colleague, &mut accountant] {
            other.open("/office/petitions").await.must_be(200).must_not_say("希望增加週末");
            other.open(&page.path).await.must_be(404);
        }
        let wrong = page.form("#particulars").smuggle("joint", "direction");
        office.handler.send(wrong).await.must_be(422);
        let both = page.form("#particulars").tick("joint", "counselling").tick("joint", "accounting");
        let page = office.handler.send(both).await;
        page.must_be(200).must_say("會計、輔導教育組").must_say("→ 會計、輔導教育組");
        for other in [&mut office.colleague, &mut accountant] {
            for view in ["open", "overdue", "closed", "asked", "unsent"] {
                let found = other.open(&format!("/office/petitions?view={view}")).await.says("希望增加週末");
                assert_eq!(found, view == "open", "{view}");
            }
            let inbox = other.open("/office/petitions").await;
            other.send(inbox.form("search form").fill("q", &number(&page))).await.must_say("希望增加週末");
            other.open(&page.path).await.must_be(200).must_say("平日都要上班");
        }
        let told: Vec<String> = centre.mails().await.into_iter().filter(|m| m.subject.contains("會辦")).map(|m| m.to).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        // Who is told once is not told again, and the section in charge does not work along with itself.
        let page = office.handler.open(&page.path).await;
        office.handler.send(page.form("#particulars")).await.must_be(200).must_say("會計、輔導教育組");
        let page = send(&mut office.handler, &page, "#assignment", &[("section", "counselling"), ("handler", "")]).await;
        let mails = centre.mails().await.into_iter().filter(|m| m.subject.contains("會辦")).count();
        assert_eq!(mails, 2);
        let seen = office.colleague.open("/office/petitions").await;
        seen.must_say("希望增加週末");
        drop(page);
        accountant.open("/office/petitions").await.must_say("希望增加週末");
    }
}
