package org.unipelt.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.data.TableReader.Row;

/** One JSON object a line, its keys being the columns; numbers and truth values come as they are written, null as empty text. */
final class JsonLines {
    private static final String EXAMPLE = "Write one object a line: {\"text\": \"a text\", \"label\": \"a label\"}";

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private final TableFile file;
    private final Set<String> lists;

    /** @param lists columns whose value may be a list */
    JsonLines(TableFile file, Set<String> lists) {
        this.file = file;
        this.lists = lists;
    }

    List<Row> read(EncodedReader text, List<String> required) throws IOException {
        BufferedReader lines = new BufferedReader(text);
        List<Row> rows = new ArrayList<>();
        text.startRow(1);
        String content = lines.readLine();
        for (int line = 1; content != null; line++) {
            if (!content.isBlank()) {
                rows.add(row(line, content, required));
            }
            text.startRow(line + 1);
            content = lines.readLine();
        }
        if (rows.isEmpty()) {
            throw file.problem("is empty", EXAMPLE);
        }
        return Collections.unmodifiableList(rows);
    }

    private Row row(int line, String content, List<String> required) throws IOException {
        try (JsonParser parser = json.createParser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw file.problem(line, "the line is JSON and not an object", EXAMPLE);
            }
            Set<String> columns = new LinkedHashSet<>();
            Map<String, String> values = new LinkedHashMap<>();
            Map<String, List<String>> several = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String column = parser.currentName();
                columns.add(column);
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_ARRAY && lists.contains(column)) {
                    several.put(column, list(line, column, parser));
                } else if (required.contains(column)) {
                    values.put(column, scalar(line, column, parser));
                } else { // what nobody asks for may be anything
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw file.problem(line, "something stands behind the object", EXAMPLE);
            }
            checkColumns(line, columns, required);
            return new Row(line, Collections.unmodifiableMap(values), Collections.unmodifiableMap(several));
        } catch (StreamConstraintsException e) { // it does not know its place
            Limit limit = Limit.of(e);
            throw file.problem(line, limit.reason(), limit.remedy(), e);
        } catch (JsonProcessingException e) {
            throw file.problem(
                    line,
                    "the line is not valid JSON at character " + e.getLocation().getColumnNr() + " (" + reason(e) + ")",
                    EXAMPLE,
                    e);
        }
    }

    private void checkColumns(int line, Set<String> columns, List<String> required) {
        for (String column : required) {
            if (!columns.contains(column)) {
                throw file.missingColumn(line, column, List.copyOf(columns), "The row has: ");
            }
        }
    }

    private List<String> list(int line, String column, JsonParser parser) throws IOException {
        List<String> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(scalar(line, column, parser));
        }
        return Lists.cleaned(elements);
    }

    private String scalar(int line, String column, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (!token.isScalarValue()) {
            throw file.problem(
                    line,
                    "the value of '" + column + "' is " + (token == JsonToken.START_ARRAY ? "a list" : "an object"),
                    "Give text, a number, true, false or null");
        }
        return parser.getText();
    }

    /** The parser's own words without its position, which counts lines from the start of this line. */
    private static String reason(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int position = message.indexOf(" (start marker");
        return position < 0 ? message : message.substring(0, position);
    }
}
