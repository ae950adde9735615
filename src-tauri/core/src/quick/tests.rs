//! Invented expressions and sentences, with what they mean.
