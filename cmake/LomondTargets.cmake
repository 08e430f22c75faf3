# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# What every target of Lomond has in common.

set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

function(lomond_set_defaults target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_compile_definitions(${target} PRIVATE
        QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH
        QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic)
    if(LOMOND_WARNINGS_AS_ERRORS)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    set_target_properties(${target} PROPERTIES AUTOMOC ON CXX_EXTENSIONS OFF)
endfunction()

# lomond_add_library(Core SOURCES … HEADERS … LINK …)
#
# The sources are compiled once, into the OBJECT library LomondCoreObjects, so that tests reach
# internals; the library Lomond::Core is made of the same objects.
function(lomond_add_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;LINK" ${ARGN})
    string(TOUPPER ${name} upper)
    set(objects Lomond${name}Objects)
    set(library Lomond${name})
    list(TRANSFORM arg_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/Lomond/)

    add_library(${objects} OBJECT ${arg_SOURCES} ${arg_HEADERS})
    lomond_set_defaults(${objects})
    target_include_directories(${objects} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
    target_compile_definitions(${objects} PRIVATE LOMOND_BUILD_${upper})
    foreach(dependency IN LISTS arg_LINK)
        if(dependency MATCHES "^Lomond::(.*)$")
            target_link_libraries(${objects} PUBLIC Lomond${CMAKE_MATCH_1}Objects)
        else()
            target_link_libraries(${objects} PUBLIC ${dependency})
        endif()
    endforeach()

    add_library(${library} $<TARGET_OBJECTS:${objects}>)
    add_library(Lomond::${name} ALIAS ${library})
    target_compile_features(${library} PUBLIC cxx_std_20)
    target_link_libraries(${library} PUBLIC ${arg_LINK})
    target_sources(${library} PUBLIC
        FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${arg_HEADERS})
    set_target_properties(${library} PROPERTIES
        EXPORT_NAME ${name}
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR})
    if(NOT BUILD_SHARED_LIBS)
        target_compile_definitions(${objects} PUBLIC LOMOND_STATIC)
        target_compile_definitions(${library} PUBLIC LOMOND_STATIC)
    endif()
endfunction()
