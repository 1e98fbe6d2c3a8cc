package org.modelgate.router.provider.azure;

import org.modelgate.translator.Hosting;
import org.modelgate.translator.PathSegment;

/**
 * Chat on the surface that has a version in its query: the deployment stands in the path, the model of the body isn't looked at.
 *
 * @param version of letters, digits and hyphens
 */
record DeploymentHosting(String version) implements Hosting {
    @Override
    public String path(String model, boolean stream) {
        return "/openai/deployments/" + PathSegment.encode(model) + "/chat/completions?api-version=" + version;
    }
}
