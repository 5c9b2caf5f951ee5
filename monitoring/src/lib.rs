//! Shows an operator how a program runs, on a listener of its own: `/metrics`, `/healthz` and `/readyz`.
//!
//! It is kept off the public port: whoever can reach this one is an operator or a machine of theirs.

mod listener;
mod routes;

pub use listener::Listener;
