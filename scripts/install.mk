# SPDX-License-Identifier: MIT
# Where `make install` puts things, and what `make uninstall` removes again.
BINDIR := $(DESTDIR)$(PREFIX)/bin
LIBDIR := $(DESTDIR)$(PREFIX)/lib
SHAREDIR := $(DESTDIR)$(PREFIX)/share
# Debian 12's tools look for units in /lib alone.
UNITDIR ?= $(PREFIX)/lib/systemd/system

MANUALS := $(sort $(wildcard user/man/*.8)) $(O)/man/weir.conf.5
manual_path = $(SHAREDIR)/man/man$(patsubst .%,%,$(suffix $(1)))/$(notdir $(1))

INSTALLED := $(BINDIR)/weir $(DESTDIR)$(UNITDIR)/weir.service \
	$(LIBDIR)/systemd/catalog/weir.catalog $(LIBDIR)/sysusers.d/weir.conf \
	$(LIBDIR)/tmpfiles.d/weir.conf $(LIBDIR)/weir/allow.d/own.conf \
	$(LIBDIR)/weir/suppress.d/own.conf $(foreach page,$(MANUALS),$(call manual_path,$(page))) \
	$(SHAREDIR)/bash-completion/completions/weir $(SHAREDIR)/doc/weir/weir.conf.example

# Every key with its default and what it means: the text of the shipped example.
$(O)/man/weir.conf.5: user/man/conf.awk systemd/weir.conf.example user/man/weir.conf.5.in
	@mkdir -p $(@D)
	$(call say,MAN,$@)awk -f user/man/conf.awk systemd/weir.conf.example \
		user/man/weir.conf.5.in >$@

install: all
	$(call say,INSTALL,$(DESTDIR)$(PREFIX))install -D -m 755 $(O)/weir $(BINDIR)/weir
	@install -d $(DESTDIR)$(UNITDIR) $(SHAREDIR)/weir/models
	@sed 's#@PREFIX@#$(PREFIX)#g' systemd/weir.service.in >$(DESTDIR)$(UNITDIR)/weir.service
	@chmod 644 $(DESTDIR)$(UNITDIR)/weir.service
	@install -D -m 644 systemd/weir.catalog $(LIBDIR)/systemd/catalog/weir.catalog
	@install -D -m 644 systemd/weir.sysusers $(LIBDIR)/sysusers.d/weir.conf
	@install -D -m 644 systemd/weir.tmpfiles $(LIBDIR)/tmpfiles.d/weir.conf
	@install -D -m 644 systemd/rules/allow.conf $(LIBDIR)/weir/allow.d/own.conf
	@install -D -m 644 systemd/rules/suppress.conf $(LIBDIR)/weir/suppress.d/own.conf
	@install -D -m 644 systemd/weir.conf.example $(SHAREDIR)/doc/weir/weir.conf.example
	@$(foreach page,$(MANUALS),install -D -m 644 $(page) $(call manual_path,$(page)) &&) true
	@install -D -m 644 user/man/weir.bash $(SHAREDIR)/bash-completion/completions/weir
	@install -m 644 $(wildcard models/*.json) $(SHAREDIR)/weir/models
	@install -D -m 644 systemd/prometheus/weir.rules.yml $(SHAREDIR)/weir/prometheus/weir.rules.yml

uninstall:
	$(call say,REMOVE,$(DESTDIR)$(PREFIX))rm -rf $(INSTALLED) $(SHAREDIR)/weir
	@rmdir --ignore-fail-on-non-empty $(LIBDIR)/weir/allow.d $(LIBDIR)/weir/suppress.d $(LIBDIR)/weir
	@rmdir --ignore-fail-on-non-empty $(SHAREDIR)/doc/weir

# The Debian package, in $(O)/deb; DEB_VERSION: of one that is to replace another.
DEB_VERSION ?= $(VERSION)
DEB_TREE := $(O)/deb/weir-$(DEB_VERSION)
DEB_LOG = ../weir_$(DEB_VERSION).log
.PHONY: deb
deb:
	@scripts/install-deps --deb
	$(call say,DEB,$(O)/deb)rm -rf $(DEB_TREE) && mkdir -p $(DEB_TREE)
	@tar -c --exclude=./build* --exclude=./$(O) --exclude=./.git . | tar -x -C $(DEB_TREE)
	@cp -r scripts/debian $(DEB_TREE)/debian
	@sed -i '1s/([^)]*)/($(DEB_VERSION))/' $(DEB_TREE)/debian/changelog
	@cd $(DEB_TREE) && env -u MAKEFLAGS -u MAKELEVEL -u O -u V -u SANITIZE -u CFLAGS -u LDFLAGS \
		dpkg-buildpackage -us -uc >$(DEB_LOG) 2>&1 || { tail -40 $(DEB_LOG); exit 1; }
	@ls $(O)/deb/weir_$(DEB_VERSION)_*.deb
