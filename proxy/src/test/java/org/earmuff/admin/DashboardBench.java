package org.earmuff.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.earmuff.testing.Uploads;

/**
 * What the dashboard costs with 400 days of 200 uploads each: how long the first page takes, and how much processor and heap 20 open
 * dashboards need while an upload ends every ten seconds and each of them fetches its page again. {@code bin/bench dashboard} runs it.
 */
public final class DashboardBench {

    private static final int DAYS = 400;
    private static final int UPLOADS_A_DAY = 200;
    private static final int WATCHERS = 20;
    private static final int FETCHES = 40;
    private static final Duration WATCHED = Duration.ofSeconds(40);

    private DashboardBench() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("dashboard-bench");
        try (ShownHome shown = new ShownHome(folder, DAYS, UPLOADS_A_DAY)) {
            SmallHome home = shown.home;
            System.out.printf(
                    "rows in the ledger: %d, %d MiB%n",
                    home.ledger.rowsWritten().values().stream()
                            .mapToLong(n -> n)
                            .sum(),
                    home.ledger.bytes() >> 20);
            // As the appliance does at its start.
            home.server.prepare();
            TimeUnit.SECONDS.sleep(2);
            HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(home.uri("/healthz")).build(), BodyHandlers.ofString());
            for (String path : Screenshots.pages().values()) {
                fetches(home, path);
            }
            watched(home);
        }
    }

    /** Before each one a row was written, so that all is read anew. */
    private static void fetches(SmallHome home, String path) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        long[] nanos = new long[FETCHES];
        int bytes = 0;
        for (int i = 0; i < FETCHES; i++) {
            home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", home.clock.now(), 1));
            long began = System.nanoTime();
            bytes = client.send(HttpRequest.newBuilder(home.uri(path)).build(), BodyHandlers.ofByteArray())
                    .body()
                    .length;
            nanos[i] = System.nanoTime() - began;
        }
        long first = nanos[0];
        Arrays.sort(nanos);
        System.out.printf(
                "%-22s first %4d ms, median %4d ms, slowest %4d ms; %d kB%n",
                path, first / 1_000_000, nanos[FETCHES / 2] / 1_000_000, nanos[FETCHES - 1] / 1_000_000, bytes / 1000);
    }

    private static void watched(SmallHome home) throws Exception {
        long heapBefore = heap();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            Socket socket = new Socket("127.0.0.1", home.port());
            sockets.add(socket);
            Thread dashboard = new Thread(() -> dashboard(home, socket), "dashboard-" + i);
            dashboard.setDaemon(true);
            dashboard.start();
        }
        TimeUnit.SECONDS.sleep(2);
        ScheduledExecutorService speaker = Executors.newSingleThreadScheduledExecutor();
        speaker.scheduleAtFixedRate(
                () -> home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", home.clock.now(), 2)),
                5,
                10,
                TimeUnit.SECONDS);
        long cpuBefore = cpu();
        long began = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(WATCHED.toNanos());
        double share = 100.0 * (cpu() - cpuBefore) / (System.nanoTime() - began);
        long heapAfter = heap();
        speaker.shutdownNow();
        System.out.printf(
                "%d dashboards: %.2f %% of a core, %.1f MiB of heap (the clients' own, in this process, too)%n",
                WATCHERS, share, (heapAfter - heapBefore) / 1048576.0);
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** As a browser: it watches the events, and fetches its page at each. */
    private static void dashboard(SmallHome home, Socket socket) {
        try {
            socket.getOutputStream()
                    .write(("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:" + home.port() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: status")) {
                    page(home);
                }
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void page(SmallHome home) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", home.port())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + home.port() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    /** Processor time of the threads that serve the dashboard: its event loop, its readers, the ledger's writer. */
    private static long cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("admin") || t.getName().startsWith("ledger"))
                .mapToLong(t -> Math.max(0, threads.getThreadCpuTime(t.getId())))
                .sum();
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
