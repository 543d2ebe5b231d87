package dev.reserve.core.leak;

import java.util.ArrayList;
import java.util.List;

/// JDBC drivers that were not deregistered. `DriverManager` shows them only to those that can load their classes.
final class DriverHolders implements Holders {

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Reach reach = new Reach(loader);
        Opened.type("java.sql.DriverManager").flatMap(type -> Opened.field(type, "registeredDrivers", null)).ifPresent(drivers -> {
            for (Object driver : drivers instanceof List<?> all ? all : List.of()) {
                Opened.field(driver.getClass(), "driver", driver).ifPresent(found -> reach.check("JDBC driver", found, holders));
            }
        });
        return holders;
    }
}
