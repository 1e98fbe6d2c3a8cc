-- The ledger. Money is nano-USD, prices are pico-USD a token, times are milliseconds since 1970, ids of 16 bytes are UUIDs.
-- One text for SQLite and PostgreSQL; ${withoutRowid} is what only one of them has.

-- A billing node and its boot epoch. Every reservation of it with an id below open_from has a resolution.
CREATE TABLE node (
    name      text   NOT NULL PRIMARY KEY,
    epoch     bigint NOT NULL,
    open_from bytea  NOT NULL
) ${withoutRowid};

-- Who pays; 'name' is the account's id outside.
CREATE TABLE org (
    id         bigint NOT NULL PRIMARY KEY,
    name       text   NOT NULL UNIQUE,
    plan       text,
    created_at bigint NOT NULL
);

-- The chart of accounts: for each org funding (what was paid in, negative), wallet, leased and revenue.
CREATE TABLE account (
    id   bigint NOT NULL PRIMARY KEY,
    org  bigint NOT NULL REFERENCES org,
    kind text   NOT NULL CHECK (kind IN ('funding', 'wallet', 'leased', 'revenue')),
    UNIQUE (org, kind)
);

-- Transfers: immutable, the entries of each sum to zero.
CREATE TABLE tx (
    id    bytea  NOT NULL PRIMARY KEY,
    kind  text   NOT NULL CHECK (kind IN ('topup', 'grant', 'return', 'charge', 'settle')),
    ref   text   NOT NULL,
    actor text   NOT NULL,
    at    bigint NOT NULL,
    UNIQUE (kind, ref)
) ${withoutRowid};

CREATE TABLE entry (
    tx      bytea   NOT NULL REFERENCES tx,
    n       integer NOT NULL,
    account bigint  NOT NULL REFERENCES account,
    nano    bigint  NOT NULL CHECK (nano <> 0),
    PRIMARY KEY (tx, n)
) ${withoutRowid};

-- A cache of the entries, moved in the same transaction. 'leased' is granted less returned of all leases that aren't closed, so
-- that charges move the lease's row only; a lease that closes moves its 'spent' from 'leased' to 'spent'.
CREATE TABLE wallet (
    org       bigint NOT NULL PRIMARY KEY REFERENCES org,
    available bigint NOT NULL CHECK (available >= 0),
    leased    bigint NOT NULL CHECK (leased >= 0),
    spent     bigint NOT NULL CHECK (spent >= 0),
    funded    bigint NOT NULL,
    CHECK (funded = available + leased + spent)
);

-- open: its holder spends. fenced: the holder is gone, what open reservations hold is left. closed: nothing is left.
CREATE TABLE lease (
    id       bytea  NOT NULL PRIMARY KEY,
    org      bigint NOT NULL REFERENCES org,
    region   text   NOT NULL,
    node     text   NOT NULL,
    epoch    bigint NOT NULL,
    granted  bigint NOT NULL,
    spent    bigint NOT NULL DEFAULT 0,
    returned bigint NOT NULL DEFAULT 0,
    state    text   NOT NULL CHECK (state IN ('open', 'fenced', 'closed')),
    hb       bigint NOT NULL,
    UNIQUE (org, node, epoch),
    CHECK (spent >= 0 AND returned >= 0 AND spent + returned <= granted)
) ${withoutRowid};

-- 'deadline' includes the grace time in which the call may still be settled.
CREATE TABLE reservation (
    id            bytea   NOT NULL PRIMARY KEY,
    lease         bytea   NOT NULL REFERENCES lease,
    org           bigint  NOT NULL,
    api_key       bigint  NOT NULL,
    price_version integer NOT NULL,
    nano          bigint  NOT NULL CHECK (nano >= 0),
    at            bigint  NOT NULL,
    deadline      bigint  NOT NULL
) ${withoutRowid};

CREATE TABLE progress (
    res   bytea   NOT NULL REFERENCES reservation,
    n     integer NOT NULL,
    at    bigint  NOT NULL,
    usage text    NOT NULL,
    PRIMARY KEY (res, n)
) ${withoutRowid};

-- Only of calls that had more than one attempt or a failed one; 'cost_nano' is by the call's price.
CREATE TABLE attempt (
    res         bytea   NOT NULL REFERENCES reservation,
    n           integer NOT NULL,
    provider    text    NOT NULL,
    model       text    NOT NULL,
    upstream_id text,
    outcome     text    NOT NULL,
    status      integer NOT NULL,
    usage       text,
    cost_nano   bigint  NOT NULL,
    PRIMARY KEY (res, n)
) ${withoutRowid};

-- How a call ended and what was charged for which tokens. 'tx' is the transfer the charge is part of; one transfer holds the
-- charges of an account in one batch. NULL if nothing was charged.
CREATE TABLE resolution (
    res            bytea  NOT NULL PRIMARY KEY REFERENCES reservation,
    kind           text   NOT NULL CHECK (kind IN ('settled', 'voided', 'recovered')),
    nano           bigint NOT NULL CHECK (nano >= 0),
    source         text   NOT NULL,
    input          bigint NOT NULL,
    cache_read     bigint NOT NULL,
    cache_write_5m bigint NOT NULL,
    cache_write_1h bigint NOT NULL,
    output         bigint NOT NULL,
    reasoning      bigint NOT NULL,
    web_searches   bigint NOT NULL,
    tx             bytea  REFERENCES tx,
    provider       text,
    provider_model text,
    outcome        text   NOT NULL,
    request_ms     bigint NOT NULL,
    first_byte_ms  bigint NOT NULL,
    at             bigint NOT NULL
) ${withoutRowid};

-- Settlements that came when nothing could be charged any more.
CREATE TABLE late_settlement (
    res     bytea  NOT NULL PRIMARY KEY,
    org     bigint NOT NULL,
    node    text   NOT NULL,
    epoch   bigint NOT NULL,
    payload text   NOT NULL,
    at      bigint NOT NULL
) ${withoutRowid};

CREATE TABLE price (
    version integer NOT NULL,
    model   text    NOT NULL,
    bucket  text    NOT NULL,
    pico    bigint  NOT NULL CHECK (pico >= 0),
    markup  text    NOT NULL,
    at      bigint  NOT NULL,
    PRIMARY KEY (version, model, bucket)
) ${withoutRowid};

-- Sums of resolutions for budgets: of a key for good (period 0), of an org in a month (api_key 0, period yyyymm).
CREATE TABLE spending (
    org     bigint  NOT NULL,
    api_key bigint  NOT NULL,
    period  integer NOT NULL,
    nano    bigint  NOT NULL,
    PRIMARY KEY (org, api_key, period)
) ${withoutRowid};

-- Virtual keys, never the key itself: 'mac' is HMAC-SHA256(pepper, hex SHA-256 of the key). -1 is no limit.
CREATE TABLE api_key (
    id                    bigint  NOT NULL PRIMARY KEY,
    org                   bigint  NOT NULL REFERENCES org,
    name                  text    NOT NULL,
    mac                   bytea   NOT NULL UNIQUE,
    last4                 text    NOT NULL,
    source                text    NOT NULL CHECK (source IN ('config', 'admin')),
    enabled               integer NOT NULL,
    expires_at            bigint,
    requests_per_minute   bigint  NOT NULL,
    tokens_per_minute     bigint  NOT NULL,
    concurrent_requests   bigint  NOT NULL,
    budget_nano           bigint  NOT NULL,
    models                text    NOT NULL,
    created_at            bigint  NOT NULL
);
