package org.earmuff;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earmuff.config.Configuration;
import org.earmuff.config.MuteSources;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Upload;
import org.earmuff.home.SpeakerDef;
import org.earmuff.ledger.Ledger;
import org.earmuff.policy.House;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.signals.ButtonMutes;
import org.earmuff.signals.FileMutes;
import org.earmuff.signals.MuteDesk;
import org.earmuff.signals.MuteListener;
import org.earmuff.signals.mqtt.Broker;
import org.earmuff.signals.mqtt.Identity;
import org.earmuff.signals.mqtt.MqttMutes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sources of mutes besides dashboard, API and command, as the configuration has them: started, followed at a reload, stopped. */
final class MuteSignals implements MuteListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MuteSignals.class);

    /** What they order with, and tell of. */
    record Parts(MuteDesk desk, House house, Ledger ledger, HouseClock clock, EventLoopGroup loops) {}

    private final Parts parts;
    private final Path state;
    private final MuteOrder.Style style;
    private volatile Configuration current;
    private @Nullable FileMutes file;
    private @Nullable ButtonMutes button;
    private volatile @Nullable MqttMutes mqtt;

    MuteSignals(Parts parts, Configuration configuration) {
        this.parts = parts;
        this.current = configuration;
        this.state = configuration.state();
        this.style = configuration.muteStyle();
        parts.desk().listen(this);
    }

    /** Returns when what the file orders is in force. */
    synchronized void startFile() {
        file = current.muteSources()
                .file()
                .map(path -> new FileMutes(
                        path,
                        parts.desk(),
                        parts.clock(),
                        this::scopes,
                        () -> current.household().timezone(),
                        style))
                .orElse(null);
        if (file != null) {
            file.start();
        }
    }

    /** Starts the others, which nothing waits for. */
    synchronized void start() {
        startButton();
        startMqtt();
    }

    /** Puts another configuration in force: what is changed starts anew, the others know the house. */
    synchronized void follow(Configuration next) {
        MuteSources before = current.muteSources();
        current = next;
        MuteSources now = next.muteSources();
        if (!before.file().equals(now.file())) {
            stop(file);
            startFile();
        } else if (file != null) {
            file.houseChanged();
        }
        if (!before.button().equals(now.button())) {
            stop(button);
            startButton();
        }
        if (!before.mqtt().equals(now.mqtt())) {
            stop(mqtt);
            startMqtt();
        } else {
            changed();
        }
    }

    private void startButton() {
        button = current.muteSources()
                .button()
                .map(b -> new ButtonMutes.Settings(
                        b.device(),
                        b.key(),
                        b.scope(),
                        ButtonMutes.Press.valueOf(b.press().name()),
                        style))
                .map(settings -> new ButtonMutes(settings, parts.desk(), parts.clock()))
                .orElse(null);
        if (button != null) {
            button.start();
        }
    }

    private void startMqtt() {
        mqtt = null;
        Optional<MuteSources.Mqtt> wanted = current.muteSources().mqtt();
        if (wanted.isEmpty()) {
            return;
        }
        MuteSources.Mqtt m = wanted.get();
        Broker broker = new Broker(
                m.broker().getHost().replaceAll("[\\[\\]]", ""),
                m.broker().getPort(),
                m.broker().getScheme().equals("ssl"),
                m.ca(),
                m.user(),
                m.password(),
                m.discovery());
        try {
            MqttMutes made = new MqttMutes(new MqttMutes.Parts(
                    broker,
                    Identity.in(state),
                    Build.THIS.version(),
                    parts.desk(),
                    new HouseFigures(parts, () -> current),
                    parts.clock(),
                    () -> current.household().timezone(),
                    style,
                    parts.loops()));
            made.start();
            mqtt = made;
        } catch (IOException e) {
            LOG.error("mute.mqtt is not in force: {} cannot be kept: {}", state.resolve("mqtt-id"), e.toString());
        }
    }

    private List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>(List.of(Scope.ALL));
        for (SpeakerDef speaker : current.speakers()) {
            scopes.add(new Scope.Speaker(speaker.name()));
            if (!speaker.room().isBlank()) {
                scopes.add(new Scope.Room(speaker.room()));
            }
        }
        return scopes.stream().distinct().toList();
    }

    /** Told of uploads, which the figures are about. */
    FlowObserver uploads() {
        return new FlowObserver() {
            @Override
            public void uploaded(Upload upload) {
                MqttMutes to = mqtt;
                if (to != null) {
                    to.uploaded();
                }
            }
        };
    }

    @Override
    public void muted(MuteOrder order) {
        changed();
    }

    @Override
    public void lifted(MuteOrder order, String by, String reason) {
        changed();
    }

    private void changed() {
        MqttMutes to = mqtt;
        if (to != null) {
            to.changed();
        }
    }

    private static void stop(@Nullable AutoCloseable source) {
        if (source != null) {
            try {
                source.close();
            } catch (Exception e) {
                LOG.warn("a source of mutes did not end well", e);
            }
        }
    }

    /** What was ordered stays in force. */
    @Override
    public synchronized void close() {
        stop(file);
        stop(button);
        stop(mqtt);
    }
}
