# Shared by every script under interop/: source it, it is not run by itself.
#
#   source ".../lib.sh"
#   start_registry            our registry, through ./stowage, unless REGISTRY=host:port names one
#   check "what must hold" command args...
#   equal "what must be the same" expected actual
#
# A script prints one line per checked fact and stops at the first that does not hold, with the end
# of the logs. Everything it makes lies in $WORK; processes, mounts and files go when it ends.
#
# From the environment:
#   REGISTRY   host:port of a registry that runs already (plain HTTP); otherwise one is started
#   STOWAGE    the launcher to start instead of ./stowage (it must take the same flags)
#   TMPDIR     where $WORK is made
#   KEEP       when set, $WORK is left behind and its path printed

set -Eeuo pipefail

INTEROP=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CHECKOUT=$(dirname "$INTEROP")
NAME=$(basename "$0" .sh)
STOWAGE=${STOWAGE:-$CHECKOUT/stowage}
REGISTRY=${REGISTRY:-}

# Our tools are installed by .ci/tools into Go's directory, which is on few people's PATH.
PATH=$PATH:/usr/local/go/bin
GO_BIN=$(go env GOBIN)
GO_BIN=${GO_BIN:-$(go env GOPATH)/bin}
PATH=$GO_BIN:$PATH

# Clients keep logins, caches and settings in the home directory: give them an empty one, and nothing
# inherited that would turn them elsewhere.
CALLERS_HOME=$HOME
WORK=$(mktemp -d "${TMPDIR:-/tmp}/interop-$NAME.XXXXXX")
LOGS=$WORK/logs
LOG=$LOGS/commands.log
mkdir -p "$LOGS" "$WORK/home" "$WORK/run" "$WORK/tmp"
: >"$LOG"
export HOME=$WORK/home XDG_RUNTIME_DIR=$WORK/run TMPDIR=$WORK/tmp
unset DOCKER_HOST DOCKER_CONFIG DOCKER_CONTEXT REGISTRY_AUTH_FILE CONTAINERD_ADDRESS CONTAINERD_NAMESPACE
unset XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME HELM_REGISTRY_CONFIG http_proxy HTTP_PROXY
unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY SSL_CERT_FILE SSL_CERT_DIR

PIDS=()          # what was started and must end with us, in the order of the starts
REGISTRY_PID=    # ours, while it runs
REGISTRY_DATA=$WORK/registry
FACTS=0

# --- saying what was found -----------------------------------------------------------------------

fact() {
    # a failure inside $(...) among the arguments leaves an empty word, which could be the right one
    [ ! -e "$WORK/failed" ] || fail "$*"
    FACTS=$((FACTS + 1))
    echo "  ok  $NAME: $*"
}

fail() {
    trap - ERR
    # inside $(...) only the reason: the script around it fails too, and shows the logs once
    if [ "$BASHPID" != $$ ]; then
        : >"$WORK/failed"
        echo "FAIL  $NAME: $*" >&2
        exit 1
    fi
    local log
    for log in $(find "$LOGS" -name '*.log' -size +0 ! -name commands.log | sort) "$LOG"; do
        echo "--- the end of $(basename "$log")"
        tail -n 20 "$log" | cut -c1-600
    done >&2
    echo "FAIL  $NAME: $*" >&2
    exit 1
}
trap 'fail "line $LINENO of $(basename "${BASH_SOURCE[0]}"): $BASH_COMMAND"' ERR

# Runs a command with its output in the log; the script ends if the command fails.
run() {
    echo "\$ $*" >>"$LOG"
    "$@" >>"$LOG" 2>&1 || fail "exit status $? of: $*"
}

# As run, and a line in the report: check "the image is pushed" docker push "$image"
check() {
    local what=$1
    shift
    echo "\$ $*" >>"$LOG"
    "$@" >>"$LOG" 2>&1 || fail "$what (exit status $? of: $*)"
    fact "$what"
}

