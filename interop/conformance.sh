#!/bin/bash
# The conformance suite of the OCI distribution-spec, with the numbers that must come out.
#
#   conformance.sh            all runs
#   conformance.sh dev        the newest text, every kind of data, sparse images allowed (--sparse)
#   conformance.sh strict     the same against the default configuration, without sparse data
#   conformance.sh stable     the released text
#   conformance.sh basic      as dev, over TLS and with a password
#   conformance.sh bearer     as dev, over TLS and with tokens
#
# The suite ends with 0 when it could not run at all, and a Pass hides a Skip in its summary; so the
# counts are read from its console and compared with what a complete registry scores, and every leaf
# in junit.xml must have the status "passed".
source "$(dirname "$0")/lib.sh"

ENTERING=(OCI_TLS=disabled) # how the suite gets in

# conform RUN SPEC_VERSION SPARSE EXPECTED_COUNTS [launcher flags...]
conform() {
    local what=$1 spec=$2 sparse=$3 expected=$4 results=$WORK/$1 kind counts leaves
    shift 4
    start_registry "$@"
    mkdir "$results"

    # repositories of their own, so that the suite can run again on a registry that has content
    local settings=(OCI_REGISTRY="$REGISTRY" "${ENTERING[@]}" OCI_VERSION="$spec" OCI_LOG=warn
        OCI_RESULTS_DIR="$results" OCI_REPO1="conformance/$what-$$/one" OCI_REPO2="conformance/$what-$$/two"
        OCI_DATA_SPARSE="$sparse")
    for kind in IMAGE INDEX INDEX_LIST ARTIFACT SUBJECT SUBJECT_MISSING ARTIFACT_LIST SUBJECT_LIST \
        DATA_FIELD NONDISTRIBUTABLE CUSTOM_FIELDS NO_LAYERS EMPTY_BLOB SHA512; do
        settings+=("OCI_DATA_$kind=true")
    done
    # in the results directory, where no settings file of the caller can be picked up
    (cd "$results" && env "${settings[@]}" timeout 300 "$GO_BIN/conformance" >console.txt 2>"$LOGS/$what.log") ||
        fail "$what: the suite ended with $?: $(not_passed "$results" | head -n 40)"
    [ -s "$results/junit.xml" ] && [ -s "$results/results.yaml" ] || fail "$what: the suite did not run"

    counts=$(counts "$results/console.txt")
    leaves=$(not_passed "$results")
    [ -z "$leaves" ] || fail "$what: $counts; not passed:
$leaves"
    [ "$counts" = "$expected" ] || fail "$what: expected $expected, counted $counts"
    fact "$what: $counts"
    echo "conformance  $what (OCI_VERSION=$spec, sparse $sparse): $counts"
    if own_registry; then stop_registry; fi
}

# the counts of the console's summary that are not zero: "Pass 1032"
counts() {
    sed -n '/^OCI Conformance Result/,$p' "$1" |
        awk '/^ *(Pass|FAIL|Skip|Error|Disabled)\.*: *[0-9]+$/ {
                 sub(/\.*:/, "", $1); found[$1] = $2 }
             END { line = "Pass " found["Pass"]
                 n = split("FAIL Skip Error Disabled", others)
                 for (i = 1; i <= n; i++) if (found[others[i]] != 0) line = line ", " others[i] " " found[others[i]]
                 print line }'
}

# every leaf with another status than "passed", with its reason
not_passed() {
    python3 - "$1/junit.xml" <<'EOF'
import re, sys, xml.etree.ElementTree as ET
text = open(sys.argv[1], encoding='utf-8', errors='replace').read()
text = re.sub(r'&#x(?:[0-8bcBC]|[01][0-9a-fA-F]);', '', text)   # control characters that XML forbids
cases = list(ET.fromstring(text).iter('testcase'))
if not cases:
    print('no test case at all')
for case in cases:
    if case.get('status') == 'passed':
        continue
    reason = (case.findtext('system-out') or '').strip() or (case.findtext('system-err') or '').strip()
    # counted as Disabled, in the stable run only: the released text has no upload cancel
    if 'Blob upload cancel is disabled in the configuration' in reason:
        continue
    print('%s  %s: %s' % (case.get('status'), case.get('name'), ' '.join(reason.split())[:300]))
EOF
}

dev() { conform dev dev true "Pass 1032" --sparse; }
strict() { conform strict dev false "Pass 986"; }
stable() { conform stable 1.1 false "Pass 860, Disabled 2"; }

# behind a login, which must cost nothing: the same counts
guarded() { # guarded RUN [launcher flags...]
    needs_own_registry
    local run=$1 users=$WORK/htpasswd-$1 password=conformance
    shift
    REGISTRY_DATA=$WORK/registry-$run
    echo "$password" | HOME=$CALLERS_HOME "$STOWAGE" htpasswd "$users" suite --stdin >>"$LOG" 2>&1 ||
        fail "no user was made"
    # the suite believes in certificates that it finds here, like every program in Go
    local authority=$REGISTRY_DATA/stowage/tls/ca.crt
    ENTERING=(OCI_TLS=enabled SSL_CERT_FILE="$authority" OCI_USERNAME=suite OCI_PASSWORD="$password")
    SCHEME=https ASKING=(--cacert "$authority")
    conform "$run" dev true "Pass 1032" --sparse --tls-self-signed 127.0.0.1 --htpasswd "$users" "$@"
    ENTERING=(OCI_TLS=disabled) SCHEME=http ASKING=()
}

basic() { guarded basic --no-token-endpoint; }
bearer() { guarded bearer --token-endpoint; }

if [ $# -eq 0 ]; then set -- dev strict stable basic bearer; fi
for one in "$@"; do "$one"; done
done_testing
