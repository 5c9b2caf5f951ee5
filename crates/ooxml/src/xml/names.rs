//! Names as Namespaces in XML 1.0 means them: which prefix stands for which namespace at a place in a part.

use std::borrow::Cow;
use std::cell::Cell;

use memchr::memmem::Finder;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, attributes::Attributes};
use quick_xml::{XmlVersion, name::PrefixDeclaration};

use crate::{Flaw, ReadError};

/// Bindings in scope at one time. Real parts have up to 40, and each costs time at every name.
const MAX_BINDINGS: usize = 256;
/// Longest prefix, and longest name of a namespace.
const MAX_NAME: usize = 1_024;

/// Section 3: the two prefixes that every part has, and what they are bound to.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// What the names of the strict namespaces begin with (ECMA-376 Part 1).
const STRICT: &str = "http://purl.oclc.org/ooxml/";

const BROKEN: ReadError = ReadError::IllFormed(Flaw::AttributeBroken);
const TWICE: ReadError = ReadError::IllFormed(Flaw::AttributeTwice);

/// A namespace of ECMA-376 or of Office, transitional and strict alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// `[Content_Types].xml`.
    ContentTypes,
    /// The parts `*.rels`.
    PackageRelationships,
    /// The attributes that lead to relationships, such as `r:id`.
    Relationships,
    /// `WordprocessingML`.
    Word,
    /// `SpreadsheetML`.
    Sheet,
    /// What Excel keeps in extension lists, such as the formulas `xm:f` of rules ([MS-XLSX]).
    SheetExtension,
    /// `PresentationML`.
    Slides,
    /// `DrawingML`.
    Drawing,
    /// Charts of `DrawingML`.
    Chart,
    /// Charts of Office 2016 ([MS-ODRAWXML]).
    ChartExtension,
    /// `mc:AlternateContent` and its like (ECMA-376 Part 3).
    Compatibility,
    /// VML (ECMA-376 Part 4).
    Vml,
    /// What Office adds to VML.
    OfficeVml,
}

impl Vocabulary {
    fn of(namespace: &str) -> Option<Self> {
        Some(match namespace {
            "http://schemas.openxmlformats.org/package/2006/content-types" => Self::ContentTypes,
            "http://schemas.openxmlformats.org/package/2006/relationships" => Self::PackageRelationships,
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
            | "http://purl.oclc.org/ooxml/officeDocument/relationships" => Self::Relationships,
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Self::Word,
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            | "http://purl.oclc.org/ooxml/spreadsheetml/main" => Self::Sheet,
            "http://schemas.microsoft.com/office/excel/2006/main" => Self::SheetExtension,
            "http://schemas.openxmlformats.org/presentationml/2006/main"
            | "http://purl.oclc.org/ooxml/presentationml/main" => Self::Slides,
            "http://schemas.openxmlformats.org/drawingml/2006/main" | "http://purl.oclc.org/ooxml/drawingml/main" => {
                Self::Drawing
            }
            "http://schemas.openxmlformats.org/drawingml/2006/chart" | "http://purl.oclc.org/ooxml/drawingml/chart" => {
                Self::Chart
            }
            "http://schemas.microsoft.com/office/drawing/2014/chartex" => Self::ChartExtension,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Self::Compatibility,
            "urn:schemas-microsoft-com:vml" => Self::Vml,
            "urn:schemas-microsoft-com:office:office" => Self::OfficeVml,
            _ => return None,
        })
    }
}

/// What one prefix stands for; the empty prefix is the default namespace. The texts stand one behind the other.
#[derive(Debug)]
struct Binding {
    start: usize,
    prefix: usize,
    namespace: usize,
    vocabulary: Option<Vocabulary>,
    strict: bool,
    /// Number of elements open where it was declared, that one included.
    level: usize,
}

/// A namespace, or none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Namespace<'a> {
    name: &'a str,
    vocabulary: Option<Vocabulary>,
    strict: bool,
}

impl PartialEq for Namespace<'_> {
    fn eq(&self, other: &Self) -> bool {
        same(self.name, other.name)
    }
}

/// Whether two names are the same. Empty ones have no address, at which some processors are slow to compare.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && (one.is_empty() || one == other)
}

/// The bindings that are in force.
#[derive(Debug)]
pub(super) struct Scope {
    bindings: Vec<Binding>,
    texts: String,
    /// The binding that was asked for last, which most often is asked for again.
    last: Cell<usize>,
    declaration: Finder<'static>,
}

impl Default for Scope {
    fn default() -> Self {
        let (bindings, texts) = (Vec::new(), String::new());
        Self { bindings, texts, last: Cell::new(usize::MAX), declaration: Finder::new(b"xmlns") }
    }
}

