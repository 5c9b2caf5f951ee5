//! What people are told, in the languages that they speak: the texts of problems and of mails.
//!
//! The texts stand in `shared/words/<language>/*.ftl`, in the language of Fluent. A [`Text`] is told late: what is wrong is known
//! before it is known who will read of it.

mod language;
mod telling;
mod text;
mod times;
mod told;

#[cfg(test)]
mod tests;

pub use language::{Language, UnknownLanguage};
pub use text::{Choices, Text, Why};
pub use told::Told;
