package org.unipelt.testkit;

import java.util.Map;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Site;

/** A base model with linear maps and without words. */
record MapsAlone(Map<Site, Values> maps) implements Initializer.Base {
    MapsAlone {
        maps = Map.copyOf(maps);
    }

    @Override
    public int words() {
        return 0;
    }

    @Override
    public int[] ids(String text) {
        return new int[0];
    }

    @Override
    public float[] embeddings(int[] ids) {
        throw new IllegalArgumentException("this base model has no words");
    }

    @Override
    public float[] weight(Site site) {
        if (!maps.containsKey(site)) {
            throw new IllegalArgumentException("the base model has no linear map at " + site.name());
        }
        return maps.get(site).floats();
    }
}
