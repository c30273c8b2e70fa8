# podman and buildah keep their images in a storage of their own: give them one that goes with $WORK.
# Source it after lib.sh.

# vfs needs neither overlay mounts nor FUSE, and is the same on every machine
STORAGE=(--root "$WORK/storage" --runroot "$WORK/runroot" --storage-driver vfs)
podman() { command podman "${STORAGE[@]}" "$@"; }
buildah() { command buildah "${STORAGE[@]}" "$@"; }

# every file of an image that podman or buildah holds, as one digest: content REFERENCE
content() {
    local container mounted
    container=$(buildah from --pull-never "$1")
    mounted=$(buildah mount "$container")
    (cd "$mounted" && find . -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum
    buildah rm "$container" >>"$LOG"
}
