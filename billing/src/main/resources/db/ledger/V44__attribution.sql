-- Whose call it was, in the caller's own words; null if it didn't say.
ALTER TABLE resolution ADD COLUMN end_user text;
ALTER TABLE resolution ADD COLUMN session text;
