# Builds, installs and packs qubes-tor-fw. docs/packages.md tells the how and the why.
#
#   make            what is generated: the command, its completions, and the default policy compiled and proved
#   make check      holds what was generated against its digests, and where there is Node against the sources
#   make install    installs everything below DESTDIR; install-cli and install-vm install the halves
#   make dist       a source tarball, with what is generated in it: it builds with no Node and no network
#   make deb, rpm   packages of that tarball
#
# A folder with the file `prebuilt` in it is such a tarball: nothing is generated there.

VERSION := $(shell cat version)
name := qubes-tor-fw
build := build

DESTDIR ?=
prefix ?= /usr
bindir ?= $(prefix)/bin
libdir ?= $(prefix)/lib
datadir ?= $(prefix)/share
sysconfdir ?= /etc
unitdir ?= $(libdir)/systemd/system
presetdir ?= $(libdir)/systemd/system-preset
docdir ?= $(datadir)/doc/$(name)
node ?= /usr/bin/node

INSTALL_FILE := install -D -m 0644
INSTALL_PROGRAM := install -D -m 0755
home := $(DESTDIR)$(libdir)/$(name)

# Times in archives are that of the version, so that equal sources make equal bytes.
SOURCE_DATE_EPOCH ?= $(shell date -u -d "$$(sed -n 's/^ -- .*>  //p' packaging/debian/changelog | head -n 1)" +%s)
export SOURCE_DATE_EPOCH
export TZ := UTC
export LC_ALL := C

.PHONY: all generate check install install-cli install-vm dist deb rpm clean

# ---- Build -----------------------------------------------------------------------------------------------------------

ifeq ($(wildcard prebuilt),)
all: generate
generated := dist/artefacts dist/completion
else
all: ;
generated :=
endif

generate:
	@test -d node_modules || { echo 'run npm ci first, or build from the tarball of a release' >&2; exit 1; }
	node scripts/build.mjs
	packaging/generate.sh dist

check: all
	packaging/check.sh dist

# ---- Install ---------------------------------------------------------------------------------------------------------

install: install-cli install-vm

install-cli: all
	$(INSTALL_FILE) dist/qubes-tor-fw.cjs $(home)/cli/qubes-tor-fw.cjs
	install -d $(DESTDIR)$(bindir)
	sed '1s,.*,#!$(node),' dist/start.cjs >$(home)/cli/start.cjs
	chmod 0755 $(home)/cli/start.cjs
	ln -sfn ../lib/$(name)/cli/start.cjs $(DESTDIR)$(bindir)/$(name)
	$(INSTALL_FILE) man/$(name).8 $(DESTDIR)$(datadir)/man/man8/$(name).8
	$(INSTALL_FILE) dist/completion/bash $(DESTDIR)$(datadir)/bash-completion/completions/$(name)
	$(INSTALL_FILE) dist/completion/zsh $(DESTDIR)$(datadir)/zsh/vendor-completions/_$(name)
	$(INSTALL_FILE) dist/completion/fish $(DESTDIR)$(datadir)/fish/vendor_completions.d/$(name).fish
	install -d $(DESTDIR)$(datadir)/$(name)/policy $(DESTDIR)$(docdir)
	install -m 0644 policy/*.yaml policy/policy.schema.json $(DESTDIR)$(datadir)/$(name)/policy/
	install -m 0644 README.md SECURITY.md $(wildcard docs/*.md docs/*.json docs/*.svg) $(DESTDIR)$(docdir)/

install-vm: all
	packaging/install-vm.sh dist '$(DESTDIR)' '$(libdir)' '$(unitdir)' '$(presetdir)' '$(sysconfdir)'

# ---- Pack ------------------------------------------------------------------------------------------------------------

tree := $(name)-$(VERSION)
tarball := $(build)/$(tree).tar.xz

dist: all
	packaging/dist.sh $(tree) $(tarball)

deb: dist
	packaging/build-deb.sh $(tarball) $(VERSION) $(build)/deb

rpm: dist
	packaging/build-rpm.sh $(tarball) $(VERSION) $(build)/rpm

clean:
	rm -rf $(build) $(generated)
