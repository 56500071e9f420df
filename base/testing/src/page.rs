//! What came back, read as a person reads it.

use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use foundation::web::body_bytes;
use scraper::{ElementRef, Html, Selector};

/// A page or an API answer.
#[derive(Debug, Clone)]
pub struct Page {
    /// Address after redirects.
    pub path: String,
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The text as sent.
    pub source: String,
}

impl Page {
    /// Reads an answer.
    pub async fn read(path: String, response: Response) -> Page {
        let (parts, body) = response.into_parts();
        let bytes = body_bytes(body).await.expect("a body");
        let source = String::from_utf8_lossy(&bytes).into_owned();
        Page { path, status: parts.status, headers: parts.headers, source }
    }

    /// The readable text of the main part, with single spaces.
    pub fn text(&self) -> String {
        let html = Html::parse_document(&self.source);
        let main = html.select(&selector("main")).next().unwrap_or_else(|| html.root_element());
        main.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    /// Whether the readable text contains this.
    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// Fails the test, showing the page, unless the text is there.
    #[track_caller]
    pub fn must_say(&self, text: &str) -> &Page {
        assert!(self.says(text), "{} ({}) does not say {text:?}:\n{}", self.path, self.status, self.text());
        self
    }

    /// Fails the test, showing the page, if the text is there.
    #[track_caller]
    pub fn must_not_say(&self, text: &str) -> &Page {
        assert!(!self.says(text), "{} says {text:?}:\n{}", self.path, self.text());
        self
    }

    /// Fails the test, showing the page, unless the status is this one.
    #[track_caller]
    pub fn must_be(&self, status: u16) -> &Page {
        assert_eq!(self.status.as_u16(), status, "{}:\n{}", self.path, self.text());
        self
    }

    /// The texts of all elements that match a CSS selector.
    pub fn all(&self, css: &str) -> Vec<String> {
        let html = Html::parse_document(&self.source);
        html.select(&selector(css))
            .map(|e| e.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// An attribute of the first element that matches a CSS selector.
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.source);
        html.select(&selector(css)).next().and_then(|e| e.value().attr(name)).map(str::to_owned)
    }

    /// The address of the first link whose text contains this.
    #[track_caller]
    pub fn link(&self, text: &str) -> String {
        let html = Html::parse_document(&self.source);
        html.select(&selector("a[href]"))
            .find(|a| a.text().collect::<String>().contains(text))
            .and_then(|a| a.value().attr("href"))
            .unwrap_or_else(|| panic!("{} has no link {text:?}:\n{}", self.path, self.text()))
            .to_owned()
    }

    /// The first form that matches a CSS selector, with what it holds.
    #[track_caller]
    pub fn form(&self, css: &str) -> Filled {
        let html = Html::parse_document(&self.source);
        let form = html.select(&selector(css)).next();
        let form = form.unwrap_or_else(|| panic!("{} has no form {css}:\n{}", self.path, self.text()));
        Filled::of(form, &self.path)
    }

    /// The answer as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.source).unwrap_or_else(|e| panic!("{}: {e}: {}", self.path, self.source))
    }
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

/// A form with what is filled in; only fields that are really there can be filled.
#[derive(Debug, Clone)]
pub struct Filled {
    pub(crate) action: String,
    pub(crate) method: Method,
    fields: Vec<(String, String)>,
    known: Vec<String>,
    buttons: Vec<(String, String)>,
}

impl Filled {
    fn of(form: ElementRef<'_>, path: &str) -> Filled {
        let attribute = |e: &ElementRef<'_>, name: &str| e.value().attr(name).unwrap_or_default().to_owned();
        let (mut fields, mut known, mut buttons) = (Vec::new(), Vec::new(), Vec::new());
        for field in form.select(&selector("input[name], textarea[name], select[name], button")) {
            let (name, value) = (attribute(&field, "name"), attribute(&field, "value"));
            let is_ticked = field.value().attr("checked").is_some();
            if field.value().attr("disabled").is_some() {
                continue;
            }
            match (field.value().name(), field.value().attr("type").unwrap_or_default()) {
                ("button", _) | (_, "submit") => {
                    buttons.push((name, value));
                    continue;
                }
                ("textarea", _) => fields.push((name.clone(), field.text().collect())),
                ("select", _) => {
                    let options: Vec<_> = field.select(&selector("option")).collect();
                    let chosen =
                        options.iter().find(|o| o.value().attr("selected").is_some()).or(options.first());
                    fields.push((name.clone(), chosen.map_or(String::new(), |o| attribute(o, "value"))));
                }
                (_, "radio" | "checkbox") if !is_ticked => {}
                (_, "radio" | "checkbox") if value.is_empty() => fields.push((name.clone(), "on".into())),
                (_, "file") => {}
                _ => fields.push((name.clone(), value)),
            }
            known.push(name);
        }
        let action = form.value().attr("action").filter(|a| !a.is_empty()).unwrap_or(path).to_owned();
        let is_post = form.value().attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post"));
        Filled { action, method: if is_post { Method::POST } else { Method::GET }, fields, known, buttons }
    }

    /// Types a value into a field.
    #[track_caller]
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Filled {
        assert!(
            self.known.iter().any(|k| k == name),
            "the form has no field {name}; it has {:?}",
            self.known
        );
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks one more box of a group.
    #[track_caller]
    #[must_use]
    pub fn tick(mut self, name: &str, value: &str) -> Filled {
        assert!(
            self.known.iter().any(|k| k == name),
            "the form has no field {name}; it has {:?}",
            self.known
        );
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Unticks or leaves out a field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Filled {
        self.fields.retain(|(n, _)| n != name);
        self
    }

    /// Sends a field the form does not have, as an attacker would.
    #[must_use]
    pub fn smuggle(mut self, name: &str, value: &str) -> Filled {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends it to another address, as an attacker would.
    #[must_use]
    pub fn to(mut self, path: &str) -> Filled {
        path.clone_into(&mut self.action);
        self
    }

    /// Presses the button with this name.
    #[track_caller]
    #[must_use]
    pub fn press(mut self, name: &str) -> Filled {
        let found = self.buttons.iter().find(|(n, _)| n == name);
        let (name, value) = found.unwrap_or_else(|| panic!("no button {name}; there are {:?}", self.buttons));
        self.fields.push((name.clone(), value.clone()));
        self
    }

    /// Sends it elsewhere, as a button with an address of its own does.
    #[must_use]
    pub fn sent_to(mut self, action: &str) -> Filled {
        action.clone_into(&mut self.action);
        self
    }

    /// What is filled in.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The body to be sent.
    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }
}
