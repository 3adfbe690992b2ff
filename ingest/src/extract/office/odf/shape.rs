//! Where a drawing stands in an OpenDocument file, and what it is for.
//!
//! Format: ODF 1.3 part 3, 10.3 (shapes), 10.6 (frames), 19.389 (`presentation:class`).

use super::super::super::xml::Element;
use super::super::shapes::{Area, Purpose, Shape};

/// Whether an element is a drawing that may have text.
pub(super) fn is_drawing(name: &str) -> bool {
    matches!(
        name,
        "frame"
            | "custom-shape"
            | "rect"
            | "line"
            | "polyline"
            | "polygon"
            | "path"
            | "ellipse"
            | "circle"
            | "connector"
            | "caption"
            | "regular-polygon"
            | "measure"
            | "control"
            | "page-thumbnail"
    )
}

/// The drawing that begins with `element`, still without text.
pub(super) fn begin(element: &Element) -> Shape {
    let purpose = match element.attribute("presentation:class") {
        Some("title") => Purpose::Title,
        Some("footer" | "header" | "date-time" | "page-number") => Purpose::Furniture,
        Some("notes") => Purpose::Notes,
        Some("page") => Purpose::Thumbnail,
        _ => Purpose::Content,
    };
    Shape {
        purpose,
        area: area(element),
        ..Shape::default()
    }
}

fn area(element: &Element) -> Option<Area> {
    let side = |name: &str| element.attribute(name).and_then(points);
    let (left, top) = match (side("svg:x"), side("svg:y")) {
        (Some(left), Some(top)) => (left, top),
        // A turned shape states its place as a movement.
        _ => {
            let (_, moved) = element.attribute("transform")?.split_once("translate")?;
            let mut sides = moved.trim_start_matches([' ', '(']).split([' ', ',', ')']);
            (points(sides.next()?)?, points(sides.next()?)?)
        }
    };
    Some(Area {
        left,
        top,
        width: side("svg:width").unwrap_or(0.0),
        height: side("svg:height").unwrap_or(0.0),
    })
}

/// A length in points.
fn points(length: &str) -> Option<f64> {
    let length = length.trim();
    let end = length
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(length.len());
    let (number, unit) = length.split_at(end);
    let number: f64 = number.trim().parse().ok()?;
    let in_unit = match unit {
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "in" => 72.0,
        "pc" => 12.0,
        "px" => 0.75,
        _ => 1.0,
    };
    Some(number * in_unit).filter(|points| points.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_any_unit() {
        assert_eq!(points("2.54cm"), Some(72.0));
        assert_eq!(points("1in"), Some(72.0));
        assert_eq!(points("x"), None);
    }
}
