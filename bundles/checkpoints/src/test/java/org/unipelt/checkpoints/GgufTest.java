package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;

class GgufTest {
    /** 1.0 and 0.5 and -2.0 as half-precision numbers. */
    private static final short ONE = 0x3C00;

    private static final short HALF = 0x3800;
    private static final short MINUS_TWO = (short) 0xC000;

    @TempDir
    Path folder;

    @Test
    void blocksAreDecodedByTheirFormats() throws IOException {
        Path file = folder.resolve("tiny.gguf");
        Files.write(file, gguf("llama", 8));
        try (Checkpoint checkpoint = Checkpoints.open("tiny", GgufModel.of(file))) {
            float[] words = checkpoint.read("model.embed_tokens.weight", false);
            assertEquals(64, words.length);
            assertEquals(-16 * 0.5f, words[0]);
            assertEquals(15 * 0.5f, words[31]);
            float[] up = checkpoint.read("model.layers.0.mlp.up_proj.weight", false);
            // q d + m: low halves of all bytes, then high ones
            assertEquals(3 * 1f - 2, up[3]);
            assertEquals((15 - 3) * 1f - 2, up[16 + 3]);
            assertArrayEquals(new float[] {1, 2, 3}, checkpoint.read("model.norm.weight", false));
        }
    }

    @Test
    void headsAreTurnedBackToHuggingFacesLayout() throws IOException {
        Path file = folder.resolve("tiny.gguf");
        Files.write(file, gguf("llama", 8));
        try (Checkpoint checkpoint = Checkpoints.open("tiny", GgufModel.of(file))) {
            // two heads of four rows: neighbours there are half a head apart here
            assertArrayEquals(
                    new float[] {0, 2, 1, 3, 4, 6, 5, 7},
                    checkpoint.read("model.layers.0.self_attn.q_proj.weight", false));
        }
    }

    @Test
    void configurationAndTokenizerAreMadeOfTheHeader() throws IOException {
        Path file = folder.resolve("tiny.gguf");
        Files.write(file, gguf("llama", 8));
        GgufModel model = GgufModel.of(file);
        Map<String, Object> config = Json.object(model, "config.json", "tiny");
        assertEquals("llama", config.get("model_type"));
        assertEquals(2, config.get("num_attention_heads"));
        assertEquals(true, config.get("tie_word_embeddings"));
        Map<String, Object> tokenizer = Json.object(model, "tokenizer.json", "tiny");
        assertEquals(List.of("a b"), ((Map<?, ?>) tokenizer.get("model")).get("merges"));
        assertEquals(1, ((List<?>) tokenizer.get("added_tokens")).size());
    }

    @Test
    void aWheelIsImportedByTheOneFileInIt() throws IOException {
        Path wheel = folder.resolve("tiny-1.0-py3-none-any.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry("tiny/tiny.gguf"));
            zip.write(gguf("llama", 8));
        }
        Path target = Files.createDirectory(folder.resolve("target"));
        SingleFile.copy(wheel, target, new ModelImport(new WholeFiles()));
        assertTrue(Files.isRegularFile(target.resolve("model.safetensors")));
        assertTrue(Files.isRegularFile(target.resolve("tokenizer.json")));
        try (Checkpoint checkpoint = Checkpoints.open("tiny", PathFiles.of(target))) {
            assertArrayEquals(new float[] {1, 2, 3}, checkpoint.read("model.norm.weight", false));
        }
    }

    @Test
    void whatIsNotSupportedOrBrokenIsNamed() throws IOException {
        refused(gguf("falcon", 8), "'falcon'");
        refused("no model at all".getBytes(StandardCharsets.UTF_8), "is no GGUF file");
        byte[] whole = gguf("llama", 8);
        refused(java.util.Arrays.copyOf(whole, 40), "ends within its header");
        Path file = folder.resolve("other.gguf");
        Files.write(file, gguf("llama", 12));
        String message = assertThrows(DataException.class, () -> Checkpoints.open("tiny", GgufModel.of(file)))
                .getMessage();
        assertTrue(message.contains("format 12"), message);
    }

