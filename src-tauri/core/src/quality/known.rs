//! How the database knows that something is known of a unit: one expression an aspect. What is doubtful
//! is not known.

use crate::units::office::in_office;

/// Those in office at the unit on the day `?3`.
macro_rules! people_in_office {
    ($more:literal) => {
        concat!(
            "FROM post p JOIN contact c ON c.id = p.contact
             WHERE p.unit = unit.id AND p.deleted_at IS NULL AND ",
            in_office!("p", "?3"),
            " AND c.deleted_at IS NULL AND c.\"left\" = 0 ",
            $more
        )
    };
}

/// Holds something, and not something doubtful.
macro_rules! sound {
    ($record:literal, $field:literal) => {
        concat!(
            "(",
            $record,
            ".",
            $field,
            " IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM provenance d WHERE d.\"of\" = ",
            $record,
            ".id AND d.field = '",
            $field,
            "' AND d.certainty = 'doubtful' AND d.deleted_at IS NULL))"
        )
    };
}

/// How the database knows that an aspect is had.
pub(super) fn known_sql(aspect: &str) -> &'static str {
    match aspect {
        "uscc" => concat!(
            "(",
            sound!("unit", "uscc"),
            " OR EXISTS (
               SELECT 1 FROM official_id o WHERE o.unit = unit.id AND o.deleted_at IS NULL))"
        ),
        "legal_rep" => concat!(
            "(",
            sound!("unit", "legal_rep"),
            " OR unit.legal_rep_contact IS NOT NULL)"
        ),
        "industry" => "unit.industry IS NOT NULL",
        "address" => concat!(
            "(",
            sound!("unit", "address"),
            " OR EXISTS (
               SELECT 1 FROM address o WHERE o.unit = unit.id AND o.deleted_at IS NULL))"
        ),
        "phone" => concat!(
            "(",
            sound!("unit", "phones"),
            // The number shown of its people may be that of a post; where it is the person's own, one
            // that is doubtful is none.
            " OR unit.contact_phone IS NOT NULL AND NOT EXISTS (SELECT 1 ",
            people_in_office!(
                "AND json_extract(c.phones, '$[0].raw') = unit.contact_phone AND EXISTS (
                   SELECT 1 FROM provenance d WHERE d.\"of\" = c.id AND d.field = 'phones'
                     AND d.certainty = 'doubtful' AND d.deleted_at IS NULL)"
            ),
            "))"
        ),
        "mail" => concat!(
            "(",
            sound!("unit", "emails"),
            " OR EXISTS (SELECT 1 ",
            people_in_office!(
                "AND c.emails IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM provenance d WHERE d.\"of\" = c.id AND d.field = 'emails'
                     AND d.certainty = 'doubtful' AND d.deleted_at IS NULL)"
            ),
            "))"
        ),
        "people" => "unit.contact_name IS NOT NULL",
        // Of whoever has a part in this unit's decisions, here or from elsewhere in the group, as long as
        // they are in office; who was here and is no more decides here no more.
        "decider" => concat!(
            "EXISTS (
               SELECT 1 FROM stance s JOIN contact c ON c.id = s.contact
               WHERE s.unit = unit.id AND s.deleted_at IS NULL
                 AND s.role IN ('decider', 'approver', 'budget')
                 AND c.deleted_at IS NULL AND c.\"left\" = 0 AND EXISTS (
                   SELECT 1 FROM post p WHERE p.contact = c.id AND p.deleted_at IS NULL AND ",
            in_office!("p", "?3"),
            " AND (p.unit = unit.id OR NOT EXISTS (
                     SELECT 1 FROM post o WHERE o.contact = c.id AND o.unit = unit.id
                       AND o.deleted_at IS NULL)))
               UNION ALL
               SELECT 1 ",
            people_in_office!(
                "AND EXISTS (
                   SELECT 1 FROM stance s WHERE s.deleted_at IS NULL
                     AND s.role IN ('decider', 'approver', 'budget')
                     AND (s.contact = c.id OR s.contact IS NULL AND s.seat = p.seat))"
            ),
            ")"
        ),
        "depth" => concat!(
            "(SELECT count(DISTINCT p.contact) > 1 ",
            people_in_office!(""),
            ")"
        ),
        "owner" => "unit.owner IS NOT NULL",
        "level" => "(unit.level IS NOT NULL AND unit.status IS NOT NULL)",
        "next_step" => "unit.next_touch IS NOT NULL",
        "contract" => {
            "CASE WHEN unit.status = 'active' OR unit.coop_count > 0 OR EXISTS (
                 SELECT 1 FROM contract k WHERE k.unit = unit.id AND k.deleted_at IS NULL)
             THEN EXISTS (
               SELECT 1 FROM contract k WHERE k.unit = unit.id AND k.deleted_at IS NULL
                 AND k.amount IS NOT NULL AND k.\"end\" IS NOT NULL
               UNION ALL
               SELECT 1 FROM cooperation k WHERE k.unit = unit.id AND k.deleted_at IS NULL
                 AND k.amount IS NOT NULL AND k.\"end\" IS NOT NULL) END"
        }
        _ => "NULL",
    }
}
