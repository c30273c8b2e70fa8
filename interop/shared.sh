# Several instances on one directory, and a load balancer in front of them that sends each request to
# another. Source it after lib.sh.

# start_instance NAME DATA [launcher flags...]: its address is in INSTANCE, its pid in INSTANCE_PID.
# With AS=(command...) it runs under that, under another account for example.
AS=()
start_instance() {
    local name=$1 data=$2 end=$((SECONDS + 900))
    shift 2
    : >"$LOGS/$name.log"
    HOME=$CALLERS_HOME launch "$name" "${AS[@]}" "$STOWAGE" serve --listen 127.0.0.1:0 --data "$data" "$@"
    INSTANCE_PID=$LAUNCHED
    until INSTANCE=$(sed -nE 's/.*listen(s|ing) on (https?:\/\/)?([a-z0-9.]+:[1-9][0-9]*).*/\3/p' "$LOGS/$name.log" |
        head -n 1) && [ -n "$INSTANCE" ] && answers "$INSTANCE" 2>/dev/null; do
        alive "$INSTANCE_PID" || fail "instance $name ended instead of starting"
        [ "$SECONDS" -lt "$end" ] || fail "instance $name did not start"
        sleep 0.1
    done
}

# start_instances COUNT DATA [launcher flags...]: their addresses are in INSTANCES, their pids in INSTANCE_PIDS
start_instances() {
    local count=$1 number
    INSTANCES=() INSTANCE_PIDS=()
    for number in $(seq "$count"); do
        start_instance "instance$number" "${@:2}"
        INSTANCES+=("$INSTANCE")
        INSTANCE_PIDS+=("$INSTANCE_PID")
    done
}

# kill_instance PID: without a warning
kill_instance() {
    kill -KILL "$1"
    wait "$1" 2>/dev/null || true
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# balance ADDRESS...: nginx, round robin by request, no stickiness; its address is then REGISTRY. Each
# answer says in X-Instance where it comes from.
balance() {
    local address dir=$WORK/nginx
    mkdir -p "$dir"
    REGISTRY=127.0.0.1:$(free_port)
    cat >"$dir/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $dir/nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path $dir;
    proxy_temp_path $dir;
    fastcgi_temp_path $dir;
    scgi_temp_path $dir;
    uwsgi_temp_path $dir;
    upstream instances {
$(for address in "$@"; do echo "        server $address max_fails=1 fail_timeout=2s;"; done)
    }
    server {
        listen $REGISTRY;
        client_max_body_size 0;
        location / {
            proxy_pass http://instances;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
            proxy_buffering off;
            proxy_request_buffering off;
            proxy_connect_timeout 2s;
            add_header X-Instance \$upstream_addr always;
        }
    }
}
CONF
    launch nginx nginx -e stderr -p "$dir" -c "$dir/nginx.conf"
    NGINX=$LAUNCHED
    await 10 "an answer through nginx" answers "$REGISTRY"
}

# hop METHOD URL [curl options...]: one request, through the balancer; what it answered is in STATUS,
# LOCATION (absolute), RANGE and SERVED_BY
hop() {
    local head=$WORK/hop.head
    curl -sS -o "$WORK/hop.body" -D "$head" -X "$1" "${@:3}" "$2"
    STATUS=$(awk 'NR == 1 || /^HTTP/ {status = $2} END {print status}' "$head")
    LOCATION=$(header location "$head") RANGE=$(header range "$head") SERVED_BY=$(header x-instance "$head")
    case $LOCATION in /*) LOCATION=http://$REGISTRY$LOCATION ;; esac
}
header() { tr -d '\r' <"$2" | awk -v name="$1:" 'tolower($1) == name {print $2}' | tail -n 1; }

# upload_hopping REPOSITORY FILE CHUNKS: each chunk to whoever is next; the digest is in DIGEST, the
# instances that took part in HOPS
upload_hopping() {
    local repository=$1 file=$2 chunks=$3 size offset=0 part url
    size=$(stat -c %s "$file")
    DIGEST=sha256:$(sha256 "$file")
    hop POST "http://$REGISTRY/v2/$repository/blobs/uploads/"
    [ "$STATUS" = 202 ] || fail "POST: $STATUS"
    HOPS=$SERVED_BY
    part=$(((size + chunks - 1) / chunks))
    while [ "$offset" -lt "$size" ]; do
        dd if="$file" of="$WORK/chunk" bs=64K iflag=skip_bytes,count_bytes skip="$offset" count="$part" status=none
        local length
        length=$(stat -c %s "$WORK/chunk")
        hop PATCH "$LOCATION" -H 'Content-Type: application/octet-stream' \
            -H "Content-Range: $offset-$((offset + length - 1))" --data-binary "@$WORK/chunk"
        [ "$STATUS" = 202 ] || fail "PATCH at $offset: $STATUS $(cat "$WORK/hop.body")"
        HOPS="$HOPS $SERVED_BY"
        offset=$((offset + length))
        url=$LOCATION
        hop GET "$url"
        [ "$STATUS $RANGE" = "204 0-$((offset - 1))" ] || fail "status after $offset bytes: $STATUS $RANGE"
        HOPS="$HOPS $SERVED_BY"
        LOCATION=$url
    done
    case $LOCATION in *\?*) url="$LOCATION&digest=$DIGEST" ;; *) url="$LOCATION?digest=$DIGEST" ;; esac
    hop PUT "$url"
    [ "$STATUS" = 201 ] || fail "PUT: $STATUS $(cat "$WORK/hop.body")"
}

# held_by_all PATH ADDRESS...: every instance has it
held_by_all() {
    local address
    for address in "${@:2}"; do
        [ "$(REGISTRY=$address status -I "$1")" = 200 ] || fail "$address has no $1"
    done
}
