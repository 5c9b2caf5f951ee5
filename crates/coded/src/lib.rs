//! Enums of which each variant has a code that stays, and a sentence in plain English.
//!
//! ```
//! coded::coded! {
//!     /// What is wrong with a door.
//!     pub enum Wrong {
//!         Stuck "stuck" "it does not open";
//!         Ajar "ajar" "it does not shut";
//!     }
//! }
//! assert_eq!(Wrong::Ajar.to_string(), "it does not shut");
//! assert_eq!(Wrong::of_code("stuck"), Some(Wrong::Stuck));
//! assert_eq!(Wrong::of_code("open"), None);
//! assert_eq!(Wrong::ALL.map(Wrong::code), ["stuck", "ajar"]);
//! ```

/// Makes an enum of a table: for each variant its name, its code, and its sentence without a full stop.
#[macro_export]
macro_rules! coded {
    ($(#[$about:meta])* pub enum $name:ident { $($variant:ident $code:literal $english:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = concat!("`", $english, "`")] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: [Self; [$($code),*].len()] = [$(Self::$variant),*];

            /// It as a sentence in plain English, without its full stop.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $english),* }
            }

            /// Its name where it is kept, or told in other languages. It stays when the sentence changes.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The one that has this code.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.code() == code)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::error::Error for $name {}
    };
}
