package org.modelgate.translator;

import org.modelgate.common.inference.DialectId;

/** A client's dialect as the set of its codecs. */
public record ClientCodecs(
        DialectId id,
        String path,
        BodyScanner scanner,
        Passthrough passthrough,
        RequestCodec requests,
        ResponseCodec responses,
        StreamCodec streams,
        ErrorCodec errors)
        implements ClientDialect {}
