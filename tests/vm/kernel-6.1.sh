#!/bin/bash
# SPDX-License-Identifier: MIT
# test-timeout: 900
# The programs load and the tests of tests/bpf pass on Debian's 6.1.
VM_SECONDS=880 exec tests/vm/run 6.1 tests/vm/guest
