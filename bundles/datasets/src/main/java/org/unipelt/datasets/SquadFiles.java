package org.unipelt.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.data.QuestionReader;
import org.unipelt.api.task.Example;

/** Opens SQuAD files, and says in words what is wrong with one that is no JSON. */
@Component
public final class SquadFiles implements QuestionReader {
    private static final String SHAPE =
            "SQuAD 1.1 is {\"data\": [{\"title\", \"paragraphs\": [{\"context\", \"qas\": [{\"id\", \"question\", \"answers\":"
                    + " [{\"text\", \"answer_start\"}]}]}]}]}";

    /** One question after the other, without holding more than a paragraph beside them. */
    @Override
    public List<Example> read(Path file) {
        if (Files.isDirectory(file)) {
            throw new DataException(file.toString(), "it is a folder and not a file", "Name a file in it");
        }
        try (InputStream bytes = Files.newInputStream(file);
                SquadParser parser = new SquadParser(file, bytes)) {
            List<Example> examples = parser.read();
            if (examples.isEmpty()) {
                throw new DataException(file.toString(), "it holds no question", SHAPE);
            }
            return examples;
        } catch (JsonProcessingException e) {
            throw broken(file, e);
        } catch (CharConversionException e) {
            throw notUtf8(file.toString(), e);
        } catch (IOException e) {
            throw new DataException(
                    file.toString(),
                    "it cannot be read (" + Failures.reason(e) + ")",
                    "Check the path and its permissions",
                    e);
        }
    }

    private static DataException broken(Path file, JsonProcessingException e) {
        String where = file + ", line " + e.getLocation().getLineNr();
        String reason = e.getOriginalMessage();
        if (reason.contains("UTF-8")) {
            return notUtf8(where, e);
        }
        int position = reason.indexOf(" (start marker");
        return new DataException(
                where,
                "it is not valid JSON at character " + e.getLocation().getColumnNr() + " ("
                        + (position < 0 ? reason : reason.substring(0, position)) + ")",
                SHAPE,
                e);
    }

    private static DataException notUtf8(String where, IOException e) {
        return new DataException(where, "there are bytes that are not UTF-8", "Save the file as UTF-8", e);
    }

    /** A file whose JSON is of another shape. */
    static DataException unlike(String where, String reason) {
        return new DataException(where, reason, SHAPE);
    }
}
