//! What of XML and its namespaces is taken, and why the rest is not.

use std::io::Cursor;

use super::{answer, check};
use crate::sample::{DocumentBuilder, Entry};
use crate::{FindingKind, Flaw, Kind, Limits, Refusal, Verdict, inspect};

const MAIN: &str = "word/document.xml";

fn docx() -> DocumentBuilder {
    DocumentBuilder::new(Kind::Docx)
}

/// Why a docx with this main part is refused; `None` if it is taken.
fn reason(main: impl Into<Vec<u8>>) -> Option<&'static str> {
    match check(Cursor::new(docx().part(MAIN, main).build()), "a.docx", &Limits::default()) {
        Ok(_) => None,
        Err(Refusal::InvalidFile(flaw)) => Some(flaw.as_str()),
        Err(other) => panic!("{other:?}"),
    }
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn what_the_standards_allow_is_taken() {
    for xml in [
        "<a/>",
        "<a xmlns:p='u' p:b='1' b='2'/>",
        "<p:a xmlns:p='u'/>",
        "<a xmlns='u'><b xmlns=''/></a>",
        "<a xml:space='preserve' xml:lang='de'/>",
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns:p='u'><b xmlns:p='v' p:c=''/><b p:c=''/></a>",
        "<a xmlns:p='u' xmlns:q='v' p:b='1' q:b='2'/>",
        "<\u{C4}\u{3B1}\u{4E2D}\u{B7}\u{300} \u{E9}.-1='' xmlns:\u{10000}='u' \u{10000}:b=''/>",
        "<a>&#9;&#xA;&#xd;&#x20;&#xD7FF;&#xE000;&#xFFFD;&#x10000;&#x10FFFF;&#00065;</a>",
        "<a b='&#x9;&amp;&lt;&gt;&apos;&quot;>]]>'/>",
        "<a>\u{7F}\u{85}\u{2028}\u{FDD0}\u{1FFFE}</a>",
        "<?xml version='1.0'?><!-- - --><?p:i x?><a/>".replace("p:i", "pi").as_str(),
        "<?xml version=\"1.1\" encoding='UTF-8' standalone='no' ?>\r\n<a\t/ >".replace("/ >", "/>").as_str(),
        "<a></a ><!-- x --><?pi?>\n",
    ] {
        assert_eq!(reason(xml), None, "{xml}");
    }
}

#[test]
fn what_the_standards_forbid_is_refused() {
    let character = "its main part has a character that XML does not allow";
    let undeclared = "its XML uses a namespace prefix that is not declared";
    let undeclared_of_attribute = "its main part uses a namespace prefix that is not declared";
    let reserved = "its XML misuses a reserved namespace";
    let (twice, prefix_twice) = ("its main part has an attribute twice", "its XML declares a namespace prefix twice");
    let broken = "its main part is not well-formed XML";
    let table = [
        ("<a>&#x0B;</a>", character),
        ("<a>&#0;</a>", character),
        ("<a>&#xD800;</a>", character),
        ("<a>&#xDFFF;</a>", character),
        ("<a>&#xFFFE;</a>", character),
        ("<a>&#65535;</a>", character),
        ("<a>&#x110000;</a>", character),
        ("<a>&#x1F;</a>", character),
        ("<a>&#+65;</a>", character),
        ("<a>&#;</a>", character),
        ("<a>&#X41;</a>", character),
        ("<a>\u{FFFE}</a>", character),
        ("<a><![CDATA[\u{B}]]></a>", character),
        ("<a b='\u{1}'/>", character),
        ("<a><!--\u{FFFF}--></a>", character),
        ("<a b='&#x0B;'/>", broken),
        ("<a b='&#xFFFF;'/>", broken),
        ("<a b='&amp'/>", broken),
        ("<a>&nbsp;</a>", broken),
        ("<p:a/>", undeclared),
        ("<a><b xmlns:p='u'/><p:c/></a>", undeclared),
        ("<a p:b=''/>", undeclared_of_attribute),
        ("<a><b xmlns:p='u'/><c p:d=''/></a>", undeclared_of_attribute),
        ("<a b='1' b='2'/>", twice),
        ("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", twice),
        ("<a xmlns:p='u' xmlns:q='&#x75;' p:b='1' q:b='2'/>", twice),
        ("<a xmlns:p='u' xmlns:p='u'/>", prefix_twice),
        ("<a xmlns:p='u'><b xmlns:p='u' xmlns:p='v'/></a>", prefix_twice),
        ("<a xmlns='u' xmlns='v'/>", prefix_twice),
        ("<a xmlns:xml='u'/>", reserved),
        ("<a xmlns:xmlns='u'/>", reserved),
        ("<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", reserved),
        ("<a xmlns='http://www.w3.org/2000/xmlns/'/>", reserved),
        ("<xmlns:a/>", undeclared),
        ("<a xmlns:p=''/>", "its XML takes a namespace prefix back"),
        ("<a :b=''/>", broken),
        ("<a b:=''/>", broken),
        ("<a xmlns:p='u' p:b:c=''/>", broken),
        ("<a xmlns:p='u'><p:1/></a>", broken),
        ("<a:/>", undeclared),
        ("<a><?p:i?></a>", broken),
        ("<a><?XML?></a>", broken),
        ("<-a/>", broken),
        ("<a\u{D7}/>", broken),
        ("<\u{300}/>", broken),
        ("<a \u{37E}=''/>", broken),
        ("<?xml version='2.0'?><a/>", broken),
        ("<?xml version='1.'?><a/>", broken),
        ("<?xml version='1.0' standalone='YES'?><a/>", broken),
        (
            "<?xml version='1.0' encoding=''?><a/>",
            "its XML is in an encoding that is not allowed; Office writes UTF-8 or UTF-16",
        ),
        ("<?xml encoding='UTF-8'?><a/>", broken),
        ("<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", broken),
        ("<a>]]></a>", broken),
    ];
    for (xml, expected) in table {
        assert_eq!(reason(xml), Some(expected), "{xml}");
    }
}

