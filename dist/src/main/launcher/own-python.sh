# The Python beside the command by which this was called: of the environment, active or not.
case $0 in
    */*)
        if [ -x "${0%/*}/python3" ]; then
            pyrometer_java="$pyrometer_java
-Dpyrometer.python=${0%/*}/python3"
        fi
        ;;
esac

