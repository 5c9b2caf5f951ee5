//! E-mail addresses: which are taken, and which are one mailbox.

use std::{fmt, str::FromStr};

use email_address::{EmailAddress, Options};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use serde::Serialize;
use thiserror::Error;
use unicode_security::{MixedScript, RestrictionLevel, RestrictionLevelDetection};

use crate::words::{Text, Told};

/// The longest address (RFC 5321, section 4.5.3.1.3).
const LONGEST: usize = 254;

const UTS46: Uts46 = Uts46::new();

/// An e-mail address of at most 254 bytes (RFC 5321). Kept as typed, but for the domain's look-alike characters;
/// compared without regard to case, and to the script in which its domain is written.
#[derive(Clone, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Email(String);

/// A text that is no usable e-mail address.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct EmailError;

impl Told for EmailError {
    fn text(&self) -> Text {
        Text::NotAnEmail { most: LONGEST as u64 }
    }
}

impl Email {
    /// The form in which addresses are compared: one mailbox has one.
    pub fn key(&self) -> String {
        Self::key_of(&self.0)
    }

    /// The same of any text, for whoever looks an address up. What is no address is found nowhere.
    pub fn key_of(text: &str) -> String {
        match in_ascii(text) {
            Some(address) => address.to_ascii_lowercase(),
            None => text.to_lowercase(),
        }
    }

    /// The address as its owner typed it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it travels: its domain in ASCII (RFC 5891), so that any mail server takes it. None for a domain
    /// that has no such form.
    pub fn in_ascii(&self) -> Option<String> {
        in_ascii(&self.0)
    }
}

impl FromStr for Email {
    type Err = EmailError;

    /// Takes what mail servers at large can deliver to: an unquoted ASCII local part, and a domain with a dot that is
    /// no IP address and mixes no scripts.
    fn from_str(text: &str) -> Result<Self, EmailError> {
        let address = in_ascii(text).ok_or(EmailError)?;
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        let parsed = EmailAddress::parse_with_options(&address, options).map_err(|_| EmailError)?;
        let (domain, _) = UTS46.to_unicode(parsed.domain().as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
        let fits = address.len() <= LONGEST && parsed.local_part().is_ascii() && !parsed.local_part().contains('"');
        if !fits || is_number(parsed.domain()) || domain.split('.').any(mixes_scripts) {
            return Err(EmailError);
        }
        if text.is_ascii() {
            return Ok(Self(text.to_owned()));
        }
        // What only looks like another letter becomes that letter, and what cannot be seen goes.
        Ok(Self(format!("{}@{domain}", parsed.local_part())))
    }
}

/// A domain as addresses have it, in the form in which they are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain(String);

impl Domain {
    /// Says whether an address is in this very domain, and not in one beneath it.
    pub fn is_of(&self, email: &Email) -> bool {
        email.key().rsplit_once('@').is_some_and(|(_, domain)| domain == self.0)
    }

    /// Says whether an address is in a domain beneath this one, at any depth.
    pub fn is_above(&self, email: &Email) -> bool {
        let key = email.key();
        let beneath = key.rsplit_once('@').and_then(|(_, domain)| domain.strip_suffix(self.0.as_str()));
        beneath.is_some_and(|beneath| beneath.ends_with('.'))
    }
}

impl FromStr for Domain {
    type Err = EmailError;

