//! The API exercised by its own description: schemathesis against a fresh demo.

use crate::demo::Demo;
use crate::process::{Outcome, capture, command, finish, root, target};

/// Installs schemathesis (pinned in `journeys/fuzz/requirements.txt`) into a virtual environment under
/// `target/` and lets it try every operation; a 5xx or an answer that breaks the description fails.
pub fn run_against(demo: &Demo) -> Outcome {
    let tool = installed()?;
    let mut schemathesis = command(tool)?;
    schemathesis.args(["--config-file", "journeys/fuzz/schemathesis.toml", "run"]);
    finish(schemathesis.arg(format!("http://{}/api/v1/openapi.json", demo.address)))
}

/// Builds the program, starts a demo and fuzzes it.
pub fn run() -> Outcome {
    crate::process::run("cargo", &["build", "--locked", "--package", "hearth"])?;
    run_against(&Demo::start("fuzz")?)
}

fn installed() -> Outcome<std::path::PathBuf> {
    let requirements = "journeys/fuzz/requirements.txt";
    let folder = target()?.join("schemathesis");
    let program = folder.join("bin/schemathesis");
    let stamp = folder.join("requirements.txt");
    let wanted = std::fs::read_to_string(root()?.join(requirements));
    let wanted = wanted.map_err(|e| format!("{requirements}: {e}"))?;
    if program.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|it| it == wanted) {
        return Ok(program);
    }
    let place = folder.display().to_string();
    run_quietly(&["python3", "-m", "venv", "--clear", &place])?;
    run_quietly(&[&format!("{place}/bin/pip"), "install", "--no-deps", "-r", requirements])?;
    std::fs::write(&stamp, wanted).map_err(|e| format!("{}: {e}", stamp.display()))?;
    Ok(program)
}

fn run_quietly(words: &[&str]) -> Outcome {
    let [program, arguments @ ..] = words else { return Ok(()) };
    capture(command(program)?.args(arguments)).map(drop)
}