impl Scope {
    /// Takes in what an element declares.
    #[inline]
    pub(super) fn enter(&mut self, element: &BytesStart<'_>, level: usize) -> Result<(), ReadError> {
        // Most elements declare nothing, and a name cannot be written with references.
        let attributes = element.attributes_raw().as_bytes();
        if attributes.len() < " xmlns=''".len() || self.declaration.find(attributes).is_none() {
            return Ok(());
        }
        self.declare_all(element, level)
    }

    fn declare_all(&mut self, element: &BytesStart<'_>, level: usize) -> Result<(), ReadError> {
        let mut prefixes = Vec::new();
        let outer = self.bindings.len();
        for attribute in plain_attributes(element) {
            let attribute = attribute?;
            let prefix = match attribute.key.as_namespace_binding() {
                Some(PrefixDeclaration::Default) => "",
                Some(PrefixDeclaration::Named(prefix)) => prefix,
                None => continue,
            };
            self.declare(prefix, &value(&attribute)?, level, outer)?;
            prefixes.push(prefix);
        }
        prefixes.sort_unstable();
        let repeated = prefixes.windows(2).any(|pair| pair[0] == pair[1]);
        if repeated { Err(ReadError::IllFormed(Flaw::PrefixTwice)) } else { Ok(()) }
    }

    fn declare(&mut self, prefix: &str, namespace: &str, level: usize, outer: usize) -> Result<(), ReadError> {
        // Section 3: `xml` may be declared as what it is; else neither prefix nor name of the two may be used.
        if prefix == "xml" && namespace == XML {
            return Ok(());
        }
        if matches!(prefix, "xml" | "xmlns") || matches!(namespace, XML | XMLNS) {
            return Err(ReadError::IllFormed(Flaw::NamespaceReserved));
        }
        // Section 2.2: only the default namespace may be taken back.
        if !prefix.is_empty() && namespace.is_empty() {
            return Err(ReadError::IllFormed(Flaw::PrefixTakenBack));
        }
        // Many writers declare the same again at every element.
        let standing = self.bindings[..outer].iter().rfind(|binding| same(self.prefix(binding), prefix));
        if standing.is_some_and(|standing| same(self.namespace(standing), namespace)) {
            return Ok(());
        }
        if self.bindings.len() >= MAX_BINDINGS {
            return Err(ReadError::Limit(Flaw::TooManyNamespaces));
        }
        if prefix.len() > MAX_NAME || namespace.len() > MAX_NAME {
            return Err(ReadError::Limit(Flaw::NamespaceTooLong));
        }
        self.last.set(usize::MAX);
        let (vocabulary, strict) = (Vocabulary::of(namespace), namespace.starts_with(STRICT));
        let (start, prefix_length, namespace_length) = (self.texts.len(), prefix.len(), namespace.len());
        self.texts.push_str(prefix);
        self.texts.push_str(namespace);
        let (prefix, namespace) = (prefix_length, namespace_length);
        self.bindings.push(Binding { start, prefix, namespace, vocabulary, strict, level });
        Ok(())
    }

    fn prefix(&self, binding: &Binding) -> &str {
        &self.texts[binding.start..binding.start + binding.prefix]
    }

    fn namespace(&self, binding: &Binding) -> &str {
        let start = binding.start + binding.prefix;
        &self.texts[start..start + binding.namespace]
    }

    /// Forgets what was declared by elements that are closed now.
    pub(super) fn leave(&mut self, level: usize) {
        while let Some(binding) = self.bindings.pop_if(|binding| binding.level > level) {
            self.texts.truncate(binding.start);
            self.last.set(usize::MAX);
        }
    }

    /// What a prefix stands for; `None` if it is not declared.
    #[inline]
    pub(super) fn resolve(&self, prefix: &str) -> Option<Namespace<'_>> {
        let is_it = |binding: &Binding| same(self.prefix(binding), prefix);
        let found = match self.bindings.get(self.last.get()) {
            Some(last) if is_it(last) => Some(self.last.get()),
            _ => self.bindings.iter().rposition(is_it),
        };
        let Some((at, binding)) = found.and_then(|at| Some((at, self.bindings.get(at)?))) else {
            return match prefix {
                "" => Some(Namespace::default()),
                "xml" => Some(Namespace { name: XML, ..Namespace::default() }),
                _ => None,
            };
        };
        self.last.set(at);
        Some(Namespace { name: self.namespace(binding), vocabulary: binding.vocabulary, strict: binding.strict })
    }
}

