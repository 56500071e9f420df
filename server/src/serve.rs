//! The running house: listeners, workers, and an orderly end.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::chance::Chance;
use foundation::config::Settings;
use foundation::web::{App, Limits, Network, listen};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;

use crate::failure::{Failure, Outcome};
use crate::site::{Place, open_centre, take_stock, take_store};
use crate::workers::Workers;
use crate::{metrics, say};

/// Where the program listens unless told otherwise.
const LISTEN: &str = "127.0.0.1:8080";

/// Serves these centres under their host names until `stop`.
///
/// # Errors
/// When there is no centre, or a store does not answer.
pub async fn run(
    centres: Vec<(Vec<String>, Arc<Centre>)>,
    proxies: Vec<Network>,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> Outcome {
    for (_, centre) in &centres {
        take_stock(centre).await?;
    }
    let workers = Workers::start(centres.iter().map(|(_, centre)| centre));
    let app = App::new(centres).ok_or_else(|| Failure::Failed("there is no centre to serve".into()))?;
    listen(Arc::new(app.with_proxies(proxies)), listener, Limits::default(), stop).await;
    workers.stop().await;
    Ok(())
}

/// Serves the centres of the settings until told to stop.
///
/// # Errors
/// When a centre cannot be opened or an address is taken.
pub async fn run_settings(settings: &Settings) -> Outcome {
    let stop = told_to_stop();
    let places: Outcome<Vec<Place>> = settings
        .centres()
        .map_err(|e| Failure::WrongUse(e.to_string()))?
        .into_iter()
        .map(Place::of)
        .collect();
    let places = places?;
    let wanted = settings.listen.as_deref().unwrap_or(LISTEN);
    let listener = bind(wanted).await?;
    let metrics_listener = match &settings.metrics_listen {
        Some(wanted) => Some(bind(wanted).await?),
        None => None,
    };
    let address = listener.local_addr().map_err(|e| Failure::of(wanted, e))?;
    let (chance, house) = (Chance::system(), crate::house()?);
    let (mut centres, mut locks) = (Vec::new(), Vec::new());
    for place in places {
        place.make_folder()?;
        locks.push(take_store(&place.database)?);
        let mut site = place.first_site(&chance)?;
        if site.base_url.is_empty() {
            site.base_url = format!("http://{address}");
        }
        let hosts = site.hosts.clone();
        let centre = open_centre(site, house.clone()).await?;
        tracing::info!(centre = centre.code, store = %centre.db.address(), "open");
        centres.push((hosts, centre));
    }
    say::line(format!("listening on http://{address}"));
    let mut beside = JoinSet::new();
    if let Some(listener) = metrics_listener {
        beside.spawn(metrics::serve(centres.iter().map(|(_, c)| c.clone()).collect(), listener));
    }
    run(centres, settings.trusted_proxies.clone(), listener, stop).await?;
    tracing::info!("stopped");
    Ok(())
}

async fn bind(wanted: &str) -> Outcome<TcpListener> {
    TcpListener::bind(wanted).await.map_err(|e| Failure::of(format!("listening on {wanted}"), e))
}

/// Resolves when the process is asked to end: Ctrl-C or SIGTERM. From this call on, not from the
/// first time the answer is asked for, the signals no longer end the process by themselves.
pub fn told_to_stop() -> impl Future<Output = ()> {
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    let wait = |signal: std::io::Result<Signal>| async {
        match signal {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "a signal cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    let [interrupted, terminated] = signals.map(wait);
    async {
        tokio::select! { () = interrupted => {}, () = terminated => {} }
    }
}
