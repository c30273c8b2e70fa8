# What is the same for both containerds; clients/containerd1.sh and containerd2.sh source it with
# their BINARY and CTR, after lib.sh and daemons.sh.

start_registry
start_containerd "$BINARY"
version "$NAME" "$("$BINARY" --version | awk '{print $3}')"

ctr() { "$CTR" --address "$CONTAINERD_SOCKET" "$@"; }
images() { ctr images ls -q | sort | xargs; }
# Everything that is in the content store goes, so that a pull has to fetch it again.
forget() {
    run ctr images rm --sync "$@"
    run ctr content prune references
    ctr content ls -q | xargs -r "$CTR" --address "$CONTAINERD_SOCKET" content rm >>"$LOG" 2>&1
    [ -z "$(ctr content ls -q)" ] || fail "content is left in the store"
}

image=$REGISTRY/interop/$NAME/app:v1
pushed=$(layout "$WORK/image" --name "$image" --layers 3 --size 12000000)
run tar -C "$WORK/image" -cf "$WORK/image.tar" .
check "imports an image" ctr images import --snapshotter native "$WORK/image.tar"
equal "under its name" "$image" "$(images)"
check "pushes it" ctr images push --plain-http "$image"
equal "the registry holds its bytes" "$pushed" "$(digest "interop/$NAME/app" v1)"

forget "$image"
check "pulls it" ctr images pull --plain-http --snapshotter native "$image"
equal "with the digest it had" "$pushed" "$(ctr images ls "name==$image" | awk 'NR == 2 {print $3}')"
for blob in "$WORK"/image/blobs/sha256/*; do
    ctr content get "sha256:$(basename "$blob")" | cmp - "$blob" || fail "other bytes: $blob"
done
fact "every manifest, config and layer came back byte by byte"

index=$REGISTRY/interop/$NAME/multi:v1
pushed=$(layout "$WORK/index" --name "$index" --platforms linux/amd64,linux/arm64)
run tar -C "$WORK/index" -cf "$WORK/index.tar" .
check "imports an index with all platforms" ctr images import --all-platforms --no-unpack "$WORK/index.tar"
check "pushes the index" ctr images push --plain-http "$index"
equal "the registry holds its bytes" "$pushed" "$(digest "interop/$NAME/multi" v1)"
forget "$image" "$index"
check "pulls all platforms" ctr images pull --plain-http --all-platforms --snapshotter native "$index"
for blob in "$WORK"/index/blobs/sha256/*; do
    ctr content get "sha256:$(basename "$blob")" | cmp - "$blob" || fail "other bytes: $blob"
done
fact "everything of both platforms came back byte by byte"

by_digest=$REGISTRY/interop/$NAME/multi@$pushed
check "pulls by digest" ctr images pull --plain-http --snapshotter native "$by_digest"

other=$REGISTRY/interop/$NAME/other:v1
run ctr images tag "$index" "$other"
check "pushes to another repository" ctr images push --plain-http "$other"
equal "the same bytes" "$pushed" "$(digest "interop/$NAME/other" v1)"
