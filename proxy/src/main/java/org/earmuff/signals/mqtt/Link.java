package org.earmuff.signals.mqtt;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to a broker, MQTT 3.1.1, from the first packet to the last; never opened twice. */
final class Link {

    static final int KEEP_ALIVE_SECONDS = 30;
    private static final int SILENCE_SECONDS = 75;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int LARGEST_PACKET = 64 * 1024;

    /** Whoever uses it; called on the event loop, {@code lost} at most once and last. */
    interface Peer {
        /** Signed in, with every subscription granted. */
        void ready();

        /**
         * A message came.
         *
         * @param retained whether the broker had kept it from before this connection
         */
        void received(String topic, String payload, boolean retained);

        /**
         * The connection is over, or never came to be.
         *
         * @param why a clause for the log
         */
        void lost(String why);
    }

    private final Broker broker;
    private final EventLoopGroup loops;
    private final Peer peer;
    private @Nullable Channel channel;

    Link(Broker broker, EventLoopGroup loops, Peer peer) {
        this.broker = broker;
        this.loops = loops;
        this.peer = peer;
    }

    /**
     * Begins to connect. It waits for the name's address, but for nothing else; whatever comes of it the peer is told.
     *
     * @param client this box's name at the broker
     * @param will the topic that the broker says {@code offline} on once this box is gone
     * @param topics to subscribe to
     * @throws IOException where there is nothing to connect to; the message is a clause for the log
     */
    void open(String client, String will, List<String> topics) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(broker.host());
        } catch (UnknownHostException e) {
            throw new IOException("its name has no address; correct mute.mqtt.broker, or mend the box's DNS", e);
        }
        SslContext tls = broker.tls() ? tls() : null;
        Session session = new Session(broker, client, will, topics, peer);
        ChannelFuture connecting = new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        if (tls != null) {
                            SslHandler handler = tls.newHandler(ch.alloc(), broker.host(), broker.port());
                            handler.setHandshakeTimeoutMillis(CONNECT_MILLIS);
                            ch.pipeline().addLast(handler);
                        }
                        ch.pipeline()
                                .addLast(
                                        new IdleStateHandler(SILENCE_SECONDS, KEEP_ALIVE_SECONDS, 0),
                                        new MqttDecoder(LARGEST_PACKET),
                                        MqttEncoder.INSTANCE,
                                        session);
                    }
                })
                .connect(new InetSocketAddress(address, broker.port()));
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                session.fail("no connection: " + done.cause().getMessage());
            }
        });
    }

    private SslContext tls() throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
        Optional<Path> ca = broker.ca();
        try {
            return (ca.isPresent() ? builder.trustManager(ca.get().toFile()) : builder).build();
        } catch (IOException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("mute.mqtt.ca cannot be used: " + cause.getMessage(), e);
        }
    }

    /** Sends a message that the broker keeps; an empty one makes it forget. False where the connection has no room for it now. */
    boolean keep(String topic, String payload) {
        Channel c = channel;
        if (c == null || !c.isActive() || !c.isWritable()) {
            return false;
        }
        c.writeAndFlush(message(c, topic, payload));
        return true;
    }

    private static MqttMessage message(Channel c, String topic, String payload) {
        // Not by Netty's builder, which copies the payload and never releases it.
        return new MqttPublishMessage(
                new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_MOST_ONCE, true, 0),
                new MqttPublishVariableHeader(topic, 0),
                ByteBufUtil.writeUtf8(c.alloc(), payload));
    }

    /** Says a last message and good-bye, so that the broker does not speak for us; waits for up to a second. */
    void close(String topic, String payload) {
        Channel c = channel;
        if (c == null) {
            return;
        }
        if (c.isActive()) {
            c.write(message(c, topic, payload));
            c.writeAndFlush(MqttMessage.DISCONNECT).awaitUninterruptibly(1, TimeUnit.SECONDS);
        }
        c.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
