//! From a text to a value, or to the sentence that says what is wrong with it.

use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use bytesize::ByteSize;
use ipnet::IpNet;

use super::SettingError;

pub(super) fn address(name: &str, text: &str) -> Result<SocketAddr, SettingError> {
    text.parse().map_err(|_| SettingError::new(name, "is not an address and a port", "127.0.0.1:8080"))
}

pub(super) fn address_or_none(name: &str, text: &str) -> Result<Option<SocketAddr>, SettingError> {
    if text.is_empty() { Ok(None) } else { address(name, text).map(Some) }
}

pub(super) fn path(name: &str, text: &str) -> Result<PathBuf, SettingError> {
    if text.is_empty() {
        return Err(SettingError::new(name, "is empty", "/var/lib/strongroom"));
    }
    Ok(PathBuf::from(text))
}

pub(super) fn count(name: &str, text: &str, least: u32, most: u32) -> Result<u32, SettingError> {
    let problem = || SettingError::new(name, format!("is not a whole number from {least} to {most}"), "16");
    let number = text.parse().map_err(|_| problem())?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(problem()) }
}

pub(super) fn truth(name: &str, text: &str) -> Result<bool, SettingError> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(SettingError::new(name, "is neither true nor false", "true")),
    }
}

pub(super) fn span(name: &str, text: &str, example: &str) -> Result<Duration, SettingError> {
    let longest = Duration::from_hours(24 * 3660);
    let span = humantime::parse_duration(text).ok().filter(|span| !span.is_zero() && *span <= longest);
    span.ok_or_else(|| SettingError::new(name, "is not a length of time between 1ms and ten years", example))
}

pub(super) fn size(name: &str, text: &str) -> Result<u64, SettingError> {
    let size = ByteSize::from_str(text).ok().map(|size| size.as_u64()).filter(|size| (1..1 << 50).contains(size));
    size.ok_or_else(|| SettingError::new(name, "is not a size between one byte and 1 PiB", "1GiB"))
}

/// The parts of a list with commas between, without the space around them.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

pub(super) fn networks(name: &str, text: &str) -> Result<Vec<IpNet>, SettingError> {
    list(text)
        .map(|part| part.parse::<IpNet>().or_else(|_| part.parse::<std::net::IpAddr>().map(IpNet::from)))
        .collect::<Result<_, _>>()
        .map_err(|_| SettingError::new(name, "is not a list of addresses or networks", "10.0.0.0/8,192.168.1.7"))
}

/// The name of a header of HTTP: a token (RFC 9110, section 5.6.2), in lower case.
pub(super) fn header(name: &str, text: &str) -> Result<String, SettingError> {
    let is_sign = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_sign(byte)) {
        return Err(SettingError::new(name, "is not the name of a header", "X-Forwarded-For"));
    }
    Ok(text.to_ascii_lowercase())
}

pub(super) fn key_prefix(name: &str, text: String) -> Result<String, SettingError> {
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Err(SettingError::new(name, "may hold only letters, digits, '-' and '_'", "strongroom"));
    }
    Ok(text)
}
