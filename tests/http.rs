//! The service as visitors use it: statuses, headers, problems, ranges, pages.
//!
//! One archive and one server for all tests; every test only asks.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::LazyLock;

use regesta_index::{
    Assertion, Content, DocumentId, Field, Mark, Offer, OutlineEntry, Page, PageNumber, Paging,
    Provenance, Record, Role, Writer,
};
use serde_json::Value;

const FLOOD: &str = "Flood levels rise.\u{c}The pilot city builds a wall on page two.\n";
const HTML: &str =
    "<!doctype html><title>Script & Co</title><p>a smart city</p><script>alert(1)</script>";

struct Server {
    address: String,
    flood: String,
    html: String,
    /// Closed when this process ends.
    _gone: ChildStdin,
}

/// The bytes of a document of which pages are doubtful, recognised and unread, and of one inside it.
const BOOK: &[u8] = b"a book";
const ANNEX: &[u8] = b"an annex";

fn put_a_book(archive: &std::path::Path) {
    let page = |number: u32, text: &str| Page {
        number: PageNumber::new(number).unwrap(),
        text: text.to_owned(),
        language: Some("en".to_owned()),
        passages: Vec::new(),
        marks: Vec::new(),
        label: None,
        quality: 1.0,
        is_unread: false,
        recognised: None,
    };
    let offer = |path: &str, original: &[u8], title: &str, pages: Vec<Page>| {
        let assertion = |field: Field, value: String| Assertion {
            field,
            value,
            provenance: Provenance::Name,
            rule: "test".to_owned(),
            confidence: 1.0,
            rejected: None,
        };
        let mut record = Record {
            id: DocumentId::of(original),
            media_type: "application/pdf".to_owned(),
            bytes: original.len() as u64,
            paging: Paging::Pages,
            pages,
            outline: Vec::new(),
            assertions: vec![assertion(Field::Title, title.to_owned())],
            warnings: Vec::new(),
            rules: 0,
        };
        if original == ANNEX {
            record.paging = Paging::Sections;
            let book = DocumentId::of(BOOK).to_string();
            record.assertions.push(assertion(Field::PartOf, book));
        } else {
            record.outline.push(OutlineEntry {
                level: 1,
                title: "Goals & Aims".to_owned(),
                page: PageNumber::FIRST,
            });
        }
        Offer {
            path: path.to_owned(),
            content: Content::Read {
                record,
                original: original.to_vec(),
                failure: None,
            },
        }
    };
    let noisy = Page {
        marks: vec![Mark {
            role: Role::Heading { level: 1 },
            from: 0,
            until: 12,
        }],
        label: Some("iv".to_owned()),
        quality: 0.5,
        ..page(1, "Goals & Aims\nA zebra crossing.\n")
    };
    let recognised = Page {
        recognised: Some(0.866),
        ..page(2, "Roads.\n")
    };
    let scan = Page {
        quality: 0.0,
        is_unread: true,
        ..page(3, "")
    };
    let batch = [
        offer("book.pdf", BOOK, "A Book", vec![noisy, recognised, scan]),
        offer(
            "book.pdf/annex.txt",
            ANNEX,
            "<i>Annex</i>",
            vec![page(1, "More.\n")],
        ),
    ];
    let mut writer = Writer::open(archive).unwrap();
    let run = writer.begin(&["book".to_owned()]).unwrap();
    writer.store(&run, &batch).unwrap();
    writer.finish(run).unwrap();
}

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

