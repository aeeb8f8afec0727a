package io.github.e2breconciler;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.github.e2breconciler.e2b.E2bApi;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What each package may use: of ours and of libraries. What is not listed is forbidden, but for
 * Java itself and annotations, and, outside of the pure packages, logging and meters.
 *
 * <p>The root package, {@code cli} and {@code doctor} wire everything and may use everything;
 * nobody else uses them.
 */
final class ArchitectureTest {

  private static final String ROOT = "io.github.e2breconciler";

  private static final List<String> ALWAYS =
      List.of("java..", "javax..", "org.jspecify..", "com.google.errorprone.annotations..");
  private static final List<String> REPORTING = List.of("org.slf4j..", "io.micrometer.core..");

  private static final String CAFFEINE = "com.github.benmanes.caffeine..";
  private static final String HELIDON = "io.helidon..";
  private static final String JACKSON = "com.fasterxml.jackson..";

  /** Facts and judgement: without log and meters they have no way to do anything but answer. */
  private static final Set<String> PURE = Set.of("sandbox", "policy");

  private static final Set<String> WIRING = Set.of("cli", "doctor");

  private static final List<Row> TABLE =
      List.of(
          row("sandbox").uses().with(),
          row("config").uses().with("org.yaml.snakeyaml.."),
          row("loop").uses().with(),
          row("event").uses("sandbox").with(JACKSON),
          // com.sun.management: how many files may be open, and so how many connections
          row("http").uses("config").with(HELIDON, JACKSON, "com.sun.management.."),
          row("policy").uses("sandbox", "config").with(),
          row("cost").uses("sandbox", "config").with(),
          row("notify").uses("sandbox", "config").with(JACKSON),
          row("e2b")
              .uses("sandbox", "config")
              .with("okhttp3..", "okio..", "io.github.resilience4j..", JACKSON),
          row("store")
              .uses("config", "loop")
              .with("org.jdbi..", "org.flywaydb..", "com.zaxxer.hikari..", "org.sqlite.."),
          row("webhook")
              .uses("sandbox", "config", "event", "http", "store")
              .with(HELIDON, CAFFEINE),
          // policy: what a lease is to a judge (live, expired, never, unknown) is a fact of
          // policy's
          row("lease").uses("sandbox", "config", "store", "policy").with(),
          // Jackson: beliefs and evidence are stored as JSON, and so are cases and reports below
          row("inventory").uses("sandbox", "store").with(CAFFEINE, JACKSON),
          row("reap")
              .uses(
                  "sandbox",
                  "config",
                  "loop",
                  "e2b",
                  "store",
                  "inventory",
                  "lease",
                  "policy",
                  "cost",
                  "notify")
              .with(JACKSON),
          // event: the words for event types, to leave some out when reading the feed
          // cost: dollars as reports show them
          row("reconcile")
              .uses(
                  "sandbox",
                  "config",
                  "loop",
                  "event",
                  "e2b",
                  "store",
                  "inventory",
                  "lease",
                  "policy",
                  "cost",
                  "reap")
              .with(JACKSON),
          row("admin")
              .uses(
                  "sandbox",
                  "config",
                  "http",
                  "store",
                  "inventory",
                  "lease",
                  "policy",
                  "cost",
                  "reap",
                  "reconcile")
              .with(HELIDON, JACKSON, "io.micrometer.prometheusmetrics.."),
          row("simulator").uses("sandbox", "config", "loop", "e2b").with(HELIDON, JACKSON));

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

  /** The gate, and the port's implementations, of which one counts and hands on. */
  private static final Class<?>[] MAY_END =
      Stream.of("reap.Gate", "reconcile.CountedApi", "e2b.HttpE2bApi", "simulator.SimulatedE2bApi")
          .map(it -> CLASSES.get(ROOT + "." + it).reflect())
          .toArray(Class<?>[]::new);