#[test]
fn an_encoding_is_the_one_that_is_declared() {
    let declared = |encoding: &str| format!("<?xml version='1.0' encoding='{encoding}'?><a>x</a>");
    let marked = |encoding: &str| format!("\u{FEFF}{}", declared(encoding));
    let (little, big) = (u16::to_le_bytes, u16::to_be_bytes);
    let another = Some("its XML declares another encoding than it is in");
    let unreadable = Some("its XML is in an encoding that is not allowed; Office writes UTF-8 or UTF-16");
    let utf32: Vec<u8> = "\u{FEFF}<a/>".chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
    let table = [
        ("UTF-8", declared("utf-8").into_bytes(), None),
        ("UTF-8, marked", marked("UTF-8").into_bytes(), None),
        (
            "UTF-8, marked twice",
            format!("\u{FEFF}{}", marked("UTF-8")).into_bytes(),
            Some("its XML is not well-formed"),
        ),
        ("ASCII", declared("US-ASCII").into_bytes(), None),
        ("UTF-16", utf16(&marked("UTF-16"), little), None),
        ("UTF-16, named", utf16(&marked("utf-16be"), big), None),
        ("UTF-16, not marked", utf16(&declared("UTF-16"), big), None),
        ("UTF-16, neither", utf16("<a/>", little), Some("its XML does not declare its encoding")),
        ("UTF-16, declared only by its mark", utf16("\u{FEFF}<a/>", little), None),
        ("UTF-16 in UTF-8", declared("UTF-16").into_bytes(), another),
        ("UTF-16 in marked UTF-8", marked("UTF-16").into_bytes(), another),
        ("Latin-1 in marked UTF-8", marked("ISO-8859-1").into_bytes(), another),
        ("UTF-8 in UTF-16", utf16(&marked("UTF-8"), little), another),
        ("the other end", utf16(&marked("UTF-16LE"), big), another),
        ("far behind", format!("<?xml version='1.0'{}encoding='UTF-16'?><a/>", " ".repeat(300)).into_bytes(), another),
        ("UTF-7", declared("UTF-7").into_bytes(), unreadable),
        ("UTF-32", utf32, unreadable),
        ("EBCDIC", vec![0x4C, 0x6F, 0xA7, 0x94, 0x93], unreadable),
        ("ISO-2022-JP", declared("ISO-2022-JP").into_bytes(), unreadable),
    ];
    for (about, main, expected) in table {
        assert_eq!(reason(main), expected, "{about}");
    }
}

