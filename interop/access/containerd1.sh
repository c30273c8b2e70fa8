#!/bin/bash
# containerd 1.6, Debian's package, with its ctr.
source "$(dirname "$0")/../access.sh"
source "$INTEROP/daemons.sh"
start_containerd /usr/bin/containerd
CTR=/usr/bin/ctr
source "$INTEROP/ctr.sh"
NOT_LET_IN+='|closed pipe' # all that this version says when the answer comes before it has sent everything
prove_access
done_testing
