//! What the tests need on a machine, and how to get it.

use crate::process::{Outcome, capture, command, finish, line, run, which, works};

struct Need {
    what: &'static str,
    /// Debian packages that bring it.
    packages: &'static [&'static str],
    met: fn() -> bool,
}

const NEEDS: [Need; 7] = [
    Need { what: "a C compiler (for SQLite)", packages: &["build-essential"], met: || works("cc --version") },
    Need { what: "PostgreSQL's server programs", packages: &["postgresql"], met: crate::postgres::installed },
    Need { what: "Chromium", packages: &["chromium"], met: || which("chromium").is_some() },
    Need { what: "a Chinese font", packages: &["fontconfig", "fonts-noto-cjk"], met: chinese_font },
    Need { what: "Node 18 or newer", packages: &["nodejs"], met: node },
    Need { what: "npm", packages: &["npm"], met: || which("npm").is_some() },
    Need {
        what: "Python with venv",
        packages: &["python3", "python3-venv"],
        met: || works("python3 -m ensurepip --version"),
    },
];

/// Checks all needs; as root on Debian installs what is missing, otherwise says how to.
pub fn meet() -> Outcome {
    let packages: Vec<&str> = missing().iter().flat_map(|need| need.packages).copied().collect();
    if !packages.is_empty() {
        if !may_install() {
            let names: Vec<&str> = missing().iter().map(|need| need.what).collect();
            return Err(format!(
                "missing: {}\ninstall: apt-get install {}",
                names.join(", "),
                packages.join(" ")
            ));
        }
        apt_get(&["update", "-q"])?;
        apt_get(&[&["install", "-y", "-q", "--no-install-recommends"], packages.as_slice()].concat())?;
    }
    if !works("cargo nextest --version") {
        run("cargo install --locked cargo-nextest")?;
    }
    let left: Vec<&str> = missing().iter().map(|need| need.what).collect();
    if left.is_empty() {
        println!("everything is here");
        return Ok(());
    }
    Err(format!("still missing: {}", left.join(", ")))
}

fn missing() -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| !(need.met)()).collect()
}

fn may_install() -> bool {
    let user = line("id -u").and_then(|mut it| capture(&mut it)).unwrap_or_default();
    user.trim() == "0" && which("apt-get").is_some()
}

fn apt_get(arguments: &[&str]) -> Outcome {
    finish(command("apt-get")?.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn chinese_font() -> bool {
    let fonts = line("fc-list :lang=zh-tw").and_then(|mut it| capture(&mut it));
    fonts.is_ok_and(|listed| !listed.trim().is_empty())
}

fn node() -> bool {
    let version = line("node --version").and_then(|mut it| capture(&mut it)).unwrap_or_default();
    let major =
        version.trim().trim_start_matches('v').split('.').next().and_then(|it| it.parse::<u32>().ok());
    major.is_some_and(|it| it >= 18)
}
