# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# What every target of Lomond has in common. All of it is set on targets: a project that contains
# Lomond keeps its own settings.

function(lomond_set_defaults target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_compile_definitions(${target} PRIVATE
        QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH
        QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT)
    if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
        target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic)
        if(LOMOND_WARNINGS_AS_ERRORS)
            target_compile_options(${target} PRIVATE -Werror)
        endif()
    endif()
    set_target_properties(${target} PROPERTIES
        AUTOMOC ON
        CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON)
endfunction()

# lomond_add_library(Core SOURCES … HEADERS … LINK … PRIVATE_LINK …)
#
# The sources are compiled once, into the OBJECT library LomondCoreObjects, so that tests reach
# internals; the library Lomond::Core is made of the same objects. Only what moc makes is compiled
# for each of the two: while targets that use AUTOMOC are generated in a parent project, the objects
# of another target are listed too early, without it.
function(lomond_add_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;LINK;PRIVATE_LINK" ${ARGN})
    string(TOUPPER ${name} upper)
    set(objects Lomond${name}Objects)
    set(library Lomond${name})
    list(TRANSFORM arg_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/Lomond/)

    add_library(${objects} OBJECT ${arg_SOURCES} ${arg_HEADERS})
    lomond_set_defaults(${objects})
    target_include_directories(${objects} PUBLIC
        ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
    target_compile_definitions(${objects} PRIVATE LOMOND_BUILD_${upper})
    foreach(dependency IN LISTS arg_LINK)
        if(dependency MATCHES "^Lomond::(.*)$")
            target_link_libraries(${objects} PUBLIC Lomond${CMAKE_MATCH_1}Objects)
        else()
            target_link_libraries(${objects} PUBLIC ${dependency})
        endif()
    endforeach()
    target_link_libraries(${objects} PUBLIC ${arg_PRIVATE_LINK}) # tests include the private headers
    # What the QML module's types inherit. Not left to that module: moc is not run anew when the
    # module is switched on in a build that exists.
    qt_extract_metatypes(${objects})

    set(private_headers ${arg_SOURCES})
    list(FILTER private_headers INCLUDE REGEX "\\.h$")
    add_library(${library}
        $<FILTER:$<TARGET_OBJECTS:${objects}>,EXCLUDE,mocs_compilation> ${private_headers})
    add_library(Lomond::${name} ALIAS ${library})
    lomond_set_defaults(${library})
    target_include_directories(${library} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    target_compile_definitions(${library} PRIVATE LOMOND_BUILD_${upper})
    target_link_libraries(${library} PUBLIC ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
    target_sources(${library} PUBLIC
        FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${arg_HEADERS})
    # While the version is 0.x, each minor version may break the ABI, and its soname says so.
    set_target_properties(${library} PROPERTIES
        EXPORT_NAME ${name}
        INSTALL_RPATH $ORIGIN
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
    if(NOT BUILD_SHARED_LIBS)
        target_compile_definitions(${objects} PUBLIC LOMOND_STATIC)
        target_compile_definitions(${library} PUBLIC LOMOND_STATIC)
    endif()

    set_property(GLOBAL APPEND PROPERTY LOMOND_COMPONENTS ${name})
    install(TARGETS ${library} EXPORT Lomond${name}Targets
        RUNTIME COMPONENT Runtime
        LIBRARY COMPONENT Runtime NAMELINK_COMPONENT Development
        ARCHIVE COMPONENT Development
        FILE_SET HEADERS COMPONENT Development)
endfunction()

# lomond_add_part(FUZZERS tests/fuzz): the folder, if its option is on and this tree has it.
function(lomond_add_part option folder)
    if(LOMOND_BUILD_${option} AND EXISTS ${PROJECT_SOURCE_DIR}/${folder}/CMakeLists.txt)
        add_subdirectory(${folder})
    endif()
endfunction()
