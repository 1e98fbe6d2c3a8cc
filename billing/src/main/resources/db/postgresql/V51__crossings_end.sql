-- Crossings of users' and tags' budgets are forgotten when their periods are long over.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'modelgate_app') THEN
        GRANT DELETE ON crossing TO modelgate_app;
    END IF;
END $$;
