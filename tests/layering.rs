//! Fails when a package names what belongs to another: the layers of the workspace, as a test.
//!
//! The rule is the table [`LAYERS`]. A name counts where the compiler would read it, in a manifest or
//! in a source file; comments and strings may say anything. Tests and benchmarks of the root package
//! are outside the layers: they may measure the archive against other engines.
//!
//! Not here: what a package re-exports, and macros that build paths out of pieces.
//!
//! Tokens: `proc_macro2`, the compiler's own rules for comments, strings and lifetimes.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

/// What one package of the workspace must not name.
struct Layer {
    /// Its folder, from the root of the workspace.
    folder: &'static str,
    /// Crates of others, and modules of the standard library as `std::module`.
    never: &'static [&'static str],
    /// Packages of the workspace that it may import; the others are forbidden too.
    imports: &'static [&'static str],
    /// Whether the rule holds for dev-dependencies as well.
    dev_dependencies: bool,
}

const PACKAGES: [&str; 4] = [
    "regesta",
    "regesta-index",
    "regesta-ingest",
    "regesta-queries",
];

const LAYERS: [Layer; 4] = [
    Layer {
        folder: "index",
        never: &["axum", "tokio", "clap", "lopdf"],
        imports: &[],
        dev_dependencies: true,
    },
    Layer {
        folder: "ingest",
        never: &["tantivy", "axum"],
        imports: &["regesta-index"],
        dev_dependencies: true,
    },
    Layer {
        folder: "queries",
        never: &["std::fs", "rusqlite", "axum", "clap", "lopdf"],
        imports: &["regesta-index"],
        dev_dependencies: true,
    },
    Layer {
        folder: "",
        never: &["tantivy", "lopdf", "rusqlite"],
        imports: &["regesta-index", "regesta-ingest", "regesta-queries"],
        dev_dependencies: false,
    },
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 5] = ["utils", "helpers", "common", "types", "misc"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Layer {
    /// Every name that this layer must not use, as it stands in a manifest.
    fn forbidden(&self) -> Vec<&'static str> {
        let foreign = PACKAGES
            .iter()
            .filter(|package| **package != self.package() && !self.imports.contains(package));
        self.never.iter().chain(foreign).copied().collect()
    }

    fn package(&self) -> &'static str {
        PACKAGES
            .into_iter()
            .find(|package| {
                package
                    .strip_prefix("regesta")
                    .is_some_and(|rest| rest.trim_start_matches('-') == self.folder)
            })
            .expect("every layer is a package")
    }
}

/// Names of the crates that `manifest` depends on; a renamed one counts under its own name.
fn dependencies(manifest: &toml::Table, with_dev: bool) -> Vec<String> {
    let mut names = Vec::new();
    let mut tables = vec![manifest];
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    tables.extend(
        targets
            .into_iter()
            .flat_map(|all| all.values())
            .filter_map(toml::Value::as_table),
    );
    for table in tables {
        for (kind, is_dev) in [
            ("dependencies", false),
            ("build-dependencies", false),
            ("dev-dependencies", true),
        ] {
            if is_dev && !with_dev {
                continue;
            }
            for (name, value) in table
                .get(kind)
                .and_then(toml::Value::as_table)
                .into_iter()
                .flatten()
            {
                let renamed = value.get("package").and_then(toml::Value::as_str);
                names.push(renamed.unwrap_or(name).to_owned());
            }
        }
    }
    names
}

/// Lines and names of what `source` names and `forbidden` lists, in the order of the text.
fn named(source: &str, forbidden: &[&str]) -> Vec<(usize, String)> {
    let tokens: TokenStream = source.parse().expect("source compiles");
    let mut found = Vec::new();
    scan(tokens, forbidden, &mut Vec::new(), &mut found);
    found
}

/// Walks `tokens`; `path` holds the segments that stand before them, as `std` before `::{io, fs}`.
fn scan(
    tokens: TokenStream,
    forbidden: &[&str],
    path: &mut Vec<String>,
    found: &mut Vec<(usize, String)>,
) {
    let base = path.clone();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                if colons != 2 {
                    path.clone_from(&base);
                }
                colons = 0;
                path.push(ident.to_string().trim_start_matches("r#").to_owned());
                let whole = path.join("::");
                let crate_like = |name: &str| path.len() == 1 && name.replace('-', "_") == whole;
                if let Some(name) = forbidden
                    .iter()
                    .find(|name| crate_like(name) || **name == whole)
                {
                    found.push((ident.span().start().line, (*name).to_owned()));
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Group(group) => {
                let mut inside = if colons == 2 {
                    path.clone()
                } else {
                    Vec::new()
                };
                scan(group.stream(), forbidden, &mut inside, found);
                path.clone_from(&base);
                colons = 0;
            }
            _ => {
                path.clone_from(&base);
                colons = 0;
            }
        }
    }
}

