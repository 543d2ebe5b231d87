package dev.reserve.gateway.fcgi;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/// A short message that is no part of a response.
///
/// @param records whole, to be written
/// @param open counts those that are not written yet
record Notice(ByteBuffer records, AtomicInteger open, Runnable then) implements Output.Message {

    Notice {
        open.incrementAndGet();
    }

    @Override
    public ByteBuffer[] next() {
        return new ByteBuffer[]{records};
    }

    @Override
    public boolean hasMore() {
        return false;
    }

    @Override
    public void written() {
        open.decrementAndGet();
        then.run();
    }

    @Override
    public void failed(Throwable cause) {
        open.decrementAndGet();
    }
}
