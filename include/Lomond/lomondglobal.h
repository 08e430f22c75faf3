// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Export macros of the libraries. Every public header includes this one first.
// LOMOND_PRIVATE_EXPORT marks internals of Core that Net uses: exported, but without any promise.

#ifndef LOMOND_LOMONDGLOBAL_H
#define LOMOND_LOMONDGLOBAL_H

#include <QtCore/qglobal.h>

#if defined(LOMOND_STATIC)
#    define LOMOND_CORE_EXPORT
#    define LOMOND_NET_EXPORT
#else
#    if defined(LOMOND_BUILD_CORE)
#        define LOMOND_CORE_EXPORT Q_DECL_EXPORT
#    else
#        define LOMOND_CORE_EXPORT Q_DECL_IMPORT
#    endif
#    if defined(LOMOND_BUILD_NET)
#        define LOMOND_NET_EXPORT Q_DECL_EXPORT
#    else
#        define LOMOND_NET_EXPORT Q_DECL_IMPORT
#    endif
#endif
#define LOMOND_PRIVATE_EXPORT LOMOND_CORE_EXPORT

#endif
