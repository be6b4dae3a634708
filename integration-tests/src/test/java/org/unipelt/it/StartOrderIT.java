package org.unipelt.it;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.unipelt.api.Prediction;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.Trainer;

/** The order in which bundles start makes no difference. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StartOrderIT {

    private static final int ROUNDS = 4;

    @Inject
    BundleContext context;

    @Configuration
    public Option[] configuration() {
        return new Option[] {Runtime.distribution(StartOrderIT.class)};
    }

    @Test
    public void anyStartOrderGivesTheSameSystem() throws Exception {
        Trainer trainer = context.getService(context.getServiceReference(Trainer.class));
        Topics.train(trainer, Topics.union("lora", "adapter"), Runtime.work().resolve("pack"));
        String expected = system();
        List<Bundle> ours = new ArrayList<>(Arrays.stream(context.getBundles())
                .filter(b -> b.getSymbolicName().startsWith("org.unipelt."))
                .filter(b -> b.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .toList());
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            Collections.shuffle(ours, random);
            for (Bundle bundle : ours) {
                bundle.stop();
            }
            Collections.shuffle(ours, random);
            for (Bundle bundle : ours) {
                bundle.start();
            }
            assertEquals("order " + ours, expected, system());
        }
    }

    /** The modules, and what a pack says of a text. */
    private String system() throws BundleException {
        ServiceReference<GatingOrchestrator> reference = context.getServiceReference(GatingOrchestrator.class);
        GatingOrchestrator orchestrator = context.getService(reference);
        try (Predictor predictor = orchestrator.open(Runtime.work().resolve("pack"))) {
            Prediction prediction = predictor.predict(Topics.TEXTS, true).get(0);
            return orchestrator.modules() + "\n" + prediction;
        } finally {
            context.ungetService(reference);
        }
    }
}
