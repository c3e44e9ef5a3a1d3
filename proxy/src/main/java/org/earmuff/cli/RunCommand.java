package org.earmuff.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earmuff.Appliance;
import org.earmuff.ServiceManager;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
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
            "SIGHUP reads the configuration again, SIGTERM and Ctrl-C stop within five seconds."
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

    RunCommand(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = load(Objects.requireNonNull(config));
        ServiceManager manager =
                new ServiceManager(System.getenv(), ProcessHandle.current().pid());
        Appliance appliance = start(configuration, manager);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
        HangUp.then(appliance::reload);
        manager.tell(appliance.loops(), "READY=1");
        stop.await();
        manager.tell(appliance.loops(), "STOPPING=1");
        appliance.close();
        stopped.countDown();
        return 0;
    }

    private static Configuration load(Path file) {
        try {
            return ConfigLoader.load(file);
        } catch (ConfigException e) {
            throw new CommandFailure(
                    CommandFailure.BAD_CONFIGURATION, "the configuration is not usable:\n" + e.getMessage());
        }
    }

    private Appliance start(Configuration configuration, ServiceManager manager) {
        try {
            return Appliance.start(configuration, clock, manager.sockets("tproxy"));
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
