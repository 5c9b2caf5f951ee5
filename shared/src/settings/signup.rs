//! Who may sign up.

use crate::people::email::{Domain, Email};

use super::{
    error::SettingError,
    text::{Text, Texts},
};

/// Who may sign up.
#[derive(Clone, Debug)]
pub struct Signup {
    /// How.
    pub way: SignupWay,
    /// In which domains; none for all.
    domains: Vec<Domains>,
}

/// How somebody comes to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignupWay {
    /// By signing up.
    Open,
    /// By signing up, and waiting until somebody approves it.
    Approval,
    /// By being invited.
    Invited,
}

#[derive(Clone, Debug)]
enum Domains {
    /// This one.
    One(Domain),
    /// All beneath this one.
    Beneath(Domain),
}

impl SignupWay {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approval => "approval",
            Self::Invited => "invited",
        }
    }
}

impl Signup {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self { way: texts.read("signup", way)?, domains: texts.read("signup_domains", domains)? })
    }

    /// Says whether anybody at all gets an account by signing up.
    pub fn is_for_anybody(&self) -> bool {
        self.way == SignupWay::Open && self.domains.is_empty()
    }

    /// Says whether somebody with this address may sign up.
    pub fn takes(&self, email: &Email) -> bool {
        let named = self.domains.iter().any(|domains| match domains {
            Domains::One(domain) => domain.is_of(email),
            Domains::Beneath(domain) => domain.is_above(email),
        });
        named || self.domains.is_empty()
    }
}

fn way(text: &Text) -> Result<SignupWay, SettingError> {
    let ways = [SignupWay::Open, SignupWay::Approval, SignupWay::Invited];
    let way = ways.into_iter().find(|way| way.as_str().eq_ignore_ascii_case(text.as_str()));
    way.ok_or_else(|| text.wrong("is neither open, approval nor invited", "approval"))
}

fn domains(text: &Text) -> Result<Vec<Domains>, SettingError> {
    let domain = |part: &str| {
        let wrong = |_| text.wrong("names what is no domain", "example.com, *.example.org");
        match part.strip_prefix("*.") {
            Some(above) => above.parse().map(Domains::Beneath).map_err(wrong),
            None => part.parse().map(Domains::One).map_err(wrong),
        }
    };
    text.list().map(domain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::{read, refusal};

    #[test]
    fn there_are_three_ways_to_an_account() {
        assert_eq!(read(&[]).unwrap().signup.way, SignupWay::Open);
        assert!(read(&[]).unwrap().signup.is_for_anybody());
        for pair in [("signup", "approval"), ("signup_domains", "example.com")] {
            assert!(!read(&[pair]).unwrap().signup.is_for_anybody(), "{pair:?}");
        }
        for (text, way) in
            [("Open", SignupWay::Open), ("approval", SignupWay::Approval), ("invited", SignupWay::Invited)]
        {
            assert_eq!(read(&[("signup", text)]).unwrap().signup.way, way, "{text}");
        }
        for wrong in ["", "closed", "true"] {
            assert!(refusal(&[("signup", wrong)]).contains("is neither open, approval nor invited"), "{wrong}");
        }
    }

    #[test]
    fn domains_are_named_one_by_one() {
        let takes = |domains: &str, address: &str| {
            read(&[("signup_domains", domains)]).unwrap().signup.takes(&address.parse().unwrap())
        };
        assert!(takes("", "ann@anything.example"));
        let domains = "Example.com, *.example.org, bücher.example";
        for good in ["ann@EXAMPLE.com", "ann@a.example.org", "ann@a.b.example.org", "ann@xn--bcher-kva.example"] {
            assert!(takes(domains, good), "{good}");
        }
        for bad in ["ann@a.example.com", "ann@example.org", "ann@notexample.com", "ann@example.com.evil.example"] {
            assert!(!takes(domains, bad), "{bad}");
        }
        for wrong in ["example", "ann@example.com", "*", "*.com.*", "127.0.0.1"] {
            assert!(refusal(&[("signup_domains", wrong)]).contains("names what is no domain"), "{wrong}");
        }
    }
}
