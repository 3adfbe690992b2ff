//! Damages bytes: what files suffer, and what an attacker would try.
//!
//! Everything follows from the random numbers given, which follow from the seed.

/// Most bytes a mutated part may have.
const MAX_BYTES: usize = 2 << 20;

/// Random numbers that are the same for the same start: splitmix64.
pub(crate) struct Chance(u64);

impl Chance {
    /// Of case `number` of `format` in a run with `seed`.
    pub(crate) fn of_case(seed: u64, format: &str, number: u64) -> Self {
        let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in format.bytes().map(u64::from).chain([number]) {
            state = Self(state ^ byte).next();
        }
        Self(state)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below `end`; 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let drawn = self.next() % (end.max(1) as u64);
        usize::try_from(drawn).unwrap_or(0)
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(of.len());
        of.get(at)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// A block of `bytes`: mostly short, now and then long.
    fn block(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let from = self.below(bytes.len());
        let most = match self.below(4) {
            0 => 4,
            1 => 32,
            2 => 512,
            _ => 1 << 14,
        };
        let until = from + 1 + self.below(most);
        from..until.min(bytes.len())
    }
}

/// Changes `bytes` in one to eight places; `other` is a part of the same kind to take pieces from.
pub(crate) fn mutate(bytes: &mut Vec<u8>, other: &[u8], format: &str, chance: &mut Chance) {
    for _ in 0..=chance.below(8) {
        once(bytes, other, format, chance);
        bytes.truncate(MAX_BYTES);
    }
}

fn once(bytes: &mut Vec<u8>, other: &[u8], format: &str, chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    match chance.below(16) {
        0 => {
            let bit = 1 << chance.below(8);
            change(bytes, at, |byte| byte ^ bit);
        }
        1 => {
            let new = chance.next().to_le_bytes()[0];
            change(bytes, at, |_| new);
        }
        2 => {
            let new = *chance
                .pick(&[0, 0xff, 0x7f, 0x80, b'\n', b' '])
                .unwrap_or(&0);
            change(bytes, at, |_| new);
        }
        3 => {
            let block = chance.block(bytes);
            bytes.drain(block);
        }
        4 => {
            let block = chance.block(bytes);
            let copy = bytes.get(block).unwrap_or_default().to_vec();
            insert(bytes, at, &copy);
        }
        5 => {
            let block = chance.block(bytes);
            let copy = bytes.get(block).unwrap_or_default().to_vec();
            overwrite(bytes, at, &copy);
        }
        6 => insert(bytes, at, token(format, chance)),
        7 => overwrite(bytes, at, token(format, chance)),
        8 | 9 => tweak_number(bytes, at, chance),
        10 | 11 => tweak_integer(bytes, at, chance),
        12 if chance.once_in(4) => bytes.truncate(at),
        13 => {
            let block = chance.block(other);
            insert(bytes, at, other.get(block).unwrap_or_default());
        }
        14 => {
            let block = chance.block(bytes);
            let copy = bytes.get(block).unwrap_or_default();
            let times = 1 + chance.below(1 + (1 << 16) / copy.len().max(1));
            let many = copy.repeat(times);
            insert(bytes, at, &many);
        }
        _ if chance.once_in(8) => {
            // Long chains make some readers slow without breaking them; they are rare.
            let most = if chance.once_in(8) { 20_000 } else { 500 };
            let times = 1 + chance.below(most);
            insert(bytes, at, &token(format, chance).repeat(times));
        }
        _ => {
            let half = other.len().min(at);
            bytes.truncate(at);
            bytes.extend_from_slice(other.get(half..).unwrap_or_default());
        }
    }
}

fn change(bytes: &mut [u8], at: usize, new: impl Fn(u8) -> u8) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = new(*byte);
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    bytes.splice(
        at.min(bytes.len())..at.min(bytes.len()),
        new.iter().copied(),
    );
}

fn overwrite(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    let from = at.min(bytes.len());
    let until = (from + new.len()).min(bytes.len());
    bytes.splice(from..until, new.iter().copied());
}

/// Replaces the next number written in digits by one that hurts.
fn tweak_number(bytes: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    const NUMBERS: [&[u8]; 14] = [
        b"0",
        b"-1",
        b"1",
        b"2",
        b"255",
        b"256",
        b"32768",
        b"65535",
        b"65536",
        b"2147483647",
        b"4294967295",
        b"-2147483648",
        b"99999999999999999999",
        b"1e38",
    ];
    let rest = bytes.get(at..).unwrap_or_default();
    let Some(start) = rest.iter().position(u8::is_ascii_digit) else {
        return;
    };
    let digits = rest
        .iter()
        .skip(start)
        .take_while(|byte| byte.is_ascii_digit());
    let until = at + start + digits.count();
    if let Some(new) = chance.pick(&NUMBERS) {
        bytes.splice(at + start..until, new.iter().copied());
    }
}

