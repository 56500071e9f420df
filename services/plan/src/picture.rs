//! A plan with everything that is known of it, read as a few sets, whatever the number of its actions.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::measures::{self, Period};
use foundation::staff::{self, Person};
use foundation::{calendar, rules};
use jiff::civil::Date;
use office::calendar::Calendar;
use office::instant::Instant;
use office::rule_book::RuleValue;

use crate::figures::{self, Figures, up_to};
use crate::model::progress::{Document, Month, Proof, Task, Withdrawn};
use crate::model::{Leaf, Plan, order};
use crate::rules::standing::{Known, Light, Standing, Thresholds, reporting_day, standing};
use crate::store;

/// A plan and all that shows how far it is.
pub struct Picture {
    /// The plan.
    pub plan: Plan,
    /// Its actions, in the order of their numbers.
    pub leaves: Vec<Leaf>,
    /// Accounts by id.
    pub people: HashMap<String, Person>,
    /// Names of those who put documents there, closed accounts too.
    pub names: HashMap<String, String>,
    /// Every version of every document by action, the newest first.
    pub documents: HashMap<String, Vec<Document>>,
    /// The newest version of each document by action.
    pub current: HashMap<String, Vec<Document>>,
    /// Tasks by action.
    pub tasks: HashMap<String, Vec<Task>>,
    /// Proofs by action.
    pub proofs: HashMap<String, Vec<Proof>>,
    /// Proofs and documents taken back by action.
    pub withdrawn: HashMap<String, Vec<Withdrawn>>,
    /// When files were taken back from under what they prove, by id.
    pub taken_back: HashMap<String, Instant>,
    /// Reported months by action.
    pub months: HashMap<String, Vec<Month>>,
    /// The office calendar.
    pub calendar: Calendar,
    /// Numbers of the measures it cites.
    pub figures: Figures,
    /// Those of its measures that some service counts.
    pub counted: HashSet<String>,
    /// The rule of the lights on the reporting day.
    pub rule: Thresholds,
    /// The year looked at.
    pub year: i16,
    /// Today.
    pub today: Date,
    /// The day the numbers are about.
    pub reported: Date,
}

/// The thresholds of the lights that hold on a day.
///
/// # Errors
/// Any database error.
pub fn thresholds(conn: &mut Conn, day: Date) -> DbResult<Thresholds> {
    let book = rules::load(conn)?;
    let number = |key: &str, default: i64| match book.rule_on(key, "", day).map(|rule| &rule.value) {
        Some(RuleValue::Integer(number)) => *number,
        _ => default,
    };
    Ok(Thresholds { green: number("plan.green_percent", 100), yellow: number("plan.yellow_percent", 80) })
}

pub(crate) fn gathered<K: Hash + Eq, T>(things: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut map: HashMap<K, Vec<T>> = HashMap::new();
    for thing in things {
        map.entry(key(&thing)).or_default().push(thing);
    }
    map
}

fn by_first<T>(pairs: Vec<(String, T)>) -> HashMap<String, Vec<T>> {
    let mut map: HashMap<String, Vec<T>> = HashMap::new();
    for (key, value) in pairs {
        map.entry(key).or_default().push(value);
    }
    map
}

/// The year of a plan that is looked at: that of the last month that is over, so that the December of a plan of
/// several years is reported and frozen like every month.
fn year_of(plan: &Plan, today: Date) -> i16 {
    reporting_day(today.year(), today).year().clamp(plan.year, plan.until())
}

fn read(conn: &mut Conn, plan_id: &str, today: Date) -> DbResult<Option<Picture>> {
    let Some(plan) = store::plan::find(conn, plan_id)? else { return Ok(None) };
    let year = year_of(&plan, today);
    let reported = reporting_day(year, today);
    let mut leaves: Vec<Leaf> =
        store::leaf::list(conn, plan_id)?.into_iter().filter(|l| !l.removed).collect();
    leaves.sort_by_cached_key(|l| order(&l.text.code));
    let people = staff::list_people(conn)?.into_iter().map(|p| (p.id.clone(), p)).collect();
    let documents = store::document::list_of_plan(conn, plan_id)?;
    let newest = documents.iter().filter(|d| d.replaced_by.is_none()).cloned().collect();
    let tasks = store::task::list_of_plan(conn, plan_id)?;
    let of_task: HashMap<String, String> = tasks.iter().map(|t| (t.id.clone(), t.leaf_id.clone())).collect();
    let proofs = store::task::list_proofs(conn, plan_id)?;
    let proofs = gathered(proofs, |p| of_task.get(&p.task_id).cloned().unwrap_or_default());
    let mut authors: Vec<String> = documents.iter().map(|d| d.added_by.clone()).collect();
    authors.sort_unstable();
    authors.dedup();
    let mut withdrawn = store::task::list_withdrawn(conn, plan_id)?;
    withdrawn.extend(store::document::list_withdrawn(conn, plan_id)?);
    Ok(Some(Picture {
        rule: thresholds(conn, reported)?,
        names: staff::list_names(conn, &authors)?,
        withdrawn: by_first(withdrawn),
        taken_back: store::file::list_taken_back(conn, plan_id)?,
        months: gathered(store::month::list_of_plan(conn, plan_id)?, |m| m.leaf_id.clone()),
        documents: gathered(documents, |d| d.leaf_id.clone()),
        current: gathered(newest, |d: &Document| d.leaf_id.clone()),
        tasks: gathered(tasks, |t| t.leaf_id.clone()),
        calendar: calendar::load(conn)?,
        figures: Figures::default(),
        counted: HashSet::new(),
        plan,
        leaves,
        people,
        proofs,
        year,
        today,
        reported,
    }))
}

