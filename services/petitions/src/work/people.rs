//! Who among colleagues is there to be told about cases: with an account and at work, or who stands in.

use std::collections::{BTreeMap, HashMap};

use foundation::db::{Conn, DbResult};
use foundation::staff::{self, Colleague, Role};
use jiff::civil::Date;

use crate::model::{Case, Topic};
use crate::rights::DIRECTION;
use crate::rules::assign::{self, Absence};
use crate::store::{self, Head, Running};

/// Who may be written to today.
pub struct People {
    today: Date,
    staff: BTreeMap<String, Colleague>,
    absences: Vec<Absence>,
    topics: Vec<Topic>,
    heads: Vec<Head>,
}

/// Who is not told of a case: those who must not read it, and whoever drafted what waits in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct But<'a> {
    /// Who must not read it.
    pub excluded: &'a [String],
    /// Who drafted what waits; empty for nobody. In their place decides who stands in.
    pub drafter: &'a str,
}

impl<'a> But<'a> {
    /// Those who must not read a case, of those who must not read some.
    pub fn of(excluded: &'a HashMap<String, Vec<String>>, case_id: &str) -> But<'a> {
        But { excluded: excluded.get(case_id).map(Vec::as_slice).unwrap_or_default(), ..But::default() }
    }

    /// Whether nobody keeps it from them.
    pub fn may_read(&self, person: &Colleague) -> bool {
        !self.excluded.contains(&person.id)
    }
}

/// Where a case is: what says who works on it.
pub struct Place<'a> {
    handler: &'a str,
    topic: &'a str,
    section: &'a str,
    confidential: bool,
}

impl<'a> From<&'a Case> for Place<'a> {
    fn from(case: &'a Case) -> Place<'a> {
        let (handler, topic, section) = (&case.handler, &case.topic, &case.section);
        Place { handler, topic, section, confidential: case.confidential }
    }
}

impl<'a> From<&'a Running> for Place<'a> {
    fn from(case: &'a Running) -> Place<'a> {
        let (handler, topic, section) = (&case.handler, &case.topic, &case.section);
        Place { handler, topic, section, confidential: case.confidential }
    }
}

impl People {
    /// Reads who is there on a day.
    ///
    /// # Errors
    /// Any database error.
    pub fn read(conn: &mut Conn, today: Date) -> DbResult<People> {
        Ok(People {
            today,
            staff: staff::list_active(conn)?.into_iter().map(|person| (person.id.clone(), person)).collect(),
            absences: store::list_absences(conn, today)?,
            topics: store::list_topics(conn)?,
            heads: store::list_heads(conn)?,
        })
    }

    /// Whoever has this account, at work or not.
    pub fn named(&self, id: &str) -> Option<&Colleague> {
        self.staff.get(id)
    }

    /// The colleagues of a section.
    pub fn of_section(&self, section: &str) -> impl Iterator<Item = &Colleague> {
        self.staff.values().filter(move |person| person.section == section)
    }

    /// The head of a section, or who stands in: nobody where the one whose turn it is must not read the case.
    pub fn head(&self, section: &str, but: But<'_>) -> Option<&Colleague> {
        let own = self.heads.iter().filter(|head| head.section == section);
        let ids = own.flat_map(|head| [head.head.as_str(), head.stand_in.as_str()]);
        self.first(ids.filter(|id| *id != but.drafter)).filter(|person| but.may_read(person))
    }

    /// The directors who are at work, or who stands in for them; those who are away rather than nobody.
    pub fn directors(&self, but: But<'_>) -> Vec<&Colleague> {
        let all = self.staff.values().filter(|person| person.roles.contains(&Role::Director));
        let all: Vec<_> = all.filter(|person| person.id != but.drafter && but.may_read(person)).collect();
        let there: Vec<_> = all.iter().copied().filter(|person| self.is_there(person)).collect();
        if !there.is_empty() {
            return there;
        }
        self.head(DIRECTION, but).map_or(all, |person| vec![person])
    }

    /// The head of a section, or who stands in, or the directors.
    pub fn over(&self, section: &str, but: But<'_>) -> Vec<&Colleague> {
        self.head(section, but).map_or_else(|| self.directors(but), |person| vec![person])
    }

    /// Who works on a case today: its handler, or who stands in for the topic, or else the head of the section, or the
    /// directors; of a secret one only who may read it.
    pub fn in_charge<'a>(&self, of: impl Into<Place<'a>>, but: But<'_>) -> Vec<&Colleague> {
        let of = of.into();
        let topic = self.topics.iter().find(|topic| topic.code == of.topic);
        // Who stands in for a topic works in place of somebody, and is not told of what nobody has.
        let stand_in = topic.filter(|_| !of.handler.is_empty());
        let stand_in = stand_in.map_or("", |topic| topic.stand_in.as_str());
        let own = self.first([of.handler, stand_in]).filter(|person| but.may_read(person));
        match own {
            Some(person) => vec![person],
            None if of.confidential => self.directors(but),
            None => self.over(of.section, but),
        }
    }

    fn is_there(&self, person: &Colleague) -> bool {
        assign::is_there(&self.absences, &person.id, self.today)
    }

    /// The first of these who has an account and is at work.
    fn first<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Option<&Colleague> {
        ids.into_iter().filter_map(|id| self.staff.get(id)).find(|person| self.is_there(person))
    }
}
