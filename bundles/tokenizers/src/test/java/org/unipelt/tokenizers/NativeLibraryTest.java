package org.unipelt.tokenizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.gson.JsonParser;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;
import org.unipelt.api.text.TokenizerFactory;

/** A class loader of its own stands for the bundle: before an update, and after it. */
class NativeLibraryTest {
    private static final ModelFiles BERT = Models.of(Models.tokenizerJson("tiny-bert"));

    @TempDir
    private Path area;

    @Test
    void everyClassLoaderLoadsTheLibraryAnewInOneJvm() throws Exception {
        try (Bundle before = new Bundle();
                Bundle after = new Bundle();
                TextTokenizer old = before.factory(area).open(BERT);
                TextTokenizer renewed = after.factory(area).open(BERT)) {
            assertNotSame(old.getClass(), renewed.getClass());
            assertArrayEquals(ids(old), ids(renewed));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows holds on to a loaded library")
    void nothingStaysOnDisk() throws Exception {
        Path leftover = Files.createDirectories(area.resolve("native-1"));
        Files.writeString(leftover.resolve("tokenizers.dll"), "of an earlier start");

        try (Bundle bundle = new Bundle();
                TextTokenizer tokenizer = bundle.factory(area).open(BERT)) {
            assertEquals("the", tokenizer.decode(ids(tokenizer), true));
            try (Stream<Path> files = Files.list(area)) {
                assertEquals(0, files.count());
            }
        }
    }

    @Test
    void theClassLoaderOfTheThreadDoesNotMatter() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try (Bundle bundle = new Bundle();
                TextTokenizer tokenizer = bundle.factory(area).open(BERT)) {
            assertEquals("the", tokenizer.decode(ids(tokenizer), true));
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsAnErrorAndALaterCallTriesAnew() throws Exception {
        Path file = Files.writeString(area.resolve("file"), "no folder");
        try (Bundle bundle = new Bundle()) {
            TokenizerFactory blocked = bundle.factory(file.resolve("native"));
            assertThrows(UnavailableException.class, () -> blocked.open(BERT));

            try (TextTokenizer tokenizer =
                    bundle.factory(area.resolve("native")).open(BERT)) {
                assertEquals("the", tokenizer.decode(ids(tokenizer), true));
            }
        }
    }

    private static int[] ids(TextTokenizer tokenizer) {
        return tokenizer.encode("the", null, 8, Truncation.LONGEST_FIRST).ids();
    }

    /** This module's classes and what bnd embeds beside them, in a class loader of their own; the rest is shared. */
    private static final class Bundle extends URLClassLoader {
        private static final Set<String> PREFIXES = Set.of("org.unipelt.tokenizers.", "ai.djl.", "com.google.gson.");

        Bundle() {
            super(
                    Stream.of(NativeLibrary.class, TokenizersLibrary.class, EngineException.class, JsonParser.class)
                            .map(type ->
                                    type.getProtectionDomain().getCodeSource().getLocation())
                            .toArray(URL[]::new),
                    NativeLibraryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (PREFIXES.stream().noneMatch(name::startsWith)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> known = findLoadedClass(name);
                return known != null ? known : findClass(name);
            }
        }

        TokenizerFactory factory(Path area) throws ReflectiveOperationException {
            return (TokenizerFactory) loadClass(HuggingFaceTokenizerFactory.class.getName())
                    .getConstructor(Path.class)
                    .newInstance(area);
        }
    }
}
