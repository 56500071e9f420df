//! The API exercised by its own description: schemathesis against a fresh demo.

use crate::demo::Demo;
use crate::process::{Outcome, capture, command, finish, root, target};

/// What must hold of every answer, whatever was asked.
const CHECKS: [&str; 6] = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
];

/// Cases per operation and phase.
const EXAMPLES: &str = "40";

/// Installs schemathesis (pinned in `journeys/fuzz/requirements.txt`) into a virtual environment under
/// `target/` and lets it try every operation; a 5xx or an answer that breaks the description fails.
pub fn run_against(demo: &Demo) -> Outcome {
    let tool = installed()?;
    let mut schemathesis = command(tool)?;
    schemathesis.current_dir(target()?); // it leaves a cache where it runs
    schemathesis.args([
        "run",
        "--seed",
        "1",
        "--max-examples",
        EXAMPLES,
        "--workers",
        "2",
        "--checks",
        &CHECKS.join(","),
    ]);
    schemathesis.args([
        "--phases",
        "examples,coverage,fuzzing",
        "--continue-on-failure",
        "--warnings",
        "off",
    ]);
    finish(schemathesis.arg(format!("http://{}/api/v1/openapi.json", demo.address)))
}

/// Builds the program, starts a demo and fuzzes it.
pub fn run() -> Outcome {
    crate::suite::build()?;
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
