package org.modelgate.common.archunit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.regex.Pattern;

/** What a class may reach for; a method reference counts as much as a call. */
final class Targets {
    private Targets() {}

    /** Access to the members of {@code owner} whose names match {@code names}. */
    static DescribedPredicate<JavaAccess<?>> member(Class<?> owner, String names) {
        Pattern pattern = Pattern.compile(names);
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + names,
                access -> access.getTargetOwner().isAssignableTo(owner)
                        && pattern.matcher(access.getName()).matches());
    }

    static DescribedPredicate<JavaClass> notNamed(String name) {
        return DescribedPredicate.describe(
                "other than " + name, type -> !type.getName().equals(name));
    }
}
