-- What the gateway bears itself: the account 'absorbed' against one 'cost:<provider>' for each provider. They are nobody's.
CREATE TABLE account_new (
    id   bigint NOT NULL PRIMARY KEY,
    org  bigint REFERENCES org,
    kind text   NOT NULL,
    UNIQUE (org, kind),
    CHECK ((org IS NOT NULL AND kind IN ('funding', 'wallet', 'leased', 'revenue'))
        OR (org IS NULL AND (kind = 'absorbed' OR kind LIKE 'cost:%')))
);
INSERT INTO account_new (id, org, kind) SELECT id, org, kind FROM account;
DROP TABLE account;
ALTER TABLE account_new RENAME TO account;
CREATE UNIQUE INDEX account_nobodys ON account (kind) WHERE org IS NULL;
INSERT INTO account (id, org, kind) VALUES (0, NULL, 'absorbed');

CREATE TABLE tx_new (
    id    bytea  NOT NULL PRIMARY KEY,
    kind  text   NOT NULL CHECK (kind IN ('topup', 'grant', 'return', 'charge', 'settle', 'absorb')),
    ref   text   NOT NULL,
    actor text   NOT NULL,
    at    bigint NOT NULL,
    UNIQUE (kind, ref)
) WITHOUT ROWID;
INSERT INTO tx_new (id, kind, ref, actor, at) SELECT id, kind, ref, actor, at FROM tx;
DROP TABLE tx;
ALTER TABLE tx_new RENAME TO tx;
CREATE TRIGGER tx_no_update BEFORE UPDATE ON tx
BEGIN
    SELECT RAISE(ABORT, 'tx is append-only');
END;
CREATE TRIGGER tx_no_delete BEFORE DELETE ON tx
BEGIN
    SELECT RAISE(ABORT, 'tx is append-only');
END;

-- What of 'cost_nano' the gateway bears: all, or nothing where the client paid for the attempt.
ALTER TABLE attempt ADD COLUMN absorbed_nano bigint NOT NULL DEFAULT 0;
