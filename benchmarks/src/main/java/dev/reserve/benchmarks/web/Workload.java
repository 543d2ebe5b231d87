package dev.reserve.benchmarks.web;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What servers are asked for.
public enum Workload {
    /// A greeting that needs not wait for anything.
    HELLO("Hello, non-blocking", "/", 1, Integer.MAX_VALUE),
    /// The same, by code that may block.
    BLOCKING("Hello, blocking", "/", 1, Integer.MAX_VALUE),
    /// A file.
    FILE("A static file of 1 MiB", "/" + Workload.FILE_NAME, 1, Workload.FEW),
    /// The greeting, 16 times in one go.
    PIPELINED("Hello, non-blocking, pipelined ×16", "/", 16, Workload.FEW);

    public static final String FILE_NAME = "file.bin";
    public static final int FILE_SIZE = 1 << 20;
    private static final int FEW = 64;

    private final String title;
    private final String path;
    private final int pipelined;
    private final int mostConnections;

    Workload(String title, String path, int pipelined, int mostConnections) {
        this.title = title;
        this.path = path;
        this.pipelined = pipelined;
        this.mostConnections = mostConnections;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }

    public String path() {
        return path;
    }

    public int pipelined() {
        return pipelined;
    }

    /// More connections than so many would show nothing but queues.
    public int mostConnections() {
        return mostConnections;
    }

    boolean expects(byte[] answer) {
        return this == FILE ? answer.length == FILE_SIZE : new String(answer, StandardCharsets.US_ASCII).equals("hello\n");
    }
}
