package org.modelgate.router.preference;

/** One gateway's way of saying what a request wants. */
interface Convention {
    /**
     * Takes what is said this way.
     *
     * @throws org.modelgate.common.error.GatewayException invalid_request that names the field or header
     */
    void read(Asked asked, Wishes wishes);
}
