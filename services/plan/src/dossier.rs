//! The evidence of a plan, numbered: as a list, as papers, and as one archive with its contents.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use axum::body::Body;
use foundation::archive::{self, Part};
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files::{self, Kept};
use foundation::i18n::Words;
use foundation::measures::{self, Measure, Period, Unit};
use foundation::sheet::{self, Cell, Kind};
use foundation::web::Ctx;
use office::instant::Instant;
use paper::{Align, Paper, column, printable};
use tokio::runtime::Handle;

use crate::document::{PaperKind, lang};
use crate::figures::{up_to, whole};
use crate::model::{Gauge, Leaf, tree};
use crate::picture::{self, Picture};
use crate::public::title;
use crate::store::earlier::{self, Reported, Told};
use crate::store::freeze::{self, Freeze};
use crate::words;

/// One numbered piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its number: `1.1.4-2`.
    pub number: String,
    /// What it is.
    pub said: String,
    /// Where it is to be read, when it is not kept here.
    pub url: String,
    /// The file kept here.
    pub file_id: Option<String>,
}

/// The evidence of a plan.
pub struct Dossier {
    /// The plan with everything.
    pub picture: Picture,
    /// Numbered pieces by action.
    pub pieces: HashMap<String, Vec<Piece>>,
    /// The kept files.
    pub files: HashMap<String, Kept>,
    /// Numbers of years before that were told, and months that were reported.
    earlier: (Vec<Told>, Vec<Reported>),
    /// The reporting days, the newest first.
    pub freezes: Vec<Freeze>,
    /// The newest of them with all that was frozen.
    pub frozen: Option<freeze::Kept>,
}

/// A number by year.
pub struct ByYear {
    /// The number of the action in the plan whose words it is called by, in their language; empty for a measure.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// What it means.
    pub said: String,
    /// What its numbers are.
    pub scale: Unit,
    /// Year, number, and how it is written.
    pub numbers: Vec<(i16, i64, String)>,
}

/// Years that are looked back at besides the year itself.
pub const YEARS_BACK: i16 = 2;

/// The periods of the year-on-year table, the earliest first; the year itself up to today.
pub fn periods(picture: &Picture) -> Vec<(i16, Period)> {
    let year = picture.year;
    (year - YEARS_BACK..=year)
        .map(|y| (y, if y == picture.today.year() { up_to(picture.today) } else { whole(y) }))
        .collect()
}

/// Gathers the evidence of a plan.
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn open(
    centre: &Arc<Centre>,
    words: &Words,
    plan_id: &str,
    now: Instant,
) -> Result<Dossier, Fault> {
    let more = |picture: &Picture| periods(picture).into_iter().map(|(_, p)| p).collect();
    let picture = picture::open(centre, plan_id, now, more).await?.ok_or(Fault::NotFound)?;
    let pieces: HashMap<String, Vec<Piece>> =
        picture.leaves.iter().map(|leaf| (leaf.id.clone(), pieces(words, &picture, leaf))).collect();
    let ids: Vec<String> = pieces.values().flatten().filter_map(|p| p.file_id.clone()).collect();
    let (id, since) = (plan_id.to_owned(), format!("{:04}-01", picture.year - YEARS_BACK));
    let read = move |conn: &mut Conn| {
        let earlier = (earlier::list(conn, &id)?, earlier::list_reported(conn, &id, &since)?);
        let freezes = freeze::list(conn, &id)?;
        let newest = freezes.first().map(|newest| freeze::find(conn, &newest.id));
        Ok((list_files(conn, &ids)?, earlier, newest.transpose()?.flatten(), freezes))
    };
    let (files, earlier, frozen, freezes) = centre.db.read(read).await?;
    Ok(Dossier { picture, pieces, files, earlier, freezes, frozen })
}

