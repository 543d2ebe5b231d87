package dev.reserve.launcher;

/// What this is.
final class Product {
    private Product() {}

    static String version() {
        String version = Product.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    static Exit version(String command) {
        return new Exit(Exit.OK, command + " (Reserve) " + version() + ", Java " + Runtime.version() + "\n");
    }
}
