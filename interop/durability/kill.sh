#!/bin/bash
# The registry is killed (SIGKILL) while clients push, again and again: what it answered holds.
#
#   kill.sh [--cycles N] [--seed N]      20 cycles; the long form has 200. The seed is printed.
source "$(dirname "$0")/../lib.sh"
needs_own_registry
source "$INTEROP/cycles.sh"

cycles kill --work "$WORK/kill" "$@"
done_testing
