package org.unipelt.tokenizers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenizerFactory;

/** Opens the tokenizer.json of a model with the native Hugging Face tokenizers library, which it brings along. */
@Component
public final class HuggingFaceTokenizerFactory implements TokenizerFactory {
    private static final String FILE = "tokenizer.json";
    private static final String CONFIGURATION = "tokenizer_config.json";

    private final Path nativeArea;

    /** The component; the native library is unpacked in the bundle's own storage. */
    @Activate
    public HuggingFaceTokenizerFactory(BundleContext context) {
        this(area(context.getDataFile("")));
    }

    /**
     * For use without a framework.
     *
     * @param nativeArea a folder of its own, in which the native library is unpacked to be loaded
     */
    public HuggingFaceTokenizerFactory(Path nativeArea) {
        this.nativeArea = nativeArea;
    }

    private static Path area(File storage) {
        if (storage != null) {
            return storage.toPath();
        }
        try {
            return Files.createTempDirectory("unipelt-tokenizers-");
        } catch (IOException e) {
            throw new UnavailableException(
                    "Tokenizers",
                    "neither the framework nor the system has a folder to unpack the native library in",
                    "Point java.io.tmpdir to a folder that can be written",
                    e);
        }
    }

    @Override
    public TextTokenizer open(ModelFiles files) {
        if (!files.names().contains(FILE)) {
            throw missing(files);
        }
        String json = read(files, FILE);
        String configuration = files.names().contains(CONFIGURATION) ? read(files, CONFIGURATION) : "{}";
        NativeLibrary.load(nativeArea);
        return new HuggingFaceTokenizer(json, configuration);
    }

    private static String read(ModelFiles files, String name) {
        try (InputStream in = files.open(name)) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DataException(name, "it is not UTF-8 text", "Copy or save the file anew", e);
        } catch (IOException e) {
            throw new DataException(
                    name, "it could not be read (" + Failures.reason(e) + ")", "Check the model's files", e);
        }
    }

    private static DataException missing(ModelFiles files) {
        boolean older = files.names().contains("vocab.txt");
        return new DataException(
                FILE,
                older
                        ? "the model has none, only vocab.txt, the vocabulary that older tokenizers read"
                        : "the model has none",
                "Write it with Python: AutoTokenizer.from_pretrained(folder).save_pretrained(folder)");
    }
}