impl Server {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let files = dir.path().join("files");
        std::fs::create_dir(&files).unwrap();
        let rows = "path,title,country,date,language,type,topics\n\
                    flood.txt,Flood Report,NL,2003,en,report,climate\n\
                    도시.md,스마트도시 계획,KR,2018-01-29,ko,plan,smart-city\n\
                    script.html,<b>Bold</b> & Co,FR,2019,en,brochure,smart-city\n";
        std::fs::write(files.join("flood.txt"), FLOOD).unwrap();
        std::fs::write(files.join("script.html"), HTML).unwrap();
        std::fs::write(
            files.join("도시.md"),
            "# 스마트도시 계획\n\n국가는 스마트도시를 조성한다.\n",
        )
        .unwrap();
        std::fs::write(files.join("manifest.csv"), rows).unwrap();
        let program = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_regesta"));
            command.current_dir(dir.path()).stdin(Stdio::null());
            command
        };
        let ingested = program().args(["ingest", "files"]).output().unwrap();
        assert!(
            ingested.status.success(),
            "{}",
            String::from_utf8_lossy(&ingested.stderr)
        );
        put_a_book(&dir.path().join("archive"));
        #[expect(
            clippy::zombie_processes,
            reason = "it outlives this process, to clean up after it"
        )]
        // The shell ends the server and removes the folder when this process has gone, however it ends.
        let mut child = Command::new("sh")
            .args([
                "-c",
                "\"$0\" serve --listen 127.0.0.1:0 & read -r gone; kill $!; wait; rm -r \"$1\"",
            ])
            .args([
                env!("CARGO_BIN_EXE_regesta").as_ref(),
                dir.path().as_os_str(),
            ])
            .current_dir(dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        let _ = dir.keep();
        let mut server = Self {
            address,
            flood: String::new(),
            html: String::new(),
            _gone: child.stdin.take().unwrap(),
        };
        server.flood = server.id_of("wall");
        server.html = server.id_of("country:FR");
        server
    }

    fn id_of(&self, query: &str) -> String {
        let answer = self.get(&format!("/api/v1/search?q={query}")).json();
        answer["hits"][0]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{query}: {answer}"))
            .to_owned()
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = agent.run(request.body(()).unwrap()).unwrap();
        let body = response.body_mut().read_to_vec().unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body,
        }
    }

    /// What the server says to these very bytes.
    fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(bytes).unwrap();
        let mut said = Vec::new();
        // A server that hangs up before it has read all may reset the connection.
        let _ = stream.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    }
}

struct Answer {
    status: u16,
    headers: ureq::http::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// A request, the status it gets, and the parameter that the problem names.
#[track_caller]
fn check_problem(path: &str, status: u16, parameter: &str) {
    let answer = SERVER.get(path);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (status, "application/problem+json"),
        "{path}"
    );
    let problem = answer.json();
    assert_eq!(problem["status"], status, "{path}: {problem}");
    assert_eq!(
        problem["parameter"].as_str().unwrap_or_default(),
        parameter,
        "{path}: {problem}"
    );
    assert!(
        problem["detail"].as_str().unwrap().contains(parameter),
        "{path}: {problem}"
    );
}

/// A page, its status and something that stands in it.
#[track_caller]
fn check_page(path: &str, status: u16, expected: &str) {
    let answer = SERVER.get(path);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (status, "text/html; charset=utf-8"),
        "{path}"
    );
    let text = answer.text();
    assert!(
        text.contains(expected),
        "{path} does not hold {expected}:\n{text}"
    );
}

/// A request and where it is led on to.
#[track_caller]
fn check_redirect(path: &str, expected: &str) {
    let answer = SERVER.get(path);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, expected),
        "{path}"
    );
    assert_eq!(SERVER.get(expected).status, 200, "{expected}");
}

#[test]
fn values_that_are_not_taken_are_400_and_named() {
    check_problem("/api/v1/search?year=soon", 400, "year");
    check_problem("/api/v1/search?as_of=2019-02-30", 400, "as_of");
    check_problem("/api/v1/search?limit=99999999999", 400, "limit");
    check_problem("/api/v1/search?offset=4000000000000", 400, "offset");
    check_problem("/api/v1/search?status=valid", 400, "status");
    check_problem("/api/v1/search?sort=best", 400, "sort");
    check_problem("/api/v1/search?q=s*t", 400, "q");
    check_problem("/api/v1/facets?year=soon", 400, "year");
    check_problem("/api/v1/documents/xyz", 400, "id");
    check_problem(
        &format!("/api/v1/documents/{}/pages/0", SERVER.flood),
        400,
        "page",
    );
}

