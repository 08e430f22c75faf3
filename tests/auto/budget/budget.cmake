# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# What one message of WORK costs must not be more than 105 % of its BUDGET of instructions: of COUNT
# and of five times COUNT messages over one connection, the difference. A first COUNT warms it up.

cmake_minimum_required(VERSION 3.23)
include(${CMAKE_CURRENT_LIST_DIR}/../../shared/callgrind.cmake)

math(EXPR more "5 * ${COUNT}")
count_instructions(spent FUNCTION budgetedWork
    INPUT ${CMAKE_CURRENT_LIST_DIR}/peer.py
    COMMAND ${PROGRAM} ${WORK} ${COUNT} ${COUNT} ${more})
list(POP_FRONT spent warm_up few many)

math(EXPR messages "${more} - ${COUNT}")
math(EXPR each "(${many} - ${few} + ${messages} / 2) / ${messages}")
message(STATUS "${WORK}: ${each} instructions for a message; the budget is ${BUDGET}")
if(each LESS 64) # of 64 octets at least
    message(FATAL_ERROR "that is too little to be the work")
endif()
math(EXPR allowed "${BUDGET} * 105 / 100")
if(each GREATER allowed)
    message(FATAL_ERROR "${WORK} costs more than 105 % of its budget")
endif()
