#!/bin/bash
# regctl: images, sha512, chunked uploads, artifacts, many referrers at once, tag deletion.
source "$(dirname "$0")/../lib.sh"

start_registry
version regctl "$(regctl version --format '{{.VCSTag}}')"
run regctl registry set "$REGISTRY" --tls disabled
cd "$WORK"

repository=interop/regctl/app
image=$REGISTRY/$repository
pushed=$(layout "$WORK/image" --name v1 --size 1000000)
check "copies a layout to the registry" regctl image copy "ocidir://$WORK/image:v1" "$image:v1"
equal "the registry holds its bytes" "$pushed" "$(digest $repository v1)"
check "copies it to another repository" regctl image copy "$image:v1" "$REGISTRY/interop/regctl/copy:v1"
equal "the same bytes" "$pushed" "$(digest interop/regctl/copy v1)"
index=$(layout "$WORK/index" --name multi --platforms linux/amd64,linux/arm64)
check "copies an index" regctl image copy "ocidir://$WORK/index:multi" "$image:multi"
equal "unchanged" "$index" "$(digest $repository multi)"
check "copies it back" regctl image copy "$image:multi" "ocidir://$WORK/back:multi"
for blob in "$WORK"/index/blobs/sha256/*; do
    cmp "$blob" "$WORK/back/blobs/sha256/$(basename "$blob")" || fail "other bytes: $blob"
done
fact "with every blob of every platform"
equal "lists the tags" "multi v1" "$(regctl tag ls "$image" | sort | xargs)"
contains "lists the repositories" $repository "$(regctl repo ls "$REGISTRY" | xargs)"

# --- in chunks
run regctl registry set "$REGISTRY" --tls disabled --blob-chunk 100000 --blob-max 100000
random_file chunked.bin 1234567
chunked=$(regctl blob put "$image" <chunked.bin)
equal "pushes a blob in 13 chunks" "sha256:$(sha256 chunked.bin)" "$chunked"
equal "and gets it back" "$(sha256 chunked.bin)" "$(regctl blob get "$image" "$chunked" | sha256sum | cut -d' ' -f1)"
check "copies an image in chunks" regctl image copy "ocidir://$WORK/image:v1" "$REGISTRY/interop/regctl/chunked:v1"
equal "unchanged" "$pushed" "$(digest interop/regctl/chunked v1)"
run regctl registry set "$REGISTRY" --tls disabled --blob-chunk 0 --blob-max 0

# --- sha512
check "makes an image with sha512 throughout" \
    regctl image mod --digest-algo sha512 --create "$image:sha512" "$image:v1"
sha512=$(regctl manifest head "$image:sha512")
contains "whose digest is a sha512" sha512: "$sha512"
equal "and is right" "$sha512" "sha512:$(manifest $repository sha512 | sha512sum | cut -d' ' -f1)"
equal "as are its layers'" 2 "$(manifest $repository sha512 | jq '[.layers[].digest | select(startswith("sha512:"))] | length')"
check "copies it away" regctl image copy "$image:sha512" "ocidir://$WORK/sha512:v1"
check "copies it to another repository" regctl image copy "$image:sha512" "$REGISTRY/interop/regctl/copy:sha512"
equal "unchanged" "$sha512" "$(regctl manifest head "$REGISTRY/interop/regctl/copy:sha512")"

# --- artifacts and referrers
echo hello >hello.txt
check "puts an artifact" regctl artifact put --artifact-type application/vnd.example.text -f hello.txt "$image:text"
equal "gets it" hello "$(regctl artifact get "$image:text")"
attach() {
    echo "attachment $1" | regctl artifact put --artifact-type "application/vnd.example.n$1" \
        --annotation number="$1" --subject "$image:v1" >>"$LOG" 2>&1
}
pids=()
for number in $(seq 1 12); do
    attach "$number" &
    pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || fail "an attachment failed"; done
listed() { regctl artifact list --format '{{json .}}' "$@" "$image:v1"; }
equal "lists all of twelve attachments made at once" 12 "$(listed | jq '.descriptors | length')"
equal "each with its own annotation" "$(seq 1 12 | xargs)" \
    "$(listed | jq -r '.descriptors[].annotations.number' | sort -n | xargs)"
equal "lists one by its type" 1 \
    "$(listed --filter-artifact-type application/vnd.example.n7 | jq '.descriptors | length')"
check "copies an image with its referrers" \
    regctl image copy --referrers "$image:v1" "$REGISTRY/interop/regctl/copy:attached"
equal "all twelve came along" 12 \
    "$(regctl artifact list --format '{{json .}}' "$REGISTRY/interop/regctl/copy:attached" | jq '.descriptors | length')"

run regctl image copy "$image:v1" "$image:doomed"
check "deletes a tag" regctl tag delete "$image:doomed"
refuses "then it is gone" regctl manifest head "$image:doomed"
equal "the manifest under its other tag is not" "$pushed" "$(digest $repository v1)"
check "deletes a manifest" regctl manifest delete "$image@$index"
refuses "then its tag is gone too" regctl manifest head "$image:multi"
equal "the referrers are still there" 12 "$(listed | jq '.descriptors | length')"
done_testing
