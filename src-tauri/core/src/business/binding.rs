//! Which contracts bind, and what one that was terminated still stands for. Asked here alone: what is
//! owed, what a payment settles, what reminds, what was sold and what a customer brings would tell of
//! different contracts otherwise.

/// The contract of this name was signed: a draft was once it bears the day.
macro_rules! signed {
    ($of:literal) => {
        concat!(
            "(",
            $of,
            ".state <> 'draft' OR ",
            $of,
            ".signed_on IS NOT NULL)"
        )
    };
}

/// The contract of this name binds: it was signed and not terminated. Of any other nothing is owed.
macro_rules! binds {
    ($of:literal) => {
        concat!(
            "(",
            $of,
            ".state <> 'ended' AND ",
            crate::business::binding::signed!($of),
            ")"
        )
    };
}

/// What the contract of this name stands for, and in which currency: what was agreed; of one that was
/// terminated, what came in.
macro_rules! stands_for {
    ($of:literal) => {
        concat!(
            "CASE WHEN ",
            $of,
            ".state = 'ended' THEN ",
            $of,
            ".received ELSE ",
            $of,
            ".amount END, CASE WHEN ",
            $of,
            ".state = 'ended' THEN ",
            $of,
            ".received_currency ELSE ",
            $of,
            ".amount_currency END"
        )
    };
}

pub(crate) use {binds, signed, stands_for};
