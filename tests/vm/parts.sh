# SPDX-License-Identifier: MIT
# parts.sh - sourced by those who boot another kernel: pieces of an initial file system.

# Of programs, into the folder $root.
copy_libraries() { # PROGRAM...
	{ ldd "$@" 2>/dev/null || true; } |
		awk '/=> \//{ print $3 } /^\t\//{ print $1 }' | sort -u |
		while read -r library; do
			install -D "$library" "$root$library"
		done
}

copy_busybox() {
	install -D "$busybox" "$root/bin/busybox"
	copy_libraries "$busybox"
}

# Into $root/modules, of the kernel in the folder $1: uncompressed and numbered in the order
# in which they can be inserted.
copy_modules() { # KERNEL_FOLDER MODULE...
	local folder=$1 version module path at=0
	version=$(ls "$folder/lib/modules")
	shift
	mkdir -p "$root/modules"
	for module; do
		modprobe -d "$folder" -S "$version" --show-depends "$module" 2>/dev/null || true
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r path; do
		at=$((at + 1))
		module=$root/modules/$(printf %03d $at).ko
		case $path in
		*.xz) xz -dc "$path" >"$module" ;;
		*) cp "$path" "$module" ;;
		esac
	done
}
