//! The page around every page: head, header, menu, breadcrumb, main, footer.
//!
//! Taiwanese habits (A4): `:::` anchors with accesskeys U, C, Z, skip link,
//! breadcrumb, site map, date of update, text size, the two declarations.
//! Nothing in a public page depends on who asks, so that it may be cached.

use jiff::civil::Date;
use maud::{DOCTYPE, Markup, html};

use super::form::name_mistakes;
use super::time::day;
use crate::i18n::{Lang, Words};
use crate::static_files::href;

/// Who a page is for, which decides how it is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShellKind {
    /// Residents: roomy, one thing at a time.
    Public,
    /// Staff: dense but quiet.
    Office,
    /// A screen in the lobby: nothing but the board.
    Signage,
}

/// A page above this one.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Its address, language included.
    pub href: String,
    /// What it is called.
    pub label: String,
}

/// A page above this one, by address and name.
#[must_use]
pub fn crumb(href: impl Into<String>, label: impl Into<String>) -> Crumb {
    Crumb { href: href.into(), label: label.into() }
}

/// An entry of the main menu.
#[derive(Debug, Clone)]
pub struct MenuItem {
    /// Its address, language included.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// Whether this page belongs to it.
    pub current: bool,
    /// How many things wait there.
    pub count: Option<i64>,
}

/// An entry of the main menu, by address and name.
#[must_use]
pub fn menu_item(href: impl Into<String>, label: impl Into<String>, current: bool) -> MenuItem {
    MenuItem { href: href.into(), label: label.into(), current, count: None }
}

/// The form of a page that the switch of language sends along, so that nothing typed is lost.
#[derive(Debug, Clone)]
pub struct Typed<'a> {
    /// Its id.
    pub form: &'a str,
    /// Where it is sent, without language.
    pub path: String,
    /// Name and value that bring the same page again.
    pub again: (&'a str, &'a str),
    /// Name and value of the button that goes on, which Enter presses.
    pub next: (&'a str, &'a str),
}

/// What is around a page. Start from [`Shell::public`], [`Shell::office`] or
/// [`Shell::signage`] and set what differs:
/// `Shell { here: vec![crumb(…)], ..Shell::public(words, centre, title, path) }.page(html! { … })`.
#[derive(Debug, Clone)]
pub struct Shell<'a> {
    /// The language of the page.
    pub words: &'a Words,
    /// The name of the centre.
    pub centre: &'a str,
    /// The name of the page; the centre's is added in the title bar.
    pub title: String,
    /// Its address without language and with its query, to lead to the other languages.
    pub path: String,
    /// Who it is for.
    pub kind: ShellKind,
    /// The pages above it, the nearest last; home is put before them.
    pub here: Vec<Crumb>,
    /// The main menu.
    pub menu: Vec<MenuItem>,
    /// What keeps the house, folded away below the menu of daily work; office only.
    pub house_menu: Vec<MenuItem>,
    /// What every page tells today (typhoon, system pause).
    pub notices: Vec<Markup>,
    /// More for the head: description, feeds, sharing picture.
    pub head_extra: Markup,
    /// The languages this page exists in.
    pub languages: &'a [Lang],
    /// When the content was last changed.
    pub updated_on: Option<Date>,
    /// A form on it is wrong: the title says so first.
    pub has_errors: bool,
    /// What the switch of language takes along; without it, the switch is a link.
    pub typed: Option<Typed<'a>>,
    /// Who is signed in; never on a public page that is cached.
    pub person: Option<String>,
    /// Address, telephone and hours for the footer.
    pub contact: Option<Markup>,
    /// After how many seconds the page is fetched anew; signage only.
    pub refresh_seconds: Option<u32>,
}

impl<'a> Shell<'a> {
    /// A page for residents.
    #[must_use]
    pub fn public(
        words: &'a Words,
        centre: &'a str,
        title: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Self {
            words,
            centre,
            title: title.into(),
            path: path.into(),
            kind: ShellKind::Public,
            here: Vec::new(),
            menu: Vec::new(),
            house_menu: Vec::new(),
            notices: Vec::new(),
            head_extra: html! {},
            languages: Lang::ALL,
            updated_on: None,
            has_errors: false,
            typed: None,
            person: None,
            contact: None,
            refresh_seconds: None,
        }
    }

