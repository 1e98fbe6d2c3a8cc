-- Who wants credit since wanted_at: the others give it back, that node doesn't.
ALTER TABLE wallet ADD COLUMN wanted_by text;
