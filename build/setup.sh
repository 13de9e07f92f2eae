# What ./snowball and ./test.sh share: checks the machine, installs what is missing, builds.
# Sourced, not run. Everything is said on standard error: standard output belongs to the program.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

# libtorch's threads must sleep, not spin, while they wait: on few cores spinning slows training twentyfold.
export OMP_WAIT_POLICY=passive
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
# Spares the SDK the ICU library, which a plain system may lack.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

# What .NET, NuGet and libtorch need beyond the SDK: a library or file, and the Debian and Ubuntu package that brings it.
# libtorch brings its own OpenMP.
native_needs=(
    "libstdc++.so.6 libstdc++6"
    "libgcc_s.so.1 libgcc-s1"
    "libssl.so.3 libssl3"
    "/etc/ssl/certs/ca-certificates.crt ca-certificates"
)

# OpenGL: Mesa draws where there is no graphics card. Its drivers lie outside the loader's path, so a file beside them stands for them.
# Texts in pictures are set in Roboto.
picture_needs=(
    "libEGL.so.1 libegl1"
    "/usr/share/drirc.d/00-mesa-defaults.conf libgl1-mesa-dri"
    "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf fonts-roboto-unhinted"
)

# OpenCV encodes films and changes frames.
opencv_needs=(
    "libgtk-3.so.0 libgtk-3-0"
    "libatomic.so.1 libatomic1"
    "libdrm.so.2 libdrm2"
)

window_needs=("libglfw.so.3 libglfw3")

say() { echo "snowball: $*" >&2; }

# A fault of the machine, not of the input.
environment_fault() {
    say "$@"
    exit 3
}

install_native_needs() {
    local present need package missing=()
    present=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
    for entry in "${native_needs[@]}"; do
        read -r need package <<<"$entry"
        [[ -e $need || $present == *"$need "* ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    say "installing ${missing[*]}"
    command -v apt-get >/dev/null ||
        environment_fault "these packages are missing, and there is no apt-get to install them: ${missing[*]}"
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            environment_fault "these packages are missing; install them as root: ${missing[*]}"
        as_root=(sudo)
    fi

    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120)
    { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } </dev/null >&2 ||
        environment_fault "could not install ${missing[*]}"
}

require_sdk() {
    command -v dotnet >/dev/null ||
        environment_fault "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
    (cd "$root" && dotnet --version) >/dev/null 2>&1 ||
        environment_fault "the .NET 10 SDK is missing; this machine has: $(dotnet --list-sdks | cut -d' ' -f1 | xargs)"
    # The built programs look for the runtime here.
    export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")}
}

# BepuPhysics is not in every registry. Whether it restores is tried once for each version and source, and remembered: `true` or `false`, and what for.
find_bepu() {
    local version answer=$root/artifacts/bepu
    version=${BepuVersion:-$(sed -n 's/.*<BepuVersion[^>]*>\(.*\)<.*/\1/p' "$root/Directory.Packages.props")}
    if [[ -z ${Bepu:-} && (! -e $answer || $(cut -d' ' -f2- "$answer") != "$version ${BepuSource:-}") ]]; then
        mkdir -p "$root/artifacts"
        local found=false
        Bepu=true dotnet restore "$root/src/Snowball.Physics.Bepu" --nologo -v quiet </dev/null >/dev/null 2>&1 && found=true
        echo "$found $version ${BepuSource:-}" >"$answer"
        [[ $found == true ]] || say "BepuPhysics $version cannot be restored: building without it (docs/bepu.md)"
    fi
    with_bepu=${Bepu:-$(cut -d' ' -f1 "$answer")}
}

# Builds a project or the solution, and leaves no build server behind.
build() {
    say "building (the first time this downloads packages, libtorch among them)"
    dotnet build "$root/$1" -c Release --nologo -v quiet -tl:off -m:1 --disable-build-servers \
        </dev/null >&2 ||
        environment_fault "the build failed"
}

setup() {
    install_native_needs
    require_sdk
    find_bepu
}
