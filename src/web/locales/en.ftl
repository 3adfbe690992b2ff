# The words of the site in English. Every other file here has the same messages.
# `number` is a number in the reader's form, `count` the same number to choose a form by.

language-name = English

## Around every page

site-description = Search the full text of laws, plans, reports and speeches by country, year and topic, and open the page that answers.
skip = Skip to content
nav-main = Main
nav-search = Search
nav-browse = Browse
nav-coverage = Coverage
nav-help = Help
nav-language = Language
nav-look = Appearance
look-auto = As your system
look-light = Light
look-dark = Dark
search-label = Search the archive
search-button = Search
footer-about = An archive of public policy. What is known of a document’s licence stands on its page.
footer-licences = About this archive
as-table = The same as a table
where-from = Where you came from

## Numbers and dates

documents = { $count ->
    [one] { $number } document
   *[other] { $number } documents
}
countries = { $count ->
    [one] { $number } country or body
   *[other] { $number } countries and bodies
}
matches = { $count ->
    [one] { $number } match
   *[other] { $number } matches
}
per-cent = { $number }%
size-bytes = { $number } bytes
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
range = { $from } to { $until }
range-from = from { $from }
range-until = until { $until }
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-about = about { $date }
date-decade = { $year }s
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}

## Names

not-stated = Not stated
facet-country = Country
facet-year = Year
facet-topic = Topic
facet-type = Type
facet-lang = Language
facet-text = Text
facet-status = Status
facet-subject = Country written about
facet-year-source = Where the year is from
facet-country-source = Where the country is from
origin-person = A person
origin-manifest = A manifest
origin-sidecar = A file beside it
origin-file = The file itself
origin-text = Its text
origin-name = Its name
origin-none = Nowhere
status-upcoming = Upcoming
status-in-force = In force
status-past = Past
text-good = Good
text-doubtful = Doubtful in part
text-recognised = Recognised by machine
text-none = No text
paging-pages = { $count ->
    [one] { $number } page
   *[other] { $number } pages
}
paging-pages-one = page
paging-pages-numbered = Page { $page }
paging-slides = { $count ->
    [one] { $number } slide
   *[other] { $number } slides
}
paging-slides-one = slide
paging-slides-numbered = Slide { $page }
paging-sheets = { $count ->
    [one] { $number } sheet
   *[other] { $number } sheets
}
paging-sheets-one = sheet
paging-sheets-numbered = Sheet { $page }
paging-chapters = { $count ->
    [one] { $number } chapter
   *[other] { $number } chapters
}
paging-chapters-one = chapter
paging-chapters-numbered = Chapter { $page }
paging-sections = { $count ->
    [one] { $number } section
   *[other] { $number } sections
}
paging-sections-one = section
paging-sections-numbered = Section { $page }
field-title = Title
field-country = Country
field-subject-country = Country it is about
field-published = Published
field-adopted = Adopted
field-valid-from = Valid from
field-valid-until = Valid until
field-language = Language
field-type = Type
field-topic = Topics
field-work = Version of
field-number = Number
field-issuer = Issued by
field-author = Author
field-licence = Licence
field-source = Source
outcome-added = Text in the archive
outcome-updated = Updated
outcome-unchanged = Unchanged
outcome-duplicate = Duplicate
outcome-no-text = No text: pictures of pages
outcome-encrypted = Locked by a password
outcome-unsupported = Kind of file that cannot be read yet
outcome-damaged = Damaged file
outcome-unreadable = File that could not be opened
outcome-over-limit = Over a limit
outcome-timed-out = Took too long to read
outcome-wrong-checksum = Checksum does not agree
outcome-crashed = The reader failed
source-person = corrected by { $name }
source-manifest = { $name }, row { $row }
source-sidecar = { $name }
source-file = the file itself ({ $name })
source-text = its text, { $name }
source-text-range = its text, { $name }, characters { $from } to { $until }
source-name = the name of the file

## Home

home-title = Search public policy
home-heading = Policy of the world, in its own words
home-lead = Search the full text of laws, plans, reports and speeches by country, year and topic, and open the page that answers.
home-empty = The archive is empty: nothing has been ingested yet.
home-holdings = { $documents } from { $countries }, { $years }
home-by-year = By year
home-by-country = By country
home-by-topic = By topic
home-latest = New in the archive
home-upcoming = Coming into force
home-begun = Newly in force
years-summary = From { $first } to { $last }; most in { $most } ({ $number }).
countries-summary = { $number } countries and bodies; most from { $most } ({ $documents }).
more-countries = { $number } more
more-of-these = All of these
column-documents = Documents
column-number = Number
column-what = What
valid-from = valid from { $day }

## Search

