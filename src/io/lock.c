/* lock.c - one run at a time, by a lock of an open file (fcntl(2), F_OFD_SETLK). */
#include "io/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

enum { TRIES = 16 };

/* Whether the open file is still the one of that name: the holder before may have removed it. */
static bool
is_named(int fd, const char *path)
{
    struct stat opened = {0};
    struct stat named = {0};

    return fstat(fd, &opened) == 0 && lstat(path, &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/* For people: the lock itself is the kernel's. */
static void
write_holder(int fd)
{
    char text[32];
    const int length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

    if (ftruncate(fd, 0) == 0)
        (void)!write(fd, text, (size_t)length);
}

static enum lci_status
fail_locked(int fd, const char *path, struct lci_error *err)
{
    char text[32] = "";
    const ssize_t got = read(fd, text, sizeof(text) - 1);

    text[got > 0 ? got : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return lci_fail(err, LCI_E_LOCKED, "%s: another run is at work here%s%s; this one did nothing", path,
                    text[0] != '\0' ? ", process " : "", text);
}

/* The whole file, for one process to write. */
static struct flock
whole_file(void)
{
    return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
}

/* One try. LCI_OK with *fd -1: the file was removed in between. */
static enum lci_status
try_lock(const char *path, int *fd, struct lci_error *err)
{
    struct flock wanted = whole_file();
    enum lci_status status = LCI_OK;

    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (*fd < 0)
        return lci_fail(err, LCI_E_IO, "%s: cannot write: %s", path, strerror(errno));
    if (fcntl(*fd, F_OFD_SETLK, &wanted) != 0)
        status = errno == EAGAIN || errno == EACCES ? fail_locked(*fd, path, err)
                                                    : lci_fail(err, LCI_E_IO, "%s: cannot be locked: %s", path, strerror(errno));
    else if (is_named(*fd, path))
        return LCI_OK;
    (void)close(*fd);
    *fd = -1;
    return status;
}

enum lci_status
lci_lock_take(const char *path, struct lci_lock *out, struct lci_error *err)
{
    const size_t size = strlen(path) + 1;
    char *copy = lci_alloc(size, 1);
    enum lci_status status = copy ? LCI_OK : lci_fail_nomem(err, path);
    int fd = -1;

    *out = (struct lci_lock){.fd = -1};
    for (int i = 0; i < TRIES && status == LCI_OK && fd < 0; i++)
        status = try_lock(path, &fd, err);
    if (status == LCI_OK && fd < 0)
        status = lci_fail(err, LCI_E_IO, "%s: vanishes as soon as it is made", path);
    if (status != LCI_OK) {
        lci_free(copy);
        return status;
    }
    memcpy(copy, path, size);
    write_holder(fd);
    *out = (struct lci_lock){.fd = fd, .path = copy};
    return LCI_OK;
}

enum lci_status
lci_lock_result(const char *path, struct lci_lock *out, struct lci_error *err)
{
    *out = (struct lci_lock){.fd = -1};
    for (int i = 0; i < TRIES; i++) {
        const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

        if (fd < 0)
            return LCI_OK;
        if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_named(fd, path)) {
            out->fd = fd;
            return LCI_OK;
        }
        if (errno == EWOULDBLOCK && is_named(fd, path)) {
            (void)close(fd);
            return lci_fail(err, LCI_E_LOCKED, "%s: another run is at work on this result; this one did nothing", path);
        }
        (void)close(fd); /* it was replaced in between, or cannot be locked */
    }
    return LCI_OK;
}

void
lci_lock_release(struct lci_lock *lock)
{
    if (lock->fd < 0)
        return;
    if (lock->path)
        (void)unlink(lock->path); /* while it is held: who opened it before sees that it is no longer the one of this name */
    (void)close(lock->fd);
    lci_free(lock->path);
    *lock = (struct lci_lock){.fd = -1};
}

bool
lci_lock_is_held(const char *path)
{
    struct flock asked = whole_file();
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool held = false;

    if (fd < 0)
        return false;
    asked.l_type = F_RDLCK; /* what a file that is open to be read may ask for; only somebody who writes is in its way */
    held = fcntl(fd, F_OFD_GETLK, &asked) == 0 && asked.l_type != F_UNLCK;
    (void)close(fd);
    return held;
}
