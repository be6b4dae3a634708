package org.unipelt.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Records of lines that a pattern tells apart, a field for each of its groups; blank lines are passed over. */
final class PatternRecords implements Records {
    private final TableFile file;
    private final EncodedReader text;
    private final BufferedReader lines;
    private final Pattern pattern;
    private int line;

    PatternRecords(TableFile file, EncodedReader text, Pattern pattern) {
        this.file = file;
        this.text = text;
        this.lines = new BufferedReader(text);
        this.pattern = pattern;
    }

    @Override
    public Fields next() throws IOException {
        String content = "";
        while (content != null && content.isBlank()) {
            text.startRow(++line);
            content = lines.readLine();
        }
        return content == null ? null : new Fields(line, groups(content));
    }

    private List<String> groups(String content) {
        Matcher matcher = pattern.matcher(content);
        if (!matcher.matches()) {
            throw file.problem(
                    line,
                    "the line '" + TableFile.clipped(content) + "' is not what 'pattern' says (" + pattern + ")",
                    "Mend the line or the pattern, which must match all of it");
        }
        return IntStream.rangeClosed(1, matcher.groupCount())
                .mapToObj(group -> Objects.requireNonNullElse(matcher.group(group), ""))
                .toList();
    }
}
