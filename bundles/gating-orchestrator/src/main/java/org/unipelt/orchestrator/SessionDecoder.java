package org.unipelt.orchestrator;

import java.util.function.Supplier;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A composition that writes. Its passes are drawn when the first text is begun. */
final class SessionDecoder implements TextDecoder {
    private final Host host;
    private final Plan plan;
    private final Supplier<Drawing> drawings;
    private DrawnDecoder drawn;

    /** @param drawings further drawings of the composition */
    SessionDecoder(Host host, Plan plan, Supplier<Drawing> drawings) {
        this.host = host;
        this.plan = plan;
        this.drawings = drawings;
        checkWrites(host);
    }

    /** @throws ConfigurationException if the host's model only reads */
    static void checkWrites(Host host) {
        if (host.model().writing().isEmpty()) {
            throw new ConfigurationException(
                    "base model '" + host.source().name() + "'",
                    "it reads texts and does not write any (its family is "
                            + host.source().family() + ")",
                    "Take a base model that has a decoder");
        }
    }

    @Override
    public Writing writing() {
        return host.model().writing().orElseThrow();
    }

    @Override
    public int maximumLength() {
        return host.model().shape().maximumLength() - inFront();
    }

    /** The positions that methods take away from the sequence that is written. */
    private int inFront() {
        return plan.contributions().entrySet().stream()
                .filter(entry -> entry.getKey().kind() == SiteKind.EMBEDDINGS)
                .flatMap(entry -> entry.getValue().stream())
                .mapToInt(placed -> positions(placed.contribution()))
                .sum();
    }

    private static int positions(Contribution contribution) {
        if (contribution instanceof Contribution.VirtualTokens tokens) {
            return Extension.length(tokens);
        }
        return contribution instanceof Contribution.PositionOffset later ? later.offset() : 0;
    }

    @Override
    public TextTokenizer tokenizer() {
        return host.tokenizer();
    }

    @Override
    public Decoding begin(TokenBatch texts) {
        return SessionDecoding.begin(host, drawn(), texts);
    }

    private synchronized DrawnDecoder drawn() {
        if (drawn == null) {
            drawn = DrawnDecoder.draw(drawings);
        }
        return drawn;
    }
}
