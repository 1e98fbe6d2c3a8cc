package org.modelgate.translator;

import org.modelgate.common.inference.DialectId;

/** One wire format with its codecs; registered in {@link Dialects}. */
public interface Dialect {
    DialectId id();

    /** Path of its inference endpoint behind {@code /v1}, such as {@code messages}. */
    String path();

    BodyScanner scanner();

    Passthrough passthrough();

    RequestCodec requests();

    ResponseCodec responses();

    StreamCodec streams();

    ErrorCodec errors();
}
