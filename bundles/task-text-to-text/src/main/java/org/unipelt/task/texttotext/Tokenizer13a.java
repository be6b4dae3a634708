package org.unipelt.task.texttotext;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Cuts a text into words as the tokenizer {@code 13a} of sacrebleu does, after the script mteval-v13a. */
final class Tokenizer13a {
    /** What Python takes for white space. */
    private static final String SPACE =
            "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";

    private static final Pattern SPACES = Pattern.compile(SPACE);
    private static final Pattern SPACES_AT_END = Pattern.compile(SPACE + "\\z");
    private static final List<Rule> RULES = List.of(
            new Rule("([\\{-\\~\\[-\\` -\\&\\(-\\+\\:-\\@\\/])", " $1 "),
            // a point or comma stays in a number
            new Rule("([^0-9])([\\.,])", "$1 $2 "),
            new Rule("([\\.,])([^0-9])", " $1 $2"),
            // a hyphen goes off a number in front of it
            new Rule("([0-9])(-)", "$1 $2 "));

    private Tokenizer13a() {}

    /** The words of a text. */
    static List<String> words(String text) {
        String line = SPACES_AT_END
                .matcher(text)
                .replaceFirst("")
                .replace("<skipped>", "")
                .replace("-\n", "")
                .replace("\n", " ")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
        line = " " + line + " ";
        for (Rule rule : RULES) {
            line = rule.pattern.matcher(line).replaceAll(rule.replacement);
        }
        return Arrays.stream(SPACES.split(line)).filter(word -> !word.isEmpty()).toList();
    }

    /** A text without any white space. */
    static String unspaced(String text) {
        return SPACES.matcher(text).replaceAll("");
    }

    private record Rule(Pattern pattern, String replacement) {
        Rule(String pattern, String replacement) {
            this(Pattern.compile(pattern), replacement);
        }
    }
}