    /// A page for staff.
    #[must_use]
    pub fn office(
        words: &'a Words,
        centre: &'a str,
        title: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Self { kind: ShellKind::Office, ..Self::public(words, centre, title, path) }
    }

    /// A board for a lobby screen.
    #[must_use]
    pub fn signage(
        words: &'a Words,
        centre: &'a str,
        title: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Self {
            kind: ShellKind::Signage,
            refresh_seconds: Some(60),
            ..Self::public(words, centre, title, path)
        }
    }

    /// The whole page around its main part, which brings its own `h1`.
    #[must_use]
    pub fn page(&self, main: Markup) -> Markup {
        let main = if self.has_errors { name_mistakes(self.words, &main) } else { main };
        let body_class = match self.kind {
            ShellKind::Public => "public",
            ShellKind::Office => "office",
            ShellKind::Signage => "signage",
        };
        html! {
            (DOCTYPE)
            html lang=(self.words.lang().code()) {
                (self.head())
                body class=(body_class) data-refresh=[self.refresh_seconds] {
                    @if self.kind == ShellKind::Signage {
                        main { (main) }
                    } @else {
                        a.skip href="#main" { (self.words.say("shell-skip")) }
                        (self.header())
                        div.frame {
                            @if self.kind == ShellKind::Office { (self.menu()) }
                            div.column {
                                (self.breadcrumb())
                                (self.notices())
                                main #main tabindex="-1" {
                                    (self.anchor("C", "shell-main-block"))
                                    (main)
                                }
                            }
                        }
                        (self.footer())
                    }
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title {
                    @if self.has_errors { (self.words.say("shell-error-prefix")) }
                    (self.title)
                    @if self.title != self.centre { "｜" (self.centre) }
                }
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#17594a" media="(prefers-color-scheme: light)";
                meta name="theme-color" content="#1b1915" media="(prefers-color-scheme: dark)";
                meta name="format-detection" content="telephone=no";
                link rel="icon" type="image/svg+xml" href=(href("hearth.svg"));
                link rel="stylesheet" href=(href("hearth.css"));
                script type="module" src=(href("hearth.js")) blocking="render" {}
                @for lang in self.other_languages() {
                    link rel="alternate" hreflang=(lang.code()) href=(lang.path(&self.path));
                }
                @if let Some(seconds) = self.refresh_seconds {
                    noscript { meta http-equiv="refresh" content=(seconds); }
                }
                (self.head_extra)
            }
        }
    }

