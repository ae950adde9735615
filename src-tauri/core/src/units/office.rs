//! Who is in office, asked here alone: a post is over once its last day is.

/// The post of this name is not over on the day `$today`, a parameter of the statement.
macro_rules! in_office {
    ($post:literal, $today:literal) => {
        concat!(
            "(",
            $post,
            ".\"end\" IS NULL OR ",
            $post,
            ".\"end\" >= ",
            $today,
            ")"
        )
    };
}

/// Whoever `$who` is serves at the unit `$unit` on the day `$today`: in office there, or, who never had a post
/// there, anywhere. Who had one there and left does not, whatever else they do now.
macro_rules! serves {
    ($who:literal, $unit:literal, $today:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM post p WHERE p.contact = ",
            $who,
            " AND p.deleted_at IS NULL AND ",
            crate::units::office::in_office!("p", $today),
            " AND (p.unit = ",
            $unit,
            " OR NOT EXISTS (
               SELECT 1 FROM post o WHERE o.contact = ",
            $who,
            " AND o.unit = ",
            $unit,
            " AND o.deleted_at IS NULL)))"
        )
    };
}

pub(crate) use {in_office, serves};
