-- The catalogue of a Regesta archive, format 4. Times are UTC, RFC 3339. JSON is UTF-8.

CREATE TABLE archive (
    key   TEXT PRIMARY KEY,          -- 'format': 4
    value TEXT NOT NULL
) STRICT;

-- Everything that ever happened, in order. Each hash covers the event and the hash before it,
-- so that a changed or missing event shows.
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL,
    kind    TEXT NOT NULL,           -- begun, finished, kept, asserted, corrected, described-again,
                                     -- read-again, recognised, retry, rebuilt, migrated
    subject TEXT NOT NULL,           -- a document's SHA-256, or the number of a run
    detail  TEXT NOT NULL,           -- JSON
    hash    TEXT NOT NULL            -- SHA-256, see catalogue/ledger.rs
) STRICT;

-- Every document ever kept, readable or not.
CREATE TABLE documents (
    row         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE, -- SHA-256 of the original, hexadecimal
    media_type  TEXT NOT NULL,
    bytes       INTEGER NOT NULL,     -- size of the original
    page_count  INTEGER NOT NULL,
    empty_pages INTEGER NOT NULL,     -- pages without any text
    text_bytes  INTEGER NOT NULL,
    outcome     TEXT NOT NULL,        -- 'added' if its text is in, else why not
    reason      TEXT,
    warnings    TEXT NOT NULL,        -- JSON array of sentences
    description TEXT NOT NULL,        -- JSON: the winning assertions, derived from the table below
    added_at    TEXT NOT NULL,
    changed     INTEGER NOT NULL,     -- seq of the event that last changed what is searchable
    retry       INTEGER NOT NULL DEFAULT 0, -- 1: read it again when it is offered
    withdrawn   TEXT,                 -- why it is shown no more
    paging      TEXT NOT NULL DEFAULT 'pages', -- pages, slides, sheets, chapters, sections
    outline     TEXT,                 -- JSON array of {level, title, page}; NULL: no contents
    rules       INTEGER NOT NULL DEFAULT 0, -- version of the rules that described its text
    work_key    TEXT                  -- what versions of one work have in common; NULL: too little
) STRICT;
CREATE INDEX documents_work ON documents (json_extract(description, '$.work'));
CREATE INDEX documents_work_key ON documents (work_key) WHERE work_key IS NOT NULL;
CREATE INDEX documents_changed ON documents (changed);

-- Names under which documents were offered.
CREATE TABLE names (
    document INTEGER NOT NULL REFERENCES documents (row),
    path     TEXT NOT NULL,
    run      INTEGER NOT NULL,        -- first run that offered it so
    PRIMARY KEY (document, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_path ON names (path);

CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES documents (row),
    number   INTEGER NOT NULL,        -- from 1
    language TEXT,                    -- BCP 47 primary subtag
    passages TEXT,                    -- JSON array of {from, until, language}, bytes: parts in others; NULL: none
    label    TEXT,                    -- what the file calls the page, where not its number
    quality  REAL NOT NULL DEFAULT 1, -- 0 (no text, or noise) to 1
    unread   INTEGER NOT NULL DEFAULT 0, -- 1: shows something that its text does not hold
    recognised REAL,                  -- 0 to 1: how sure the machine was that recognised the text
    marks    TEXT,                    -- JSON array of {role, from, until}, bytes; NULL: none
    bytes    INTEGER NOT NULL,        -- size of the text
    text     BLOB NOT NULL,           -- UTF-8, compressed by Zstandard (RFC 8878)
    PRIMARY KEY (document, number)
) STRICT;
CREATE INDEX pages_unread ON pages (document, number, bytes) WHERE unread = 1;
CREATE INDEX pages_recognised ON pages (document, number) WHERE recognised IS NOT NULL;
CREATE INDEX pages_doubtful ON pages (document, number, bytes) WHERE quality < 0.8;

-- Everything ever asserted about a document, one value a row; nothing is overwritten.
CREATE TABLE assertions (
    document   INTEGER NOT NULL REFERENCES documents (row),
    event      INTEGER NOT NULL REFERENCES events (seq), -- since when it holds
    ended      INTEGER REFERENCES events (seq), -- since when it holds no more; NULL: it holds
    field      TEXT NOT NULL,
    value      TEXT NOT NULL,         -- empty: a person says that there is none
    kind       TEXT NOT NULL,         -- person, manifest, sidecar, file, text, name
    provenance TEXT NOT NULL,         -- JSON
    rule       TEXT NOT NULL,
    confidence REAL NOT NULL,         -- 0 to 1
    path       TEXT NOT NULL,         -- the name under which the document was offered with it
    rejected   TEXT                   -- why it is no value of the field; NULL: it is
) STRICT;
CREATE INDEX assertions_document ON assertions (document);
CREATE INDEX assertions_persons ON assertions (document) WHERE kind = 'person';
CREATE INDEX assertions_replaces ON assertions (value, document) WHERE field = 'custom:replaces';
CREATE INDEX assertions_enacted ON assertions (value, document) WHERE field = 'custom:enacted_as';
CREATE INDEX assertions_part_of ON assertions (value, document) WHERE field = 'part_of';

CREATE TABLE runs (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    offered     TEXT NOT NULL,        -- JSON array of paths
    started_at  TEXT NOT NULL,
    finished_at TEXT
) STRICT;

-- One outcome for every file offered in a run.
CREATE TABLE outcomes (
    run      INTEGER NOT NULL REFERENCES runs (number),
    path     TEXT NOT NULL,
    document TEXT,                    -- SHA-256; NULL where the bytes were not read
    outcome  TEXT NOT NULL,
    reason   TEXT,
    PRIMARY KEY (run, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcomes_document ON outcomes (document, run);
CREATE INDEX outcomes_path ON outcomes (path, run);
