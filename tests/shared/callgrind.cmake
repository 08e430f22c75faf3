# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Instructions, counted by valgrind: the same on every run, which seconds are not; and on every
# machine of this architecture, since what is chosen by the abilities of the processor is the same.

# count_instructions(RESULT FUNCTION name [INPUT command…] COMMAND program…)
#
# RESULT becomes a list: what each call of this C function took, with all that was called from it.
# INPUT is another program, which is not counted; its output is the input of the first.
function(count_instructions result)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "FUNCTION" "INPUT;COMMAND")
    find_program(VALGRIND valgrind)
    if(NOT VALGRIND)
        message(FATAL_ERROR "valgrind is not installed, and it counts the instructions")
    endif()
    # No more than what every x86-64 has. Without ERMS and FSRM on any account: the instruction that
    # copies any number of octets would be counted once for each of them.
    string(CONCAT features
        "-ERMS,-FSRM,-SSSE3,-SSE4_1,-SSE4_2,-POPCNT,-MOVBE,-BMI1,-BMI2,-LZCNT,"
        "-AVX,-AVX2,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512BW,-AVX512VL,-RTM")
    set(ENV{GLIBC_TUNABLES} glibc.cpu.hwcaps=${features})
    set(ENV{QT_HASH_SEED} 0)
    set(ENV{LD_BIND_NOW} 1) # or the first call of each function would count, too

    string(RANDOM LENGTH 8 name)
    set(counts ${CMAKE_CURRENT_BINARY_DIR}/${name}.counts)
    set(command COMMAND ${VALGRIND} --tool=callgrind --callgrind-out-file=${counts}
        --combine-dumps=yes --collect-atstart=no --toggle-collect=${arg_FUNCTION}
        --dump-after=${arg_FUNCTION} ${arg_COMMAND})
    if(arg_INPUT)
        list(PREPEND command COMMAND ${arg_INPUT})
    endif()
    execute_process(${command} RESULTS_VARIABLE codes ERROR_VARIABLE text)
    if(NOT codes MATCHES "^0(;0)*$")
        message(FATAL_ERROR "${arg_COMMAND} ended with ${codes}:\n${text}")
    endif()
    file(STRINGS ${counts} totals REGEX "^totals: [0-9]+")
    file(REMOVE ${counts})
    list(TRANSFORM totals REPLACE "totals: " "")
    set(${result} ${totals} PARENT_SCOPE)
endfunction()
