-- An account may go below zero as far as its plan allows. 'overdraft_most' is the furthest it ever could, for what it owes stays
-- owed when its plan changes.
ALTER TABLE wallet ADD COLUMN overdraft bigint NOT NULL DEFAULT 0 CHECK (overdraft >= 0);
ALTER TABLE wallet ADD COLUMN overdraft_most bigint NOT NULL DEFAULT 0;
ALTER TABLE wallet DROP CONSTRAINT wallet_available_check;
ALTER TABLE wallet ADD CONSTRAINT wallet_available_check CHECK (available >= -overdraft_most);
