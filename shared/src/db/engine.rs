//! Which of the two engines.

/// One of the two engines, or what belongs to one of them.
#[derive(Clone, Debug)]
pub enum Engine<P, S> {
    /// Postgres, for servers.
    Postgres(P),
    /// SQLite, the embedded default.
    Sqlite(S),
}