#[test]
fn huge_questions_are_400_at_once() {
    check_problem(
        &format!("/api/v1/search?q={}", "(".repeat(10_000)),
        400,
        "q",
    );
    check_problem(
        &format!("/api/v1/search?q={}", "x".repeat(20_000)),
        400,
        "q",
    );
    assert!(
        SERVER
            .raw(format!("GET /{} HTTP/1.1\r\n", "x".repeat(300_000)).as_bytes())
            .starts_with("HTTP/1.1 4")
    );
}

#[test]
fn unknown_parameters_are_422_for_machines_and_a_notice_for_people() {
    check_problem("/api/v1/search?q=city&colour=red", 422, "colour");
    check_page("/search?q=city&colour=red", 200, "colour");
}

#[test]
fn what_is_not_there_is_404() {
    let nobody = "0".repeat(64);
    check_problem(&format!("/api/v1/documents/{nobody}"), 404, "");
    check_problem(
        &format!("/api/v1/documents/{}/pages/3", SERVER.flood),
        404,
        "",
    );
    check_problem("/api/v2/search", 404, "");
    check_page(&format!("/documents/{nobody}"), 404, "no document");
    check_page(&format!("/documents/{nobody}/original"), 404, "no document");
    check_page("/nowhere", 404, "nothing at this address");
    check_page("/search?year=soon", 400, "year");
}

#[test]
fn other_methods_are_405_and_bodies_413() {
    let answer = SERVER.ask("DELETE", "/api/v1/search", &[]);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (405, "application/problem+json")
    );
    assert!(answer.header("allow").contains("GET"));
    let said = SERVER.raw(b"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
}

#[test]
fn the_answer_is_the_one_of_the_command_line() {
    let answer = SERVER.get("/api/v1/search?q=wall&country=NL").json();
    assert_eq!(
        (&answer["total"], &answer["hits"][0]["title"]),
        (&1.into(), &"Flood Report".into())
    );
    assert_eq!(answer["hits"][0]["pages"][0]["page"], 2);
    let counts = SERVER.get("/api/v1/facets?q=city").json();
    let keys: Vec<&String> = counts.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["archive", "facets", "query", "total"]);
    assert_eq!(counts["total"], 2);
}

#[test]
fn words_are_explained_suggested_and_related() {
    let operators = SERVER.get("/api/v1/operators").json();
    assert!(operators.as_array().is_some_and(|list| list.len() > 10));

    let suggested = SERVER.get("/api/v1/suggest?q=pilot+wa&limit=3").json();
    assert_eq!(suggested["terms"][0]["query"], "pilot wall");
    check_problem("/api/v1/suggest?q=a&limit=0", 400, "limit");
    check_problem("/api/v1/suggest?q=a&limit=21", 400, "limit");
    check_problem("/api/v1/suggest?q=a&colour=red", 422, "colour");
    let longest = "%EA%B0%80".repeat(2_000);
    assert_eq!(
        SERVER.get(&format!("/api/v1/suggest?q={longest}")).status,
        200
    );

    let id = &SERVER.flood;
    let explained = SERVER
        .get(&format!("/api/v1/explain?id={id}&q=wall"))
        .json();
    assert_eq!(
        (&explained["matches"], &explained["position"]),
        (&true.into(), &1.into())
    );
    let missing = SERVER
        .get(&format!("/api/v1/explain?id={id}&q=zebra&country=US"))
        .json();
    assert_eq!(missing["matches"], false);
    check_problem("/api/v1/explain?id=xyz&q=wall", 400, "id");
    check_problem("/api/v1/explain?q=wall", 400, "id");
    check_problem(&format!("/api/v1/explain?id={id}&q=s*t"), 400, "q");
    let nobody = "0".repeat(64);
    for path in [
        format!("/api/v1/explain?id={nobody}&q=wall"),
        format!("/api/v1/documents/{nobody}/related"),
    ] {
        assert_eq!(SERVER.get(&path).status, 404, "{path}");
    }

    let related = SERVER
        .get(&format!("/api/v1/documents/{id}/related"))
        .json();
    assert_eq!(related["id"], id.as_str());
    assert!(related["like"].is_array() && related["cited_by"].is_array());
}

