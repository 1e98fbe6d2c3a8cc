-- Several billing nodes on one database. 'hb' is by the database's clock, 'address' is where its peers reach the node.
ALTER TABLE node ADD COLUMN region text NOT NULL DEFAULT '';
ALTER TABLE node ADD COLUMN address text NOT NULL DEFAULT '';
ALTER TABLE node ADD COLUMN hb bigint NOT NULL DEFAULT 0;
ALTER TABLE node ADD COLUMN grants bigint NOT NULL DEFAULT 0;

-- Who answers for a lease's open reservations: its node, until another one has taken over from that.
ALTER TABLE lease ADD COLUMN keeper text NOT NULL DEFAULT '';
ALTER TABLE lease ADD COLUMN keeper_epoch bigint NOT NULL DEFAULT 0;
-- From where on a fenced lease's open reservations are found, as its node's open_from said.
ALTER TABLE lease ADD COLUMN open_from bytea;
UPDATE lease SET keeper = node, keeper_epoch = epoch;
CREATE INDEX lease_keeper ON lease (keeper, org) WHERE state <> 'closed';
CREATE INDEX lease_live ON lease (org) WHERE state <> 'closed';

-- When a node last lacked credit that others hold, by the database's clock.
ALTER TABLE wallet ADD COLUMN wanted_at bigint NOT NULL DEFAULT 0;

-- Makes starts and take-overs one after the other: each updates the one row first.
CREATE TABLE turn (
    id integer NOT NULL PRIMARY KEY,
    n  bigint  NOT NULL
);
INSERT INTO turn (id, n) VALUES (1, 0);

-- What all nodes must agree on.
CREATE TABLE setting (
    name  text NOT NULL PRIMARY KEY,
    value text NOT NULL
);

-- One batch of transfers and resolutions: 'sealed' has their ids in order, a T or an R before each; 'hash' is the SHA-256 of the
-- hash before it in its chain and of their content.
CREATE TABLE seal (
    chain  text   NOT NULL,
    epoch  bigint NOT NULL,
    n      bigint NOT NULL,
    prev   bytea  NOT NULL,
    hash   bytea  NOT NULL,
    sealed bytea  NOT NULL,
    at     bigint NOT NULL,
    PRIMARY KEY (chain, epoch, n)
);
