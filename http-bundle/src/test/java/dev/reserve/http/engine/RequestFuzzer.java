package dev.reserve.http.engine;

/// What Jazzer runs: any bytes, sent to `http`.
public final class RequestFuzzer {

    private static final StrictServer SERVER = started();

    private RequestFuzzer() {}

    private static StrictServer started() {
        try {
            return new StrictServer();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] stream) {
        Smuggling.check(SERVER, stream);
    }
}
