//! Tests of the document checks.

mod corpus;
