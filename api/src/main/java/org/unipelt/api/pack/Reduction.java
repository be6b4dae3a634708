package org.unipelt.api.pack;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.Evaluation;

/**
 * What a pack lost, and what that changed.
 *
 * @param removed what was pruned or folded, by method and site: {@code lora.encoder.layer.0.query}
 * @param kept what was looked at and stays, with the reason
 * @param parametersBefore numbers in the pack before, the head counted
 * @param parametersAfter numbers after; copies of the base model's weights are not counted
 * @param before metrics and time before, where data was given
 * @param after metrics and time after, where data was given
 */
@ProviderType
public record Reduction(
        List<String> removed,
        List<String> kept,
        long parametersBefore,
        long parametersAfter,
        Optional<Evaluation> before,
        Optional<Evaluation> after) {
    public Reduction {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }
}
