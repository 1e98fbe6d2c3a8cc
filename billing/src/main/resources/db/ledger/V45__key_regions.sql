-- The only regions in which a key's calls may be computed, a line each; those of keys of the configuration stand there.
ALTER TABLE api_key ADD COLUMN regions text NOT NULL DEFAULT '';
