#!/usr/bin/env bash
# The one door to this repository, for people and for .ci/run alike: ./build.sh help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly missing_prerequisite=4
root=$PWD
out=$root/out
work=$out/.build
binary=$out/agsekit
passed=0 failed=0 skipped=0
failures=()

usage() {
    cat <<'TEXT'
Usage: ./build.sh [COMMAND] [ARGUMENT...]

  build            publish out/agsekit, one native executable (default)
  demo             build, then show it: an agent wrecks a project in a VM, one command undoes it
  test [--fast]    everything CI runs: check, unit tests, scenario tests (--fast: without those that boot a VM);
                   the last line is "N passed, N failed"
  check            format, analyzers (warnings are errors), shellcheck; types, rules and unit tests of the web page
  snap             make out/agent-safety-kit_*.snap, and check what is in it
  snap-test        install that snap in a VM with snapd and an enforcing AppArmor, and try it there
  install [PREFIX] put agsekit, its completions and manual pages under PREFIX (default: ~/.local, as root /usr/local)
  bench [NAME]     run a benchmark; without a name: list them
  clean            remove what was built
  help             this text

On Debian and Ubuntu, as root or with sudo, missing packages are installed (the command is shown first);
elsewhere they are named. --no-install, or AGSEKIT_NO_INSTALL=1, only names them.

EXIT STATUS: 0 done, 1 failed, 2 wrong usage, 4 something the work needs is missing.
TEXT
}

bold='' red='' green='' plain=''
if [[ -t 1 && -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
fi

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }

complain() { printf '%sbuild.sh:%s %s\n' "$red" "$plain" "$*" >&2; }

# shellcheck source=build-needs.sh
source ./build-needs.sh
# shellcheck source=build-snap.sh
source ./build-snap.sh
# shellcheck source=build-dashboard.sh
source ./build-dashboard.sh

# ---------------------------------------------------------------------------------------------------------------------
# build

rid() {
    case $(uname -m) in
        x86_64) echo linux-x64 ;;
        aarch64) echo linux-arm64 ;;
        *) complain "no .NET for $(uname -m)"; exit "$missing_prerequisite" ;;
    esac
}

# The newest framework whose Native AOT runtime pack can be had. Remembered for each SDK, because asking takes seconds.
choose_framework() {
    local verdict=$work/framework-$sdk log=$work/framework.log
    if [[ ! -s $verdict ]]; then
        mkdir -p "$work"
        if dotnet restore src/AgentSafetyKit.Cli -r "$(rid)" -p:AgsekitAot=true -p:AgsekitFramework=net10.0 --artifacts-path "$work/probe" >"$log" 2>&1; then
            echo net10.0 >"$verdict"
        elif grep -q 'error NU110[0-9].*NativeAOT' "$log"; then
            echo net9.0 >"$verdict"
        else
            cat "$log" >&2
            complain 'the packages could not be restored'
            exit 1
        fi
        rm -rf "$work/probe"
    fi
    framework=$(<"$verdict")
}

# One number for everything the executable is made of.
fingerprint() {
    {
        echo "$sdk $framework $(rid)"
        find src -type d \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
        sha256sum Directory.Build.props Directory.Packages.props global.json .editorconfig build.sh build-dashboard.sh config-example.yaml
    } | sha256sum
}

publish() {
    local mark made stamp=$work/published
    require 'build' build_needs
    require_dotnet
    make_dashboard || return 1
    choose_framework
    mark=$(fingerprint)
    if [[ -x $binary && -e $stamp && $(<"$stamp") == "$mark" ]]; then
        say "out/agsekit is up to date ($framework)"
        return 0
    fi
    if [[ $framework == net10.0 ]]; then
        say 'publishing out/agsekit for net10.0'
    else
        say "publishing out/agsekit for $framework: no package source here has the Native AOT runtime pack of net10.0"
    fi
    rm -f "$stamp"
    # ExportsFile: relative to the project, because the compiler of .NET 9 hands its path to the linker unquoted, and this folder's may have blanks.
    dotnet publish src/AgentSafetyKit.Cli -c Release -r "$(rid)" -v q -p:AgsekitAot=true "-p:AgsekitFramework=$framework" \
        -p:ExportsFile=../../out/.build/agsekit.exports --artifacts-path "$work" || return 1
    made=$work/publish/AgentSafetyKit.Cli/release_$(rid)
    # Renamed into place, so that a running agsekit keeps its file.
    cp "$made/agsekit" "$out/.agsekit.new" && mv -f "$out/.agsekit.new" "$binary" && cp "$made/agsekit.dbg" "$out/agsekit.dbg" \
        && echo "$mark" >"$stamp" || return 1
    say "out/agsekit: $(($(stat -c %s "$binary") / 1024)) KiB ($framework)"
}

# ---------------------------------------------------------------------------------------------------------------------
# check and test: each step is counted like a test

