#!/bin/bash
# oras: artifacts, attachments, discovery, recursive copies, blobs, deletion.
source "$(dirname "$0")/../lib.sh"

start_registry
version oras "$(oras version | awk '/^Version/ {print $2}')"
cd "$WORK"
oras() { command oras "$@" --plain-http; }

repository=interop/oras/artifact
artifact=$REGISTRY/$repository
random_file one.bin 300000
echo "some notes" >notes.txt
check "pushes an artifact of two files" oras push --artifact-type application/vnd.example.bundle \
    "$artifact:v1,latest" one.bin:application/octet-stream notes.txt:text/plain
pushed=$(digest $repository v1)
equal "both tags point to it" "$pushed" "$(digest $repository latest)"
equal "it has its artifact type" application/vnd.example.bundle "$(manifest $repository v1 | jq -r .artifactType)"
check "pulls it" oras pull -o pulled "$artifact:v1"
check "the first file came back" cmp one.bin pulled/one.bin
check "the second file came back" cmp notes.txt pulled/notes.txt

echo '{"signed": true}' >signature.json
echo '{"packages": []}' >sbom.json
check "attaches a signature" oras attach --artifact-type application/vnd.example.signature \
    --annotation who=me "$artifact:v1" signature.json:application/json
check "attaches a bill of materials" oras attach --artifact-type application/vnd.example.sbom \
    "$artifact:v1" sbom.json:application/json
discovered() { oras discover --format json "$@" "$artifact:v1"; }
equal "discovers both" "application/vnd.example.sbom application/vnd.example.signature" \
    "$(discovered | jq -r '.referrers[].artifactType' | sort | xargs)"
equal "discovers one by its type" application/vnd.example.signature \
    "$(discovered --artifact-type application/vnd.example.signature | jq -r '.referrers[].artifactType')"
equal "with its annotations" me \
    "$(discovered --artifact-type application/vnd.example.signature | jq -r '.referrers[0].annotations.who')"
signature=$(discovered --artifact-type application/vnd.example.signature | jq -r '.referrers[0].digest')
check "attaches to an attachment" oras attach --artifact-type application/vnd.example.approval \
    --annotation approved=yes "$artifact@$signature"
contains "discovers the tree" application/vnd.example.approval \
    "$(oras discover --format tree "$artifact:v1")"

check "copies everything to another repository" \
    command oras copy -r --from-plain-http --to-plain-http "$artifact:v1" "$REGISTRY/interop/oras/copy:v1"
equal "the copy has the same digest" "$pushed" "$(digest interop/oras/copy v1)"
contains "its attachments came along, to the last" application/vnd.example.approval \
    "$(oras discover --format tree "$REGISTRY/interop/oras/copy:v1")"
check "copies everything to a layout" \
    command oras copy -r --from-plain-http --to-oci-layout "$artifact:v1" "$WORK/layout:v1"
check "and back from there" \
    command oras copy -r --from-oci-layout --to-plain-http "$WORK/layout:v1" "$REGISTRY/interop/oras/back:v1"
equal "unchanged" "$pushed" "$(digest interop/oras/back v1)"
contains "with its attachments" application/vnd.example.approval \
    "$(oras discover --format tree "$REGISTRY/interop/oras/back:v1")"

check "tags" oras tag "$artifact:v1" stable
equal "lists the tags" "latest stable v1" "$(oras repo tags "$artifact" | grep -v '^sha256-' | sort | xargs)"
contains "lists the repositories" interop/oras/copy "$(oras repo ls "$REGISTRY" | xargs)"
equal "lists the repositories of a namespace" "artifact back copy" \
    "$(oras repo ls "$REGISTRY/interop/oras/" | sort | xargs)"

random_file blob.bin 5000000
blob=sha256:$(sha256 blob.bin)
check "pushes a blob" oras blob push "$artifact@$blob" blob.bin
check "fetches it" oras blob fetch --output fetched.bin "$artifact@$blob"
check "unchanged" cmp blob.bin fetched.bin
check "deletes it" oras blob delete --force "$artifact@$blob"
refuses "then it is gone" oras blob fetch --output - "$artifact@$blob"

check "fetches a manifest" oras manifest fetch --output manifest.json "$artifact:v1"
equal "whose bytes have the digest" "$pushed" "sha256:$(sha256 manifest.json)"
check "pushes a manifest by itself" oras manifest push "$artifact:pushed" manifest.json
check "deletes the attachment" oras manifest delete --force "$artifact@$signature"
equal "then it is not discovered any more" application/vnd.example.sbom \
    "$(discovered | jq -r '.referrers[].artifactType' | xargs)"
check "deletes the artifact" oras manifest delete --force "$artifact@$pushed"
refuses "then it cannot be pulled" oras pull -o nothing "$artifact:v1"
equal "the copy is untouched" "$pushed" "$(digest interop/oras/copy v1)"
done_testing