    /// Takes a domain in which there could be addresses.
    fn from_str(text: &str) -> Result<Self, EmailError> {
        let key = format!("a@{text}").parse::<Email>()?.key();
        Ok(Self(key.trim_start_matches("a@").to_owned()))
    }
}

/// An address whose domain is as UTS 46 has it in ASCII: look-alike forms of letters and dots are mapped, labels of
/// other scripts are encoded, empty and overlong ones are none.
fn in_ascii(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@').filter(|_| address.len() <= LONGEST)?;
    let deny = AsciiDenyList::STD3;
    let domain = UTS46.to_ascii(domain.as_bytes(), deny, Hyphens::CheckFirstLast, DnsLength::Verify).ok()?;
    Some(format!("{local}@{domain}"))
}

/// Says whether resolvers could take a domain for an IP address, as in `127.1` or `0x7f.1` (WHATWG URL, "ends in a
/// number checker").
fn is_number(domain: &str) -> bool {
    let last = domain.rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    hex || last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Says whether a label mixes scripts in a way that no language does: more than "highly restrictive" allows (UTS 39,
/// section 5.2), so that its letters may be taken for others.
fn mixes_scripts(label: &str) -> bool {
    match label.detect_restriction_level() {
        RestrictionLevel::ASCIIOnly | RestrictionLevel::SingleScript | RestrictionLevel::HighlyRestrictive => false,
        RestrictionLevel::ModeratelyRestrictive | RestrictionLevel::MinimallyRestrictive => true,
        // It holds a character that identifiers should not: a symbol, or a letter of a script that few use. That is
        // no matter of look-alikes as long as all of it is of one script.
        RestrictionLevel::Unrestricted => !label.is_single_script(),
    }
}

/// Shows the first letter and the domain only: logs are no address book.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
        write!(f, "{}…@{domain}", local.chars().next().unwrap_or('?'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn email(text: &str) -> Result<Email, EmailError> {
        text.parse()
    }

    #[test]
    fn addresses_that_mail_can_go_to() {
        let longest = format!("{}@{}.example", "a".repeat(64), [&"b".repeat(60)[..]; 3].join("."));
        assert_eq!(longest.len(), 255);
        for good in [
            "ann@example.com",
            "Ann.Lee+docs@Sub.Example.co.uk",
            "a@b.cd",
            "o'neil@example.ie",
            "ann@1.example",
            "ann@3com.com",
            "ann@1.2.3.4.example",
            "ann@r3---sn.example",
            "ann@bücher.example",
            "ann@xn--bcher-kva.example",
            "ann@пример.рф",
            "ann@例え.テスト",
            "ann@日本語kana.example",
            "ann@한국어abc.example",
            "ann@مثال.إختبار",
            "ann@दिल्ली.भारत",
            "ann@ᏣᎳᎩ.example",
            "ann@straße.example",
            "ann@☃.example",
            &longest[1..],
        ] {
            assert_eq!(email(good).map(|email| email.0), Ok(good.to_owned()));
        }
        let long_in_ascii = format!("{}@{}.cd", "a".repeat(30), ["ü"; 29].join("."));
        assert!(long_in_ascii.len() <= LONGEST && in_ascii(&long_in_ascii).is_some_and(|ascii| ascii.len() > LONGEST));
        for bad in [
            "",
            "ann",
            "ann@",
            "@example.com",
            "ann@example",
            "a b@example.com",
            "ann@exa mple.com",
            "ann@@example.com",
            "Ann <ann@example.com>",
            "\"ann\"@example.com",
            "ann@example.com\r\nBcc: x@example.com",
            "ann@example.com\0",
            "ann\0@example.com",
            "änn@example.com",
            ".ann@example.com",
            "ann@exa_mple.com",
            "ann@-example.com",
            &longest,
            &long_in_ascii,
        ] {
            assert_eq!(email(bad), Err(EmailError), "{bad:?}");
        }
    }

    #[test]
    fn a_domain_is_a_name() {
        for bad in [
            "ann@[127.0.0.1]",
            "ann@[IPv6:::1]",
            "ann@［127.0.0.1］",
            "ann@127.0.0.1",
            "ann@127.1",
            "ann@0x7f.1",
            "ann@0x7f.0x1",
            "ann@a.0x",
            "ann@example.42",
            "ann@2130706433",
            "ann@１２７.０.０.１",
            "ann@①②⑦.①",
            "ann@127。1",
            "ann@example.com.",
            "ann@example.com。",
            "ann@.example.com",
            "ann@example..com",
            "ann@example.。com",
            "ann@.",
            "ann@\u{ad}",
            "ann@\u{ad}.com",
            "ann@xn--.com",
            "ann@xn--a.com",
            "ann@exa\u{202e}mple.com",
            "ann@exa／mple.com",
            "ann@exa＠mple.com",
        ] {
            assert_eq!(email(bad), Err(EmailError), "{bad:?}");
        }
    }

    #[test]
    fn a_label_is_of_one_script() {
        // A Cyrillic a, a Greek o, a Cherokee letter, an Armenian one; also where they come encoded.
        for bad in
            ["ann@exаmple.com", "ann@example.cоm", "ann@gοοgle.com", "ann@bank.ᏟOM", "ann@օffice.com", "ann@日本а.com"]
        {
            assert_eq!(email(bad), Err(EmailError), "{bad:?}");
            let encoded = in_ascii(bad).unwrap();
            assert!(encoded.contains("xn--"));
            assert_eq!(email(&encoded), Err(EmailError), "{encoded:?}");
        }
    }

    #[test]
    fn one_mailbox_has_one_key() {
        for (written, kept, key) in [
            ("Ann@Example.COM", "Ann@Example.COM", "ann@example.com"),
            ("ann@bücher.example", "ann@bücher.example", "ann@xn--bcher-kva.example"),
            ("ANN@BÜCHER.example", "ANN@bücher.example", "ann@xn--bcher-kva.example"),
            ("ann@bu\u{308}cher.example", "ann@bücher.example", "ann@xn--bcher-kva.example"),
            ("ann@XN--BCHER-KVA.example", "ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example"),
            ("ann@ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com", "ann@example.com"),
            ("ann@ⓔⓧⓐⓜⓟⓛⓔ.com", "ann@example.com", "ann@example.com"),
            ("ann@example。com", "ann@example.com", "ann@example.com"),
            ("ann@exa\u{ad}mple\u{200b}.com", "ann@example.com", "ann@example.com"),
            ("ann@𝐞xample.com", "ann@example.com", "ann@example.com"),
        ] {
            let email = email(written).unwrap();
            assert_eq!((email.as_str(), email.key()), (kept, key.to_owned()), "{written:?}");
            assert_eq!(Email::key_of(written), key);
        }
        // Not found, whatever it is; and no work is done for what is too long.
        for (text, key) in [("Ann", "ann"), ("ann@a..b", "ann@a..b"), ("@", "@")] {
            assert_eq!(Email::key_of(text), key);
        }
        let long = format!("ann@{}", "ü".repeat(60_000));
        assert_eq!(Email::key_of(&long), long);
    }

    #[test]
    fn a_domain_has_addresses_and_domains_beneath_it() {
        let domain: Domain = "Bücher.Example".parse().unwrap();
        assert_eq!(Ok(&domain), "xn--bcher-kva.example".parse().as_ref());
        for (address, is_of, is_above) in [
            ("ann@BÜCHER.example", true, false),
            ("ann@xn--bcher-kva.example", true, false),
            ("ann@a.b.bücher.example", false, true),
            ("ann@alte-bücher.example", false, false),
            ("ann@bücher.example.org", false, false),
        ] {
            let address = email(address).unwrap();
            assert_eq!((domain.is_of(&address), domain.is_above(&address)), (is_of, is_above), "{address:?}");
        }
        for bad in ["", "example", "a@example.com", "127.0.0.1", "*.example.com", "exa mple.com"] {
            assert_eq!(bad.parse::<Domain>(), Err(EmailError), "{bad:?}");
        }
    }

    #[test]
    fn a_mail_travels_to_an_ascii_domain() {
        assert_eq!(email("Ann@bücher.example").unwrap().in_ascii().unwrap(), "Ann@xn--bcher-kva.example");
        assert_eq!(email("Ann@Example.com").unwrap().in_ascii().unwrap(), "Ann@example.com");
    }

    #[test]
    fn logs_do_not_show_whole_addresses() {
        assert_eq!(format!("{:?}", email("ann@example.com").unwrap()), "a…@example.com");
    }

    proptest! {
        #[test]
        fn whatever_is_taken_travels_and_is_one_mailbox(text in "ann@[a-zßäаοｅⓔ日か한1\u{ad}。.x-]{1,12}\\.(com|рф|１|0x1)") {
            if let Ok(email) = text.parse::<Email>() {
                let ascii = email.in_ascii().unwrap();
                prop_assert!(ascii.is_ascii() && ascii.len() <= LONGEST);
                prop_assert_eq!(ascii.to_ascii_lowercase(), email.key());
                prop_assert_eq!(ascii.parse::<Email>().unwrap().key(), email.key());
                prop_assert_eq!(email.as_str().parse::<Email>().unwrap(), email);
            }
        }

        #[test]
        fn any_text_has_a_key(text: String) {
            let key = Email::key_of(&text);
            let taken = text.parse::<Email>();
            prop_assert!(taken.is_err() || taken.unwrap().key() == key);
        }
    }
}
