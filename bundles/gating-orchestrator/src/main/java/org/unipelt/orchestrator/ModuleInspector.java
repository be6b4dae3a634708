package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.model.ModelCatalog;

/** Finds what is not a service: base models with weights, and the bundles that should give something and do not, with why. */
final class ModuleInspector {
    private static final String API = "org.unipelt.api.";
    private static final String METHODS = API + "pelt";

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final ModelCatalog catalog;

    ModuleInspector(BundleContext context, ServiceComponentRuntime components, ModelCatalog catalog) {
        this.context = context;
        this.components = components;
        this.catalog = catalog;
    }

    /** @param given what services give: their bundles are well */
    List<ModuleInfo> others(List<ModuleInfo> given) {
        List<ModuleInfo> infos = new ArrayList<>();
        catalog.list()
                .forEach(m -> infos.add(new ModuleInfo("weights", m.name(), m.origin(), "", "active", "", List.of())));
        Set<String> well = given.stream().map(ModuleInfo::bundle).collect(Collectors.toSet());
        for (Bundle bundle : context.getBundles()) {
            String reason = well.contains(bundle.getSymbolicName()) || !usesApi(bundle) ? "" : whyIdle(bundle);
            if (!reason.isEmpty()) {
                infos.add(new ModuleInfo(
                        "bundle",
                        bundle.getSymbolicName(),
                        bundle.getSymbolicName(),
                        bundle.getVersion().toString(),
                        "missing",
                        reason,
                        List.of()));
            }
        }
        infos.addAll(DroppedJars.in(context));
        return infos;
    }

    private static boolean usesApi(Bundle bundle) {
        return names(bundle, Constants.IMPORT_PACKAGE, API);
    }

    private static boolean usesMethods(Bundle bundle) {
        return names(bundle, Constants.IMPORT_PACKAGE, METHODS) && !names(bundle, Constants.EXPORT_PACKAGE, METHODS);
    }

    private static boolean names(Bundle bundle, String header, String packages) {
        String value = bundle.getHeaders("").get(header);
        return value != null && value.contains(packages);
    }

    private String whyIdle(Bundle bundle) {
        if (bundle.getState() == Bundle.INSTALLED) {
            String unsatisfied = unsatisfied(bundle);
            return unsatisfied.isEmpty()
                    ? "it is installed and not started: start it"
                    : "it cannot resolve, for nothing here gives " + unsatisfied;
        }
        if (bundle.getState() == Bundle.RESOLVED) {
            return "it is stopped: start it";
        }
        Collection<ComponentDescriptionDTO> described = components.getComponentDescriptionDTOs(bundle);
        if (described.isEmpty() && bundle.getRegisteredServices() == null && usesMethods(bundle)) {
            return "it gives no service, for its manifest has no Service-Component: write @Component at its class, and build"
                    + " it with the bnd plugin";
        }
        return described.stream()
                .flatMap(d -> components.getComponentConfigurationDTOs(d).stream())
                .map(ModuleInspector::whyUnsatisfied)
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
    }

    private String unsatisfied(Bundle bundle) {
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        return bundle.adapt(BundleRevision.class).getDeclaredRequirements(null).stream()
                .filter(r -> !"optional".equals(r.getDirectives().get(Constants.RESOLUTION_DIRECTIVE)))
                .filter(r -> !r.getNamespace().equals("osgi.service"))
                .filter(r -> wiring.findProviders(r).isEmpty())
                .map(ModuleInspector::describe)
                .collect(Collectors.joining(", "));
    }

    private static String describe(BundleRequirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        return requirement.getNamespace() + " " + filter;
    }

    private static String whyUnsatisfied(ComponentConfigurationDTO configuration) {
        ComponentDescriptionDTO description = configuration.description;
        if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            return "component " + description.name + " fails to activate: " + firstLine(configuration.failure);
        }
        if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
            return "component " + description.name + " waits for its configuration";
        }
        return configuration.unsatisfiedReferences.length == 0
                ? ""
                : "component " + description.name + " waits for service " + configuration.unsatisfiedReferences[0].name;
    }

    /** The cause is in the last "Caused by" of a stack trace. */
    private static String firstLine(String failure) {
        String text = failure == null ? "" : failure;
        int cause = text.lastIndexOf("Caused by: ");
        return (cause < 0 ? text : text.substring(cause + "Caused by: ".length()))
                .lines()
                .findFirst()
                .orElse("no reason given");
    }
}
