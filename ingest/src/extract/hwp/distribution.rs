//! Documents for distribution (배포용 문서): their text is enciphered with a key that is in the file.
//!
//! ```text
//! ViewText/SectionN: one record DISTRIBUTE_DOC_DATA of 256 bytes, then AES-128-ECB
//! record:            u32 seed of the generator, then 252 bytes under a run of its numbers
//!                    uncovered, at byte 4 + (seed & 15): the key
//! ```
//!
//! The key only keeps honest programs from copying; no password is needed to read the text.
//!
//! Source: "한글 문서 파일 형식: 배포용 문서", revision 1.2.

use aes::Aes128;
use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};

use super::records::{Record, records, tag, u32_at};

/// Bytes of the record that holds the key.
const KEY_RECORD_BYTES: usize = 256;

/// Deciphers a stream of `ViewText`, which is still packed then; `None` if it holds no key.
pub(super) fn decipher(stream: &[u8]) -> Option<Vec<u8>> {
    let first: Record<'_> = records(stream).next()?;
    if first.tag != tag::DISTRIBUTE_DOC_DATA {
        return None;
    }
    let cipher = Aes128::new(&Array::from(key(first.data)?));
    // The header of so short a record has four bytes.
    let body = stream.get(4 + first.data.len()..)?;
    let mut text = Vec::with_capacity(body.len());
    for chunk in body.chunks_exact(16) {
        let mut block = Array::from(*chunk.first_chunk::<16>()?);
        cipher.decrypt_block(&mut block);
        text.extend_from_slice(&block);
    }
    Some(text)
}

fn key(data: &[u8]) -> Option<[u8; 16]> {
    let seed = u32_at(data, 0)?;
    let mut plain = data.get(..KEY_RECORD_BYTES)?.to_vec();
    let mut state = seed;
    // The generator of Microsoft's C library.
    let mut random = || {
        state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
        state >> 16 & 0x7fff
    };
    let (mut cover, mut left) = (0, 0);
    for (at, byte) in plain.iter_mut().enumerate() {
        if left == 0 {
            cover = random().to_le_bytes()[0];
            left = (random() & 0xf) + 1;
        }
        if 4 <= at {
            *byte ^= cover;
        }
        left -= 1;
    }
    let from = 4 + usize::try_from(seed & 0xf).ok()?;
    plain.get(from..)?.first_chunk().copied()
}