    @Test
    void ofSeveralFilesNoneIsTaken() throws IOException {
        for (String name : List.of("m-f16.gguf", "m-q8.gguf")) {
            Files.write(folder.resolve(name), gguf("llama", 8));
        }
        String message = assertThrows(DataException.class, () -> Checkpoints.open("tiny", PathFiles.of(folder)))
                .getMessage();
        assertTrue(message.startsWith("tiny: has several GGUF files: m-f16.gguf, m-q8.gguf."), message);
    }

    @Test
    void listsOfListsAreRefusedBeforeTheStackEnds() throws IOException {
        Writer out = new Writer();
        out.integer(0x46554747).integer(3).number(0).number(1);
        out.text("general.nested").integer(9);
        for (int i = 0; i < 50_000; i++) {
            out.integer(9).number(1);
        }
        refused(out.bytes.toByteArray(), "a list of lists");
    }

    private void refused(byte[] bytes, String part) throws IOException {
        Path file = folder.resolve("broken.gguf");
        Files.write(file, bytes);
        String message =
                assertThrows(DataException.class, () -> GgufModel.of(file)).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** @param wordsType the format that the header gives to the words, which are written as Q8_0 */
    private static byte[] gguf(String architecture, int wordsType) {
        Writer out = new Writer();
        out.integer(0x46554747).integer(3).number(4).number(14);
        out.text("general.architecture").integer(8).text(architecture);
        for (String key : List.of("embedding_length", "block_count", "feed_forward_length", "context_length")) {
            out.text("llama." + key).integer(4).integer(1);
        }
        out.text("llama.attention.head_count").integer(4).integer(2);
        out.text("llama.attention.head_count_kv").integer(4).integer(1);
        out.text("llama.attention.layer_norm_rms_epsilon").integer(6).floating(1e-5f);
        out.text("general.license").integer(8).text("apache-2.0");
        out.text("tokenizer.ggml.model").integer(8).text("gpt2");
        out.text("tokenizer.ggml.pre").integer(8).text("smollm");
        out.text("tokenizer.ggml.tokens")
                .integer(9)
                .integer(8)
                .number(2)
                .text("<end>")
                .text("a");
        out.text("tokenizer.ggml.token_type")
                .integer(9)
                .integer(5)
                .number(2)
                .integer(3)
                .integer(1);
        out.text("tokenizer.ggml.merges").integer(9).integer(8).number(1).text("a b");
        out.text("token_embd.weight")
                .integer(2)
                .number(32)
                .number(2)
                .integer(wordsType)
                .number(0);
        out.text("blk.0.ffn_up.weight")
                .integer(2)
                .number(32)
                .number(1)
                .integer(3)
                .number(96);
        out.text("output_norm.weight").integer(1).number(3).integer(0).number(128);
        out.text("blk.0.attn_q.weight")
                .integer(2)
                .number(1)
                .number(8)
                .integer(0)
                .number(160);
        out.align();
        int start = out.bytes.size();
        for (int row = 0; row < 2; row++) {
            out.half(HALF);
            for (int i = -16; i < 16; i++) {
                out.octet(i);
            }
        }
        out.fill(start + 96).half(ONE).half(MINUS_TWO);
        for (int i = 0; i < 16; i++) {
            out.octet(i | (15 - i) << 4);
        }
        out.fill(start + 128).floating(1).floating(2).floating(3);
        out.fill(start + 160);
        for (int i = 0; i < 8; i++) {
            out.floating(i);
        }
        return out.bytes.toByteArray();
    }

    /** Writes little-endian. */
    private static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private Writer put(ByteBuffer buffer) {
            bytes.writeBytes(buffer.array());
            return this;
        }

        private static ByteBuffer buffer(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }

        Writer octet(int value) {
            bytes.write(value);
            return this;
        }

        Writer half(short value) {
            return put(buffer(2).putShort(0, value));
        }

        Writer integer(int value) {
            return put(buffer(4).putInt(0, value));
        }

        Writer floating(float value) {
            return put(buffer(4).putFloat(0, value));
        }

        Writer number(long value) {
            return put(buffer(8).putLong(0, value));
        }

        Writer text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        Writer align() {
            return fill((bytes.size() + 31) / 32 * 32);
        }

        Writer fill(int size) {
            while (bytes.size() < size) {
                bytes.write(0);
            }
            return this;
        }
    }
}