/// The attributes of an element, not looked at for repetition: that would cost the square of their number.
fn plain_attributes<'e>(element: &'e BytesStart<'_>) -> impl Iterator<Item = Result<Attribute<'e>, ReadError>> {
    let mut attributes: Attributes<'e> = element.attributes();
    attributes.with_checks(false);
    attributes.map(|attribute| attribute.map_err(|_| BROKEN))
}

fn value<'e>(attribute: &Attribute<'e>) -> Result<Cow<'e, str>, ReadError> {
    attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| BROKEN)
}

/// The tag of an element, whose names are resolved.
pub(crate) struct Element<'a> {
    tag: BytesStart<'a>,
    scope: &'a Scope,
    vocabulary: Option<Vocabulary>,
    strict: bool,
    /// Where in the name of the tag the local name begins.
    local_name: usize,
}

impl<'a> Element<'a> {
    /// Fails if the prefix of the element is not declared.
    #[inline]
    pub(super) fn new(tag: BytesStart<'a>, scope: &'a Scope) -> Result<Self, ReadError> {
        let name = tag.name().into_inner();
        let (prefix, local_name) = match memchr::memchr(b':', name.as_bytes()) {
            Some(at) => (&name[..at], at + 1),
            None => ("", 0),
        };
        let Some(namespace) = scope.resolve(prefix) else {
            return Err(ReadError::IllFormed(Flaw::PrefixUndeclared));
        };
        Ok(Self { vocabulary: namespace.vocabulary, strict: namespace.strict, tag, scope, local_name })
    }

    /// The tag as it is written.
    pub(crate) fn tag(&self) -> &BytesStart<'a> {
        &self.tag
    }

    /// The expanded name of an attribute (Namespaces in XML 1.0, section 6.3): the name of its namespace if it is in one,
    /// and its local name. `None` if its prefix is not declared.
    pub(crate) fn expanded<'n>(&'n self, name: &'n str) -> Option<(Option<&'n str>, &'n str)> {
        Some(match memchr::memchr(b':', name.as_bytes()).map(|at| (&name[..at], &name[at + 1..])) {
            None if name == "xmlns" => (Some(XMLNS), name),
            None => (None, name),
            Some(("xmlns", local_name)) => (Some(XMLNS), local_name),
            Some((prefix, local_name)) => (Some(self.scope.resolve(prefix)?.name), local_name),
        })
    }

    /// The vocabulary that the element is of; `None` if that is a foreign one.
    pub(crate) fn vocabulary(&self) -> Option<Vocabulary> {
        self.vocabulary
    }

    /// Whether it is of a strict namespace.
    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }

    /// The name without its prefix.
    pub(crate) fn local_name(&self) -> &str {
        &self.tag.name().into_inner()[self.local_name..]
    }

    /// Whether this is the element of that name in a vocabulary.
    pub(crate) fn is(&self, vocabulary: Vocabulary, local_name: &str) -> bool {
        self.vocabulary() == Some(vocabulary) && self.local_name() == local_name
    }

    /// The value of an attribute without prefix, unescaped.
    pub(crate) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, ReadError> {
        let mut found = None;
        for attribute in plain_attributes(&self.tag) {
            let attribute = attribute?;
            if attribute.key.as_ref() == name && found.replace(attribute).is_some() {
                return Err(TWICE);
            }
        }
        found.as_ref().map(value).transpose()
    }

    /// The value of an attribute with a prefix that stands for a vocabulary, unescaped, and whether it is of the
    /// namespace of the element itself. Of transitional and strict, which no writer mixes, that one goes first.
    pub(crate) fn attribute_of(
        &self,
        vocabulary: Vocabulary,
        name: &str,
    ) -> Result<Option<(Cow<'_, str>, bool)>, ReadError> {
        let own_prefix = self.tag.name().prefix().map_or("", |prefix| prefix.into_inner());
        let own_namespace = self.scope.resolve(own_prefix);
        let (mut own, mut other) = (None, None);
        for attribute in plain_attributes(&self.tag) {
            let attribute = attribute?;
            let (local_name, Some(prefix)) = attribute.key.decompose() else { continue };
            if local_name.into_inner() != name || prefix.is_xmlns() {
                continue;
            }
            let namespace = self.scope.resolve(prefix.into_inner());
            if namespace.and_then(|namespace| namespace.vocabulary) == Some(vocabulary) {
                let place = if namespace == own_namespace { &mut own } else { &mut other };
                if place.replace(attribute).is_some() {
                    return Err(TWICE);
                }
            }
        }
        let is_own = own.is_some();
        own.or(other).as_ref().map(|attribute| Ok((value(attribute)?, is_own))).transpose()
    }
}
