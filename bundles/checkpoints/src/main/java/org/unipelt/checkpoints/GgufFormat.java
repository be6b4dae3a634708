package org.unipelt.checkpoints;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;

/** The weights of a GGUF file of the Llama architecture, by Hugging Face's names. */
final class GgufFormat implements CheckpointFormat {
    static final String SUFFIX = ".gguf";
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,4})\\.(\\w+)\\.weight");

    private static final Map<String, String> OUTSIDE = Map.of(
            "token_embd.weight", "model.embed_tokens.weight",
            "output_norm.weight", "model.norm.weight",
            "output.weight", "lm_head.weight");

    private static final Map<String, String> PARTS = Map.of(
            "attn_norm", "input_layernorm",
            "attn_q", "self_attn.q_proj",
            "attn_k", "self_attn.k_proj",
            "attn_v", "self_attn.v_proj",
            "attn_output", "self_attn.o_proj",
            "ffn_norm", "post_attention_layernorm",
            "ffn_gate", "mlp.gate_proj",
            "ffn_up", "mlp.up_proj",
            "ffn_down", "mlp.down_proj");

    @Override
    public String name() {
        return "GGUF";
    }

    @Override
    public boolean hasIndex() {
        return true;
    }

    @Override
    public boolean isIn(ModelFileSet files) {
        return !names(files).isEmpty();
    }

    private static List<String> names(ModelFileSet files) {
        return files.names(name -> name.endsWith(SUFFIX));
    }

    @Override
    public SortedMap<String, StoredTensor> tensors(ModelFileSet files) {
        List<String> names = names(files);
        if (names.size() > 1) {
            throw new DataException(
                    files.model(), "has several GGUF files: " + String.join(", ", names), "Leave one of them there");
        }
        FileView file = files.open(names.get(0));
        GgufHeader header = GgufHeader.read(file);
        StoredTensors tensors = new StoredTensors(files.model());
        header.tensors().forEach((name, entry) -> tensors.add(modern(file, name), stored(file, header, name, entry)));
        return tensors.all();
    }

    private static String modern(FileView file, String name) {
        Matcher layer = LAYER.matcher(name);
        if (layer.matches() && PARTS.containsKey(layer.group(2))) {
            return "model.layers." + layer.group(1) + "." + PARTS.get(layer.group(2)) + ".weight";
        }
        if (OUTSIDE.containsKey(name)) {
            return OUTSIDE.get(name);
        }
        throw new DataException(
                file.shown(), "tensor '" + name + "' is none of a plain Llama's", "Take a file of such a model");
    }

    private static long numbers(FileView file, String name, Shape shape) {
        long numbers = 1;
        try {
            for (long size : shape.asArray()) {
                numbers = Math.multiplyExact(numbers, size);
            }
            return numbers;
        } catch (ArithmeticException e) {
            throw file.broken("tensor '" + name + "' has an impossible shape, " + shape);
        }
    }

    private static StoredTensor stored(FileView file, GgufHeader header, String name, GgufHeader.Entry entry) {
        GgufBlocks blocks = GgufBlocks.of(file, name, entry.type());
        long size = blocks.size(numbers(file, name, entry.shape()));
        boolean rows = blocks.size(entry.shape().get(entry.shape().numDimensions() - 1)) >= 0;
        if (size < 0 || !rows || entry.offset() < 0 || entry.offset() > file.size() - size) {
            throw file.broken("tensor '" + name + "' does not lie whole in the file");
        }
        int heads =
                switch (name.substring(name.lastIndexOf('.', name.length() - 8) + 1)) {
                    case "attn_q.weight" -> GgufModel.integer(file, header, "llama.attention.head_count");
                    case "attn_k.weight" -> GgufModel.integer(file, header, "llama.attention.head_count_kv");
                    default -> 0;
                };
        return new StoredTensor(
                entry.shape(),
                false,
                blocks.name(),
                () -> heads == 0
                        ? blocks.numbers(file, entry.offset())
                        : turned(blocks.numbers(file, entry.offset()), entry.shape(), heads));
    }

    /**
     * llama.cpp turns neighbours of a head by one angle, Hugging Face's layout those half a head apart: row 2 i + j of a head
     * there is row j size / 2 + i here.
     */
    private static Numbers turned(Numbers stored, Shape shape, int heads) {
        int width = (int) shape.get(1);
        int size = (int) shape.get(0) / heads;
        return (from, to, at, count) -> {
            long next = from;
            int written = at;
            while (next < from + count) {
                int row = (int) (next / width);
                int column = (int) (next % width);
                int length = (int) Math.min(width - column, from + count - next);
                int inHead = row % size;
                int other = row - inHead + 2 * (inHead % (size / 2)) + inHead / (size / 2);
                stored.read((long) other * width + column, to, written, length);
                next += length;
                written += length;
            }
        };
    }
}
