package org.earmuff.firewall;

import java.util.ArrayList;
import java.util.List;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;

/** A table as {@code nft -j} lists it. */
final class TableListing {

    private final List<JsonObject> listed;

    private TableListing(List<JsonObject> listed) {
        this.listed = listed;
    }

    /** @throws FirewallException if there is no such table, it is not for this process to see, or nft cannot list in JSON */
    static TableListing read(Programs programs, String table) throws FirewallException {
        Programs.Answer answer = programs.run("", "nft", "-j", "list", "table", "inet", table);
        if (!answer.ok()) {
            throw new FirewallException("nft does not list the table inet " + table + ": "
                    + answer.err().strip() + "\n" + Remedy.forNft(answer.err(), true, true));
        }
        try {
            return new TableListing(Json.readObject(answer.out()).objects("nftables"));
        } catch (JsonException e) {
            throw new FirewallException("nft does not list the table inet " + table + " in JSON: " + e.getMessage()
                    + "; install an nft that was built with it (Debian's is; OpenWrt's is nftables-json)");
        }
    }

    /** The objects of one kind, {@code table}, {@code set}, {@code chain} or {@code rule}, in their order. */
    List<JsonObject> things(String kind) {
        List<JsonObject> things = new ArrayList<>();
        for (JsonObject holder : listed) {
            if (holder.get(kind) instanceof JsonObject thing) {
                things.add(thing);
            }
        }
        return things;
    }
}
