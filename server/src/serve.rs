//! The running house: listener, workers, and an orderly end.

use std::sync::Arc;
use std::time::Duration;

use foundation::centre::Centre;
use foundation::db::Engine;
use foundation::web::{App, Limits, listen};
use foundation::{jobs, mail};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::failure::{Failure, Outcome};

/// Starts what a centre does by itself: jobs, mail, and (where other processes may write to the
/// same store) looking for what they changed. The work ends when the set is dropped.
pub fn start_workers(centre: &Arc<Centre>, workers: &mut JoinSet<()>) {
    workers.spawn(jobs::work(centre.clone()));
    workers.spawn(mail::work(centre.clone()));
    if centre.db.address().engine() == Engine::Postgres {
        workers.spawn(follow(centre.clone()));
    }
}

async fn follow(centre: Arc<Centre>) {
    loop {
        if let Err(error) = centre.cache.follow(&centre.db).await {
            tracing::warn!(centre = centre.code, %error, "changes by other processes cannot be read");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Serves these centres under their host names until `stop`.
///
/// # Errors
/// When there is no centre.
pub async fn run(
    centres: Vec<(Vec<String>, Arc<Centre>)>,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> Outcome {
    let mut workers = JoinSet::new();
    for (_, centre) in &centres {
        start_workers(centre, &mut workers);
    }
    let app = App::new(centres).ok_or_else(|| Failure::Failed("there is no centre to serve".into()))?;
    listen(Arc::new(app), listener, Limits::default(), stop).await;
    workers.shutdown().await;
    Ok(())
}

/// Resolves when the process is asked to end: Ctrl-C or SIGTERM.
pub async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { () = interrupted => {}, () = terminated => {} }
}
