#!/bin/sh
# The container's main program becomes the runner. Beside it the system is made to trust the platform, which opens TLS to
# judge what leaves and puts its certificate there around the start; a task's own commands are told by variables as well
# (worker/sandbox/container/egress.ts), which Java and some others do not read.
ca=/etc/cloudflare/certs/cloudflare-containers-ca.crt
trust() {
  n=0
  until [ -s "$ca" ]; do
    [ "$n" -lt 300 ] || return
    n=$((n + 1))
    sleep 0.1
  done
  cat "$ca" >>/etc/ssl/certs/ca-certificates.crt
  if command -v keytool >/dev/null; then
    nice keytool -importcert -noprompt -cacerts -storepass changeit -alias verne-platform -file "$ca"
  fi
}
trust >/dev/null 2>&1 &
export VERNE_RUNNER_DIR=/var/lib/verne VERNE_RUNNER_HOST=0.0.0.0 VERNE_RUNNER_ISOLATION=container
export VERNE_RUNNER_TOOLS=/opt/verne HOME=/root
exec /usr/local/bin/node /opt/verne-runner/runner.mjs
