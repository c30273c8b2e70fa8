#!/bin/bash
# The power fails while clients push, again and again: what was answered before is there after it.
#
#   power-cut.sh [--cycles N] [--on FILE SYSTEM]... [--seed N]
#
# On a file system of our own that forgets whatever was not synced, in the worst ways that POSIX allows (forgetful.py),
# and on real ones in an image that is copied at the moment of the cut: by default strict (6 cycles) and ext4 (3);
# the long form is `--cycles 50 --on strict --on ext4 --on xfs --on btrfs`. Each time, it is also shown that the test can
# fail: losses must be found if nothing is synced, and on the strict one if the syncs of files, or of directories, are
# not done. Needs root, /dev/fuse, loop devices.
source "$(dirname "$0")/../lib.sh"
needs_own_registry
source "$INTEROP/cycles.sh"

number= seed=() systems=()
while [ $# -gt 0 ]; do
    case $1 in
    --cycles) number=$2 ;;
    --seed) seed=(--seed "$2") ;;
    --on) systems+=("$2") ;;
    *) fail "unknown: $1" ;;
    esac
    shift 2
done
[ ${#systems[@]} -gt 0 ] || systems=(strict ext4)

for system in "${systems[@]}"; do
    some=6
    [ "$system" = strict ] || some=3
    cycles power --on "$system" --cycles "${number:-$some}" --work "$WORK/$system" "${seed[@]}"
    cycles power --on "$system" --cycles 5 --work "$WORK/$system-unsynced" "${seed[@]}" --no-sync --expect-losses
    if [ "$system" = strict ]; then
        for ignored in files directories; do
            cycles power --on strict --cycles 5 --work "$WORK/strict-$ignored" "${seed[@]}" \
                --ignore $ignored --expect-losses
        done
    fi
done
done_testing
