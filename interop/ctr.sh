# What is the same for both containerds in access/: trust is a hosts.toml, and there is no login that
# stays, each command gets the user and the password. Source it after access.sh with CTR set.

ctr() { "$CTR" --address "$CONTAINERD_SOCKET" "$@"; }

pushed=$(layout "$WORK/image" --name made:here)
run tar -C "$WORK/image" -cf "$WORK/image.tar" .

TOLD=containerd
HOSTS=(--hosts-dir /etc/containerd/certs.d)
trusts() {
    mkdir -p "/etc/containerd/certs.d/$REGISTRY"
    cat >"/etc/containerd/certs.d/$REGISTRY/hosts.toml" <<TOML
server = "https://$REGISTRY"
[host."https://$REGISTRY"]
  capabilities = ["pull", "resolve", "push"]
  ca = "$1"
TOML
}
USER_GIVEN=()
login() { USER_GIVEN=(--user "$1:$2"); }
logout() { USER_GIVEN=(); }
push() {
    ctr images import --no-unpack "$WORK/image.tar"
    ctr images push "${HOSTS[@]}" "${USER_GIVEN[@]}" "$REPOSITORIES/$1:$2" made:here
}
pull() {
    ctr images ls -q | xargs -r "$CTR" --address "$CONTAINERD_SOCKET" images rm --sync
    ctr content prune references
    ctr content ls -q | xargs -r "$CTR" --address "$CONTAINERD_SOCKET" content rm
    ctr images pull "${HOSTS[@]}" "${USER_GIVEN[@]}" --snapshotter native "$REPOSITORIES/$1:1.0.0"
}
