//! Somebody with a browser: keeps cookies, follows redirects, fills the forms it really got.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use foundation::web::{App, body_bytes};

use crate::page::{Filled, Page};

/// A visitor.
#[derive(Clone)]
pub struct Visitor {
    app: Arc<App>,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// Somebody who comes for the first time.
    pub fn new(app: Arc<App>) -> Visitor {
        Visitor { app, cookies: BTreeMap::new() }
    }

    /// Puts a cookie into the visitor's pocket.
    pub fn hold_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Opens an address, following redirects.
    pub async fn open(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path).body(Body::empty()).expect("a request");
        self.follow(path.to_owned(), request).await
    }

    /// Sends a filled form, following redirects.
    pub async fn send(&mut self, form: Filled) -> Page {
        if form.method == Method::GET {
            let path = format!("{}?{}", form.action.split('?').next().unwrap_or_default(), form.encoded());
            return self.open(&path).await;
        }
        let request = self
            .request(Method::POST, &form.action)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form.encoded()))
            .expect("a request");
        self.follow(form.action.clone(), request).await
    }

    /// Sends JSON to the API.
    pub async fn api(&mut self, method: Method, path: &str, key: Option<&str>, body: &str) -> Page {
        let mut request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let response = self.app.answer(request).await;
        Page::read(path.to_owned(), response).await
    }

    /// Sends any request as it is, without following.
    pub async fn raw(&mut self, request: Request) -> Response {
        self.app.answer(request).await
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = Request::builder().method(method).uri(path).header(header::HOST, "test.example");
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) }
    }

    async fn follow(&mut self, mut path: String, mut request: Request) -> Page {
        for _ in 0..10 {
            let response = self.app.answer(request).await;
            self.keep_cookies(&response);
            let to =
                response.headers().get(header::LOCATION).and_then(|l| l.to_str().ok()).map(str::to_owned);
            match to {
                Some(to)
                    if response.status().is_redirection()
                        && response.status() != StatusCode::NOT_MODIFIED =>
                {
                    let _ = body_bytes(response.into_body()).await;
                    path = to.strip_prefix("http://test.example").unwrap_or(&to).to_owned();
                    request = self.request(Method::GET, &path).body(Body::empty()).expect("a request");
                }
                _ => return Page::read(path, response).await,
            }
        }
        panic!("redirects without end at {path}");
    }

    fn keep_cookies(&mut self, response: &Response) {
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("a cookie");
            let (pair, rest) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').expect("a cookie");
            if value.is_empty() || rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
