package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.chain.Attestation;
import org.earmuff.ledger.chain.CanonicalForm;
import org.earmuff.ledger.chain.Digests;
import org.earmuff.ledger.chain.Signatures;
import org.earmuff.ledger.chain.SigningKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vectors in the documentation, which were made without Earmuff. */
class VectorTest {

    private static final HexFormat HEX = HexFormat.of();

    private final Map<String, String> vectors = new HashMap<>();
    private final Digests digests = new Digests();

    @BeforeEach
    void given_the_documentation() throws Exception {
        Path page = Path.of("../docs/ledger.md");
        String text = Files.readString(Files.exists(page) ? page : Path.of("docs/ledger.md"));
        text.substring(text.indexOf("## Test vectors")).lines().forEach(line -> {
            int at = line.indexOf(" = ");
            if (at > 0) {
                vectors.put(line.substring(0, at), line.substring(at + 3));
            }
        });
        assertThat(vectors).hasSize(17);
    }

    private String vector(String name) {
        return vectors.get(name);
    }

    private static SortedMap<String, @Nullable String> fields(String json) throws Exception {
        SortedMap<String, @Nullable String> fields = new TreeMap<>();
        JsonObject object = Json.readObject(json);
        for (String key : object.keys()) {
            fields.put(key, object.text(key));
        }
        return fields;
    }

    @Test
    void digests_of_both_rows_are_as_documented() throws Exception {
        assertThat(HEX.formatHex(digests.genesis(vector("ledger")))).isEqualTo(vector("genesis"));
        String previous = vector("genesis");
        for (String row : new String[] {"1", "2"}) {
            SortedMap<String, @Nullable String> fields = fields(vector("C(public) " + row));
            SortedMap<String, @Nullable String> personal = fields(vector("C(personal) " + row));
            assertThat(CanonicalForm.text(personal)).isEqualTo(vector("C(personal) " + row));
            fields.remove("commitment");
            fields.remove("previous");

            StoredRow chained = StoredRow.chained(
                    Long.parseLong(row), fields, personal, HEX.parseHex(vector("salt " + row)), previous, digests);

            assertThat(chained.commitment()).isEqualTo(vector("commitment " + row));
            assertThat(CanonicalForm.text(chained.publicFields())).isEqualTo(vector("C(public) " + row));
            assertThat(chained.hash()).isEqualTo(vector("hash " + row));
            assertThat(chained.fault(digests)).isNull();
            previous = chained.hash();
        }
    }

    @Test
    void the_signature_is_as_documented(@TempDir Path folder) throws Exception {
        byte[] der = HEX.parseHex("302e020100300506032b657004220420" + vector("secret key"));
        Files.writeString(
                folder.resolve(SigningKey.FILE),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n");

        SigningKey key = SigningKey.in(folder, null);
        Attestation statement = Attestation.parse(vector("statement"));

        assertThat(key.publicKey()).isEqualTo(vector("public key"));
        assertThat(key.fingerprint()).isEqualTo(vector("fingerprint"));
        assertThat(statement).isNotNull();
        assertThat(key.sign(statement)).isEqualTo(vector("signature"));
        assertThat(Signatures.isGood(statement, vector("signature"))).isTrue();
    }
}