#[test]
fn documents_and_pages_are_given_as_they_are() {
    let entry = SERVER
        .get(&format!("/api/v1/documents/{}", SERVER.flood))
        .json();
    assert_eq!(
        (&entry["page_count"], &entry["description"]["country"][0]),
        (&2.into(), &"NL".into())
    );
    assert!(
        entry["assertions"]
            .as_array()
            .is_some_and(|claims| !claims.is_empty())
    );
    let page = SERVER
        .get(&format!("/api/v1/documents/{}/pages/2", SERVER.flood))
        .json();
    let keys: Vec<&String> = page.as_object().unwrap().keys().collect();
    let expected = [
        "id",
        "is_unread",
        "label",
        "language",
        "marks",
        "page",
        "page_count",
        "paging",
        "passages",
        "quality",
        "recognised",
        "text",
    ];
    assert_eq!(keys, expected);
    assert!(page["text"].as_str().unwrap().contains("builds a wall"));
}

#[test]
fn a_document_shows_its_contents_its_parts_and_how_far_its_text_can_be_trusted() {
    let (book, annex) = (DocumentId::of(BOOK), DocumentId::of(ANNEX));
    let path = format!("/documents/{book}");
    for expected in [
        format!("<a href=\"/documents/{book}/pages/1\" dir=\"auto\">Goals &#38; Aims</a>"),
        "<span class=\"count\">Page iv (1)</span>".to_owned(),
        "aria-label=\"Page iv (1)\">iv</a>".to_owned(),
        "aria-label=\"Page 2\">2</a>".to_owned(),
        format!("<a href=\"/documents/{annex}\" dir=\"auto\">&#60;i&#62;Annex&#60;/i&#62;</a>"),
        "Text not in the archive, to be recognised: 1 page.".to_owned(),
        "Text that cannot be relied on: 1 page.".to_owned(),
        "Text recognised by machine: 1 page.".to_owned(),
    ] {
        check_page(&path, 200, &expected);
    }
    let inside = format!("<a href=\"/documents/{book}\" dir=\"auto\">A Book</a>");
    check_page(&format!("/documents/{annex}"), 200, "Found inside</h2>");
    check_page(&format!("/documents/{annex}"), 200, &inside);
    let sections = "This format has no pages; sections are ours.";
    check_page(&format!("/documents/{annex}"), 200, sections);
    for (number, expected) in [
        (1, "Some of this text is noise."),
        (2, "Recognised by machine, confidence 87%."),
        (3, "There is no text of this in the archive"),
    ] {
        check_page(&format!("{path}/pages/{number}"), 200, expected);
    }
    check_page(&format!("/documents/{annex}/pages/1"), 200, "Section 1");
    check_page("/search?q=zebra", 200, "Page iv (1)</a>");
    check_page("/search?q=zebra", 200, ">Goals &#38; Aims</span>");
    check_page(
        "/search?text=recognised",
        200,
        "<span class=\"unseen\">Remove filter </span>Text: Recognised by machine",
    );

    let entry = SERVER.get(&format!("/api/v1/documents/{book}")).json();
    assert_eq!(entry["parts"], serde_json::json!([annex]));
    assert_eq!(entry["outline"][0]["title"], "Goals & Aims");
    let entry = SERVER.get(&format!("/api/v1/documents/{annex}")).json();
    assert_eq!(
        (&entry["paging"], &entry["description"]["part_of"]),
        (&"sections".into(), &serde_json::json!([book]))
    );
    let answer = SERVER
        .get("/api/v1/search?q=text:recognised&limit=1")
        .json();
    assert_eq!(
        (&answer["total"], &answer["hits"][0]["title"]),
        (&1.into(), &"A Book".into())
    );
    let hit = SERVER.get("/api/v1/search?q=zebra").json()["hits"][0]["pages"][0].clone();
    assert_eq!(
        (&hit["label"], &hit["heading"]),
        (&"iv".into(), &"Goals & Aims".into())
    );
}

