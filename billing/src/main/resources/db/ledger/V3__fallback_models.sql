-- A call may be answered by a model that stands in for the one that was asked for; it is charged by that model's price.
-- 'fallback_prices': versions, comma separated. 'price_version' of older rows is that of their reservation.
ALTER TABLE reservation ADD COLUMN fallback_prices text;
ALTER TABLE progress ADD COLUMN price_version integer;
ALTER TABLE resolution ADD COLUMN price_version integer;
