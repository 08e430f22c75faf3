# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# qml → net → core, in this direction only, and no I/O, clock or random source in the core.
# CORE_HEADERS are the core's public headers, with commas between.

cmake_minimum_required(VERSION 3.23)

# forbid(REASON REGEX FILE…): no line of these files may match; letters of any case do.
function(forbid reason regex)
    if(NOT ARGN)
        message(SEND_ERROR "No file to look at: ${reason}")
    endif()
    foreach(file IN LISTS ARGN)
        file(READ ${file} content)
        string(TOLOWER "${content}" content)
        if(content MATCHES "[^\n]*(${regex})[^\n]*")
            message(SEND_ERROR "${file}: ${reason}:\n${CMAKE_MATCH_0}")
        endif()
    endforeach()
endfunction()

set(include "# *include *[<\"]")
file(GLOB core src/core/*.cpp src/core/*.h)
file(GLOB net src/net/*.cpp src/net/*.h)
file(GLOB qml qml/*.cpp qml/*.h)
string(REPLACE "," ";" core_headers "${CORE_HEADERS}")

forbid("the core stands on QtCore alone"
    "${include}(qt(network|qml|quick|gui)|net)/" ${core} ${core_headers})
forbid("the core knows nothing of Net"
    "${include}lomond/lomond(socket|server|upgrade|event)" ${core} ${core_headers})
forbid("the core has no objects, devices, timers, clocks or random bits"
    "${include}(qtcore/)?q(object|iodevice|(basic|elapsed|deadline)?timer|random(generator)?|thread|eventloop|coreapplication)(\\.h)?>"
    ${core} ${core_headers})
forbid("the core has no clocks, threads, files or random bits"
    "${include}(random|thread|mutex|ctime|time\\.h|iostream|fstream)>" ${core} ${core_headers})
forbid("time and random bits are arguments of the core"
    "(_clock::now|::current(datetime|msecs|secs)|qrandomgenerator|q_object)" ${core} ${core_headers})
forbid("net knows nothing above itself" "${include}(qt(qml|quick|gui|widgets)|qml)/" ${net})
forbid("net knows nothing of frames and masks"
    "${include}([^\">]*/)?(core/(frame|masking|message|receivebuffer|deflate|permessage)|zlib\\.h)"
    ${net})
if(qml)
    forbid("the QML module stands on the public API"
        "${include}([^\">]*/)?(core|net|qtnetwork)/" ${qml})
    forbid("the QML module has no sockets"
        "${include}q(tcp|ssl|udp|local|abstractsocket|network|host)" ${qml})
endif()
