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
import java.util.TreeMap;
import org.modelgate.billing.pricing.Price;
import org.modelgate.billing.pricing.PriceBook;
import org.modelgate.billing.pricing.Rates;

/** Price versions as rows, one a bucket. */
final class Prices {
    private final Connection c;

    Prices(Connection c) {
        this.c = c;
    }

    private static final class Version {
        String model = "";
        String markup = "";
        final Map<String, Long> buckets = new HashMap<>();

        long pico(String bucket) throws SQLException {
            Long pico = buckets.get(bucket);
            if (pico == null) {
                throw new SQLException("a price of " + model + " lacks the bucket " + bucket);
            }
            return pico;
        }

        Rates rates() throws SQLException {
            String[] fraction = markup.split("/", 2);
            return new Rates(
                    model,
                    pico("input"),
                    pico("output"),
                    pico("cache_read"),
                    pico("cache_write_5m"),
                    pico("cache_write_1h"),
                    Long.parseLong(fraction[0]),
                    Long.parseLong(fraction[1]));
        }
    }

    PriceBook merge(List<Rates> configured, long now) throws SQLException {
        PriceBook book = new PriceBook(all(), configured);
        for (Price price : book.added()) {
            Rates rates = price.rates();
            insert(price, "input", rates.input(), now);
            insert(price, "output", rates.output(), now);
            insert(price, "cache_read", rates.cacheRead(), now);
            insert(price, "cache_write_5m", rates.cacheWrite5m(), now);
            insert(price, "cache_write_1h", rates.cacheWrite1h(), now);
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
                version.buckets.put(row.getString("bucket"), row.getLong("pico"));
            }
        }
        List<Price> prices = new ArrayList<>();
        for (Map.Entry<Integer, Version> version : versions.entrySet()) {
            prices.add(new Price(version.getKey(), version.getValue().rates()));
        }
        return prices;
    }
}
