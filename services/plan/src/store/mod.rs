//! How plans are kept.

pub mod cost;
pub mod document;
pub mod earlier;
pub mod figure;
pub mod file;
pub mod frame;
pub mod freeze;
pub mod idea;
pub mod leaf;
pub mod link;
pub mod meeting;
pub mod month;
pub mod plan;
pub mod task;
pub mod version;

pub(crate) fn commas(texts: &[String]) -> String {
    texts.join(",")
}

pub(crate) fn uncommas(text: &str) -> Vec<String> {
    text.split(',').filter(|t| !t.is_empty()).map(str::to_owned).collect()
}
