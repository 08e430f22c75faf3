# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# The Debian packages that Lomond takes to build, run and test, and how missing ones are installed.
# Sourced by examples/ticker/run and tests/run; it runs nothing by itself.

build_packages=(
    build-essential cmake ninja-build ccache
    qt6-base-dev qt6-declarative-dev zlib1g-dev
)
# What the ticker needs to run: the QML modules it imports, a font, the certificates for wss://.
ticker_packages=(
    qml6-module-qtquick qml6-module-qtquick-controls qml6-module-qtquick-layouts
    qml6-module-qtquick-shapes qml6-module-qtquick-templates qml6-module-qtquick-window
    qml6-module-qtqml qml6-module-qtqml-workerscript
    fonts-dejavu-core ca-certificates
)
# What the tests need besides: the real peers, certificates made at run time, the tools of QML.
test_packages=(
    python3 python3-websockets nodejs node-ws openssl valgrind
    qml6-module-qttest qt6-declarative-dev-tools
)

# install_packages NAME…: installs those that are missing; returns at once when none is.
# The body is a subshell, so that its trap ends with it.
install_packages() (
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        echo "There is no apt-get here, so nothing can be installed. Lomond needs what these packages"
        echo "of Debian 12 contain (Qt 6.4 or newer, CMake 3.23 or newer, a compiler for C++20):"
        printf '    %s\n' "$@"
        command -v cmake >/dev/null && command -v ninja >/dev/null && command -v c++ >/dev/null ||
            exit 1
        echo "Going on with what is installed."
        exit 0
    fi

    installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null || true)"
    missing=()
    for package in "$@"; do
        [[ $installed == *" installed:$package "* ]] || missing+=("$package")
    done
    ((${#missing[@]})) || exit 0

    echo "Installing ${missing[*]}"
    as_root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            echo "That needs root or sudo. As root: apt-get install ${missing[*]}"
            exit 1
        fi
        as_root=(sudo)
    fi

    # Packages must not start services on this machine: invoke-rc.d asks this file.
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap '"${as_root[@]}" rm -f $policy' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
        "${as_root[@]}" chmod 755 $policy
    fi
    "${as_root[@]}" apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"
)

# Qt needs a locale in UTF-8 and warns in each program when there is none.
use_utf8_locale() {
    [[ -n ${LC_ALL:-}${LC_CTYPE:-}${LANG:-} ]] || export LANG=C.UTF-8
}
