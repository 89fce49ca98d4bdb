# shellcheck shell=sh
# Becomes the JVM that runs Pyrometer. `pyrometer_java` holds its command, one word a line; "$@" are the arguments.

# The JVM does not start in a folder that has been removed.
if [ -z "$(pwd -P 2>/dev/null)" ]; then
    echo 'pyrometer: the current folder has been removed: change to another one' >&2
    exit 1
fi

# The JVM reads and passes on names and arguments in the encoding of the locale: UTF-8 keeps them intact. The program
# gets its own LC_ALL back.
pyrometer_lc_all=unset
[ -z "${LC_ALL+set}" ] || pyrometer_lc_all=set:$LC_ALL
export LC_ALL=C.UTF-8

# What the JVM hides: the descriptors it is started with, as it adds its own and all could be inherited, and the signals
# it is started to ignore. The shell's own descriptors have the flag O_CLOEXEC, 02000000.
pyrometer_descriptors=
for pyrometer_file in /proc/self/fdinfo/*; do
    [ -e "$pyrometer_file" ] || continue # It was that of the folder.
    while read -r pyrometer_name pyrometer_value; do
        case $pyrometer_name$pyrometer_value in
            flags:*[2367]??????) ;;
            flags:*) pyrometer_descriptors=$pyrometer_descriptors,${pyrometer_file##*/} ;;
        esac
    done <"$pyrometer_file"
done
while read -r pyrometer_name pyrometer_ignored; do
    [ "$pyrometer_name" != SigIgn: ] || break
done </proc/self/status

set -f
IFS='
'
# shellcheck disable=SC2086 # one word a line
exec $pyrometer_java "-Dpyrometer.lc_all=$pyrometer_lc_all" "-Dpyrometer.descriptors=$pyrometer_descriptors" \
    "-Dpyrometer.ignored=$pyrometer_ignored" "-Dpyrometer.command=$0" $pyrometer_main "$@"
