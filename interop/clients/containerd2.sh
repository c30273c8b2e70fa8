#!/bin/bash
# containerd 2 with its ctr: it pushes and pulls through the daemon's transfer service.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/daemons.sh"
BINARY=$GO_BIN/containerd CTR=$GO_BIN/ctr
source "$INTEROP/containerd.sh"

# Without the transfer service ctr itself talks to the registry.
forget "$index" "$other" "$by_digest"
check "pulls by itself, without the daemon" ctr images pull --local --plain-http --snapshotter native "$image"
check "pushes by itself" ctr images push --local --plain-http "$image"
done_testing
