CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refund_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'modelgate_app') THEN
        GRANT SELECT, INSERT ON audit, refund, token_key, promo, idempotency, kept_answer TO modelgate_app;
        GRANT UPDATE ON promo, idempotency, kept_answer TO modelgate_app;
        GRANT DELETE ON idempotency, kept_answer TO modelgate_app;
    END IF;
END $$;
