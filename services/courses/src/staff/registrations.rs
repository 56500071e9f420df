//! The list (報名名單): who has a seat, who waits, who is to be called.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, Pager, Tab, choice, column};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::channel::Channel;

use super::serving::{self, Served};
use crate::model::{Places, Status};
use crate::store;
use crate::store::list::{Count, Filter, From, Line};

/// Lines on one page.
const LINES: i64 = 50;

/// The ways to look at the list: name, states shown.
const VIEWS: &[(&str, &[Status])] = &[
    ("all", &[]),
    ("confirmed", &[Status::Confirmed]),
    ("line", &[Status::Offered, Status::Waitlisted]),
    ("pending", &[Status::Pending]),
    ("entered", &[Status::Entered]),
    ("ended", &[Status::Cancelled, Status::Declined, Status::Expired, Status::Rejected]),
    ("call", &[]),
];

/// What the page shows.
struct List {
    lines: Vec<Line>,
    members: std::collections::HashMap<String, Vec<(String, String)>>,
    counts: Vec<Count>,
    calls: i64,
    places: Option<Places>,
    staff: std::collections::HashMap<String, String>,
    /// Whether there are lines before and after these.
    before: bool,
    after: bool,
}

/// What was asked for.
struct Asked {
    view: &'static str,
    filter: Filter,
    from: From,
}

impl Asked {
    /// What stands in the address, which holds nothing of a person.
    fn read(query: &Form) -> Asked {
        // Other pages lead here by a state.
        let wanted = match (query.text("view"), query.text("status")) {
            ("", "offered" | "waitlisted") => "line",
            ("", status) => status,
            (view, _) => view,
        };
        let (view, states) = VIEWS.iter().find(|(n, _)| *n == wanted).copied().unwrap_or(("all", &[]));
        let number = |name: &str| query.text(name).parse::<i64>().ok().filter(|n| *n > 0);
        let channel = Channel::from_code(query.text("channel")).map(|c| c.code().to_owned());
        let from = match (number("before"), number("after")) {
            (Some(number), _) => From::Before(number),
            (None, Some(number)) => From::After(number),
            (None, None) => From::After(0),
        };
        let filter = Filter {
            states: states.iter().map(|s| s.code().to_owned()).collect(),
            channel: channel.unwrap_or_default(),
            sought: String::new(),
            to_call: view == "call",
        };
        Asked { view, filter, from }
    }

    /// The whole list, narrowed to the words of a search.
    fn sought(form: &Form) -> Asked {
        let sought = form.text("q").trim().chars().take(80).filter(|c| !c.is_control()).collect();
        Asked { view: "all", filter: Filter { sought, ..Filter::default() }, from: From::After(0) }
    }

    /// The address of this list with another view or place in it.
    fn address(&self, served: &Served, view: &str, from: Option<From>) -> String {
        let (side, number) = match from {
            Some(From::After(n)) => ("after", n.to_string()),
            Some(From::Before(n)) => ("before", n.to_string()),
            None => ("after", String::new()),
        };
        let pairs = [("view", view), ("channel", &self.filter.channel), (side, &number)];
        let set: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serving::address(&served.course, &format!("?{}", foundation::form::encode(&set)))
    }
}

/// The list.
///
/// # Errors
/// [`Fault::NotFound`] without such a course.
pub async fn get(ctx: Ctx, Path(course_id): Path<String>) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    let query = Form::parse(ctx.query.as_deref().unwrap_or_default());
    page(&ctx, &served, &Asked::read(&query)).await
}

/// The list, narrowed to a name, reference, telephone number or address.
///
/// # Errors
/// [`Fault::NotFound`] without such a course.
pub async fn post(ctx: Ctx, Path(course_id): Path<String>, form: Form) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    page(&ctx, &served, &Asked::sought(&form)).await
}

