# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Twice the work must not take more than 2.2 times the instructions: of SIZE and of twice SIZE, each
# without those of no work at all. Instructions are the same on every run; seconds are not.

cmake_minimum_required(VERSION 3.23)

find_program(VALGRIND valgrind)
if(NOT VALGRIND)
    message(FATAL_ERROR "valgrind is not installed, and it counts the instructions")
endif()
# An instruction that copies any number of octets would be counted once for each of them.
set(ENV{GLIBC_TUNABLES} glibc.cpu.hwcaps=-ERMS,-FSRM)

math(EXPR twice "2 * ${SIZE}")
set(counts ${CMAKE_CURRENT_BINARY_DIR}/${WORK}.counts)
execute_process(
    COMMAND ${VALGRIND} --tool=callgrind --callgrind-out-file=${counts} --combine-dumps=yes
        --collect-atstart=no --toggle-collect=linearWork --dump-after=linearWork
        ${PROGRAM} ${WORK} 0 ${SIZE} ${twice}
    RESULT_VARIABLE code ERROR_VARIABLE text)
if(NOT code EQUAL 0)
    message(FATAL_ERROR "${WORK} ended with ${code}:\n${text}")
endif()
file(STRINGS ${counts} totals REGEX "^totals: [0-9]+")
file(REMOVE ${counts})
list(TRANSFORM totals REPLACE "totals: " "")
list(GET totals 0 1 2 instructions)
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
