DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'modelgate_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON budget, budget_share TO modelgate_app;
    END IF;
END $$;
