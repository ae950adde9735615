mod damage;
mod faults;
mod fixture;
mod keyed;
mod planned;
mod restic;
mod retained;
mod whole;
