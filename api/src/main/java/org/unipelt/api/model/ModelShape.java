package org.unipelt.api.model;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The sizes of a base model.
 *
 * @param layers how many layers
 * @param hidden the size of a hidden state
 * @param vocabulary rows of the word embeddings
 * @param maximumLength the longest sequence, special tokens counted
 * @param hiddenDropout the dropout rate that the model was trained with, and a task's head uses
 */
@ProviderType
public record ModelShape(int layers, int hidden, int vocabulary, int maximumLength, double hiddenDropout) {}
