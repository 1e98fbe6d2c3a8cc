# Sourced by mvnw. The build needs a JDK of 21 or newer: where the Java at hand is older and /usr/lib/jvm has a newer
# one, take that. Compiler and tests would find it by toolchains too, but the formatter parses the sources with the
# javac that Maven itself runs on.
jdk_release() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }

jdk_current=${JAVA_HOME-}
if [ -z "$jdk_current" ] && command -v javac >/dev/null 2>&1; then
  jdk_current=$(readlink -f "$(command -v javac)")
  jdk_current=${jdk_current%/bin/javac}
fi
jdk_best=$(jdk_release "$jdk_current")
if [ "${jdk_best:-0}" -lt 21 ]; then
  jdk_best=20
  for jdk in /usr/lib/jvm/*; do
    jdk_found=$(jdk_release "$jdk")
    if [ -x "$jdk/bin/javac" ] && [ "${jdk_found:-0}" -gt "$jdk_best" ]; then
      jdk_best=$jdk_found
      JAVA_HOME=$jdk
      export JAVA_HOME
    fi
  done
fi
