package org.unipelt.checkpoints;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured of the catalog of models. */
@ObjectClassDefinition(
        id = ModelCatalogComponent.PID,
        name = "UniPELT checkpoints",
        description = "Where base models are kept")
public @interface CatalogConfiguration {

    /** The folder of imported models. */
    @AttributeDefinition(
            name = "models",
            description = "The folder of imported models. Empty: the framework property unipelt.models, or else"
                    + " .unipelt/models in the user's home, and in the current folder where there is none")
    String models() default "";
}
