package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.modelgate.billing.pricing.Price;
import org.modelgate.billing.pricing.PriceBook;
import org.modelgate.billing.pricing.Rates;

/** Price versions as rows, one a bucket; those of a tier above the first are named {@code input>200000}. */
final class Prices {
    private static final char TIER_MARK = '>';

    private final Connection c;

    Prices(Connection c) {
        this.c = c;
    }

    private static final class Version {
        String model = "";
        String markup = "";
        final Map<String, Long> buckets = new HashMap<>();
        final SortedSet<Long> overs = new TreeSet<>();

        long pico(String bucket) throws SQLException {
            Long pico = buckets.get(bucket);
            if (pico == null) {
                throw new SQLException("a price of " + model + " lacks the bucket " + bucket);
            }
            return pico;
        }

        Rates rates() throws SQLException {
            String[] fraction = markup.split("/", 2);
            List<Rates.Tier> tiers = new ArrayList<>();
            for (long over : overs) {
                tiers.add(new Rates.Tier(
                        over,
                        pico(bucket("input", over)),
                        pico(bucket("output", over)),
                        pico(bucket("cache_read", over)),
                        pico(bucket("cache_write_5m", over)),
                        pico(bucket("cache_write_1h", over))));
            }
            return new Rates(model, tiers, Long.parseLong(fraction[0]), Long.parseLong(fraction[1]));
        }

        void put(String bucket, long pico) {
            buckets.put(bucket, pico);
            int mark = bucket.indexOf(TIER_MARK);
            overs.add(mark < 0 ? 0 : Long.parseLong(bucket, mark + 1, bucket.length(), 10));
        }
    }

    private static String bucket(String name, long over) {
        return over == 0 ? name : name + TIER_MARK + over;
    }

    PriceBook merge(List<Rates> configured, long now) throws SQLException {
        PriceBook book = new PriceBook(all(), configured);
        for (Price price : book.added()) {
            for (Rates.Tier tier : price.rates().tiers()) {
                insert(price, bucket("input", tier.over()), tier.input(), now);
                insert(price, bucket("output", tier.over()), tier.output(), now);
                insert(price, bucket("cache_read", tier.over()), tier.cacheRead(), now);
                insert(price, bucket("cache_write_5m", tier.over()), tier.cacheWrite5m(), now);
                insert(price, bucket("cache_write_1h", tier.over()), tier.cacheWrite1h(), now);
            }
        }
        return book;
    }

    private void insert(Price price, String bucket, long pico, long now) throws SQLException {
        Rates rates = price.rates();
        try (PreparedStatement s =
                c.prepareStatement("INSERT INTO price(version,model,bucket,pico,markup,at) VALUES (?,?,?,?,?,?)")) {
            String markup = rates.markupNumerator() + "/" + rates.markupDenominator();
            Rows.bind(s, price.version(), price.model(), bucket, pico, markup, now);
            s.executeUpdate();
        }
    }

    List<Price> all() throws SQLException {
        Map<Integer, Version> versions = new TreeMap<>();
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT version,model,bucket,pico,markup FROM price")) {
            while (row.next()) {
                Version version = versions.computeIfAbsent(row.getInt("version"), any -> new Version());
                version.model = row.getString("model");
                version.markup = row.getString("markup");
                version.put(row.getString("bucket"), row.getLong("pico"));
            }
        }
        List<Price> prices = new ArrayList<>();
        for (Map.Entry<Integer, Version> version : versions.entrySet()) {
            prices.add(new Price(version.getKey(), version.getValue().rates()));
        }
        return prices;
    }
}
