# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# PROGRAM FAULT has to be ended, with REPORT on its standard error; or, without a REPORT, to leave
# with 0 in silence.

cmake_minimum_required(VERSION 3.23)

execute_process(COMMAND ${PROGRAM} ${FAULT}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
if(NOT REPORT)
    if(NOT result STREQUAL "0" OR NOT "${output}${errors}" STREQUAL "")
        message(FATAL_ERROR "It should leave in silence, but: ${result}\n${output}${errors}")
    endif()
elseif(result STREQUAL "0")
    message(FATAL_ERROR "It is not ended.\n${output}${errors}")
elseif(NOT errors MATCHES "${REPORT}")
    message(FATAL_ERROR "\"${REPORT}\" is not reported, but: ${result}\n${output}${errors}")
endif()
