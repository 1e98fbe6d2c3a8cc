package org.modelgate.common.archunit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.modelgate.common.archunit.Targets.member;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * What holds in every module. A module's {@code ArchitectureTest} implements this interface and names the package to look at;
 * a rule about a package that a module doesn't have passes there.
 */
public interface ArchConventions {

    @ArchTest
    default void everyPackageIsNullMarked(JavaClasses classes) {
        classes().should(Conditions.BE_IN_A_NULL_MARKED_PACKAGE).check(classes);
    }

    @ArchTest
    default void nothingIsCalledUtil(JavaClasses classes) {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..helper..", "..helpers..")
                .orShould()
                .haveNameMatching(".*(Utils?|Helpers?)(\\$.*)?")
                .because("a name says what a thing is about (style.md 5)")
                .check(classes);
    }

    /** The address book, the codecs and the flow control of the bus have one home. */
    @ArchTest
    default void theEventBusIsTouchedInCommonOnly(JavaClasses classes) {
        noClasses()
                .that(resideOutsideOfPackages("org.modelgate.common.bus..", "org.modelgate.common.stream.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx.core.eventbus..")
                        .and(Targets.notNamed("io.vertx.core.eventbus.EventBusOptions")))
                .check(classes);
        noClasses()
                .that(resideOutsideOfPackages(
                        "org.modelgate.common.bus..", "org.modelgate.common.stream..", "org.modelgate.deploy.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.core.eventbus..")
                .allowEmptyShould(true) // deploy itself has no class left to look at
                .check(classes);
    }

    @ArchTest
    default void codecsKnowNoVertx(JavaClasses classes) {
        noClasses()
                .that(resideInAnyPackage("org.modelgate.translator..")
                        .and(resideOutsideOfPackages("org.modelgate.translator.verticle..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .allowEmptyShould(true)
                .check(classes);
    }

    @ArchTest
    default void othersSeeTheTranslatorsRootPackageOnly(JavaClasses classes) {
        noClasses()
                .that(resideOutsideOfPackages("org.modelgate.translator..", "org.modelgate.deploy.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.modelgate.translator.*..")
                .allowEmptyShould(true)
                .check(classes);
    }

    @ArchTest
    default void dialectsAndProvidersKnowNoSibling(JavaClasses classes) {
        for (String parent : List.of("org.modelgate.translator.dialect", "org.modelgate.router.provider")) {
            slices().matching(parent + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    /** Wall clock and monotonic clock come in as arguments; {@code deploy} hands them out. */
    @ArchTest
    default void timeIsInjected(JavaClasses classes) {
        noClasses()
                .that(resideOutsideOfPackages("org.modelgate.deploy.."))
                .should()
                .accessTargetWhere(member(System.class, "currentTimeMillis|nanoTime")
                        .or(member(Instant.class, "now"))
                        .or(member(InstantSource.class, "system"))
                        .or(member(Clock.class, "system.*|tick.*")))
                .allowEmptyShould(true)
                .check(classes);
        noClasses().should().dependOnClassesThat().areAssignableTo(Date.class).check(classes);
    }

    @ArchTest
    default void nobodySleeps(JavaClasses classes) {
        noClasses().should().accessTargetWhere(member(Thread.class, "sleep")).check(classes);
    }

    @ArchTest
    default void logsGoThroughSlf4j(JavaClasses classes) {
        noClasses()
                .that(resideOutsideOfPackages("org.modelgate.deploy.."))
                .should()
                .accessTargetWhere(member(System.class, "out|err"))
                .orShould()
                .accessTargetWhere(member(Throwable.class, "printStackTrace"))
                .allowEmptyShould(true)
                .check(classes);
    }

    /** Each pool and its queue have a limit; virtual threads are limited by whoever starts them. */
    @ArchTest
    default void noPoolWithoutALimit(JavaClasses classes) {
        noClasses()
                .should()
                .accessTargetWhere(member(
                        Executors.class,
                        "newCachedThreadPool|newFixedThreadPool|newSingleThreadExecutor|newWorkStealingPool"))
                .check(classes);
    }

    @ArchTest
    default void moneyIsNeverFloating(JavaClasses classes) {
        fields().that()
                .areDeclaredInClassesThat(resideInAnyPackage("org.modelgate.billing.."))
                .should(Conditions.HOLD_NO_FLOATING_POINT)
                .allowEmptyShould(true)
                .check(classes);
        methods()
                .that()
                .areDeclaredInClassesThat(resideInAnyPackage("org.modelgate.billing.."))
                .should(Conditions.PASS_NO_FLOATING_POINT)
                .allowEmptyShould(true)
                .check(classes);
    }

    @ArchTest
    default void sqlIsKnownInTheStoreOnly(JavaClasses classes) {
        noClasses()
                .that(resideOutsideOfPackages("org.modelgate.billing.store.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb..")
                .allowEmptyShould(true)
                .check(classes);
    }
}
