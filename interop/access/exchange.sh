#!/bin/bash
# The certificate is exchanged again and again under load: no request fails, no connection is dropped,
# and every new connection gets the newest certificate.
source "$(dirname "$0")/../access.sh"

cd "$WORK"
pairs=6 # RSA and elliptic curves in turn, as when somebody changes his mind
for pair in $(seq 0 $pairs); do
    if [ $((pair % 2)) = 0 ]; then key=(-newkey rsa:2048); else key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256); fi
    self_made "pair$pair" "${key[@]}"
done
cat pair?.crt >every.crt # what the clients trust
fingerprint() { openssl x509 -noout -fingerprint -sha256; }
served() { openssl s_client -connect "$REGISTRY" -servername "$CALLED" </dev/null 2>/dev/null | fingerprint; }
serves() { [ "$(served)" = "$(fingerprint <"pair$1.crt")" ]; }

cp pair0.crt tls.crt
cp pair0.key tls.key
ASKING=(--cacert every.crt)
serve_at "$ADDRESS:0" --tls-certificate "$WORK/tls.crt" --tls-key "$WORK/tls.key"
export SSL_CERT_FILE=$WORK/every.crt
image=$REGISTRY/interop/exchange
layout image >>"$LOG"
run crane push image "$image:first"
random_file large 8000000
large=$(oras blob push "$image" large --descriptor --ca-file every.crt | jq -r .digest)
url=https://$REGISTRY/v2/interop/exchange

# --- the load: each line of a client's log is the status of a request, or an error
LINE='%{stderr}%{http_code} %{num_connects}\n'
new_connections() {
    while [ ! -e enough ]; do
        curl -fsS --cacert every.crt -o /dev/null -w "$LINE" "$@" "$url/manifests/first" || echo "exit status $?"
    done
}
kept_connection() { # twenty requests a second, as long as the script goes
    curl -fsS --cacert every.crt -o /dev/null -w "$LINE" --rate 1200/m "$@" "$url/manifests/first?[1-100000]"
}
pushes() {
    while [ ! -e enough ]; do
        if crane push image "$image:again" >push.txt 2>&1; then echo "200 1"; else cat push.txt; fi
    done
}
launch new1 new_connections --http1.1
new=("$LAUNCHED")
launch new2 new_connections --http2
new+=("$LAUNCHED")
launch pushes pushes
new+=("$LAUNCHED")
launch kept1 kept_connection --http1.1
kept=("$LAUNCHED")
launch kept2 kept_connection --http2
kept+=("$LAUNCHED")

# --- transfers that take longer than several exchanges
launch download1 curl -fsS --cacert every.crt --http1.1 --limit-rate 400k -o down1 "$url/blobs/$large"
slow=("$LAUNCHED")
launch download2 curl -fsS --cacert every.crt --http2 --limit-rate 400k -o down2 "$url/blobs/$large"
slow+=("$LAUNCHED")
for version in 1.1 2; do
    random_file "up$version" 8000000
    session=$(curl -fsSi --cacert every.crt -X POST "$url/blobs/uploads/" | tr -d '\r' |
        awk 'tolower($1) == "location:" {print $2}')
    session=https://$REGISTRY${session#https://"$REGISTRY"}
    case $session in *\?*) session=$session\& ;; *) session=$session? ;; esac
    launch "upload$version" curl -fsS --cacert every.crt "--http$version" --limit-rate 400k -T "up$version" \
        -H 'Content-Type: application/octet-stream' "${session}digest=sha256:$(sha256 "up$version")"
    slow+=("$LAUNCHED")
done

exchanged() { # exchanged PAIR "how"
    await 60 "the new certificate, exchanged $2" serves "$1"
    fact "new connections get certificate $1, exchanged $2"
}
for pair in 1 2; do
    # one file after the other: for a moment key and certificate do not fit
    cp "pair$pair.key" tls.key.new
    cp "pair$pair.crt" tls.crt.new
    mv tls.key.new tls.key
    mv tls.crt.new tls.crt
    exchanged $pair "by renaming"
done
for pid in "${slow[@]}"; do alive "$pid" || fail "the slow transfers were too fast to meet two exchanges"; done

echo "this is no key" >tls.key.new
mv tls.key.new tls.key
refused() { grep -q 'the new TLS files are refused' "$LOGS/registry.log"; }
await 60 "a line about the broken pair in the log" refused
check "of a broken pair the registry's log speaks, and the old one stays" serves 2

# as Kubernetes does it with a secret that is mounted
mounted() { # mounted PAIR
    mkdir "..$1"
    cp "pair$1.crt" "..$1/tls.crt"
    cp "pair$1.key" "..$1/tls.key"
    ln -s "..$1" ..data_tmp
    mv -T ..data_tmp ..data
    rm -rf "..$(($1 - 1))"
}
mounted 3
for file in tls.key tls.crt; do
    ln -s "..data/$file" "$file.new"
    mv -T "$file.new" "$file"
done
exchanged 3 "for symbolic links"
for pair in $(seq 4 $pairs); do
    mounted "$pair"
    exchanged "$pair" "by turning a symbolic link"
done

for pid in "${slow[@]}"; do wait "$pid" || fail "a slow transfer failed"; done
check "a slow download came through over HTTP/1.1" cmp large down1
check "and over HTTP/2" cmp large down2
for version in 1.1 2; do
    equal "a slow upload came through over HTTP/$version" 200 "$(status -I "/v2/interop/exchange/blobs/sha256:$(sha256 "up$version")")"
done

touch enough
for pid in "${new[@]}"; do wait "$pid"; done
for client in new1 new2 pushes kept1 kept2; do
    [ -s "$LOGS/$client.log" ] || fail "$client did nothing"
    wrong=$(grep -vE '^200 [01]$' "$LOGS/$client.log" || true)
    equal "of $(wc -l <"$LOGS/$client.log") requests of client $client none failed" "" "$wrong"
done
for number in 1 2; do
    check "connection kept$number is still open" alive "${kept[number - 1]}"
    equal "and is the first one" 1 "$(grep -c ' 1$' "$LOGS/kept$number.log")"
    requests=$(wc -l <"$LOGS/kept$number.log")
    [ "$requests" -ge 20 ] || fail "only $requests requests on kept$number"
done
done_testing
