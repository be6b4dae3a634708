package org.unipelt.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.pelt.Site;

/**
 * What a method declares and contributes at the sites that it was asked at.
 *
 * @param parameters by name, in order of declaration: {@code encoder.layer.0.query.a}
 * @param contributions of all sites, in their order
 */
@ProviderType
public record DeclaredMethod(Map<String, Parameter> parameters, List<Contribution> contributions) {
    public DeclaredMethod {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        contributions = List.copyOf(contributions);
    }

    /**
     * Asks a method with a user's options at some sites.
     *
     * @param options keys and values as JSON gives them, without {@code "method"}
     * @throws org.unipelt.api.ConfigurationException if the method refuses the options
     * @throws IllegalArgumentException if a contribution does not fit its site
     */
    public static DeclaredMethod of(PeltModule module, Map<String, ?> options, List<Site> sites) {
        MethodInstance instance = module.instantiate(module.options().parse(options, "test"));
        DeclaredWeights weights = new DeclaredWeights();
        List<Contribution> contributions = new ArrayList<>();
        for (Site site : sites) {
            List<Contribution> answers = instance.contribute(site, weights.at(site));
            answers.forEach(answer -> answer.check(site));
            contributions.addAll(answers);
        }
        return new DeclaredMethod(weights.parameters(), contributions);
    }

    /** {@link #of(PeltModule, Map, List)} at one site. */
    public static DeclaredMethod of(PeltModule module, Map<String, ?> options, Site site) {
        return of(module, options, List.of(site));
    }

    /** How many numbers all parameters hold. */
    public long count() {
        return count(parameter -> true);
    }

    /** How many numbers are trained. */
    public long trained() {
        return count(Parameter::trained);
    }

    /** How many numbers follow from those that are trained. */
    public long derived() {
        return count(Parameter::derived);
    }

    /** How many numbers keep their initial values. */
    public long frozen() {
        return count(Parameter::frozen);
    }

    private long count(Predicate<Parameter> which) {
        return parameters.values().stream()
                .filter(which)
                .mapToLong(Parameter::size)
                .sum();
    }
}
