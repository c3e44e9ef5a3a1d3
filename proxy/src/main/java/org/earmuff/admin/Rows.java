package org.earmuff.admin;

import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;

/** The account's rows as the API tells them, for whoever tells them without it. */
public final class Rows {

    private Rows() {}

    /** By the names of the columns. */
    public static JsonObject json(LedgerRow row) {
        return StatusJson.row(row, true);
    }
}
