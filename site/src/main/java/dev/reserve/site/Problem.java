package dev.reserve.site;

/// Something in the documentation that has to be mended before there is a site.
///
/// @param file its path in the checkout
/// @param line from 1; 0 if it is not about one line
/// @param what what was found, and what was expected
record Problem(String file, int line, String what) {

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + what;
    }
}
