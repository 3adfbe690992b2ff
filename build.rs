//! Links the program at a fixed address, and lists the languages of the site.
//!
//! Every document is read in a process of its own, and most of what starting one costs is relocating
//! 80,000 pointers of tables (Unicode, fonts, HTML names) in pages that few workers ever use: 1.1 of
//! 1.8 ms, a third of the time that ingesting 10,952 speeches takes. The price is that the program's own
//! code is not at a random address; libraries, heap and stacks still are.
//!
//! Every `src/web/locales/*.ftl` is a language of the site: adding a language is adding a file.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rustc-link-arg-bins=-no-pie");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/web/locales");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(Path::new(&root).join("src/web/locales"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "ftl") {
            files.push(path);
        }
    }
    files.sort();
    let mut list = String::from(
        "/// Tag and messages of every language of the site.\nconst FILES: &[(&str, &str)] = &[\n",
    );
    for path in files {
        let tag = path.file_stem().unwrap_or_default().to_string_lossy();
        let place = format!("/src/web/locales/{tag}.ftl");
        // Looked up when it is compiled, so that a checkout may be moved with its target folder.
        writeln!(
            list,
            "({tag:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {place:?}))),"
        )
        .map_err(io::Error::other)?;
    }
    list.push_str("];\n");
    fs::write(Path::new(&out).join("locales.rs"), list)
}
