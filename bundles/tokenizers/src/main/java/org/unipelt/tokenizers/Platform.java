package org.unipelt.tokenizers;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An operating system and processor that the native library is carried for.
 *
 * @param name as the bundle's folders are named: {@code linux-x86_64}
 * @param libraries file names, in the order in which they are loaded
 */
record Platform(String name, List<String> libraries) {

    private static final Map<String, List<String>> CARRIED = Map.of(
            "linux-x86_64", List.of("libtokenizers.so"),
            "linux-aarch64", List.of("libtokenizers.so"),
            "osx-aarch64", List.of("libtokenizers.dylib"),
            // tokenizers.dll needs the others, and Windows would look for them on the PATH only
            "win-x86_64", List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", "tokenizers.dll"));

    /**
     * The platform of these system properties.
     *
     * @param os {@code os.name}
     * @param architecture {@code os.arch}
     * @return a platform without libraries where none are carried for it
     */
    static Platform of(String os, String architecture) {
        String name = system(os.toLowerCase(Locale.ROOT)) + "-" + processor(architecture.toLowerCase(Locale.ROOT));
        return new Platform(name, CARRIED.getOrDefault(name, List.of()));
    }

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static List<String> carried() {
        return CARRIED.keySet().stream().sorted().toList();
    }

    boolean isCarried() {
        return !libraries.isEmpty();
    }

    private static String system(String os) {
        if (os.startsWith("windows")) {
            return "win";
        }
        return os.startsWith("mac") ? "osx" : os.replace(' ', '-');
    }

    private static String processor(String architecture) {
        return switch (architecture) {
            case "amd64", "x86-64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> architecture;
        };
    }
}
