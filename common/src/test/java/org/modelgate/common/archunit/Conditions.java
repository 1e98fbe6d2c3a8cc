package org.modelgate.common.archunit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

final class Conditions {
    private static final Set<String> FLOATING = Set.of("double", "float", "java.lang.Double", "java.lang.Float");

    static final ArchCondition<JavaClass> BE_IN_A_NULL_MARKED_PACKAGE = condition(
            "be in a package whose package-info is @NullMarked",
            DescribedPredicate.describe("", type -> type.getPackage().isAnnotatedWith(NullMarked.class)));

    static final ArchCondition<JavaField> HOLD_NO_FLOATING_POINT = condition(
            "hold no floating point", DescribedPredicate.describe("", field -> !isFloating(field.getRawType())));

    static final ArchCondition<JavaMethod> PASS_NO_FLOATING_POINT = condition(
            "take and return no floating point",
            DescribedPredicate.describe(
                    "",
                    method -> !isFloating(method.getRawReturnType())
                            && method.getRawParameterTypes().stream().noneMatch(Conditions::isFloating)));

    private Conditions() {}

    private static boolean isFloating(JavaClass type) {
        return FLOATING.contains(type.getBaseComponentType().getName());
    }

    private static <T extends HasDescription> ArchCondition<T> condition(
            String description, DescribedPredicate<? super T> holds) {
        return new ArchCondition<>(description) {
            @Override
            public void check(T item, ConditionEvents events) {
                boolean good = holds.test(item);
                String verdict = item.getDescription() + (good ? " does " : " doesn't ") + description;
                events.add(new SimpleConditionEvent(item, good, verdict));
            }
        };
    }
}
