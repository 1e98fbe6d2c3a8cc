package org.modelgate.router.provider.amazon;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Where AWS credentials come from: the file, a profile that it names, or else the default chain (environment, web identity, default
 * profile, container, instance).
 *
 * @param profile of the shared configuration, before which nothing else is looked at
 */
record AwsKeys(
        @Nullable String id,
        @Nullable Secret secret,
        @Nullable Secret session,
        @Nullable String profile) {

    /** Makes what is asked for credentials; to be called off the event loop, for it may read files. */
    Supplier<AwsCredentialsProvider> source() {
        if (id == null || secret == null) {
            return this::chain;
        }
        StaticCredentialsProvider fixed = StaticCredentialsProvider.create(
                session == null
                        ? AwsBasicCredentials.create(id, secret.value())
                        : AwsSessionCredentials.create(id, secret.value(), session.value()));
        return () -> fixed;
    }

    private AwsCredentialsProvider chain() {
        return profile == null
                ? DefaultCredentialsProvider.builder().build()
                : ProfileCredentialsProvider.builder().profileName(profile).build();
    }
}