#[test]
fn a_long_text_is_no_damage() {
    let long = "x".repeat(9 << 20);
    let odd = format!("\u{20AC}]\r\n{}\u{1F600}>", "]]\u{FC}>\n".repeat(1 << 20));
    let field = format!(r#"<w:fldChar w:fldCharType="begin"/><w:instrText>DDE {long}</w:instrText>"#);
    for (about, body, verdict) in [
        ("text", format!("<w:t>{long}</w:t>"), Verdict::Clean),
        ("text with much to cut around", format!("<w:t>{odd}</w:t>").replace("]]>", "]"), Verdict::Clean),
        ("comment", format!("<w:p/><!--{long}-->"), Verdict::Clean),
        ("attribute behind a text", format!("<w:p>x<w:r w:rsidR='{long}'/></w:p>"), Verdict::Clean),
        ("section", format!("<w:t><![CDATA[{long}]]></w:t>"), Verdict::Clean),
        ("before a field", format!("<w:t>{long}</w:t><w:fldSimple w:instr='DDE x'/>"), Verdict::Infected),
        ("of a field", field, Verdict::Infected),
    ] {
        let bytes = docx().body(&body).build();
        assert_eq!(answer(&bytes, "a.docx"), "docx", "{about}");
        let report = inspect(Cursor::new(bytes), &Limits::default()).unwrap();
        assert_eq!(report.verdict(), verdict, "{about}");
        let unread = report.findings.iter().any(|finding| finding.kind == FindingKind::Unreadable);
        assert!(!unread, "{about}: {:?}", report.findings);
    }
}

/// What no text may hold is found wherever a long text is cut.
#[test]
fn the_end_of_a_section_is_found_in_any_place_of_a_long_text() {
    for length in (64 << 10) - 5..(64 << 10) + 5 {
        let text = "x".repeat(length);
        assert_eq!(reason(format!("<a>{text}]]></a>")), Some("its main part is not well-formed XML"), "{length}");
        assert_eq!(reason(format!("<a>{text}]] >\u{20AC}</a>")), None, "{length}");
    }
}

#[test]
fn whoever_meets_a_limit_is_told_which() {
    let deep = format!("{}{}", "<a>".repeat(1_025), "</a>".repeat(1_025));
    let name = "n".repeat(1_025);
    let prefixes = (0..257).map(|number| format!(" xmlns:p{number}='u{number}'")).collect::<Vec<_>>().concat();
    for (main, expected) in [
        (deep, "it nests more than 1,024 XML elements"),
        (format!("<{name}></{name}>"), "it has an XML name longer than 1,024 bytes"),
        (format!("<a{prefixes}/>"), "it declares more than 256 XML namespaces at one place"),
        (format!("<a xmlns='{name}'/>"), "it has the name of an XML namespace that is longer than 1,024 bytes"),
    ] {
        assert_eq!(reason(main), Some(expected));
    }
}

#[test]
fn a_main_part_does_not_hide_behind_others() {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let with = |count: usize| {
        let one = |id: usize| format!(r#"<Relationship Id="r{id}" Type="{kind}" Target="word/document.xml"/>"#);
        let rels = (0..count).map(one).collect::<Vec<_>>().concat();
        let rels = format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>"#
        );
        check(Cursor::new(docx().part("_rels/.rels", rels).build()), "a.docx", &Limits::default())
    };
    assert!(with(8).is_ok());
    assert!(matches!(with(9), Err(Refusal::InvalidFile(Flaw::TooManyMainParts))));
}

/// The reasons that name a limit name the one that is in force.
#[test]
fn limits_are_those_that_the_reasons_name() {
    let limits = Limits::default();
    assert_eq!((limits.max_entries, limits.max_directory_bytes, limits.max_index_bytes), (20_000, 8 << 20, 8 << 20));
    assert_eq!((limits.max_total_bytes, limits.max_ratio, limits.ratio_counts_above), (2 << 30, 200, 10 << 20));
    assert_eq!((limits.max_xml_depth, limits.max_xml_token), (1_024, 32 << 20));
    let zeros = docx().entry(Entry::deflated("a", vec![0; 11 << 20])).build();
    let tag = docx().part(MAIN, format!("<a b='{}'/>", "x".repeat(2 << 20))).build();
    let small = |limits: Limits| Limits { max_xml_token: 1 << 20, ..limits };
    for (bytes, limits, expected) in [
        (zeros, limits.clone(), "an entry unpacks to more than 10 MiB and to over 200 times its packed size"),
        (docx().build(), Limits { max_total_bytes: 100, ..limits.clone() }, "it unpacks to more than 2 GiB"),
        (docx().build(), Limits { max_entries: 2, ..limits.clone() }, "it has more than 20,000 entries"),
        (
            docx().build(),
            Limits { max_directory_bytes: 100, ..limits.clone() },
            "its ZIP directory is larger than 8 MiB",
        ),
        (
            docx().build(),
            Limits { max_index_bytes: 100, ..limits.clone() },
            "[Content_Types].xml or _rels/.rels is larger than 8 MiB",
        ),
        (tag, small(limits), "it has an XML tag, comment or CDATA section longer than 32 MiB"),
    ] {
        match check(Cursor::new(bytes), "a.docx", &limits) {
            Err(Refusal::InvalidFile(flaw)) => assert_eq!(flaw.as_str(), expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}
