-- Events that the operator's endpoint is told of, each at least once. 'next_at' and 'claimed_until' are by the database's clock,
-- 'status' is that of the endpoint's last answer, 0 if there was none.
CREATE TABLE webhook (
    id            text    NOT NULL PRIMARY KEY,
    type          text    NOT NULL,
    org           bigint  NOT NULL REFERENCES org,
    payload       text    NOT NULL,
    at            bigint  NOT NULL,
    state         text    NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
    attempts      integer NOT NULL DEFAULT 0,
    next_at       bigint  NOT NULL,
    claimed_until bigint  NOT NULL DEFAULT 0,
    status        integer NOT NULL DEFAULT 0,
    problem       text
) ${withoutRowid};

CREATE INDEX webhook_due ON webhook (next_at) WHERE state = 'pending';

-- What an account has crossed and was told of: 'crossed' is 1 until it is armed again. 'mark' is what must rise for that: the budget,
-- or what the account had left when its credit was exhausted.
CREATE TABLE crossing (
    org     bigint  NOT NULL REFERENCES org,
    kind    text    NOT NULL,
    subject text    NOT NULL,
    level   integer NOT NULL,
    period  integer NOT NULL,
    mark    bigint  NOT NULL,
    crossed integer NOT NULL,
    PRIMARY KEY (org, kind, subject, level)
) ${withoutRowid};
