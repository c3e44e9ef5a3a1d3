package org.earmuff.admin;

import java.nio.file.*;
import java.time.*;
import org.earmuff.testing.*;

public final class ShowSmallHome {
    public static void main(String[] a) throws Exception {
        SmallHome h = new SmallHome(Files.createTempDirectory("earmuff-show"));
        h.ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T11:10:00Z"), 7.9));
        h.ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T11:41:00Z"), 5.3));
        h.ledger.uploaded(Uploads.withheld("nursery", "Kids room", Instant.parse("2026-11-22T11:20:00Z"), 5.3));
        h.kitchenTalks = true;
        System.out.println(h.port() + " " + h.state + " " + h.token);
        System.out.flush();
        Thread.currentThread().join();
    }
}
