package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.web.Workload;
import java.util.List;

/// A page, from so many worker processes.
public record WsgiWorkload(Page page, int workers) implements Workload {

    @Override
    public String id() {
        return page.id();
    }

    @Override
    public String title() {
        return page.title() + (workers == 1 ? ", 1 worker" : ", " + workers + " workers");
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public byte[] posted() {
        return page.posted();
    }

    @Override
    public String script() {
        return page.script();
    }

    @Override
    public List<Integer> connections(List<Integer> wanted) {
        return page.connections(wanted);
    }

    @Override
    public boolean expects(byte[] answer) {
        return page.expects(answer);
    }
}
