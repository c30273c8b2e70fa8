# The two daemons that some clients need, each with directories, socket and pid of its own, so that
# nothing that runs on the machine is touched or needed. Source it after lib.sh.

await_daemon() { # await_daemon PID NAME command...: until it answers, at most a minute
    local pid=$1 name=$2 end=$((SECONDS + 60))
    shift 2
    until "$@" >/dev/null 2>&1; do
        alive "$pid" || fail "$name ended instead of starting"
        [ "$SECONDS" -lt "$end" ] || fail "$name did not start"
        sleep 0.1
    done
}

# start_containerd BINARY: the socket is in CONTAINERD_SOCKET
start_containerd() {
    local binary=$1 dir=$WORK/containerd
    mkdir -p "$dir"
    cat >"$dir/config.toml" <<EOF
version = 2
root = "$dir/root"
state = "$dir/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[debug]
  level = "warn"
[grpc]
  address = "$dir/containerd.sock"
[ttrpc]
  address = "$dir/containerd.sock.ttrpc"
# Only version 2 has this service. The native snapshotter works on every file system, and layers
# above the buffer's size are fetched in pieces, in parallel.
[plugins."io.containerd.transfer.v1.local"]
  max_concurrent_downloads = 3
  concurrent_layer_fetch_buffer = 4194304
  [[plugins."io.containerd.transfer.v1.local".unpack_config]]
    platform = "linux/amd64"
    snapshotter = "native"
EOF
    CONTAINERD_SOCKET=$dir/containerd.sock
    launch containerd "$binary" --config "$dir/config.toml"
    await_daemon "$LAUNCHED" containerd test -S "$CONTAINERD_SOCKET"
}

# start_dockerd [more flags]: the docker client then finds it through DOCKER_HOST
start_dockerd() {
    local dir=$WORK/docker
    mkdir -p "$dir"
    start_containerd /usr/bin/containerd
    # No bridge and no firewall rules: no container here needs a network but the machine's own.
    echo '{}' >"$dir/daemon.json"
    launch dockerd dockerd --config-file "$dir/daemon.json" --containerd "$CONTAINERD_SOCKET" \
        --iptables=false --ip6tables=false --bridge=none "$@" \
        --data-root "$dir/data" --exec-root "$dir/exec" -H "unix://$dir/docker.sock" -p "$dir/pid"
    export DOCKER_HOST=unix://$dir/docker.sock
    export DOCKER_BUILDKIT=0 # the builder that the engine brings along
    await_daemon "$LAUNCHED" dockerd docker version
}

# build_context DIR: a Dockerfile for a runnable image from scratch, different at every call
build_context() {
    local dir=$1
    mkdir -p "$dir"
    cp /bin/busybox "$dir/busybox"
    random_file "$dir/payload" 3000000
    echo "built $(date +%s%N)" >"$dir/greeting"
    cat >"$dir/Dockerfile" <<'EOF'
FROM scratch
COPY busybox /bin/busybox
COPY payload /payload
COPY greeting /greeting
ENV GREETING=/greeting
CMD ["/bin/busybox", "cat", "/greeting"]
EOF
}