# The opposite: the command must fail.
refuses() {
    local what=$1
    shift
    echo "\$ $*    # must fail" >>"$LOG"
    if "$@" >>"$LOG" 2>&1; then fail "$what (but this succeeded: $*)"; fi
    fact "$what"
}

# ... and say why: refuses_saying "a stranger cannot push" 'denied|unauthorized' docker push "$image"
refuses_saying() {
    local what=$1 pattern=$2 said=$WORK/said
    shift 2
    echo "\$ $*    # must fail" >>"$LOG"
    if "$@" >"$said" 2>&1; then fail "$what (but this succeeded: $*)"; fi
    cat "$said" >>"$LOG"
    grep -Eiq "$pattern" "$said" || fail "$what
      expected to read: $pattern
      in: $(tail -c 1500 "$said")"
    fact "$what"
}

equal() {
    local what=$1 expected=$2 actual=$3
    [ "$expected" = "$actual" ] || fail "$what
      expected: $expected
      actual:   $actual"
    fact "$what"
}

contains() {
    local what=$1 part=$2 whole=$3
    case $whole in
    *"$part"*) fact "$what" ;;
    *) fail "$what
      expected to find: $part
      in: ${whole:0:1500}" ;;
    esac
}

version() { # version CLIENT TEXT: the line from which .ci/run makes its list of clients
    echo "client  $1 $2"
}

done_testing() {
    [ "$FACTS" -gt 0 ] || fail "nothing was checked"
    echo "passed  $NAME: $FACTS facts"
}

# --- processes -----------------------------------------------------------------------------------

# await SECONDS "what" command...: until the command succeeds
await() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || fail "waited in vain for: $what"
        sleep 0.1
    done
}

alive() { kill -0 "$1" 2>/dev/null; }
gone() { ! alive "$1"; }

# launch LOGNAME command...: in the background, ended with the script. The pid is in LAUNCHED.
launch() {
    local log=$LOGS/$1.log
    shift
    echo "\$ $* &" >>"$LOG"
    "$@" >>"$log" 2>&1 </dev/null &
    LAUNCHED=$!
    PIDS+=("$LAUNCHED")
}

# stop PID [SECONDS]: asks first (TERM), and answers 1 if it had to be killed
stop() {
    local pid=$1 end=$((SECONDS + ${2:-20})) killed=0
    kill -TERM "$pid" 2>/dev/null || true
    while alive "$pid"; do
        if [ "$SECONDS" -ge "$end" ]; then
            kill -KILL "$pid" 2>/dev/null || true
            killed=1
            break
        fi
        sleep 0.1
    done
    wait "$pid" 2>/dev/null || true
    return $killed
}

