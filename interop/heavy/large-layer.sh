#!/bin/bash
# A layer beyond 2 GiB, where 32-bit numbers end: pushed by one client, read by others.
# Needs some 8 GiB below TMPDIR for a while.
source "$(dirname "$0")/../lib.sh"

start_registry
cd "$WORK"
repository=interop/heavy/large
image=$REGISTRY/$repository
size=2362232012 # 2.2 GiB, and no multiple of anything
random_file layer.bin $size
wanted=$(sha256 layer.bin)
# pieces to compare with ranges: across 2 GiB, and the last bytes
boundary=$(dd if=layer.bin iflag=skip_bytes,count_bytes skip=2147483640 count=16 status=none | sha256sum)
last=$(tail -c 10 layer.bin | sha256sum)

check "oras pushes an artifact with a layer of $size bytes" \
    oras push --plain-http --artifact-type application/vnd.example.large "$image:v1" layer.bin:application/octet-stream
rm layer.bin
layer=$(manifest $repository v1 | jq -r '.layers[0].digest')
equal "the layer has the digest of the file" "sha256:$wanted" "$layer"
url=http://$REGISTRY/v2/$repository/blobs/$layer
equal "HEAD says its size" $size "$(curl -fsSI "$url" | tr -d '\r' | awk 'tolower($1) == "content-length:" {print $2}')"
equal "a range across 2 GiB" "$boundary" "$(curl -fsS -r 2147483640-2147483655 "$url" | sha256sum)"
equal "an open range to the end" "$last" "$(curl -fsS -r $((size - 10))- "$url" | sha256sum)"
equal "the last ten bytes" "$last" "$(curl -fsS -r -10 "$url" | sha256sum)"
check "oras pulls it" oras pull --plain-http -o pulled "$image:v1"
equal "byte by byte" "$wanted" "$(sha256 pulled/layer.bin)"
rm -r pulled
equal "crane reads it" "$wanted" "$(crane blob "$image@$layer" | sha256sum | cut -d' ' -f1)"
check "skopeo copies it to another repository" skopeo --tmpdir "$TMPDIR" copy --src-tls-verify=false \
    --dest-tls-verify=false "docker://$image:v1" "docker://$REGISTRY/interop/heavy/copy:v1"
equal "the same bytes" "$(digest $repository v1)" "$(digest interop/heavy/copy v1)"
done_testing
