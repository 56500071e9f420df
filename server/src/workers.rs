//! What a centre does by itself while it is served: jobs, mail, and looking for what others changed.

use std::sync::Arc;
use std::time::Duration;

use foundation::centre::Centre;
use foundation::db::DbResult;
use foundation::{jobs, mail, webhooks};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often an idle worker looks for work.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a worker waits when the store does not answer.
const LONG_PAUSE: Duration = Duration::from_secs(3);
/// How long running work may take to end once the process is told to stop.
const LAST: Duration = Duration::from_secs(10);
/// Rounds of [`follow`] (seconds) between two looks at settings and half-sent mail.
const TEND_EVERY: u32 = 5;

/// The workers of all centres of this process.
pub struct Workers {
    tasks: JoinSet<()>,
    followers: JoinSet<()>,
    centres: Vec<Arc<Centre>>,
    stop: watch::Sender<bool>,
}

impl Workers {
    /// Starts the workers of these centres.
    pub fn start<'a>(centres: impl Iterator<Item = &'a Arc<Centre>>) -> Workers {
        let (stop, stopped) = watch::channel(false);
        let (mut tasks, mut followers) = (JoinSet::new(), JoinSet::new());
        let centres: Vec<Arc<Centre>> = centres.cloned().collect();
        for centre in &centres {
            tasks.spawn(run_jobs(centre.clone(), stopped.clone()));
            tasks.spawn(send_mail(centre.clone(), stopped.clone()));
            tasks.spawn(tell_others(centre.clone(), stopped.clone()));
            followers.spawn(follow(centre.clone()));
        }
        Workers { tasks, followers, centres, stop }
    }

    /// Lets what runs come to its end, so that no message is left half sent.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        self.followers.shutdown().await;
        let ended = async {
            for centre in &self.centres {
                centre.beat().await;
            }
            while self.tasks.join_next().await.is_some() {}
        };
        let _ = tokio::time::timeout(LAST, ended).await;
        self.tasks.shutdown().await;
    }
}

/// Waits for the next round; says whether there is one.
async fn pause(
    stopped: &mut watch::Receiver<bool>,
    how_long: Duration,
    woken: impl Future<Output = ()>,
) -> bool {
    if *stopped.borrow() {
        return false;
    }
    tokio::select! {
        () = tokio::time::sleep(how_long) => {}
        () = woken => {}
        _ = stopped.changed() => {}
    }
    !*stopped.borrow()
}

async fn run_jobs(centre: Arc<Centre>, mut stopped: watch::Receiver<bool>) {
    loop {
        let how_long = match jobs::run_next(&centre).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => PAUSE,
            Err(error) => {
                tracing::warn!(centre = centre.code, %error, "the job queue cannot be read");
                LONG_PAUSE
            }
        };
        if !pause(&mut stopped, how_long, centre.work_waits.notified()).await {
            return;
        }
    }
}

async fn send_mail(centre: Arc<Centre>, mut stopped: watch::Receiver<bool>) {
    loop {
        let how_long = match mail::send_waiting(&centre).await {
            Ok(0) => PAUSE,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(centre = centre.code, %error, "the outbox cannot be read");
                LONG_PAUSE
            }
        };
        if !pause(&mut stopped, how_long, std::future::pending()).await {
            return;
        }
    }
}

async fn tell_others(centre: Arc<Centre>, mut stopped: watch::Receiver<bool>) {
    loop {
        let how_long = match webhooks::send_waiting(&centre).await {
            Ok(0) => PAUSE,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(centre = centre.code, %error, "the deliveries cannot be read");
                LONG_PAUSE
            }
        };
        if !pause(&mut stopped, how_long, std::future::pending()).await {
            return;
        }
    }
}

/// Looks for what other processes (the command line, other nodes) changed.
async fn follow(centre: Arc<Centre>) {
    let mut round = 0_u32;
    loop {
        if let Err(error) = centre.follow().await {
            tracing::warn!(centre = centre.code, %error, "changes by other processes cannot be read");
        }
        round = round.wrapping_add(1);
        if round.is_multiple_of(TEND_EVERY)
            && let Err(error) = tend(&centre).await
        {
            tracing::warn!(centre = centre.code, %error, "the settings cannot be read");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn tend(centre: &Arc<Centre>) -> DbResult<()> {
    centre.reload_settings().await?;
    centre.beat().await;
    let now = centre.clock.now();
    centre.db.write(move |conn| mail::doubt_unfinished(conn, now)).await.map(drop)
}
