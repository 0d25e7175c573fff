//! Old workbooks (.xls) written by hand: records in a file of OLE.

/// A record.
pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn words(of: &[u16]) -> Vec<u8> {
    of.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A cell of text in the code page of the book.
pub(crate) fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let bytes = encoding_rs::GBK.encode(text).0;
    let head = words(&[row, column, 0, u16::try_from(bytes.len()).unwrap()]);
    record(0x0204, &[&head[..], &bytes].concat())
}

/// A cell with a number.
pub(crate) fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[&words(&[row, column, 0])[..], &value.to_le_bytes()].concat())
}

/// The workbook of Excel 5.0 with these records on its sheets.
pub(crate) fn book(sheets: &[Vec<u8>]) -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &words(&[0x0500, kind, 0, 0]));
    let end = record(0x0a, &[]);
    let globals = |at: &[u32]| {
        let mut out = [begin(5), record(0x42, &words(&[936]))].concat();
        for (i, at) in at.iter().enumerate() {
            let name = format!("Sheet{i}");
            let data = [&at.to_le_bytes()[..], &[0, 0, u8::try_from(name.len()).unwrap()], name.as_bytes()].concat();
            out.extend(record(0x85, &data));
        }
        out.extend(&end);
        out
    };
    let mut at = Vec::new();
    let mut length = globals(&vec![0; sheets.len()]).len();
    let sheets: Vec<Vec<u8>> = sheets.iter().map(|cells| [&begin(0x10)[..], cells, &end].concat()).collect();
    for sheet in &sheets {
        at.push(u32::try_from(length).unwrap());
        length += sheet.len();
    }
    compound("Book", &[globals(&at), sheets.concat()].concat())
}

/// A file of OLE with one stream.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    // What is shorter would lie among the small sectors.
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let count = stream.len() / 512;
    assert!(count < 120, "one sector holds the table");
    let mut out = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    out.resize(24, 0);
    out.extend(words(&[0x3e, 3, 0xfffe, 9, 6]));
    out.resize(44, 0);
    for number in [1_u32, 1, 0, 4096, 0xffff_fffe, 0, 0xffff_fffe, 0, 0] {
        out.extend(number.to_le_bytes());
    }
    out.resize(512, 0xff);
    // The table: itself, the list of streams, then the stream.
    let mut table = vec![0xffff_fffd_u32, 0xffff_fffe];
    table.extend((0..count).map(|i| if i + 1 == count { 0xffff_fffe } else { u32::try_from(i + 3).unwrap() }));
    table.resize(128, 0xffff_ffff);
    out.extend(table.iter().flat_map(|n| n.to_le_bytes()));
    for (name, kind, child, start, length) in
        [("Root Entry", 5_u8, 1_u32, 0xffff_fffe_u32, 0), (name, 2, 0xffff_ffff, 2, stream.len())]
    {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let long = u16::try_from(entry.len() + 2).unwrap();
        entry.resize(64, 0);
        entry.extend(long.to_le_bytes());
        entry.extend([kind, 1]);
        for number in [0xffff_ffff_u32, 0xffff_ffff, child] {
            entry.extend(number.to_le_bytes());
        }
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(u32::try_from(length).unwrap().to_le_bytes());
        entry.resize(128, 0);
        out.extend(entry);
    }
    out.resize(out.len().next_multiple_of(512), 0);
    out.extend(stream);
    out
}
