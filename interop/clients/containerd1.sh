#!/bin/bash
# containerd 1.6, Debian's package, with its ctr.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/daemons.sh"
BINARY=/usr/bin/containerd CTR=/usr/bin/ctr
source "$INTEROP/containerd.sh"
done_testing
