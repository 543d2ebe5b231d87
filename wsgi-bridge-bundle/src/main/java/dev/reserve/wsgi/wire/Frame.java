package dev.reserve.wsgi.wire;

/// The kinds of frames on a link. A frame is a header (length of the payload and id as 32 bits each, little-endian, and one byte for the kind), and a payload.
public final class Frame {

    // To the worker.
    public static final int CONFIG = 1;
    public static final int REQUEST = 2;
    public static final int REQUEST_PART = 3;
    public static final int REQUEST_DATA = 4;
    public static final int REQUEST_END = 5;
    public static final int ABORT = 6;
    public static final int RESPONSE_WINDOW = 7;
    public static final int STOP = 8;
    public static final int FORK = 9;
    public static final int FILE_TAKEN = 10;

    // From the worker.
    public static final int HELLO = 32;
    public static final int READY = 33;
    public static final int FAILED = 34;
    public static final int RESPONSE = 35;
    public static final int RESPONSE_PART = 36;
    public static final int RESPONSE_DATA = 37;
    public static final int RESPONSE_END = 38;
    public static final int REQUEST_WINDOW = 39;
    public static final int FILE = 40;
    public static final int BROKEN = 41;
    public static final int LOG = 42;
    public static final int FORKED = 43;
    public static final int EXITED = 44;

    /// Bytes of a header.
    public static final int HEADER = 9;
    /// The largest payload.
    public static final int LARGEST = 1 << 20;
    /// The largest part of a body in one frame.
    public static final int LARGEST_DATA = 64 << 10;

    private Frame() {}
}
