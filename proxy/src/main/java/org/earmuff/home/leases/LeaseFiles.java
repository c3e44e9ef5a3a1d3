package org.earmuff.home.leases;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.earmuff.home.IpText;
import org.earmuff.home.Mac;
import org.jspecify.annotations.Nullable;

/**
 * The lease files of dnsmasq (OpenWrt's too), systemd-networkd's server (256 and newer) and Kea (memfile CSV), where there are any. What
 * cannot be read or understood is passed over; of each file the last {@value #MOST_BYTES} bytes count, of all leases {@value #MOST}.
 */
public final class LeaseFiles {

    private static final int MOST = 4096;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MAC_BYTES = 6;
    private static final JsonFactory JSON = new JsonFactory();

    private static final List<String> DNSMASQ =
            List.of("tmp/dhcp.leases", "var/lib/misc/dnsmasq.leases", "var/lib/dnsmasq/dnsmasq.leases");
    private static final List<String> KEA = List.of("var/lib/kea/kea-leases4.csv", "var/lib/kea/dhcp4.leases");
    private static final String NETWORKD = "var/lib/systemd/network/dhcp-server-lease";

    private final Map<InetAddress, Lease> leases = new LinkedHashMap<>();
    private final List<Path> read = new ArrayList<>();

    private LeaseFiles() {}

    /**
     * What was found.
     *
     * @param leases one an address, the newest
     * @param files that were there to read
     */
    public record Found(List<Lease> leases, List<Path> files) {}

    /** Reads all there are below a root folder, {@code /} as a rule. Blocks on the disk. */
    public static Found read(Path root) {
        LeaseFiles files = new LeaseFiles();
        for (String name : DNSMASQ) {
            files.text(root.resolve(name)).lines().forEach(files::dnsmasq);
        }
        for (String name : KEA) {
            files.text(root.resolve(name)).lines().forEach(files::kea);
        }
        try (Stream<Path> networkd = Files.list(root.resolve(NETWORKD))) {
            networkd.sorted().limit(MOST).forEach(file -> files.networkd(files.text(file)));
        } catch (IOException | RuntimeException e) {
            // There is none, or it is closed to us.
        }
        return new Found(List.copyOf(files.leases.values()), List.copyOf(files.read));
    }

    private String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            in.seek(Math.max(0, length - MOST_BYTES));
            byte[] bytes = new byte[(int) Math.min(length, MOST_BYTES)];
            in.readFully(bytes);
            read.add(file);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** {@code EXPIRY MAC ADDRESS NAME CLIENT}, for IPv6 {@code EXPIRY IAID ADDRESS NAME DUID}. */
    private void dnsmasq(String line) {
        String[] words = line.strip().split(" ", -1);
        if (words.length >= 4) {
            add(words[1], words[2], words[3]);
        }
    }

    /** {@code address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,...}; state 0 is in use. */
    private void kea(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length >= 10 && fields[9].equals("0")) {
            add(fields[1], fields[0], fields[8]);
        }
    }

    private void networkd(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals("Leases")) {
                    parser.nextToken();
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        networkdLease(parser);
                    }
                }
            }
        } catch (IOException e) {
            // It is being written, or of another version: what was read so far counts.
        }
    }

    private void networkdLease(JsonParser parser) throws IOException {
        byte[] address = {};
        byte[] mac = {};
        String name = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("Hostname") && value == JsonToken.VALUE_STRING) {
                name = parser.getText();
            } else if (value == JsonToken.START_ARRAY && field.equals("Address")) {
                address = bytes(parser);
            } else if (value == JsonToken.START_ARRAY && field.equals("HardwareAddress")) {
                mac = bytes(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (address.length == 4 || address.length == 16) {
            add(mac(mac), InetAddress.getByAddress(address), name);
        }
    }

    private static byte[] bytes(JsonParser parser) throws IOException {
        byte[] bytes = new byte[16];
        int length = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (length < bytes.length && parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                bytes[length++] = (byte) parser.getIntValue();
            }
        }
        return java.util.Arrays.copyOf(bytes, length);
    }

    private static String mac(byte[] bytes) {
        return bytes.length < MAC_BYTES
                ? ""
                : java.util.HexFormat.ofDelimiter(":").formatHex(bytes, 0, MAC_BYTES);
    }

    private void add(String mac, String address, String name) {
        InetAddress parsed = IpText.parse(address);
        if (parsed != null) {
            add(mac, parsed, name);
        }
    }

    private void add(String mac, InetAddress address, String name) {
        String clean = name.equals("*") ? "" : Lease.clean(name);
        leases.remove(address);
        if (!clean.isEmpty() && leases.size() < MOST) {
            leases.put(address, new Lease(mac(mac), address, clean));
        }
    }

    private static @Nullable Mac mac(String text) {
        try {
            return Mac.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
