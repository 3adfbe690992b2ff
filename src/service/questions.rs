//! Where questions are answered: a few at a time, off the threads that talk to the network.
//!
//! A full house sends visitors away at once (503) instead of letting everybody wait. A question
//! whose visitor has gone still keeps its place until its work is done, so that leaving and asking
//! again cannot pile up work.

use std::num::NonZeroUsize;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::bounds::{MAX_DRAWINGS, MAX_EXPORTS, MAX_WAITING, RUNNING_PER_PROCESSOR, WAIT_TIMEOUT};
use super::problem::Problem;

/// The places at which questions are answered.
#[derive(Clone, Debug)]
pub(super) struct Questions {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
    exports: Arc<Semaphore>,
    drawings: Arc<Semaphore>,
}

impl Questions {
    /// Makes as many places as the machine has processors for, and a waiting room.
    pub(super) fn for_this_machine() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self::new(processors * RUNNING_PER_PROCESSOR, MAX_WAITING)
    }

    fn new(running: usize, waiting: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(running)),
            admitted: Arc::new(Semaphore::new(running + waiting)),
            exports: Arc::new(Semaphore::new(MAX_EXPORTS)),
            drawings: Arc::new(Semaphore::new(MAX_DRAWINGS)),
        }
    }

    /// Runs `work`, which may block, when its turn comes.
    ///
    /// # Errors
    ///
    /// 503 if too many wait or the wait is too long; whatever `work` fails with; 500 if it panics.
    pub(super) async fn ask<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Send + 'static,
        Problem: From<E>,
    {
        let admitted = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| Problem::busy())?;
        let turn = turn(&self.running).await?;
        blocking((turn, admitted), work).await
    }

    /// Takes one of the places for exports, which is free again when it is dropped.
    ///
    /// # Errors
    ///
    /// 503 if all are taken.
    pub(super) fn export_place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.exports)
            .try_acquire_owned()
            .map_err(|_| Problem::busy())
    }

    /// Runs `work`, which draws a page in a process of its own, when its turn among the drawings comes.
    ///
    /// # Errors
    ///
    /// 503 if the wait is too long; whatever `work` fails with; 500 if it panics.
    pub(super) async fn draw<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Send + 'static,
        Problem: From<E>,
    {
        let turn = turn(&self.drawings).await?;
        blocking(turn, work).await
    }

    /// Runs the next part of what was let in before, when its turn comes, however long that takes.
    ///
    /// # Errors
    ///
    /// Whatever `work` fails with; 500 if it panics.
    pub(super) async fn go_on<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Send + 'static,
        Problem: From<E>,
    {
        let turn = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(Problem::internal)?;
        blocking(turn, work).await
    }
}

/// Waits for one of `turns`; 503 if that takes too long.
async fn turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    timeout(WAIT_TIMEOUT, Arc::clone(turns).acquire_owned())
        .await
        .map_err(|_| Problem::busy())?
        .map_err(Problem::internal)
}

/// Runs `work` where it may block, and lets go of `held` when it is done, whoever still waits for it.
async fn blocking<T, E>(
    held: impl Send + 'static,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Problem>
where
    T: Send + 'static,
    E: Send + 'static,
    Problem: From<E>,
{
    let answer = tokio::task::spawn_blocking(move || {
        let answer = work();
        drop(held);
        answer
    });
    Ok(answer.await.map_err(Problem::internal)??)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::mpsc;

    use super::*;

    impl From<Infallible> for Problem {
        fn from(never: Infallible) -> Self {
            match never {}
        }
    }

    #[tokio::test]
    async fn who_finds_the_house_full_is_sent_away_at_once() {
        let questions = Questions::new(1, 0);
        let (go_on, wait) = mpsc::channel::<()>();
        let busy = questions.clone();
        let first =
            tokio::spawn(async move { busy.ask(move || Ok::<_, Infallible>(wait.recv())).await });
        while questions.running.available_permits() == 1 {
            tokio::task::yield_now().await;
        }

        let second = questions.ask(|| Ok::<_, Infallible>(())).await;
        assert_eq!(
            second.map_err(|problem| problem.status().as_u16()),
            Err(503)
        );

        go_on.send(()).expect("the first question still waits");
        assert!(
            first
                .await
                .expect("the first question does not panic")
                .is_ok()
        );
        let third = questions.ask(|| Ok::<_, Infallible>(3)).await;
        assert_eq!(third.map_err(|problem| problem.status().as_u16()), Ok(3));
    }

    #[tokio::test]
    async fn a_question_that_panics_gives_500_and_its_place_back() {
        let questions = Questions::new(1, 0);
        let first = questions
            .ask(|| -> Result<(), Infallible> { panic!("as a damaged index may") })
            .await;
        assert_eq!(first.map_err(|problem| problem.status().as_u16()), Err(500));
        assert!(questions.ask(|| Ok::<_, Infallible>(())).await.is_ok());
    }
}
