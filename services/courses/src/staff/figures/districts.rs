//! `/office/courses/districts`: where courses are held and where none is, as a map of tiles and a table (A5).

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::measures::Period;
use foundation::parts::{self, Tone, column};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::District;

use super::{page, period};
use crate::measures::span;
use crate::store::measures as store;

/// What a district came to.
struct Reach<'a> {
    district: &'a District,
    sessions: i64,
    persons: i64,
}

/// Sessions and persons that came, by district.
type Sums = BTreeMap<String, (i64, i64)>;

fn sums(conn: &mut Conn, period: Period) -> DbResult<Sums> {
    let (from, before) = span(period);
    let mut sums = Sums::new();
    for slice in store::list_sessions(conn, from, before)? {
        sums.entry(slice.district).or_default().0 += slice.part;
    }
    for slice in store::list_attended(conn, from, before)? {
        sums.entry(slice.district).or_default().1 += slice.part;
    }
    Ok(sums)
}

/// The page.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let (words, period) = (&ctx.words, period(&ctx));
    let sums = ctx.centre.db.read(move |conn| sums(conn, period)).await?;
    let districts = ctx.centre.districts();
    let all: Vec<Reach> = districts
        .all()
        .iter()
        .map(|district| {
            let (sessions, persons) = sums.get(&district.code).copied().unwrap_or_default();
            Reach { district, sessions, persons }
        })
        .collect();
    let of = |is_meant: fn(&District) -> bool| {
        let meant: Vec<&Reach> = all.iter().filter(|r| is_meant(r.district)).collect();
        let with_one = meant.iter().filter(|r| r.sessions > 0).count();
        words.say_with("reach-of", &[("count", with_one.into()), ("all", meant.len().into())])
    };
    let elsewhere = sums.iter().filter(|(code, _)| districts.find(code).is_none());
    let elsewhere: i64 = elsewhere.map(|(_, (sessions, _))| sessions).sum();
    let content = html! {
        ul.stats {
            li.stat { b { (of(|_| true)) } (words.say("reach-all")) }
            li.stat { b { (of(|d| d.remote)) } (words.say("reach-remote")) }
            li.stat { b { (of(|d| d.indigenous)) } (words.say("reach-indigenous")) }
        }
        (map(words, &all))
        (table(words, &all, period))
        @if elsewhere > 0 { p.hint { (words.say_with("reach-elsewhere", &[("count", elsewhere.into())])) } }
    };
    let said = ("/office/courses/districts", "reach-title", "reach-lead");
    Ok(ctx.page(StatusCode::OK, page(&ctx, said, period, &content)))
}

fn table(words: &Words, all: &[Reach], period: Period) -> Markup {
    let columns = vec![
        column(words.say("edit-f-district")),
        column(words.say("reach-kind")),
        column(words.say("measure-courses-sessions")).number(),
        column(words.say("measure-courses-attended")).number(),
    ];
    let rows = all.iter().map(|r| {
        let name = words.district(r.district);
        let query = format!("{}&district={}", period.query(), r.district.code);
        vec![
            html! {
                @if r.sessions > 0 { a href=(words.path(&format!("/office/courses/attendance?{query}"))) { (name) } }
                @else { (name) }
            },
            html! {
                @if r.district.remote { (parts::tag(Tone::Plain, &words.say("reach-is-remote"))) " " }
                @if r.district.indigenous { (parts::tag(Tone::Plain, &words.say("reach-is-indigenous"))) " " }
                @if r.sessions == 0 { (parts::tag(Tone::Wait, &words.say("reach-is-none"))) }
            },
            html! { (words.number(r.sessions)) },
            html! { (words.number(r.persons)) },
        ]
    });
    html! { (parts::table(words, words.say("reach-title"), columns, rows.collect()).caption_unseen().filter()) }
}

/// Width and height of a tile, and the room between two.
const TILE: (usize, usize, usize) = (84, 62, 4);
/// Tiles in a row where the table of districts does not say where they are.
const IN_ROW: usize = 6;

/// Where the tile of a district is: as the table says, or in the order of the list.
fn place(reach: &Reach, at: usize, is_told: bool) -> (usize, usize) {
    match reach.district.tile {
        Some((column, row)) if is_told => (column.into(), row.into()),
        _ => (at % IN_ROW, at / IN_ROW),
    }
}

/// Every district as a tile of the same size with its number, where it is, and a bar as long as its share of
/// the largest.
fn map(words: &Words, all: &[Reach]) -> Markup {
    let is_told = all.iter().all(|r| r.district.tile.is_some());
    let places: Vec<(usize, usize)> = all.iter().enumerate().map(|(at, r)| place(r, at, is_told)).collect();
    let (width, height, gap) = TILE;
    let most = all.iter().map(|r| r.sessions).max().unwrap_or(0).max(1);
    let columns = places.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
    let rows = places.iter().map(|(_, row)| row + 1).max().unwrap_or(0);
    let bar = |r: &Reach| r.sessions * i64::try_from(width - 16).unwrap_or(0) / most;
    html! {
        figure.chart {
            figcaption { (words.say("reach-map")) }
            p.hint { (words.say("reach-map-said")) }
            svg.tiles viewBox=(format!("0 0 {} {}", columns * width, rows * height)) role="img" xmlns="http://www.w3.org/2000/svg" {
                title { (words.say("reach-map")) }
                desc { (words.say("reach-map-said")) }
                @for (r, (column, row)) in all.iter().zip(&places) {
                    @let (left, top) = (column * width, row * height);
                    g {
                        rect.tile.none[r.sessions == 0].remote[r.district.remote] x=(left + gap / 2) y=(top + gap / 2) width=(width - gap) height=(height - gap) rx="4" {}
                        text.tile-name x=(left + 8) y=(top + 22) { (words.district(r.district)) }
                        text.tile-number x=(left + 8) y=(top + 42) { (words.number(r.sessions)) }
                        rect.bar x=(left + 8) y=(top + height - 12) width=(bar(r)) height="5" {}
                    }
                }
            }
        }
    }
}
