package org.earmuff.demo;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * The made-up home while it lives: a cloud, an appliance in front of it, and three speakers behind that, all of them on
 * loopback.
 */
public final class DemoHome implements AutoCloseable {

    private static final String CLOUD = "127.0.20.1";
    private static final long QUIT_SECONDS = 2;

    /** What to undo, the latest first. */
    private final Deque<AutoCloseable> undo = new ArrayDeque<>();

    private final DemoFolder folder;
    private final DemoPorts ports;
    private final DemoCloud cloud;
    private final Appliance.Running appliance;
    private final List<DemoSpeaker> speakers = new ArrayList<>();

    private DemoHome(DemoFolder folder, DemoPorts ports, Appliance starter) throws DemoException {
        undo.push(folder);
        this.folder = folder;
        this.ports = ports;
        try {
            EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("demo", true), EpollIoHandler.newFactory());
            undo.push(() ->
                    loops.shutdownGracefully(0, QUIT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly());
            this.cloud = DemoCloud.start(loops, new InetSocketAddress(CLOUD, 0));
            undo.push(cloud);
            Files.writeString(folder.config(), DemoConfig.text(folder.state(), ports));
            this.appliance = started(starter, folder.config());
            undo.push(appliance);
            for (Resident resident : Resident.ALL) {
                speakers.add(speaker(loops, resident));
            }
        } catch (IOException e) {
            close();
            throw new DemoException("the demo does not start: " + e.getMessage(), e);
        } catch (DemoException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts all of it.
     *
     * @param base the folder to make the demo's own folder in
     * @param adminPort the dashboard's port; empty for 8480, or any free one where that is taken
     * @throws DemoException where something does not start; nothing is left behind then
     */
    public static DemoHome open(Appliance appliance, Path base, OptionalInt adminPort) throws DemoException {
        DemoPorts ports = DemoPorts.choose(adminPort);
        return new DemoHome(DemoFolder.in(base), ports, appliance);
    }

    @SuppressWarnings("IllegalCatch")
    private static Appliance.Running started(Appliance starter, Path config) throws DemoException {
        try {
            return starter.start(config);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("the demo was interrupted while the appliance started", e);
        } catch (Exception e) {
            throw new DemoException("the appliance does not start: " + e.getMessage(), e);
        }
    }

    private DemoSpeaker speaker(EventLoopGroup loops, Resident resident) throws UnknownHostException {
        Route route = new Route(InetAddress.getByName(resident.address()), cloud.address(), appliance.socks());
        DemoSpeaker speaker = new DemoSpeaker(loops, resident.plan(), route, cloud.certificate());
        undo.push(speaker);
        speaker.start();
        return speaker;
    }

    /** The configuration that the appliance runs with. */
    public Path config() {
        return folder.config();
    }

    /** The folder that is removed at the end. */
    public Path folder() {
        return folder.path();
    }

    public DemoCloud cloud() {
        return cloud;
    }

    public Appliance.Running appliance() {
        return appliance;
    }

    /** The speakers, in the configuration's order. */
    public List<DemoSpeaker> speakers() {
        return List.copyOf(speakers);
    }

    /** Whether the dashboard is not where it usually is, because that port is taken. */
    boolean usualPortTaken(OptionalInt asked) {
        return asked.isEmpty() && ports.admin() != DemoPorts.USUAL_ADMIN;
    }

    /** Stops all of it and removes the folder; what one part says against it does not keep the others running. */
    @Override
    @SuppressWarnings("IllegalCatch")
    public void close() throws DemoException {
        DemoException first = null;
        while (!undo.isEmpty()) {
            try {
                undo.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                if (first == null) {
                    first = new DemoException("the demo did not stop cleanly: " + e.getMessage(), e);
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
