-- What the gateway bears itself: the account 'absorbed' against one 'cost:<provider>' for each provider. They are nobody's.
ALTER TABLE account ALTER COLUMN org DROP NOT NULL;
ALTER TABLE account DROP CONSTRAINT account_kind_check;
ALTER TABLE account ADD CONSTRAINT account_kind_check CHECK (
    (org IS NOT NULL AND kind IN ('funding', 'wallet', 'leased', 'revenue'))
    OR (org IS NULL AND (kind = 'absorbed' OR kind LIKE 'cost:%')));
CREATE UNIQUE INDEX account_nobodys ON account (kind) WHERE org IS NULL;
INSERT INTO account (id, org, kind) VALUES (0, NULL, 'absorbed');

ALTER TABLE tx DROP CONSTRAINT tx_kind_check;
ALTER TABLE tx ADD CONSTRAINT tx_kind_check CHECK (kind IN ('topup', 'grant', 'return', 'charge', 'settle', 'absorb'));

-- What of 'cost_nano' the gateway bears: all, or nothing where the client paid for the attempt.
ALTER TABLE attempt ADD COLUMN absorbed_nano bigint NOT NULL DEFAULT 0;
