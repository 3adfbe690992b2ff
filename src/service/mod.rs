//! The archive on the network: HTTP/1.1 for machines (`/api/v1/…`) and for people (HTML).
//!
//! Our own accept loop, because axum's has no timer, no cap on connections and no end to a
//! graceful stop. Everything that a visitor may cost is a number in `bounds.rs`. The archive is
//! opened for reading only, but for the moment in which somebody with a token corrects a document.
//!
//! Not here: TLS and access control for readers, which belong to a reverse proxy; what a page looks like
//! (`web`).

mod api;
mod bounds;
mod corrections;
mod coverage;
mod definitions;
mod editors;
mod export;
mod headers;
mod original;
mod pages;
mod parameters;
mod picture;
mod problem;
mod questions;
mod router;
mod stall;
mod trends;
mod versions;
mod visit;
mod words;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use regesta_index::Archive;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Mutex, Semaphore};
use tower::ServiceExt;

use coverage::Counted;
use editors::Editors;
use questions::Questions;
use stall::Stalling;

/// What every handler may use.
#[derive(Clone, Debug)]
struct App {
    archive: Arc<Archive>,
    questions: Questions,
    editors: Arc<Editors>,
    /// Held while a correction is written.
    correcting: Arc<Mutex<()>>,
    coverage: Counted,
}

/// Serves `archive` on `listen` until SIGTERM or SIGINT, then lets open connections end.
///
/// `ready` is called once with the address that is listened on; port 0 has become a real one.
///
/// # Errors
///
/// If a token for corrections cannot be used, the address cannot be listened on, or `ready` fails.
pub(crate) fn serve(
    archive: Archive,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr) -> io::Result<()>,
) -> io::Result<()> {
    let editors = Editors::new(archive.settings().corrections.tokens.clone())
        .map_err(|wrong| io::Error::new(io::ErrorKind::InvalidInput, wrong))?;
    let app = App {
        archive: Arc::new(archive),
        questions: Questions::for_this_machine(),
        editors: Arc::new(editors),
        correcting: Arc::default(),
        coverage: Counted::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(listen).await?;
        ready(listener.local_addr()?)?;
        accept(listener, router::router(app)).await
    });
    // A question still running after the drain must not keep the process.
    runtime.shutdown_background();
    served
}

/// Takes connections until the signal to stop.
async fn accept(listener: TcpListener, router: axum::Router) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let open = Arc::new(Semaphore::new(bounds::MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    loop {
        let next = async {
            let place = Arc::clone(&open).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, stream) = tokio::select! {
            (place, accepted) = next => match accepted {
                Ok((stream, _)) => (place, stream),
                Err(error) => {
                    tracing::warn!(%error, "connection not accepted");
                    tokio::time::sleep(bounds::ACCEPT_PAUSE).await;
                    continue;
                }
            },
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        };
        let connection = graceful.watch(connection(stream, router.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(bounds::DRAIN_TIMEOUT, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("connections still open after the drain deadline are dropped");
    }
    Ok(())
}

/// One connection with every bound set.
fn connection(
    stream: TcpStream,
    router: axum::Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let service =
        hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let answer = router.clone().oneshot(request);
            async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
        });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds::HEAD_TIMEOUT)
        .max_buf_size(bounds::MAX_HEAD_BYTES)
        .max_headers(bounds::MAX_HEADERS)
        .serve_connection(
            TokioIo::new(Stalling::new(stream, bounds::STALL_TIMEOUT)),
            service,
        )
}
