package org.earmuff.signals.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.SubscribeBuilder;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of MQTT 3.1.1 on one connection: CONNECT, CONNACK, SUBSCRIBE, SUBACK, then messages both ways and pings.
 *
 * <p>The session is a clean one and everything goes at most once: a command that the connection lost is lost, where the broker would
 * otherwise give it again later, when nobody means it any more.
 */
final class Session extends SimpleChannelInboundHandler<MqttMessage> {

    private static final int SIGN_IN_SECONDS = 15;
    private static final int REFUSED = 0x80;

    private final Broker broker;
    private final String client;
    private final String will;
    private final List<String> topics;
    private final Link.Peer peer;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> deadline;
    private boolean failed;

    Session(Broker broker, String client, String will, List<String> topics, Link.Peer peer) {
        this.broker = broker;
        this.client = client;
        this.will = will;
        this.topics = List.copyOf(topics);
        this.peer = peer;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        deadline = ctx.executor()
                .schedule(
                        () -> fail("it did not let us in within " + SIGN_IN_SECONDS + " s"),
                        SIGN_IN_SECONDS,
                        TimeUnit.SECONDS);
        ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(client)
                .cleanSession(true)
                .keepAlive(Link.KEEP_ALIVE_SECONDS)
                .willFlag(true)
                .willTopic(will)
                .willMessage(Link.utf8(Board.OFFLINE))
                .willQoS(MqttQoS.AT_MOST_ONCE)
                .willRetain(true);
        if (!broker.user().isEmpty() || !broker.password().isEmpty()) {
            connect.hasUser(true).username(broker.user());
        }
        if (!broker.password().isEmpty()) {
            connect.hasPassword(true).password(Link.utf8(broker.password()));
        }
        ctx.writeAndFlush(connect.build());
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage message) {
        if (message.decoderResult().isFailure()) {
            fail("it sent what is no MQTT, or more than 64 KiB at once: "
                    + message.decoderResult().cause().getMessage());
        } else if (message instanceof MqttConnAckMessage answer) {
            onAnswer(ctx, answer.variableHeader().connectReturnCode());
        } else if (message instanceof MqttSubAckMessage granted) {
            onGranted(granted);
        } else if (message instanceof MqttPublishMessage publish) {
            // More than was asked for never comes; if it does, nobody waits for an acknowledgement.
            peer.received(
                    publish.variableHeader().topicName(),
                    publish.payload().toString(StandardCharsets.UTF_8),
                    publish.fixedHeader().isRetain());
        }
    }

    private void onAnswer(ChannelHandlerContext ctx, MqttConnectReturnCode code) {
        switch (code) {
            case CONNECTION_ACCEPTED -> {
                SubscribeBuilder subscribe = MqttMessageBuilders.subscribe().messageId(1);
                topics.forEach(topic -> subscribe.addSubscription(MqttQoS.AT_MOST_ONCE, topic));
                ctx.writeAndFlush(subscribe.build());
            }
            case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD, CONNECTION_REFUSED_NOT_AUTHORIZED ->
                fail("it refuses the user or the password; correct mute.mqtt.user and mute.mqtt.password");
            default -> fail("it refuses us: " + code);
        }
    }

    private void onGranted(MqttSubAckMessage granted) {
        if (granted.payload().grantedQoSLevels().stream().anyMatch(level -> level >= REFUSED)) {
            fail("it does not let us subscribe; give the user access to earmuff/# and to the discovery's topics");
            return;
        }
        if (deadline != null) {
            deadline.cancel(false);
        }
        peer.ready();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle) {
            if (idle.state() == IdleState.READER_IDLE) {
                fail("it has been silent for too long");
            } else {
                ctx.writeAndFlush(new MqttMessage(
                        new MqttFixedHeader(MqttMessageType.PINGREQ, false, MqttQoS.AT_MOST_ONCE, false, 0)));
            }
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        context = ctx;
        fail(String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("it closed the connection");
    }

    /** Ends the connection and tells the peer, once. */
    void fail(String why) {
        if (failed) {
            return;
        }
        failed = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (context != null) {
            context.close();
        }
        peer.lost(why);
    }
}