search-form = Question and filters
filters = Filters
year-from = From
year-until = to
choice-more = { $number } more
choice-years = Years one by one ({ $number })
choice-left-out = { $number } with fewer documents are not listed; narrow the answer to see them.
as-of = Day
as-of-label = Status as of
apply = Apply
applied = Filters in force
remove-filter = Remove filter
remove-all-filters = Remove all filters
years-heading = Documents by year
nothing = Nothing in the archive matches all of this.
nothing-words = Try fewer or other words, or look around:
nothing-browse = browse by country, year and topic
nothing-filters = Remove a filter above, or try fewer or other words.
nothing-here = There are no documents in this part of the list.
order = Order
sort-relevance = Best match
sort-newest = Newest
sort-oldest = Oldest
status-as-of = Status as of { $day }
turn-list = Pages of the list
previous = Previous
next = Next
matching-pages-of = { $number } of { $pages } match
sentence-all = All documents
sentence-match = Documents that match { $query }
sentence-filter = { $facet }: { $values }
sentence-status = { $facet }: { $values } on { $day }
sentence-or = {" or "}
unknown-parameter = This site knows no parameter “{ $name }”; it was left out.
possible-too = Show those without a certain year too
pick = Choose
take-chosen = Take the chosen ones along:

## Help with words

also-searched = Also searched:
switch-off = leave out
switch-on = search too
did-you-mean = Did you mean
filter-by = Filter by
little-heading = What each part finds
without = Without { $what }
unsearchable = { $count ->
    [one] { $number } document has no text that can be searched.
   *[other] { $number } documents have no text that can be searched.
}
why-here = Why here?
since-heading = Then and today
since-same = { $day }: { $then }. Today they are the same.
since-changed = { $day }: { $then }. Today: { $now }.
since-unsure = { $day }: { $then }. Today: { $now }. Documents were changed since, and it cannot be told of each whether it was found then.
since-unknown = it is not known how many
since-leave = Leave the comparison
since-added = { $count ->
    [one] { $number } document came
   *[other] { $number } documents came
}
since-removed = { $count ->
    [one] { $number } document is found no more
   *[other] { $number } documents are found no more
}
since-uncertain = { $count ->
    [one] { $number } document of which it is not certain
   *[other] { $number } documents of which it is not certain
}
since-more = { $number } more; the JSON of this search lists them.
back-to-answer = Back to the answer
explain-heading = Why this document stands here
explain-place = Place { $position } of { $total }.
explain-far = It matches, but stands too far behind to have a place.
explain-no-match = It does not match.
explain-parts = What each part of the question adds
explain-part = Looked for
explain-kind = As
explain-in-title = In the title
explain-in-text = In the text
explain-score = Score
explain-pages = Pages
explain-sum = All together
explain-filter = Filter
explain-asked = Asked for
explain-has = The document has
explain-passes = Passes
explain-sentences = In words
basis-page = Its place goes by its best page.
basis-document = Its place goes by the document as a whole.
basis-date = Its place goes by its date.
part-word = word
part-beginning = beginning of a word
part-similar = similar words
part-phrase = phrase
part-near = words near each other
part-within = within longer words
part-synonym = another word for it
part-pairs = pairs of syllables
part-not-counted = not counted
yes = yes
no = no
related-like = Documents that say the like
related-cited = Documents that cite it
related-words = shared words: { $words }
related-by = by { $by }

## Document

take-along = Take the whole along:
permalink = Permanent link
cite = Cite it
take-citation = As a file:
back-to-search = Back to the search for
withdrawn = This document was withdrawn:
open-original = Open the original
text-not-in = Its text is not in the archive: { $outcome }
status-on-day = { $status } on { $day }
validity-heading = When it holds
validity = Valid { $range }.
held-never = Never: another took its place on the day it would have begun, { $day }
matches-heading = Pages that match
known-heading = What is known of it
why = Why?
why-rule = Rule:
why-taken = Taken.
why-not-taken = Not taken.
why-ended = No longer said since { $day }.
certainty-certain = certain
certainty-likely = likely
certainty-guess = a guess
versions-heading = Versions
versions-valid = Held
versions-version = Version
versions-this = this document
versions-compare = Compare
versions-button = Show what changed
proposed-heading = May be versions of the same
offered-as = Offered as
added-on = In the archive since
checksum = SHA-256 of the original
part-of = Found inside
parts = Documents inside it
note-sections = This format has no pages; sections are ours.
note-unread = Text not in the archive, to be recognised: { $pages }.
note-doubtful = Text that cannot be relied on: { $pages }.
note-recognised = Text recognised by machine: { $pages }.
go-to = Go to
open = Open
contents = Contents
headings = Headings

## Changes

