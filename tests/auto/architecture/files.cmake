# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# What each file owes: a licence, a length that can be read, a test of its name, a way to be found.
# CORE_HEADERS and NET_HEADERS are the installed headers, with commas between.

cmake_minimum_required(VERSION 3.23)

set(longest 400) # lines
# Longer files, and why.
set(longer
    tests/auto/net/tst_tcptransport.cpp # each trap of an unbuffered socket by a test of its own
)
# Files of src/core whose tests have another name.
set(tested_elsewhere
    src/core/lomondnamespace.cpp # one function, in tst_lomonderror with the class that it serves
    src/core/lomondprotocol.cpp # the public face of protocol.cpp, in tst_protocol*.cpp
)

function(complain file text)
    message(SEND_ERROR " ${file} ${text}") # the blank keeps it on one line
endfunction()

set(folders .ci cmake docs examples include qml src tests)
file(GLOB_RECURSE files LIST_DIRECTORIES FALSE RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}
    src/CMakeLists.txt tests/CMakeLists.txt)
list(APPEND files CMakeLists.txt)
foreach(folder IN LISTS folders)
    file(GLOB_RECURSE found LIST_DIRECTORIES FALSE RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}
        ${folder}/*.cpp ${folder}/*.h ${folder}/*.cmake ${folder}/*.cmake.in ${folder}/*.qml
        ${folder}/*.js ${folder}/*.py ${folder}/*.sh ${folder}/run
        ${folder}/Lomond/Lomond*)
    list(APPEND files ${found})
endforeach()
list(FILTER files EXCLUDE REGEX "/build[^/]*/") # an example may be built where it lies
list(REMOVE_DUPLICATES files)
list(LENGTH files count)
if(count LESS 50)
    message(SEND_ERROR "Only ${count} files found: is ${CMAKE_CURRENT_SOURCE_DIR} the source tree?")
endif()

foreach(file IN LISTS files)
    file(READ ${file} content)
    # the first thing in the file, but for a line that is meant for a tool
    if(NOT content MATCHES "^([^\n]*\n)?[^\n]*SPDX-FileCopyrightText: [^\n]+\n[^\n]*SPDX-License-Identifier: BSD-3-Clause")
        complain(${file} "begins without the SPDX pair")
    endif()
    string(REGEX MATCHALL "\n" ends "${content}")
    list(LENGTH ends lines)
    if(lines GREATER longest AND NOT file IN_LIST longer)
        complain(${file} "has ${lines} lines, of which ${longest} should do")
    endif()
endforeach()

file(GLOB sources RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} src/core/*.cpp)
foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/tests/auto/core/tst_${name}.cpp
            AND NOT source IN_LIST tested_elsewhere)
        complain(${source} "has no tests/auto/core/tst_${name}.cpp")
    endif()
endforeach()
foreach(source IN LISTS longer tested_elsewhere)
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${source})
        complain(${source} "is excused from a rule, but does not exist")
    endif()
endforeach()

# Every public header is installed, and can be included by the name of its class.
string(REPLACE "," ";" installed "${CORE_HEADERS},${NET_HEADERS}")
file(GLOB headers include/Lomond/*)
set(forwarded "")
foreach(header IN LISTS headers)
    if(NOT header IN_LIST installed)
        complain(${header} "is not installed")
    endif()
    if(NOT header MATCHES "\\.h$")
        file(READ ${header} content)
        string(APPEND forwarded "${content}")
    endif()
endforeach()
list(FILTER headers INCLUDE REGEX "\\.h$")
foreach(header IN LISTS headers)
    cmake_path(GET header FILENAME name)
    if(NOT forwarded MATCHES "#include <Lomond/${name}>")
        complain(${header} "has no forwarding header")
    endif()
endforeach()
