/** Amazon Bedrock: its surfaces, regions, and requests that are signed with AWS credentials. */
@NullMarked
package org.modelgate.router.provider.amazon;

import org.jspecify.annotations.NullMarked;
