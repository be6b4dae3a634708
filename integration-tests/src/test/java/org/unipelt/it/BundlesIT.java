package org.unipelt.it;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.ModuleInfo;

/** The distribution as it is installed: every bundle runs, every module is there. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BundlesIT {

    @Inject
    BundleContext context;

    @Inject
    GatingOrchestrator orchestrator;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(BundlesIT.class)};
    }

    @Test
    public void everyBundleIsActive() {
        List<String> idle = Arrays.stream(context.getBundles())
                .filter(b -> b.getHeaders().get(Constants.FRAGMENT_HOST) == null
                        ? b.getState() != Bundle.ACTIVE
                        : b.getState() != Bundle.RESOLVED)
                .map(Bundle::getSymbolicName)
                .toList();
        assertEquals(List.of(), idle);
    }

    @Test
    public void everyModuleIsActiveAndNamed() {
        Map<String, List<String>> byKind = orchestrator.modules().stream()
                .peek(m -> assertEquals(m.name() + ": " + m.reason(), "active", m.state()))
                .collect(Collectors.groupingBy(
                        ModuleInfo::kind, TreeMap::new, Collectors.mapping(ModuleInfo::name, Collectors.toList())));
        assertEquals(
                Map.of(
                        "aggregation", List.of("attention-fusion", "weighted-sum"),
                        "gate", List.of("feed-forward", "recurrent", "transformer"),
                        "method", List.of("adapter", "bitfit", "ia3", "lora", "prefix-tuning", "prompt-tuning"),
                        "model", List.of("bert", "gpt2", "llama", "roberta", "t5"),
                        "optimiser", List.of("adafactor", "adam", "adamw", "sgd"),
                        "task",
                                List.of(
                                        "classification",
                                        "multi-label-classification",
                                        "question-answering",
                                        "regression",
                                        "text-to-text"),
                        "weights", List.of("minilm-l6")),
                byKind);
    }

    @Test
    public void noPackageHasTwoProviders() {
        Map<String, List<String>> providers = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            for (BundleCapability capability :
                    bundle.adapt(BundleRevision.class).getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                String name = (String) capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
                Object version = capability.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE);
                providers
                        .computeIfAbsent(name + " " + version, p -> new ArrayList<>())
                        .add(bundle.getSymbolicName());
            }
        }
        providers
                .entrySet()
                .removeIf(e -> e.getValue().stream().distinct().count() < 2
                        || !e.getKey().startsWith("org.unipelt") && !e.getKey().startsWith("org.tensorflow"));
        assertEquals(Map.of(), providers);
    }

    @Test
    public void methodsImportNothingButApiAndTensorFlow() {
        List<String> strangers = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().matches("org\\.unipelt\\.(pelt|gate|aggregation|model-bert|task).*")) {
                String imports = bundle.getHeaders("").get(Constants.IMPORT_PACKAGE);
                Arrays.stream(imports.split(",(?=[a-z])"))
                        .filter(i -> !i.startsWith("org.unipelt.api") && !i.startsWith("org.tensorflow"))
                        .forEach(i -> strangers.add(bundle.getSymbolicName() + " imports " + i));
            }
        }
        assertEquals(List.of(), strangers);
    }
}
