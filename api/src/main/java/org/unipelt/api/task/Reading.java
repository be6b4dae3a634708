package org.unipelt.api.task;

import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.text.Encoding;

/**
 * What a model says of a row that it has read.
 *
 * @param row as {@link TaskHead#encode} gave it, with its offsets; token texts may be missing
 * @param scores those of {@link TaskHead.Drawing#scores}: [scores], or where each token has its own [tokens of the row, scores],
 *     row-major, without padding and virtual tokens
 */
@ProviderType
public record Reading(Encoding row, float[] scores) {}