    fn other_languages(&self) -> impl Iterator<Item = Lang> + '_ {
        self.languages.iter().copied().filter(|lang| *lang != self.words.lang())
    }

    /// The `:::` anchor of a block.
    fn anchor(&self, key: &str, name: &str) -> Markup {
        let name = self.words.say(name);
        html! {
            a.anchor id=(key) href=(format!("#{key}")) accesskey=(key) title=(name) {
                ":::" span.unseen { (name) }
            }
        }
    }

    fn header(&self) -> Markup {
        let home = match self.kind {
            ShellKind::Office => self.words.path("/office"),
            _ => self.words.path("/"),
        };
        html! {
            header.top {
                div.wide {
                    (self.anchor("U", "shell-top-block"))
                    a.brand href=(home) {
                        img src=(href("hearth.svg")) alt="" width="44" height="44";
                        span {
                            (self.centre)
                            @if self.kind == ShellKind::Office { small { (self.words.say("shell-office")) } }
                        }
                    }
                    (self.tools())
                }
            }
            @if self.kind == ShellKind::Public { (self.menu()) }
        }
    }

    fn tools(&self) -> Markup {
        let words = self.words;
        html! {
            div.tools role="group" aria-label=(words.say("shell-tools")) {
                @if self.kind == ShellKind::Public {
                    a href=(words.path("/sitemap")) { (words.say("shell-sitemap")) }
                }
                (self.text_sizes())
                @if let Some(typed) = &self.typed {
                    // Enter presses the first button of a form, wherever it stands: never a language.
                    button.unseen type="submit" form=(typed.form) tabindex="-1" aria-hidden="true"
                        name=(typed.next.0) value=(typed.next.1) {}
                }
                @for lang in self.other_languages() {
                    @if let Some(typed) = &self.typed {
                        button.quiet type="submit" form=(typed.form) formaction=(lang.path(&typed.path)) formnovalidate
                            name=(typed.again.0) value=(typed.again.1) lang=(lang.code()) { (lang.own_name()) }
                    } @else {
                        a lang=(lang.code()) hreflang=(lang.code()) href=(lang.path(&self.path)) { (lang.own_name()) }
                    }
                }
                @if let Some(person) = &self.person {
                    form.person method="post" action=(words.path("/office/sign-out")) {
                        span { (words.say_with("shell-signed-in", &[("name", person.into())])) }
                        button.quiet type="submit" { (words.say("shell-sign-out")) }
                    }
                }
            }
        }
    }

    /// Plain radio buttons: style alone makes them work on this page, the
    /// script remembers the choice for the next.
    fn text_sizes(&self) -> Markup {
        html! {
            fieldset.text-sizes {
                legend { (self.words.say("shell-text-size")) }
                @for size in ["small", "medium", "large"] {
                    label {
                        input type="radio" name="text-size" id=(format!("text-{size}")) value=(size) checked[size == "medium"] autocomplete="off";
                        span { (self.words.say(&format!("shell-text-{size}"))) }
                    }
                }
            }
        }
    }

    fn menu(&self) -> Markup {
        html! {
            @if !self.menu.is_empty() || !self.house_menu.is_empty() {
                nav.menu aria-label=(self.words.say("shell-menu")) {
                    @if !self.menu.is_empty() { (self.entries(&self.menu)) }
                    @if !self.house_menu.is_empty() {
                        details open[self.house_menu.iter().any(|item| item.current)] {
                            summary { (self.words.say("shell-house")) }
                            (self.entries(&self.house_menu))
                        }
                    }
                }
            }
        }
    }

    fn entries(&self, items: &[MenuItem]) -> Markup {
        html! {
            ul.wide {
                @for item in items {
                    li { a href=(item.href) aria-current=[item.current.then_some("true")] {
                        (item.label)
                        @if let Some(count) = item.count { " " span.count { (self.words.number(count)) } }
                    } }
                }
            }
        }
    }

    fn breadcrumb(&self) -> Markup {
        let (home, home_label) = match self.kind {
            ShellKind::Office => (self.words.path("/office"), "shell-office"),
            _ => (self.words.path("/"), "shell-home"),
        };
        html! {
            @if !matches!(self.path.as_str(), "/" | "/office") {
                nav.breadcrumb aria-label=(self.words.say("shell-you-are-here")) {
                    ol {
                        li { a href=(home) { (self.words.say(home_label)) } }
                        @for crumb in &self.here { li { a href=(crumb.href) { (crumb.label) } } }
                        li { span aria-current="page" { (self.title) } }
                    }
                }
            }
        }
    }

    fn notices(&self) -> Markup {
        html! {
            @if !self.notices.is_empty() {
                section.notices aria-label=(self.words.say("shell-notices")) {
                    @for notice in &self.notices { (notice) }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let words = self.words;
        html! {
            footer.bottom {
                div.wide {
                    (self.anchor("Z", "shell-bottom-block"))
                    @if self.kind == ShellKind::Public {
                        nav aria-label=(words.say("shell-footer")) {
                            ul {
                                li { a href=(words.path("/sitemap")) { (words.say("shell-sitemap")) } }
                                li { a href=(words.path("/privacy")) { (words.say("shell-privacy")) } }
                                li { a href=(words.path("/open-data-licence")) { (words.say("shell-open-data")) } }
                                li { a href=(words.path("/accessibility")) { (words.say("shell-accessibility")) } }
                                li { a href=(words.path("/office")) { (words.say("shell-staff")) } }
                            }
                        }
                    }
                    @if let Some(contact) = &self.contact { div.contact { (contact) } }
                    p.updated {
                        (self.centre)
                        @if let Some(date) = self.updated_on {
                            span { (words.say("shell-updated")) (day(words, date)) }
                        }
                    }
                }
            }
        }
    }
}
