# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
#
# The package: find_package(Lomond 0.1 COMPONENTS Core Net). The libraries and headers themselves
# are installed by lomond_add_library, the QML module by its own folder.

include(CMakePackageConfigHelpers)
set(LOMOND_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/Lomond)
get_property(LOMOND_COMPONENTS GLOBAL PROPERTY LOMOND_COMPONENTS)

configure_package_config_file(cmake/LomondConfig.cmake.in LomondConfig.cmake
    INSTALL_DESTINATION ${LOMOND_PACKAGE_DIR}
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(LomondConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    ${CMAKE_CURRENT_BINARY_DIR}/LomondConfig.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/LomondConfigVersion.cmake
    DESTINATION ${LOMOND_PACKAGE_DIR} COMPONENT Development)
foreach(component IN LISTS LOMOND_COMPONENTS)
    install(EXPORT Lomond${component}Targets NAMESPACE Lomond::
        DESTINATION ${LOMOND_PACKAGE_DIR} COMPONENT Development)
endforeach()
