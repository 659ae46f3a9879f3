# weir: see README.md. V=1 shows commands; O=DIR builds elsewhere; SANITIZE=1 adds
# AddressSanitizer and UBSan.
V ?= 0
O ?= build
CC ?= cc
CLANG ?= clang
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool) bpftool)
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr
SYSCONFDIR ?= /etc
DESTDIR ?=

VERSION := 0.1.0
LIBRARIES := libbpf libelf zlib libpcap jansson libsystemd inih
ARCH_INCLUDE := /usr/include/$(shell $(CC) -print-multiarch 2>/dev/null)

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -fno-strict-aliasing $(WARNINGS) -Iinclude -I$(O) \
	-DWEIR_VERSION='"$(VERSION)"' -DWEIR_PREFIX='"$(PREFIX)"' -DWEIR_SYSCONFDIR='"$(SYSCONFDIR)"' \
	$(shell $(PKG_CONFIG) --cflags $(LIBRARIES) 2>/dev/null) $(CFLAGS)
LDLIBS = $(shell $(PKG_CONFIG) --libs $(LIBRARIES) 2>/dev/null) -lm
ifeq ($(SANITIZE),1)
ALL_CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif
BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 -Wall -Wextra -Wshadow -Werror -Iinclude -I$(ARCH_INCLUDE)

SOURCES := $(sort $(wildcard user/*.c user/*/*.c))
OBJECTS := $(patsubst %.c,$(O)/%.o,$(SOURCES))
LIBRARY := $(O)/libweir.a
MAIN := $(O)/user/cli/main.o
C_TESTS := $(patsubst %.c,$(O)/%,$(sort $(wildcard tests/unit/*.c tests/bpf/*.c tests/fault/*.c)))
FUZZERS := $(patsubst %.c,$(O)/%,$(sort $(wildcard tests/fuzz/*_fuzz.c)))

ifeq ($(V),0)
say = @printf '  %-7s %s\n' $(1) $(2);
else
say =
endif

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all run test deps check check-root check-corpus check-vm bench fuzz install uninstall clean tests

all: $(O)/weir $(O)/weir.bpf.o

$(O)/weir: $(MAIN) $(LIBRARY)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $(MAIN) $(LIBRARY) $(LDLIBS)

$(LIBRARY): $(filter-out $(MAIN),$(OBJECTS))
	$(call say,AR,$@)rm -f $@ && ar rcs $@ $^

$(O)/user/%.o: user/%.c $(O)/weir.skel.h
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/weir.bpf.o: bpf/weir.bpf.c
	@mkdir -p $(@D)
	$(call say,BPF,$@)$(CLANG) $(BPF_CFLAGS) -MMD -MP -MF $(O)/weir.bpf.d -MT $@ -c -o $@ $<

$(O)/weir.skel.h: $(O)/weir.bpf.o
	$(call say,SKEL,$@)$(BPFTOOL) gen skeleton $< name weir_bpf > $@

$(O)/tests/%: tests/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CFLAGS) -I. -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) $(LDLIBS)

tests: $(O)/weir $(C_TESTS)

-include scripts/targets.mk
-include $(shell find $(O) -name '*.d' 2>/dev/null)

clean:
	$(call say,CLEAN,$(O))rm -rf $(O)
