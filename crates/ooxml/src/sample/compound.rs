//! Writing compound files (MS-CFB), for encrypted documents and OLE objects.

const SECTOR: usize = 512;
const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;

/// A compound file with these streams in its root. All are kept in plain sectors, padded to the size from which this
/// is right, 4096 bytes. Room for about 60 KiB.
pub fn compound_file(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let directory_sectors = (streams.len() + 1).div_ceil(4);
    let mut table = vec![0xFFFF_FFFD];
    chain(&mut table, directory_sectors);
    let mut directory = entry("Root Entry", 5, END, 0);
    let mut data = Vec::new();
    for (name, bytes) in streams {
        let size = bytes.len().max(4_096);
        directory.extend(entry(name, 2, number(table.len()), number(size)));
        chain(&mut table, size.div_ceil(SECTOR));
        data.extend_from_slice(bytes);
        data.resize(data.len() - bytes.len() + size.next_multiple_of(SECTOR), 0);
    }
    directory.resize(directory_sectors * SECTOR, 0);
    table.resize(SECTOR / 4, FREE);
    let mut file = header();
    file.extend(table.iter().flat_map(|next| next.to_le_bytes()));
    file.extend(directory);
    file.extend(data);
    file
}

/// A document that is encrypted with a password, as far as its container goes (MS-OFFCRYPTO).
pub fn encrypted_document() -> Vec<u8> {
    compound_file(&[("EncryptionInfo", b"\x04\x00\x04\x00"), ("EncryptedPackage", b"secret")])
}

/// An OLE object that wraps a file, as programs do for files of types they do not know (MS-OLEDS 2.3.6).
pub fn wrapped_file(name: &str, data: &[u8]) -> Vec<u8> {
    let path = format!("C:\\Temp\\{name}\0");
    let mut native = vec![2, 0];
    native.extend_from_slice(format!("{name}\0{path}").as_bytes());
    native.extend_from_slice(&[0, 0, 3, 0]);
    native.extend_from_slice(&number(path.len()).to_le_bytes());
    native.extend_from_slice(path.as_bytes());
    native.extend_from_slice(&number(data.len()).to_le_bytes());
    native.extend_from_slice(data);
    let mut stream = number(native.len()).to_le_bytes().to_vec();
    stream.extend(native);
    compound_file(&[("\u{1}Ole10Native", &stream)])
}

/// MS-CFB 2.2, version 3, one sector of allocation table at the start, the directory behind it.
fn header() -> Vec<u8> {
    let mut header = crate::cfb::MAGIC.to_vec();
    header.resize(24, 0);
    header.extend([0x3E_u16, 3, 0xFFFE, 9, 6].iter().flat_map(|field| field.to_le_bytes()));
    header.resize(44, 0);
    let fields = [1, 1, 0, 4_096, END, 0, END, 0, 0];
    header.extend(fields.iter().flat_map(|field: &u32| field.to_le_bytes()));
    header.resize(SECTOR, 0xFF);
    header
}

/// Adds a chain of so many sectors to the allocation table.
fn chain(table: &mut Vec<u32>, sectors: usize) {
    for _ in 1..sectors {
        table.push(number(table.len() + 1));
    }
    table.push(END);
}

/// MS-CFB 2.6.1. The tree of names is left out; every reader of these samples lists the entries.
fn entry(name: &str, kind: u8, start: u32, size: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u8::try_from(entry.len() + 2).unwrap_or(64);
    entry.resize(64, 0);
    entry.extend_from_slice(&[length, 0, kind, 1]);
    entry.extend_from_slice(&[0xFF; 12]);
    entry.resize(116, 0);
    entry.extend_from_slice(&start.to_le_bytes());
    entry.extend_from_slice(&size.to_le_bytes());
    entry.resize(128, 0);
    entry
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
