//! The program `regesta`: reads the command line, runs one subcommand, reports.
//!
//! Exit codes: 0 done or found, 1 nothing found or some files failed, 2 error. A reader of our
//! output that has seen enough and closes the pipe is no error.

mod cli;
mod export;
mod service;
mod web;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // One process for each document: without reading a command line that only we write.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == "worker")
    {
        return regesta_ingest::run_worker(&regesta_ingest::Limits::STANDARD);
    }
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => return cli::usage(&usage),
    };
    match cli.run() {
        Ok(done) => done.into(),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            cli::report(&error);
            ExitCode::from(2)
        }
    }
}
