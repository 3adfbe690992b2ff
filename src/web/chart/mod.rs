//! Pictures made on the server: inline SVG that a template draws from plain numbers.
//!
//! A picture is for the eye and the mouse: it is hidden from screen readers and keyboards, and the
//! same numbers stand beside it as a table or list, with a sentence that sums them up. Colours come
//! from the style sheet; nothing here needs an inline style.

mod bars;
mod lines;
mod map;
mod span;

pub(super) use bars::{Bars, Count};
pub(super) use lines::{Line, Lines};
pub(super) use map::WorldMap;
pub(super) use span::{Span, Spans};
