-- When a payment that expires came, and what the account had been charged when its time was over.
ALTER TABLE promo ADD COLUMN at bigint NOT NULL DEFAULT 0;
ALTER TABLE promo ADD COLUMN ended_at bigint;
ALTER TABLE promo ADD COLUMN ended bigint;
UPDATE promo SET at = COALESCE((SELECT t.at FROM tx t WHERE t.kind = 'topup' AND t.ref = promo.org || ':grant:' || promo.reference), 0);
UPDATE promo SET ended = spent, ended_at = at WHERE done = 1;
