package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.unipelt.api.model.ModelCreator;
import org.unipelt.api.model.NewModel;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestServices;

class CreateModelCommandTest {
    private final TestServices services = new TestServices();
    private final Orders orders = new Orders();

    @BeforeEach
    void setCreator() {
        services.creator = orders;
    }

    @Test
    void sizesThatAreNotGivenAreUsualOnes() {
        Run run = Run.of(services, "model", "create", "--text", "a.en", "--text", "a.de", "--name", "small");

        assertEquals("", run.err());
        assertEquals(
                "created small (t5, 7,990 pieces of words, 1,234 numbers)",
                run.out().strip());
        assertEquals("small", orders.place);
        assertEquals(
                new ModelCreator.Order(
                        "t5",
                        new NewModel.Sizes(256, 3, 4, 1024, 0.1),
                        List.of(Path.of("a.en"), Path.of("a.de")),
                        8000,
                        42),
                orders.order);
    }

    @Test
    void allSizesCanBeGiven() {
        Run run = Run.of(
                services,
                ("model create --dir out/x --text a --family gpt2 --vocabulary 99 --hidden 8 --layers 1 --heads 2"
                                + " --intermediate 5 --dropout 0 --seed 7")
                        .split(" "));

        assertEquals(0, run.code(), run.err());
        assertEquals(Path.of("out/x"), orders.place);
        assertEquals(
                new ModelCreator.Order("gpt2", new NewModel.Sizes(8, 1, 2, 5, 0), List.of(Path.of("a")), 99, 7),
                orders.order);
    }

    @Test
    void theBaseWeightsOfAPackGetAName() {
        Run run = Run.of(services, "model", "import", "--pack", "trained/first-pack/", "--name", "first");

        assertEquals(
                "imported first (1,234 numbers, from trained/first-pack)",
                run.out().strip(),
                run.err());
        assertEquals("trained/first-pack as first", orders.place);
        assertEquals(
                0,
                Run.of(services, "model", "import", "--pack", "trained/first-pack")
                        .code());
        assertEquals("trained/first-pack as first-pack", orders.place);
    }

    @Test
    void itTakesOnePlaceAndAText() {
        assertEquals(2, Run.of(services, "model", "create", "--text", "a").code());
        assertEquals(2, Run.of(services, "model", "create", "--name", "a").code());
        assertEquals(
                2,
                Run.of(services, "model", "create", "--text", "a", "--name", "a", "--dir", "b")
                        .code());
        Run small = Run.of(services, "model", "create", "--text", "a", "--name", "a", "--heads", "0");
        assertEquals(2, small.code());
        assertTrue(small.err().contains("'--heads' is 0"), small.err());
    }

    /** Remembers what is ordered. */
    private static final class Orders implements ModelCreator {
        private Object place;
        private Order order;

        @Override
        public Created create(Path directory, Order ordered) {
            return made(directory, ordered);
        }

        @Override
        public Created create(String name, Order ordered) {
            return made(name, ordered);
        }

        @Override
        public Created fromPack(Path pack, String name) {
            return made(pack + " as " + name, null);
        }

        private Created made(Object where, Order ordered) {
            place = where;
            order = ordered;
            return new Created(7990, 1234);
        }
    }
}
