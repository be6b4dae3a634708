package org.unipelt.creation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Pieces of words by byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909): from characters on, the two neighbours that
 * stand together most often become one piece, over and over.
 */
final class Pieces {
    /** A pair that stands together once teaches nothing. */
    private static final long LEAST = 2;

    private final List<List<String>> words = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final Map<Pair, Long> pairs = new HashMap<>();
    private final Map<Pair, Set<Integer>> places = new HashMap<>();
    private final PriorityQueue<Counted> next = new PriorityQueue<>(Counted.ORDER);
    private final Set<String> pieces = new LinkedHashSet<>();
    private final List<Pair> merges = new ArrayList<>();

    private Pieces() {}

    /** Two neighbours. */
    record Pair(String left, String right) {
        String joined() {
            return left + right;
        }
    }

    private record Counted(Pair pair, long count) {
        /** By their letters where they are as frequent, so that the same texts give the same pieces. */
        static final Comparator<Counted> ORDER = Comparator.comparingLong(Counted::count)
                .reversed()
                .thenComparing(counted -> counted.pair().left())
                .thenComparing(counted -> counted.pair().right());
    }

    /**
     * What was learned.
     *
     * @param pieces characters, the most frequent first, then what became of pairs
     * @param merges the pairs, in the order in which they are joined
     */
    record Learned(List<String> pieces, List<Pair> merges) {}

    /**
     * Learns pieces.
     *
     * @param words how often each word occurs
     * @param most how many pieces there may be; characters that are too rare for it are left out
     */
    static Learned learn(Map<String, Long> words, int most) {
        Pieces learning = new Pieces();
        learning.start(words, most);
        while (learning.pieces.size() < most && learning.mergeNext()) {}
        return new Learned(List.copyOf(learning.pieces), List.copyOf(learning.merges));
    }

    private void start(Map<String, Long> byWord, int most) {
        Map<String, Long> characters = new HashMap<>();
        byWord.forEach((word, count) -> {
            List<String> letters = new ArrayList<>(
                    word.codePoints().mapToObj(Character::toString).toList());
            letters.forEach(letter -> characters.merge(letter, count, Long::sum));
            words.add(letters);
            counts.add(count);
        });
        characters.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .forEach(character -> pieces.add(character.getKey()));
        for (int word = 0; word < words.size(); word++) {
            count(word, 1);
        }
        pairs.forEach((pair, count) -> next.add(new Counted(pair, count)));
    }

    /** Counts the pairs of a word in, or out again. */
    private void count(int word, int sign) {
        List<String> parts = words.get(word);
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (pieces.contains(parts.get(i)) && pieces.contains(parts.get(i + 1))) {
                Pair pair = new Pair(parts.get(i), parts.get(i + 1));
                pairs.merge(pair, sign * counts.get(word), Long::sum);
                if (sign > 0) {
                    places.computeIfAbsent(pair, key -> new LinkedHashSet<>()).add(word);
                }
            }
        }
    }

    /** Joins the most frequent pair; false where none is left. */
    private boolean mergeNext() {
        for (Counted best = next.poll(); best != null && best.count() >= LEAST; best = next.poll()) {
            long now = pairs.getOrDefault(best.pair(), 0L);
            if (now == best.count()) {
                merge(best.pair());
                return true;
            }
            next.add(new Counted(best.pair(), now)); // it was counted before others were joined
        }
        return false;
    }

    private void merge(Pair pair) {
        merges.add(pair);
        pieces.add(pair.joined());
        Set<Pair> changed = new LinkedHashSet<>();
        for (int word : places.remove(pair)) {
            List<String> parts = joined(words.get(word), pair);
            if (parts.size() == words.get(word).size()) {
                continue; // another merge has taken the pair apart
            }
            count(word, -1);
            words.set(word, parts);
            count(word, 1);
            for (int i = 0; i + 1 < parts.size(); i++) {
                if (parts.get(i).equals(pair.joined()) || parts.get(i + 1).equals(pair.joined())) {
                    changed.add(new Pair(parts.get(i), parts.get(i + 1)));
                }
            }
        }
        pairs.remove(pair);
        changed.stream()
                .filter(near ->
                        near.left().equals(pair.joined()) || near.right().equals(pair.joined()))
                .filter(pairs::containsKey)
                .forEach(near -> next.add(new Counted(near, pairs.get(near))));
    }

    private static List<String> joined(List<String> parts, Pair pair) {
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean here = i + 1 < parts.size()
                    && parts.get(i).equals(pair.left())
                    && parts.get(i + 1).equals(pair.right());
            joined.add(here ? pair.joined() : parts.get(i));
            i += here ? 1 : 0;
        }
        return joined;
    }
}