step() {
    local name=$1
    shift
    say "$name"
    # A subshell: whatever ends the step does not end the count.
    if ("$@") </dev/null; then
        passed=$((passed + 1))
        printf '%spassed:%s %s\n' "$green" "$plain" "$name"
    else
        failed=$((failed + 1))
        failures+=("$name")
        printf '%sFAILED:%s %s\n' "$red" "$plain" "$name"
        return 1
    fi
}

shell_scripts() {
    printf '%s\n' build.sh build-needs.sh build-snap.sh build-dashboard.sh .ci/run
    find snap/hooks -type f -print 2>/dev/null | sort
    find src/guest demo tests snap -type d \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -name '*.sh' -print 2>/dev/null | sort
}

check_shell() {
    local -a scripts
    mapfile -t scripts < <(shell_scripts)
    shellcheck -x "${scripts[@]}"
}

compile() { dotnet build AgentSafetyKit.sln -v q -nologo; }

check_whitespace() { dotnet format whitespace AgentSafetyKit.sln --verify-no-changes --no-restore; }

check_style() { dotnet format style AgentSafetyKit.sln --severity warn --verify-no-changes --no-restore; }

run_checks() {
    local compiled=0
    step 'shellcheck' check_shell || true
    step 'build, with warnings as errors' compile || compiled=1
    step 'format: whitespace' check_whitespace || true
    step 'format: style' check_style || true
    step 'dashboard: types, rules, unit tests' check_dashboard || true
    return "$compiled"
}

# Each failed test of a result file with the first lines of what it says, ended by NUL.
failed_tests() {
    awk -v most=12 '
        function plain(text) { gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&#xD;/, "", text); gsub(/&amp;/, "\\&", text); return text }
        function finish() { if (bad) printf "%s%s%c", plain(name), said, 0; bad = 0; lines = 0; said = ""; inside = 0 }
        /<UnitTestResult / {
            finish()
            bad = /outcome="(Failed|Error|Timeout|Aborted)"/
            name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name)
        }
        bad && sub(/^.*<Message>/, "") { inside = 1 }
        inside {
            last = sub(/<\/Message>.*/, "")
            if (++lines <= most) said = said "\n    " plain($0)
            if (last) inside = 0
        }
        END { finish() }' "$1"
}

# run_tests PROJECT ARGUMENT...: runs one test project and adds its numbers to ours.
run_tests() {
    local project=$1 results=$work/results trx counters answer=0
    shift
    trx=$results/$project.trx
    if [[ -z $(find "tests/$project" -type d \( -name bin -o -name obj \) -prune -o -name '*.cs' -print -quit) ]]; then
        say "$project: has no tests yet"
        return 0
    fi
    say "$project"
    mkdir -p "$results"
    rm -f "$trx"
    dotnet test "tests/$project" --no-build --nologo --results-directory "$results" --logger "trx;LogFileName=$project.trx" \
        --filter 'TestCategory!=Speed' --logger 'console;verbosity=normal' --blame-hang-timeout 30m --blame-hang-dump-type none "$@" </dev/null || answer=$?
    counters=$(grep -o '<Counters [^>]*>' "$trx" 2>/dev/null || true)
    count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
    if [[ -z $counters || $(count total) == 0 ]]; then
        complain "$project: no test ran"
        failures+=("$project: no test ran")
        failed=$((failed + 1))
        return 0
    fi
    local bad=$(($(count failed) + $(count error) + $(count timeout) + $(count aborted)))
    local good not_run
    good=$(count passed)
    not_run=$(($(count total) - good - bad))
    local name
    while IFS= read -r -d '' name; do
        failures+=("$project: $name")
    done < <(failed_tests "$trx")
    # A run that died half-way has no failed test, but is no success.
    if ((answer != 0 && bad == 0)); then
        complain "$project: the test run ended with code $answer"
        failures+=("$project: the run ended with code $answer")
        bad=1
    fi
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + not_run))
}

# The last line, and the verdict. Also said when something ends us before: then it is a failure.
sum_up() {
    trap - EXIT
    if ((skipped > 0)) && [[ -n ${CI:-} ]]; then
        say "$skipped skipped: in CI a skipped test is a failed one"
        failed=$((failed + skipped)) skipped=0
    fi
    # Whoever sees only the end of a long log sees what to look at.
    local failure
    for failure in ${failures[@]+"${failures[@]}"}; do
        printf '%sfailed:%s %s\n' "$red" "$plain" "$failure"
    done
    local line="$passed passed, $failed failed"
    ((skipped == 0)) || line+=", $skipped skipped"
    echo "$line"
    ((failed == 0 && passed > 0))
}

always_sum_up() {
    trap 'code=$?; failed=$((failed + 1)); sum_up || exit $((code > 0 ? code : 1))' EXIT
}

