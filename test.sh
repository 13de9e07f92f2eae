#!/usr/bin/env bash
# Runs every test; the last line is `N passed, N failed`. Arguments go to `dotnet test`, such as
# ./test.sh --filter-class '*Torch*'
set -uo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/build/setup.sh"

# The viewer's tests open windows on a virtual display, and press keys there.
native_needs+=(
    "${picture_needs[@]}" "${opencv_needs[@]}" "${window_needs[@]}"
    "/usr/bin/Xvfb xvfb"
    "/usr/bin/xdotool xdotool"
)

setup
if [[ $with_bepu == true ]]; then
    say "with BepuPhysics: its conformance suite and scenes run"
else
    say "without BepuPhysics: its conformance suite and scenes are skipped (docs/bepu.md)"
fi
build Snowball.sln

# A filter leaves some modules without a test (exit code 8), which is no failure.
(($# == 0)) || set -- --ignore-exit-code 8 "$@"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
cd "$root" || exit 3
# One module at a time: the tests use both cores, and some of them much memory.
dotnet test --solution Snowball.sln -c Release --no-build --max-parallel-test-modules 1 \
    --no-progress "$@" </dev/null 2>&1 | tee "$log"
code=${PIPESTATUS[0]}

# `error` counts modules that crashed: none of their tests is among the failed.
read -r passed failed < <(awk '
    /^Test run summary:/ { summary = 1; passed = failed = 0 }
    summary && $1 == "succeeded:" { passed = $2 }
    summary && ($1 == "failed:" || $1 == "error:") { failed += $2 }
    END { print passed + 0, failed + 0 }' "$log")
if ((code != 0 && failed == 0)); then
    failed=1
fi

echo "$passed passed, $failed failed"
((failed == 0))