async fn page(ctx: &Ctx, served: &Served, asked: &Asked) -> Result<Response, Fault> {
    let list = load(ctx, served, asked).await?;
    let said = ctx.words.say("serve-list-title");
    let content = html! {
        (serving::done(ctx))
        (serving::heading(ctx, &served.course, &said))
        (serving::tabs(ctx, &served.course, ""))
        (numbers(&ctx.words, &list))
        (doing(ctx, served))
        (search(ctx, served, asked))
        @if asked.filter.sought.is_empty() { (filters(ctx, served, asked)) (views(ctx, served, asked, &list)) }
        (lines(ctx, served, asked, &list))
        @if list.after && !asked.filter.sought.is_empty() { p.soft { (ctx.words.say("serve-search-more")) } }
        (parts::pager(&ctx.words, &pager(ctx, served, asked, &list)))
        (export(ctx, served))
    };
    Ok(ctx.page(StatusCode::OK, serving::shell(ctx, &served.course, &said, true).page(content)))
}

async fn load(ctx: &Ctx, served: &Served, asked: &Asked) -> Result<List, Fault> {
    let (id, filter, from, now) = (served.course.id.clone(), asked.filter.clone(), asked.from, ctx.now);
    let list = ctx
        .centre
        .db
        .read(move |conn| {
            // One line more than shown tells whether there is another page.
            let mut lines = store::list::list(conn, &id, &filter, from, LINES + 1)?;
            let more = i64::try_from(lines.len()).unwrap_or(0) > LINES;
            let (before, after) = match from {
                From::After(number) => (number > 0, more),
                From::Before(_) => (more, true),
            };
            if more {
                match from {
                    From::After(_) => drop(lines.pop()),
                    From::Before(_) => drop(lines.remove(0)),
                }
            }
            let ids: Vec<String> = lines.iter().map(|l| l.id.clone()).collect();
            let by: Vec<String> = lines.iter().map(|l| l.registered_by.clone()).collect();
            Ok(List {
                members: store::list::list_members(conn, &ids)?,
                counts: store::list::count_states(conn, &id)?,
                calls: store::list::count_calls(conn, &id)?,
                places: store::course::find_places(conn, &id, now)?,
                staff: foundation::staff::list_names(conn, &by)?,
                lines,
                before,
                after,
            })
        })
        .await?;
    Ok(list)
}

impl List {
    fn count(&self, states: &[Status]) -> (i64, i64) {
        let counts = self.counts.iter().filter(|c| states.is_empty() || states.contains(&c.status));
        counts.fold((0, 0), |(parties, persons), c| (parties + c.parties, persons + c.persons))
    }
}

fn numbers(words: &Words, list: &List) -> Markup {
    let persons = |status| list.count(&[status]).1;
    let parties = |status| list.count(&[status]).0;
    let said = |n: i64| words.say_with("serve-parties", &[("count", Arg::from(n))]);
    let places = list.places.unwrap_or(Places {
        capacity: 0,
        left: 0,
        waiting: 0,
        waiting_max: 0,
        fill: crate::model::Fill::WhatFits,
    });
    let of = words.say_with("serve-of-seats", &[("count", Arg::from(places.capacity))]);
    html! {
        ul.stats {
            li.stat { b { (words.number(persons(Status::Confirmed))) } (words.say("serve-state-confirmed")) " " span.soft { (of) } }
            li.stat { b { (words.number(places.left)) } (words.say("serve-seats-free")) }
            li.stat { b { (words.number(persons(Status::Offered))) } (words.say("serve-state-offered")) " " span.soft { (said(parties(Status::Offered))) } }
            li.stat { b { (words.number(persons(Status::Waitlisted))) } (words.say("serve-state-waitlisted")) " " span.soft { (said(parties(Status::Waitlisted))) } }
            @if persons(Status::Pending) > 0 {
                li.stat { b { (words.number(persons(Status::Pending))) } (words.say("serve-state-pending")) " " span.soft { (said(parties(Status::Pending))) } }
            }
            li.stat { b { (words.number(list.calls)) } (words.say("serve-to-call")) }
        }
    }
}

