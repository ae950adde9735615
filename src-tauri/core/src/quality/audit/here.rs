//! Of whom a run asks: nobody who left, whether that was said of them or their last post is over.

/// The contact of this name did not leave by the day `$today`. Who never had a post may well be there.
macro_rules! still_here {
    ($contact:literal, $today:literal) => {
        concat!(
            "(",
            $contact,
            ".\"left\" = 0 AND (NOT EXISTS (SELECT 1 FROM post h WHERE h.contact = ",
            $contact,
            ".id AND h.deleted_at IS NULL) OR EXISTS (SELECT 1 FROM post h WHERE h.contact = ",
            $contact,
            ".id AND h.deleted_at IS NULL AND ",
            crate::units::office::in_office!("h", $today),
            ")))"
        )
    };
}

/// The drawn value `i` is still to be asked about: whom it is about did not leave since it was drawn.
macro_rules! still_asked {
    ($today:literal) => {
        concat!(
            "(NOT EXISTS (SELECT 1 FROM contact c WHERE i.of_entity = 'contact' AND c.id = i.\"of\" AND NOT ",
            crate::quality::audit::here::still_here!("c", $today),
            ") AND NOT EXISTS (SELECT 1 FROM post p JOIN contact c ON c.id = p.contact
               WHERE i.of_entity = 'post' AND p.id = i.\"of\" AND (c.\"left\" = 1 OR NOT ",
            crate::units::office::in_office!("p", $today),
            ")))"
        )
    };
}

pub(super) use still_asked;
pub(in crate::quality) use still_here;