/// Overwrites a binary integer of 1, 2, 4 or 8 bytes, in either order, by one that hurts.
fn tweak_integer(bytes: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    const VALUES: [u64; 12] = [
        0,
        1,
        2,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0xffff,
        0x7fff_ffff,
        0xffff_fffe,
        0xffff_ffff,
        u64::MAX,
    ];
    let value = *chance.pick(&VALUES).unwrap_or(&0);
    let width = 1 << chance.below(4);
    let new = if chance.once_in(2) {
        value
            .to_le_bytes()
            .get(..width)
            .unwrap_or_default()
            .to_vec()
    } else {
        value
            .to_be_bytes()
            .get(8 - width..)
            .unwrap_or_default()
            .to_vec()
    };
    overwrite(bytes, at, &new);
}

fn token(format: &str, chance: &mut Chance) -> &'static [u8] {
    let tokens: &[&[u8]] = match format {
        "pdf" => &[
            b"<<",
            b">>",
            b"[",
            b"]",
            b"(",
            b")",
            b"<",
            b"/Kids[1 0 R]",
            b"/Parent 1 0 R",
            b"/Filter/FlateDecode",
            b"/Filter[/LZWDecode/ASCII85Decode/RunLengthDecode]",
            b"/Filter/JBIG2Decode",
            b"/Filter/CCITTFaxDecode",
            b"/Filter/DCTDecode",
            b"/DecodeParms<</Predictor 15/Columns 4294967295/Colors 255/BitsPerComponent 16>>",
            b" q ",
            b" Q ",
            b" BT ",
            b" ET ",
            b"/Fm0 Do ",
            b"[(a)-99999(b)]TJ ",
            b"(a)Tj ",
            b"/F1 1e38 Tf ",
            b"0 0 0 0 0 0 cm ",
            b"1e38 1e38 1e38 1e38 1e38 1e38 Tm ",
            b" BI /W 9999 /H 9999 ID ",
            b"/Length 99999999",
            b"/Length 0",
            b"/Type/ObjStm/N 999999/First 1",
            b"/W[8 8 8]",
            b"/Index[0 4294967295]",
            b"/Prev 0",
            b"/XRefStm 1",
            b"/Encrypt 1 0 R",
            b"/ToUnicode 1 0 R",
            b"/Encoding/UniKS-UCS2-H",
            b"/DW 4294967295",
            b"beginbfrange<0000><ffff><0041>endbfrange",
            b"1 begincodespacerange<00><ffffffff>endcodespacerange",
            b"/ActualText<feff0041>BDC ",
            b"/Rotate 89",
            b"/MediaBox[0 0 1e38 -1e38]",
            b"/UserUnit 1e30",
            b"endstream endobj ",
            b"trailer<</Root 1 0 R>>",
        ],
        "hwp" => &[
            b"\x00\x00\x00\x00",
            b"\xff\xff\xff\xff",
            b"\x42\x00\x00\xff",
            b"\x43\x04\xf0\xff",
            b"\x42\x00\x00\x00",
            b"\x43\x04\x00\x00",
            b"\x47\x04\xf0\xff\xff\xff\xff\xff",
            b"\x0b\x00 lbt",
            b" lbt",
            b"dces",
            b" osg",
            b"daeh",
            b"toof",
            b"  nf",
            b"\x01\x00",
            b"\x03\x00",
            b"\x0d\x00",
        ],
        "rtf" => &[
            b"{",
            b"}",
            b"\\",
            b"{\\rtf1",
            b"\\u-10179?\\u-8192?",
            b"\\u99999999 ",
            b"\\uc99999 ",
            b"\\bin2147483647 ",
            b"\\'",
            b"\\'ff",
            b"{\\*\\",
            b"{\\fonttbl",
            b"\\ansicpg949",
            b"\\trowd\\cell\\row",
            b"{\\field{\\*\\fldinst",
            b"{\\pict",
            b"\\par",
            b"\\page",
            b"\\sect",
            b"{\\object{\\*\\objdata ",
        ],
        "html" | "md" => &[
            b"<",
            b">",
            b"&",
            b"&#x110000;",
            b"&#0;",
            b"<table><tr><td>",
            b"<div>",
            b"</div>",
            b"<p>",
            b"<svg><math>",
            b"<template>",
            b"<!--",
            b"-->",
            b"<![CDATA[",
            b"<script>",
            b"</script",
            b"<h1>",
            b"<meta charset=utf-16>",
            b"<meta charset=x-user-defined>",
            b"<html lang=\"",
            b"<frameset>",
            b"<select>",
            b"<b><i><u>",
            b"---\n",
            b"- ",
            b"> ",
            b"```\n",
            b"[a](",
            b"![",
            b"*",
            b"_",
            b"`",
            b"|a|b|\n|-|-|\n",
            b"[^1]: ",
            b"&lt;",
            b"\t",
            b"a: &a [*a,*a]\n",
            b"{a: ",
            b"[[",
            b"!!binary ",
            b"? ",
        ],
        "eml" => &[
            b"\r\n\r\n",
            b"--",
            b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
            b"Content-Type: message/rfc822\r\n\r\n",
            b"Content-Transfer-Encoding: base64\r\n",
            b"Content-Transfer-Encoding: quoted-printable\r\n",
            b"=?utf-8?B?",
            b"?=",
            b"=?euc-kr?Q?=ff?=",
            b"; name*0*=utf-8''%ff",
            b"charset=utf-7",
            b"charset=iso-2022-kr",
            b"begin 644 a\n",
            b"Date: ",
            b"=\r\n",
            b"(((",
        ],
        "txt" => &[
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\xfe\xff",
            b"\0",
            b"\x1b$B",
            b"\x1b$)C",
            b"\x1b(B",
            b"\x0e",
            b"\x0f",
            b"\xa4\xa1",
            b"\x80",
            b"\xff",
            b"\r",
            b"\x0c",
            b"\xf4\x90\x80\x80",
            b"\xed\xa0\x80",
            b"\xe2\x80\xae",
        ],
        "xls" => &[
            b"\x09\x08\x10\x00",
            b"\x0a\x00\x00\x00",
            b"\xfc\x00",
            b"\x3c\x00",
            b"\x85\x00",
            b"\xff\xff",
            b"\xff\xff\xff\xff",
            b"\x00\x00\x00\x00",
            b"\x2f\x00",
            b"\x04\x02",
            b"\xfd\x00",
        ],
        "zip" => &[
            b"PK\x03\x04",
            b"PK\x01\x02",
            b"PK\x05\x06",
            b"PK\x06\x06",
            b"PK\x06\x07",
            b"PK\x07\x08",
            b"\x01\x00\x18\x00",
            b"\xff\xff\xff\xff",
            b"\xff\xff",
            b"../",
            b"\x00\x00",
            b"\x08\x00",
            b"\x09\x00",
            b"\x0e\x00",
        ],
        _ => &[
            b"<",
            b">",
            b"/>",
            b"</",
            b"&",
            b"&amp;",
            b"&#x110000;",
            b"&#xD800;",
            b"&a;",
            b"<!--",
            b"-->",
            b"<![CDATA[",
            b"]]>",
            b"<!DOCTYPE a [<!ENTITY a \"&a;&a;\">]>",
            b"<?xml version=\"1.0\" encoding=\"utf-16\"?>",
            b" a=\"",
            b"\"",
            b"xmlns:a=\"b\"",
            b"<w:p>",
            b"</w:p>",
            b"<w:tbl><w:tr><w:tc>",
            b"<w:txbxContent>",
            b"<mc:AlternateContent>",
            b"<w:footnoteReference w:id=\"1\"/>",
            b"<w:br w:type=\"page\"/>",
            b"<a:t>",
            b"<p:sp>",
            b"<hp:p>",
            b"<hp:t>",
            b"<hp:tbl>",
            b"<hp:ctrl>",
            b"<text:p>",
            b"<text:span>",
            b"<table:table-cell table:number-columns-repeated=\"99999999\">",
            b"<text:s text:c=\"2147483647\"/>",
            b"<c r=\"XFD1048576\" t=\"s\"><v>99999999</v></c>",
            b"<v>-1</v>",
            b"r:id=\"rId1\"",
            b"Target=\"../../../a\"",
            b"<draw:frame>",
            b"<spine>",
            b"<itemref idref=\"a\"/>",
        ],
    };
    chance.pick(tokens).copied().unwrap_or_default()
}
