//! Where pages begin, as far as the file itself tells.
//!
//! HWP and HWPX keep the lines of every paragraph as they were last laid out, each with its distance
//! from the top of the page's text: a line that stands higher than the one before it is the first of
//! a new page (or column). Where that record is whole it gives the pages a reader sees; where it is
//! missing, as in files made by other programs, only the breaks that the writer ordered are left.
//!
//! Not here: laying out. How a table that runs over the end of a page is cut is not written down, so it
//! makes the pages unknown.
//!
//! Source: "한글 문서 파일 형식 5.0", PARA_LINE_SEG; KS X 6101, `lineseg`.

/// What is longer than this cannot be one page: breaks are missing.
const MAX_PAGE_CHARS: usize = 6_000;

/// A line as it was last laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Unit of the paragraph's text that it begins with.
    pub(super) at: u32,
    /// Distance from the top of the page's text, in 1/7200 inch.
    pub(super) top: i32,
}

/// What is known of the pages of a document.
#[derive(Debug, Default)]
pub(super) struct Pages {
    columns: u32,
    column: u32,
    last_top: Option<i32>,
    height: Option<u32>,
    has_lines: bool,
    is_broken: bool,
}

impl Pages {
    pub(super) fn begin_section(&mut self) {
        self.columns = 1;
        self.page_break();
    }

    /// A page begins by order of the writer.
    pub(super) fn page_break(&mut self) {
        self.column = 0;
        self.last_top = None;
    }

    /// Sets the height of a page's text.
    pub(super) fn height(&mut self, height: u32) {
        self.height = Some(height);
    }

    /// Says that a floating table of this height begins at about `top`; 0 for none.
    pub(super) fn table(&mut self, top: i32, height: u32) {
        let end = u32::try_from(top)
            .unwrap_or_default()
            .saturating_add(height);
        if 0 < height && self.height.is_some_and(|page| page < end) {
            self.are_unknown();
        }
    }

    /// The text that follows is laid out in `count` columns.
    pub(super) fn columns(&mut self, count: u16) {
        self.columns = u32::from(count.max(1));
        self.column = 0;
        self.last_top = None;
    }

    /// Says that a paragraph with text has no lines, or that a table runs over the end of a page.
    pub(super) fn are_unknown(&mut self) {
        self.is_broken = true;
    }

    /// The units of a paragraph at which a page begins; in order.
    pub(super) fn tops(&mut self, lines: &[Line]) -> Vec<u32> {
        let mut tops = Vec::new();
        for line in lines {
            self.has_lines = true;
            if self.last_top.is_some_and(|last| line.top < last) {
                self.column += 1;
                if self.columns <= self.column {
                    self.column = 0;
                    tops.push(line.at);
                }
            }
            self.last_top = Some(line.top);
        }
        tops
    }

    /// Whether the lines show every page.
    pub(super) fn are_laid_out(&self) -> bool {
        self.has_lines && !self.is_broken
    }
}

/// Whether text of these numbers of characters can stand on a page each.
pub(super) fn can_be_pages(lengths: &[usize]) -> bool {
    lengths.iter().all(|length| *length <= MAX_PAGE_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(tops: &[i32]) -> Vec<Line> {
        let at = |n: usize| u32::try_from(n * 10).unwrap_or_default();
        let line = |(n, top): (usize, &i32)| Line {
            at: at(n),
            top: *top,
        };
        tops.iter().enumerate().map(line).collect()
    }

    #[test]
    fn a_line_higher_than_the_one_before_begins_a_page() {
        let mut pages = Pages::default();
        assert_eq!(pages.tops(&lines(&[0, 1600, 3200])), Vec::<u32>::new());
        assert_eq!(pages.tops(&lines(&[60_000, 0, 1600])), [10]);
        assert_eq!(pages.tops(&lines(&[1000])), [0]);
    }

    #[test]
    fn a_page_of_two_columns_ends_with_the_second() {
        let mut pages = Pages::default();
        pages.columns(2);
        assert_eq!(pages.tops(&lines(&[0, 9000, 0, 9000, 0])), [40]);
    }
}