fn doing(ctx: &Ctx, served: &Served) -> Markup {
    let words = &ctx.words;
    html! {
        div.actions.no-print {
            @if served.registers {
                (parts::button_link(words.path(&serving::address(&served.course, "new")), words.say("serve-counter-open")))
            }
            (serving::link(ctx, &served.course, "print", "serve-print-open"))
        }
    }
}

fn search(ctx: &Ctx, served: &Served, asked: &Asked) -> Markup {
    let words = &ctx.words;
    let list = words.path(&serving::address(&served.course, ""));
    let clear = (!asked.filter.sought.is_empty()).then_some(list.as_str());
    let field = parts::search(words, "q", words.say("serve-search")).value(&asked.filter.sought);
    parts::person_search(words, &list, clear, html! { (field) })
}

fn filters(ctx: &Ctx, served: &Served, asked: &Asked) -> Markup {
    let words = &ctx.words;
    let mut channels = vec![choice("", words.say("serve-any"))];
    channels.extend(Channel::ALL.iter().map(|c| choice(c.code(), words.say(c.name_key()))));
    let list = words.path(&serving::address(&served.course, ""));
    let clear = (!asked.filter.channel.is_empty()).then(|| format!("{list}?view={}", asked.view));
    let field = parts::select(words, "channel", words.say("serve-channel"), channels);
    parts::filters(
        words,
        &list,
        clear.as_deref(),
        html! { (field.value(&asked.filter.channel).unmarked()) (parts::hidden("view", asked.view)) },
    )
}

fn views(ctx: &Ctx, served: &Served, asked: &Asked, list: &List) -> Markup {
    let words = &ctx.words;
    let tabs: Vec<Tab> = VIEWS
        .iter()
        .filter(|(name, states)| *name != "entered" || *name == asked.view || list.count(states).0 > 0)
        .map(|(name, states)| Tab {
            href: words.path(&asked.address(served, name, None)),
            label: words.say(match *name {
                "confirmed" => "serve-view-confirmed",
                "line" => "serve-view-line",
                "pending" => "serve-view-pending",
                "entered" => "serve-view-entered",
                "ended" => "serve-view-ended",
                "call" => "serve-to-call",
                _ => "serve-view-all",
            }),
            count: Some(if *name == "call" { list.calls } else { list.count(states).0 }),
            current: *name == asked.view,
        })
        .collect();
    parts::tabs(words, &words.say("serve-views"), &tabs)
}

fn lines(ctx: &Ctx, served: &Served, asked: &Asked, list: &List) -> Markup {
    let words = &ctx.words;
    let picks = served.serves && asked.view == "pending" && !list.lines.is_empty();
    let mut columns = vec![
        column(words.say("serve-party")),
        column(words.say("serve-number")).number(),
        column(words.say("serve-state")),
        column(words.say("serve-seats")).number(),
        column(words.say("serve-contact")),
        column(words.say("serve-came")),
    ];
    if picks {
        columns.push(column(words.say("serve-pick")));
    }
    let rows = list.lines.iter().map(|line| {
        let mut cells = vec![
            party(ctx, served, list, line),
            html! { (words.number(line.number)) },
            standing(words, line),
            html! { (words.number(line.size)) },
            serving::contact(words, line),
            came(words, list, line),
        ];
        if picks {
            let about = words.say_with("serve-pick-one", &[("name", Arg::from(line.name.as_str()))]);
            cells.push(html! { input.tick type="checkbox" name="pick" value=(line.id) aria-label=(about); });
        }
        cells
    });
    let table = parts::table(words, words.say("serve-list-title"), columns, rows.collect())
        .caption_unseen()
        .empty(words.say("serve-list-empty"));
    if !picks {
        return html! { (table) };
    }
    let content = html! {
        (table)
        (parts::text(words, "why", words.say("serve-reason")).hint(words.say("serve-reason-reject")).unmarked())
        div.actions {
            // The first button is the one that Enter presses: a reason is written to reject.
            (parts::button(words.say("serve-reject-picked")).name("act", "reject").secondary())
            (parts::button(words.say("serve-approve-picked")).name("act", "approve"))
        }
    };
    html! { (parts::form(words.path(&serving::address(&served.course, "decisions")), content).id("decisions")) }
}

