#!/bin/sh
# Installs the Debian packages that Tallymark needs, or says in one sentence what to install.
# Usage: system-packages.sh run|test   (test adds what only the test-suite needs)
set -eu

run="python3-venv tesseract-ocr tesseract-ocr-eng tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-spa \
tesseract-ocr-ita tesseract-ocr-nld tesseract-ocr-por tesseract-ocr-osd"
test="$run postgresql strace fonts-dejavu-core dovecot-imapd chromium"
case "${1:-run}" in
run) wanted=$run ;;
test) wanted=$test ;;
*) echo "usage: $0 run|test" >&2; exit 2 ;;
esac

missing=""
for package in $wanted; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
# A Python that brings its own venv module needs no Debian package for it.
if [ "$missing" = " python3-venv" ] && python3 -c 'import ensurepip' 2>/dev/null; then exit 0; fi

if [ "$(id -u)" != 0 ]; then
  echo "Tallymark needs some Debian packages; please run: sudo apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
echo "installing Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 -qq update
# shellcheck disable=SC2086  # a list of names
apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends $missing >/dev/null