/// A plan with everything; `more` are further periods for which its measures are counted.
///
/// # Errors
/// Any database error.
pub async fn open(
    centre: &Arc<Centre>,
    plan_id: &str,
    now: Instant,
    more: impl Fn(&Picture) -> Vec<Period>,
) -> DbResult<Option<Picture>> {
    let id = plan_id.to_owned();
    let Some(mut picture) = centre.db.read(move |conn| read(conn, &id, now.date())).await? else {
        return Ok(None);
    };
    let mut periods = vec![up_to(picture.reported)];
    periods.extend(more(&picture));
    let cited = picture.leaves.iter().map(|leaf| leaf.text.measure.clone());
    picture.counted = cited.filter(|name| measures::find(&centre.house, name).is_some()).collect();
    let wants = picture.wants(&periods);
    picture.figures = figures::of(centre, &wants, now).await?;
    Ok(Some(picture))
}

/// The plan that is worked on: the annual plan of this year, else the newest before it.
///
/// # Errors
/// Any database error.
pub fn find_current(conn: &mut Conn, today: Date) -> DbResult<Option<Plan>> {
    let plans = store::plan::list(conn)?;
    let annual = || plans.iter().filter(|p| p.years == 1);
    Ok(annual().find(|p| p.year <= today.year()).or_else(|| annual().next_back()).cloned())
}

impl Picture {
    /// Every measure it cites, for these periods.
    pub fn wants(&self, periods: &[Period]) -> Vec<(String, Period)> {
        let measures = self.leaves.iter().flat_map(|l| l.text.measures());
        measures.flat_map(|m| periods.iter().map(move |p| (m.to_owned(), *p))).collect()
    }

    /// The name of an account.
    pub fn name(&self, id: Option<&str>) -> &str {
        id.and_then(|id| self.people.get(id)).map_or("", |p| p.name.as_str())
    }

    /// Who put something there, whether the account is closed by now or not.
    pub fn who(&self, id: &str) -> &str {
        self.names.get(id).map_or("", String::as_str)
    }

    /// All that the rule must know of an action.
    pub fn known<'a>(&'a self, leaf: &'a Leaf) -> Known<'a> {
        fn of<'a, T>(map: &'a HashMap<String, Vec<T>>, leaf: &Leaf) -> &'a [T] {
            map.get(&leaf.id).map_or(&[], Vec::as_slice)
        }
        Known {
            text: &leaf.text,
            has_owner: leaf.owner(|id| self.people.contains_key(id)).is_some(),
            has_deputy: leaf.deputy(|id| self.people.contains_key(id)).is_some(),
            documents: of(&self.current, leaf),
            tasks: of(&self.tasks, leaf),
            proofs: of(&self.proofs, leaf),
            months: of(&self.months, leaf),
            measured: self.figures.get(&leaf.text.measure, up_to(self.reported)),
            is_counted: self.counted.contains(&leaf.text.measure),
            calendar: &self.calendar,
            until: self.plan.last_day(),
        }
    }

    /// The documents of an action on a day: of each the version that had begun last, else the newest.
    pub fn documents_on(&self, leaf: &Leaf, day: Date) -> Vec<Document> {
        let all = self.documents.get(&leaf.id).map_or(&[][..], Vec::as_slice);
        let before = |of: &&Document| all.iter().find(|d| d.replaced_by.as_ref() == Some(&of.id));
        let in_force = |newest: &Document| {
            let mut versions = std::iter::successors(all.iter().find(|d| d.id == newest.id), before);
            versions.find(|d| d.effective_on <= day).unwrap_or(newest).clone()
        };
        self.current.get(&leaf.id).into_iter().flatten().map(in_force).collect()
    }

    /// The year of the plan that is now.
    pub fn this_year(&self) -> i16 {
        self.today.year().clamp(self.plan.year, self.plan.until())
    }

    /// How an action stands today.
    pub fn standing(&self, leaf: &Leaf) -> Standing {
        self.standing_on(leaf, self.today)
    }

    /// How an action stands on a day, by what is known today.
    pub fn standing_on(&self, leaf: &Leaf, day: Date) -> Standing {
        let documents = self.documents_on(leaf, day.min(self.plan.last_day()));
        let known = Known { documents: &documents, ..self.known(leaf) };
        standing(&known, self.year, (day, self.reported), self.rule)
    }

    /// Every action with how it stands today, the worst first.
    pub fn standings(&self) -> Vec<(&Leaf, Standing)> {
        let mut all: Vec<_> = self.leaves.iter().map(|leaf| (leaf, self.standing(leaf))).collect();
        all.sort_by_key(|(_, standing)| std::cmp::Reverse(standing.light));
        all
    }
}

/// How many are green, yellow and red.
pub fn lights(standings: &[(&Leaf, Standing)]) -> [usize; 3] {
    [Light::Green, Light::Yellow, Light::Red]
        .map(|light| standings.iter().filter(|(_, standing)| standing.light == light).count())
}
