# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Twice the work must not take more than 2.2 times the instructions: of SIZE and of twice SIZE, each
# without those of no work at all. Instructions are the same on every run; seconds are not.

cmake_minimum_required(VERSION 3.23)

include(${CMAKE_CURRENT_LIST_DIR}/../../shared/callgrind.cmake)

math(EXPR twice "2 * ${SIZE}")
count_instructions(instructions FUNCTION linearWork
    COMMAND ${PROGRAM} ${WORK} 0 ${SIZE} ${twice})
list(POP_FRONT instructions idle once doubled)

math(EXPR once "${once} - ${idle}")
math(EXPR doubled "${doubled} - ${idle}")
math(EXPR allowed "${once} * 22 / 10")
message(STATUS "${WORK}: ${once} instructions for ${SIZE}, ${doubled} for ${twice}")
if(once LESS SIZE)
    message(FATAL_ERROR "that is too little to be the work")
endif()
if(doubled GREATER allowed)
    message(FATAL_ERROR "${WORK} grows faster than its size")
endif()