/// Every file and folder below `folder`, sorted; build output and hidden ones are left out.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "target" || name == "node_modules" {
            continue;
        }
        if path.is_dir() {
            found.extend(walk(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

#[track_caller]
fn check(source: &str, forbidden: &[&str], expected: &[(usize, &str)]) {
    let expected: Vec<(usize, String)> = expected
        .iter()
        .map(|(line, name)| (*line, (*name).to_owned()))
        .collect();
    assert_eq!(named(source, forbidden), expected, "source: {source}");
}

#[test]
fn no_manifest_depends_on_a_forbidden_crate() {
    let mut broken = String::new();
    for layer in LAYERS {
        let path = root().join(layer.folder).join("Cargo.toml");
        let manifest: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some(layer.package()));
        for name in dependencies(&manifest, layer.dev_dependencies) {
            if layer.forbidden().contains(&name.as_str()) {
                writeln!(broken, "{} depends on {name}", layer.package()).unwrap();
            }
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

#[test]
fn no_source_names_a_forbidden_crate() {
    let mut broken = String::new();
    for layer in LAYERS {
        let sources = walk(&root().join(layer.folder).join("src"));
        let rust: Vec<&PathBuf> = sources
            .iter()
            .filter(|path| path.extension().is_some_and(|e| e == "rs"))
            .collect();
        assert!(!rust.is_empty(), "no sources in {}", layer.package());
        for path in rust {
            let source = fs::read_to_string(path).unwrap();
            for (line, name) in named(&source, &layer.forbidden()) {
                let path = path.strip_prefix(root()).unwrap().display();
                writeln!(
                    broken,
                    "{path}:{line}: {} must not name {name}",
                    layer.package()
                )
                .unwrap();
            }
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

#[test]
fn the_layers_are_all_members_of_the_workspace() {
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let members: Vec<&str> = manifest["workspace"]["members"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    let layers: Vec<&str> = LAYERS
        .iter()
        .map(|layer| layer.folder)
        .filter(|folder| !folder.is_empty())
        .collect();
    // The benchmark needs the yardstick's own crate, the fuzzer those that make documents, the
    // evaluation of relevance is a program; nothing that ships depends on them.
    let others: Vec<&str> = members
        .iter()
        .copied()
        .filter(|m| !layers.contains(m))
        .collect();
    assert_eq!(others, ["tests/bench", "tests/fuzz", "tests/relevance"]);
    assert!(
        layers.iter().all(|layer| members.contains(layer)),
        "{members:?}"
    );
}

#[test]
fn no_file_or_folder_has_an_empty_name() {
    let mut broken = String::new();
    for folder in ["index", "ingest", "queries", "src", "tests"] {
        for path in walk(&root().join(folder)) {
            let stem = path.file_stem().unwrap().to_string_lossy().to_lowercase();
            if EMPTY_NAMES.contains(&stem.as_str()) {
                writeln!(broken, "{}", path.strip_prefix(root()).unwrap().display()).unwrap();
            }
        }
    }
    assert!(broken.is_empty(), "names that say nothing:\n{broken}");
}

#[test]
fn a_path_and_an_import_name_their_crate() {
    check("use tantivy::Index;", &["tantivy"], &[(1, "tantivy")]);
    check(
        "fn f() {\n    let x = tantivy::doc!();\n}",
        &["tantivy"],
        &[(2, "tantivy")],
    );
    check("use {axum, serde};", &["axum"], &[(1, "axum")]);
    check(
        "fn f(x: regesta_ingest::Run) {}",
        &["regesta-ingest"],
        &[(1, "regesta-ingest")],
    );
    check("use regesta_index::Document;", &["regesta"], &[]);
}

#[test]
fn comments_and_strings_name_nothing() {
    check(
        "//! tantivy\n/// [`tantivy::Index`]\nfn f() { /* axum::serve */ }",
        &["tantivy", "axum"],
        &[],
    );
    check(
        "const A: &str = \"tantivy::Index\"; const B: &str = r#\"axum\"#;",
        &["tantivy", "axum"],
        &[],
    );
}

#[test]
fn a_module_of_the_standard_library_is_found_in_every_spelling() {
    check("use std::fs;", &["std::fs"], &[(1, "std::fs")]);
    check("use std::fs::File;", &["std::fs"], &[(1, "std::fs")]);
    check("use std::{io, fs::File};", &["std::fs"], &[(1, "std::fs")]);
    check(
        "fn f() { ::std::fs::read(\"x\"); }",
        &["std::fs"],
        &[(1, "std::fs")],
    );
    check("use std::io; use memory::fs;", &["std::fs"], &[]);
}

#[test]
fn a_renamed_and_a_target_dependency_count() {
    let manifest: toml::Table =
        "[dependencies]\nengine = { package = \"tantivy\", version = \"1\" }\n\
         [target.'cfg(unix)'.dependencies]\naxum = \"1\"\n[dev-dependencies]\nclap = \"1\""
            .parse()
            .unwrap();
    assert_eq!(dependencies(&manifest, true), ["tantivy", "clap", "axum"]);
    assert_eq!(dependencies(&manifest, false), ["tantivy", "axum"]);
}
