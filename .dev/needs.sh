# What a machine must have, and how it gets it. Sourced by ./dev; idempotent; prints only when
# it does something or cannot. Works as root and with sudo; never asks a question in CI.

# Debian's names. Only what is really called for: each line was proved on a bare Debian 12.
packages_for() {
    case $1 in
        # libwebkit2gtk brings GTK; OpenSSL is SQLCipher's cipher.
        build) echo gcc g++ make libc6-dev pkg-config libwebkit2gtk-4.1-dev libssl-dev ca-certificates ;;
        # The tray is loaded at run time; without the fonts Chinese is empty boxes.
        window) echo libayatana-appindicator3-1 fonts-noto-cjk ;;
        # A virtual display, a driver for the window, a private session bus, and the tools that
        # must open what we write when we are gone.
        stage) echo xvfb webkit2gtk-driver dbus restic sqlite3 age zstd rclone ;;
        # A browser for the page's own tests.
        page) echo chromium ;;
        baselines) echo restic borgbackup sqlite3 ;;
        # Disks whose power is cut, and the program that takes a child's calls to carry anything away.
        power) echo e2fsprogs xfsprogs exfatprogs exfat-fuse util-linux mount eatmydata ;;
        *) echo "needs.sh: no such need: $1" >&2; return 1 ;;
    esac
}

# Whether apt can install a package. Its words are translated but for this.
has_candidate() { [[ $(LC_ALL=C apt-cache policy "$1" 2>/dev/null) == *'Candidate: '[0-9]* ]]; }

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        if [[ -t 0 ]]; then sudo "$@"; else sudo -n "$@"; fi
    else
        die "This needs root and there is no sudo. As root: $*${missing[*]:+
(in all: apt-get install ${missing[*]})}"
    fi
}

# Prints those of the named packages that are not installed.
missing_packages() {
    local installed name
    # A name dpkg has never heard of makes dpkg-query fail, after it has told of the others.
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for name in "$@"; do
        grep -qxF "installed $name" <<<"$installed" || printf '%s\n' "$name"
    done
}

# need GROUP…: installs what is missing of the groups.
need() {
    local group name
    local -a wanted=() missing=()
    for group in "$@"; do
        for name in $(packages_for "$group"); do wanted+=("$name"); done
    done
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        # No Debian: what to install there stands in the README, and what is absent names itself
        # in the step that wants it.
        [[ -n ${STEWARD_TOLD:-} ]] || say "Not a Debian or Ubuntu system: README.md, \"Other systems\", lists what to install."
        export STEWARD_TOLD=1
        has_browser || true
        return
    fi
    for name in "${wanted[@]}"; do
        [[ $name == chromium ]] && has_browser && continue
        [[ $name == webkit2gtk-driver ]] && command -v WebKitWebDriver >/dev/null && continue
        missing+=("$name")
    done
    mapfile -t missing < <(missing_packages "${missing[@]}")
    [[ ${#missing[@]} -gt 0 ]] || return 0
    say "Installing: ${missing[*]}"
    as_root apt-get -q update
    # Newer systems have the driver of the window under another name only.
    has_candidate webkit2gtk-driver || missing=("${missing[@]/#webkit2gtk-driver/webkitgtk-webdriver}")
    # Ubuntu ships Chromium as a snap only.
    if [[ " ${missing[*]} " == *' chromium '* ]] && ! has_candidate chromium; then
        die "The page's tests need a Chromium or Google Chrome on the PATH, and this system has no such
package. Install one (snap install chromium, or Google's package) and run ./dev again."
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=900 \
        install --yes --no-install-recommends "${missing[@]}"
}

# Any Chromium or Chrome on the PATH will do; the page's tests are told which.
has_browser() {
    local name
    [[ -z ${CHROMIUM:-} ]] || return 0
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null || continue
        CHROMIUM=$(command -v "$name")
        export CHROMIUM
        return 0
    done
    return 1
}

# at_least HAVE WANT: compares dotted versions.
at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

# need_rust [nextest]: a toolchain as new as Cargo.toml says.
need_rust() {
    local want have=none
    want=$(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' Cargo.toml)
    [[ -d $HOME/.cargo/bin ]] && PATH=$HOME/.cargo/bin:$PATH
    command -v cargo >/dev/null && have=$(cargo --version | cut -d' ' -f2)
    if [[ $have == none ]] || ! at_least "$have" "$want"; then
        die "Steward needs Rust $want or newer with clippy and rustfmt; found: $have.
Install it from https://rustup.rs (or: rustup toolchain install $want --profile minimal -c clippy -c rustfmt && rustup default $want),
open a new shell and run ./dev again."
    fi
    if [[ ${1:-} == nextest ]] && ! cargo nextest --version >/dev/null 2>&1; then
        say "Installing the test runner cargo-nextest (once, some minutes)"
        cargo install --locked --quiet cargo-nextest --version 0.9.143
    fi
}

# need_node: Node.js and the page's packages, as its lock file names them.
need_node() {
    local want=22.12.0
    local tools=$PWD/target/tools
    # Laid there by an earlier call, see below.
    [[ -x $tools/node_modules/.bin/npm ]] && PATH=$tools/node_modules/.bin:$PATH
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        command -v apt-get >/dev/null || die "Steward needs Node.js $want or newer with npm: https://nodejs.org"
        say "Installing: nodejs npm"
        as_root apt-get -q update
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=900 \
            install --yes --no-install-recommends nodejs npm
    fi
    if ! at_least "$(node --version | tr -d v)" "$want"; then
        # Debian's own is older; npm carries newer ones as packages. With its own npm: Debian's
        # is taken apart over the system and runs under Debian's node only.
        local arch
        case $(uname -sm) in
            'Linux x86_64') arch=x64 ;;
            'Linux aarch64') arch=arm64 ;;
            *) die "Steward needs Node.js $want or newer; found $(node --version)." ;;
        esac
        say "Node.js $(node --version) is too old: laying a newer one in target/tools"
        npm install --loglevel=error --ignore-scripts --no-audit --no-fund --no-save --prefix "$tools" "node-linux-$arch@24.21.0" npm@11.19.1
        mkdir -p "$tools/node_modules/.bin"
        ln -sf "../node-linux-$arch/bin/node" "$tools/node_modules/.bin/node"
        PATH=$tools/node_modules/.bin:$PATH
    fi
    node_packages ui
}

# node_packages DIR: what its lock file names, only when that changed since the last time. Not
# `npm ci`: ours names not every platform's binaries, and it refuses such a one.
# tests/tidy holds package.json and lock file to each other instead.
node_packages() {
    local stamp=$1/node_modules/.steward-lock
    cmp -s "$1/package-lock.json" "$stamp" && return
    say "Installing the packages of $1"
    (cd "$1" && npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error)
    cp "$1/package-lock.json" "$stamp"
}
