package org.modelgate.deploy.simulator.openai;

import org.modelgate.deploy.simulator.core.Prompt;

/** Contents that are given by a URL, which may hold them itself. */
public final class DataUrls {

    private static final String DATA = "data:";

    private DataUrls() {}

    public static Prompt.Attachment attachment(String kind, String url) {
        int comma = url.indexOf(',');
        if (!url.startsWith(DATA) || comma < 0) {
            return new Prompt.Attachment(kind, url, 0);
        }
        String mediaType = url.substring(DATA.length(), comma).replace(";base64", "");
        return new Prompt.Attachment(kind, mediaType, decodedLength(url.substring(comma + 1)));
    }

    public static int decodedLength(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4 * 3 - padding;
    }
}
