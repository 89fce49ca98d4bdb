#!/bin/sh
# Runs Pyrometer from the Python environment that it is installed in.

# Where this script is, whatever links led to it.
pyrometer_self=$0
while [ -L "$pyrometer_self" ]; do
    pyrometer_link=$(readlink "$pyrometer_self")
    case $pyrometer_link in
        /*) pyrometer_self=$pyrometer_link ;;
        *) pyrometer_self=${pyrometer_self%/*}/$pyrometer_link ;;
    esac
done
case $pyrometer_self in
    */*) pyrometer_bin=${pyrometer_self%/*} ;;
    *) pyrometer_bin=. ;;
esac

# The image beside it that came in the same wheel: of an environment, a user's or the system's folder, a --target.
pyrometer_image=
for pyrometer_place in "$pyrometer_bin"/../lib*/python3*/*-packages "$pyrometer_bin"/../local/lib*/python3*/*-packages \
    "$pyrometer_bin"/..; do
    if [ -f "$pyrometer_place/pyrometer/_image/@build@" ]; then
        pyrometer_image=$pyrometer_place/pyrometer/_image
        break
    fi
done

# Elsewhere a Python knows it.
if [ -z "$pyrometer_image" ]; then
    for pyrometer_python in "$pyrometer_bin/python3" "$pyrometer_bin/python" python3 python; do
        pyrometer_image=$("$pyrometer_python" -c '
import importlib.util, os
print(os.path.join(os.path.dirname(importlib.util.find_spec("pyrometer").origin), "_image"))' 2>/dev/null) &&
            [ -x "$pyrometer_image/bin/java" ] && break
        pyrometer_image=
    done
fi
if [ -z "$pyrometer_image" ]; then
    echo "pyrometer: cannot find the package that $0 belongs to; install it again: pip install --force-reinstall pyrometer" >&2
    exit 1
fi
