package org.unipelt.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.unipelt.api.DataException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;

/**
 * Which rows of the training file are trained and judged on, by UniPELT's protocol for few data (Mao et al. 2022, arXiv
 * 2110.07577): the file is shuffled, the first rows are trained on, those behind them judged on. The same seed gives the same
 * rows, whatever the composition.
 *
 * @param trainingRows how many are trained on; 0 for all that are left
 * @param devRows how many are judged on; 0 where a file of its own has them
 * @param seed of the shuffle
 */
record SplitOptions(int trainingRows, int devRows, long seed) {
    static final Option TRAIN_ROWS = Option.integer(
                    "train_rows", 0, "train on so many rows of the training file, drawn by chance; 0 for all")
            .between(0, Integer.MAX_VALUE);
    static final Option DEV_ROWS = Option.integer(
                    "dev_rows", 0, "judge on so many other rows of the training file; 0 to judge on the file \"dev\"")
            .between(0, Integer.MAX_VALUE);
    static final Option DATA_SEED = Option.integer("data_seed", 42, "of the draw of train_rows and dev_rows");

    /** What a user wrote. */
    static SplitOptions of(Options options) {
        return new SplitOptions(
                options.integer(TRAIN_ROWS.name()),
                options.integer(DEV_ROWS.name()),
                options.integer(DATA_SEED.name()));
    }

    /** Whether the rows to judge on are drawn. */
    boolean drawsDev() {
        return devRows > 0;
    }

    /** Rows to train on, and rows to judge on: none where another file has them. */
    record Drawn(List<Example> training, List<Example> dev) {}

    /**
     * Draws the rows.
     *
     * @param file how messages name the training file
     * @param rows all rows of the training file
     * @throws DataException if there are too few
     */
    Drawn draw(String file, List<Example> rows) {
        if (trainingRows == 0 && devRows == 0) {
            return new Drawn(rows, List.of());
        }
        long wanted = (long) Math.max(1, trainingRows) + devRows;
        if (wanted > rows.size()) {
            throw new DataException(
                    file,
                    "it has " + rows.size() + " rows, and 'train_rows' and 'dev_rows' ask for " + wanted,
                    "Lower them, or name a larger file");
        }
        List<Example> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        int trained = trainingRows == 0 ? rows.size() - devRows : trainingRows;
        return new Drawn(shuffled.subList(0, trained), shuffled.subList(trained, trained + devRows));
    }
}
