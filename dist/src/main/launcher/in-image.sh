#!/bin/sh
# Runs Pyrometer with the Java that is beside this script.

# Where this script is, whatever links led to it.
pyrometer_image=$0
while [ -L "$pyrometer_image" ]; do
    pyrometer_link=$(readlink "$pyrometer_image")
    case $pyrometer_link in
        /*) pyrometer_image=$pyrometer_link ;;
        *) pyrometer_image=${pyrometer_image%/*}/$pyrometer_link ;;
    esac
done
case $pyrometer_image in
    */*) pyrometer_image=${pyrometer_image%/*}/.. ;;
    *) pyrometer_image=.. ;;
esac
