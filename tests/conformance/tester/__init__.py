# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The conformance tester: Python's standard library alone, and nothing of the library under test."""
