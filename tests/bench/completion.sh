#!/usr/bin/env bash
# Time from a press of Tab to the answer in bash, zsh and fish, beside git's own completion in bash
# needs: zsh|zsh fish|fish git|git /usr/share/bash-completion/completions/git|bash-completion
#
# bench completion [ROUNDS] [MOST]
# Of each question the median of ROUNDS answers is to be under MOST milliseconds (30). On a computer that is busy with something else, which slows git down as well,
# what is judged is the processor time of an answer, and that in bash only: the others ask the same question of the same program.
# The shells are running already, as a user's are; agsekit and git take turns.
set -euo pipefail
rounds=${1:-21} most=${2:-30}
[[ $rounds =~ ^[1-9][0-9]{0,3}$ && $most =~ ^[1-9][0-9]{0,3}$ ]] || { echo "completion.sh: rounds and milliseconds are numbers from 1 to 9999" >&2; exit 2; }
binary=${AGSEKIT_BINARY:?the path of agsekit}
folder=$(mktemp -d /tmp/agsekit-bench-XXXXXX)
trap 'rm -rf -- "$folder"' EXIT
export AGSEKIT_HOME=$folder/home HOME=$folder/user NO_COLOR=1
unset CONFIG_PATH BASH_ENV ENV ZDOTDIR
mkdir -p "$HOME" "$folder/bin" "$folder/repository" "$folder/work/src"
mkdir -m 700 "$AGSEKIT_HOME"
ln -s "$binary" "$folder/bin/agsekit"
PATH=$folder/bin:$PATH

# More of everything than most have: 20 VMs, 40 folders, 30 agents, 100 snapshots; in git 100 branches.
{
    echo 'vms:'
    for i in {1..20}; do echo "  machine-$i: {cpu: 1, ram: 1G, disk: 5G, install: [python], port-forwarding: [{type: socks5, vm-addr: '127.0.0.1:8088'}]}"; done
    echo 'mounts:'
    for i in {1..40}; do echo "  - {source: /srv/folder-$i, vm: machine-$((i % 20 + 1)), min_free_space: 1M}"; done
    echo "  - {source: $folder/work, min_free_space: 1M, max_backups: 200}"
    echo 'agents:'
    for i in {1..30}; do echo "  agent-$i: {type: claude, vm: machine-$((i % 20 + 1)), env: {A: b}}"; done
} >"$AGSEKIT_HOME/config.yaml"
chmod 600 "$AGSEKIT_HOME/config.yaml"
agsekit config check >/dev/null 2>&1
for i in {1..200}; do echo "$i" >"$folder/work/src/$i"; done
for i in {1..100}; do
    echo "$i" >"$folder/work/now"
    agsekit backup-once --source-dir "$folder/work" --dest-dir "$folder/backups-work" >/dev/null 2>&1
done
git -C "$folder/repository" init -q
git -C "$folder/repository" -c user.name=a -c user.email=a@b commit -q --allow-empty -m a
for i in {1..100}; do git -C "$folder/repository" branch "branch-$i"; done

questions=('agsekit ' 'agsekit ba' 'agsekit run agent-1' 'agsekit run --' 'agsekit start-vm ' 'agsekit umount /srv/' 'agsekit backup restore ' 'agsekit config ')

