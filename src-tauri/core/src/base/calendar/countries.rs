//! In which country a zone's clocks are, by the IANA database.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use chrono_tz::Tz;

const ZONES: &str = include_str!("../../../../../assets/calendar/zones.txt");

static COUNTRIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = ZONES.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(' '));
    pairs
        .flat_map(|(country, zones)| zones.split(' ').map(move |zone| (zone, country)))
        .collect()
});

static CODES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| COUNTRIES.values().copied().collect());

/// The country where the clocks show `zone`, by its two letters of ISO 3166; nothing for UTC and others
/// that are of none.
#[must_use]
pub fn country(zone: Tz) -> Option<&'static str> {
    COUNTRIES.get(zone.name()).copied()
}

/// Whether these are the two letters of a country.
#[must_use]
pub fn is_country(code: &str) -> bool {
    CODES.contains(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_but_those_of_no_country_is_in_one() {
        for (name, code) in [
            ("Asia/Shanghai", "CN"),
            ("Asia/Urumqi", "CN"),
            ("PRC", "CN"),
            ("Asia/Hong_Kong", "HK"),
            ("Europe/Berlin", "DE"),
            ("Europe/Oslo", "NO"),
            ("Iceland", "IS"),
            ("US/Pacific", "US"),
            ("Asia/Calcutta", "IN"),
        ] {
            assert_eq!(country(name.parse().unwrap()), Some(code), "{name}");
        }
        let of_none: Vec<&str> = chrono_tz::TZ_VARIANTS
            .iter()
            .filter(|zone| country(**zone).is_none())
            .map(|zone| zone.name())
            .filter(|name| name.contains('/') && !name.starts_with("Etc/"))
            .collect();
        assert_eq!(of_none, [""; 0]);
        assert!(is_country("CN") && !is_country("cn") && !is_country("XX"));
    }
}
