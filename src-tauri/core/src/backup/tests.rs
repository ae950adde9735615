mod faults;
mod fixture;
mod retention;
mod whole;
