package org.earmuff.admin.setup;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.earmuff.admin.AdminListener;
import org.earmuff.admin.AdminSettings;
import org.earmuff.admin.AdminTls;
import org.earmuff.admin.access.LoginLimits;
import org.earmuff.admin.access.Passwords;
import org.earmuff.admin.access.Secrets;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.Cidr;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.tls.OwnAuthority;
import org.earmuff.tls.TlsMode;

/** The listener of the set-up: for private addresses only, encrypted beyond loopback, and gone once there is a configuration. */
public final class SetupServer implements AutoCloseable {

    private static final List<Cidr> PRIVATE = List.of(
            Cidr.parse("127.0.0.0/8"),
            Cidr.parse("::1"),
            Cidr.parse("10.0.0.0/8"),
            Cidr.parse("172.16.0.0/12"),
            Cidr.parse("192.168.0.0/16"),
            Cidr.parse("169.254.0.0/16"),
            Cidr.parse("fe80::/10"),
            Cidr.parse("fc00::/7"));
    private static final long REQUEST_MILLIS = 10_000;
    private static final int LETTERS = 4;

    /** The last page is to arrive, with its style and its script. */
    private static final int LINGERS_SECONDS = 2;

    private final Setup setup;
    private final AdminListener listener = new AdminListener();
    private final Passwords passwords;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final String code = Secrets.code(LETTERS) + "-" + Secrets.code(LETTERS);

    /** Whether an address is one of a home, where a set-up may listen and be used from. */
    public static boolean isPrivate(InetAddress address) {
        return PRIVATE.stream().anyMatch(block -> block.contains(address));
    }

    /**
     * Begins to listen.
     *
     * @throws IOException where the address cannot be listened on, or a certificate cannot be made
     */
    public SetupServer(Setup plan, HouseClock clock) throws IOException {
        Runnable end = () -> listener.loop().schedule(() -> over.complete(null), LINGERS_SECONDS, TimeUnit.SECONDS);
        setup = new Setup(
                plan.file(), plan.state(), plan.listen(), plan.check(), plan.discovery(), plan.interfaces(), end);
        passwords = new Passwords(setup.state());
        AdminTls tls = new AdminTls(new OwnAuthority(setup.state()), clock);
        boolean local = setup.listen().getAddress().isLoopbackAddress();
        tls.apply(new AdminSettings(
                setup.listen(),
                PRIVATE,
                Set.of(),
                "Earmuff",
                ZoneId.of("UTC"),
                MuteOrder.Style.WITHHOLD,
                local ? new TlsMode.Off() : new TlsMode.Auto()));
        SetupSite site = new SetupSite(setup, passwords, new LoginLimits(clock), listener.blocking(), code);
        listener.listen(
                setup.listen(),
                new AdminListener.Service(
                        site,
                        from -> CompletableFuture.completedFuture(isPrivate(from)),
                        tls::context,
                        null,
                        (route, status) -> {},
                        REQUEST_MILLIS));
        listener.loop().scheduleWithFixedDelay(() -> lookForFile(site), 1, 1, TimeUnit.SECONDS);
    }

    /** A file that a person puts there ends the set-up, too, once it is good. */
    private void lookForFile(SetupSite site) {
        try {
            listener.blocking().execute(() -> {
                if (Files.exists(setup.file())
                        && setup.check().apply(setup.file()).isEmpty()) {
                    site.fileIsThere();
                    setup.over().run();
                }
            });
        } catch (RejectedExecutionException e) {
            // Again in a second.
        }
    }

    /** What must be entered first. */
    public String code() {
        return code;
    }

    /** Where it listens; the real port where 0 was asked for. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** The page's address, for a person to open. */
    public String url() {
        return new Setup(
                        setup.file(),
                        setup.state(),
                        address(),
                        setup.check(),
                        setup.discovery(),
                        setup.interfaces(),
                        setup.over())
                .address();
    }

    public EventLoop loop() {
        return listener.loop();
    }

    /** Completes when there is a configuration. */
    public CompletableFuture<Void> over() {
        return over;
    }

    @Override
    public void close() {
        listener.close();
        passwords.close();
    }
}
