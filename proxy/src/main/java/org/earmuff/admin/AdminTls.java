package org.earmuff.admin;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.earmuff.flow.HouseClock;
import org.earmuff.tls.LocalNames;
import org.earmuff.tls.OwnAuthority;
import org.earmuff.tls.PemPair;
import org.earmuff.tls.PemPair.BadPemException;
import org.earmuff.tls.TlsMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the admin interface is encrypted with at the moment: TLS 1.2 and 1.3 by Java's own provider. It renews the certificate of its own
 * authority, and takes the user's over when the files change. Where the user's cannot be used, the appliance's own stands in: never
 * plain text where TLS was asked for.
 */
public final class AdminTls {

    private static final Duration WARN_BEFORE = Duration.ofDays(14);
    private static final Duration REMIND = Duration.ofDays(1);
    private static final Logger LOG = LoggerFactory.getLogger(AdminTls.class);

    private final OwnAuthority authority;
    private final HouseClock clock;
    private volatile Current current = new Current(new TlsMode.Off(), Set.of(), List.of(), null, null);
    private @Nullable Instant warned;

    /**
     * @param names that the certificate was wanted for
     * @param stamp when the user's files were last changed
     */
    private record Current(
            TlsMode mode,
            Set<String> names,
            List<FileTime> stamp,
            @Nullable X509Certificate certificate,
            @Nullable SslContext context) {}

    public AdminTls(OwnAuthority authority, HouseClock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** For the next connection; null where it is not encrypted. */
    @Nullable
    public SslContext context() {
        return current.context();
    }

    /** The own authority's certificate in PEM, where there is one that matters. It reads the disk. */
    Optional<byte[]> authority() {
        try {
            return current.mode() instanceof TlsMode.Off || !Files.exists(authority.certificate())
                    ? Optional.empty()
                    : Optional.of(Files.readAllBytes(authority.certificate()));
        } catch (IOException e) {
            throw new Problem(503, authority.certificate() + " cannot be read: look at the state folder");
        }
    }

    /**
     * Puts settings in force; where that fails, those before stay.
     *
     * @throws IOException where no certificate can be had; the message is for the user
     */
    public synchronized void apply(AdminSettings settings) throws IOException {
        TlsMode mode = settings.tls();
        if (mode instanceof TlsMode.Off) {
            current = new Current(mode, Set.of(), List.of(), null, null);
            return;
        }
        Set<String> names = LocalNames.of(settings.names(), settings.listen().getAddress());
        List<FileTime> stamp = stamp(mode);
        PemPair pair = pair(mode, names);
        try {
            SslContext context = SslContextBuilder.forServer(pair.key(), pair.chain())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
            current = new Current(mode, names, stamp, pair.chain().get(0), context);
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException("admin.tls: the certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private PemPair pair(TlsMode mode, Set<String> names) throws IOException {
        if (mode instanceof TlsMode.Files files) {
            try {
                return PemPair.read(files.certificate(), files.key());
            } catch (BadPemException e) {
                LOG.error(
                        "admin.tls: {} {}; until it is mended the appliance's own certificate stands in",
                        e.aboutKey() ? files.key() : files.certificate(),
                        e.getMessage());
            }
        }
        return authority.pair(names, clock.now());
    }

    /** Looks whether anything is to be renewed; often, for it costs little. It reads the disk and never throws. */
    synchronized void tend(AdminSettings settings) {
        try {
            Current now = current;
            if (now.certificate() == null) {
                return;
            }
            boolean changed = !now.stamp().equals(stamp(now.mode()));
            boolean ours = !(now.mode() instanceof TlsMode.Files);
            Instant end = now.certificate().getNotAfter().toInstant();
            Set<String> names =
                    LocalNames.of(settings.names(), settings.listen().getAddress());
            boolean stale = ours
                    && (clock.now().isAfter(end.minus(OwnAuthority.RENEW_BEFORE))
                            || !now.names().containsAll(names));
            if (changed || stale) {
                apply(settings);
                LOG.info("admin.tls: the certificate is a new one from now on");
            } else if (!ours) {
                warn(end);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("admin.tls: the certificate could not be renewed: {}", e.getMessage());
        }
    }

    private void warn(Instant end) {
        Instant now = clock.now();
        if (now.isAfter(end.minus(WARN_BEFORE)) && (warned == null || now.isAfter(warned.plus(REMIND)))) {
            warned = now;
            LOG.warn("admin.tls: the certificate ends at {}: renew it; the new file is taken over by itself", end);
        }
    }

    private static List<FileTime> stamp(TlsMode mode) {
        return mode instanceof TlsMode.Files files
                ? List.of(changed(files.certificate()), changed(files.key()))
                : List.of();
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
