package org.earmuff.relay.udp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;

/** Tells the association what happens on the speaker's side. */
final class SpeakerDatagrams extends ChannelInboundHandlerAdapter {

    private final Association association;

    SpeakerDatagrams(Association association) {
        this.association = association;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        association.speakerSent(((DatagramPacket) message).content());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            association.speakerBroke();
        } else {
            association.failed(cause);
        }
    }
}
