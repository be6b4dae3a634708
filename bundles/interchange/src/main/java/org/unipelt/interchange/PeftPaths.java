package org.unipelt.interchange;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Targets;

/**
 * The modules that a file of peft has tensors for.
 *
 * @param sites the sites of each, by its path
 * @param prefix what the paths have in front of the model's own names
 */
record PeftPaths(Map<String, List<Site>> sites, String prefix) {

    /**
     * Finds them.
     *
     * @param ending how the name of the tensor ends that each of them has
     * @throws ConfigurationException if one is no linear map that has a site
     */
    static PeftPaths of(SavedTensors tensors, ModelParts model, String ending) {
        Map<String, List<Site>> sites = new TreeMap<>();
        for (String name : tensors.names()) {
            if (name.startsWith(PeftImport.WRAPPED) && name.endsWith(ending)) {
                String path = name.substring(PeftImport.WRAPPED.length(), name.length() - ending.length());
                sites.put(path, at(tensors, model, path));
            }
        }
        return new PeftPaths(
                sites, sites.keySet().stream().findFirst().map(model::prefix).orElse(""));
    }

    private static List<Site> at(SavedTensors tensors, ModelParts model, String path) {
        List<Site> sites = model.at(path);
        if (sites.isEmpty() || !Targets.linearMaps().contains(sites.get(0).kind())) {
            throw new ConfigurationException(
                    tensors.file(),
                    "'" + path
                            + "' is adapted, and is neither a linear map in a layer of the base model nor its pooler",
                    "Import an adapter of these maps, with the base model that it was trained on");
        }
        return sites;
    }

    /** Misses the tensor of every module that the configuration targets and the file has not. */
    void expectTargets(Keys config, SavedTensors tensors, ModelParts model, String ending) {
        TargetModules targets = new TargetModules(config);
        for (Site site : model.sites(Set.copyOf(Targets.linearMaps()))) {
            String path = prefix + model.module(site).orElse("");
            if (!sites.containsKey(path) && targets.include(site, path)) {
                tensors.miss(PeftImport.WRAPPED + path + ending);
            }
        }
    }
}
