package dev.reserve.site;

/// What is between a heading and the next one.
///
/// @param anchor the heading's
/// @param level the heading's, from 1
/// @param heading without markup
/// @param text without markup, in one line
record Section(String anchor, int level, String heading, String text) {}
