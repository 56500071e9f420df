//! Running other programs, and where this working copy lies.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a tool answers: a value, or one readable text that says what went wrong and what to do.
pub type Outcome<T = ()> = Result<T, String>;

/// The top folder of the working copy: the nearest one upwards that holds `Cargo.lock`.
pub fn root() -> Outcome<PathBuf> {
    let here = std::env::current_dir().map_err(|e| format!("no current folder: {e}"))?;
    here.ancestors()
        .find(|folder| folder.join("Cargo.lock").is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| format!("{} is not inside the project", here.display()))
}

/// Cargo's target folder.
pub fn target() -> Outcome<PathBuf> {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => Ok(root()?.join(folder)),
        None => Ok(root()?.join("target")),
    }
}

/// A command that runs in the top folder and reads nothing.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Outcome<Command> {
    let mut command = Command::new(program);
    command.current_dir(root()?).stdin(Stdio::null());
    Ok(command)
}

/// A command from one line whose words hold no spaces.
pub fn line(words: &str) -> Outcome<Command> {
    let mut words = words.split_whitespace();
    let mut command = command(words.next().unwrap_or_default())?;
    command.args(words);
    Ok(command)
}

/// Runs a line, its output shown.
pub fn run(words: &str) -> Outcome {
    finish(&mut line(words)?)
}

/// Runs a prepared command, its output shown; anything but exit code 0 is a failure.
pub fn finish(command: &mut Command) -> Outcome {
    let name = describe(command);
    let status = command.status().map_err(|e| format!("{name}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name}: {status}")) }
}

/// Runs a prepared command silently and returns what it printed; its errors go into the failure.
pub fn capture(command: &mut Command) -> Outcome<String> {
    let name = describe(command);
    let output = command.output().map_err(|e| format!("{name}: {e}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{name}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim_end()))
    }
}

/// Whether a line can be run and exits with 0.
pub fn works(words: &str) -> bool {
    line(words).is_ok_and(|mut it| capture(&mut it).is_ok())
}

/// The path of `program` on `PATH`.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Makes an empty folder of this name, removing what was there.
pub fn fresh_folder(folder: &Path) -> Outcome {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
