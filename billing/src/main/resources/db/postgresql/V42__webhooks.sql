DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'modelgate_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON webhook TO modelgate_app;
        GRANT SELECT, INSERT, UPDATE ON crossing TO modelgate_app;
    END IF;
END $$;
