//! The records that a stream of a HWP 5 document is made of, one after the other.
//!
//! ```text
//! header: u32, little-endian: 10 bits tag, 10 bits level, 12 bits size
//! size:   u32, only if the 12 bits are all set
//! data:   size bytes
//! ```
//!
//! Level is the depth in a tree: a record belongs to the last one before it with a lower level.
//! A record that is said to be longer than the stream has what is left of it.
//!
//! Source: "한글 문서 파일 형식 5.0", revision 1.3, "데이터 레코드".

/// Tag of the records, by the names of the format's specification.
pub(super) mod tag {
    const BEGIN: u16 = 0x10;
    pub(in super::super) const NUMBERING: u16 = BEGIN + 7;
    pub(in super::super) const BULLET: u16 = BEGIN + 8;
    pub(in super::super) const PARA_SHAPE: u16 = BEGIN + 9;
    pub(in super::super) const STYLE: u16 = BEGIN + 10;
    pub(in super::super) const DISTRIBUTE_DOC_DATA: u16 = BEGIN + 12;
    pub(in super::super) const PARA_HEADER: u16 = BEGIN + 50;
    pub(in super::super) const PARA_TEXT: u16 = BEGIN + 51;
    pub(in super::super) const PARA_LINE_SEG: u16 = BEGIN + 53;
    pub(in super::super) const CTRL_HEADER: u16 = BEGIN + 55;
    pub(in super::super) const LIST_HEADER: u16 = BEGIN + 56;
    pub(in super::super) const PAGE_DEF: u16 = BEGIN + 57;
    pub(in super::super) const TABLE: u16 = BEGIN + 61;
    pub(in super::super) const EQEDIT: u16 = BEGIN + 72;
    pub(in super::super) const SHAPE_COMPONENT_TEXTART: u16 = BEGIN + 74;
    pub(in super::super) const FORM_OBJECT: u16 = BEGIN + 75;
    pub(in super::super) const MEMO_LIST: u16 = BEGIN + 77;
}

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) tag: u16,
    pub(super) level: u16,
    pub(super) data: &'a [u8],
}

/// The records of a stream, in order.
pub(super) fn records(stream: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let header = u32_at(rest, 0)?;
        let mut from = 4;
        let mut size = header >> 20;
        if size == 0xfff {
            size = u32_at(rest, 4)?;
            from = 8;
        }
        let body = rest.get(from..)?;
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(body.len());
        let (data, after) = body.split_at(size);
        rest = after;
        let bits = |shift: u32| u16::try_from(header >> shift & 0x3ff).unwrap_or_default();
        Some(Record {
            tag: bits(0),
            level: bits(10),
            data,
        })
    })
}

/// The little-endian number at byte `at`.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*bytes))
}

/// The little-endian number at byte `at`.
pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// The little-endian number at byte `at`.
pub(super) fn i32_at(data: &[u8], at: usize) -> Option<i32> {
    u32_at(data, at).map(u32::cast_signed)
}

/// The text at byte `at`: its number of UTF-16 units in two bytes, then the units. Also the byte
/// after it.
pub(super) fn string_at(data: &[u8], at: usize) -> Option<(String, usize)> {
    let units = usize::from(u16_at(data, at)?);
    let from = at.checked_add(2)?;
    let until = from.checked_add(units.checked_mul(2)?)?;
    Some((utf16(data.get(from..until)?), until))
}

/// UTF-16, little-endian, up to its first NUL; what is no character becomes U+FFFD.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|unit| u16_at(unit, 0))
        .take_while(|unit| *unit != 0);
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_longer_than_the_stream_has_what_is_left() {
        // Tag 67, level 1, size 0xfff: the true size follows.
        let header = 67_u32 | 1 << 10 | 0xfff << 20;
        let mut stream = header.to_le_bytes().to_vec();
        stream.extend(u32::MAX.to_le_bytes());
        stream.extend([1, 2, 3]);
        let found: Vec<Record<'_>> = records(&stream).collect();
        let data = [1, 2, 3].as_slice();
        assert_eq!(
            found,
            [Record {
                tag: 67,
                level: 1,
                data
            }]
        );
        assert_eq!(records(&[1, 2, 3]).count(), 0);
    }
}