#[test]
fn an_original_comes_whole_or_in_ranges_and_cannot_run() {
    let path = format!("/documents/{}/original", SERVER.flood);
    let whole = SERVER.get(&path);
    assert_eq!((whole.status, whole.text().as_str()), (200, FLOOD));
    assert!(whole.header("content-type").starts_with("text/plain"));
    assert!(
        whole
            .header("content-disposition")
            .starts_with("attachment; filename=\"flood.txt\"")
    );
    let part = SERVER.ask("GET", &path, &[("range", "bytes=6-11")]);
    assert_eq!((part.status, part.text().as_str()), (206, "levels"));
    assert_eq!(
        part.header("content-range"),
        format!("bytes 6-11/{}", FLOOD.len())
    );
    assert_eq!(
        SERVER.ask("GET", &path, &[("range", "bytes=9999-")]).status,
        416
    );

    let page = SERVER.get(&format!("/documents/{}/original", SERVER.html));
    assert_eq!((page.status, page.text().as_str()), (200, HTML));
    assert!(
        page.header("content-security-policy")
            .starts_with("sandbox;")
    );
    assert!(page.header("content-disposition").starts_with("attachment"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

#[test]
fn every_answer_is_guarded_by_headers() {
    for path in [
        "/",
        "/search",
        "/nowhere",
        "/api/v1/search",
        "/healthz",
        "/readyz",
    ] {
        let answer = SERVER.get(path);
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
}

#[test]
fn forms_lead_to_the_canonical_address() {
    check_redirect(
        "/search?q=city&year_from=2003&year_to=2018",
        "/search?q=city&year=2003..2018",
    );
    check_redirect(
        "/search?year_from=&year_to=2010&q=&as_of=&sort=relevance",
        "/search?year=..2010",
    );
    check_redirect("/search?country=NL&q=city", "/search?q=city&country=NL");
    check_redirect(
        &format!("/documents/{}/pages?page=2&q=city", SERVER.flood),
        &format!("/documents/{}/pages/2?q=city", SERVER.flood),
    );
    assert_eq!(SERVER.get("/search?q=smart+city&country=KR").status, 200);
}

#[test]
fn pages_show_what_was_found_without_letting_it_in_as_markup() {
    check_page("/", 200, "5 documents");
    check_page("/", 200, "href=\"/search?country=KR\"");
    check_page("/search?q=wall", 200, "<h1 id=\"total\">1 document</h1>");
    check_page(
        "/search?q=wall",
        200,
        &format!("/documents/{}/pages/2?q=wall\"", SERVER.flood),
    );
    check_page("/search?q=wall", 200, "<mark>wall</mark>");
    check_page("/search?country=FR", 200, "&#60;b&#62;Bold&#60;/b&#62;");
    check_page(
        "/search?country=FR&country=KR",
        200,
        "<span class=\"unseen\">Remove filter </span>Country: South Korea",
    );
    check_page("/search?q=zyzzyva", 200, "Nothing in the archive matches");
    check_page("/search?q=%22%3E%3Cscript%3E%22", 200, "&#60;script&#62;");
    check_page(
        &format!("/documents/{}?q=wall", SERVER.flood),
        200,
        "Flood Report",
    );
    check_page(
        &format!("/documents/{}/pages/2?q=wall", SERVER.flood),
        200,
        "<mark>wall</mark>",
    );
    check_page("/search?lang=ko", 200, "lang=\"ko\"");
}

#[test]
fn no_page_holds_a_script_of_its_own() {
    let document = format!("/documents/{}", SERVER.html);
    for path in [
        "/",
        "/search",
        "/search?q=city",
        &document,
        &format!("{document}/pages/1"),
    ] {
        let text = SERVER.get(path).text();
        // Data for machines is no script: browsers do not run it.
        let text = text.replace("<script type=\"application/ld+json\">", "");
        // The one script is a file of the site, and holds nothing up.
        let (before, after) = text
            .split_once("<script src=\"/static/suggest.js?v=")
            .unwrap();
        let (tag, after) = after.split_once('>').unwrap();
        assert!(tag.ends_with("\" defer"), "{path}: {tag}");
        let text = format!("{before}{after}");
        assert!(
            !text.contains("<script") && !text.contains(" style="),
            "{path}:\n{text}"
        );
    }
}

#[test]
fn the_reader_chooses_language_and_look_and_a_cookie_keeps_them() {
    let accepting = |language| SERVER.ask("GET", "/", &[("accept-language", language)]);
    assert!(
        accepting("ko-KR,ko;q=0.9")
            .text()
            .contains("<html lang=\"ko\">")
    );
    assert!(accepting("fr").text().contains("<html lang=\"en\">"));
    let chosen = SERVER.ask("GET", "/?ui=ko&look=dark", &[("accept-language", "en")]);
    assert!(
        chosen
            .text()
            .contains("<html lang=\"ko\" data-look=\"dark\">")
    );
    assert_eq!(chosen.header("content-language"), "ko");
    assert!(chosen.header("vary").contains("cookie"));
    let kept = SERVER.ask("GET", "/help", &[("cookie", "ui=ko; look=dark")]);
    assert!(
        kept.text()
            .contains("<html lang=\"ko\" data-look=\"dark\">")
    );
    // The choice is no part of the question, and what is no choice changes nothing.
    check_page(
        "/search?q=wall&ui=ko",
        200,
        "<h1 id=\"total\">문서 1건</h1>",
    );
    check_page("/?ui=xx&look=pink", 200, "<html lang=\"en\">");
    assert_eq!(SERVER.get("/api/v1/search?q=wall&ui=ko").status, 422);
}

#[test]
fn plain_lists_lead_to_every_document() {
    check_page("/browse", 200, "href=\"/browse/country\"");
    check_page("/browse/country", 200, "href=\"/browse/country/KR\"");
    check_page("/browse/country/KR", 200, "<li><a href=\"/documents/");
    check_page("/browse/colour", 404, "There are lists by country");
    check_page("/browse/country/XX", 404, "no document here");
    check_page(
        "/browse/country/KR?page=0",
        400,
        "takes the number of a page",
    );
    let sitemap = SERVER.get("/sitemap.xml").text();
    assert!(sitemap.contains("/browse/country/KR</loc>"), "{sitemap}");
    let robots = SERVER.get("/robots.txt").text();
    assert!(robots.contains("/sitemap.xml"));
    // Words alone may be visited, filters may not.
    for rule in [
        "Disallow: /search?\n",
        "Allow: /search?q=\n",
        "Disallow: /search?q=*&\n",
    ] {
        assert!(robots.contains(rule), "{robots}");
    }
    check_page(
        "/coverage",
        200,
        "<th scope=\"row\">Documents</th><td>5</td>",
    );
    check_page("/help", 200, "href=\"/search?q=housing%20OR%20climate\"");
    check_page("/about", 200, "Natural Earth");
}

#[test]
fn the_style_sheet_lasts_for_ever_under_its_address() {
    let home = SERVER.get("/").text();
    let start = home.find("/static/regesta.css?v=").unwrap();
    let address: String = home[start..].chars().take_while(|c| *c != '"').collect();
    let style = SERVER.get(&address);
    assert_eq!(
        (style.status, style.header("content-type")),
        (200, "text/css; charset=utf-8")
    );
    assert!(style.header("cache-control").contains("immutable"));
    let again = SERVER.ask("GET", &address, &[("if-none-match", style.header("etag"))]);
    assert_eq!(again.status, 304);
}

#[test]
fn text_is_compressed_for_those_who_ask() {
    let answer = SERVER.ask("GET", "/search", &[("accept-encoding", "gzip")]);
    assert_eq!(answer.header("content-encoding"), "gzip");
    let original = format!("/documents/{}/original", SERVER.flood);
    let answer = SERVER.ask("GET", &original, &[("accept-encoding", "gzip")]);
    assert_eq!(answer.header("content-encoding"), "");
}

#[test]
fn the_service_says_that_it_lives_and_is_ready() {
    assert_eq!(
        (SERVER.get("/healthz").status, SERVER.get("/readyz").status),
        (200, 200)
    );
}
