#!/bin/bash
# Jib, as its plugins for Maven and Gradle use it: it trusts what its JVM trusts.

# Asked for outside of the namespace that access.sh makes, where Maven may download.
checkout=$(dirname "$0")/../..
JIB_CLASS_PATH=${JIB_CLASS_PATH:-$("$checkout/mvnw" -q -B -ntp -f "$checkout/interop/jib/pom.xml" \
    dependency:build-classpath -Dmdep.outputFile=/dev/stdout)} || exit
export JIB_CLASS_PATH
source "$(dirname "$0")/../access.sh"
version jib "$(sed -E 's/.*jib-core-([0-9.]+)\.jar.*/\1/' <<<"$JIB_CLASS_PATH")"

# its certificates are to be changed, but only as this script sees them
export JAVA_HOME=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
java=$JAVA_HOME/bin/
trusted=$(readlink -f "$JAVA_HOME/lib/security/cacerts")
if [[ $trusted != /etc/* ]]; then
    run cp "$trusted" "$WORK/cacerts"
    run mount --bind "$WORK/cacerts" "$trusted"
fi

run "${java}javac" -cp "$JIB_CLASS_PATH" -d "$WORK/classes" "$INTEROP/jib/JibClient.java"
random_file "$WORK/file" 300000
jib() {
    "${java}java" -XX:TieredStopAtLevel=1 -cp "$WORK/classes:$JIB_CLASS_PATH" -Djava.io.tmpdir="$TMPDIR" \
        "${TRUST[@]}" JibClient "$@" "${USER_GIVEN[@]}"
}

TOLD=Java
trusts() {
    rm -f "$WORK/trusted.p12"
    run "${java}keytool" -importcert -noprompt -alias registry -file "$1" \
        -keystore "$WORK/trusted.p12" -storepass changeit
    TRUST=(-Djavax.net.ssl.trustStore="$WORK/trusted.p12" -Djavax.net.ssl.trustStorePassword=changeit)
}
TRUST=() USER_GIVEN=()
login() { USER_GIVEN=("$1" "$2"); }
logout() { USER_GIVEN=(); }
push() { jib push "$REPOSITORIES/$1:$2" "$WORK/file" >"$WORK/pushed-$2"; }
pull() {
    jib pull "$REPOSITORIES/$1:1.0.0" "$WORK/pulled.tar" >"$WORK/pulled" && cat "$WORK/pulled" && diff "$WORK/pushed-1.0.0" "$WORK/pulled"
}

prove_access
done_testing
