# shellcheck shell=sh disable=SC2015,SC2034,SC2154
# Built here from a tagged source with cargo. $1: the tag with {version}. $2: the folder with Cargo.toml. $3: the package. $4: the program it makes.
tag=$1 folder=$2 package=$3 made=$4
reach "$from"
packages git build-essential pkg-config libssl-dev curl ca-certificates
version=$wanted
if [ -z "$wanted" ]; then
    version=$(git ls-remote --tags --refs "$from" 2> /dev/null | sed 's|.*refs/tags/||' | grep -E "^$(printf '%s\n' "$tag" | sed -e 's/\./\\./g' -e 's/{version}/[0-9]+(\\.[0-9]+)*/')\$" |
        sed "s|^$(printf '%s\n' "$tag" | sed 's/{version}.*//')||" | sort -V | tail -n 1)
fi
[ -n "$version" ] || fail version "$from"
chosen "$version"
source=$cache/source-$bundle
if [ "$(cat "$source/.tag" 2> /dev/null)" != "$version" ]; then
    step download "$(host_of "$from")"
    rm -rf "$source"
    run git clone -q --depth 1 --branch "$(filled "$tag")" "$from" "$source" || fail version "$from"
    printf '%s\n' "$version" > "$source/.tag"
fi
step build "$program"
# A linker for all of it takes more memory than such a VM has.
run env CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_DEBUG=false CARGO_BUILD_JOBS=1 cargo build --release --locked --manifest-path "$source/$folder/Cargo.toml" -p "$package" || fail build
mkdir -p "$new/bin" && cp "$source/$folder/target/release/$made" "$new/bin/$program" || fail disk
rm -rf "$source"
settle