/// A kept file that is a piece of the evidence of a plan, without the rest of it.
///
/// # Errors
/// [`Fault::NotFound`] when it proves nothing of it.
pub async fn find_file(ctx: &Ctx, plan_id: &str, id: &str) -> Result<Kept, Fault> {
    let picture =
        picture::open(&ctx.centre, plan_id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let mut all = picture.leaves.iter().flat_map(|leaf| pieces(&ctx.words, &picture, leaf));
    if !all.any(|piece| piece.file_id.as_deref() == Some(id)) {
        return Err(Fault::NotFound);
    }
    let id = id.to_owned();
    ctx.centre.db.read(move |conn| files::find(conn, &id)).await?.ok_or(Fault::NotFound)
}

fn list_files(conn: &mut Conn, ids: &[String]) -> DbResult<HashMap<String, Kept>> {
    Ok(files::list(conn, ids)?.into_iter().map(|kept| (kept.id.clone(), kept)).collect())
}

/// The pieces of an action: documents that are good today, or were on the last day of the plan, and proofs. They
/// are numbered in the order in which they were put there, with those that are good no more: a number that an
/// evaluator cites is never another piece's.
fn pieces(words: &Words, picture: &Picture, leaf: &Leaf) -> Vec<Piece> {
    let (known, day) = (picture.known(leaf), picture.today.min(picture.plan.last_day()));
    let mut pieces: Vec<(Instant, &str, Option<Piece>)> = Vec::new();
    for d in picture.documents.get(&leaf.id).into_iter().flatten() {
        let is_shown = d.replaced_by.is_none() && d.is_good_on(day);
        let from = words.date_short(d.effective_on);
        let args = [("title", (&d.title).into()), ("from", from.into())];
        let said = words.say_with("plan-piece-document", &args);
        let piece = || piece(words, picture, said, (&d.url, d.file_id.as_ref()));
        pieces.push((d.added_at, &d.id, is_shown.then(piece)));
    }
    for p in known.proofs {
        let task =
            known.tasks.iter().find(|task| task.id == p.task_id).map_or("", |task| task.title.as_str());
        let turn = words::turn(words, &p.period);
        let args = [("name", task.into()), ("detail", (&turn).into()), ("note", (&p.note).into())];
        let said = match p.note.as_str() {
            "" => words.aside(task, &turn),
            _ => words.say_with("plan-piece-proof", &args),
        };
        pieces.push((
            p.proven_at,
            &p.period,
            Some(piece(words, picture, said, (&p.url, p.file_id.as_ref()))),
        ));
    }
    // Who noted a number learns what became of it, and no more: what it was is told to nobody.
    for gone in picture.withdrawn.get(&leaf.id).into_iter().flatten() {
        let on = words.date_short(gone.withdrawn_at.date());
        let said = words.say_with("plan-piece-withdrawn", &[("on", on.into())]);
        pieces.push((gone.added_at, &gone.code, Some(piece(words, picture, said, ("", None)))));
    }
    pieces.sort_by_key(|(at, id, _)| (*at, *id));
    let numbered = pieces.into_iter().zip(1..).filter_map(|((.., piece), at)| Some((piece?, at)));
    numbered.map(|(piece, at)| Piece { number: format!("{}-{at}", leaf.text.code), ..piece }).collect()
}

/// A piece, and that its file was taken back.
fn piece(words: &Words, picture: &Picture, said: String, (url, file_id): (&str, Option<&String>)) -> Piece {
    let taken_back = file_id.and_then(|id| picture.taken_back.get(id));
    let said = match taken_back {
        Some(at) => format!("{said} · {}", words::taken_back(words, *at)),
        None => said,
    };
    let file_id = file_id.filter(|_| taken_back.is_none()).cloned();
    Piece { number: String::new(), said, url: url.to_owned(), file_id }
}

impl Dossier {
    /// The pieces of an action.
    pub fn of(&self, leaf: &Leaf) -> &[Piece] {
        self.pieces.get(&leaf.id).map_or(&[], Vec::as_slice)
    }

    /// Every number of the plan by year: each measure it cites once, then what is typed. A number that was told of a
    /// year before stands for that year.
    pub fn by_year(&self, centre: &Centre, words: &Words) -> Vec<ByYear> {
        let mut seen: Vec<&str> = Vec::new();
        let mut all = Vec::new();
        for leaf in &self.picture.leaves {
            for name in leaf.text.measures() {
                if !seen.contains(&name)
                    && let Some(measure) = measures::find(&centre.house, name)
                {
                    seen.push(name);
                    all.push(self.measured(words, &measure));
                }
            }
        }
        all.extend(self.picture.leaves.iter().filter_map(|leaf| self.typed(words, leaf)));
        all
    }

    /// A measure by year; of the actions whose number it is, what was told of years before.
    fn measured(&self, words: &Words, measure: &Measure) -> ByYear {
        let (figures, leaves) = (&self.picture.figures, &self.picture.leaves);
        let number = |(year, period)| {
            let mut of_it = leaves.iter().filter(|leaf| leaf.text.measure == measure.name);
            if let Some(told) = of_it.find_map(|leaf| self.told(words, leaf, year)) {
                return Some(told);
            }
            let counted = figures.counted(measure.name, period)?;
            Some((year, counted.value, words::measured(words, measure, counted)))
        };
        let numbers = periods(&self.picture).into_iter().filter_map(number).collect();
        ByYear {
            code: String::new(),
            title: measure.title(words),
            said: words.say(measure.definition),
            scale: measure.unit,
            numbers,
        }
    }

    /// What is typed month by month, by year, when there is anything.
    fn typed(&self, words: &Words, leaf: &Leaf) -> Option<ByYear> {
        let text = &leaf.text;
        let number = |(year, _)| {
            let typed = || {
                let of =
                    |r: &&Reported| r.line_id == leaf.line_id && r.month.starts_with(&format!("{year:04}-"));
                let months: Vec<&Reported> = self.earlier.1.iter().filter(of).collect();
                let newest = months.last()?;
                let numbers: Vec<i64> = months.iter().map(|m| m.actual).collect();
                let value = Gauge::from_code(&newest.gauge).unwrap_or(Gauge::Level).total(&numbers)?;
                Some((year, value, words::counted(words, text, value)))
            };
            self.told(words, leaf, year).or_else(typed)
        };
        if !text.measure.is_empty() {
            return None;
        }
        let numbers: Vec<_> = periods(&self.picture).into_iter().filter_map(number).collect();
        let what = if text.indicator.is_empty() { &text.action } else { &text.indicator };
        let (code, title) = (text.code.clone(), format!("{} {what}", text.code));
        let said = words.say("plan-by-year-typed");
        (!numbers.is_empty()).then_some(ByYear { code, title, said, scale: text.scale(), numbers })
    }

    /// What was told of a year before the house counted.
    fn told(&self, words: &Words, leaf: &Leaf, year: i16) -> Option<(i16, i64, String)> {
        let told = self.earlier.0.iter().find(|t| t.line_id == leaf.line_id && t.year == year)?;
        let args = [
            ("number", words::counted(words, &leaf.text, told.value).into()),
            ("source", (&told.source).into()),
        ];
        Some((year, told.value, words.say_with("plan-told", &args)))
    }

    /// The number of an action in words: reached of what is asked.
    pub fn number(&self, words: &Words, leaf: &Leaf) -> String {
        let standing = self.picture.standing(leaf);
        let text = &leaf.text;
        match (standing.actual, text.wanted(self.picture.year)) {
            (Some(actual), Some(target)) => {
                let (actual, target) =
                    (words::counted(words, text, actual), words::counted(words, text, target));
                words.say_with("plan-of-target", &[("actual", actual.into()), ("target", target.into())])
            }
            (Some(actual), None) => words::counted(words, text, actual),
            (None, _) => words::target(words, text, self.picture.year),
        }
    }

    /// How an action stood on the newest reporting day, in a line; empty where nothing was frozen of it.
    pub fn stood(&self, words: &Words, leaf: &Leaf) -> String {
        let Some(kept) = &self.frozen else { return String::new() };
        let Some(stood) = kept.of(&leaf.text.code) else { return String::new() };
        let said = [stood.said(words), words.say(words::light_key(stood.light))];
        let said: Vec<String> = said.into_iter().filter(|part| !part.is_empty()).collect();
        let day = words.date_short(kept.freeze.to_on);
        let args = [("day", day.into()), ("said", words.list(said).into())];
        words.say_with("plan-frozen-line", &args)
    }

    /// The evidence as a paper with contents.
    pub fn paper(&self, ctx: &Ctx) -> Paper {
        let words = &ctx.words;
        let heading = title(&ctx.centre, words, &self.picture.plan);
        let as_of = [("day", words.date(self.picture.reported).into())];
        let mut paper = Paper::new(printable(&heading), lang(words))
            .heading(1, printable(&heading), Align::Left)
            .paragraph(words.say_with("plan-dossier-lead", &as_of))
            .footer(printable(ctx.centre_name()));
        paper = self.paper_by_year(ctx, paper);
        for area in tree(self.picture.leaves.iter().collect(), |leaf: &&Leaf| &leaf.text) {
            paper = paper.heading(2, printable(&area.name), Align::Left);
            for (strategy, leaves) in area.strategies {
                let columns = vec![
                    column(words.say("plan-f-code"), 1.0),
                    column(words.say("plan-f-action"), 3.2),
                    column(words.say("plan-h-number"), 2.0),
                    column(words.say("plan-dossier-pieces"), 3.8),
                ];
                let row = |leaf: &&Leaf| {
                    let pieces = self.of(leaf).iter().map(|p| format!("{} {}", p.number, p.said));
                    let pieces = pieces.collect::<Vec<_>>().join("\n");
                    let action = printable(&leaf.text.action);
                    let numbers = [self.number(words, leaf), self.stood(words, leaf)];
                    let numbers = numbers.into_iter().filter(|said| !said.is_empty());
                    vec![
                        leaf.text.code.clone(),
                        action,
                        printable(&numbers.collect::<Vec<_>>().join("\n")),
                        printable(&pieces),
                    ]
                };
                let rows = leaves.iter().map(row).collect();
                paper = paper.heading(3, printable(&strategy), Align::Left).table(columns, rows);
            }
        }
        paper
    }

    fn paper_by_year(&self, ctx: &Ctx, paper: Paper) -> Paper {
        let words = &ctx.words;
        let by_year = self.by_year(&ctx.centre, words);
        if by_year.is_empty() {
            return paper;
        }
        let years = periods(&self.picture).into_iter().map(|(year, _)| column(words::year(words, year), 1.5));
        let columns = std::iter::once(column(words.say("plan-f-measure"), 3.0)).chain(years).collect();
        let rows = by_year.iter().map(|row| {
            let cells = periods(&self.picture).into_iter().map(|(year, _)| {
                let number = row.numbers.iter().find(|(y, ..)| *y == year);
                number.map(|(.., said)| said.clone()).unwrap_or_default()
            });
            std::iter::once(row.title.clone()).chain(cells).map(|cell| printable(&cell)).collect()
        });
        paper
            .heading(2, words.say("plan-by-year"), Align::Left)
            .paragraph(words.say("plan-by-year-said"))
            .table(columns, rows.collect())
    }

    /// The contents as a table.
    fn contents(&self, words: &Words) -> Result<Vec<u8>, Fault> {
        let columns =
            ["code", "action", "number", "frozen", "piece", "title", "file", "url"].map(str::to_owned);
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for leaf in &self.picture.leaves {
            let base = [
                leaf.text.code.clone(),
                leaf.text.action.clone(),
                self.number(words, leaf),
                self.stood(words, leaf),
            ];
            let pieces = self.of(leaf);
            if pieces.is_empty() {
                rows.push(base.iter().map(Cell::from).collect());
            }
            rows.extend(pieces.iter().map(|p| {
                let file = self.path(leaf, p).unwrap_or_default();
                let rest = [p.number.clone(), p.said.clone(), file, p.url.clone()];
                base.iter().chain(&rest).map(Cell::from).collect()
            }));
        }
        sheet::write(Kind::Ods, "contents", &columns, &rows).map_err(|_| Fault::Internal)
    }

    /// Where a kept file lies in the archive.
    fn path(&self, leaf: &Leaf, piece: &Piece) -> Option<String> {
        let kept = self.files.get(piece.file_id.as_ref()?)?;
        Some(format!("{}/{}-{}", leaf.text.code, piece.number, archive::file_name(&kept.name)))
    }

    /// Everything as one archive: contents first, what was frozen on each reporting day, then every kept file under
    /// its number.
    ///
    /// # Errors
    /// When the contents cannot be made.
    pub async fn archive(&self, ctx: &Ctx) -> Result<Body, Fault> {
        let (paper, sheet) = (self.paper(ctx), self.contents(&ctx.words)?);
        let printed = tokio::task::spawn_blocking(move || {
            let print = |kind: PaperKind| kind.print(&paper).ok();
            Some((print(PaperKind::Pdf)?, print(PaperKind::Odt)?))
        });
        let (pdf, odt) = printed.await.ok().flatten().ok_or(Fault::Internal)?;
        let contents = [("pdf", pdf), ("odt", odt), ("ods", sheet)];
        let mut parts: Vec<(String, Part)> = Vec::new();
        for (kind, bytes) in contents {
            parts.push((format!("00-contents.{kind}"), Part::Made(bytes.into())));
        }
        parts.extend(self.reporting_days(ctx));
        for leaf in &self.picture.leaves {
            for piece in self.of(leaf) {
                let (Some(path), Some(id)) = (self.path(leaf, piece), &piece.file_id) else { continue };
                parts.push((path, Part::kept(id.clone())));
            }
        }
        archive::send(&ctx.centre, parts, ctx.words.say("plan-dossier-missing")).await
    }

    /// What was frozen on each reporting day, under names of their own.
    fn reporting_days(&self, ctx: &Ctx) -> Vec<(String, Part)> {
        let mut parts: Vec<(String, Part)> = Vec::new();
        for Freeze { id, to_on, .. } in &self.freezes {
            let same = parts.iter().filter(|(name, _)| name.contains(&to_on.to_string())).count();
            let again = if same == 0 { String::new() } else { format!("-{}", same + 1) };
            parts.push((format!("00-frozen-{to_on}{again}.ods"), frozen(&ctx.words, id)));
        }
        parts
    }
}

/// A reporting day as a table.
fn frozen(words: &Words, id: &str) -> Part {
    let (words, id) = (words.clone(), id.to_owned());
    Part::Late(Box::new(move |centre| {
        let read = centre.db.read(move |conn| freeze::find(conn, &id));
        let Some(kept) = Handle::current().block_on(read).map_err(io::Error::other)? else { return Ok(None) };
        Ok(Some(kept.sheet(Kind::Ods, &words).map_err(io::Error::other)?.into()))
    }))
}
