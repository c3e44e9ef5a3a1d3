package org.earmuff.testing.netns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The program inside a namespace that talks and listens. {@link Agent} starts it and is the pleasant way to use it; this is
 * the wire between them: one command a line on standard input, answered by one line on standard output, {@code ok ...} or
 * {@code error ...}. It ends when its standard input does.
 *
 * <pre>
 * listen PORT                 accept TCP on every address                       ok
 * accepted PORT               connections accepted there so far, in order       ok ID ID ...
 * connect HOST PORT MILLIS    open a connection                                 ok ID | error refused|timeout|unreachable|...
 * send ID RECIPE              queue bytes (see Payload.cook)                    ok
 * play ID FILE                queue a script (see Script)                       ok
 * hold ID | go ID             stop reading from it | read again                 ok
 * fin ID                      half-close once what is queued has been sent      ok
 * rst ID                      abort now                                         ok
 * close ID                    close now                                         ok
 * stats ID                    see Agent.Stats                                   ok KEY=VALUE ...
 * head ID                     the first bytes received, at most 4096            ok HEX
 * received ID | sent ID       when the running total became what, 20,000 at most  ok NANOS:TOTAL ...
 * udp-echo PORT               answer every datagram with itself                 ok
 * udp HOST PORT LENGTH MILLIS send one datagram, wait                           ok reply|unreachable|timeout
 * </pre>
 *
 * Times are the machine's monotonic nanoseconds, the same for every process on it.
 */
public final class Endpoint {

    private final Map<Integer, Wire> wires = new ConcurrentHashMap<>();
    private final Map<Integer, List<Integer>> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();

    private Endpoint() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        Endpoint endpoint = new Endpoint();
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ok ready");
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(endpoint.answer(line.split(" ", -1)));
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] words) {
        try {
            String said = obey(words);
            return said.isEmpty() ? "ok" : "ok " + said;
        } catch (IOException | RuntimeException e) {
            return "error " + reason(e);
        }
    }

    private String obey(String[] words) throws IOException {
        switch (words[0]) {
            case "listen" -> listen(Integer.parseInt(words[1]));
            case "accepted" -> {
                return accepted.getOrDefault(Integer.valueOf(words[1]), List.of()).stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "));
            }
            case "connect" -> {
                return String.valueOf(connect(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3])));
            }
            case "udp-echo" -> udpEcho(Integer.parseInt(words[1]));
            case "udp" -> {
                return udp(
                        words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
            }
            default -> {
                return obeyOn(wire(words[1]), words);
            }
        }
        return "";
    }

    private static String obeyOn(Wire wire, String[] words) throws IOException {
        switch (words[0]) {
            case "send" -> wire.send(Payload.cook(words[2]));
            case "play" -> wire.play(Files.readAllLines(Path.of(words[2])));
            case "hold" -> wire.hold(true);
            case "go" -> wire.hold(false);
            case "fin" -> wire.fin();
            case "rst" -> wire.reset();
            case "close" -> wire.close();
            case "stats" -> {
                return wire.stats();
            }
            case "head" -> {
                return HexFormat.of().formatHex(wire.head());
            }
            case "received" -> {
                return wire.received();
            }
            case "sent" -> {
                return wire.sent();
            }
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
        return "";
    }

    private Wire wire(String id) {
        Wire wire = wires.get(Integer.valueOf(id));
        if (wire == null) {
            throw new IllegalArgumentException("no such connection: " + id);
        }
        return wire;
    }

    private void listen(int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(port), 1024);
        List<Integer> here = new CopyOnWriteArrayList<>();
        accepted.put(port, here);
        daemon("accept " + port, () -> {
            while (true) {
                here.add(keep(server.accept()));
            }
        });
    }

    private int connect(String host, int port, int millis) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(new InetSocketAddress(InetAddress.getByName(host), port), millis);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return keep(channel);
    }

    private int keep(SocketChannel channel) throws IOException {
        int id = ids.incrementAndGet();
        wires.put(id, new Wire(channel));
        return id;
    }

    private static void udpEcho(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(null);
        // As dnsmasq and others do, so that replies may be sent from this port of other hosts.
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(port));
        daemon("echo " + port, () -> {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            while (true) {
                packet.setLength(65_535);
                socket.receive(packet);
                socket.send(packet);
            }
        });
    }

    private static String udp(String host, int port, int length, int millis) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
            socket.setSoTimeout(millis);
            socket.send(new DatagramPacket(Payload.random(length, port), length));
            socket.receive(new DatagramPacket(new byte[65_535], 65_535));
            return "reply";
        } catch (PortUnreachableException e) {
            return "unreachable";
        } catch (SocketTimeoutException e) {
            return "timeout";
        }
    }

    interface Task {
        void run() throws IOException;
    }

    static void daemon(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        System.err.println(name + ": " + e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    static String reason(Exception e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof SocketTimeoutException || text.contains("timed out")) {
            return "timeout";
        }
        for (String known : List.of("refused", "unreachable", "no route", "reset", "broken pipe")) {
            if (text.contains(known)) {
                return known.replace(' ', '-');
            }
        }
        return e.getClass().getSimpleName() + " " + text.replace('\n', ' ');
    }
}
