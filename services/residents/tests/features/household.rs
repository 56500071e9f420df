use foundation::db::{Conn, Row};
use foundation::residents::{Companion, Resident, companions};
use testing::{Fresh, Visitor, both_engines};

use crate::{form, link, signed_in};

async fn add(visitor: &mut Visitor, name: &str, birth: &str, relation: &str) {
    let page = visitor.open("/residents/members/new").await;
    let filled = form(&page).fill("name", name).fill("birth", birth).fill("relation", relation);
    visitor.send(filled).await.must_be(200).must_say(name);
}

async fn offered(centre: &Fresh, email: &'static str) -> Vec<Companion> {
    let find = move |conn: &mut Conn| {
        let row = conn.first(
            foundation::sql!("select id from foundation_resident where email = $1"),
            foundation::params![email],
        )?;
        row.unwrap().get::<String>(0)
    };
    let id = centre.centre.db.read(find).await.unwrap();
    companions(&centre.centre, &Resident { id, email: email.into() }).await.unwrap()
}

fn names(companions: &[Companion]) -> Vec<&str> {
    companions.iter().map(|c| c.name.as_str()).collect()
}

both_engines! {
    /// R27: moved and deceased members are never offered again; the household remembers them.
    fn r27_who_moved_or_died_is_not_offered_and_history_is_kept(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "王小華", "107/5/20", "child").await;
        add(&mut mei, "王大明", "1950", "grandparent").await;
        let both = offered(&centre, "mei@test.example").await;
        assert_eq!(names(&both), ["王小華", "王大明"]);
        assert_eq!(both[0].birth_on.unwrap().to_string(), "2018-05-20");
        assert_eq!((both[0].birth_year, both[1].birth_year), (Some(2018), Some(1950)));
        let home = mei.open("/residents").await;
        let card = home.all("li.card a[href]").len();
        assert_eq!(card, 2);
        let address = home.attribute("li.card:nth-child(2) a", "href").unwrap();
        let page = mei.open(&address).await;
        mei.send(form(&page).fill("state", "deceased").fill("since", "115/10/1")).await.must_say("已過世");
        assert_eq!(names(&offered(&centre, "mei@test.example").await), ["王小華"]);
        mei.open("/residents").await.must_say("王大明");
        let page = mei.open(&address).await;
        mei.send(form(&page).fill("since", "2027-01-01")).await.must_be(422);
    }

    /// R27: another adult joins only when both agreed, and never sees who is not offered to that adult.
    fn r27_two_adults_keep_a_household_once_both_agreed_and_custody_holds(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "王小華", "2018", "child").await;
        add(&mut mei, "王小美", "2020", "child").await;
        let page = mei.open("/residents/adults").await;
        mei.send(form(&page).fill("email", "dad@test.example")).await.must_say("等對方同意");
        let invitation = link(&centre, "dad@test.example").await;
        let mut stranger = signed_in(&centre, "stranger@test.example").await;
        stranger.open(&invitation).await.must_be(410);
        let mut dad = signed_in(&centre, "dad@test.example").await;
        let page = dad.open(&invitation).await;
        dad.send(form(&page)).await.must_say("您已同意").must_not_say("王小華");
        assert!(offered(&centre, "dad@test.example").await.is_empty(), "one side alone lets nobody in");
        dad.open(&invitation).await.must_be(410);
        let home = mei.open("/residents").await;
        let child = home.attribute("li.card:nth-child(2) a", "href").unwrap();
        let page = mei.open(&child).await;
        let boxed = page.attribute("input[name=not_offered_to]", "value").unwrap();
        mei.send(form(&page).tick("not_offered_to", &boxed)).await.must_say("有成人看不到");
        let home = mei.open("/residents").await;
        mei.send(home.form("form[action*='/residents/adults/']").press("confirm")).await.must_say("已確認");
        assert_eq!(names(&offered(&centre, "dad@test.example").await), ["王小華"]);
        assert_eq!(names(&offered(&centre, "mei@test.example").await), ["王小華", "王小美"]);
        dad.open("/residents").await.must_say("王小華").must_not_say("王小美");
        dad.open(&child).await.must_be(404);
    }

    /// D-1: the notice stands on the form before anything is kept, and its version is kept with the member.
    fn d1_the_notice_is_shown_with_the_form_of_a_member_and_kept_by_its_version(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        let page = mei.open("/residents/members/new").await;
        for said in ["第 9 條", "第 1 版", "來源是您自己", "保存到您刪除為止", "不記也可以"] {
            page.must_say(said);
        }
        add(&mut mei, "王小華", "2018", "child").await;
        mei.open("/residents/own-data").await.must_say("告知事項版本 1");
        mei.open("/en/residents/members/new").await.must_say("articles 8 and 9");
    }

    /// D-4: a household asks for a name and a relation; all else may be left out, and no number of a person.
    fn d4_a_household_asks_for_no_more_than_it_needs(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        let page = mei.open("/residents/members/new").await;
        page.must_not_say("身分證");
        let known = ["birth", "district", "grade", "name", "relation", "sex"];
        let other = known.iter().map(|name| format!(":not([name={name}])")).collect::<String>();
        assert_eq!(page.attribute(&format!("main form [name]{other}"), "name"), None);
        mei.send(form(&page).fill("name", "阿嬤").fill("relation", "grandparent")).await.must_be(200).must_say("阿嬤");
    }

    /// R27, D-3: who was entered by mistake is taken out, and an adult may leave, without asking anybody.
    fn r27_a_member_is_taken_out_and_an_adult_leaves_without_asking_anybody(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "王小華", "2018", "child").await;
        add(&mut mei, "王小美", "2020", "child").await;
        let home = mei.open("/residents").await;
        let page = mei.open(&home.attribute("li.card:nth-child(1) a", "href").unwrap()).await;
        mei.send(page.form("#remove").press("remove")).await.must_be(200).must_say("已刪除這位家人").must_not_say("王小華");
        assert_eq!(names(&offered(&centre, "mei@test.example").await), ["王小美"]);
        signed_in(&centre, "dad@test.example").await;
        let join = foundation::sql!(
            "insert into residents_adult (resident_id, household_id, joined_at)
             select r.id, a.household_id, a.joined_at from foundation_resident r, residents_adult a
             where r.email = 'dad@test.example'"
        );
        centre.centre.db.write(move |conn| conn.execute(join, foundation::params![])).await.unwrap();
        let page = mei.open("/residents/adults").await;
        mei.send(page.form("#leave")).await.must_be(200).must_say("您已離開這個家庭").must_not_say("王小美");
        assert!(offered(&centre, "mei@test.example").await.is_empty());
        assert_eq!(names(&offered(&centre, "dad@test.example").await), ["王小美"], "the other adult keeps it");
        mei.open("/residents/adults").await.must_not_say("離開這個家庭");
    }

    fn a_household_of_others_cannot_be_seen_or_changed(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "王小華", "2018", "child").await;
        let child = mei.open("/residents").await.attribute("li.card a", "href").unwrap();
        let theirs = form(&mei.open(&child).await);
        let mut thief = signed_in(&centre, "thief@test.example").await;
        thief.open(&child).await.must_be(404);
        thief.send(theirs.clone().fill("name", "偷改")).await.must_be(404);
        add(&mut thief, "賊", "2000", "oneself").await;
        thief.send(theirs.clone().fill("name", "偷改")).await.must_be(404);
        let mut nobody = centre.resident();
        let page = nobody.send(theirs).await;
        assert!(page.path.starts_with("/residents/sign-in"), "{}", page.path);
        mei.open("/residents").await.must_say("王小華").must_not_say("偷改").must_not_say("賊");
        let page = mei.open("/residents/members/new").await;
        let script = "<script>alert(1)</script>";
        let page = mei.send(form(&page).fill("name", script)).await;
        assert!(!page.source.contains(script));
        let page = mei.open("/residents/members/new").await;
        mei.send(form(&page).fill("name", "").fill("birth", "3000")).await.must_be(422);
    }

    fn every_page_speaks_both_languages(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "Mei", "2018", "child").await;
        let child = mei.open("/residents").await.attribute("li.card a", "href").unwrap();
        for path in ["/residents", "/residents/members/new", "/residents/adults", &child] {
            for path in [path.to_owned(), format!("/en{path}")] {
                let page = mei.open(&path).await;
                page.must_be(200);
                for key in ["residents-", "household-", "relation-", "own-data-"] {
                    assert!(!page.text().contains(key), "{path} says a key:\n{}", page.text());
                }
            }
        }
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }
}