changes-heading = What changed
changes-from = From
changes-to = To
changes-legend = In the text:
change-equal = { $count ->
    [one] The same: { $number } part
   *[other] The same: { $number } parts
}
change-changed = changed
change-removed = gone
change-added = new
change-articles = Articles
change-paragraphs = Paragraphs
change-summary = { $unit }: { $equal } the same, { $changed } changed, { $added } new, { $removed } gone.
change-left-out = { $number } more parts are not shown.

## Page

of = of
turn-pages = Pages of the document
previous-page = Previous
next-page = Next
previous-match = Previous match
next-match = Next match
open-original-here = Open the original here
beside-on = Show the original beside the text
beside-off = Text alone
original-beside = The original
page-empty = There is no text of this in the archive; it may be a scan. The original shows it.
page-recognised = Recognised by machine, confidence { $confidence }.
page-unread = This shows more than its text holds, or its text cannot be relied on. The original shows it.
page-noise = Some of this text is noise. The original shows what it should be.
page-no-view = { $format } has no pages that could be drawn here; the original opens in a program of its own.
page-evidence = Marked is the place that a value of this document is taken from.

## Browse

browse-heading = Browse the archive
browse-lead = Plain lists that lead to every document.
browse-country = By country
browse-year = By year
browse-topic = By topic
browse-type = By type
browse-lang = By language
browse-work = By work, with its versions
browse-none = No document belongs here yet.
versions = { $count ->
    [one] { $number } version
   *[other] { $number } versions
}
work-changes = What changed from the one before
work-cut = Only the first versions are listed.
browse-all = All { $number }
initials = Initial letters
search-here = Search within these
list-description = { $heading }: { $total }

## Trends and definitions

nav-trends = Trends
nav-compare = Definitions
trends-heading = Terms through time
trends-lead = See when a term came up, where, and who used it first.
trends-button = Show
trends-share = Share of each year’s documents that use it
trends-first = by country, with the first use
trend-summary = { $documents }, { $occurrences } times; first in { $first }, most in { $most }.
trend-left-out = { $number } more countries; all of them:
term = Term
share = Share
first-use = First use
examples = For example:
compare-heading = What a term is said to mean
compare-lead = Definitions in the documents’ own words, side by side, with country, year and page.
compare-button = Find definitions
compare-this = Compare this one
compare-two = Show the difference between two
definitions = { $count ->
    [one] { $number } definition
   *[other] { $number } definitions
}
definitions-summary = { $definitions } in { $documents } with the term.

## Coverage

coverage-heading = What the archive holds
coverage-lead = And what of it cannot be searched, so that you know what an answer may be missing.
coverage-numbers = In numbers
coverage-outcomes = How reading the files went
coverage-countries = By country, with the years that are missing
coverage-without-text = Without text
coverage-years = Years
coverage-missing = Missing between them
coverage-origins = Where values come from
coverage-documents = Documents
coverage-pages = Pages
coverage-pages-without-text = Pages without any text
coverage-pages-recognised = Pages recognised by machine
coverage-pages-doubtful = Pages whose text cannot be relied on
coverage-text = Text
coverage-originals = Originals

## Help

help-heading = How to ask
help-lead = Type words; all of them are looked for, anywhere in a document. Each example below runs.
help-written = Written
help-means = Means
help-korean = Korean words are found with and without particles
help-status-heading = Past, in force, upcoming
help-status = A law or plan is in force from its first day of validity until the next version of it begins. Choose a day under Filters to see what held on that day.
help-pages-heading = Pages
help-pages = Every answer lists the pages that match best. A link to a page opens its text with the words marked; the original can be opened at the same page.
help-keyboard-heading = Without a mouse
help-keyboard = Everything can be reached with the keyboard, and works without JavaScript; with it, words are offered while you type.

## About

about-heading = About this archive
about-original = Every document is kept as it was found, byte for byte, under its SHA-256. Its text is read page by page; where a page is a picture, a machine may have recognised it, and the page says so.
about-metadata = What is said of a document (country, date, topic) always comes with its source. What is not known is shown as not stated.
about-licences = Licences
about-documents = Documents have their own terms; where a licence is known, it stands on the document’s page.
about-software = This site runs on Regesta, free software under the MIT licence or the Apache License 2.0.
about-map = The map is made from Natural Earth (public domain). Its boundaries state no view on any territory.
about-names = Names of countries and languages are those of the Unicode CLDR (Unicode License).
about-machines-heading = For machines
about-machines = Whatever can be asked here can be asked as JSON:
about-privacy-heading = Privacy
about-privacy = This site loads nothing from elsewhere and follows nobody. Your choice of language and appearance is kept in a cookie in your browser, nothing else.

## Problems

problem-not-found = Not found
problem-withdrawn = Withdrawn
problem-busy = Too busy just now
problem-asked = This cannot be answered
problem-ours = Something went wrong
to-first-page = To the first page
