//! Links the program at a fixed address.
//!
//! Every document is read in a process of its own, and most of what starting one costs is relocating
//! 80,000 pointers of tables (Unicode, fonts, HTML names) in pages that few workers ever use: 1.1 of
//! 1.8 ms, a third of the time that ingesting 10,952 speeches takes. The price is that the program's own
//! code is not at a random address; libraries, heap and stacks still are.

fn main() {
    println!("cargo:rustc-link-arg-bins=-no-pie");
    println!("cargo:rerun-if-changed=build.rs");
}
