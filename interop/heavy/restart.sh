#!/bin/bash
# What was acknowledged is there after a restart, and after kill -9.
source "$(dirname "$0")/../lib.sh"
needs_own_registry

start_registry
cd "$WORK"
repository=interop/heavy/restart
for ending in "" KILL; do
    name=${ending:-TERM}
    tag=$(echo "$name" | tr '[:upper:]' '[:lower:]')
    layout "image-$tag" --platforms linux/amd64,linux/arm64 --name "$tag" >>"$LOG"
    check "pushes an index" skopeo copy --all --dest-tls-verify=false "oci:image-$tag:$tag" \
        "docker://$REGISTRY/$repository:$tag"
    echo "$tag" >note.txt
    check "attaches an artifact to it" oras attach --plain-http --artifact-type application/vnd.example.note \
        "$REGISTRY/$repository:$tag" note.txt:text/plain
    snapshot >before.txt
    subject=$(digest $repository "$tag")
    stop_registry $ending
    fact "the registry ends by $name"
    restart_registry
    snapshot >after.txt
    check "after the restart everything is there, byte by byte" diff before.txt after.txt
    equal "the attachment too" application/vnd.example.note \
        "$(oras discover --plain-http --format json "$REGISTRY/$repository@$subject" | jq -r '.referrers[].artifactType')"
    check "a client validates the index" crane validate --remote "$REGISTRY/$repository:$tag"
done
done_testing
