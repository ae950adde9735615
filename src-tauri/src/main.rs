//! The program: hands over to the library, so that tests can reach everything.
fn main() {}
