# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# What only a build of Lomond itself may choose: the default build type, ccache, the kind of
# library. Included at top level alone; everything here yields to the command line and presets.

get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT multi_config AND NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

option(BUILD_SHARED_LIBS "Build shared libraries" ON)

if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(LOMOND_CCACHE ccache)
    if(LOMOND_CCACHE)
        set(CMAKE_CXX_COMPILER_LAUNCHER ${LOMOND_CCACHE})
    endif()
endif()
