-- What operators do, and answers that are kept for clients who ask twice.

-- Set once by an operator; a restart with the same configuration file doesn't take it back.
ALTER TABLE api_key ADD COLUMN revoked_at bigint;

-- Whoever authenticates as an account by a token is this key of it: limits, budgets and records know keys only.
CREATE TABLE token_key (
    org     bigint NOT NULL PRIMARY KEY REFERENCES org,
    api_key bigint NOT NULL REFERENCES api_key
) ${withoutRowid};

-- Every change by an operator. Ids rise by one, so that other billing nodes read what is new to them from here.
CREATE TABLE audit (
    id           bigint NOT NULL PRIMARY KEY,
    at           bigint NOT NULL,
    actor        text   NOT NULL,
    action       text   NOT NULL,
    target       text   NOT NULL,
    org          bigint,
    api_key      bigint,
    before_state text,
    after_state  text
);

-- Credit that was paid in with a date: what of it isn't used by then is taken back. 'spent' is what the account had been charged
-- when it came.
CREATE TABLE promo (
    org        bigint  NOT NULL REFERENCES org,
    reference  text    NOT NULL,
    nano       bigint  NOT NULL CHECK (nano > 0),
    spent      bigint  NOT NULL,
    expires_at bigint  NOT NULL,
    done       integer NOT NULL DEFAULT 0,
    PRIMARY KEY (org, reference)
) ${withoutRowid};

-- The right to give a part of a charge back; the money is a transfer of kind topup with the reference that stands here.
CREATE TABLE refund (
    res       bytea  NOT NULL REFERENCES resolution,
    reference text   NOT NULL,
    nano      bigint NOT NULL CHECK (nano > 0),
    reason    text   NOT NULL,
    actor     text   NOT NULL,
    at        bigint NOT NULL,
    PRIMARY KEY (res, reference)
) ${withoutRowid};

-- 'k' is an HMAC of the client's Idempotency-Key. running: its call has no answer yet. released: its call has failed; if it was
-- charged nevertheless, it stands in resolution. done: the answer is in kept_answer, unless it was too large (bytes is -1).
CREATE TABLE idempotency (
    org         bigint  NOT NULL REFERENCES org,
    k           bytea   NOT NULL,
    fingerprint bytea   NOT NULL,
    res         bytea   NOT NULL,
    state       text    NOT NULL CHECK (state IN ('running', 'released', 'done')),
    at          bigint  NOT NULL,
    expires_at  bigint  NOT NULL,
    status      integer NOT NULL DEFAULT 0,
    bytes       bigint  NOT NULL DEFAULT 0,
    PRIMARY KEY (org, k)
) ${withoutRowid};

CREATE INDEX idempotency_expiry ON idempotency (expires_at);

-- Head and body, encrypted together.
CREATE TABLE kept_answer (
    org    bigint NOT NULL,
    k      bytea  NOT NULL,
    sealed bytea  NOT NULL,
    PRIMARY KEY (org, k)
);

CREATE INDEX entry_account ON entry (account, tx);
