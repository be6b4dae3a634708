package org.unipelt.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.text.TokenBatch;

/** What may depend on what, in the classes of all modules: the laws of the README's section on the architecture. */
public class ArchitectureIT {
    private static final Path PROJECT = Path.of(System.getProperty("unipelt.project"));

    /** What every bundle may use that adds something to compositions. */
    private static final String[] OFFERED = {
        "org.unipelt.api..", "org.tensorflow..", "org.osgi..", "org.slf4j..", "java.."
    };

    /** A class or a member of one, as a page writes it: {@code `Planner.plan`}. */
    private static final Pattern NAME_IN_CODE = Pattern.compile("`([A-Z]\\w*(?:\\.\\w+)?)`");

    /** What a client calls. */
    private static final Set<String> CLIENT_PACKAGES =
            Set.of("org.unipelt.api.client", "org.unipelt.api.pack", "org.unipelt.api.generation");

    private static List<Path> modules;
    private static JavaClasses all;

    @BeforeClass
    public static void readAllModules() throws IOException {
        try (Stream<Path> bundles = Files.list(PROJECT.resolve("bundles"));
                Stream<Path> examples = Files.list(PROJECT.resolve("examples"))) {
            modules = Stream.of(Stream.of(PROJECT.resolve("api")), bundles, examples)
                    .flatMap(paths -> paths)
                    .filter(module -> Files.isDirectory(classesOf(module)))
                    .sorted()
                    .toList();
        }
        // names are enough: what TensorFlow's classes look like inside is not asked
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        all = new ClassFileImporter()
                .importPaths(modules.stream().map(ArchitectureIT::classesOf).toList());
        assertTrue("the modules are built: " + modules, modules.size() > 25);
    }

    @Test
    public void noPackagesNeedEachOther() {
        slices().matching("org.unipelt.(**)").should().beFreeOfCycles().check(all);
    }

    @Test
    public void theApiNeedsNoBundle() {
        classes()
                .that(resideInAPackage("org.unipelt.api.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(OFFERED))
                .check(all);
    }

    @Test
    public void whatAddsToCompositionsNeedsOnlyTheApiAndTensorFlow() {
        List<Path> contributors = modules.stream()
                .filter(module -> module.getParent().endsWith("examples")
                        || module.getFileName().toString().matches("(pelt|gate|aggregation|model|task)-.*"))
                .toList();
        assertTrue("they are found: " + contributors, contributors.size() > 15);
        for (Path module : contributors) {
            JavaClasses own = new ClassFileImporter().importPath(classesOf(module));
            classes()
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(OFFERED)
                            .or(describe(
                                    "its own",
                                    (JavaClass other) -> own.contain(
                                            other.getBaseComponentType().getName()))))
                    .as(module.getFileName() + " needs only the api and TensorFlow")
                    .check(own);
        }
    }

    @Test
    public void everyExportedTypeSaysWhoImplementsIt() {
        List<String> silent = all.stream()
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.getPackage().isAnnotatedWith(Export.class))
                .filter(type -> !type.isAnnotatedWith(ProviderType.class) && !type.isAnnotatedWith(ConsumerType.class))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertEquals("exported types with neither @ProviderType nor @ConsumerType", List.of(), silent);
    }

    @Test
    public void thePageOnTheArchitectureNamesWhatIsThere() throws IOException {
        String page = Files.readString(PROJECT.resolve("docs/architecture.md"));
        List<String> named = NAME_IN_CODE
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertTrue("it names classes and their members: " + named, named.size() > 60);
        Set<String> known = all.stream()
                .flatMap(type -> Stream.concat(
                        Stream.of(type.getSimpleName()),
                        type.getMembers().stream().map(member -> type.getSimpleName() + "." + member.getName())))
                .collect(Collectors.toSet());
        assertEquals(
                "docs/architecture.md names what no class is or has",
                List.of(),
                named.stream().filter(name -> !known.contains(name)).toList());
    }

    @Test
    public void clientsSeeNoTensorFlowType() {
        Set<JavaClass> reached = reachedFrom(all.stream()
                .filter(type -> CLIENT_PACKAGES.contains(type.getPackageName()))
                .toList());
        assertTrue("what clients take and get is followed: " + reached, reached.contains(all.get(TokenBatch.class)));
        List<String> spoiled = reached.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(to -> to.getTargetClass().getPackageName().startsWith("org.tensorflow")))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertEquals("types that clients reach and that need TensorFlow", List.of(), spoiled);
    }

    /** The public ones of these types, and all that their public signatures lead to, over any number of steps. */
    private static Set<JavaClass> reachedFrom(List<JavaClass> types) {
        Set<JavaClass> reached = new HashSet<>();
        Deque<JavaClass> next = new ArrayDeque<>(types);
        while (!next.isEmpty()) {
            JavaClass type = next.pop();
            if (all.contain(type.getName()) && type.getModifiers().contains(JavaModifier.PUBLIC) && reached.add(type)) {
                signatures(type)
                        .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .forEach(next::push);
                all.stream()
                        .filter(nested -> nested.getEnclosingClass().equals(Optional.of(type)))
                        .forEach(next::push);
            }
        }
        return reached;
    }

    private static Stream<JavaType> signatures(JavaClass type) {
        Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> members = type.getMembers().stream()
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .flatMap(ArchitectureIT::signature);
        return Stream.concat(supertypes, members);
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaCodeUnit unit) {
            return Stream.of(
                            Stream.of(unit.getReturnType()),
                            unit.getParameterTypes().stream(),
                            unit.getExceptionTypes().stream())
                    .flatMap(types -> types);
        }
        return Stream.of(((JavaField) member).getType());
    }

    private static Path classesOf(Path module) {
        return module.resolve("target/classes");
    }
}
