#!/bin/sh
# The container's main program: makes the system trust the platform, where that opens TLS to judge what leaves, and
# becomes the runner. Programs that keep certificates of their own are told by variables (worker/sandbox/container).
ca=/etc/cloudflare/certs/cloudflare-containers-ca.crt
if [ -f "$ca" ]; then
  cp "$ca" /usr/local/share/ca-certificates/verne-platform.crt && update-ca-certificates >/dev/null 2>&1
fi
export VERNE_RUNNER_DIR=/var/lib/verne VERNE_RUNNER_HOST=0.0.0.0 VERNE_RUNNER_ISOLATION=container
export VERNE_RUNNER_TOOLS=/opt/verne HOME=/root
exec /usr/local/bin/node /opt/verne-runner/runner.mjs
