mod damage;
mod faults;
mod fixture;
mod keyed;
mod restic;
mod retained;
mod whole;
