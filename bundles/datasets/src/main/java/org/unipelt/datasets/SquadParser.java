package org.unipelt.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;

/** Goes through the JSON of a SQuAD file once. For one use. */
final class SquadParser implements AutoCloseable {
    /** Characters of a text at most. */
    static final int TEXT_LIMIT = 10_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(TEXT_LIMIT).build())
            .build();

    private final Path file;
    private final JsonParser parser;
    private final List<Example> examples = new ArrayList<>();
    private final Misplaced misplaced = new Misplaced();
    private String title;
    private String context;
    private List<Question> questions;
    private String id;
    private String question;
    private List<Label> answers;
    private String answer;
    private int start;

    private record Question(String where, String id, String text, List<Label> answers, int line) {}

    /** Reads the value of a key. */
    @FunctionalInterface
    private interface Value {
        void read() throws IOException;
    }

    SquadParser(Path file, InputStream bytes) throws IOException {
        this.file = file;
        this.parser = JSON.createParser(bytes);
    }

    List<Example> read() throws IOException {
        try {
            document();
        } catch (StreamConstraintsException e) { // it does not know its place
            Limit limit = Limit.of(e);
            throw new DataException(
                    file + ", line " + parser.currentLocation().getLineNr(), limit.reason(), limit.remedy(), e);
        }
        misplaced.refuse();
        return examples;
    }

    private void document() throws IOException {
        if (parser.nextToken() == null) {
            throw SquadFiles.unlike(file.toString(), "it is empty");
        }
        object(Map.of("data", () -> array(this::article)), List.of("data"));
        if (parser.nextToken() != null) {
            throw SquadFiles.unlike(where(), "something stands behind the object");
        }
    }

    private void article() throws IOException {
        title = null;
        object(Map.of("title", this::title, "paragraphs", () -> array(this::paragraph)), List.of("paragraphs"));
    }

    /** It is told in messages alone, and may be missing or blank. */
    private void title() throws IOException {
        title = parser.getValueAsString();
        parser.skipChildren();
    }

    private void paragraph() throws IOException {
        context = null;
        questions = new ArrayList<>();
        object(
                Map.of("context", () -> context = text(), "qas", () -> array(this::question)),
                List.of("context", "qas"));
        // the context may stand behind its questions
        for (Question asked : questions) {
            asked.answers().forEach(label -> misplaced.check(named(asked), context, label));
            examples.add(new Example(new TextInput(asked.text(), context), asked.answers(), asked.line()));
        }
    }

    private String named(Question asked) {
        return asked.where() + ", question " + asked.id() + (title == null ? "" : " of '" + title + "'");
    }

    private void question() throws IOException {
        String where = where();
        int line = parser.currentTokenLocation().getLineNr();
        answers = new ArrayList<>();
        object(
                Map.of(
                        "id", () -> id = text(),
                        "question", () -> question = text(),
                        "answers", () -> array(this::answer)),
                List.of("id", "question", "answers"));
        if (answers.isEmpty()) {
            throw SquadFiles.unlike(
                    where + ", question " + id, "it has no answer, and SQuAD 1.1 has one for every question");
        }
        questions.add(new Question(where, id, question, answers, line));
    }

    private void answer() throws IOException {
        object(
                Map.of("text", () -> answer = text(), "answer_start", () -> start = number()),
                List.of("text", "answer_start"));
        answers.add(new Label(answer, start));
    }

    /** An object whose keys are known, or passed over. */
    private void object(Map<String, Value> known, List<String> required) throws IOException {
        String where = where();
        String place = place();
        require(JsonToken.START_OBJECT, "an object");
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            seen.add(key);
            if (known.containsKey(key)) {
                known.get(key).read();
            } else {
                parser.skipChildren();
            }
        }
        for (String key : required) {
            if (!seen.contains(key)) {
                throw SquadFiles.unlike(where, place + " has no '" + key + "'");
            }
        }
    }

    private void array(Value each) throws IOException {
        require(JsonToken.START_ARRAY, "a list");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            each.read();
        }
    }

    private String text() throws IOException {
        require(JsonToken.VALUE_STRING, "a text");
        String text = parser.getText();
        if (text.isBlank()) {
            throw SquadFiles.unlike(where(), place() + " is blank");
        }
        return text;
    }

    private int number() throws IOException {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        return parser.getIntValue();
    }

    private void require(JsonToken token, String name) throws IOException {
        if (parser.currentToken() != token) {
            throw SquadFiles.unlike(where(), place() + " is not " + name);
        }
    }

    private String where() {
        return file + ", line " + parser.currentTokenLocation().getLineNr();
    }

    /** The way from the file's outermost object to here. */
    private String place() {
        String way = parser.getParsingContext().pathAsPointer().toString();
        return way.isEmpty() ? "the file" : way;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** The answers that do not stand in their contexts where they say: the first is told, the others are counted. */
    private static final class Misplaced {
        private static final int SHOWN = 60;

        private String where;
        private String reason;
        private String remedy;
        private int count;

        void check(String named, String context, Label label) {
            String there = there(context, label);
            if (there.equals(label.text())) {
                return;
            }
            if (count++ > 0) {
                return;
            }
            int found = context.indexOf(label.text());
            where = named;
            reason = "the answer '" + shown(label.text()) + "' does not stand at character " + label.start()
                    + " of its context, where '" + shown(there) + "' stands";
            remedy = found < 0
                    ? "Its context does not hold it at all"
                    : "It stands at " + context.codePointCount(0, found)
                            + ": answer_start counts characters (code points) from 0";
        }

        /** What stands there: as many characters as the answer has, or fewer. */
        private static String there(String context, Label label) {
            int characters = context.codePointCount(0, context.length());
            int from = Math.max(0, Math.min(label.start(), characters));
            int length = label.text().codePointCount(0, label.text().length());
            int start = context.offsetByCodePoints(0, from);
            int end = context.offsetByCodePoints(start, Math.min(length, characters - from));
            return label.start() < 0 ? "" : context.substring(start, end);
        }

        private static String shown(String text) {
            return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        }

        void refuse() {
            if (count > 0) {
                String others = count == 1 ? "" : "; " + (count - 1) + " more answers of the file stand elsewhere too";
                throw new DataException(where, reason + others, remedy);
            }
        }
    }
}
