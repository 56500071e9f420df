//! Writes every part in every language as pages to look at:
//! `cargo run -p foundation --example gallery -- FOLDER`

mod pages;

use std::path::Path;
use std::{env, fs, io};

use foundation::i18n::{I18n, Lang};
use foundation::static_files;

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("static"))?;
    for name in ["hearth.css", "hearth.js", "hearth.svg"] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("static").join(name);
        fs::copy(source, folder.join(static_files::href(name).trim_start_matches('/')))?;
    }
    let i18n = I18n::new(foundation::LOCALES.iter().copied()).map_err(io::Error::other)?;
    for lang in Lang::ALL {
        for (name, page) in pages::all(&i18n.words(*lang)) {
            let page = page.into_string().replace("\"/static/", "\"static/");
            fs::write(folder.join(format!("{}-{name}.html", lang.code())), page)?;
        }
    }
    Ok(())
}
