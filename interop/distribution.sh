# CNCF Distribution over a directory: version 2 is Debian's docker-registry (2.8), version 3 the one
# that .ci/tools installs. Source it after lib.sh.

distribution_binary() {
    case $1 in
    2) echo /usr/bin/docker-registry ;;
    3) echo "$GO_BIN/registry" ;;
    esac
}

DISTRIBUTION_STORAGE= # more settings of its storage, in one line

distribution_config() { # distribution_config DIR ADDRESS
    cat <<EOF
version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: $1}
  delete: {enabled: true}
  $DISTRIBUTION_STORAGE
http: {addr: "$2", secret: interop}
EOF
}

# Distribution takes settings from every variable that begins with REGISTRY_
distribution() { # distribution VERSION arguments...
    local binary
    binary=$(distribution_binary "$1")
    env -i PATH="$PATH" HOME="$HOME" OTEL_TRACES_EXPORTER=none "$binary" "${@:2}"
}

# start_distribution VERSION DIR: its address is then REGISTRY
start_distribution() {
    local port config=$WORK/distribution.yml
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    REGISTRY=127.0.0.1:$port
    distribution_config "$2" "$REGISTRY" >"$config"
    launch "distribution$1" env -i PATH="$PATH" HOME="$HOME" OTEL_TRACES_EXPORTER=none \
        "$(distribution_binary "$1")" serve "$config"
    DISTRIBUTION_PID=$LAUNCHED
    await 30 "an answer of Distribution $1" answers "$REGISTRY"
}

stop_distribution() {
    stop "$DISTRIBUTION_PID" || fail "Distribution did not end when asked to"
    REGISTRY=
}

# collect VERSION DIR [options]: its garbage collector, which must not abort
collect() {
    distribution_config "$2" 127.0.0.1:0 >"$WORK/collect.yml"
    check "Distribution $1 collects garbage${3:+ with $3}" distribution "$1" garbage-collect "${@:3}" "$WORK/collect.yml"
}

distribution_version() { distribution "$1" --version | awk '{print $3}'; }
