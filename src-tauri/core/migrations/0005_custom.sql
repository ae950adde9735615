-- 0005: nothing yet.
-- Why: holds the place.
-- Older programs may still open it: yes
SELECT 1;
