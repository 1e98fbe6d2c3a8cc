package org.modelgate.translator;

import java.util.Optional;

/**
 * How a vendor serves a dialect: at which path, in which wrapping. A request in the dialect's plain form goes through
 * {@link #wrap} last, an answer's bytes through {@link #unwrapper} first, so codecs and taps see the plain form only. Pure,
 * shared by threads.
 */
public interface Hosting {
    /** Path and query behind the base URL, with leading slash. Where the model stands in it, it is one encoded segment. */
    String path(String model, boolean stream);

    /** The request in the vendor's wrapping. */
    default EncodedRequest wrap(EncodedRequest request, boolean stream) {
        return request;
    }

    /** Takes one streamed answer out of its wrapping; none if streams are plain SSE. */
    default Optional<StreamUnwrapper> unwrapper() {
        return Optional.empty();
    }

    /** Path that counts the tokens of a request to this model; none if the vendor doesn't count. */
    default Optional<String> countPath(String model) {
        return Optional.empty();
    }

    /** The count request of the dialect's {@link TokenCounter} in the vendor's wrapping. */
    default EncodedRequest wrapCount(EncodedRequest request) {
        return request;
    }

    /** Reads this vendor's refusals where they aren't in the dialect's form; their own status then counts, not that of HTTP. */
    default Optional<ErrorDecoder> errors() {
        return Optional.empty();
    }

    /** One path for all models, nothing wrapped. */
    static Hosting at(String path) {
        return (model, stream) -> path;
    }

    /** The same, with one path that counts. */
    static Hosting at(String path, String countPath) {
        return new Hosting() {
            @Override
            public String path(String model, boolean stream) {
                return path;
            }

            @Override
            public Optional<String> countPath(String model) {
                return Optional.of(countPath);
            }
        };
    }
}
