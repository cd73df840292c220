/* nosync.c - preloaded into the command: nothing is synced. What a build without its syncs would do. */
#include <unistd.h>

int
fsync(int fd)
{
    (void)fd;
    return 0;
}

int
fdatasync(int fd)
{
    (void)fd;
    return 0;
}