fn party(ctx: &Ctx, served: &Served, list: &List, line: &Line) -> Markup {
    let href = ctx.words.path(&serving::address(&served.course, &line.id));
    let members = list.members.get(&line.id).map_or(&[][..], Vec::as_slice);
    // A party of one is named once.
    let others: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let others = if others == [line.name.as_str()] { Vec::new() } else { others };
    let unseen = members.iter().filter(|(_, answers)| crate::questions::declines_photos(answers));
    let unseen: Vec<&str> = unseen.map(|(name, _)| name.as_str()).collect();
    html! {
        a href=(href) { strong { (line.name) } } " " span.number-code.soft { (serving::reference(&line.reference)) }
        @if !others.is_empty() {
            br; span.small.soft {
                (ctx.words.list(others))
            }
        }
        @if !unseen.is_empty() {
            @let names = ctx.words.list(unseen);
            br; (parts::tag(parts::Tone::Wait, &ctx.words.say_with("serve-no-photos", &[("names", names.into())])))
        }
    }
}

fn standing(words: &Words, line: &Line) -> Markup {
    html! {
        (serving::state_tag(words, line.status))
        @if let (Status::Offered, Some(until)) = (line.status, line.offered_until) {
            br; span.small.soft { (words.say("serve-until")) " " (parts::time_short(words, until)) }
        }
        @if line.over_reason.is_some() { br; (parts::tag(parts::Tone::Bad, &words.say("serve-over"))) }
        @if line.call_since.is_some() { br; (parts::tag(parts::Tone::Wait, &words.say("serve-to-call"))) }
    }
}

fn came(words: &Words, list: &List, line: &Line) -> Markup {
    html! {
        (parts::time_short(words, line.created_at)) br;
        span.small.soft {
            (serving::channel(words, &line.channel))
            @if let Some(name) = list.staff.get(&line.registered_by) { " · " (name) }
        }
    }
}

fn pager(ctx: &Ctx, served: &Served, asked: &Asked, list: &List) -> Pager {
    if !asked.filter.sought.is_empty() {
        return Pager::default();
    }
    let to = |from| ctx.words.path(&asked.address(served, asked.view, Some(from)));
    let first = list.lines.first().filter(|_| list.before);
    let last = list.lines.last().filter(|_| list.after);
    Pager {
        previous: first.map(|l| to(From::Before(l.number))),
        next: last.map(|l| to(From::After(l.number))),
        said: None,
    }
}

fn export(ctx: &Ctx, served: &Served) -> Markup {
    if !served.exports {
        return html! {};
    }
    let words = &ctx.words;
    let kinds = foundation::sheet::Kind::ALL;
    let content = html! {
        p { (words.say("serve-export-about")) }
        (parts::radios(words, "what", words.say("serve-export-what"), vec![
            choice("persons", words.say("serve-export-persons")),
            choice("parties", words.say("serve-export-parties")),
        ]).value("persons"))
        div.actions {
            @for kind in kinds {
                (parts::button(words.say_with("serve-export-as", &[("kind", Arg::from(kind.code().to_uppercase()))])).name("kind", kind.code()).secondary())
            }
        }
    };
    let action = words.path(&serving::address(&served.course, "export"));
    html! {
        div.no-print { (parts::details(&words.say("serve-export-title"), html! { form method="post" action=(action) id="export" { (content) } })) }
    }
}
