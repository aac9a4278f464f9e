# shellcheck shell=sh
# clone_newest REPOSITORY FOLDER PATTERN: the newest release whose tag fits; a half one of before is replaced.
clone_newest() {
    [ ! -e "$2/.git/agsekit-complete" ] || return 0
    step download "$(host_of "$1")"
    tag=$(git ls-remote --tags --refs --sort=-version:refname "$1" "refs/tags/$3" | sed -n '1s|.*refs/tags/||p')
    [ -n "$tag" ] || fail unreachable "$(host_of "$1")" ""
    rm -rf -- "$2.part"
    run git clone --quiet --depth 1 --branch "$tag" -- "$1" "$2.part" || fail unreachable "$(host_of "$1")" ""
    touch "$2.part/.git/agsekit-complete"
    [ ! -e "$2" ] || mv -- "$2" "$2.before-$(date +%s)"
    mv -- "$2.part" "$2"
}
