-- What is written here once stays: the database itself refuses to change or delete it.

CREATE TRIGGER tx_no_update BEFORE UPDATE ON tx
BEGIN
    SELECT RAISE(ABORT, 'tx is append-only');
END;

CREATE TRIGGER tx_no_delete BEFORE DELETE ON tx
BEGIN
    SELECT RAISE(ABORT, 'tx is append-only');
END;

CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
BEGIN
    SELECT RAISE(ABORT, 'entry is append-only');
END;

CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'entry is append-only');
END;

CREATE TRIGGER resolution_no_update BEFORE UPDATE ON resolution
BEGIN
    SELECT RAISE(ABORT, 'resolution is append-only');
END;

CREATE TRIGGER resolution_no_delete BEFORE DELETE ON resolution
BEGIN
    SELECT RAISE(ABORT, 'resolution is append-only');
END;

CREATE TRIGGER attempt_no_update BEFORE UPDATE ON attempt
BEGIN
    SELECT RAISE(ABORT, 'attempt is append-only');
END;

CREATE TRIGGER attempt_no_delete BEFORE DELETE ON attempt
BEGIN
    SELECT RAISE(ABORT, 'attempt is append-only');
END;

CREATE TRIGGER price_no_update BEFORE UPDATE ON price
BEGIN
    SELECT RAISE(ABORT, 'price is append-only');
END;

CREATE TRIGGER price_no_delete BEFORE DELETE ON price
BEGIN
    SELECT RAISE(ABORT, 'price is append-only');
END;

