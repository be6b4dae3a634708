package org.unipelt.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.api.client.Composition;

/**
 * A run to make.
 *
 * @param cell whose run it is
 * @param seed of data and weights
 * @param rate the highest learning rate, or {@link Contender#AUTO}
 * @param composition what is trained
 * @param test the file that is judged on
 */
record Job(Plan.Cell cell, int seed, Object rate, Composition composition, String test) {
    private static final int ID_BYTES = 6;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** Tells runs apart: a checksum of all that their numbers follow from, but for the contents and folders of data. */
    String id() {
        Map<String, Object> tree = new LinkedHashMap<>(composition.toMap());
        tree.put("task", Plan.withoutFolders(composition.task()));
        tree.put("test", Path.of(test).getFileName().toString());
        tree.put("name", cell.task());
        try {
            byte[] text = JSON.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a composition is made of JSON values, and Java has SHA-256", e);
        }
    }

    /** How messages name it: {@code cola, 100 rows, lora, seed 111, rate 5.0E-4}. */
    String title() {
        String rows = cell.trainRows() == 0 ? "all rows" : cell.trainRows() + " rows";
        return cell.task() + ", " + rows + ", " + cell.contender().name() + ", seed " + seed + ", rate " + rate;
    }
}
