# shellcheck shell=sh
# Finds what builds and runs Pyrometer. Sourced by ./pyrometer and ./verify, which set `root` to the checkout.

jdk_wanted=25

# Reads which JDK is in folder $1 into `jdk_major` (25) and `jdk_version` (25.0.3+9); fails if there is none.
# The file that describes a JDK says it a hundred times faster than its java.
read_jdk() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    jdk_major=
    jdk_version=
    while IFS='=' read -r key value; do
        case $key in
            JAVA_VERSION) jdk_major=${value#\"} ;;
            JAVA_RUNTIME_VERSION) jdk_version=${value#\"} ;;
        esac
    done <"$1/release"
    jdk_version=${jdk_version:-$jdk_major}
    jdk_version=${jdk_version%\"*}
    jdk_major=${jdk_major%%[!0-9]*}
    [ -n "$jdk_major" ]
}

use_jdk() {
    read_jdk "$1" && [ "$jdk_major" -ge "$jdk_wanted" ] && jdk=$1
}

# Sets `jdk` to one that is new enough: the one in JAVA_HOME, the one on the PATH, one in the usual places.
find_jdk() {
    if [ -n "${JAVA_HOME-}" ] && use_jdk "$JAVA_HOME"; then
        return
    fi
    if on_path=$(command -v javac); then
        on_path=$(readlink -f "$on_path")
        use_jdk "${on_path%/bin/javac}" && return
    fi
    for folder in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* "${HOME-}"/.sdkman/candidates/java/* \
        "${HOME-}"/.jdks/* "${HOME-}"/.local/share/mise/installs/java/* "${HOME-}"/.asdf/installs/java/*; do
        use_jdk "$folder" && return
    done
    cat >&2 <<MISSING
pyrometer: needs a JDK of version $jdk_wanted or newer; found none in JAVA_HOME, on the PATH or in the usual places.
  Debian, Ubuntu   sudo apt install openjdk-$jdk_wanted-jdk-headless
  Fedora           sudo dnf install java-$jdk_wanted-openjdk-devel
  anywhere         unpack one from https://adoptium.net and set JAVA_HOME to its folder
MISSING
    return 1
}

# Runs Maven in the checkout: the one on the PATH if it is 3.8 or newer, else the one that the wrapper fetches.
maven() (
    cd "$root" || exit
    export JAVA_HOME="$jdk"
    case $(mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p') in
        3.[89] | 3.[1-9][0-9] | [4-9].*) mvn --batch-mode --no-transfer-progress -Dstyle.color=never "$@" ;;
        *) ./mvnw --batch-mode --no-transfer-progress -Dstyle.color=never "$@" ;;
    esac
)
