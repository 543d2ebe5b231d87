# Sourced by the commands, which set $command to their name.
# find_java leaves the path of a java that is new enough in $java, and what it looked at in vain in $java_looked.

# The JVM would open files of its own as a standard stream that is closed, and be lost with them.
true 2>/dev/null 9<&0 || exec </dev/null
true 2>/dev/null 9>&1 || exec >/dev/null
true 9>&2 || exec 2>/dev/null

java_wanted=25
java_looked=

fail() {
    printf '%s: %s\n' "$command" "$2" >&2
    exit "$1"
}

# Whether $1 is the home of a fitting Java. It leaves the path of its program in $java, or what is wrong with it in $java_why.
java_home_fits() {
    java_why='has no bin/java'
    [ -f "$1/bin/java" ] && [ -x "$1/bin/java" ] || return 1
    java_found=
    # A JDK says its version in a file; starting one to ask it would take longer than all the rest.
    if [ -r "$1/release" ]; then
        while IFS='=' read -r java_key java_value; do
            if [ "$java_key" = JAVA_VERSION ]; then
                java_value=${java_value#\"}
                java_found=${java_value%%[!0-9]*}
                break
            fi
        done <"$1/release"
    fi
    java_fits "$1/bin/java"
}

# The same for a program, whose version is in $java_found or else asked for.
java_fits() {
    if [ -z "$java_found" ]; then
        java_value=$("$1" -version 2>&1) || java_value=
        java_value=${java_value#*version \"}
        java_found=${java_value%%[!0-9]*}
    fi
    java_why='does not say its version'
    [ -n "$java_found" ] || return 1
    java_why="is Java $java_found"
    [ "$java_found" -ge "$java_wanted" ] || return 1
    java=$1
}

# Shell functions and a symbolic link to the real thing both occur on a PATH.
java_on_path_fits() {
    java_path=$(command -v java) || return 1
    java_real=$(readlink -f "$java_path" 2>/dev/null) || java_real=$java_path
    case $java_real in
    */bin/java)
        java_home_fits "${java_real%/bin/java}" && return
        ;;
    *)
        java_found=
        java_fits "$java_path" && return
        ;;
    esac
    java_looked="$java_looked
  java on the PATH, $java_real, $java_why"
    return 1
}

find_java() {
    if [ -n "${RESERVE_JAVA_HOME:-}" ]; then
        java_home_fits "$RESERVE_JAVA_HOME" && return
        fail 78 "RESERVE_JAVA_HOME is $RESERVE_JAVA_HOME, which $java_why; expected the home of a JDK $java_wanted or newer"
    fi
    if [ -n "${JAVA_HOME:-}" ]; then
        java_home_fits "$JAVA_HOME" && return
        java_looked="$java_looked
  JAVA_HOME, $JAVA_HOME, $java_why"
    fi
    java_on_path_fits && return
    for java_home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk-* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ -d "$java_home" ] || continue
        java_home_fits "$java_home" && return
        [ "$java_why" = 'has no bin/java' ] || java_looked="$java_looked
  $java_home $java_why"
    done
    fail 69 "no JDK $java_wanted or newer was found. Install one, or say where it is: RESERVE_JAVA_HOME=/path/to/jdk $command ...
Looked at \$RESERVE_JAVA_HOME, \$JAVA_HOME, the PATH, and /usr/lib/jvm, /usr/java, /opt/java, /opt/jdk*:${java_looked:-
  there is no Java at all}"
}
