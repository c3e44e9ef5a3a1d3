package org.earmuff.cli;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earmuff.Appliance;
import org.earmuff.FirstRun;
import org.earmuff.ServiceManager;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.LastGood;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The appliance, in the foreground. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Run the appliance in the foreground; it logs to standard error.",
            "The configuration is read again when its files change and at SIGHUP;"
                    + " SIGTERM and Ctrl-C stop within five seconds."
        })
final class RunCommand implements Callable<Integer> {

    private static final long STOP_SECONDS = 10;

    private final HouseClock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Option(
            names = "--last-good",
            description =
                    "Where the configuration is bad, start with the last one that was good, and say so until it is"
                            + " mended; without this it does not start (exit 78).")
    private boolean lastGood;

    @Option(
            names = "--setup",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "${env:EARMUFF_SETUP:-" + FirstRun.USUAL + "}",
            description = {
                "Where there is no configuration and never was, serve pages here that make one: a private address of this"
                        + " machine (default: ${DEFAULT-VALUE}, or $EARMUFF_SETUP).",
                "\"off\": do not start then (exit 78)."
            })
    private String setup = FirstRun.USUAL;

    RunCommand(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServiceManager manager =
                new ServiceManager(System.getenv(), ProcessHandle.current().pid());
        setUpFirst(Objects.requireNonNull(config), manager);
        Appliance appliance = start(Objects.requireNonNull(config), manager);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
        HangUp.then(appliance::reload);
        appliance.watch();
        manager.tell(appliance.loops(), "READY=1");
        stop.await();
        manager.tell(appliance.loops(), "STOPPING=1");
        appliance.close();
        stopped.countDown();
        return 0;
    }

    /** Where there is no configuration and never was, one is made in a browser first. */
    private void setUpFirst(Path file, ServiceManager manager) throws InterruptedException {
        if (setup.equals("off") || !FirstRun.isDue(file)) {
            return;
        }
        try {
            FirstRun.run(file, address(setup), clock, loops -> manager.tell(loops, "READY=1"));
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[|]$", "");
        String port = text.substring(colon + 1);
        byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "\"" + text
                            + "\" is no address to set up at; write one of this machine like 192.168.1.2:8480, or off");
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has four bytes or sixteen", e);
        }
    }

    private Appliance start(Path file, ServiceManager manager) {
        List<Integer> sockets = manager.sockets("tproxy");
        try {
            return Appliance.start(ConfigLoader.load(file, clock.now()), clock, sockets);
        } catch (ConfigException e) {
            return startWithLastGood(file, String.valueOf(e.getMessage()), sockets);
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private Appliance startWithLastGood(Path file, String problem, List<Integer> sockets) {
        String bad = "the configuration is not usable:\n" + problem;
        if (!lastGood) {
            throw new CommandFailure(CommandFailure.BAD_CONFIGURATION, bad);
        }
        try {
            return Appliance.startWithLastGood(LastGood.of(file), problem, clock, sockets);
        } catch (ConfigException e) {
            throw new CommandFailure(CommandFailure.BAD_CONFIGURATION, bad + "\n" + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** The JVM ends when this returns: on a signal, or after the command has returned. */
    private void stopAndWait() {
        stop.countDown();
        try {
            if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("earmuff: not everything could be stopped in order");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
