/* Counts a process's operations on files below one folder. The chosen operation kills the process or fails.

   fault_arm(folder, at, mode): choose the `at`-th operation from now on, counted from 1; with 0, only count.
   The shim is loaded by LD_PRELOAD.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { KILL, TEAR, FAIL, FULL };  /* kill before it; kill in the middle of it; fail once; fail from now on */

static char below[PATH_MAX];
static long seen, chosen;
static int how;

void fault_arm(const char *folder, long at, int mode) {
    strncpy(below, folder, sizeof below - 1);
    seen = 0, chosen = at, how = mode;
}

long fault_seen(void) { return seen; }

static int inside(const char *path) { return below[0] && strncmp(path, below, strlen(below)) == 0; }

static int inside_at(int folder, const char *name) {
    char link[64], path[PATH_MAX];
    if (name && name[0] == '/') return inside(name);
    if (folder == AT_FDCWD) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return inside(path);
}

static int fails(void) {
    __sync_fetch_and_add(&seen, 1);
    if (!chosen || seen < chosen || (seen > chosen && how != FULL)) return 0;
    if (how == KILL) raise(SIGKILL);
    return how != TEAR;
}

static int tears(void) { return how == TEAR && seen == chosen; }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define REFUSE(value) do { errno = ENOSPC; return value; } while (0)

ssize_t write(int fd, const void *data, size_t size) {
    if (inside_at(fd, NULL)) {
        if (fails()) REFUSE(-1);
        if (tears()) { REAL(write)(fd, data, size / 2); raise(SIGKILL); }
    }
    return REAL(write)(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    if (inside_at(fd, NULL)) {
        if (fails()) REFUSE(-1);
        if (tears()) { REAL(pwrite64)(fd, data, size / 2, at); raise(SIGKILL); }
    }
    return REAL(pwrite64)(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (inside_at(fd, NULL) && fails()) REFUSE(-1);
    return REAL(writev)(fd, parts, count);
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    if (inside_at(fileno(file), NULL)) {
        if (fails()) REFUSE(0);
        if (tears()) { REAL(fwrite)(data, size, count / 2, file); fflush(file); raise(SIGKILL); }
    }
    return REAL(fwrite)(data, size, count, file);
}

int ftruncate64(int fd, off64_t size) {
    if (inside_at(fd, NULL) && fails()) REFUSE(-1);
    return REAL(ftruncate64)(fd, size);
}

int fsync(int fd) {
    if (inside_at(fd, NULL) && fails()) REFUSE(-1);
    return REAL(fsync)(fd);
}

int fdatasync(int fd) {
    if (inside_at(fd, NULL) && fails()) REFUSE(-1);
    return REAL(fdatasync)(fd);
}

int rename(const char *old, const char *new) {
    if (inside(new) && fails()) REFUSE(-1);
    return REAL(rename)(old, new);
}

int mkdir(const char *path, mode_t mode) {
    if (inside(path) && fails()) REFUSE(-1);
    return REAL(mkdir)(path, mode);
}

int unlink(const char *path) {
    if (inside(path) && fails()) REFUSE(-1);
    return REAL(unlink)(path);
}

int unlinkat(int folder, const char *name, int flags) {
    if (inside_at(folder, name) && fails()) REFUSE(-1);
    return REAL(unlinkat)(folder, name, flags);
}
