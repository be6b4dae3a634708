package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.pelt.adapter.AdapterModule;
import org.unipelt.pelt.lora.LoraModule;

/** A service that fails is told with why, and keeps nobody out who does not ask for it. */
class BrokenServicesTest {
    @TempDir
    Path folder;

    @Test
    void whatCannotJoinKeepsNobodyElseOut() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.joinable("lora"), folder);
            framework.start("nowhere", TestRecipes.giving((site, weights) -> List.of()));
            framework.start("lacks-a-class", TestRecipes.giving((site, weights) -> {
                throw new NoClassDefFoundError("com/example/Missing");
            }));
            framework.start(
                    "cannot-begin",
                    TestRecipes.giving((site, weights) -> site.kind() == SiteKind.QUERY
                            ? List.of(new Contribution.BiasShift(
                                    weights.parameter("bias", Shape.of(site.outputSize()), (values, shape, random) -> {
                                        throw new IllegalStateException("no words");
                                    })))
                            : List.of()));
            framework.start("cannot-tell", new PeltModule() {
                @Override
                public OptionSchema options() {
                    throw new IllegalStateException("no licence");
                }

                @Override
                public MethodInstance instantiate(Options options) {
                    throw new AssertionError("its options are not known");
                }
            });
            try (Predictor predictor = framework.orchestrator.open(folder)) {
                assertEquals(List.of("lora"), predictor.methods());
                framework.start("adapter", new AdapterModule());
                TestEngine.await(() -> predictor.methods().equals(List.of("lora", "adapter")));
            }
            assertEquals("active", state(framework, "nowhere").state());
            assertEquals(
                    "method 'lacks-a-class': fails at encoder.embeddings (com/example/Missing). Its bundle must be mended or"
                            + " removed.",
                    state(framework, "lacks-a-class").reason());
            assertEquals(
                    "broken: method 'cannot-begin': fails at the first values of its parameters (no words). Its bundle must"
                            + " be mended or removed.",
                    said(state(framework, "cannot-begin")));
            assertEquals(
                    "broken: method 'cannot-tell': fails (no licence). Its bundle must be mended or removed.",
                    said(state(framework, "cannot-tell")));
        }
    }

    @Test
    void whatWouldTakeAllPositionsDoesNotJoin() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.joinable("lora"), folder);
            framework.start(
                    "greedy",
                    TestRecipes.giving((site, weights) -> site.kind() == SiteKind.EMBEDDINGS
                            ? List.of(new Contribution.PositionOffset(1000))
                            : List.of()));
            try (Predictor predictor = framework.orchestrator.open(folder)) {
                assertEquals(List.of("lora"), predictor.methods());
                framework.start("adapter", new AdapterModule());
                TestEngine.await(() -> predictor.methods().equals(List.of("lora", "adapter")));
            }
            String reason = state(framework, "greedy").reason();
            assertTrue(
                    reason.startsWith("method 'greedy': cannot join (methods lora, greedy: they take 1000 positions"),
                    reason);
        }
    }

    /** A jar that is replaced while the version before it is being composed. */
    @Test
    void aBetterVersionDoesNotPayForTheOneThatFailed() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.joinable("lora"), folder);
            framework.start("adapter", TestRecipes.giving((site, weights) -> {
                framework.stop("adapter");
                framework.start("adapter", new AdapterModule());
                throw new IllegalStateException("the old one");
            }));
            try (Predictor predictor = framework.orchestrator.open(folder)) {
                TestEngine.await(() -> predictor.methods().equals(List.of("lora", "adapter")));
            }
            assertEquals("active: ", said(state(framework, "adapter")));
        }
    }

    /** A method that is refused where it is narrower than its version allows. */
    private static PeltModule atLeast(int least) {
        return new PeltModule() {
            @Override
            public OptionSchema options() {
                return OptionSchema.of(Option.integer("width", 0, "how wide it is"));
            }

            @Override
            public MethodInstance instantiate(Options options) {
                return (site, weights) -> {
                    if (options.integer("width") < least) {
                        throw new IllegalStateException("too narrow");
                    }
                    return site.kind() == SiteKind.QUERY
                            ? List.of(new Contribution.BiasShift(
                                    weights.parameter("bias", Shape.of(site.outputSize()), Initializer.zeros())))
                            : List.of();
                };
            }
        };
    }

    private static Composition wide(int width) {
        return TestEngine.composition("lora")
                .withMethods(List.of(Map.of("method", "lora"), Map.of("method", "wide", "width", width)));
    }

    @Test
    void aMethodThatCannotJoinOnePackStaysInForceInAnother(@TempDir Path other) {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.pack(TestEngine.joinable("lora"), folder);
            framework.start("wide", atLeast(1));
            framework.pack(wide(1), other);
            try (Predictor joined = framework.orchestrator.open(folder);
                    Predictor naming = framework.orchestrator.open(other)) {
                assertEquals(List.of("lora"), joined.methods());
                assertEquals(List.of("lora", "wide"), naming.methods());
                assertEquals("active: ", said(state(framework, "wide")));
                framework.stop("wide");
                TestEngine.await(() -> naming.methods().equals(List.of("lora")));
                framework.start("wide", atLeast(1));
                TestEngine.await(() -> naming.methods().equals(List.of("lora", "wide")));
                assertEquals(List.of("lora"), joined.methods());
            }
        }
    }

    @Test
    void aVersionThatFailsInOnePackServesAnother(@TempDir Path other, @TempDir Path third) {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.start("wide", atLeast(1));
            framework.pack(wide(1), folder);
            framework.pack(wide(2), other);
            framework.pack(wide(1).withLive(new Composition.Live(false, false)), third);
            try (Predictor narrow = framework.orchestrator.open(folder);
                    Predictor wide = framework.orchestrator.open(other);
                    Predictor waiting = framework.orchestrator.open(third)) {
                framework.stop("wide");
                TestEngine.await(() -> wide.methods().equals(List.of("lora")));
                framework.start("wide", atLeast(2));
                TestEngine.await(() -> wide.methods().equals(List.of("lora", "wide")));
                TestEngine.await(() -> waiting.availability().reason().contains("too narrow"));
                assertEquals(List.of("lora"), narrow.methods());
                assertEquals("active: ", said(state(framework, "wide")));
                framework.stop("wide");
                framework.start("wide", atLeast(1));
                TestEngine.await(() -> narrow.methods().equals(List.of("lora", "wide")));
                TestEngine.await(() -> waiting.availability().available());
            }
        }
    }

    @Test
    void aMethodThatIsConfiguredAnewIsTriedAgain() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.start("wide", atLeast(1));
            framework.pack(wide(1), folder);
            framework.configure("wide", atLeast(2));
            try (Predictor predictor = framework.orchestrator.open(folder)) {
                assertEquals(List.of("lora"), predictor.methods());
                assertEquals("broken", state(framework, "wide").state());
                framework.configure("wide", atLeast(1));
                TestEngine.await(() -> predictor.methods().equals(List.of("lora", "wide")));
                assertEquals("active: ", said(state(framework, "wide")));
            }
        }
    }

    @Test
    void aMethodThatDeclaresAKeyOfCompositionsIsBroken() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("named", new PeltModule() {
                @Override
                public OptionSchema options() {
                    return OptionSchema.of(Option.integer("name", 0, "its number"));
                }

                @Override
                public MethodInstance instantiate(Options options) {
                    return (site, weights) -> List.of();
                }
            });
            assertEquals(
                    "broken: method 'named': it declares the option 'name', which compositions read themselves. Its bundle must"
                            + " name the option otherwise.",
                    said(state(framework, "named")));
        }
    }

    @Test
    void aServiceWithoutANameIsListedAsBroken() {
        try (TestEngine framework = new TestEngine()) {
            framework.start("", new LoraModule());
            ModuleInfo nameless = framework.engine.services.infos().stream()
                    .filter(info -> info.kind().equals("method"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    "broken: its service has no name, which is the property 'pelt.method': write @PeltMethod at its class",
                    said(nameless));
            framework.stop("");
            assertTrue(framework.engine.services.infos().stream()
                    .noneMatch(info -> info.kind().equals("method")));
        }
    }

    @Test
    void aGateOrAnAggregationThatFailsIsNamed() {
        GatingNetwork narrow = gate(
                (scope, x, mask) -> scope.ops().expandDims(mask, scope.ops().constant(2)));
        GatingNetwork broken = gate((scope, x, mask) -> {
            throw new IllegalStateException("no licence");
        });
        try (TestEngine framework = new TestEngine()) {
            framework.start("lora", new LoraModule());
            framework.start("narrow", narrow);
            framework.start("broken", broken);
            framework.start("lost", lost(), Map.of());
            Composition gated = TestEngine.composition("lora");
            assertRefused(
                    framework,
                    gated.withGating(Map.of("network", "narrow")),
                    "gate 'narrow': fails (it gives shape [-1, -1, 1], and [-1, -1, 2] is needed). Its bundle must be mended"
                            + " or removed.");
            assertRefused(
                    framework,
                    gated.withGating(Map.of("network", "broken")),
                    "gate 'broken': fails (no licence). Its bundle must be mended or removed.");
            assertRefused(
                    framework,
                    gated.withAggregation(Map.of("name", "lost")),
                    "aggregation 'lost': fails (no shifts). Its bundle must be mended or removed.");
        }
    }

    private static void assertRefused(TestEngine framework, Composition composition, String message) {
        assertEquals(
                message,
                assertThrows(ConfigurationException.class, () -> framework.trainable(composition))
                        .getMessage());
    }

    private static GatingNetwork gate(GateInstance.Scores scores) {
        return new GatingNetwork() {
            @Override
            public OptionSchema options() {
                return OptionSchema.empty();
            }

            @Override
            public GateInstance instantiate(Options options) {
                return (group, weights) -> scores;
            }
        };
    }

    private static Aggregation lost() {
        return new Aggregation() {
            @Override
            public OptionSchema options() {
                return OptionSchema.empty();
            }

            @Override
            public AtSite instantiate(Options options) {
                return (site, slots, weights) -> (scope, y, shifts) -> {
                    throw new IllegalStateException("no shifts");
                };
            }
        };
    }

    private static ModuleInfo state(TestEngine framework, String method) {
        return framework.engine.services.infos().stream()
                .filter(info -> info.name().equals(method))
                .findFirst()
                .orElseThrow();
    }

    private static String said(ModuleInfo info) {
        return info.state() + ": " + info.reason();
    }
}