  /** Whom the machine's own time may be asked of, and what puts a thread to sleep. */
  private static final Map<Class<?>, Set<String>> REAL_TIME =
      Map.of(
          Instant.class, Set.of("now"),
          InstantSource.class, Set.of("system"),
          Clock.class, Set.of("system", "systemUTC", "systemDefaultZone"),
          System.class, Set.of("currentTimeMillis", "nanoTime"),
          Ticker.class, Set.of("systemTicker"),
          Thread.class, Set.of("sleep"),
          LockSupport.class, Set.of("parkNanos", "parkUntil"));

  @ParameterizedTest(name = "{0}")
  @FieldSource("TABLE")
  void usesOnlyWhatIsListed(Row row) {
    classes()
        .that()
        .resideInAPackage(within(row.name()))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(row.allowed()))
        .allowEmptyShould(false)
        .check(CLASSES);
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("TABLE")
  void usesAllOfOursThatIsListed(Row row) {
    var used =
        CLASSES.that(resideInAPackage(within(row.name()))).stream()
            .flatMap(it -> it.getDirectDependenciesFromSelf().stream())
            .map(it -> it.getTargetClass().getBaseComponentType())
            .collect(toSet());

    assertThat(row.ours())
        .allSatisfy(it -> assertThat(used).anyMatch(resideInAPackage(within(it))));
  }

  @Test
  void listsEveryPackage() {
    var packages =
        CLASSES.stream()
            .map(it -> it.getPackageName())
            .filter(it -> !it.equals(ROOT))
            .map(it -> it.substring(ROOT.length() + 1))
            .filter(it -> !WIRING.contains(it))
            .collect(toSet());

    assertThat(TABLE).extracting(Row::name).containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  void listsPackagesAfterThoseTheyUse() {
    var places = TABLE.stream().collect(toMap(Row::name, TABLE::indexOf));

    for (var row : TABLE) {
      assertThat(row.ours())
          .as(row.name())
          .allSatisfy(it -> assertThat(places.get(it)).isLessThan(places.get(row.name())));
    }
  }

  @Test
  void hasNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void callsE2bThroughItsAdapterAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(within("e2b"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("okhttp3..", "okio..", "io.github.resilience4j.."))
        .check(CLASSES);
  }

  @Test
  void pausesAndKillsInTheGateAlone() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(MAY_END)
        .should()
        .accessTargetWhere(
            access(
                "a pause or kill of E2B",
                it ->
                    it.getOwner().isAssignableTo(E2bApi.class)
                        && Set.of("pause", "kill").contains(it.getName())))
        .check(CLASSES);
  }

  @Test
  void takesTimeFromOutside() {
    noClasses()
        .that(
            resideInAPackage(ROOT + ".*..")
                .and(DescribedPredicate.not(resideInAPackage(within("cli")))))
        .should()
        .accessTargetWhere(access("real time", ArchitectureTest::isRealTime))
        .check(CLASSES);
  }

  private static boolean isRealTime(CodeUnitAccessTarget target) {
    return REAL_TIME.entrySet().stream()
        .anyMatch(it ->
            target.getOwner().isEquivalentTo(it.getKey())
                && it.getValue().contains(target.getName()));
  }

  /** A call of, or a reference to, a method that {@code test} holds for. */
  private static DescribedPredicate<JavaAccess<?>> access(
      String what, Function<CodeUnitAccessTarget, Boolean> test) {
    return describe(
        what,
        access -> access.getTarget() instanceof CodeUnitAccessTarget unit && test.apply(unit));
  }

  private static String within(String name) {
    return ROOT + "." + name + "..";
  }

  private static Uses row(String name) {
    return ours -> libraries -> new Row(name, Set.of(ours), Set.of(libraries));
  }

  /** The second column. */
  private interface Uses {
    With uses(String... ours);
  }

  /** The third column. */
  private interface With {
    Row with(String... libraries);
  }

  /** What one package may use. */
  record Row(String name, Set<String> ours, Set<String> libraries) {

    String[] allowed() {
      return Stream.of(
              Stream.of(within(name)),
              ours.stream().map(ArchitectureTest::within),
              libraries.stream(),
              ALWAYS.stream(),
              PURE.contains(name) ? Stream.<String>empty() : REPORTING.stream())
          .flatMap(it -> it)
          .toArray(String[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
