package org.earmuff.admin;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.util.concurrent.CompletionStage;

/**
 * Where a client waits, unread, until it is known whether it may come in. Stands first in the pipeline; who may not come in is reset
 * and never knows what would have answered.
 */
final class Doorstep extends ChannelDuplexHandler {

    private final CompletionStage<Boolean> mayEnter;
    private boolean wanted;

    Doorstep(CompletionStage<Boolean> mayEnter) {
        this.mayEnter = mayEnter;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        mayEnter.whenComplete((may, failure) -> {
            boolean enters = failure == null && may;
            if (ctx.executor().inEventLoop()) {
                decided(ctx, enters);
            } else {
                ctx.executor().execute(() -> decided(ctx, enters));
            }
        });
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        wanted = true;
    }

    private void decided(ChannelHandlerContext ctx, boolean enters) {
        if (!enters) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.close();
            return;
        }
        ctx.pipeline().remove(this);
        if (wanted) {
            ctx.channel().read();
        }
    }
}
