package dev.reserve.core.hosting;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A kind of configuration file in the deploy folder: `PID.cfg`, or `PID-NAME.cfg` where there may be several.
///
/// @param pid the PID, or the factory PID
/// @param apply takes the name (empty if there is but one) and the keys; throws an [IllegalArgumentException] if they are wrong
/// @param invalid told the file and what is wrong
/// @param remove told the name of one that is gone
public record ConfigurationKind(String pid, BiConsumer<String, Map<String, Object>> apply, BiConsumer<String, String> invalid,
        Consumer<String> remove) {

    /// The name of a file.
    public String file(String name) {
        return name.isEmpty() ? pid + ".cfg" : pid + "-" + name + ".cfg";
    }
}
