package org.earmuff.admin.setup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.earmuff.home.Discovery;

/**
 * What the set-up needs of the appliance around it.
 *
 * @param file the configuration to be written; it is not there
 * @param state the state folder, which is there
 * @param listen where the pages are, and the dashboard afterwards
 * @param check every problem of a file with a configuration, as sentences; it may block
 * @param interfaces names of the machine's networks
 * @param over run once the file is there
 */
public record Setup(
        Path file,
        Path state,
        InetSocketAddress listen,
        Function<Path, List<String>> check,
        Look discovery,
        Supplier<List<String>> interfaces,
        Runnable over) {

    private static final String DRAFT = "setup.yaml";

    /** Looks who is on the LAN; it may block. */
    public interface Look {
        Discovery look() throws IOException;
    }

    String yaml(Draft draft) {
        return SetupYaml.of(draft, state, listen, neighbours());
    }

    /** The networks that the listen address is on, so that the dashboard stays reachable from there; none for loopback. */
    private List<String> neighbours() {
        InetAddress own = listen.getAddress();
        try {
            NetworkInterface on = own.isLoopbackAddress() ? null : NetworkInterface.getByInetAddress(own);
            if (on == null) {
                return List.of();
            }
            return on.getInterfaceAddresses().stream()
                    .filter(a -> a.getAddress().equals(own))
                    .map(Setup::block)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** With the bits of the host at zero, as the configuration wants a block. */
    private static String block(InterfaceAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        int prefix = address.getNetworkPrefixLength();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/" + prefix;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address has four bytes or sixteen", e);
        }
    }

    /** What is wrong with a configuration; it is looked at in the state folder, under another name. */
    List<String> problems(String yaml) {
        try {
            Path draft = leave(yaml);
            return check.apply(draft).stream()
                    .map(p -> p.replace(draft.toString(), file.toString()))
                    .toList();
        } catch (IOException e) {
            return List.of("Nothing can be written into " + state + ": " + e.getMessage());
        }
    }

    private Path leave(String yaml) throws IOException {
        Path draft = state.resolve(DRAFT);
        Files.writeString(draft, yaml, StandardCharsets.UTF_8);
        return draft;
    }

    /** Leaves the text where a person can take it from, and tells the command. */
    String leaveFor(String yaml) throws IOException {
        Path draft = leave(yaml);
        Path folder = file.getParent();
        String group = folder != null && Files.exists(folder)
                ? "-g " + Files.getAttribute(folder, "posix:group") + " "
                : "-D ";
        return "sudo install " + group + "-m 0640 " + draft + " " + file;
    }

    void written() throws IOException {
        Files.deleteIfExists(state.resolve(DRAFT));
        over.run();
    }

    String address() {
        String host = listen.getAddress().getHostAddress();
        String scheme = listen.getAddress().isLoopbackAddress() ? "http://" : "https://";
        return scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + listen.getPort() + "/";
    }
}