# Each shell prints a line for each answer: the question, microseconds, how many candidates; bash also hundredths of a second of a processor.
cat >"$folder/in.bash" <<'BASH'
source /usr/share/bash-completion/completions/git
source <(agsekit completion bash)
rounds=$1 folder=$2
shift 2
# Hundredths of a second that all children so far have taken.
ticks() { local -a stat; read -ra stat </proc/$$/stat; used=$((stat[15] + stat[16])); }
ask() {
    local begin end used before
    read -ra COMP_WORDS <<<"$2"
    [[ $2 != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=9 COMP_KEY=9 COMPREPLY=()
    ticks
    before=$used
    begin=${EPOCHREALTIME/[.,]/}
    "$1" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
    end=${EPOCHREALTIME/[.,]/}
    wait
    ticks
    printf '%s\t%s\t%s\t%s\n' "$2" $((end - begin)) ${#COMPREPLY[@]} $((used - before))
}
for ((i = 0; i < rounds; i++)); do
    cd "$folder/work"
    for question in "$@"; do ask _agsekit "$question"; done
    cd "$folder/repository"
    ask __git_wrap__git_main 'git checkout branch-'
done
BASH
cat >"$folder/in.zsh" <<'ZSH'
zmodload zsh/datetime
typeset -i found
# Outside of the line editor nothing can be offered: it is counted instead.
compdef() { : }
compadd() { found=${#candidates}; }
_files() { : }
source <(agsekit completion zsh)
rounds=$1 folder=$2
shift 2
cd "$folder/work"
for ((i = 0; i < rounds; i++)); do
    for question in "$@"; do
        words=("${(@s: :)question}") found=0
        CURRENT=${#words} PREFIX=${words[-1]}
        begin=$EPOCHREALTIME
        _agsekit
        end=$EPOCHREALTIME
        printf '%s\t%d\t%d\n' "$question" $(((end - begin) * 1000000)) $found
    done
done
ZSH
cat >"$folder/in.fish" <<'FISH'
agsekit completion fish | source
cd $argv[2]/work
for i in (seq $argv[1])
    for question in $argv[3..]
        set begin (date +%s%N)
        set found (complete -C "$question" | count)
        set end (date +%s%N)
        # The second look at the clock starts date(1) too.
        set clock (math (date +%s%N) - $end)
        printf '%s\t%d\t%d\n' "$question" (math -s0 "max(0, $end - $begin - $clock) / 1000") $found
    end
end
FISH

# More wait for a processor than there are: then the median says what else goes on.
busy=$(awk -v cores="$(nproc)" '{print ($1 > cores) ? 1 : 0}' /proc/loadavg)
slow=0
milliseconds() { printf '%d.%d' $(($1 / 1000)) $(($1 / 100 % 10)); }
report() {
    local shell=$1 answers=$2 question times median worst found judged used
    while IFS= read -r question; do
        times=$(awk -F'\t' -v q="$question" '$1 == q {print $2}' "$answers" | sort -n)
        median=$(sed -n "$(((rounds + 1) / 2))p" <<<"$times") worst=$(tail -1 <<<"$times")
        found=$(awk -F'\t' -v q="$question" '$1 == q {print $3; exit}' "$answers")
        judged=$median used=''
        if [[ $shell == bash ]]; then
            used=$(awk -F'\t' -v q="$question" '$1 == q {sum += $4} END {print sum * 10000 / '"$rounds"'}' "$answers")
            used=${used%.*}
            ((busy == 0)) || judged=$used
            used=", $(milliseconds "$used") ms of a processor"
        elif ((busy)); then
            judged=0
        fi
        printf '%-5s %-26s %6s ms (slowest %s)%s, %d candidates\n' "$shell" "'$question'" "$(milliseconds "$median")" "$(milliseconds "$worst")" "$used" "$found"
        if [[ $question == agsekit* ]] && ((judged >= most * 1000 || found == 0)); then slow=1; fi
    done < <(cut -f1 "$answers" | awk '!seen[$0]++')
}
bash --noprofile --norc "$folder/in.bash" "$rounds" "$folder" "${questions[@]}" >"$folder/answers.bash"
zsh -f "$folder/in.zsh" "$rounds" "$folder" "${questions[@]}" >"$folder/answers.zsh"
fish --no-config "$folder/in.fish" "$rounds" "$folder" "${questions[@]}" >"$folder/answers.fish"
for shell in bash zsh fish; do report "$shell" "$folder/answers.$shell"; done
((busy == 0)) || echo "the computer is busy ($(cut -d" " -f1 /proc/loadavg) on $(nproc) cores): processor time counts"
if ((slow)); then echo "an answer took $most ms or more, or there was none"; else echo "all answers under $most ms"; fi
exit "$slow"
