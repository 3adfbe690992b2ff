//! Which system calls a process may still make, as a program for the kernel (seccomp-bpf).
//!
//! ```text
//! program = wrong architecture? end; load number; tree
//! tree    = leaf | number >= bound? tree : tree
//! leaf    = allow | refuse | end | arguments fit? allow : end
//! ```
//!
//! The numbers are searched by halves: setting a filter, the kernel runs it for every number there
//! is, and a list as `SeccompFilter` makes it cost a third of what starting a worker costs.
//!
//! Not here: which calls those are (`cage.rs`).
//!
//! Source: seccomp(2), `struct seccomp_data` in linux/seccomp.h, classic BPF in linux/filter.h.

use std::collections::BTreeMap;

use seccompiler::{BpfProgram, sock_filter};

/// What the kernel does with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Performs it.
    Allow,
    /// Lets it fail with EACCES.
    Refuse,
    /// Ends the process with SIGSYS.
    End,
    /// Performs it if one of the conditions holds, else ends the process.
    AllowIf(&'static [Condition]),
    /// Performs it if the first argument is this, else ends the process.
    AllowIfFirstIs(u32),
}

/// That some bits of the lower half of one argument, from 0, have a value; all of a list hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    pub(super) argument: u8,
    pub(super) mask: u32,
    pub(super) value: u32,
}

/// All of these hold.
pub(super) type Condition = &'static [Bits];

/// The number that the kernel gives this architecture (linux/audit.h); `None` if it is not known here.
const ARCHITECTURE: Option<u32> = if cfg!(target_arch = "x86_64") {
    Some(0xc000_003e)
} else if cfg!(target_arch = "aarch64") {
    Some(0xc000_00b7)
} else if cfg!(target_arch = "riscv64") {
    Some(0xc000_00f3)
} else {
    None
};

/// Offsets in `struct seccomp_data`.
const NUMBER: u32 = 0;
const AUDIT_ARCHITECTURE: u32 = 4;
const ARGUMENTS: u32 = 16;

/// Instructions: load a word of the data; compare it with a number; mask it; return.
const LOAD: u16 = 0x20;
const IS_EQUAL: u16 = 0x15;
const IS_AT_LEAST: u16 = 0x35;
const AND: u16 = 0x54;
const RETURN: u16 = 0x06;

/// The program for `actions`; every other call ends the process.
///
/// `None` on an architecture that is not known here, or if it would be too long for its jumps.
pub(super) fn program(actions: &BTreeMap<u32, Action>) -> Option<BpfProgram> {
    let mut program = vec![
        instruction(LOAD, 0, 0, AUDIT_ARCHITECTURE),
        instruction(IS_EQUAL, 1, 0, ARCHITECTURE?),
        result(Action::End),
        instruction(LOAD, 0, 0, NUMBER),
    ];
    // Ranges of numbers that are treated alike; each begins at its bound and ends at the next.
    let mut ranges = vec![(0, Action::End)];
    for (number, action) in actions {
        begin(&mut ranges, *number, *action);
        begin(&mut ranges, number.checked_add(1)?, Action::End);
    }
    program.extend(tree(&ranges)?);
    Some(program)
}

/// Begins a range at `bound`, unless it goes on with the action of the one before.
fn begin(ranges: &mut Vec<(u32, Action)>, bound: u32, action: Action) {
    ranges.pop_if(|(last, _)| *last == bound);
    if ranges.last().is_none_or(|(_, before)| *before != action) {
        ranges.push((bound, action));
    }
}

fn tree(ranges: &[(u32, Action)]) -> Option<BpfProgram> {
    let (low, high) = ranges.split_at(ranges.len() / 2);
    let (Some((bound, _)), false) = (high.first(), low.is_empty()) else {
        return leaf(ranges.first()?.1);
    };
    let (low, high) = (tree(low)?, tree(high)?);
    let over_low = u8::try_from(low.len()).ok()?;
    let mut program = vec![instruction(IS_AT_LEAST, over_low, 0, *bound)];
    program.extend(low);
    program.extend(high);
    Some(program)
}

