package dev.reserve.benchmarks.web;

import dev.reserve.benchmarks.wrk.Wrk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// What web servers are asked for.
public enum HttpWorkload implements Workload {
    /// A greeting that needs not wait for anything.
    HELLO("Hello, non-blocking", "/", 1, Integer.MAX_VALUE),
    /// The same, by code that may block.
    BLOCKING("Hello, blocking", "/", 1, Integer.MAX_VALUE),
    /// A file.
    FILE("A static file of 1 MiB", "/" + HttpWorkload.FILE_NAME, 1, HttpWorkload.FEW),
    /// The greeting, 16 times in one go.
    PIPELINED("Hello, non-blocking, pipelined ×16", "/", 16, HttpWorkload.FEW);

    public static final String FILE_NAME = "file.bin";
    public static final int FILE_SIZE = 1 << 20;
    private static final int FEW = 64;

    private final String title;
    private final String path;
    private final int pipelined;
    private final int mostConnections;

    HttpWorkload(String title, String path, int pipelined, int mostConnections) {
        this.title = title;
        this.path = path;
        this.pipelined = pipelined;
        this.mostConnections = mostConnections;
    }

    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String script() {
        return pipelined == 1 ? "" : Wrk.pipelined(pipelined);
    }

    @Override
    public boolean tellsLatency() {
        return pipelined == 1;
    }

    /// More than so many would show nothing but queues.
    @Override
    public List<Integer> connections(List<Integer> wanted) {
        return wanted.stream().filter(each -> each <= mostConnections).toList();
    }

    @Override
    public boolean expects(byte[] answer) {
        return this == FILE ? answer.length == FILE_SIZE : new String(answer, StandardCharsets.US_ASCII).equals("hello\n");
    }
}
