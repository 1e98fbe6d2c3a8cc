CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The gateway's sessions take this role: it inserts, and updates only what isn't history. Later tables: SELECT and INSERT by
-- default, a migration grants what more they need. Where the login may not make roles, an operator makes it (docs/billing.md).
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'modelgate_app') THEN
        CREATE ROLE modelgate_app NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'modelgate_app', 'MEMBER') THEN
        EXECUTE format('GRANT modelgate_app TO %I', current_user);
    END IF;
EXCEPTION
    WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'modelgate_app') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO modelgate_app', current_schema());
        EXECUTE format('GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA %I TO modelgate_app', current_schema());
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT ON TABLES TO modelgate_app', current_schema());
        GRANT UPDATE ON node, org, wallet, lease, reservation, spending, api_key, turn, setting TO modelgate_app;
    END IF;
END $$;
