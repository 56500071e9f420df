//! `hearth backup` and `hearth restore`.

use std::path::Path;

use foundation::backup::{self, Manifest, Source, Target};
use foundation::chance::Chance;
use foundation::clock::Clock;

use super::{open_store, runtime};
use crate::failure::{Failure, Outcome};
use crate::say;
use crate::site::{Place, take_store};

pub(super) fn make(place: &Place, to: &Path) -> Outcome {
    let db = open_store(place)?;
    let files = place.files_folder();
    let source =
        Source { centre: &place.settings.code, db: &db, files: files.as_deref(), now: Clock::System.now() };
    let manifest = backup::make(&source, to).map_err(|e| Failure::Failed(e.to_string()))?;
    say::line(format!("{} of {}: {}", to.display(), place.database, size(&manifest)));
    if manifest.are_files_elsewhere {
        say::line("The files lie in an S3 store and are not part of it: let that store keep versions.");
    }
    let key = place.key_file().map_or_else(|| "it".to_owned(), |key| key.display().to_string());
    say::line(format!("The key is not part of it: keep a copy of {key} elsewhere."));
    Ok(())
}

pub(super) fn restore(place: &Place, from: &Path) -> Outcome {
    // First of all: a backup that is not whole must not even make a folder.
    backup::verify(from).map_err(|e| Failure::Failed(e.to_string()))?;
    let Some(folder) = &place.folder else {
        return Err(Failure::WrongUse("restore needs --data DIR: a new or empty folder".into()));
    };
    let is_empty = |folder: &Path| {
        // The key may be brought there before.
        let others = |e: &std::fs::DirEntry| e.file_name() != "key";
        std::fs::read_dir(folder).map(|all| all.flatten().filter(others).count() == 0)
    };
    if folder.exists() && !is_empty(folder).map_err(|e| Failure::of(folder.display(), e))? {
        return Err(Failure::Failed(format!(
            "{} is not empty: a backup is put back into a new folder, never over another centre",
            folder.display()
        )));
    }
    place.make_folder()?;
    let _lock = take_store(&place.database)?;
    let (files, runtime) = (place.files()?, runtime()?);
    // Before anything is put back: an S3 store may be away, or its key wrong.
    runtime.block_on(files.check()).map_err(|e| Failure::Failed(e.to_string()))?;
    let steps = crate::house()?.migrations();
    let now = Clock::System.now();
    let target = Target { database: &place.database, steps: &steps, now, trail_id: Chance::system().id(now) };
    let manifest = backup::restore(from, &target).map_err(|e| Failure::Failed(e.to_string()))?;
    let kept = runtime.block_on(backup::restore_files(from, &files));
    let kept = kept.map_err(|e| Failure::Failed(format!("{e}; empty the place and restore again")))?;
    say::line(format!("{} as of {}: {}", place.database, manifest.made_at, size(&manifest)));
    if manifest.are_files_elsewhere {
        say::line("The files lay in an S3 store and are no part of the backup: [s3] must name it as before.");
    } else if let Some(s3) = &place.settings.s3 {
        say::line(format!("{kept} files were put into the bucket {}", s3.bucket));
    }
    match place.key_file() {
        Some(key) if !key.exists() => {
            say::line(format!("Next: put the key of {} at {}.", manifest.centre, key.display()));
        }
        _ => say::line("Next: hearth doctor"),
    }
    Ok(())
}

fn size(manifest: &Manifest) -> String {
    let bytes: u64 = manifest.parts.iter().map(|part| part.size_bytes).sum();
    format!("{} parts, {} KiB, every checksum right", manifest.parts.len(), bytes.div_ceil(1024))
}
