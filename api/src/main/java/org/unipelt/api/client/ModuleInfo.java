package org.unipelt.api.client;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.options.Option;

/**
 * A method, gate, aggregation, model, task or optimiser that a bundle gives, or should give.
 *
 * @param kind {@code method}, {@code gate}, {@code aggregation}, {@code model}, {@code weights}, {@code task},
 *     {@code optimiser}; {@code bundle} where a bundle gives nothing because it cannot start
 * @param name the name that users write
 * @param bundle the bundle's symbolic name
 * @param version the bundle's version
 * @param state {@code active}, {@code duplicate}, {@code broken}, {@code missing}
 * @param reason why it is not active; empty where it is
 * @param options the keys that it takes
 */
@ProviderType
public record ModuleInfo(
        String kind, String name, String bundle, String version, String state, String reason, List<Option> options) {
    public ModuleInfo {
        options = List.copyOf(options);
    }
}
