-- Budgets by account, key, end user and tag in calendar windows, as escrow: what a node may spend of one is its share, granted and
-- returned like a lease.

-- One budget in one period. 'scope': empty (the account's own, or the key's if api_key isn't 0), 'requests' (the same, requests are
-- counted), 'user:NAME' or 'tag:NAME'. 'held' is what shares have that is neither spent nor returned.
CREATE TABLE budget (
    org     bigint NOT NULL REFERENCES org,
    api_key bigint NOT NULL,
    scope   text   NOT NULL,
    period  text   NOT NULL,
    spent   bigint NOT NULL CHECK (spent >= 0),
    held    bigint NOT NULL,
    ends_at bigint NOT NULL,
    PRIMARY KEY (org, api_key, scope, period)
) ${withoutRowid};

CREATE INDEX budget_end ON budget (ends_at);

-- What the holder of a lease has of a budget.
CREATE TABLE budget_share (
    lease    bytea  NOT NULL REFERENCES lease,
    api_key  bigint NOT NULL,
    scope    text   NOT NULL,
    period   text   NOT NULL,
    granted  bigint NOT NULL,
    returned bigint NOT NULL DEFAULT 0,
    spent    bigint NOT NULL DEFAULT 0,
    ends_at  bigint NOT NULL,
    PRIMARY KEY (lease, api_key, scope, period)
) ${withoutRowid};

CREATE INDEX budget_share_end ON budget_share (ends_at);

-- Lines of key, period and scope: what the reservation holds as much of as of its lease. NULL: nothing.
ALTER TABLE reservation ADD COLUMN budgets text;
-- What rate limits gave, for another node that decides on them next. NULL: nobody has to know.
ALTER TABLE reservation ADD COLUMN input_tokens bigint;
ALTER TABLE reservation ADD COLUMN output_tokens bigint;

-- 'budgets': lines of scope, window, nano-USD and name.
ALTER TABLE api_key ADD COLUMN input_tokens_per_minute bigint NOT NULL DEFAULT -1;
ALTER TABLE api_key ADD COLUMN output_tokens_per_minute bigint NOT NULL DEFAULT -1;
ALTER TABLE api_key ADD COLUMN requests_per_day bigint NOT NULL DEFAULT -1;
ALTER TABLE api_key ADD COLUMN budgets text NOT NULL DEFAULT '';
