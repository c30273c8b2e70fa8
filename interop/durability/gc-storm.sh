#!/bin/bash
# Three instances on one directory, clients that push, mount, tag, delete and pull through them at
# random, collectors that run without pause, and somebody who kills instances and collectors: nothing
# that was acknowledged is ever incomplete, and at the end the disk holds what the tags need and no more.
#
#   gc-storm.sh [--minutes N]     40 s unless told otherwise; with minutes also `stowage gc` itself,
#                                 which takes no grace time below one
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/shared.sh"
needs_own_registry
storm=$INTEROP/durability/storm
seconds=40 grace=4
case ${1:-} in
--minutes) seconds=$((${2:?how many} * 60)) ;;
esac
cd "$WORK"

# --- who collects, and is killed in the midst of it

start_instances 3 "$WORK/data" --gc-interval 0
classes=$(echo "$CHECKOUT"/examples/standalone-jetty/target/standalone-jetty-*.jar | tr ' ' '\n' | grep -vE -- '-(sources|javadoc)' | head -n 1)
classes=$classes:$(dirname "$classes")/lib/'*'
run "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -cp "$classes" -d "$WORK/classes" "$storm/CollectorLoop.java"

start_collector() {
    launch collector "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$WORK/classes:$classes" CollectorLoop "$WORK/data" "$grace"
    COLLECTOR=$LAUNCHED
}

# The same directory, by the launcher: what that removes has been aside for a minute.
collect_by_command() {
    HOME=$CALLERS_HOME "$STOWAGE" gc --data "$WORK/data" --grace 1m --untagged-older-than 1m --json \
        >>"$LOGS/command.log" 2>>"$LOG" || fail "stowage gc"
}

kill_something() { # kill_something NUMBER: each instance in turn, and the collector twice as often
    local number=$((($1 / 3) % 3))
    if [ $(($1 % 3)) -lt 2 ]; then
        kill_instance "$COLLECTOR"
        [ "$seconds" -lt 120 ] || [ $(($1 % 6)) != 1 ] || collect_by_command
        start_collector
    else
        kill_instance "${INSTANCE_PIDS[number]}"
        launch "instance$((number + 1))" "$STOWAGE" serve --listen "${INSTANCES[number]}" --data "$WORK/data" --gc-interval 0
        INSTANCE_PIDS[number]=$LAUNCHED
        await 60 "instance $((number + 1)), which was killed" answers "${INSTANCES[number]}"
    fi
    kills=$((kills + 1))
}

# --- the storm

start_collector
# what is aside may be younger than its note by a second, which matters to nobody with a grace time of minutes
launch clients python3 "$storm/clients.py" --seconds "$seconds" --grace "$((grace - 1))" --out "$WORK/expected.json" "${INSTANCES[@]}"
clients=$LAUNCHED
kills=0
while alive "$clients"; do
    for _ in $(seq 50); do alive "$clients" && sleep 0.1; done
    alive "$clients" && kill_something "$kills"
done
wait "$clients" || fail "a client met what should not be: $(tail -n 1 "$LOGS/clients.log")"
counts=$(tail -n 1 "$LOGS/clients.log")
fact "whatever was acknowledged was whole each time it was pulled: $counts"
total() { awk -v key="$1" '/^run / {for (i = 2; i < NF; i += 2) if ($i == key) sum += $(i + 1)} END {print sum + 0}' "$LOGS/collector.log"; }
freed=$(total freed)
[ "$freed" -gt 0 ] || fail "nothing was freed"
fact "$(grep -c '^run ' "$LOGS/collector.log") sweeps put $(total aside) things aside, brought $(total back) back, freed $freed and $(total bytes) bytes"
[ ! -s "$LOGS/command.log" ] ||
    fact "beside them stowage gc: $(grep -c '"command":"gc"' "$LOGS/command.log") runs that freed $(jq -s 'map(.freed | .manifests + .links + .blobs) | add' "$LOGS/command.log") things"
fact "collectors and instances were killed $kills times"
equal "nothing was unreadable" 0 "$(grep -c '^kept: ' "$LOGS/collector.log" || true)"

# --- what is left

for pid in "${PIDS[@]}"; do stop "$pid" || true; done
check "everything that nothing needs is collected" "$STOWAGE" gc --data "$WORK/data" --offline --untagged-older-than 0s --upload-expiry 0s --json
walked=$(python3 "$storm/walk.py" "$WORK/data" "$WORK/expected.json" 2>&1) || fail "what the disk holds is not what the tags need:
$walked"
fact "the disk holds what the tags and rules say, by the byte, and nothing else: $walked"
check "all of it is whole for stowage verify, too" "$STOWAGE" verify --data "$WORK/data"
done_testing
