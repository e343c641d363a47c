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

# meeteval, with which transcripts are measured, is compiled while it installs.
if ! command -v cc >/dev/null 2>&1; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
    fail "a C compiler is needed for the package meeteval. Install one, on Debian: apt-get install gcc g++ python3-dev"
  apt-get update -qq && apt-get install -y -qq gcc g++ python3-dev
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" ||
  fail "no virtual environment could be made. On Debian: apt-get install python3-venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[speech,evaluate,dev]'

run() { printf '\n== %s\n' "$*"; "$venv/bin/$@"; }
if [ $# -eq 0 ]; then
  run ruff check .
  run ruff format --check .
  run lint-imports --config pyproject.toml
  run mypy
fi
printf '\n== pytest\n'
exec "$venv/bin/python" -m pytest --durations=12 "$@"
