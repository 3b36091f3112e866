/* Syncs that fail or lie, for LD_PRELOAD. Java and RocksDB both sync through these functions.
 *
 *   SYNC_FAULT=drop      every sync answers that it is done, and does nothing
 *   SYNC_FAULT=eio:FILE  while FILE is there: the next sync of a path that contains FILE's text, or ends with it if a
 *                        dollar sign stands behind it, fails with EIO and does nothing. FILE is then renamed to FILE.failed and holds the path, so exactly one sync fails, as
 *                        Linux reports a lost page once; whoever tries again is told that all is well.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int path_of(int fd, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    return 1;
}

static int read_text(const char *file, char *text, size_t size) {
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t length = read(fd, text, size - 1);
    close(fd);
    if (length <= 0) {
        return 0;
    }
    text[length] = 0;
    text[strcspn(text, "\n")] = 0;
    return 1;
}

static int matches(const char *path, char *part) {
    size_t length = strlen(part), path_length = strlen(path);
    if (length == 0 || part[length - 1] != '$') {
        return strstr(path, part) != NULL;
    }
    part[--length] = 0;
    return path_length >= length && strcmp(path + path_length - length, part) == 0;
}

/* Whether this sync is the one that fails. The rename decides between threads that sync at once. */
static int fails(int fd, const char *file) {
    char part[256], path[4096], failed[4096];
    if (!read_text(file, part, sizeof part) || !path_of(fd, path, sizeof path) || !matches(path, part)) {
        return 0;
    }
    snprintf(failed, sizeof failed, "%s.failed", file);
    if (rename(file, failed) != 0) {
        return 0;
    }
    int log = open(failed, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (log >= 0) {
        dprintf(log, "%s\n", path);
        close(log);
    }
    return 1;
}

static int sync_fd(int fd, long call) {
    const char *fault = getenv("SYNC_FAULT");
    if (fault && strcmp(fault, "drop") == 0) {
        return 0;
    }
    if (fault && strncmp(fault, "eio:", 4) == 0 && fails(fd, fault + 4)) {
        errno = EIO;
        return -1;
    }
    return (int) syscall(call, fd);
}

int fsync(int fd) {
    return sync_fd(fd, SYS_fsync);
}

int fdatasync(int fd) {
    return sync_fd(fd, SYS_fdatasync);
}

/* RocksDB may begin writing back early with this one. It promises nothing; dropped, it cannot help either. */
int sync_file_range(int fd, off64_t offset, off64_t length, unsigned flags) {
    const char *fault = getenv("SYNC_FAULT");
    if (fault && strcmp(fault, "drop") == 0) {
        return 0;
    }
    return (int) syscall(SYS_sync_file_range, fd, offset, length, flags);
}
