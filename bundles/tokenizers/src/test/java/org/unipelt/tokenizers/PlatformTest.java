package org.unipelt.tokenizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-aarch64",
        "Mac OS X, aarch64, osx-aarch64",
        "Windows 11, amd64, win-x86_64",
        "Windows Server 2022, amd64, win-x86_64",
    })
    void everyCarriedPlatformHasAllItsFiles(String os, String architecture, String name) {
        Platform platform = Platform.of(os, architecture);

        assertEquals(name, platform.name());
        assertFalse(platform.libraries().isEmpty());
        for (String library : platform.libraries()) {
            assertNotNull(getClass().getResource("/native/lib/" + name + "/cpu/" + library), library);
        }
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X, x86_64, osx-x86_64", "Linux, ppc64le, linux-ppc64le", "FreeBSD, amd64, freebsd-x86_64"})
    void otherPlatformsHaveANameAndNoFiles(String os, String architecture, String name) {
        Platform platform = Platform.of(os, architecture);

        assertEquals(name, platform.name());
        assertFalse(platform.isCarried());
    }

    @Test
    void namesDoNotDependOnTheLanguageOfTheUser() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertEquals("win-x86_64", Platform.of("WINDOWS 11", "AMD64").name());
        } finally {
            Locale.setDefault(before);
        }
    }
}
