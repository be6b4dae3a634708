package org.unipelt.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Beam search as Hugging Face's library does it: of all continuations of the running hypotheses the best are looked at, those
 * among the first that end join the finished texts, and the best that do not end run on. Only so many finished texts are kept
 * as there are beams.
 */
final class BeamSearch implements Search {
    private final Settings settings;
    private final Set<Integer> end;
    private final int most;
    private List<Written> running = List.of(Written.NOTHING);
    private List<Written> finished = List.of();

    /** @param most the most tokens */
    BeamSearch(Settings settings, Set<Integer> end, int most) {
        this.settings = settings;
        this.end = end;
        this.most = most;
    }

    /** A continuation of a running hypothesis. */
    private record Candidate(int row, int token, double tokenLogProbability, double score) {
        /** Better ones first; of equal ones that of the better hypothesis, then the lower token. */
        static final Comparator<Candidate> ORDER = Comparator.comparingDouble(Candidate::score)
                .reversed()
                .thenComparingInt(Candidate::row)
                .thenComparingInt(Candidate::token);
    }

    @Override
    public List<Step> next(Logits logits) {
        List<Candidate> candidates = candidates(logits);
        int length = running.get(0).length() + 1;
        List<Written> ended = new ArrayList<>(finished);
        List<Written> goingOn = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            Written text = running.get(candidate.row()).with(candidate.token(), candidate.tokenLogProbability());
            if (end.contains(candidate.token()) || length == most) {
                if (i < settings.beams()) {
                    ended.add(text.scored(penalised(text.logProbability(), length)));
                }
            } else if (goingOn.size() < settings.beams()) {
                goingOn.add(text);
                steps.add(new Step(candidate.row(), candidate.token()));
            }
        }
        ended.sort(Comparator.comparingDouble(Written::score).reversed()); // stable: earlier texts stay in front
        finished = List.copyOf(ended.subList(0, Math.min(settings.beams(), ended.size())));
        running = goingOn;
        return goesOn(length) ? steps : List.of();
    }

    /** The best continuations: so many that enough are left when as many as can be end. */
    private List<Candidate> candidates(Logits logits) {
        int kept = Math.max(2, 1 + end.size()) * settings.beams();
        PriorityQueue<Candidate> best = new PriorityQueue<>(Candidate.ORDER.reversed());
        for (int row = 0; row < running.size(); row++) {
            double normaliser = logits.normaliser(row);
            double before = running.get(row).logProbability();
            for (int token = 0; token < logits.vocabulary(); token++) {
                double own = logits.at(row, token) - normaliser;
                if (best.size() < kept || before + own > best.peek().score()) {
                    best.add(new Candidate(row, token, own, before + own));
                    if (best.size() > kept) {
                        best.poll();
                    }
                }
            }
        }
        return best.stream().sorted(Candidate.ORDER).toList();
    }

    /** Whether a text may still come that is better than the worst finished one. */
    private boolean goesOn(int length) {
        if (running.isEmpty()) {
            return false;
        }
        if (finished.size() < settings.beams()) {
            return true;
        }
        if (settings.early() == Settings.Early.TRUE) {
            return false;
        }
        boolean longest = settings.early() == Settings.Early.NEVER && settings.lengthPenalty() > 0;
        double possible = penalised(running.get(0).logProbability(), longest ? most : length);
        return possible > finished.get(finished.size() - 1).score();
    }

    private double penalised(double logProbability, int length) {
        return logProbability / Math.pow(length, settings.lengthPenalty());
    }

    @Override
    public List<Written> results() {
        return finished;
    }
}
