# A disk of a command's own: ext4 on a loop device, whose power can be cut. To be sourced after lib.bash.

# hold_write_back: keeps the kernel from writing anything that nobody asks it to; put back when the command ends.
# Written from now on: what is synced, and what memory has no room for.
hold_write_back() {
    local name
    # One at a time: the settings are the whole machine's.
    exec {write_back_lock}>/tmp/liuhen-faults.lock
    flock -w 3600 "$write_back_lock" || { not_ok 'another run holds the write-back settings'; exit 1; }
    for name in vm.dirty_writeback_centisecs vm.dirty_expire_centisecs vm.dirty_ratio vm.dirty_background_ratio; do
        saved_writeback+=("$name=$(sysctl -n "$name")")
    done
    sysctl -q -w vm.dirty_background_ratio=80 vm.dirty_ratio=90 vm.dirty_expire_centisecs=360000 \
        vm.dirty_writeback_centisecs=0
}

# write_back flows|held: lets it write by itself, soon, or not.
write_back() {
    if [[ $1 == flows ]]; then
        sysctl -q -w vm.dirty_expire_centisecs=5 vm.dirty_writeback_centisecs=5
    else
        sysctl -q -w vm.dirty_expire_centisecs=360000 vm.dirty_writeback_centisecs=0
    fi
}

# make_disk MIB [OPTION…]: an image with a file system, nothing of which is made later in the background.
make_disk() {
    image=$work/disk.0 images=0
    truncate -s "$1M" "$image"
    shift
    mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0 "$@" "$image"
}

# mount_disk [OPTIONS]: mounts the image at $work/disk. The journal's own timer is held off as well.
mount_disk() {
    mkdir -p "$work/disk"
    mount -o "loop,commit=3600${1:+,$1}" "$image" "$work/disk" && mounts=("$work/disk")
}

unmount_disk() {
    umount "$work/disk" && mounts=()
}

# cut_power: the server stops where it is, the disk is copied as it is, and the server dies. From now on $image is the
# copy: what the disk would hold after the power came back. What the kernel had not written is not in it.
cut_power() {
    local copy=$work/disk.$((++images)) tries=0
    kill -STOP "$server_pid"
    write_back held
    # A sync that had begun runs to its end in the kernel; a copy taken meanwhile would be of two moments.
    until cp --sparse=always "$image" "$copy" && cmp -s "$image" "$copy"; do
        ((++tries < 50)) || { not_ok 'the disk does not come to rest'; return 1; }
    done
    cp "$work/ledger" "$work/ledger.cut"
    kill_server
    unmount_disk || return 1
    rm "$image"
    image=$copy
}

# disk_recovers [OPTIONS]: the file system's own journal is replayed by mounting, and then nothing may be wrong with it.
disk_recovers() {
    mount_disk "$@" && unmount_disk && e2fsck -fn "$image" >"$work/fsck" 2>&1 || { cat "$work/fsck"; return 1; }
    mount_disk "$@"
}
