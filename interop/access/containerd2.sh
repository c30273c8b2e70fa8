#!/bin/bash
# containerd 2 with its ctr: it pushes and pulls through the daemon's transfer service.
source "$(dirname "$0")/../access.sh"
source "$INTEROP/daemons.sh"
start_containerd "$GO_BIN/containerd"
CTR=$GO_BIN/ctr
source "$INTEROP/ctr.sh"
prove_access
done_testing
