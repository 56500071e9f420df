//! The API exercised by its own description: schemathesis against a fresh demo.

use crate::demo::Demo;
use crate::process::{Outcome, capture, command, finish, line, root, target};
use std::path::PathBuf;

/// What must hold of every answer, whatever was asked; 40 cases for each operation and phase. One worker: two that
/// read their own source at once break the interpreter (CPython issue 106905).
const HOW: &str = "run --seed 1 --max-examples 40 --workers 1 --continue-on-failure --warnings off \
    --phases examples,coverage,fuzzing \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection";

/// Builds the program, starts a demo and lets schemathesis try every operation; a 5xx or an answer that
/// breaks the description fails.
pub fn run() -> Outcome {
    let schemathesis = installed()?;
    crate::suite::build()?;
    let demo = Demo::start("fuzz")?;
    let mut schemathesis = command(schemathesis)?;
    schemathesis.current_dir(target()?); // it leaves a cache where it runs
    schemathesis.args(HOW.split_whitespace());
    finish(schemathesis.arg(format!("http://{}/api/v1/openapi.json", demo.address)))
}

/// The program, installed (pinned in `journeys/fuzz/requirements.txt`) into a virtual environment under
/// `target/`.
fn installed() -> Outcome<PathBuf> {
    let requirements = "journeys/fuzz/requirements.txt";
    let folder = target()?.join("schemathesis");
    let program = folder.join("bin/schemathesis");
    let stamp = folder.join("requirements.txt");
    let wanted = std::fs::read_to_string(root()?.join(requirements));
    let wanted = wanted.map_err(|e| format!("{requirements}: {e}"))?;
    if program.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|it| it == wanted) {
        return Ok(program);
    }
    capture(line("python3 -m venv --clear")?.arg(&folder))?;
    capture(command(folder.join("bin/pip"))?.args(["install", "--no-deps", "-r", requirements]))?;
    std::fs::write(&stamp, wanted).map_err(|e| format!("{}: {e}", stamp.display()))?;
    Ok(program)
}