run_all_tests() {
    local vm=1
    case ${1:-} in
        '') ;;
        --fast) vm=0 ;;
        *) wrong_usage "test does not know '$1'" ;;
    esac
    always_sum_up
    if ((vm)); then
        require 'run the tests' build_needs test_needs demo_needs snap_needs
    else
        require 'run the tests' build_needs test_needs snap_needs
        say 'the tests that boot a VM are left out (--fast)'
    fi
    require_dotnet
    require_openapi_validator
    require_browser_driver
    export AGSEKIT_BINARY=$binary AGSEKIT_TEST_VM=$vm
    local built=0
    run_checks || built=1
    step 'publish out/agsekit' publish || built=1
    ((built)) || step 'snap' make_snap || true
    if ((built == 0)); then
        run_tests AgentSafetyKit.UnitTests
        run_tests AgentSafetyKit.ScenarioTests
    else
        complain 'what does not build is not tested'
    fi
    sum_up
}

# ---------------------------------------------------------------------------------------------------------------------

# What the benchmark's own head names, in lines "# needs: …" and "# compares with: …".
bench_needs() { sed -n 's/^# needs: *//p' "$bench_script" | tr ' ' '\n' | sed '/^$/d'; }

bench_comparisons() { sed -n 's/^# compares with: *//p' "$bench_script" | tr ' ' '\n' | sed '/^$/d'; }

bench() {
    local name=${1:-}
    if [[ -z $name ]]; then
        local script
        for script in tests/bench/*.sh; do
            printf '  %-12s %s\n' "$(basename "$script" .sh)" "$(sed -n '2s/^# *//p' "$script")"
        done
        return 0
    fi
    [[ $name =~ ^[a-z0-9-]+$ && -f tests/bench/$name.sh ]] || wrong_usage "there is no benchmark '$name'; ./build.sh bench lists them"
    bench_script=tests/bench/$name.sh
    require "run the benchmark '$name'" bench_needs
    # A subshell: what can not be had is named, and only not compared with.
    (require 'compare with other programs' bench_comparisons) || say 'going on without them'
    publish
    AGSEKIT_BINARY=$binary bash "tests/bench/$name.sh" "${@:2}"
}

# What a package of a distribution would put there. The program goes last, by rename, so that a running one keeps its file.
install_into() {
    local prefix=${1:-$HOME/.local} share
    [[ -n ${1:-} ]] || ((EUID != 0)) || prefix=/usr/local
    mkdir -p "$prefix"
    prefix=$(cd "$prefix" && pwd)
    share=$prefix/share
    mkdir -p "$prefix/bin" "$share"/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d,man} "$work"
    AGSEKIT_HOME=$work/install-home "$binary" completion bash >"$share/bash-completion/completions/agsekit"
    AGSEKIT_HOME=$work/install-home "$binary" completion zsh >"$share/zsh/site-functions/_agsekit"
    AGSEKIT_HOME=$work/install-home "$binary" completion fish >"$share/fish/vendor_completions.d/agsekit.fish"
    AGSEKIT_HOME=$work/install-home "$binary" write-manual "$share/man"
    install -m 755 "$binary" "$prefix/bin/.agsekit.new"
    mv -f "$prefix/bin/.agsekit.new" "$prefix/bin/agsekit"
    say "installed $prefix/bin/agsekit"
    [[ :$PATH: == *:"$prefix/bin":* ]] || say "$prefix/bin is not in PATH: export PATH=\"$prefix/bin:\$PATH\""
}

demo() {
    [[ -f demo/run.sh ]] || { complain 'this tree has no demo'; exit 1; }
    require 'show the demo' build_needs demo_needs
    publish
    AGSEKIT_BINARY=$binary exec bash demo/run.sh "$@"
}

wrong_usage() {
    complain "$1"
    usage >&2
    exit 2
}

main() {
    local -a words=()
    local word
    for word in "$@"; do
        if [[ $word == --no-install ]]; then AGSEKIT_NO_INSTALL=1; else words+=("$word"); fi
    done
    set -- ${words[@]+"${words[@]}"}
    local command=${1:-build}
    (($# == 0)) || shift
    case $command in
        build)
            (($# == 0)) || wrong_usage "build does not know '$1'"
            publish
            ;;
        demo) demo "$@" ;;
        test) run_all_tests "$@" ;;
        check)
            (($# == 0)) || wrong_usage "check does not know '$1'"
            always_sum_up
            require 'check' build_needs test_needs
            require_dotnet
            run_checks || true
            sum_up
            ;;
        snap)
            (($# == 0)) || wrong_usage "snap does not know '$1'"
            require 'make the snap' build_needs snap_needs
            publish
            make_snap
            ;;
        snap-test)
            (($# == 0)) || wrong_usage "snap-test does not know '$1'"
            require 'try the snap in a VM' build_needs snap_needs demo_needs
            publish
            make_snap
            test_snap
            ;;
        install)
            (($# <= 1)) || wrong_usage "install does not know '$2'"
            publish
            install_into "${1:-}"
            ;;
        bench) bench "$@" ;;
        clean)
            rm -rf -- "$out" src/dashboard/node_modules
            find src tests -type d -name node_modules -prune -o -type d \( -name bin -o -name obj \) -prune -exec rm -rf -- {} +
            ;;
        help | -h | --help) usage ;;
        *) wrong_usage "unknown command '$command'" ;;
    esac
}

main "$@"
