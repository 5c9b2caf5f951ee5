//! What proxies, caches and browsers write: nobody before the last proxy that is trusted chooses the address, and a tag, a
//! coding or a language is named where it stands alone.

#![no_main]

use std::net::IpAddr;

use bounded_http::{
    content_codings, entity_tags,
    forwarded::{Form, client_of},
    languages::{self, Range},
};
use libfuzzer_sys::fuzz_target;

const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
const TAG: &str = "\"0a1b\"";

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let lines: Vec<&str> = text.split('\n').collect();
    for (form, word) in [(Form::Addresses, "192.0.2.7"), (Form::Forwarded, "for=192.0.2.7")] {
        client_of(PROXY, &lines, form, |address| address == PROXY);
        // Whoever is not trusted is who asks, whatever was written before.
        let stranger = IpAddr::from([203, 0, 113, 9]);
        assert_eq!(client_of(stranger, &lines, form, |address| address == PROXY), stranger);
        // What the proxy adds is its own word, on a line of its own or behind what it was sent.
        let told = IpAddr::from([192, 0, 2, 7]);
        let mut added = lines.clone();
        added.push(word);
        assert_eq!(client_of(PROXY, &added, form, |address| address == PROXY), told);
        let behind = format!("{}, {word}", lines.join(" "));
        assert_eq!(client_of(PROXY, &[&behind], form, |address| address == PROXY), told, "{behind:?}");
    }
    if entity_tags::names(&text, TAG) {
        assert!(entity_tags::names_weakly(&text, TAG));
        assert!(text.trim() == "*" || text.contains(TAG));
    }
    assert!(entity_tags::names(&format!("{text}, {TAG}"), TAG));
    if content_codings::takes(&text, "br") {
        assert!(text.to_ascii_lowercase().contains("br"));
    }
    assert!(content_codings::takes(&format!("{text},br;q=0.1"), "br"));
    assert!(languages::ranges(&text).count() <= 32);
    for range in languages::ranges(&text) {
        assert!(range.quality <= 1000 && !range.primary.contains([',', ';', '-']), "{range:?}");
    }
    let german = Range { primary: "de", is_dialect: false, quality: 500 };
    assert_eq!(languages::ranges(&format!("de;q=0.5,{text}")).next(), Some(german));
});
