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

pub(crate) use in_office;