cleanup() {
    local status=$? i
    trap - ERR EXIT INT TERM
    set +e
    for ((i = ${#PIDS[@]} - 1; i >= 0; i--)); do stop "${PIDS[i]}"; done
    # what container engines mounted below our directory, innermost first
    awk -v dir="$WORK/" 'index($2, dir) == 1 {print $2}' /proc/self/mounts | sort -r | xargs -r -n 1 umount -l
    if [ -n "${KEEP:-}" ]; then
        echo "kept: $WORK" >&2
    else
        cd / && rm -rf "$WORK" || status=1
    fi
    exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- our registry --------------------------------------------------------------------------------

# How the registry is asked below; access.sh sets these for TLS and logins.
SCHEME=http
ASKING=()   # more options of curl
CALLED=     # a name to call it by, instead of the address that it listens on

answers() { # 401 too is an answer
    [[ $(curl -sS -o /dev/null -w '%{http_code}' "${ASKING[@]}" "$SCHEME://$1/v2/") =~ ^(200|401)$ ]]
}

announced() { # the address that the launcher says it listens on
    local address
    address=$(sed -nE 's/.*listen(s|ing) on (https?:\/\/)?([a-z0-9.]+:[1-9][0-9]*).*/\3/p' "$LOGS/registry.log" |
        head -n 1)
    [ -n "$address" ] && echo "${CALLED:-${address%:*}}:${address##*:}"
}

own_registry() { [ -n "$REGISTRY_PID" ]; }

needs_own_registry() {
    [ -z "$REGISTRY" ] || fail "starts, kills and restarts its registry itself: run it without REGISTRY"
}

# start_registry [launcher flags...]: sets REGISTRY, REGISTRY_PID. With REGISTRY given nothing starts.
start_registry() {
    if [ -n "$REGISTRY" ]; then
        await 10 "an answer of the registry at $REGISTRY" answers "$REGISTRY"
        return
    fi
    serve_at 127.0.0.1:0 "$@"
}

serve_at() {
    local listen=$1
    shift
    : >"$LOGS/registry.log"
    rm -f "$WORK/registry.pid"
    HOME=$CALLERS_HOME launch registry "$STOWAGE" serve \
        --listen "$listen" --data "$REGISTRY_DATA" --pid-file "$WORK/registry.pid" "$@"
    REGISTRY_PID=$LAUNCHED
    REGISTRY_FLAGS=("$@")
    # the first start in a fresh checkout builds the launcher
    local end=$((SECONDS + 900))
    until REGISTRY=$(announced) && answers "$REGISTRY" 2>/dev/null; do
        alive "$REGISTRY_PID" || fail "the registry ended instead of starting"
        [ "$SECONDS" -lt "$end" ] || fail "the registry did not start"
        sleep 0.1
    done
    [ "$(cat "$WORK/registry.pid")" = "$REGISTRY_PID" ] ||
        fail "the pid file says $(cat "$WORK/registry.pid"), but the launcher's process is $REGISTRY_PID"
}

# stop_registry [KILL]: gracefully, or without a warning
stop_registry() {
    if [ "${1:-}" = KILL ]; then
        kill -KILL "$REGISTRY_PID"
        wait "$REGISTRY_PID" 2>/dev/null || true
    else
        stop "$REGISTRY_PID" || fail "the registry did not end when asked to"
    fi
    mv "$LOGS/registry.log" "$LOGS/registry-before.log"
    REGISTRY_PID=
    LAST_ADDRESS=$REGISTRY
    REGISTRY=
}

# at the address it had, so that clients can go on
restart_registry() {
    serve_at "$LAST_ADDRESS" "${REGISTRY_FLAGS[@]}"
}

# --- what the registry says, asked without any client's help --------------------------------------

MANIFEST_TYPES='application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json'

manifest() { # manifest REPOSITORY REFERENCE: its bytes
    curl -fsS "${ASKING[@]}" -H "Accept: $MANIFEST_TYPES" "$SCHEME://$REGISTRY/v2/$1/manifests/$2"
}

digest() { # digest REPOSITORY REFERENCE: computed from the bytes, not believed
    echo "sha256:$(manifest "$1" "$2" | sha256sum | cut -d' ' -f1)"
}

status() { # status [curl options...] PATH: only the status code
    local path=${*: -1}
    curl -sS -o /dev/null -w '%{http_code}' "${ASKING[@]}" "${@:1:$#-1}" "$SCHEME://$REGISTRY$path"
}

tags() { # the tags of a repository, sorted, in one line
    curl -fsS "${ASKING[@]}" "$SCHEME://$REGISTRY/v2/$1/tags/list" | jq -r '.tags[]?' | sort | xargs
}

# snapshot [REGISTRY]: everything that can be pulled, read and hashed; see snapshot.py
snapshot() {
    python3 "$INTEROP/snapshot.py" "${1:-$REGISTRY}"
}

# --- things to push ------------------------------------------------------------------------------

# layout DIR [options]: an OCI image layout, made without any client; see layout.py
layout() {
    python3 "$INTEROP/layout.py" "$@"
}

random_file() { # random_file PATH BYTES
    head -c "$2" /dev/urandom >"$1"
}

sha256() { sha256sum "$1" | cut -d' ' -f1; }
