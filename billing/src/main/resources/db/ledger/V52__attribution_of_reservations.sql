-- Whose call it is, for one that is recovered because nobody settled it.
ALTER TABLE reservation ADD COLUMN end_user text;
ALTER TABLE reservation ADD COLUMN session text;
