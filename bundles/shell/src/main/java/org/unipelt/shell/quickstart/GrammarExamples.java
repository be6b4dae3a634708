package org.unipelt.shell.quickstart;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.unipelt.api.DataException;

/**
 * Right and wrong sentences from LanguageTool's {@code grammar.xml}. An {@code <example>} with a correction is wrong, one
 * without is right; {@code <marker>} only marks the place. Sentences of one rule, or of one group of rules, form a group.
 */
final class GrammarExamples {
    static final String RIGHT = "right";
    static final String WRONG = "wrong";

    /** Of these types the sentence's rightness is told by no correction. */
    private static final String INCORRECT = "incorrect";

    private final XMLStreamReader xml;
    private final List<LabelledText> texts = new ArrayList<>();
    private String ruleGroup;
    private String rule;
    private String category = "";
    private int unnamed;

    private GrammarExamples(XMLStreamReader xml) {
        this.xml = xml;
    }

    /**
     * All sentences.
     *
     * @throws DataException if the file is not XML
     */
    static List<LabelledText> read(InputStream stream) {
        try {
            GrammarExamples examples = new GrammarExamples(factory().createXMLStreamReader(stream));
            examples.readAll();
            return examples.texts;
        } catch (XMLStreamException e) {
            throw new DataException(
                    "grammar.xml",
                    "it is not understood: " + firstLine(e),
                    "Take the jar of the version that is asked for",
                    e);
        }
    }

    /**
     * Nothing outside the file is ever opened. Its own entities, which stand in patterns only, are declared (the parser
     * trips over their quotes when it may not read declarations) and stay unexpanded in texts.
     */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    private void readAll() throws XMLStreamException {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                start();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                end();
            }
        }
    }

    private void start() throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "category" -> category = String.valueOf(xml.getAttributeValue(null, "id"));
            case "rulegroup" -> ruleGroup = identity();
            case "rule" -> rule = identity();
            case "example" -> example();
            default -> {}
        }
    }

    private void end() {
        switch (xml.getLocalName()) {
            case "rulegroup" -> ruleGroup = null;
            case "rule" -> rule = null;
            default -> {}
        }
    }

    private String identity() {
        String id = xml.getAttributeValue(null, "id");
        return id == null ? category + " " + ++unnamed : id;
    }

    private void example() throws XMLStreamException {
        String type = xml.getAttributeValue(null, "type");
        boolean wrong = xml.getAttributeValue(null, "correction") != null || INCORRECT.equals(type);
        boolean told = type == null || type.equals(INCORRECT) || type.equals("correct");
        String group = ruleGroup != null ? ruleGroup : rule;
        String sentence = text();
        if (told && group != null && !sentence.isEmpty()) {
            texts.add(new LabelledText(group, sentence, wrong ? WRONG : RIGHT));
        }
    }

    /** The element's text, markers taken away, in one line; empty where an entity leaves a hole in it. */
    private String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        boolean whole = true;
        for (int depth = 1; depth > 0; ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(xml.getText());
                case XMLStreamConstants.ENTITY_REFERENCE -> whole = false;
                default -> {}
            }
        }
        return whole ? text.toString().replaceAll("\\s+", " ").strip() : "";
    }

    private static String firstLine(XMLStreamException e) {
        return e.getMessage().lines().findFirst().orElse("broken XML");
    }
}
