#!/bin/bash
# SPDX-License-Identifier: MIT
# test-timeout: 1500
# A Debian 12 with systemd as process 1 lives through tests/vm/boot_life with the package:
# install, scan, alarm, reload, crash, hang, upgrade, stop, purge. Emulated, it takes minutes:
# only with WEIR_VM=all, or by `make check-boot`.
# VM_LIFE: another script to live by.
set -euo pipefail
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."
. tests/vm/parts.sh

skip() {
	echo "$*"
	exit 77
}

[ "${WEIR_VM:-}" = all ] || skip "takes minutes: make check-boot"
command -v qemu-system-x86_64 >/dev/null || skip "needs qemu-system-x86_64"
busybox=$(command -v busybox) || skip "needs busybox"
command -v dpkg-buildpackage >/dev/null || skip "needs dpkg-buildpackage"
build=$(realpath "${O:-build}")
kernel=$(tests/vm/kernel 6.1) || { code=$?; skip "$kernel (exit $code)"; }
image=$(tests/vm/debian 6.1) || { code=$?; skip "$image (exit $code)"; }
version=$(sed -n 's/^VERSION := //p' Makefile)
unset V
for each in "$version" "$version+1"; do
	make --no-print-directory O="$build" DEB_VERSION="$each" deb >/dev/null
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,proc,sys,dev,root,modules}
copy_busybox
copy_modules "$kernel" virtio_pci virtio_blk ext4
cat >"$root/init" <<'END'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do insmod $module; done
mount -t ext4 /dev/vda /root || poweroff -f
umount /proc /sys
mount --move /dev /root/dev
exec switch_root /root /sbin/init
END
chmod +x "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc) >"$work/initrd"

mkdir "$work/payload"
install -m 755 "${VM_LIFE:-tests/vm/boot_life}" "$work/payload/run"
cp "$build/deb/weir_${version}_amd64.deb" "$work/payload/weir.deb"
cp "$build/deb/weir_$version+1_amd64.deb" "$work/payload/weir-next.deb"
tar -c -b 128 -C "$work/payload" . >"$work/payload.tar"

# The image is not written to: -snapshot.
timeout "${VM_SECONDS:-1200}" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 1024 \
	-nodefaults -display none -serial stdio -no-reboot -snapshot \
	-drive "file=$image,format=raw,if=virtio" -drive "file=$work/payload.tar,format=raw,if=virtio" \
	-kernel "$kernel/boot/vmlinuz-$(ls "$kernel/lib/modules")" -initrd "$work/initrd" \
	-append "root=/dev/vda rw console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off \
systemd.show_status=false" \
	</dev/null 2>&1 | sed -u 's/\r//g' | tee "$work/output" | grep --line-buffered -v 'reboot: Power down' || true
grep -q '^life: all is well' "$work/output" || { echo "FAIL: it did not live to its end"; exit 1; }
grep '^life: ' "$work/output" | sed 's/^life: /note: /' | tail -1
