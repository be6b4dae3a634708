package org.unipelt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;

/** The README.md of the bundle that is tested, in the folder that its tests run in. */
@ProviderType
public final class Readme {
    private static final Path FILE = Path.of("README.md");
    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    /** What every entry of a method may have. */
    private static final Set<String> OF_ENTRIES = Set.of("name", "gating", "without");
    /** What every gating with a network may have. */
    private static final Set<String> OF_GATING =
            Set.of("scope", "level", "normalisation", "temperature", "k", "balance", "pooling", "mean_of");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Readme() {}

    /** Asserts that the configuration table is the one that the service declares. */
    public static void assertTable(OptionSchema schema) throws IOException {
        String table = schema.table().stripTrailing();
        String text = Files.readString(FILE);
        int start = text.indexOf(table + "\n");
        boolean more = start >= 0 && text.startsWith("|", start + table.length() + 1);
        assertTrue(start >= 0 && !more, "README.md should hold, and no more rows:\n" + table);
    }

    /** The examples in JSON, in order. */
    public static List<Map<String, Object>> examples() throws IOException {
        List<Map<String, Object>> examples = new ArrayList<>();
        for (MatchResult match :
                EXAMPLE.matcher(Files.readString(FILE)).results().toList()) {
            examples.add(JSON.readValue(match.group(1), new TypeReference<>() {}));
        }
        return examples;
    }

    /**
     * Asserts that there are examples, that each is an entry of this method, and that the method takes it and contributes
     * to BERT-base.
     *
     * @param method the name that users write
     */
    public static void assertExamples(String method, PeltModule module) throws IOException {
        assertExamples(method, module, BertBase.sites());
    }

    /** The same for a method that stands at other sites, as those of {@link PublishedModel}. */
    public static void assertExamples(String method, PeltModule module, List<Site> sites) throws IOException {
        for (Map<String, Object> example : some()) {
            assertEquals(method, example.remove("method"));
            example.keySet().removeAll(OF_ENTRIES);
            DeclaredMethod declared = DeclaredMethod.of(module, example, sites);
            assertFalse(declared.contributions().isEmpty(), () -> "contributes nothing: " + example);
        }
    }

    /**
     * Asserts that there are examples, that each is {@code {"gating": {"network": ...}}} of this gating network, and that it takes
     * its keys; those of every gating are left to the framework.
     *
     * @param network the name that users write
     */
    public static void assertExamples(String network, GatingNetwork gate) throws IOException {
        for (Map<String, Object> example : some()) {
            Map<String, Object> section = section(example, "gating");
            assertEquals(network, section.remove("network"));
            section.keySet().removeAll(OF_GATING);
            gate.instantiate(gate.options().parse(section, "README.md"));
        }
    }

    /**
     * Asserts that there are examples, that each is {@code {"aggregation": {"name": ...}}} of this aggregation, and that it takes
     * its keys.
     *
     * @param name the name that users write
     */
    public static void assertExamples(String name, Aggregation aggregation) throws IOException {
        for (Map<String, Object> example : some()) {
            Map<String, Object> section = section(example, "aggregation");
            assertEquals(name, section.remove("name"));
            aggregation.instantiate(aggregation.options().parse(section, "README.md"));
        }
    }

    private static List<Map<String, Object>> some() throws IOException {
        List<Map<String, Object>> examples = examples();
        assertFalse(examples.isEmpty(), "README.md should hold an example");
        return examples;
    }

    private static Map<String, Object> section(Map<String, Object> example, String key) {
        assertEquals(Set.of(key), example.keySet());
        return new LinkedHashMap<>(JSON.convertValue(example.get(key), new TypeReference<Map<String, Object>>() {}));
    }
}
