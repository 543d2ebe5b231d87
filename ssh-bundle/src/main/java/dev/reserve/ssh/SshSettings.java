package dev.reserve.ssh;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// How the shell is reached over SSH: from `reserve.ssh.cfg`. Without that file it is not.
///
/// @param authorizedKeys the file of those who may log in, maybe relative to the data directory
/// @param hostKey the file by which clients know the server, likewise
/// @param idleTimeout zero: none
/// @param loginTimeout zero: none
public record SshSettings(InetSocketAddress address, String authorizedKeys, String hostKey, Duration idleTimeout, Duration loginTimeout,
        int maxSessions, int maxAuthAttempts) {

    private static final int DEFAULT_PORT = 2222;
    private static final int MAX_PORT = 65_535;

    private static final Form<InetAddress> IP = Form.of("an IP address, such as 127.0.0.1 or ::", (key, text) -> {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw Form.wrong(key, text, "an IP address, such as 127.0.0.1 or ::");
        }
    }, InetAddress::getHostAddress);

    private static final Setting<InetAddress> ADDRESS = Setting.written("address", IP, "127.0.0.1",
            "where SSH listens; on another than a loopback address whoever reaches the machine may try to log in");
    private static final Setting<Integer> PORT = Setting.of("port", Form.number(0, MAX_PORT, ""), DEFAULT_PORT,
            "its port; 0: any that is free, which the log tells");
    private static final Setting<String> AUTHORIZED_KEYS = Setting.of("authorized.keys",
            Form.text("a file, relative to the data directory"),
            "ssh/authorized_keys",
            "the public keys of those who may log in, as OpenSSH has them, one on a line; looked at with every login");
    private static final Setting<String> HOST_KEY = Setting.of("host.key", Form.text("a file, relative to the data directory"),
            "ssh/host_key",
            "the private key by which clients know the server; made when it is not there");
    private static final Setting<Duration> IDLE_TIMEOUT = Setting.of("idle.timeout.seconds", Form.seconds(), Duration.ofMinutes(30),
            "how long a session may go on without a byte in either direction; 0: no limit");
    private static final Setting<Duration> LOGIN_TIMEOUT = Setting.of("login.timeout.seconds", Form.seconds(), Duration.ofSeconds(30),
            "how long a client may take to log in; 0: no limit");
    private static final Setting<Integer> MAX_SESSIONS = Setting.of("max.sessions", Form.number(1, 10_000, "connections"), 10,
            "how many may be open, with those that are not logged in; what comes beyond is closed");
    private static final Setting<Integer> MAX_AUTH_ATTEMPTS = Setting.of("max.auth.attempts", Form.number(1, 100, "keys"), 6,
            "how many keys a client may try before it is disconnected");

    public static final SettingTable TABLE = new SettingTable("reserve.ssh", false, "SSH",
            "The shell over SSH, for public keys only; off without this file. A file that has but a comment turns it on with all defaults.",
            List.of(ADDRESS, PORT, AUTHORIZED_KEYS, HOST_KEY, IDLE_TIMEOUT, LOGIN_TIMEOUT, MAX_SESSIONS, MAX_AUTH_ATTEMPTS));

    static SshSettings of(Keys keys) {
        return new SshSettings(new InetSocketAddress(keys.get(ADDRESS), keys.get(PORT)), keys.get(AUTHORIZED_KEYS), keys.get(HOST_KEY),
                keys.get(IDLE_TIMEOUT), keys.get(LOGIN_TIMEOUT), keys.get(MAX_SESSIONS), keys.get(MAX_AUTH_ATTEMPTS));
    }
}