fn leaf(action: Action) -> Option<BpfProgram> {
    let conditions = match action {
        Action::AllowIf(conditions) => conditions,
        Action::AllowIfFirstIs(value) => {
            return Some(vec![
                instruction(LOAD, 0, 0, ARGUMENTS),
                instruction(IS_EQUAL, 0, 1, value),
                result(Action::Allow),
                result(Action::End),
            ]);
        }
        other => return Some(vec![result(other)]),
    };
    let mut program = Vec::new();
    for condition in conditions {
        let mut tests = vec![result(Action::Allow)];
        for bits in condition.iter().rev() {
            let past = u8::try_from(tests.len()).ok()?;
            let offset = ARGUMENTS + 8 * u32::from(bits.argument);
            let test = [
                instruction(LOAD, 0, 0, offset),
                instruction(AND, 0, 0, bits.mask),
                instruction(IS_EQUAL, 0, past, bits.value),
            ];
            tests.splice(0..0, test);
        }
        program.extend(tests);
    }
    program.push(result(Action::End));
    Some(program)
}

fn result(action: Action) -> sock_filter {
    let value = match action {
        Action::Allow => libc::SECCOMP_RET_ALLOW,
        Action::Refuse => libc::SECCOMP_RET_ERRNO | libc::EACCES.unsigned_abs(),
        _ => libc::SECCOMP_RET_KILL_PROCESS,
    };
    instruction(RETURN, 0, 0, value)
}

/// An instruction; a comparison goes on after `if_true` or `if_false` more instructions.
fn instruction(code: u16, if_true: u8, if_false: u8, value: u32) -> sock_filter {
    sock_filter {
        code,
        jt: if_true,
        jf: if_false,
        k: value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kernel would do: a machine for the five instructions used.
    fn run(program: &[sock_filter], number: u32, arguments: [u32; 3]) -> u32 {
        let (mut at, mut value) = (0, 0);
        loop {
            let now = &program[at];
            at += 1;
            match now.code {
                LOAD => {
                    value = match now.k {
                        NUMBER => number,
                        AUDIT_ARCHITECTURE => ARCHITECTURE.unwrap(),
                        offset => arguments[(offset - ARGUMENTS) as usize / 8],
                    }
                }
                AND => value &= now.k,
                RETURN => return now.k,
                IS_EQUAL if value == now.k => at += usize::from(now.jt),
                IS_AT_LEAST if now.k <= value => at += usize::from(now.jt),
                _ => at += usize::from(now.jf),
            }
        }
    }

    #[test]
    fn every_number_has_its_action() {
        const MASKED: Bits = Bits {
            argument: 2,
            mask: 4,
            value: 0,
        };
        const EXACT: Bits = Bits {
            argument: 1,
            mask: u32::MAX,
            value: 7,
        };
        let mut actions: BTreeMap<u32, Action> =
            [0, 1, 2, 9, 11, 12, 300].map(|n| (n, Action::Allow)).into();
        actions.insert(10, Action::Refuse);
        actions.insert(20, Action::AllowIf(&[&[MASKED]]));
        actions.insert(21, Action::AllowIf(&[&[MASKED, EXACT], &[EXACT]]));
        actions.insert(22, Action::AllowIfFirstIs(99));
        let program = program(&actions).unwrap();
        let (allow, end) = (libc::SECCOMP_RET_ALLOW, libc::SECCOMP_RET_KILL_PROCESS);
        for number in (0..500).chain([u32::MAX, 0x4000_0000, 0x4000_0001]) {
            let expected = match actions.get(&number) {
                Some(Action::Allow) => allow,
                Some(Action::Refuse) => 0x0005_000d,
                _ => end,
            };
            assert_eq!(run(&program, number, [1, 6, 4]), expected, "{number}");
        }
        assert_eq!(run(&program, 20, [0, 0, 0xfb]), allow);
        assert_eq!(run(&program, 21, [0, 7, 4]), allow);
        assert_eq!(run(&program, 21, [0, 8, 0]), end);
        assert_eq!(run(&program, 22, [99, 0, 0]), allow);
    }
}
