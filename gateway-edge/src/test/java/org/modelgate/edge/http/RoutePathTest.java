package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RoutePathTest {

    @Property(tries = 200)
    void versionsAndSlashesChangeNoPath(
            @ForAll @IntRange(max = 5) int versions, @ForAll @IntRange(max = 3) int slashes) {
        String path =
                "/" + "/".repeat(slashes) + "v1/".repeat(versions) + "models/v1/x" + "/".repeat(slashes) + "?a=/b";
        assertThat(Routes.path(path)).isEqualTo("models/v1/x");
    }

    @Example
    void aWholeUriIsATargetToo() {
        assertThat(Routes.path("http://host/v1/models#x")).isEqualTo("models");
        assertThat(Routes.path("http://host")).isEmpty();
        assertThat(Routes.path("*")).isEqualTo("*");
    }
}