/// R27, D-3: of two adults who leave at one moment, in two processes, one is the last and takes the members along.
#[test]
fn r27_two_adults_deleted_at_once_leave_no_member_behind() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![residents::service()]).await;
        let other = testing::second_process(&centre, vec![residents::service()]).await;
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "王小華", "2018", "child").await;
        signed_in(&centre, "dad@test.example").await;
        let join = foundation::sql!(
            "insert into residents_adult (resident_id, household_id, joined_at)
             select r.id, a.household_id, a.joined_at from foundation_resident r, residents_adult a
             where r.email = 'dad@test.example'"
        );
        centre.centre.db.write(move |conn| conn.execute(join, foundation::params![])).await.unwrap();
        let adults = |conn: &mut Conn| {
            let rows = conn.rows(foundation::sql!("select id, email from foundation_resident"), &[])?;
            let adult = |r: &Row| Ok(Resident { id: r.get(0)?, email: r.get(1)? });
            rows.iter().map(adult).collect::<foundation::db::DbResult<Vec<_>>>()
        };
        let adults = centre.centre.db.read(adults).await.unwrap();
        assert_eq!(adults.len(), 2);
        // Both have left before either has committed, unless one waits for the other.
        let leave = |adult: &Resident| {
            let (adult, inner) = (adult.clone(), centre.centre.clone());
            move |conn: &mut Conn| {
                let gone = foundation::own_data::erase(conn, &inner, &adult, inner.clock.now())?;
                std::thread::sleep(std::time::Duration::from_millis(200));
                Ok(gone)
            }
        };
        let (one, two) = (leave(&adults[0]), leave(&adults[1]));
        let dbs = (centre.centre.db.clone(), other.db.clone());
        let first = std::thread::spawn(move || dbs.0.write_blocking(one));
        let second = std::thread::spawn(move || dbs.1.write_blocking(two));
        first.join().unwrap().unwrap();
        second.join().unwrap().unwrap();
        for text in ["select count(*) from residents_member", "select count(*) from residents_household"] {
            let count =
                move |conn: &mut Conn| conn.first(foundation::db::Sql(text), &[])?.unwrap().get::<i64>(0);
            assert_eq!(centre.centre.db.read(count).await.unwrap(), 0, "{text}");
        }
    });
}
