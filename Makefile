# SPDX-License-Identifier: MIT
# weir: see README.md. V=1 shows commands; O=DIR builds elsewhere; SANITIZE=1 adds
# AddressSanitizer and UBSan. After a change of these or of the compiler all is rebuilt.
V ?= 0
O ?= build
CC ?= cc
CLANG ?= clang
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool) bpftool)
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr
SYSCONFDIR ?= /etc
DESTDIR ?=
# Interfaces of `make run`; empty: those that weir chooses.
IFACE ?=
# Seconds each fuzzer runs in `make fuzz`.
TIME ?= 60
# Where `make lab` writes its captures, and what chooses their settings.
LAB_OUT ?= $(O)/lab
LAB_SEED ?= 1

VERSION := 0.1.0
LIBRARIES := libbpf libelf zlib libpcap jansson libsystemd inih
ARCH_INCLUDE := /usr/include/$(shell $(CC) -print-multiarch 2>/dev/null)
PACKAGE_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBRARIES) 2>/dev/null)
PACKAGE_LIBS := $(shell $(PKG_CONFIG) --libs $(LIBRARIES) 2>/dev/null)

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
CFLAGS ?= -O2 -g
ALL_CFLAGS := -std=c11 -D_GNU_SOURCE -fno-strict-aliasing $(WARNINGS) -Iinclude -I$(O) \
	-DWEIR_VERSION='"$(VERSION)"' -DWEIR_PREFIX='"$(PREFIX)"' -DWEIR_SYSCONFDIR='"$(SYSCONFDIR)"' \
	$(PACKAGE_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LDLIBS := $(PACKAGE_LIBS) -lm
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
ifeq ($(SANITIZE),1)
ALL_CFLAGS += $(SANITIZERS)
ALL_LDFLAGS := $(SANITIZERS) $(LDFLAGS)
else ifeq ($(SANITIZE),fuzzer)
ALL_CFLAGS += $(SANITIZERS) -fsanitize=fuzzer-no-link
ALL_LDFLAGS := $(SANITIZERS) -fsanitize=fuzzer $(LDFLAGS)
else
ALL_LDFLAGS := $(LDFLAGS)
endif
BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 -Wall -Wextra -Wshadow -Werror -Iinclude -I$(ARCH_INCLUDE) \
	-ffile-prefix-map=$(CURDIR)=.

SOURCES := $(sort $(wildcard user/*.c user/*/*.c))
OBJECTS := $(patsubst %.c,$(O)/%.o,$(SOURCES))
LIBRARY := $(O)/libweir.a
MAIN := $(O)/user/cli/main.o
FLAGS := $(O)/flags

c_tests = $(patsubst %.c,$(O)/%,$(sort $(wildcard $(1:%=tests/%/*.c))))
# A shell file that is not executable is sourced by tests, not one of them.
sh_tests = $(sort $(shell find $(1:%=tests/%) -maxdepth 1 -name '*.sh' -perm -u+x 2>/dev/null))
NET_TOOLS := $(patsubst %.c,$(O)/%,$(sort $(wildcard tests/net/*.c)))
LAB_TOOLS := $(patsubst %.c,$(O)/%,$(sort $(wildcard tests/lab/*.c)))
FUZZERS := $(patsubst %.c,$(O)/%,$(sort $(wildcard tests/fuzz/*_fuzz.c)))
BENCHES := $(call c_tests,bench)
C_TESTS := $(call c_tests,unit bpf fault vm) $(FUZZERS)
SHELL_CHECKS := $(call sh_tests,golden cli fault lab)
CHECKS := $(call c_tests,unit fault) $(FUZZERS) $(SHELL_CHECKS)
# Those that load all processors or count what they can do run alone.
ALONE_CHECKS := $(filter tests/net/account_%,$(call sh_tests,net))
# They mostly wait, for windows and for the kernel: more at once than processors.
# The longest begin, or one of them would be left alone at the end.
LONG_CHECKS := tests/net/tools.sh tests/net/baseline.sh tests/net/stop.sh
ROOT_CHECKS := $(LONG_CHECKS) $(filter-out $(ALONE_CHECKS) $(LONG_CHECKS), \
	$(call c_tests,bpf) $(call sh_tests,bpf net))
CORPUS_CHECKS := $(call sh_tests,corpus)
VM_CHECKS := $(call sh_tests,vm)
SAN := $(O)/san
# Those that look at texts and not at the program need no second run.
SAN_CHECKS := $(patsubst $(O)/%,$(SAN)/%,$(filter-out \
	$(shell grep -l '^# test-sanitize: no' $(SHELL_CHECKS)),$(CHECKS)))

ifeq ($(V),0)
say = @printf '  %-7s %s\n' $(1) $(2);
MAKEFLAGS += --no-print-directory
else
say =
endif

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all run test deps-test check check-sanitize check-root check-corpus check-vm check-boot \
	bench fuzz lab install uninstall clean tests fuzzers FORCE

all: $(O)/weir $(O)/weir.bpf.o $(O)/man/weir.conf.5

# What follows from the command line, and which files there are: changes rebuild.
$(FLAGS): FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CLANG) $(ALL_CFLAGS) $(BPF_CFLAGS) $(ALL_LDFLAGS) $(SOURCES)' | \
		cmp -s - $@ || \
		echo '$(CC) $(CLANG) $(ALL_CFLAGS) $(BPF_CFLAGS) $(ALL_LDFLAGS) $(SOURCES)' >$@

$(O)/weir: $(MAIN) $(LIBRARY)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) -o $@ $(MAIN) $(LIBRARY) $(LDLIBS)

$(LIBRARY): $(filter-out $(MAIN),$(OBJECTS)) $(FLAGS)
	$(call say,AR,$@)rm -f $@ && ar rcs $@ $(filter %.o,$^)

$(O)/user/%.o: user/%.c $(FLAGS) | $(O)/weir.skel.h
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/weir.bpf.o: bpf/weir.bpf.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,BPF,$@)$(CLANG) $(BPF_CFLAGS) -MMD -MP -MF $(O)/weir.bpf.d -MT $@ -c -o $@ $<

$(O)/weir.skel.h: $(O)/weir.bpf.o
	$(call say,SKEL,$@)$(BPFTOOL) gen skeleton $< name weir_bpf >$@

$(O)/tests/%: tests/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CFLAGS) -I. -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(LIBRARY) $(LDLIBS)

# Without libFuzzer a fuzz target gets a main of ours that runs its seeds.
ifneq ($(SANITIZE),fuzzer)
FUZZ_MAIN := tests/fuzz/seeds.c
endif
$(FUZZERS): $(O)/tests/fuzz/%: tests/fuzz/%.c $(FUZZ_MAIN) $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CFLAGS) -I. -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(FUZZ_MAIN) \
		$(LIBRARY) $(LDLIBS)

tests: all $(C_TESTS) $(NET_TOOLS) $(LAB_TOOLS)
fuzzers: $(FUZZERS)

# Packages may bring the tools that this file asks for its variables: hence the second make.
deps-test:
	@scripts/install-deps --test

run:
	@MAKE="$(MAKE)" scripts/run $(O) $(IFACE)

# All but check-corpus, which takes long and needs captures that are not part of weir.
test: deps-test
	@$(MAKE) tests
	@$(MAKE) SANITIZE=1 O=$(SAN) tests
	@O=$(O) tests/run -j2 $(CHECKS) O=$(SAN) $(SAN_CHECKS) \
		O=$(O) $(VM_CHECKS) -j4 $(ROOT_CHECKS) -j1 $(ALONE_CHECKS)

check: tests
	@O=$(O) tests/run -j2 $(CHECKS)

check-sanitize:
	@$(MAKE) SANITIZE=1 O=$(SAN) tests
	@tests/run -j2 O=$(SAN) $(SAN_CHECKS)

check-root: tests
	@O=$(O) tests/run -j4 $(ROOT_CHECKS) -j1 $(ALONE_CHECKS)

check-corpus: tests
	@O=$(O) tests/run -j2 $(CORPUS_CHECKS)

# A Debian with the package, from its installation to its purge; V=1 shows its words.
check-boot: all
	@O=$(O) WEIR_VM=all tests/run tests/vm/boot.sh

check-vm: tests
	@O=$(O) WEIR_VM=all tests/run -j2 $(VM_CHECKS)

bench: all $(BENCHES)
	@for bench in $(BENCHES); do $$bench || exit 1; done

fuzz: tests
	@$(MAKE) SANITIZE=fuzzer CC=$(CLANG) O=$(O)/fuzz fuzzers
	@tests/fuzz/run $(O) $(TIME)

lab: all $(LAB_TOOLS)
	@O=$(O) tests/lab/run --out $(LAB_OUT) --seed $(LAB_SEED)

-include scripts/install.mk
-include $(shell find $(O) -name '*.d' -type f -not -path '$(O)/san/*' -not -path '$(O)/fuzz/user/*' \
	-not -path '$(O)/deb/*' 2>/dev/null)

clean:
	$(call say,CLEAN,$(O))rm -rf $(O)
