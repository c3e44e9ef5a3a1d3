package org.earmuff;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * What was built, from the manifest of the jar that this runs from.
 *
 * @param version such as {@code 0.1.0}; {@code development} where this runs from class files
 * @param revision of the source; {@code unknown} where the build was not told
 */
public record Build(String version, String revision) {

    /** This build. */
    public static final Build THIS = read();

    private static Build read() {
        String version = Build.class.getPackage().getImplementationVersion();
        return new Build(version == null ? "development" : version, readRevision());
    }

    private static String readRevision() {
        try {
            for (URL url : Collections.list(Build.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
                try (InputStream in = url.openStream()) {
                    Attributes attributes = new Manifest(in).getMainAttributes();
                    String revision = attributes.getValue("Implementation-Revision");
                    if ("org.earmuff.Main".equals(attributes.getValue(Attributes.Name.MAIN_CLASS))
                            && revision != null) {
                        return revision;
                    }
                }
            }
            return "unknown";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
