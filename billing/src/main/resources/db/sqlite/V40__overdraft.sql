-- An account may go below zero as far as its plan allows. 'overdraft_most' is the furthest it ever could, for what it owes stays
-- owed when its plan changes.
CREATE TABLE wallet_new (
    org            bigint NOT NULL PRIMARY KEY REFERENCES org,
    available      bigint NOT NULL,
    leased         bigint NOT NULL CHECK (leased >= 0),
    spent          bigint NOT NULL CHECK (spent >= 0),
    funded         bigint NOT NULL,
    wanted_at      bigint NOT NULL DEFAULT 0,
    overdraft      bigint NOT NULL DEFAULT 0 CHECK (overdraft >= 0),
    overdraft_most bigint NOT NULL DEFAULT 0,
    CHECK (available >= -overdraft_most),
    CHECK (funded = available + leased + spent)
);
INSERT INTO wallet_new (org, available, leased, spent, funded, wanted_at)
SELECT org, available, leased, spent, funded, wanted_at FROM wallet;
DROP TABLE wallet;
ALTER TABLE wallet_new RENAME TO wallet;
