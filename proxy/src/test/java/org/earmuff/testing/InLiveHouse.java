package org.earmuff.testing;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test in a house of its own, with a cloud to talk to. */
public abstract class InLiveHouse {

    /** How long a condition may take to come true. */
    protected static final Duration SOON = Duration.ofSeconds(5);

    protected LiveHouse house;
    protected Sink cloud;

    @BeforeEach
    void open() throws IOException {
        house = LiveHouse.open();
        cloud = Sink.open();
    }

    @AfterEach
    void close() throws IOException {
        house.close();
        cloud.close();
    }
}
