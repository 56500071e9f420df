//! A household to look at in a demonstration: who comes along, who moved, who died, and who is not offered
//! to one of its two adults.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::Work;
use foundation::residents::{self, DEMO_EMAIL, NewLink, Resident};
use office::instant::Instant;

use crate::breach::{Breach, ByHand, Kind, State};
use crate::model::{Invitation, InvitationState, Member, MemberState, Relation};
use crate::staff::breaches::blank;
use crate::store::{self, Act, NewPerson};

/// The other adult of the household.
const OTHER_EMAIL: &str = "lee@demo.example";

/// Fills it.
pub fn fill(centre: Arc<Centre>) -> Work {
    Box::pin(async move {
        let inner = centre.clone();
        let fill = move |conn: &mut Conn| {
            household(conn, &inner)?;
            breaches(conn, &inner)
        };
        Ok(centre.db.write(fill).await?)
    })
}

fn household(conn: &mut Conn, centre: &Centre) -> DbResult<()> {
    let act = Act::of_system(centre);
    let (Some(mei), Some(other)) =
        (resident(conn, centre, &act, DEMO_EMAIL)?, resident(conn, centre, &act, OTHER_EMAIL)?)
    else {
        return Ok(());
    };
    let id = store::found(conn, &act, &mei.id)?;
    let token = centre.chance.token();
    let invitation = Invitation {
        id: act.id().into_string(),
        household_id: id.clone(),
        email: OTHER_EMAIL.into(),
        state: InvitationState::Sent,
        accepted_by: None,
        ends_at: act.now.plus_seconds(3600),
    };
    store::add_invitation(conn, &act, &invitation, &token, &mei.id)?;
    store::accept(conn, &act, &token, &other)?;
    store::confirm(conn, &act, &id, &invitation.id)?;
    for member in members(&act, &other.id) {
        store::add_member(conn, &act, &id, &member)?;
    }
    Ok(())
}

/// A small breach of last year, closed, and one that is being looked into.
fn breaches(conn: &mut Conn, centre: &Centre) -> DbResult<()> {
    let act = Act::of_system(centre);
    let small = Breach {
        how_known: "收件人來電告知".into(),
        kind: Kind::Leaked,
        matters: "親職講座行前通知".into(),
        categories: vec!["C001".into()],
        records: Some(2),
        persons: Some(2),
        facts: "行前通知誤寄給同名的另一位民眾，內有兩人的姓名和電話。".into(),
        measures: "已請收件人刪除；寄送前改為兩人核對。".into(),
        ..blank(act.id().into_string(), act.now.plus_seconds(-366 * 86_400))
    };
    store::add_breach(conn, &act, &small)?;
    let persons = ["王大明", "李小芬"].map(|name| {
        let person = NewPerson {
            name: name.into(),
            email: String::new(),
            phone: String::new(),
            language: String::new(),
            which: String::new(),
        };
        (name.to_owned(), person)
    });
    store::add_persons(conn, &act, &small.id, &persons, false)?;
    for person in store::list_persons(conn, &small.id, 2, 0)? {
        store::tell_person(conn, &act, &small.id, &person.id, ByHand::Phone)?;
    }
    let Some(was) = store::find_breach(conn, &small.id)? else { return Ok(()) };
    let closed_at = Some(small.known_at.plus_seconds(3 * 86_400));
    let closed = Breach { state: State::Closed, closed_at, ..was.clone() };
    store::change_breach(conn, &act, &was, &closed, "closed")?;
    let open = Breach {
        how_known: "同仁發現".into(),
        kind: Kind::Lost,
        matters: "親子活動簽到".into(),
        categories: vec!["C001".into(), "C011".into()],
        records: Some(130),
        persons: Some(130),
        facts: "活動結束後找不到紙本簽到簿，內有姓名、電話和年齡。".into(),
        ..blank(act.id().into_string(), act.now.plus_seconds(-20 * 3600))
    };
    store::add_breach(conn, &act, &open)?;
    Ok(())
}

fn resident(conn: &mut Conn, centre: &Centre, act: &Act, email: &str) -> DbResult<Option<Resident>> {
    let token = centre.chance.token();
    let ends_at: Instant = act.now.plus_seconds(60);
    let link = NewLink { token: token.clone(), email: email.into(), leads_to: "/".into(), ends_at };
    residents::add_link(conn, &link, act.now)?;
    let found = residents::take_link(conn, &token, &act.id(), act.now)?;
    Ok(found.map(|(resident, _)| resident))
}

fn members(act: &Act, other: &str) -> Vec<Member> {
    let year = i64::from(act.now.date().year());
    let one = |name: &str, age: i64, sex: &str, relation: Relation| Member {
        id: act.id().into_string(),
        name: name.into(),
        birth_year: Some(year - age),
        birth_on: None,
        sex: sex.into(),
        district: "64000060".into(),
        relation,
        grade: String::new(),
        state: MemberState::Present,
        state_since: None,
        not_offered_to: Vec::new(),
        notice: crate::public::NOTICE.into(),
    };
    let since = act.now.date().first_of_year();
    vec![
        one("王大明", 41, "male", Relation::Oneself),
        Member { grade: "三年級".into(), ..one("王小華", 9, "female", Relation::Child) },
        Member { not_offered_to: vec![other.to_owned()], ..one("王小美", 5, "female", Relation::Child) },
        one("王林阿滿", 70, "female", Relation::Parent),
        Member {
            state: MemberState::Moved,
            state_since: Some(since),
            ..one("王表哥", 19, "male", Relation::Other)
        },
        Member {
            state: MemberState::Deceased,
            state_since: Some(since),
            ..one("王老先生", 82, "male", Relation::Grandparent)
        },
    ]
}
