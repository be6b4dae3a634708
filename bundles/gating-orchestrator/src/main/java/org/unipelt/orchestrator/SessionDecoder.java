package org.unipelt.orchestrator;

import java.util.function.Supplier;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.Writing;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A composition that writes. Its passes are drawn when the first text is begun. */
final class SessionDecoder implements TextDecoder {
    private final Host host;
    private final Limits limits;
    private final Supplier<Drawing> drawings;
    private DrawnDecoder drawn;

    /** @param drawings further drawings of the composition */
    SessionDecoder(Host host, Limits limits, Supplier<Drawing> drawings) {
        this.host = host;
        this.limits = limits;
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
        return limits.longest();
    }

    @Override
    public TextTokenizer tokenizer() {
        return host.tokenizer();
    }

    @Override
    public Decoding begin(TokenBatch texts) {
        return SessionDecoding.begin(host, drawn(), texts, limits);
    }

    private synchronized DrawnDecoder drawn() {
        if (drawn == null) {
            drawn = DrawnDecoder.draw(drawings);
        }
        return drawn;
    }
}
