# Sourced by kill.sh and power-cut.sh: runs cycles.py and takes its facts over.

# The registry starts once per cycle: that is most of the time, and less of it with a JVM that compiles less.
export STOWAGE_JAVA_OPTS="${STOWAGE_JAVA_OPTS:--XX:TieredStopAtLevel=1 -XX:+UseSerialGC}"

cycles() { # cycles kill|power [options of cycles.py]
    local said=$WORK/said status=0
    HOME=$CALLERS_HOME python3 "$INTEROP/durability/cycles.py" "$@" --launcher "$STOWAGE" >"$said" 2>&1 &
    PIDS+=("$!")
    wait "$!" || status=$?
    cat "$said" >>"$LOG"
    [ "$status" = 0 ] || fail "$(tail -n 40 "$said")"
    cat "$said"
    FACTS=$((FACTS + $(grep -c '^  ok  ' "$said")))
}
