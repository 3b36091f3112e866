# A root of its own for a media worker: what the words before "--" name, read-only, and nothing else.
# Run by /bin/sh -c inside fresh user, mount and process namespaces, in which it may mount but has no other power.
#
#   own-root ROOT DECODERS PATH... -- COMMAND...
#
# DECODERS becomes an empty directory that can be written to, in memory; what PATH names in it is read-only as elsewhere.
# The new root is in memory and lies over ROOT, an empty directory. When COMMAND starts, the old root is gone.
set -eu
root=$1
decoders=$2
shift 2

mount -t tmpfs -o mode=755,size=1m,nosuid,nodev worker "$root"

# Flags that the outer mount has locked must be said again, so all of them are said.
show() {
    if [ -d "$1" ]; then
        mkdir -p "$root$1"
    else
        mkdir -p "$root${1%/*}"
        : >"$root$1"
    fi
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro,nosuid,nodev "$root$1"
}

# Where the system keeps its libraries: directories here, links into /usr there.
for path in /usr /lib /lib32 /lib64 /libx32 /bin /sbin; do
    if [ -L "$path" ]; then
        ln -s "$(readlink "$path")" "$root$path"
    elif [ -d "$path" ]; then
        show "$path"
    fi
done

# JavaCPP refuses a cache that it cannot write to, also when it has nothing to write.
mkdir -p "$root$decoders"
mount -t tmpfs -o mode=700,size=64k,nosuid,nodev,noexec worker "$root$decoders"

while [ "$1" != -- ]; do
    show "$1"
    shift
done
shift

mkdir -p "$root/proc" "$root/dev"
for device in null zero random urandom; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"

# No further namespaces from in here: most ways out of a container begin with one.
echo 0 >"$root/proc/sys/user/max_user_namespaces" || true

mount -o remount,bind,ro,nosuid,nodev "$root"
cd "$root"
pivot_root . .
umount -l .
cd /
unset PWD OLDPWD
exec "$@"
