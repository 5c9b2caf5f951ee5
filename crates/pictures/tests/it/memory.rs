//! How much memory pictures take, as the kernel counts it.

use std::{env, fs, process::Command};

use pictures::Refused;

use crate::{
    refused::bombs,
    samples::{black_png, file, picture, zeros},
};

const CHILD: &str = "PICTURES_MEMORY_CHILD";

/// Runs the test again in a process of its own and tells the most MiB that it had.
fn peak_of(test: &str, work: fn()) -> Option<u64> {
    if env::var_os(CHILD).is_some() {
        work();
        let status = fs::read_to_string("/proc/self/status").unwrap();
        println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap());
        return None;
    }
    let arguments = ["--exact", test, "--nocapture"];
    let child = Command::new(env::current_exe().unwrap()).args(arguments).env(CHILD, "1").output().unwrap();
    let printed = String::from_utf8(child.stdout).unwrap();
    assert!(child.status.success(), "{printed}");
    let line = printed.lines().find(|line| line.contains("VmHWM")).unwrap();
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    Some(digits.parse::<u64>().unwrap() >> 10)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "only Linux tells the peak in /proc")]
fn what_is_refused_takes_next_to_nothing() {
    let peak = peak_of("memory::what_is_refused_takes_next_to_nothing", || {
        for (name, bytes) in bombs() {
            assert_eq!(picture(&bytes), Err(Refused::TooManyPixels), "{name}");
        }
    });
    assert!(peak.is_none_or(|peak| peak < 24), "{peak:?} MiB");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "only Linux tells the peak in /proc")]
fn text_and_profiles_are_not_unpacked() {
    let peak = peak_of("memory::text_and_profiles_are_not_unpacked", || {
        let much = zeros(256 << 20);
        for (name, head) in [(b"zTXt", &b"XML:com.adobe.xmp\0\0"[..]), (b"iTXt", b"a\0\x01\0\0\0"), (b"iCCP", b"a\0\0")]
        {
            let bytes = black_png(100, *name, &[head, &much].concat());
            assert!(bytes.len() < 5 << 20);
            assert!(picture(&bytes).is_ok(), "{}", name.escape_ascii());
        }
        let text = [b"a\0", &vec![b'b'; 4 << 20][..]].concat();
        assert!(picture(&black_png(100, *b"tEXt", &text)).is_ok());
    });
    // A profile is unpacked up to the bound of all memory, and no further.
    assert!(peak.is_none_or(|peak| peak < 120), "{peak:?} MiB");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "only Linux tells the peak in /proc")]
fn sixteen_million_pixels_take_twelve_bytes_each() {
    let peak = peak_of("memory::sixteen_million_pixels_take_twelve_bytes_each", || {
        assert!(picture(&black_png(4000, *b"tEXt", b"a\0b")).is_ok());
        assert!(picture(&file("large-animated.webp")).is_ok());
    });
    assert!(peak.is_none_or(|peak| (100..200).contains(&peak)), "{peak:?} MiB");
}
