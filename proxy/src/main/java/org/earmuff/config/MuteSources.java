package org.earmuff.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.earmuff.rules.mute.Scope;

/**
 * Where mutes come from besides the dashboard, the API and the command.
 *
 * @param file whose presence mutes; empty for {@code none}; /run/earmuff/mute where the file does not say
 */
public record MuteSources(Optional<Path> file, Optional<Button> button, Optional<Mqtt> mqtt) {

    /** What a press of a button does. */
    public enum Press {
        TOGGLE,
        MUTE,
        UNMUTE
    }

    /**
     * A key of a Linux input device.
     *
     * @param device such as /dev/input/event0, or a link to one
     * @param key its code in {@code linux/input-event-codes.h}, 1 to 767
     * @param keyName as the file has it
     * @param scope one of this house
     */
    public record Button(Path device, int key, String keyName, Scope scope, Press press) {}

    /**
     * A broker and how to sign in.
     *
     * @param broker {@code tcp://host:port} or {@code ssl://host:port}, with its port
     * @param user may be empty
     * @param password empty for none; it never shows
     * @param ca certificates in PEM that sign the broker's, in place of the system's; only with {@code ssl}
     * @param discovery the topic below which Home Assistant looks for devices; empty for {@code none}
     */
    public record Mqtt(URI broker, String user, String password, Optional<Path> ca, Optional<String> discovery) {
        @Override
        public String toString() {
            return "Mqtt[broker=" + broker + ", user=" + user + ", password=***, ca=" + ca + ", discovery=" + discovery
                    + "]";
        }
    }
}
