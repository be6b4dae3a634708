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
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.pelt.PeltModule;

/** The README.md of the bundle that is tested, in the folder that its tests run in. */
@ProviderType
public final class Readme {
    private static final Path FILE = Path.of("README.md");
    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
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
        List<Map<String, Object>> examples = examples();
        assertFalse(examples.isEmpty(), "README.md should hold an example");
        for (Map<String, Object> example : examples) {
            assertEquals(method, example.remove("method"));
            DeclaredMethod declared = DeclaredMethod.of(module, example, BertBase.sites());
            assertFalse(declared.contributions().isEmpty(), () -> "contributes nothing: " + example);
        }
    }
}
