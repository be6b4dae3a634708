package org.unipelt.pelt.ia3;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.api.pelt.Weights;

/** What a method declares and contributes at the sites that it was asked at. */
final class Declared {
    final Map<String, Parameter> parameters = new LinkedHashMap<>();
    final List<Contribution> contributions = new ArrayList<>();

    static Declared at(Site site, Map<String, ?> options) {
        return at(List.of(site), options);
    }

    static Declared at(List<Site> sites, Map<String, ?> options) {
        Ia3Module module = new Ia3Module();
        MethodInstance instance = module.instantiate(module.options().parse(options, "test"));
        Declared declared = new Declared();
        sites.forEach(
                site -> declared.contributions.addAll(instance.contribute(site, declared.under(site.name() + "."))));
        return declared;
    }

    /** All sites of BERT-base. */
    static List<Site> bertBase() {
        List<Site> sites = new ArrayList<>();
        for (SiteKind kind : SiteKind.values()) {
            boolean outside = kind.word().startsWith("embedding") || kind == SiteKind.POOLER;
            int layers = outside ? 1 : kind.word().startsWith("cross") ? 0 : 12;
            for (int layer = 0; layer < layers; layer++) {
                sites.add(new Site(
                        Stage.ENCODER,
                        outside ? -1 : layer,
                        kind,
                        kind == SiteKind.FFN_OUT ? 3072 : 768,
                        kind == SiteKind.FFN_IN ? 3072 : 768,
                        kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM));
            }
        }
        return sites;
    }

    /** How many numbers are trained. */
    long count() {
        return parameters.values().stream().mapToLong(Parameter::size).sum();
    }

    private Weights under(String place) {
        return new Weights() {
            @Override
            public Parameter parameter(String name, Shape shape, Initializer initializer) {
                return parameters.computeIfAbsent(place + name, key -> new Parameter(name, shape, initializer, null));
            }

            @Override
            public Parameter derived(String name, Shape shape, List<Parameter> from, Parameter.Formula formula) {
                Parameter.Derivation derivation = new Parameter.Derivation(from, formula);
                return parameters.computeIfAbsent(
                        place + name, key -> new Parameter(name, shape, Initializer.zeros(), derivation));
            }

            @Override
            public Weights shared() {
                return under("");
            }
        };
    }
}
